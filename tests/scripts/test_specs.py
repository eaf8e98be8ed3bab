"""The specs keep to our rules, which scripts/linting holds; it holds Redocly's too, with Node, and that is not looked at here."""

from pathlib import Path

import pytest
from linting.rules import findings
from linting.spec import Spec

SPECS = Path(__file__).parents[2] / "specs"
APIS = sorted(path.stem for path in SPECS.glob("*.yaml"))


def test_there_are_specs() -> None:
    assert APIS == ["hedera", "loopring", "swapchat"]


@pytest.mark.parametrize("api", APIS)
def test_a_spec_keeps_to_the_rules(api: str) -> None:
    found = [str(finding) for finding in findings(Spec(SPECS, api))]
    assert not found, "\n".join(found)
