"""The fields of a schema, and of the objects in it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import frozen

from .access import spec_of

ENUMS = ("enum", "x-extensible-enum")


@frozen
class Field:
    """A field of a schema.

    Attributes:
        path: Its name; dotted, if it is inside of another field.
        known: The values that the spec lists, if it lists them.
        is_object: True for an object with fields.
        is_base64: True for bytes, written in base64.
    """

    path: str
    known: tuple[Any, ...] = ()
    is_object: bool = False
    is_base64: bool = False

    @property
    def name(self) -> str:
        """Return its name alone."""
        return self.path.rpartition(".")[2]


@cache
def fields_of(api: str, component: str) -> tuple[Field, ...]:
    """Return the fields of a schema and of the objects in it, in the order of the spec, without those in lists."""
    schemas = spec_of(api)["components"]["schemas"]
    return tuple(_fields(schemas, schemas[component], ""))


def _fields(schemas: Mapping[str, Any], schema: Mapping[str, Any], prefix: str) -> Iterator[Field]:
    for name, written in schema.get("properties", {}).items():
        found = _resolved(schemas, written)
        known = next((tuple(found[key]) for key in ENUMS if key in found), ())
        yield Field(prefix + name, known, "properties" in found, found.get("contentEncoding") == "base64")
        yield from _fields(schemas, found, f"{prefix}{name}.")


def _resolved(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in schema:
        return _resolved(schemas, schemas[schema["$ref"].rpartition("/")[2]])
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    return _resolved(schemas, choices[0]) if choices else schema


def example_of(schemas: Mapping[str, Any], component: str) -> dict[str, Any]:
    """Return an object with the required fields of a schema, out of the examples of the spec."""
    schema = schemas[component]
    return {name: _example(schemas, schema["properties"][name]) for name in schema.get("required", ())}


def _example(schemas: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    if "examples" in schema:
        return schema["examples"][0]
    if {"type": "null"} in schema.get("anyOf", ()):
        return None
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        values = next((schemas[name][key] for key in ENUMS if key in schemas[name]), None)
        return values[0] if values else example_of(schemas, name)
    return [] if schema["type"] == "array" else None
