"""Specs are published with the rules of `x-rules` in words, behind the description beside them."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from generation.published_form import HEADING, published_form
from yaml_text import loaded

SPECS = sorted((Path(__file__).parents[2] / "specs").glob("*.yaml"))
DESCRIPTIONS = {
    "block": "description: |\n    Lists them.\n\n    All.\n",
    "block at the end": "x-last: 1\n  description: |\n    Lists them.\n\n    All.\n",
    "plain": "description: Lists them.\n",
    "quoted": 'description: "Lists\n    them."  # a comment\n',
    "folded": "description: >-\n    Lists\n    them.\n",
}
RULES = """x-rules:
    - {id: one-flag, says: One flag only., example: flag=a&flag=b, refusal: {status: 400, code: 7, message: One flag}}
    - {id: no-flag, says: No flag at night., refusal: {status: 400, message: Night}}
    - {id: from-one, says: Pages are numbered from 1., refusal: null}
"""
WORDS = """

Rules that schemas cannot express (`x-rules`):

- `one-flag`: One flag only. `?flag=a&flag=b` is refused with 400 and code 7: `One flag`.
- `no-flag`: No flag at night. Refused with 400: `Night`.
- `from-one`: Pages are numbered from 1.
"""


def ruled(node: Any) -> list[Any]:
    found = [
        each for child in (node.values() if isinstance(node, dict) else node) if isinstance(child, dict | list) for each in ruled(child)
    ]
    return [node, *found] if isinstance(node, dict) and "x-rules" in node else found


@pytest.mark.parametrize("first", [True, False], ids=["before the rules", "behind them"])
@pytest.mark.parametrize("description", DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_description_ends_with_its_rules(tmp_path: Path, description: str, first: bool) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("get:\n  " + "  ".join([description, RULES] if first else [RULES, description]) + "other:\n  description: Two.\n")
    before, after = loaded(path.read_text()), loaded(published_form(path))
    assert after["get"].pop("description") == before["get"].pop("description").rstrip() + WORDS
    assert after == before


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_every_rule_of_a_spec_is_in_a_published_description(path: Path) -> None:
    before, after = loaded(path.read_text()), loaded(published_form(path))
    assert ruled(after)
    for was, now in zip(ruled(before), ruled(after), strict=True):
        assert now["description"].startswith(f"{was['description'].rstrip()}\n\n{HEADING}\n")
        assert all(f"- `{rule['id']}`: {rule['says']}" in now["description"] for rule in was["x-rules"])


def test_a_description_within_braces_cannot_be_added_to(tmp_path: Path) -> None:
    path = tmp_path / "spec.yaml"
    path.write_text("get: {description: Lists them., x-rules: [{id: a, says: A., refusal: null}]}\n")
    with pytest.raises((ValueError, yaml.YAMLError)):
        published_form(path)
