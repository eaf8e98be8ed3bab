"""The protocol of operations: one endpoint each, without any input or output."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Generic

from nft_holdings._transport.messages import Reply

from .page import ParsedPage, Position, Row
from .pager import Pager


class Operation(ABC, Generic[Row]):
    """One listing of one account: builds its requests, and reads their replies.

    Attributes:
        name: The listing's name, such as `hedera.nfts`.
        safe: True if a request changes nothing, so that it may be sent again.
    """

    name: ClassVar[str]
    safe: ClassVar[bool]

    @abstractmethod
    def identity(self) -> Mapping[str, Any]:
        """Return account and filters, in JSON's own types. A cursor is good for the same identity only."""

    @abstractmethod
    def accepts(self, position: Position) -> bool:
        """Return True if a cursor's position has the shape of this operation's own."""

    @abstractmethod
    def pager(self, position: Position | None) -> Pager[Row]:
        """Return a pager that begins at a position, or at the start of the listing."""

    @abstractmethod
    def read(self, reply: Reply, *, closely: bool = True, until_flaw: bool = False) -> ParsedPage[Row]:
        """Read a reply by itself.

        Args:
            reply: The reply.
            closely: True to look for every difference from the spec, harmless ones too.
            until_flaw: True to read no further than the first row that cannot be read.

        Raises:
            ApiError: The API refused.
            DecodeError: The reply is no page.
        """
