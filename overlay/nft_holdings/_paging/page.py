"""A page of a listing: as one reply says it, and as a part of the listing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

from attrs import field, frozen

from nft_holdings._errors import DecodeError
from nft_holdings._option_values import Drift
from nft_holdings._transport.messages import Reply

Row = TypeVar("Row")
Position = Mapping[str, Any]
"""Where a listing goes on, in JSON's own types. Its content is the pager's business."""
Rows = Sequence[Row | DecodeError]
"""Rows of a page; in the place of a row that cannot be read stands the error that says why."""


@frozen
class ParsedPage(Generic[Row]):
    """One reply, read by itself.

    Attributes:
        rows: The rows.
        keys: A key of each row that no other row has; None for a row that cannot be read.
        raw: A function that returns the parsed JSON, as it came.
        total: How many rows the server says there are in all; None if it does not say.
        next: The server's link to the next page; None on the last page, or if the API has no links.
        drifts: Differences between the reply and its spec that lose no information.
        flawed: True if there are rows that cannot be read.
    """

    rows: Rows[Row] = field(repr=False)
    keys: Sequence[Any] = field(repr=False)
    raw: Callable[[], Any] = field(repr=False)
    total: int | None = None
    next: str | None = field(default=None, repr=False)
    drifts: Sequence[Drift] = field(default=(), repr=False)
    flawed: bool = False

    @property
    def unreadable(self) -> Iterator[DecodeError]:
        """The errors among the rows."""
        return (row for row in self.rows if isinstance(row, DecodeError)) if self.flawed else iter(())


@frozen
class PageSlice(Generic[Row]):
    """The next rows of a listing, in its order.

    Attributes:
        rows: The rows.
        page: The page that they came in.
        reply: The reply that it was read from.
        position: The position after these rows; None at the end of the listing.
    """

    rows: Rows[Row]
    page: ParsedPage[Row]
    reply: Reply
    position: Position | None


class ListingBroken(Exception):
    """The server's pages contradict each other or the request; to go on would give a wrong answer.

    Attributes:
        resumable: True if the listing can go on later.
        position: The position to go on from, if it is not the scheduler's.
    """

    def __init__(self, message: str, *, resumable: bool = True, position: Position | None = None) -> None:
        super().__init__(message)
        self.resumable = resumable
        self.position = position
