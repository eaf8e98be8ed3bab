"""The pages of a listing: as the reply has them, and as parts of the listing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from nft_holdings._errors import DecodeError
from nft_holdings._option_values import Drift
from nft_holdings._transport.messages import Reply

Row = TypeVar("Row")
Position = Mapping[str, Any]
"""A position in a listing, as JSON types. Only its pager knows the content."""
Rows = Sequence[Row | DecodeError]
"""The rows of a page, with an error in place of each row that cannot be read."""


@frozen
class ParsedPage(Generic[Row]):
    """One reply, read without regard to the pages before.

    Attributes:
        rows: The rows.
        keys: The unique key of each row; None for a row that cannot be read.
        raw: A function that returns the reply as parsed JSON.
        total: The number of rows of the whole listing, as the server says; None if it does not say.
        next: The server's link to the next page; None on the last page, or if the API has no links.
        drifts: The differences between the reply and its spec that lose no information.
        flawed: True if some rows cannot be read.
        partial: True if the server says that it does not have all rows.
        as_of: The time of the data, as the server says; None if it does not say.
    """

    rows: Rows[Row] = field(repr=False)
    keys: Sequence[Any] = field(repr=False)
    raw: Callable[[], Any] = field(repr=False)
    total: int | None = None
    next: str | None = field(default=None, repr=False)
    drifts: Sequence[Drift] = field(default=(), repr=False)
    flawed: bool = False
    partial: bool = False
    as_of: str | None = None

    @property
    def unreadable(self) -> Iterator[DecodeError]:
        """Return the errors among the rows."""
        return (row for row in self.rows if isinstance(row, DecodeError)) if self.flawed else iter(())


@frozen
class PageSlice(Generic[Row]):
    """The next rows of a listing, in its order.

    Attributes:
        rows: The rows.
        page: The page that contains them.
        reply: The reply that it was read from.
        position: The position after these rows; None at the end of the listing.
    """

    rows: Rows[Row]
    page: ParsedPage[Row]
    reply: Reply
    position: Position | None


class ListingBroken(Exception):
    """A contradiction between the server's pages, or between a page and its request. Going on would give wrong rows.

    Attributes:
        resumable: True if the listing can be resumed later.
        position: The position to resume from; None for that of the scheduler.
    """

    def __init__(self, message: str, *, resumable: bool = True, position: Position | None = None) -> None:
        super().__init__(message)
        self.resumable = resumable
        self.position = position
