"""Hold a value against a schema of a spec, place by place: each difference is yielded with the place in the spec where it would have to go."""

from collections.abc import Iterator
from typing import Any

from nft_holdings._reading.drift import Steps

from ._operation import Operation
from ._schema import Schema
from ._sighting import Kind, Sighting


def differences(operation: Operation, schema: Schema, value: Any, steps: Steps = ()) -> Iterator[Sighting]:
    """Yield the places where a value is not what a schema says.

    Args:
        operation: Whose reply it is.
        schema: The schema.
        value: JSON.
        steps: Where the value is in the reply.
    """

    def seen(kind: Kind, name: str, of: Any, *inside: str) -> Sighting:
        return Sighting(operation.api, operation.id, kind, schema.pointer, name, of, (*steps, *inside))

    if "anyOf" in schema.stated:
        ways = (list(differences(operation, each, value, steps)) for each in schema.alternatives)
        yield from min(ways, key=lambda sightings: _distance(sightings, steps))
        return
    if not schema.has_type_of(value):
        yield seen(Kind.TYPE, "type", value)
        return
    for name in schema.unlisted(value):
        yield seen(Kind.VALUE, name, value)
    for name in schema.broken_bounds(value):
        yield seen(Kind.BOUND, name, value)
    if isinstance(value, dict):
        for name in schema.stated.get("required", ()):
            if name not in value:
                yield seen(Kind.MISSING, name, None, name)
        for name, each in value.items():
            inner = schema.field(name)
            if inner is not None:
                if not inner.is_plain(each):
                    yield from differences(operation, inner, each, (*steps, name))
            elif "properties" in schema.stated:
                yield seen(Kind.FIELD, name, each, name)
    elif isinstance(value, list) and schema.items is not None:
        for place, each in enumerate(value):
            yield from differences(operation, schema.items, each, (*steps, place))


def _distance(sightings: list[Sighting], steps: Steps) -> tuple[bool, int, int]:
    """How far a value is from an alternative: another type is farthest, something missing is farther than something more."""
    is_another_type = any(each.kind == Kind.TYPE and each.steps == steps for each in sightings)
    return is_another_type, sum(each.kind == Kind.MISSING for each in sightings), len(sightings)
