"""Schemas of a spec behind their references, each looked up once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from nft_holdings._reading.drift import Steps

from ._operation import at, escaped
from ._shape import type_of

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


class Schema:
    """A schema.

    Attributes:
        api: The API.
        pointer: Where the schema is in the spec.
        stated: What the spec says.
    """

    def __init__(self, api: str, pointer: str) -> None:
        stated = at(api, pointer)
        while "$ref" in stated:
            pointer = stated["$ref"][1:]
            stated = at(api, pointer)
        self.api = api
        self.pointer = pointer
        self.stated: Mapping[str, Any] = stated
        types = stated.get("type")
        self._types = None if types is None else frozenset([types] if isinstance(types, str) else types)
        self._lists = [(name, stated[name]) for name in LISTS if name in stated]
        self._bounds = [(name, breaks, stated[name]) for name, breaks in BOUNDS.items() if name in stated]
        self._properties: dict[str, Schema] = {}

    @cached_property
    def alternatives(self) -> Sequence["Schema"]:
        """Return the alternatives, also those of alternatives; the schema itself if it has none."""
        if "anyOf" not in self.stated:
            return (self,)
        each = (Schema(self.api, f"{self.pointer}/anyOf/{place}") for place in range(len(self.stated["anyOf"])))
        return [inner for one in each for inner in one.alternatives]

    @cached_property
    def items(self) -> "Schema | None":
        """Return the schema of a list's items."""
        return Schema(self.api, f"{self.pointer}/items") if "items" in self.stated else None

    @cached_property
    def values(self) -> "Schema | None":
        """Return the schema of a map's values."""
        is_map = isinstance(self.stated.get("additionalProperties"), dict)
        return Schema(self.api, f"{self.pointer}/additionalProperties") if is_map else None

    def field(self, name: str) -> "Schema | None":
        """Return the schema of a field; None if the spec has none for it."""
        known = self._properties.get(name)
        if known is None and name in self.stated.get("properties", {}):
            known = self._properties[name] = Schema(self.api, f"{self.pointer}/properties/{escaped(name)}")
        return known or self.values

    def has_type_of(self, value: Any) -> bool:
        """Return True if a value has a type that the schema allows."""
        kind = type_of(value)
        return self._types is None or kind in self._types or (kind == "integer" and "number" in self._types)

    def unlisted(self, value: Any) -> Iterator[str]:
        """Yield the keywords that list values, and not this one."""
        return (name for name, values in self._lists if value is not None and value not in values)

    def broken_bounds(self, value: Any) -> Iterator[str]:
        """Yield the keywords whose bounds do not allow a value."""
        return (name for name, breaks, bound in self._bounds if not isinstance(value, bool) and breaks(value, bound))

    def is_plain(self, value: Any) -> bool:
        """Return True if a value is no list and no object, and the schema allows it."""
        if isinstance(value, dict | list):
            return False
        if "anyOf" in self.stated:
            return any(each.is_plain(value) for each in self.alternatives)
        return (
            self.has_type_of(value)
            and not (self._lists and any(self.unlisted(value)))
            and not (self._bounds and any(self.broken_bounds(value)))
        )

    def at(self, steps: Steps) -> Iterator["Schema"]:
        """Yield the schemas of a place in a value: of several where there are alternatives on the way."""
        if not steps:
            yield self
        elif "anyOf" in self.stated:
            for each in self.alternatives:
                yield from each.at(steps)
        elif (inner := self.items if isinstance(steps[0], int) else self.field(steps[0])) is not None:
            yield from inner.at(steps[1:])
