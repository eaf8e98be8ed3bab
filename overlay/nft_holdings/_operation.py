"""What an operation is: it knows one endpoint, and does no input or output."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from attrs import frozen

from ._wire import Reply, Request

Item = TypeVar("Item")
Position = Mapping[str, Any]
"""Where a listing stands, in JSON's own types; what it holds is the operation's business."""


@frozen
class Reading(Generic[Item]):
    """What a reply says: its items, and where the listing goes on (None at its end)."""

    items: Sequence[Item]
    total: int | None
    raw: Any
    next: Position | None


class ListingEndedEarly(Exception):
    """The server ended, or repeated, a listing before all was delivered that it had announced."""


class Operation(ABC, Generic[Item]):
    """One listing of one account: how to ask for a page, and how to read it."""

    name: ClassVar[str]

    @abstractmethod
    def identity(self) -> Mapping[str, Any]:
        """What is listed: account and filters, in JSON's own types. A cursor is good for the same identity only."""

    @abstractmethod
    def accepts(self, position: Position) -> bool:
        """Whether a cursor's position has the shape of this operation's own."""

    @abstractmethod
    def request(self, position: Position | None) -> Request:
        """The request for the page at a position, the first one if None."""

    @abstractmethod
    def read(self, reply: Reply, position: Position | None) -> Reading[Item]:
        """Read the page that was asked for at a position.

        Raises:
            ApiError: The API refused.
            DecodeError: The reply is not what the spec says.
            ListingEndedEarly: The server ends the listing before its own total, or repeats itself.
        """
