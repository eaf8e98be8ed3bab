"""The parts of a listing: pages that have come, and key ranges that have not been read.

Keys are signed here: negative where the listing is descending, so that a row that comes later always has the larger key.
"""

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from nft_holdings._errors import NftHoldingsError

from .counts import RowCount, expected
from .tiles import requests_for

Keys = Sequence[int]


@frozen(eq=False)
class LoadedRange:
    """The rows of one page that have not been returned yet.

    Attributes:
        keys: Their keys.
        outcome: The page and its reply.
    """

    keys: Keys
    outcome: Any


@define(eq=False)
class RangeRequest:
    """A request for an unread range, from one of its ends.

    Attributes:
        unread: The range.
        low: The lowest key that is asked for.
        high: The highest.
        forward: True if it is read in the order of the listing, False if against it.
        from_row: True if the row at its end is known, so that the reply must contain it.
    """

    unread: "UnreadRange"
    low: int
    high: int
    forward: bool
    from_row: bool


@define(eq=False)
class UnreadRange:
    """A key range of a listing that has not been read.

    Attributes:
        start: Its first key.
        end: Its last key.
        counts: The counts in it; None if nothing is known of it.
        rows: The rows to expect by its counts.
        after_row: True if the key before it is that of a known row.
        before_row: True if the key behind it is that of a known row.
        forward: The pending request from its start.
        backward: The pending request from its end.
        one_way: True if it is to be read from its start only.
        is_cut: True if it was cut since its last page came.
        pages: The full pages that have come of it, or of a range that it is a part of, while there were no counts.
        width: The number of their keys.
        error: The error of the request from its start.
        is_read: True if all of it has been read.
    """

    start: int
    end: int
    counts: Sequence[RowCount] | None = None
    rows: float = field(init=False)
    after_row: bool = False
    before_row: bool = False
    forward: RangeRequest | None = None
    backward: RangeRequest | None = None
    one_way: bool = False
    is_cut: bool = False
    pages: int = 0
    width: int = 0
    error: NftHoldingsError | None = None
    is_read: bool = False

    def __attrs_post_init__(self) -> None:
        self.count(self.counts)

    def count(self, counts: Sequence[RowCount] | None) -> None:
        """Set the counts."""
        self.counts = counts
        self.rows = 0.0 if counts is None else expected(counts)

    @property
    def likely_pages(self) -> int:
        """Return the pages to expect without counts, if they are like those that have come near it; two if none have."""
        return (self.end + 1 - self.start) * self.pages // self.width if self.pages else 2

    def requests(self, page: int, most: int) -> list[RangeRequest]:
        """Return the requests to send now: from one end or from both, as many as its rows need.

        Args:
            page: The rows of a full page.
            most: The most requests.
        """
        pending = (self.forward is not None) + (self.backward is not None)
        if pending > 1 or (pending and any(each.expected > page and not each.is_bounded for each in self.counts or ())):
            return []  # the highest row of a token decides how its others are read
        wanted = requests_for(self.likely_pages * page if self.counts is None else self.rows, page)
        if self.end - self.start < page:
            wanted = 1  # a full page reaches the bound
        wanted = min(wanted - pending, most)
        found: list[RangeRequest] = []
        if self.forward is None and wanted > 0:
            self.forward = RangeRequest(self, self.start, self.end + self.before_row, True, False)
            found.append(self.forward)
        if self.backward is None and not self.one_way and wanted > len(found):
            self.backward = RangeRequest(self, self.start, self.end + self.before_row, False, self.before_row)
            found.append(self.backward)
        return found

    def done(self, request: RangeRequest) -> None:
        """Note that a request is not pending any more."""
        if request.forward:
            self.forward = None
        else:
            self.backward = None
