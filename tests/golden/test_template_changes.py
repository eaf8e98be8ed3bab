"""Each change of the client templates does what it is for, is needed for it, and cannot be lost without anybody noticing."""

import copy
import enum
import importlib
import inspect
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import httpx2
import msgspec
import pytest
from generation.client import template_changes

from tests.support.generated_packages import CONTENTS, SPEC, Generated

CHANGES = template_changes()
NAMES = list(dict.fromkeys(change["name"] for change in CHANGES))

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


@shows("fields called type")
def a_field_called_type_keeps_its_name(generated: Generated) -> None:
    label = generated.module("models").Label
    document = {"type": "a", "_type": "b"}
    for read in (label.from_dict(document), label.from_json(json.dumps(document).encode())):
        assert (read.type, read.field_type, read.to_dict()) == ("a", "b", document)
    source = Path(inspect.getfile(label)).read_text(encoding="utf-8")
    assert "type[" not in source, "in this class `type` is the field"
    assert "def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:" in source
    assert "TypeVar" not in source


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
    {"additional_properties": {"x": 1}, "thethings": [], "the_things": None, "_unknown": 1, "_source": None, "_number": 3},
    {"extra": 1, "theThings": [{"kind": "round", "extra": 1}, {"kind": "round"}, {"kind": "round", "more": 2, "extra": {"kind": 1}}]},
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
        {"extra": 1, "from": "1"},
        {"extra": 1, "theThings": [{"extra": 1, "kind": 1}]},
        {"extra": 1, "sizes": {"1": 1}},
        {"extra": 1, "next": {**SHELF, "extra": 1, "from": None}},
    ):
        with pytest.raises(msgspec.DecodeError):
            shelf.from_json(json.dumps({**SHELF, **wrong}).encode())
    for broken in (b"", b"[", b'{"theThings": [], "from": 1, "x": NaN}', b'{"theThings": [], "from": 1, "x": "\xff"}', b'[{"x": 1}]'):
        with pytest.raises((ValueError, msgspec.DecodeError)):
            shelf.from_json(broken)
    with pytest.raises(NotImplementedError, match="Box: fields with and without a name"):
        generated.module("models").Stand.from_json(b'{"box": {}}')


@shows("models out of JSON")
def models_are_written_as_json(generated: Generated) -> None:
    shelf: Any = generated.module("models").Shelf
    unknown = {"extra": 1, "theThings": [{**THING, "extra": {"deep": 1}}], "next": {"theThings": [], "from": 1, "extra": None}}
    known = {"theThings": [THING], "next": {"theThings": [], "from": 1}}
    for document, written in (({}, {}), ({"sizes": {}, "levels": {}}, {"sizes": {}, "levels": {}}), (unknown, known)):
        for read in (shelf.from_json(json.dumps({**SHELF, **document}).encode()), shelf.from_dict({**SHELF, **document})):
            assert msgspec.json.decode(msgspec.json.encode(read)) == msgspec.to_builtins(read) == {**SHELF, **written}
            assert read.to_dict() == {**SHELF, **document}


@shows("models out of JSON")
def models_of_any_fields_are_maps(generated: Generated) -> None:
    models: Any = generated.module("models")
    read = models.Shelf.from_json(json.dumps(SHELF).encode())
    for found, document, value in ((read.sizes, {"1": "a"}, "x"), (read.levels, {"a": 1, "b": 7}, models.Level(1))):
        model = type(found)
        assert found == model.from_dict(document) == pickle.loads(pickle.dumps(found)) == copy.copy(found) == copy.deepcopy(found)
        assert {type(each) for each in (found, copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found)))} == {model}
        assert found.to_dict() == found.additional_properties == attrs.asdict(found)["additional_properties"] == document
        assert (found.additional_keys, [each.name for each in attrs.fields(model)]) == (list(document), ["additional_properties"])
        assert repr(found) == f"{model.__name__}(additional_properties={found.additional_properties})"
        found["later"] = value
        assert (found["later"], "later" in found, found.to_dict()["later"]) == (value, True, value)
        del found["later"]
        found.additional_properties = {"new": value}
        assert (found.additional_keys, found == model.from_dict({"new": value}), found == model.from_dict({})) == (["new"], True, False)
    assert read.to_dict()["sizes"] == {"new": "x"}


@shows("models out of JSON")
def objects_that_were_read_at_once_keep_apart_what_is_unknown(generated: Generated) -> None:
    shelf = generated.module("models").Shelf
    contents = [json.dumps({**SHELF, "levels": {}, "theThings": [{**THING, "x": (n, i)} for i in range(50)]}).encode() for n in range(40)]
    with ThreadPoolExecutor(8) as threads:
        for number, read in enumerate(threads.map(shelf.from_json, contents)):
            assert [each["x"] for each in read.the_things] == [[number, i] for i in range(50)]
            read.the_things[3]["x"] = "changed"
            assert (read.the_things[3]["x"], read.the_things[4]["x"]) == ("changed", [number, 4])


def test_every_change_has_a_test() -> None:
    assert CHECKS.keys() == set(NAMES), "the changes of the templates and this module name different changes"


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
