"""A place where a reply is not what the spec says."""

from enum import StrEnum
from typing import Any

from attrs import frozen

from nft_holdings._reading.drift import Steps


class Kind(StrEnum):
    """What is other than the spec says."""

    FIELD = "a field that the spec does not have"
    MISSING = "a field that is always there, by the spec, is not"
    TYPE = "a value of another type"
    VALUE = "a value that the spec does not list"
    BOUND = "a value that the spec's bounds do not allow"
    PARAMETER = "a parameter that the spec does not have is accepted"
    STATUS = "a status that the spec does not have"
    CONTENT = "a content type that the spec does not have"


@frozen
class Sighting:
    """One of them.

    Attributes:
        api: The API.
        operation: The operation's id.
        kind: What is other.
        pointer: Where in the spec it belongs: the schema of the value, or of the object for fields.
        name: The field, the parameter, the keyword, the status or the content type.
        value: What came.
        steps: Where in the reply.
    """

    api: str
    operation: str
    kind: Kind
    pointer: str
    name: str
    value: Any
    steps: Steps

    @property
    def key(self) -> tuple[str, ...]:
        """Return what it has in common with all sightings of the same thing."""
        return self.api, self.kind, self.pointer, self.name
