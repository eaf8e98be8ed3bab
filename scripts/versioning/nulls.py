"""Schemas with their null apart, so that each way to write "or null" compares as equal."""

from typing import Any

from .refs import Side

TYPES = {"array", "boolean", "integer", "null", "number", "object", "string"}
CHOICES = ("anyOf", "oneOf")
WORDS = {"description", "examples", "example", "title", "$comment", "externalDocs"}


def without_null(schema: Any, side: Side) -> tuple[Any, bool]:
    """Take null out of a schema.

    `type: [X, "null"]`, `anyOf: [X, {type: "null"}]` and `enum: [X, null]` all become X and True. What a reference leads to stays as
    it is.

    Returns:
        The schema of all other values, and True if null is a value too.
    """
    if not isinstance(schema, dict):
        return schema, schema is not False
    found = dict(schema)
    for keyword in CHOICES:
        if keyword in found:
            parts = [without_null(part, side)[0] for part in found[keyword]]
            found[keyword] = [part for part in parts if not _is_empty(part, side)]
            if not found[keyword]:
                del found[keyword]
                found["type"] = []
    if "enum" in found and None in found["enum"]:
        found["enum"] = [value for value in found["enum"] if value is not None]
    if found.get("enum") == [] or ("const" in found and found["const"] is None):
        found = {key: value for key, value in found.items() if key not in ("enum", "const")} | {"type": []}
    if "type" in found:
        found["type"] = _stated([each for each in _types(found["type"]) if each != "null"])
    return found, allows_null(schema, side)


def with_null(schema: dict[str, Any], allowed: bool) -> dict[str, Any]:
    """Return a schema of `without_null`, with "null" in its `type` if it is allowed."""
    if allowed and "type" not in schema:
        return schema
    types = _types(schema["type"]) if "type" in schema else sorted(TYPES - {"null"})
    return {**schema, "type": _stated([*types, "null"] if allowed else types)}


def with_single_choice(schema: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Replace a choice of one schema by that schema, unless the other version has a choice of several at the same place."""
    for keyword in CHOICES:
        if len(schema.get(keyword, [])) == 1 and all(len(other.get(each, [])) < 2 for each in CHOICES):
            rest = {key: value for key, value in schema.items() if key != keyword}
            (only,) = schema[keyword]
            if isinstance(only, dict) and not (only.keys() & rest.keys()) - WORDS:
                return with_single_choice({**only, **rest}, other)
    return schema


def allows_null(schema: Any, side: Side, seen: frozenset[int] = frozenset()) -> bool:
    """Return True if null is a value of a schema."""
    if not isinstance(schema, dict):
        return schema is not False
    if id(schema) in seen:
        return True  # a schema that refers to nothing but itself forbids nothing
    seen |= {id(schema)}
    refusals = (
        "type" in schema and "null" not in _types(schema["type"]),
        "enum" in schema and None not in schema["enum"],
        "const" in schema and schema["const"] is not None,
        "$ref" in schema and not allows_null(side.target(schema), side, seen),
        "not" in schema and allows_null(schema["not"], side, seen),
        not all(allows_null(part, side, seen) for part in schema.get("allOf", [])),
        "anyOf" in schema and not any(allows_null(part, side, seen) for part in schema["anyOf"]),
        # Two alternatives of `oneOf` that both allow null refuse it.
        "oneOf" in schema and sum(allows_null(part, side, seen) for part in schema["oneOf"]) != 1,
    )
    return not any(refusals)


def _types(stated: Any) -> list[str]:
    return [stated] if isinstance(stated, str) else list(stated)


def _stated(types: list[str]) -> str | list[str]:
    return types[0] if len(types) == 1 else types


def _is_empty(schema: Any, side: Side) -> bool:
    """Return True for a schema without any value left, such as `type: "null"` without its null."""
    if isinstance(schema, dict) and "$ref" in schema and schema.keys() == {"$ref"}:
        return _is_empty(without_null(side.resolve(schema), side)[0], side)
    return isinstance(schema, dict) and schema.get("type") == []
