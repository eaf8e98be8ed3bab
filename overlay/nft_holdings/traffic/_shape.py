"""What kind of JSON values are, as a schema."""

from collections.abc import Iterable, Sequence
from typing import Any

MOST_LEVELS = 8


def type_of(value: Any) -> str:
    """The name that JSON Schema has for a value's type."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def types_of(values: Iterable[Any]) -> list[str]:
    """The types of values, each once, null last."""
    found = dict.fromkeys(map(type_of, values))
    if {"integer", "number"} <= found.keys():
        del found["integer"]
    return sorted(found, key=lambda name: (name == "null", name))


def shape_of(values: Sequence[Any], level: int = 0) -> dict[str, Any]:
    """A schema that all of the values satisfy."""
    types = types_of(values)
    schema: dict[str, Any] = {"type": types[0] if len(types) == 1 else types} if types else {}
    if level == MOST_LEVELS:
        return schema
    if items := [item for value in values if isinstance(value, list) for item in value]:
        schema["items"] = shape_of(items, level + 1)
    if objects := [value for value in values if isinstance(value, dict)]:
        names = dict.fromkeys(name for value in objects for name in value)
        schema["properties"] = {name: shape_of([value[name] for value in objects if name in value], level + 1) for name in names}
        if always := [name for name in names if all(name in value for value in objects)]:
            schema["required"] = always
    return schema
