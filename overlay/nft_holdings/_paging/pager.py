"""The protocol of pagers: one way through a listing, page by page."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Literal

from nft_holdings._transport.messages import Request

from .page import ParsedPage, Position, Row, Rows

State = Literal["more", "announced", "over"]


class Pager(ABC, Generic[Row]):
    """One way through a listing. It knows the pages before, refuses what does not fit, and says what to request next."""

    @property
    @abstractmethod
    def state(self) -> State:
        """The state of the listing.

        "more" while the server announces more rows; "announced" once all rows that it has announced have come, though it is asked for
        more to be sure; "over" at the end.
        """

    @property
    @abstractmethod
    def position(self) -> Position | None:
        """The position after the pages that were taken; None before the first page."""

    @property
    def resumable(self) -> bool:
        """True if the listing can go on later from its position."""
        return True

    @abstractmethod
    def request(self) -> Request:
        """Return the request for the next page."""

    def ahead(self, count: int) -> Sequence[Request]:
        """Return up to `count` requests that will follow on it if the listing stays the same; none that may not be needed."""
        return ()

    @abstractmethod
    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        """Go past a page, and return its rows that have not come before; None if the page is not to be used.

        Raises:
            ListingBroken: The page cannot be a part of the answer. The pager stays at its position.
        """
