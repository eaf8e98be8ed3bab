"""Each change of the client templates does what it is for, is needed for it, and cannot be lost without anybody noticing."""

import asyncio
import copy
import enum
import importlib
import json
import pickle
import shutil
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import attrs
import httpx2
import msgspec
import pytest
from generation.client import SHARED, TEMPLATES, GenerationFailed, generate_client, has_secret_server, template_changes
from jinja2 import TemplateNotFound

SPEC: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "1"},
    "servers": [{"url": "https://things.example"}],
    "paths": {
        "/things/{thing}": {
            "get": {
                "operationId": "listThings",
                "tags": ["things"],
                "security": [{"Key": []}, {"Token": []}],
                "parameters": [
                    {"name": "thing", "in": "path", "required": True, "schema": {"type": "string"}},
                    *(
                        {"name": name, "in": "query", "style": "form", "explode": explode, "schema": {"type": "array", "items": items}}
                        for name, explode, items in [
                            ("texts", False, {"type": "string"}),
                            ("numbers", False, {"type": "integer"}),
                            ("fractions", False, {"type": "number"}),
                            ("flags", False, {"type": "boolean"}),
                            ("kinds", False, {"$ref": "#/components/schemas/Kind"}),
                            ("levels", False, {"$ref": "#/components/schemas/Level"}),
                            ("apart", True, {"type": "string"}),
                        ]
                    ),
                ],
                "responses": {
                    "200": {"description": "It.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
                },
            }
        }
    },
    "components": {
        "securitySchemes": {
            "Key": {"type": "apiKey", "in": "header", "name": "X-Thing-Key", "description": "A key. Of one's own."},
            "Token": {"type": "http", "scheme": "bearer", "description": "A token."},
        },
        "schemas": {
            "Kind": {"type": "string", "x-extensible-enum": ["round", "square"]},
            "Level": {"type": "integer", "x-extensible-enum": [1, 2]},
            "Closed": {"type": "string", "enum": ["open", "shut"]},
            "Thing": {
                "type": "object",
                "required": ["kind"],
                "properties": {
                    "kind": {"$ref": "#/components/schemas/Kind"},
                    "level": {"$ref": "#/components/schemas/Level"},
                    "closed": {"$ref": "#/components/schemas/Closed"},
                    "note": {"type": ["string", "null"]},
                },
            },
        },
    },
}
CONTENTS: dict[str, tuple[dict[str, Any], Any]] = {
    "thing": ({"$ref": "#/components/schemas/Thing"}, {"kind": "round"}),
    "kind": ({"$ref": "#/components/schemas/Kind"}, "round"),
    "level": ({"$ref": "#/components/schemas/Level"}, 1),
    "closed": ({"$ref": "#/components/schemas/Closed"}, "open"),
    "notes": ({"type": "array", "items": {"type": "string"}}, ["a"]),
    "kinds": ({"type": "array", "items": {"$ref": "#/components/schemas/Kind"}}, ["oval"]),
    "things": ({"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}, [{"kind": "round"}]),
    "rows": ({"type": "array", "items": {"type": "array", "items": {"$ref": "#/components/schemas/Level"}}}, [[1], []]),
}
MAYBE: dict[str, tuple[dict[str, Any], Any]] = {
    name: ({"oneOf": [schema, {"type": "null"}]}, value) for name, (schema, value) in CONTENTS.items()
}
SPEC["components"]["schemas"]["Box"] = {
    "type": "object",
    "required": [*CONTENTS, *(f"nullable_{name}" for name in MAYBE)],
    "properties": {
        **{f"{prefix}{name}": schema for prefix in ("", "optional_") for name, (schema, _) in CONTENTS.items()},
        **{f"{prefix}{name}": schema for prefix in ("nullable_", "maybe_") for name, (schema, _) in MAYBE.items()},
    },
    "additionalProperties": {"$ref": "#/components/schemas/Thing"},
}
SPEC["components"]["schemas"]["Sizes"] = {"type": "object", "additionalProperties": {"type": "string"}}
SPEC["components"]["schemas"]["Levels"] = {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Level"}}
SPEC["components"]["schemas"]["Shelf"] = {
    "type": "object",
    "required": ["theThings", "from"],
    "properties": {
        "theThings": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}},
        "from": {"type": "integer"},
        "width": {"oneOf": [{"type": "number"}, {"type": "null"}]},
        "sizes": {"$ref": "#/components/schemas/Sizes"},
        "levels": {"$ref": "#/components/schemas/Levels"},
        "next": {"$ref": "#/components/schemas/Shelf"},
    },
}
SPEC["components"]["schemas"]["Stand"] = {"type": "object", "properties": {"box": {"$ref": "#/components/schemas/Box"}}}
SPEC["components"]["schemas"]["Sign"] = {"type": "object", "properties": {"kind": {"$ref": "#/components/schemas/Kind"}}}
NUMBER = count()
CHANGES = template_changes()
NAMES = list(dict.fromkeys(change["name"] for change in CHANGES))


class Generated:
    """Packages generated from one spec, two of them side by side as the project has them."""

    def __init__(self, folder: Path, spec: dict[str, Any] = SPEC, changes: list[dict[str, str]] | None = None) -> None:
        self.name = f"generated_for_a_test_{next(NUMBER)}"
        package = folder / self.name
        package.mkdir()
        (package / "__init__.py").touch()
        for shared in SHARED:
            shutil.copy(TEMPLATES / shared, package / shared)
        generate_client(spec, package / "one", changes=changes)
        shutil.copytree(package / "one", package / "two")

    def module(self, path: str = "") -> Any:
        return importlib.import_module(f"{self.name}.one{path and '.'}{path}")

    def twin(self, path: str) -> Any:
        return importlib.import_module(f"{self.name}.two.{path}")

    def asked(self, reply: httpx2.Response, client: Any = None, **arguments: Any) -> tuple[Any, Any]:
        """The request that the operation sends, and what it gives back, both times the same."""
        endpoint = self.module("api.things.list_things")
        client = client or self.module().Client("https://things.example/base")
        sent: list[Any] = []

        def answer(request: Any) -> Any:
            sent.append(request)
            return httpx2.Response(reply.status_code, content=reply.content)

        client.set_httpx_client(httpx2.Client(**client._settings(), transport=httpx2.MockTransport(answer)))
        client.set_async_httpx_client(httpx2.AsyncClient(**client._settings(), transport=httpx2.MockTransport(answer)))
        found = endpoint.sync_detailed("a", client=client, **arguments)
        again = asyncio.run(endpoint.asyncio_detailed("a", client=client, **arguments))
        assert found == again
        assert sent[0].url == sent[1].url
        return sent[0], found


OK = httpx2.Response(200, json={"kind": "round"})
CHECKS: dict[str, list[Callable[[Generated], None]]] = {}


def shows(name: str) -> Callable[[Callable[[Generated], None]], Callable[[Generated], None]]:
    def register(check: Callable[[Generated], None]) -> Callable[[Generated], None]:
        CHECKS.setdefault(name, []).append(check)
        return check

    return register


@shows("comma-joined lists")
def lists_are_joined_by_commas(generated: Generated) -> None:
    models = generated.module("models")
    for arguments, query in (
        ({"texts": ["a", "b c", "ü"]}, b"texts=a%2Cb+c%2C%C3%BC"),
        ({"numbers": [1, 2**70, -3]}, b"numbers=1%2C1180591620717411303424%2C-3"),
        ({"fractions": [0.5, 1.25]}, b"fractions=0.5%2C1.25"),
        ({"flags": [True, False]}, b"flags=true%2Cfalse"),
        ({"kinds": [models.Kind.ROUND, models.Kind.SQUARE]}, b"kinds=round%2Csquare"),
        ({"levels": [models.Level(1), models.Level(2)]}, b"levels=1%2C2"),
        ({"texts": ["one"]}, b"texts=one"),
        ({"texts": [], "numbers": [], "kinds": []}, b""),
        ({"apart": ["a", "b"]}, b"apart=a&apart=b"),
        ({}, b""),
    ):
        request, _ = generated.asked(OK, **arguments)
        assert request.url.query.replace(b"%20", b"+") == query


@shows("plain status")
def a_status_is_a_number(generated: Generated) -> None:
    for status in (200, 404, 520, 999):
        _, reply = generated.asked(httpx2.Response(status, content=OK.content))
        assert type(reply.status_code) is int
        assert reply.status_code == status
        assert (reply.parsed is not None) == (status == 200)


@shows("open enums")
def unknown_values_are_kept(generated: Generated) -> None:
    models = generated.module("models")
    value: Any
    for value, document in (("oval", {"kind": "oval"}), (7, {"kind": "round", "level": 7})):
        _, reply = generated.asked(httpx2.Response(200, json=document))
        assert reply.parsed.to_dict() == document
        found: Any = reply.parsed.kind if value == "oval" else reply.parsed.level
        assert isinstance(found, enum.Enum)
        assert found == value == found.value
        assert found == type(found)(value)
        assert hash(found) == hash(type(found)(value))
        assert type(pickle.loads(pickle.dumps(found))) is type(found)
        assert copy.deepcopy(found) == pickle.loads(pickle.dumps(found)) == found
        assert str(found) == str(value)
    assert (models.Kind("round") is models.Kind.ROUND, models.Level(1) is models.Level.VALUE_1) == (True, True)
    for closed, value in ((models.Closed, "ajar"), (models.Kind, 5), (models.Level, "x")):
        with pytest.raises(ValueError, match="is not a valid"):
            closed(value)


@shows("all security schemes")
def every_scheme_has_an_argument_and_a_header(generated: Generated) -> None:
    client = generated.module().Client
    for given, headers in (
        ({}, {}),
        ({"api_key": "k3y"}, {"x-thing-key": "k3y"}),
        ({"token": "t0ken"}, {"authorization": "Bearer t0ken"}),
        ({"api_key": "k3y", "token": "t0ken"}, {"x-thing-key": "k3y", "authorization": "Bearer t0ken"}),
    ):
        made = client("https://things.example/base", **given)
        request, _ = generated.asked(OK, made)
        assert {name: request.headers[name] for name in ("x-thing-key", "authorization") if name in request.headers} == headers
        assert "k3y" not in repr(made)
        assert "t0ken" not in repr(made)
    assert "api_key: A key. Never shown" in client.__doc__
    assert not hasattr(generated.module("client"), "AuthenticatedClient")


@shows("httpx2")
def requests_go_through_httpx2(generated: Generated) -> None:
    assert generated.module("client").httpx is httpx2
    assert generated.module("api.things.list_things").httpx is httpx2
    with generated.module().Client("https://things.example") as client:
        assert type(client.get_httpx_client()) is httpx2.Client


@shows("one UNSET")
def there_is_one_unset(generated: Generated) -> None:
    unset = importlib.import_module(f"{generated.name}.unset").UNSET
    assert generated.module("types").UNSET is generated.twin("types").UNSET is unset
    row = generated.module("models").Thing.from_dict({"kind": "round"})
    assert row.note is unset
    for again in (pickle.loads(pickle.dumps(row)), copy.deepcopy(row)):
        assert again.note is unset
        assert again == row
    assert generated.module("models").Thing.from_dict({"kind": "round", "note": None}) != row


@shows("forbidden nulls")
def a_null_is_kept_where_the_spec_forbids_it(generated: Generated) -> None:
    box = generated.module("models").Box
    full = {f"{prefix}{name}": value for prefix in ("", "optional_", "nullable_", "maybe_") for name, (_, value) in CONTENTS.items()}
    full["another"] = {"kind": "square"}
    least = {key: full[key] for key in full if key in SPEC["components"]["schemas"]["Box"]["required"]}
    lists = [key for key, value in full.items() if isinstance(value, list)]
    for document in (full, least, {**full, **{key: [] for key in lists}}):
        assert box.from_dict(document).to_dict() == document
    for key in full:
        document = {**full, key: None}
        row = box.from_dict(document)
        assert (row[key] if key in row else getattr(row, key)) is None
        assert row.to_dict() == document
    for key in lists:
        document = {**full, key: [None, *full[key], None]}
        row = box.from_dict(document)
        assert [member is None for member in getattr(row, key)] == [True, *(False for _ in full[key]), True]
        assert type(getattr(row, key)[1]) is type(getattr(box.from_dict(full), key)[0])
        assert row.to_dict() == document
    nothing = dict.fromkeys(full)
    for model, document in ((box, nothing), (generated.module("models").Sign, {"kind": None})):
        assert model.from_dict(document).to_dict() == document
    types = {each.name: each.type for each in attrs.fields(box)}
    assert (types["thing"], types["optional_things"]) == ("Thing", "list[Thing] | Unset"), "a type that the spec does not give"
    with pytest.raises(TypeError):
        generated.asked(httpx2.Response(200, content=b"null"))


THING = {"kind": "round", "level": 2, "closed": "shut", "note": None}
SHELF = {"theThings": [THING, {"kind": "oval", "level": 9}], "from": 2**70, "width": 0.5, "sizes": {"1": "a"}, "levels": {"a": 1, "b": 7}}
ODD: list[dict[str, Any]] = [
    {},
    {"extra": {"deep": [1, None]}},
    {"additional_properties": {"x": 1}, "thethings": [], "the_things": None},
    {"next": {**SHELF, "extra": [{"": 1.5}], "next": {"theThings": [{"kind": "round", "extra": 1}, {"kind": "round"}], "from": 0}}},
]


@shows("models out of JSON")
def models_are_read_out_of_json(generated: Generated) -> None:
    shelf: Any = generated.module("models").Shelf
    for odd in ODD:
        document = {**SHELF, **odd}
        content = json.dumps(document).encode()
        for read in (shelf.from_json(content), pickle.loads(pickle.dumps(shelf.from_json(content))), copy.copy(shelf.from_json(content))):
            assert read.to_dict() == document
            assert read == shelf.from_dict(document) == copy.deepcopy(read)
            assert repr(read) == repr(shelf.from_dict(document))
    assert attrs.asdict(attrs.evolve(read, from_=7))["from_"] == 7
    assert [each.name for each in attrs.fields(shelf)] == [
        "the_things",
        "from_",
        "width",
        "sizes",
        "levels",
        "next_",
        "additional_properties",
    ]
    assert shelf(the_things=[], from_=1).additional_properties == {}
    assert shelf(the_things=[], from_=1) != shelf.from_dict({"theThings": [], "from": 1, "x": 1})
    wrong: dict[str, Any]
    for wrong in (
        {"theThings": None},
        {"theThings": [{"kind": 1}]},
        {"theThings": [{}]},
        {"theThings": [{**THING, "closed": "ajar"}]},
        {"from": "1"},
        {"from": 1.0},
        {"from": True},
        {"width": "wide"},
        {"sizes": {"1": 1}},
        {"levels": {"a": "1"}},
        {"_source": None},
        {"_number": 3},
    ):
        with pytest.raises(msgspec.DecodeError):
            shelf.from_json(json.dumps({**SHELF, **wrong}).encode())
    for broken in (b"", b"[", b'{"theThings": [], "from": 1, "x": NaN}', b'{"theThings": [], "from": 1, "x": "\xff"}'):
        with pytest.raises((ValueError, msgspec.DecodeError)):
            shelf.from_json(broken)
    with pytest.raises(NotImplementedError, match="Box: fields with and without a name"):
        generated.module("models").Stand.from_json(b'{"box": {}}')


@shows("models out of JSON")
def objects_that_were_read_at_once_keep_apart_what_is_unknown(generated: Generated) -> None:
    shelf = generated.module("models").Shelf
    contents = [json.dumps({**SHELF, "levels": {}, "theThings": [{**THING, "x": (n, i)} for i in range(50)]}).encode() for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        for number, read in enumerate(threads.map(shelf.from_json, contents)):
            assert [each["x"] for each in read.the_things] == [[number, i] for i in range(50)]
            read.the_things[3]["x"] = "changed"
            assert (read.the_things[3]["x"], read.the_things[4]["x"]) == ("changed", [number, 4])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("packages")
    sys.path.insert(0, str(path))
    yield path
    sys.path.remove(str(path))


@pytest.fixture(scope="module")
def generated(folder: Path) -> Generated:
    return Generated(folder)


def test_every_change_has_a_test() -> None:
    assert CHECKS.keys() == set(NAMES), "changes.toml and this module name different changes"


@pytest.mark.parametrize("name", CHECKS)
def test_a_change_does_what_it_is_for(generated: Generated, name: str) -> None:
    for check in CHECKS[name]:
        check(generated)


@pytest.mark.parametrize("name", CHECKS)
def test_a_change_is_needed(folder: Path, name: str) -> None:
    without = Generated(folder, changes=[change for change in CHANGES if change["name"] != name])
    for check in CHECKS[name]:
        with pytest.raises(Exception):  # noqa: B017
            check(without)


@pytest.mark.parametrize(
    "change", CHANGES, ids=[f"{change['name']}, {change['template']}, {number}" for number, change in enumerate(CHANGES)]
)
def test_a_change_is_fully_described(change: dict[str, str]) -> None:
    assert change.keys() == {"name", "template", "upstream", "goes_when", "find", "put"}
    assert all(change[key].strip() for key in ("name", "template", "upstream", "goes_when", "find"))
    assert change["find"] != change["put"]


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
