"""What a template or a spec can have that generation must not pass over."""

import copy
from pathlib import Path
from typing import Any

import pytest
from generation.client import GenerationFailed, has_secret_server, template_changes
from jinja2 import TemplateNotFound

from tests.support.generated_packages import SPEC, Generated

CHANGES = template_changes()


@pytest.mark.parametrize("template", sorted({change["template"] for change in CHANGES}))
def test_a_change_that_finds_nothing_fails_generation(folder: Path, template: str) -> None:
    stray = {"name": "stray", "template": template, "upstream": "none", "goes_when": "now", "find": "no such text", "put": ""}
    with pytest.raises((TemplateNotFound, GenerationFailed), match=r"'stray' of .* finds nothing to change"):
        Generated(folder, changes=[*CHANGES, stray])


def test_a_change_of_no_template_fails_generation(folder: Path) -> None:
    stray = {"name": "stray", "template": "no_such.py.jinja", "upstream": "none", "goes_when": "now", "find": "x", "put": ""}
    with pytest.raises((TemplateNotFound, GenerationFailed)):
        Generated(folder, changes=[*CHANGES, stray])


def with_(path: str, value: Any) -> dict[str, Any]:
    spec = copy.deepcopy(SPEC)
    node: Any = spec
    *steps, last = path.split(" ")
    for step in steps:
        node = node[step]
    node[last] = value
    return spec


OPERATION = "paths /things/{thing} get"
DROPPED = {
    "a body of unknown encoding": with_(f"{OPERATION} requestBody", {"content": {"application/x-odd": {"schema": {"type": "object"}}}}),
    "a reply of unknown encoding": with_(f"{OPERATION} responses 200 content", {"application/x-odd": {"schema": {"type": "object"}}}),
    "a schema that is not there": with_("components schemas Thing properties other", {"$ref": "#/components/schemas/Gone"}),
    "a status that is none": with_(f"{OPERATION} responses nonsense", {"description": "What?"}),
    "not a spec": {**SPEC, "openapi": "2.0"},
}


@pytest.mark.parametrize("spec", DROPPED.values(), ids=DROPPED)
def test_a_warning_of_the_generator_fails_generation(folder: Path, spec: dict[str, Any]) -> None:
    with pytest.raises(GenerationFailed) as failed:
        Generated(folder, spec)
    assert str(failed.value)


@pytest.mark.parametrize(
    "scheme",
    [
        {"type": "apiKey", "in": "query", "name": "key", "description": "A key."},
        {"type": "apiKey", "in": "cookie", "name": "key", "description": "A key."},
        {"type": "http", "scheme": "basic", "description": "A password."},
        {"type": "openIdConnect", "openIdConnectUrl": "https://things.example", "description": "Elsewhere."},
    ],
    ids=["key in the query", "key in a cookie", "password", "OpenID"],
)
def test_a_security_scheme_that_the_template_does_not_know_fails_generation(folder: Path, scheme: dict[str, str]) -> None:
    with pytest.raises(GenerationFailed, match="security scheme Odd"):
        Generated(folder, with_("components securitySchemes Odd", scheme))


def test_a_base_url_that_may_hold_a_key_is_not_shown(folder: Path, generated: Generated) -> None:
    server = {"url": "https://things.example/{key}", "variables": {"key": {"default": "x", "x-secret": True}}}
    spec = {**SPEC, "servers": [server]}
    assert (has_secret_server(spec), has_secret_server(SPEC)) == (True, False)
    assert "s3cret" not in repr(Generated(folder, spec).module().Client("https://things.example/s3cret"))
    assert "things.example" in repr(generated.module().Client("https://things.example"))
