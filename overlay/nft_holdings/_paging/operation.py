"""The interface of operations: one endpoint each, without input or output."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic

from nft_holdings._transport.messages import Reply

from .page import ParsedPage, Position, Row
from .pager import Pager


class Operation(ABC, Generic[Row]):
    """One listing of one account. It builds requests and reads replies.

    Attributes:
        name: The listing's name, such as `hedera.nfts`.
        safe: True if a request changes nothing, so that it may be sent again.
    """

    name: ClassVar[str]
    safe: ClassVar[bool]

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
