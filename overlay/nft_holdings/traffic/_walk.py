"""Comparison of a value with a schema of a spec, place by place."""

from collections.abc import Iterator
from typing import Any

from nft_holdings._reading.drift import Steps

from ._difference import Difference, DifferenceKind
from ._operation import SpecOperation
from ._schema import Schema


def differences(operation: SpecOperation, schema: Schema, value: Any, steps: Steps = ()) -> Iterator[Difference]:
    """Yield the differences between a value and a schema.

    Args:
        operation: The operation whose reply it is.
        schema: The schema.
        value: JSON.
        steps: The place of the value in the reply.
    """

    def seen(kind: DifferenceKind, name: str, of: Any, *inside: str) -> Difference:
        return Difference(operation.api, operation.id, kind, schema.pointer, name, of, (*steps, *inside))

    if "anyOf" in schema.stated:
        ways = (list(differences(operation, each, value, steps)) for each in schema.alternatives)
        yield from min(ways, key=lambda found: _distance(found, steps))
        return
    if not schema.has_type_of(value):
        yield seen(DifferenceKind.TYPE, "type", value)
        return
    for name in schema.unlisted(value):
        yield seen(DifferenceKind.VALUE, name, value)
    for name in schema.broken_bounds(value):
        yield seen(DifferenceKind.BOUND, name, value)
    if isinstance(value, dict):
        for name in schema.stated.get("required", ()):
            if name not in value:
                yield seen(DifferenceKind.MISSING, name, None, name)
        for name, each in value.items():
            inner = schema.field(name)
            if inner is not None:
                if not inner.is_plain(each):
                    yield from differences(operation, inner, each, (*steps, name))
            elif "properties" in schema.stated:
                yield seen(DifferenceKind.FIELD, name, each, name)
    elif isinstance(value, list) and schema.items is not None:
        for place, each in enumerate(value):
            yield from differences(operation, schema.items, each, (*steps, place))


def _distance(found: list[Difference], steps: Steps) -> tuple[bool, int, int]:
    """Return how far a value is from an alternative: another type is farthest, a missing field is farther than an additional one."""
    is_another_type = any(each.kind == DifferenceKind.TYPE and each.steps == steps for each in found)
    return is_another_type, sum(each.kind == DifferenceKind.MISSING for each in found), len(found)
