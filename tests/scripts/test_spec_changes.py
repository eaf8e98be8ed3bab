"""Every kind of change to a spec has its rating."""

import copy
from typing import Any

import pytest
from linting.document import Document, walk
from versioning.compare import changes
from versioning.rating import Rating
from versioning.verdict import judge

from tests.scripts.kinds_of_change import CASES
from tests.scripts.sample_spec import BOAT, HARBOUR, LIST, changed, drop, put
from tests.scripts.test_specs import APIS, SPECS


@pytest.mark.parametrize(("rating", "edits"), [case[::2] for case in CASES], ids=[f"{rating}: {name}" for rating, name, _ in CASES])
def test_a_change_has_its_rating(rating: str, edits: Any) -> None:
    found = changes(HARBOUR, changed(*edits))
    assert found, "the change is not seen"
    assert found[0].rating.name.lower() == rating, [str(change) for change in found]


def test_there_are_many_kinds() -> None:
    assert len(CASES) > 100
    assert len({name for _, name, _ in CASES}) == len(CASES)


@pytest.mark.parametrize("edits", [case[2] for case in CASES], ids=[name for _, name, _ in CASES])
def test_nothing_is_compared_in_one_direction_only(edits: Any) -> None:
    """What is a change one way is one the other way, so that no key is looked at on one side alone."""
    assert changes(changed(*edits), HARBOUR)


def test_what_is_the_same_has_no_changes() -> None:
    assert changes(HARBOUR, copy.deepcopy(HARBOUR)) == []
    assert changes(HARBOUR, changed(put("/info/version", "9.0.0"))) == []


@pytest.mark.parametrize(
    "edits",
    [
        [put(f"{LIST}/parameters/0/style", "form"), put(f"{LIST}/parameters/0/explode", True), put(f"{LIST}/parameters/0/required", False)],
        [put("/components/schemas/Boat/additionalProperties", True)],
        [put(f"{LIST}/security", [{"ApiKey": []}])],
    ],
    ids=["how a parameter is written", "other fields are allowed", "how to log in"],
)
def test_what_says_what_was_so_anyway_is_no_change(edits: Any) -> None:
    assert changes(HARBOUR, changed(*edits)) == []


def test_a_schema_in_both_directions_is_rated_in_both() -> None:
    found = changes(HARBOUR, changed(put("/components/schemas/Kind/pattern", "^[a-z]+$")))
    assert [(change.rating, str(change)) for change in found] == [
        (Rating.MAJOR, 'Kind: pattern is `"^[a-z]+$"`, and was not stated, in requests'),
        (Rating.MINOR, 'Kind: pattern is `"^[a-z]+$"`, and was not stated, in replies'),
    ]


def test_a_change_of_a_shared_schema_is_told_once() -> None:
    (change,) = changes(HARBOUR, changed(drop(f"{BOAT}/properties/length")))
    assert str(change) == "Boat.length: is no longer there, in replies"


def test_what_stands_beside_a_reference_is_of_its_place() -> None:
    (change,) = changes(HARBOUR, changed(put(f"{BOAT}/properties/kind/description", "Its kind.")))
    assert str(change) == "Boat.kind: description"


def test_a_schema_that_holds_itself_is_compared() -> None:
    tow = put(f"{BOAT}/properties/tows", {"$ref": "#/components/schemas/Boat"})
    found = changes(changed(tow), changed(tow, drop(f"{BOAT}/properties/length")))
    assert [str(change) for change in found] == ["Boat.length: is no longer there, in replies"]


def test_each_place_that_refers_now_is_compared() -> None:
    """Two fields become the same component, which fits the one and not the other."""
    text = put("/components/schemas/Text", {"type": "string"})
    here, there = f"{BOAT}/properties/id", f"{BOAT}/properties/berth"
    found = changes(
        HARBOUR, changed(text, put(here, {"$ref": "#/components/schemas/Text"}), put(there, {"$ref": "#/components/schemas/Text"}))
    )
    assert 'Boat.berth: type is `"string"` instead of `"integer"`, in replies' in [str(change) for change in found]


def test_what_is_referred_to_from_where_nobody_looks_is_major() -> None:
    part = [put(f"{BOAT}/not", {"$ref": "#/components/schemas/Part"}), put("/components/schemas/Part", {"required": ["sunk"]})]
    (change,) = changes(changed(*part), changed(*part, put("/components/schemas/Part/required", ["id"])))
    assert (change.rating, str(change)) == (Rating.MAJOR, "components, schemas: Part, for a place that is not compared")


def test_a_default_of_null_is_a_default() -> None:
    (change,) = changes(HARBOUR, changed(put("/components/schemas/Question/properties/text/default", None)))
    assert change.rating is Rating.MINOR


SAID_ANYWAY = ("/explode", "/style", "/security", "/additionalProperties", "/refusal", "/items")
"""What has the same meaning when it is left out, in the places where the specs have it."""


@pytest.mark.parametrize("api", APIS)
def test_no_part_of_a_spec_goes_unseen(api: str) -> None:
    """Every so many places of a real spec are taken away, one by one."""
    spec = Document(SPECS / f"{api}.yaml").data
    pointers = [pointer for pointer, _ in walk(spec) if pointer.count("/") > 2 and not pointer.endswith(SAID_ANYWAY)]
    seen = 0
    for pointer in pointers[::25]:
        less = copy.deepcopy(spec)
        drop(pointer)(less)
        try:
            assert changes(spec, less), f"{pointer} is gone, and nobody sees it"
            seen += 1
        except LookupError:
            continue  # what is left is no OpenAPI, and judge says so
    assert seen > 30


@pytest.mark.parametrize("api", APIS)
def test_the_specs_go_with_what_was_published(api: str) -> None:
    """What `scripts/spec-diff` holds in continuous integration."""
    verdict = judge(SPECS, api)
    assert verdict.published is not None
    assert not verdict.problems, "\n".join(verdict.problems)
