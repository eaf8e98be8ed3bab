"""Rules on examples: they are there, and they fit."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs

from .document import step
from .spec import Spec
from .texts import Complaints


def example_present(spec: Spec) -> Complaints:
    """Check that parameters, bodies and every property of a body have an example."""
    shown: set[int] = set()
    reached: dict[int, dict[str, Any]] = {}
    for pointer, node in spec.media():
        values = list(examples_of(spec, node))
        if "schema" not in node or "/headers/" in pointer:
            continue
        if not values and not spec.resolve(node["schema"]).get("examples"):
            yield pointer, "an example is missing"
        if "/responses/" in pointer or "/requestBody" in pointer:
            reached |= dict(_properties(spec, node["schema"], set()))
            for value in values:
                _note_shown(spec, node["schema"], value, shown)
    pointers = {id(schema): pointer for pointer, schema in spec.schemas()}
    for identity, schema in reached.items():
        if identity not in shown and not schema.get("examples") and not spec.resolve(schema).get("examples"):
            yield pointers[identity], "no example shows this property: give it `examples`, or show it in one of a reply"


def example_valid(spec: Spec) -> Complaints:
    """Check that examples fit their schemas."""
    for pointer, node in spec.media():
        if "schema" in node:
            yield from _misfits(spec, node["schema"], examples_of(spec, node), pointer)
    for pointer, schema in spec.schemas():
        if "examples" in schema:
            yield from _misfits(spec, schema, schema["examples"], f"{pointer}/examples")


def examples_of(spec: Spec, node: dict[str, Any]) -> Iterator[Any]:
    """Yield the values of the examples of a parameter, a header or a body."""
    if "example" in node:
        yield node["example"]
    for example in node.get("examples", {}).values():
        resolved = spec.resolve(example)
        if "value" in resolved:
            yield resolved["value"]


def _misfits(spec: Spec, schema: dict[str, Any], values: Any, pointer: str) -> Complaints:
    validator = jsonschema_rs.validator_for({**schema, "components": spec.data.get("components", {})})
    for value in values:
        for error in validator.iter_errors(value):
            place = "".join(f"/{step(key)}" for key in error.instance_path)
            yield pointer, f"the example does not fit its schema: {place or 'as a whole'}: {error.message}"[:500]


def _alternatives(spec: Spec, schema: Any) -> Iterator[dict[str, Any]]:
    """Yield a schema, resolved, and the parts that hold for the same value."""
    if isinstance(schema, dict):
        resolved = spec.resolve(schema)
        yield resolved
        for keyword in ("allOf", "anyOf", "oneOf"):
            for part in resolved.get(keyword, []):
                yield from _alternatives(spec, part)


def _properties(spec: Spec, schema: Any, seen: set[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield every property of a schema and of what is inside of it, by identity."""
    for part in _alternatives(spec, schema):
        if id(part) in seen:
            continue
        seen.add(id(part))
        for child in part.get("properties", {}).values():
            yield id(child), child
            yield from _properties(spec, child, seen)
        yield from _properties(spec, part.get("items"), seen)


def _note_shown(spec: Spec, schema: Any, value: Any, shown: set[int]) -> None:
    """Note the properties that a value has."""
    for part in _alternatives(spec, schema):
        for name, child in part.get("properties", {}).items():
            if isinstance(value, dict) and name in value:
                shown.add(id(child))
                _note_shown(spec, child, value[name], shown)
        for item in value if isinstance(value, list) and "items" in part else ():
            _note_shown(spec, part["items"], item, shown)
