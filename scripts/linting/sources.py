"""Rules on sources: elements have one, and each source is a row of the inventory."""

from collections.abc import Iterator

from .document import walk
from .inventory import placed
from .spec import Spec
from .texts import Complaints

STATED = (
    *("default", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern"),
    *("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"),
)
STATED_BESIDE = ("x-rate-limit", "x-compute-units")
"""Statements of servers and operations beside their schemas."""


def sourced(spec: Spec) -> Complaints:
    """Check that each element has an `x-source`."""
    for element in spec.elements():
        if not element.node.get("x-source"):
            yield element.pointer, f"this {element.kind} has no x-source: name the rows of the inventory that it rests on"


def source_is_row(spec: Spec) -> Complaints:
    """Check that each source is a row of the inventory that names this place."""
    rows = placed(spec)
    for pointer, source in _named(spec):
        part_of = pointer.partition("/x-decision/")[0]
        if source not in rows:
            yield pointer, f"{source} is no row of {spec.inventory.path.name} in sources/"
        elif not any(f"{place}/".startswith(f"{part_of}/") for place in rows[source]):
            yield pointer, f"the inventory places {source} elsewhere"


def _named(spec: Spec) -> Iterator[tuple[str, str]]:
    for pointer, node in walk(spec.data):
        if isinstance(node, dict):
            yield from ((pointer, str(source)) for source in node.get("x-source", []))
            for sources in node.get("x-enum-source", {}).values():
                yield from ((pointer, str(source)) for source in sources)


def stated_has_row(spec: Spec) -> Complaints:
    """Check that each default, limit and pattern has a row that points at it."""
    points = {pointer for pointers in placed(spec).values() for pointer in pointers}
    for pointer, node in dict([*spec.schemas(), *spec.media(), *spec.operations(), *spec.servers()]).items():
        for keyword in node:
            stated = keyword in (*STATED, *STATED_BESIDE) or keyword.startswith("x-documented-")
            if stated and f"{pointer}/{keyword}" not in points:
                yield f"{pointer}/{keyword}", f"no row of the inventory states this {keyword}"


def closed_enum(spec: Spec) -> Complaints:
    """Check that a closed list of values has a source for each value, or `x-closed-because`."""
    for pointer, schema in spec.schemas():
        if "enum" in schema and not schema.get("x-enum-source") and not str(schema.get("x-closed-because") or "").strip():
            yield (
                f"{pointer}/enum",
                "a closed list needs x-enum-source or x-closed-because; if more values may come, it is an x-extensible-enum",
            )


def values_sourced(spec: Spec) -> Complaints:
    """Check that `x-enum-source` names the sources of exactly the listed values; an open list always has one."""
    for pointer, schema in spec.schemas():
        for keyword in ("enum", "x-extensible-enum"):
            if keyword in schema and ("x-enum-source" in schema or keyword == "x-extensible-enum"):
                values = {str(value) for value in schema[keyword] if value is not None}
                named = {str(value) for value, sources in schema.get("x-enum-source", {}).items() if sources}
                for value in sorted(values - named):
                    yield f"{pointer}/{keyword}", f"the value {value} has no source in x-enum-source"
                for value in sorted(named - values):
                    yield f"{pointer}/x-enum-source", f"{value} has a source and is no value"
