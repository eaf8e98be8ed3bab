"""Differences between a reply and its spec."""

from enum import StrEnum
from typing import Any

from attrs import frozen

from nft_holdings._reading.comparison import Steps


class DifferenceKind(StrEnum):
    """The kind of a difference, in words."""

    FIELD = "a field that the spec does not have"
    MISSING = "a field that is always there, by the spec, is not"
    TYPE = "a value of another type"
    VALUE = "a value that the spec does not list"
    BOUND = "a value that the spec's bounds do not allow"
    PARAMETER = "a parameter that the spec does not have is accepted"
    STATUS = "a status that the spec does not have"
    CONTENT = "a content type that the spec does not have"


@frozen
class SpecDifference:
    """A difference between a reply and its spec.

    Attributes:
        api: The API.
        operation: The operation's id.
        kind: Its kind.
        pointer: Its place in the spec: the schema of the value, or of the object for fields.
        name: The field, the parameter, the keyword, the status or the content type.
        value: The value in the reply.
        steps: Its place in the reply.
    """

    api: str
    operation: str
    kind: DifferenceKind
    pointer: str
    name: str
    value: Any
    steps: Steps

    @property
    def key(self) -> tuple[str, ...]:
        """Return what all differences of one kind at one place have in common."""
        return self.api, self.kind, self.pointer, self.name
