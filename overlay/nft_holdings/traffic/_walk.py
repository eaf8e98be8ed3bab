"""Holding a value against a schema of a spec, place by place: all that is other is told, and where in the spec it would have to go."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .._drift import Steps
from ._operation import Operation, at, escaped
from ._shape import type_of
from ._sighting import Kind, Sighting

BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": lambda value, bound: isinstance(value, int | float) and value < bound,
    "maximum": lambda value, bound: isinstance(value, int | float) and value > bound,
    "minLength": lambda value, bound: isinstance(value, str) and len(value) < bound,
    "maxLength": lambda value, bound: isinstance(value, str) and len(value) > bound,
    "pattern": lambda value, bound: isinstance(value, str) and re.search(bound, value) is None,
    "minItems": lambda value, bound: isinstance(value, list) and len(value) < bound,
    "maxItems": lambda value, bound: isinstance(value, list) and len(value) > bound,
}
LISTS = ("enum", "x-extensible-enum")


def differences(operation: Operation, pointer: str, value: Any, steps: Steps = ()) -> Iterator[Sighting]:
    """Where a value is not what a schema says.

    Args:
        operation: Whose reply it is.
        pointer: Where the schema is.
        value: JSON.
        steps: Where the value is in the reply.
    """
    pointer, schema = resolved(operation.api, pointer)

    def seen(kind: Kind, name: str, of: Any, *inside: str) -> Sighting:
        return Sighting(operation.api, operation.id, kind, pointer, name, of, (*steps, *inside))

    if "anyOf" in schema:
        ways = (list(differences(operation, each, value, steps)) for each in alternatives(operation.api, pointer))
        yield from min(ways, key=lambda sightings: _distance(sightings, steps))
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
                yield seen(Kind.MISSING, name, None, name)
        for name, each in value.items():
            inner = _inner(schema, name)
            if inner is not None:
                yield from differences(operation, f"{pointer}/{inner}", each, (*steps, name))
            elif "properties" in schema:
                yield seen(Kind.FIELD, name, each, name)
    if isinstance(value, list) and "items" in schema:
        for place, each in enumerate(value):
            yield from differences(operation, f"{pointer}/items", each, (*steps, place))


def places(api: str, pointer: str, steps: Steps) -> Iterator[str]:
    """Yield the pointers of all schemas that a spec has for a place in a reply: of several where there are alternatives on the way."""
    pointer, schema = resolved(api, pointer)
    if not steps:
        yield pointer
    elif "anyOf" in schema:
        for each in alternatives(api, pointer):
            yield from places(api, each, steps)
    elif (inner := _inner(schema, steps[0])) is not None:
        yield from places(api, f"{pointer}/{inner}", steps[1:])


def alternatives(api: str, pointer: str) -> Sequence[str]:
    """Return the pointers of the alternatives that a schema has; its own if it has none."""
    pointer, schema = resolved(api, pointer)
    if "anyOf" not in schema:
        return (pointer,)
    return [each for place in range(len(schema["anyOf"])) for each in alternatives(api, f"{pointer}/anyOf/{place}")]


def resolved(api: str, pointer: str) -> tuple[str, Any]:
    """Where a schema really is, behind its references, and the schema."""
    schema = at(api, pointer)
    while "$ref" in schema:
        pointer = schema["$ref"][1:]
        schema = at(api, pointer)
    return pointer, schema


def _inner(schema: Mapping[str, Any], step: int | str) -> str | None:
    """Return the schema that a schema has for a field or an item, as a part of a pointer."""
    if isinstance(step, int):
        return "items" if "items" in schema else None
    if step in schema.get("properties", {}):
        return f"properties/{escaped(step)}"
    return "additionalProperties" if isinstance(schema.get("additionalProperties"), dict) else None


def _is_of(value: Any, types: str | list[str]) -> bool:
    allowed = [types] if isinstance(types, str) else types
    return type_of(value) in allowed or (type_of(value) == "integer" and "number" in allowed)


def _distance(sightings: list[Sighting], steps: Steps) -> tuple[bool, int, int]:
    """How far a value is from an alternative: another type is farthest, something missing is farther than something more."""
    is_another_type = any(each.kind == Kind.TYPE and each.steps == steps for each in sightings)
    return is_another_type, sum(each.kind == Kind.MISSING for each in sightings), len(sightings)
