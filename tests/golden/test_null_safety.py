"""A null anywhere in a row, also where the spec forbids it, is read as None and given back as null."""

import copy
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import attrs
import pytest
from generation import specs

SPECS = {path.stem: specs.load(path) for path in specs.spec_paths()}
ROWS = {("hedera", "Nft"), ("loopring", "CombinedBalance"), ("loopring", "CollectionHolding"), ("swapchat", "NftAsset")}
MODELS = [
    (api, name) for api, spec in SPECS.items() for name, schema in spec["components"]["schemas"].items() if schema.get("type") == "object"
]
Path = tuple[str | int, ...]


def model_of(api: str, name: str) -> Any:
    return getattr(import_module(f"nft_holdings_api.{api}.models"), name)


def complete(api: str, schema: dict[str, Any]) -> Any:
    """A value of a schema with every key that the spec knows, and nothing in it null."""
    schema = specs.resolve(SPECS[api], schema)
    for choices in ("anyOf", "oneOf"):
        if choices in schema:
            return complete(api, schema[choices][0])
    for values in ("enum", "x-extensible-enum"):
        if values in schema:
            return schema[values][0]
    kinds = schema.get("type", "string")
    kind = next(each for each in ([kinds] if isinstance(kinds, str) else kinds) if each != "null")
    if kind == "object":
        return {key: complete(api, child) for key, child in schema.get("properties", {}).items()}
    if kind == "array":
        return [complete(api, schema["items"]), complete(api, schema["items"])]
    return {"string": "text", "integer": 7, "number": 0.5, "boolean": True}[kind]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where a null can stand in a document: each key and each member, at each depth."""
    if path:
        yield path
    for step, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(child, (*path, step))


def with_null(document: Any, path: Path) -> Any:
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = None
    return changed


def parts(value: Any) -> dict[Any, Any]:
    """What a row, a list or a dict is made of."""
    if attrs.has(type(value)):
        return {each.name: getattr(value, each.name) for each in attrs.fields(type(value))}
    return dict(enumerate(value)) if isinstance(value, list) else value if isinstance(value, dict) else {}


def difference(before: Any, after: Any) -> tuple[Any, int]:
    """What stands in `after` where it differs from `before`, as deep inside as both are of one type, and how deep that is."""
    if type(before) is not type(after):
        return after, 0
    ((one, other),) = [(value, parts(after)[key]) for key, value in parts(before).items() if value != parts(after)[key]]
    found, depth = difference(one, other)
    return found, depth + 1


def unset(value: Any) -> bool:
    return type(value).__name__ == "Unset" or any(map(unset, parts(value).values()))


@pytest.mark.parametrize(("api", "name"), MODELS)
def test_a_null_at_any_place_is_kept(api: str, name: str) -> None:
    model, document = model_of(api, name), {**complete(api, SPECS[api]["components"]["schemas"][name]), "later": {"a": ["b"]}}
    row = model.from_dict(document)
    assert row.to_dict() == document
    assert not unset(row), "the document lacks a key, whose null would go untested"
    for path in places(document):
        changed = with_null(document, path)
        read = model.from_dict(changed)
        # What the spec does not know is one step deeper in the row, in its additional_properties.
        assert difference(row, read) == (None, len(path) + (path[0] == "later")), path
        assert read.to_dict() == changed, path
        assert copy.deepcopy(read) == read != row, path


@pytest.mark.parametrize(("api", "name"), MODELS)
def test_nothing_but_nulls_is_kept(api: str, name: str) -> None:
    document = dict.fromkeys([*SPECS[api]["components"]["schemas"][name].get("properties", {}), "later"])
    read = model_of(api, name).from_dict(document)
    assert all(value is None for key, value in parts(read).items() if key != "additional_properties")
    assert read.to_dict() == document


def test_rows_are_tested_and_have_places_for_forbidden_nulls() -> None:
    assert set(MODELS) >= ROWS
    count = {(api, name): len(list(places(complete(api, SPECS[api]["components"]["schemas"][name])))) for api, name in ROWS}
    assert all(number >= 10 for number in count.values()), count
    assert sum(count.values()) > 100, count


@pytest.mark.parametrize(("api", "name"), sorted(ROWS))
def test_a_row_that_is_null_is_no_row(api: str, name: str) -> None:
    with pytest.raises(TypeError):
        model_of(api, name).from_dict(None)
