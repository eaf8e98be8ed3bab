"""Holding a value against a schema of a spec, place by place: all that is other is told, and where in the spec it would have to go."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ._operation import Operation, at, escaped
from ._shape import type_of
from ._sighting import Kind, Sighting

MOST_LEVELS = 64
BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: isinstance(value, int | float) and value < bound,
    "maximum": lambda value, bound: isinstance(value, int | float) and value > bound,
    "minLength": lambda value, bound: isinstance(value, str) and len(value) < bound,
    "maxLength": lambda value, bound: isinstance(value, str) and len(value) > bound,
    "pattern": lambda value, bound: isinstance(value, str) and re.search(bound, value) is None,
}
LISTS = ("enum", "x-extensible-enum")


def differences(operation: Operation, pointer: str, value: Any, path: str = "$", level: int = 0) -> Iterator[Sighting]:
    """Where a value is not what a schema says.

    Args:
        operation: Whose reply it is.
        pointer: Where the schema is.
        value: JSON.
        path: Where the value is in the reply.
        level: How deep.
    """
    pointer, schema = resolved(operation.api, pointer)
    if level > MOST_LEVELS:
        return

    def seen(kind: Kind, name: str, of: Any) -> Sighting:
        return Sighting(operation.api, operation.id, kind, pointer, name, of, path)

    if "anyOf" in schema:
        ways = [list(differences(operation, f"{pointer}/anyOf/{place}", value, path, level + 1)) for place in range(len(schema["anyOf"]))]
        yield from min(ways, key=_distance)
        return
    if "type" in schema and not _is_of(value, schema["type"]):
        yield seen(Kind.TYPE, "type", value)
        return
    for name in LISTS:
        if name in schema and value is not None and value not in schema[name]:
            yield seen(Kind.VALUE, name, value)
    for name, breaks in BOUNDS.items():
        if name in schema and not isinstance(value, bool) and breaks(value, schema[name]):
            yield seen(Kind.BOUND, name, value)
    if isinstance(value, dict):
        for name in schema.get("required", ()):
            if name not in value:
                yield seen(Kind.MISSING, name, None)
        for name, each in value.items():
            inner = _of_field(schema, name)
            if inner is None:
                if "properties" in schema:
                    yield seen(Kind.FIELD, name, each)
            else:
                yield from differences(operation, f"{pointer}/{inner}", each, f"{path}.{name}", level + 1)
    if isinstance(value, list) and "items" in schema:
        for place, each in enumerate(value):
            yield from differences(operation, f"{pointer}/items", each, f"{path}[{place}]", level + 1)


def resolved(api: str, pointer: str) -> tuple[str, Any]:
    """Where a schema really is, behind its references, and the schema."""
    schema = at(api, pointer)
    while "$ref" in schema:
        pointer = schema["$ref"][1:]
        schema = at(api, pointer)
    return pointer, schema


def _of_field(schema: Mapping[str, Any], name: str) -> str | None:
    if name in schema.get("properties", {}):
        return f"properties/{escaped(name)}"
    return "additionalProperties" if isinstance(schema.get("additionalProperties"), dict) else None


def _is_of(value: Any, types: str | list[str]) -> bool:
    allowed = [types] if isinstance(types, str) else types
    return type_of(value) in allowed or (type_of(value) == "integer" and "number" in allowed)


def _distance(sightings: list[Sighting]) -> tuple[bool, int, int]:
    """How far a value is from an alternative: another type is farthest, something missing is farther than something more."""
    roots = any(each.kind == Kind.TYPE and each.path.count(".") <= 1 for each in sightings)
    return roots, sum(each.kind == Kind.MISSING for each in sightings), len(sightings)
