"""Page by keys: each request asks for the rows behind the last one.

The links of these listings lead in a circle for some filters (docs/hedera.md), so they only say that there is more.
"""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Generic

from nft_holdings._errors import DecodeError
from nft_holdings._paging.operation import Operation
from nft_holdings._paging.page import ListingBroken, ParsedPage, Position, Row, Rows
from nft_holdings._paging.pager import Pager, State
from nft_holdings._paging.scheduler import Scheduler
from nft_holdings._transport.messages import Request


class KeyListing(Operation[Row]):
    """A listing whose rows each have a key of their own, and are in its order."""

    @property
    @abstractmethod
    def descending(self) -> bool:
        """Return True if the highest key comes first."""

    @property
    @abstractmethod
    def bounds(self) -> tuple[Any, Any]:
        """Return the lowest and the highest key that the listing has; None for no bound."""

    @abstractmethod
    def request_after(self, key: Any) -> Request:
        """Return the request for the rows behind a key, or for the first page if it is None."""

    @abstractmethod
    def key_in(self, row: Mapping[str, Any]) -> Any:
        """Return the key of a row in JSON; None if it has none that can be read."""

    @abstractmethod
    def key_text(self, key: Any) -> str:
        """Return a key as text, for cursors and people."""

    @abstractmethod
    def key_of_text(self, text: str) -> Any:
        """Return the key for a text; None if it is no such text."""

    def misfit(self, row: Row) -> str | None:
        """Return a sentence on why a row cannot be one of this listing; None if it can be one."""
        return None

    def check(self, page: ParsedPage[Row], before: str | None) -> None:
        """Check a page beyond its rows.

        Args:
            page: The page.
            before: The time of the data of the page before; None for the first page.

        Raises:
            ListingBroken: It cannot be a part of the listing.
        """

    def goes_on(self, page: ParsedPage[Row]) -> bool:
        """Return True if more rows may follow a page."""
        return page.next is not None

    def chosen(self, rows: Rows[Row]) -> Rows[Row]:
        """Return the rows of a page that the caller wants."""
        return rows

    def split(self, page: ParsedPage[Row], after: Any, *, strict: bool, sparing: bool) -> Scheduler[Row] | None:
        """Return a scheduler for the rest of the listing after a page; None if it is to be read page by page.

        Args:
            page: The page.
            after: The key of its last row.
            strict: True if pages must have no drift.
            sparing: True for few requests rather than few round trips.
        """
        return None

    def accepts(self, position: Position) -> bool:
        match position:
            case {"after": str(text), "as_of": None | str()}:
                return self.key_of_text(text) is not None
        return False

    def pager(self, position: Position | None) -> "KeyPager[Row]":
        return KeyPager(self, position)


class KeyPager(Pager[Row], Generic[Row]):
    """Ask for the rows behind the last one, as long as the server says that there are more.

    Args:
        listing: The listing.
        position: The position to go on from; None for the start.
    """

    def __init__(self, listing: KeyListing[Row], position: Position | None) -> None:
        self._listing = listing
        self._after = None if position is None else listing.key_of_text(position["after"])
        self._as_of: str | None = None if position is None else position["as_of"]
        low, high = listing.bounds
        self._is_over = low is not None and high is not None and low > high

    @property
    def state(self) -> State:
        return "over" if self._is_over else "more"

    @property
    def position(self) -> Position | None:
        return None if self._after is None else {"after": self._listing.key_text(self._after), "as_of": self._as_of}

    def request(self) -> Request:
        return self._listing.request_after(self._after)

    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        self._listing.check(page, self._as_of)
        after = self._after
        for row, key in zip(page.rows, page.keys, strict=True):
            if isinstance(row, DecodeError):
                key = self._listing.key_in(row.raw) if isinstance(row.raw, dict) else None
            elif why := self._listing.misfit(row):
                raise ListingBroken(f"the server gives a row that does not match the request: {why}")
            after = self._next(after, key)
        goes_on = self._listing.goes_on(page) and not self._is_at_bound(after)
        if goes_on and not page.rows:
            raise ListingBroken("the server gives an empty page, and says that there are more rows")
        self._after, self._as_of, self._is_over = after, page.as_of, not goes_on
        return self._listing.chosen(page.rows)

    def split(self, page: ParsedPage[Row], *, strict: bool, sparing: bool) -> Scheduler[Row] | None:
        """Return a scheduler for the rest of the listing after a page; None if it is to be read page by page."""
        return None if self._is_over else self._listing.split(page, self._after, strict=strict, sparing=sparing)

    def _next(self, after: Any, key: Any) -> Any:
        """Return the key of the next row.

        Raises:
            ListingBroken: The row is out of order, out of bounds, or has no key to go on from.
        """
        listing = self._listing
        low, high = listing.bounds
        if key is None:
            raise ListingBroken("a row has no key that can be read, so that nothing can be asked for behind it")
        if (low is not None and key < low) or (high is not None and key > high):
            raise ListingBroken(f"the server gives a row that does not match the request: {listing.key_text(key)}")
        if after is not None and (key >= after if listing.descending else key <= after):
            raise ListingBroken(f"the server goes back: {listing.key_text(key)} comes after {listing.key_text(after)}")
        return key

    def _is_at_bound(self, after: Any) -> bool:
        low, high = self._listing.bounds
        bound = low if self._listing.descending else high
        return after is not None and after == bound
