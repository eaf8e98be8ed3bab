"""The fields of a row, in the spec and in a row."""

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from nft_holdings._specs.access import spec_of
from nft_holdings.sandbox._listing import Row

ENUMS = ("enum", "x-extensible-enum")


@frozen
class Field:
    """A field of a row's schema.

    Attributes:
        path: Its name; dotted, if it is inside of another.
        known: The values that the spec lists, if it lists them.
    """

    path: str
    known: tuple[Any, ...] = ()


@cache
def fields_of(api: str, schema: str) -> tuple[Field, ...]:
    """Return the fields of a schema and of the objects in it, in the order of the spec, without those in lists."""
    schemas = spec_of(api)["components"]["schemas"]
    return tuple(_fields(schemas, schemas[schema], ""))


def _fields(schemas: Mapping[str, Any], schema: Mapping[str, Any], prefix: str) -> Iterator[Field]:
    for name, written in schema.get("properties", {}).items():
        found = _resolved(schemas, written)
        path = prefix + name
        known = next((tuple(found[key]) for key in ENUMS if key in found), ())
        yield Field(path, known)
        yield from _fields(schemas, found, f"{path}.")


def _resolved(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return _resolved(schemas, schemas[schema["$ref"].rpartition("/")[2]])
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return _resolved(schemas, choices[0]) if choices else schema


MISSING: Any = object()


def value_at(row: Row, path: str) -> Any:
    """Return the value of a field, or `MISSING`."""
    found: Any = row
    for name in path.split("."):
        found = found.get(name, MISSING) if isinstance(found, dict) else MISSING
    return found


def with_value(row: Row, path: str, value: Any) -> Row | None:
    """Return the row with another value of a field, or without the field if the value is `MISSING`; None if the row has no place for it."""
    changed = copy.deepcopy(row)
    *outer, name = path.split(".")
    place = value_at(changed, ".".join(outer)) if outer else changed
    if not isinstance(place, dict):
        return None
    if value is MISSING:
        del place[name]
    else:
        place[name] = value
    return changed
