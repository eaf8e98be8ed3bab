"""Schemas of a spec behind their references: compared with values, and found for a place in a value."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from nft_holdings._reading.comparison import COMPARED, Difference, Steps, differences, escaped, innermost, validator_of

from ._operation import at


class Schema:
    """A schema.

    Attributes:
        api: The API.
        pointer: The schema's place in the spec.
        stated: The schema as the spec has it.
    """

    def __init__(self, api: str, pointer: str) -> None:
        stated = at(api, pointer)
        while "$ref" in stated:
            pointer = stated["$ref"][1:]
            stated = at(api, pointer)
        self.api = api
        self.pointer = pointer
        self.stated: Mapping[str, Any] = stated

    @cached_property
    def _validator(self) -> Any:
        return validator_of(self.stated, at(self.api, "/components/schemas"), close_all=True)

    def differences(self, value: Any) -> list[Difference]:
        """Return the differences of a value from the schema, each with its place in the spec."""
        return [] if self._validator.is_valid(value) else innermost(differences(self._validator, value))

    def place_of(self, found: Difference) -> str:
        """Return the JSON pointer of the schema that a difference is from."""
        return f"{self.pointer}{found.schema.removeprefix(f'/{COMPARED}')}" if found.schema.startswith(f"/{COMPARED}") else found.schema

    @cached_property
    def alternatives(self) -> Sequence["Schema"]:
        """The alternatives, also those of alternatives; the schema itself if it has none."""
        if "anyOf" not in self.stated:
            return (self,)
        each = (Schema(self.api, f"{self.pointer}/anyOf/{place}") for place in range(len(self.stated["anyOf"])))
        return [inner for one in each for inner in one.alternatives]

    def field(self, name: str) -> "Schema | None":
        """Return the schema of a field; None if the spec has none for it."""
        if name in self.stated.get("properties", {}):
            return Schema(self.api, f"{self.pointer}/properties/{escaped(name)}")
        is_map = isinstance(self.stated.get("additionalProperties"), dict)
        return Schema(self.api, f"{self.pointer}/additionalProperties") if is_map else None

    def at(self, steps: Steps) -> Iterator["Schema"]:
        """Yield the schemas of a place in a value: several where the way there has alternatives."""
        if not steps:
            yield self
        elif "anyOf" in self.stated:
            for each in self.alternatives:
                yield from each.at(steps)
        elif isinstance(steps[0], int):
            if "items" in self.stated:
                yield from Schema(self.api, f"{self.pointer}/items").at(steps[1:])
        elif (inner := self.field(steps[0])) is not None:
            yield from inner.at(steps[1:])
