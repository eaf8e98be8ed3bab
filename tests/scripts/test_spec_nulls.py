"""`scripts/spec-diff` rates a schema that may be null by its meaning, however the spec writes it."""

from typing import Any

import pytest
from versioning.compare import changes
from versioning.rating import Rating

from tests.scripts.sample_spec import BOAT, HARBOUR, QUESTION, changed, put

TEXT: Any = {"type": "string"}
KIND: Any = {"$ref": "#/components/schemas/Kind"}
NULL: Any = {"type": "null"}
TEXTS: dict[str, Any] = {
    "type list": {"type": ["string", "null"]},
    "type list, null first": {"type": ["null", "string"]},
    "anyOf": {"anyOf": [TEXT, NULL]},
    "anyOf, null first": {"anyOf": [NULL, TEXT]},
    "oneOf": {"oneOf": [TEXT, NULL]},
    "a list of one type": {"anyOf": [TEXT, {"type": ["null"]}]},
    "const": {"anyOf": [TEXT, {"const": None}]},
    "an enum of null": {"anyOf": [TEXT, {"enum": [None]}]},
    "null twice": {"anyOf": [{"type": ["string", "null"]}, NULL]},
    "nested": {"anyOf": [{"anyOf": [TEXT, NULL]}]},
    "nested, null outside": {"anyOf": [{"oneOf": [TEXT]}, NULL]},
    "a component that is null": {"anyOf": [TEXT, {"$ref": "#/components/schemas/Nothing"}]},
    "a component that may be null": {"$ref": "#/components/schemas/PerhapsText"},
}
VALUES: dict[str, Any] = {
    "enum with null": {"type": ["string", "null"], "enum": ["a", "b", None]},
    "enum without type": {"enum": ["a", "b", None], "type": ["null", "string"]},
    "anyOf": {"anyOf": [{"type": "string", "enum": ["a", "b"]}, NULL]},
    "oneOf, const": {"oneOf": [{"const": None}, {"type": "string", "enum": ["a", "b"]}]},
}
KINDS: dict[str, Any] = {
    "anyOf": {"anyOf": [KIND, NULL]},
    "oneOf, null first": {"oneOf": [NULL, KIND]},
    "const": {"anyOf": [KIND, {"const": None}]},
}
SEVERAL: dict[str, Any] = {
    "three alternatives": {"anyOf": [TEXT, {"type": "integer"}, NULL]},
    "null in one of them": {"anyOf": [{"type": ["string", "null"]}, {"type": "integer"}]},
    "null in each": {"anyOf": [{"type": ["string", "null"]}, {"type": ["integer", "null"]}]},
}
ROWS: dict[str, Any] = {
    "in a list": {"type": "array", "items": {"type": ["string", "null"]}},
    "in a list, anyOf": {"type": "array", "items": {"anyOf": [NULL, TEXT]}},
}
EQUAL = [
    (f"{name}, {other}", group[name], group[other]) for group in (TEXTS, VALUES, KINDS, SEVERAL, ROWS) for name in group for other in group
]
COMPONENTS = [
    put("/components/schemas/Nothing", NULL),
    put("/components/schemas/PerhapsText", TEXTS["anyOf"]),
]


def of_field(old: Any, new: Any, place: str = f"{BOAT}/properties/id") -> list[tuple[Rating, str]]:
    before, after = (changed(*COMPONENTS, put(place, schema)) for schema in (old, new))
    return [(change.rating, str(change)) for change in changes(before, after)]


@pytest.mark.parametrize(("old", "new"), [case[1:] for case in EQUAL], ids=[case[0] for case in EQUAL])
def test_another_way_to_write_null_is_no_change(old: Any, new: Any) -> None:
    assert of_field(old, new) == []
    assert of_field(old, new, f"{QUESTION}/properties/text") == []


@pytest.mark.parametrize("written", [*TEXTS.values()], ids=[*TEXTS])
def test_null_is_rated_alike(written: Any) -> None:
    assert of_field(TEXT, written) == [(Rating.MAJOR, "Boat.id: may be null, in replies")]
    assert of_field(written, TEXT) == [(Rating.MINOR, "Boat.id: may not be null any more, in replies")]
    assert of_field(TEXT, written, f"{QUESTION}/properties/text") == [(Rating.MINOR, "Question.text: may be null, in requests")]


@pytest.mark.parametrize("written", [*KINDS.values()], ids=[*KINDS])
def test_null_beside_a_reference_is_of_its_place(written: Any) -> None:
    assert of_field(KIND, written, f"{BOAT}/properties/kind") == [(Rating.MAJOR, "Boat.kind: may be null, in replies")]
    assert of_field(written, KIND, f"{BOAT}/properties/kind") == [(Rating.MINOR, "Boat.kind: may not be null any more, in replies")]


@pytest.mark.parametrize("written", [*VALUES.values()], ids=[*VALUES])
def test_null_among_values_is_rated_alike(written: Any) -> None:
    values = {"type": "string", "enum": ["a", "b"]}
    assert of_field(values, written) == [(Rating.MAJOR, "Boat.id: may be null, in replies")]
    assert of_field(written, values) == [(Rating.MINOR, "Boat.id: may not be null any more, in replies")]


@pytest.mark.parametrize("written", [*SEVERAL.values()], ids=[*SEVERAL])
def test_null_among_alternatives_is_rated_alike(written: Any) -> None:
    assert of_field({"anyOf": [TEXT, {"type": "integer"}]}, written) == [(Rating.MAJOR, "Boat.id: may be null, in replies")]


def test_another_change_is_seen_beside_another_way_to_write_null() -> None:
    old, new = {"type": ["string", "null"], "maxLength": 9}, {"anyOf": [{"type": "string", "maxLength": 5}, NULL]}
    assert of_field(old, new) == [(Rating.MINOR, "Boat.id: maxLength is `5` instead of `9`, in replies")]
    assert of_field({"anyOf": [KIND, NULL]}, {"anyOf": [TEXT, NULL]}, f"{BOAT}/properties/kind")[0][0] is Rating.MAJOR


def test_oneof_refuses_what_two_of_its_alternatives_allow() -> None:
    twice = {"oneOf": [{"type": ["string", "null"]}, NULL]}
    assert of_field(TEXT, twice) == []
    assert of_field(TEXTS["oneOf"], twice) == [(Rating.MINOR, "Boat.id: may not be null any more, in replies")]


def test_what_allows_nothing_but_null_is_told_from_the_rest() -> None:
    assert of_field(NULL, {"const": None}) == []
    assert of_field(NULL, TEXTS["anyOf"]) == [(Rating.MAJOR, "Boat.id: may be string, in replies")]


def test_nullable_is_no_keyword_of_this_version_of_openapi() -> None:
    ((rating, words),) = of_field(TEXT, {"type": "string", "nullable": True})
    assert (rating, words) == (Rating.MAJOR, "Boat.id: nullable is `true`, and was not stated, in replies")


def test_a_component_that_may_be_null_now_is_told_once() -> None:
    edit = put(f"{BOAT}/properties/next", {"$ref": "#/components/schemas/PerhapsText"})
    before = changed(put("/components/schemas/PerhapsText", TEXT), edit)
    after = changed(put("/components/schemas/PerhapsText", TEXTS["oneOf"]), edit)
    assert [str(change) for change in changes(before, after)] == ["PerhapsText: may be null, in replies"]
    assert changes(after, HARBOUR)
