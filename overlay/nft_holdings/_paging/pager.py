"""The interface of pagers, which go through a listing page by page."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Generic, Literal

from nft_holdings._transport.messages import Request

from .page import ParsedPage, Position, Row, Rows

State = Literal["more", "announced", "over"]


class Pager(ABC, Generic[Row]):
    """A way through a listing. A pager knows the pages before, refuses a page that contradicts them, and makes the next request."""

    @property
    @abstractmethod
    def state(self) -> State:
        """Return the state of the listing.

        "more" while the server announces more rows; "announced" once all announced rows have come, though one more request follows to
        be sure; "over" at the end.
        """

    @property
    @abstractmethod
    def position(self) -> Position | None:
        """Return the position after the pages that were taken; None before the first page."""

    @property
    def resumable(self) -> bool:
        """Return True if the listing can be resumed later from its position."""
        return True

    @abstractmethod
    def request(self) -> Request:
        """Return the request for the next page."""

    def ahead(self, count: int) -> Sequence[Request]:
        """Return up to `count` requests that follow after it if the listing does not change; only those that are certainly needed."""
        return ()

    @abstractmethod
    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        """Take the next page, and return its rows that have not come before; None if the page must not be used.

        Raises:
            ListingBroken: The page contradicts the request or the pages before. The pager keeps its position.
        """
