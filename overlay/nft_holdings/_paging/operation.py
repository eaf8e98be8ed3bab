"""The interfaces of operations: one endpoint each, without input or output."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic, Self, TypeVar

from nft_holdings._reading.object_reader import ParsedObject
from nft_holdings._reading.page_reader import PageReader
from nft_holdings._transport.messages import Reply, Request

from .page import ParsedPage, Position, Row
from .pager import Pager

Value = TypeVar("Value")


class ObjectOperation(ABC, Generic[Value]):
    """An endpoint that answers with one object.

    Attributes:
        name: The operation's name, such as `hedera.token`.
        safe: True if a request changes nothing, so that it may be sent again.
    """

    name: ClassVar[str]
    safe: ClassVar[bool]

    @abstractmethod
    def request(self) -> Request:
        """Return the request."""

    @abstractmethod
    def read(self, reply: Reply, *, closely: bool = True) -> ParsedObject[Value]:
        """Read the reply.

        Args:
            reply: The reply.
            closely: True to find all differences from the spec, also those that lose no information.

        Raises:
            ApiError: The API refused.
            DecodeError: The reply is no such object, or not the one that was asked for.
        """


class Operation(ABC, Generic[Row]):
    """One listing. It builds requests and reads replies.

    Attributes:
        name: The listing's name, such as `hedera.nfts`.
        safe: True if a request changes nothing, so that it may be sent again.
        reader: The reader of its pages, which names its API and its rows.
    """

    name: ClassVar[str]
    safe: ClassVar[bool]
    reader: ClassVar[PageReader[Any]]

    @property
    def before_all(self) -> ObjectOperation[Any] | None:
        """Return the operation to ask before the first page, for `with_answer`; None if there is nothing to ask."""
        return None

    def with_answer(self, answer: Any) -> Self:
        """Return this listing with what the answer to `before_all` says."""
        return self

    @property
    def when_empty(self) -> ObjectOperation[Any] | None:
        """Return the operation to ask if the listing has no rows, whose error is then the listing's; None if there is nothing to ask."""
        return None

    @abstractmethod
    def identity(self) -> Mapping[str, Any]:
        """Return account and filters as JSON types. A cursor is valid for the same identity only."""

    @abstractmethod
    def accepts(self, position: Position) -> bool:
        """Return True if a cursor's position has the fields of this operation."""

    @abstractmethod
    def pager(self, position: Position | None) -> Pager[Row]:
        """Return a pager that begins at a position, or at the start of the listing."""

    @abstractmethod
    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Row]:
        """Read one reply, without regard to the pages before.

        Args:
            reply: The reply.
            closely: True to find all differences from the spec, also those that lose no information.
            until_flaw: True to stop at the first row that cannot be read.

        Raises:
            ApiError: The API refused.
            DecodeError: The reply is no page.
        """
