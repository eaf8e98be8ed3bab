"""Page by offset and limit.

Each request overlaps the page before by one row. If that row does not come again, rows have moved. A total counts only on a page with
rows, as some servers give 0 past the end. It ends the listing only at a page that is not full, as it may be the total of that page. The
offset moves by the rows that came, as servers silently cap the limit of a request.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence

from nft_holdings._errors import DecodeError
from nft_holdings._transport.messages import Request

from .page import ListingBroken, ParsedPage, Position, Row, Rows
from .rereading import RereadingPager, keys_of, mark

WRONG_TOTAL = -1
"""Stands in place of a total that is smaller than the number of rows. An empty page is the end then, as without a total."""


class OffsetPager(RereadingPager[Row]):
    """Request each page at the offset of the rows that came before.

    Args:
        request: A function that returns the request for the rows from an offset on, and for so many rows more than the caller's page size.
        limit: A function that returns the most rows of that request.
        foreign: A function that returns what is wrong with a row that does not match the request; None for one that matches.
        position: The position to go on from: the offset, the total, how many rows came before it, and the marks of the last ones.
    """

    def __init__(
        self,
        request: Callable[[int, int], Request],
        limit: Callable[[int], int],
        foreign: Callable[[Row], str | None],
        position: Position | None,
    ) -> None:
        super().__init__(position)
        self._request = request
        self._limit = limit
        self._foreign = foreign
        self._offset: int = 0 if position is None else position["offset"]
        self._overlap = 1
        self._longest = 0
        self._is_repeated = self._has_followed = False

    def _position_fields(self) -> Mapping[str, int]:
        return {"offset": self._offset}

    @property
    def _from(self) -> int:
        return self._offset - self._overlap if self._last is not None else 0

    def request(self) -> Request:
        return self._request(self._from, self._offset - self._from)

    def ahead(self, count: int) -> Sequence[Request]:
        first, later = self._limit(0), self._limit(self._overlap)
        size = self._longest if self._longest < first else later  # a server caps silently
        if self._last is None or self._overlap == 0 or self._is_repeated or self._has_followed or size <= self._overlap:
            return ()
        offsets = range(self._offset + size - self._overlap, self._total, size - self._overlap)
        return [self._request(offset - self._overlap, self._overlap) for offset in offsets[:count]]

    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        if not page.rows:
            return self._take_empty(page.total or 0)
        for row in page.rows:
            if not isinstance(row, DecodeError) and (why := self._foreign(row)):
                raise ListingBroken(f"the server gives a row that does not match the request: {why}")
        keys = keys_of(page)
        known = self._known(keys)
        if self.state != "more" and page.total == len(keys) != self._total:
            self._total = WRONG_TOTAL  # it is the total of each page only
        if why := self._moved(page.total or 0, keys, known):
            self._again(why)
            return None
        known = known or 0
        return self._take_new(page, keys, known) if known < len(keys) else self._take_known(page.total or 0, known)

    def _known(self, keys: Sequence[Hashable]) -> int | None:
        """Return how many rows at the start of a page are known from the page before; None if the page does not continue there."""
        unconnected = None if self._last is not None and self._overlap else 0
        return next((index for index in range(len(keys), 0, -1) if mark(keys[index - 1]) == self._last), unconnected)

    def _moved(self, total: int, keys: Sequence[Hashable], known: int | None) -> str | None:
        """Return the reason to think that rows have moved, or might have moved unnoticed; None without one."""
        if total and self._total > 0 and total != self._total:
            return f"the total changes from {self._total} to {total}"
        if known is None:
            return f"after {self._seen.rows} rows the server continues at another row"
        before, behind = keys[:known], keys[known:]
        if any(not self._seen.come_again([key]) for key in self._seen.unseen(before)):
            return "rows come before those that were read"
        if behind and self._overlap == 0 and self._seen.resumed:
            return "the server gives one row at a time, so that nothing shows if they have moved"
        if self._seen.come_again(behind) or (behind and not self._seen.unseen(behind)):
            return "rows come again"
        return None

    def _take_new(self, page: ParsedPage[Row], keys: Sequence[Hashable], known: int) -> Rows[Row] | None:
        self._total = self._total or page.total or 0
        self._seen.announced = self._total if self._total > 0 else self._seen.announced
        full = len(keys) >= self._limit(self._offset - self._from) or 0 < self._longest <= len(keys)
        self._seen.may_have_moved = self._seen.may_have_moved or known > 1
        rows = self._seen.new(page.rows[known:], keys[known:])
        self._offset += len(set(keys[known:]))
        self._last, self._longest = mark(keys[-1]), max(self._longest, len(keys))
        self._is_repeated = self._has_followed = False
        if 0 < self._total <= self._offset:
            if self._seen.rows < self._total:
                self._again(f"the server ends the listing after {self._seen.rows} of {self._total} rows")
            elif self._seen.rows > self._total:
                self._total = WRONG_TOTAL
            else:
                self._is_over = not full
        return rows

    def _take_known(self, total: int, known: int) -> Rows[Row] | None:
        """Take a page without new rows."""
        if self._overlap == 0:
            self._seen.may_have_moved = True
            return self._take_empty(total)
        if self.state != "more":
            self._is_over = True
            return []
        self._seen.may_have_moved = self._seen.may_have_moved or known > 1
        if known > 1 and not self._seen.agrees:
            # The known row stands further back than before, and so do the rows behind it.
            if self._has_followed:
                self._again("rows keep moving")
            else:
                self._offset, self._has_followed = self._offset + known - 1, True
            return None
        self._overlap = 0  # the server may give one row at a time: the next request is for the row behind, without overlap
        return None

    def _take_empty(self, total: int) -> Rows[Row] | None:
        if self.state != "more":
            self._is_over = True
            return []
        announced = self._total or self._seen.announced or (total if self._last is None else 0)
        if announced > 0:
            self._again(f"the server ends the listing after {self._seen.rows} of {announced} rows")
            return None
        if self._last is not None and not self._is_repeated:
            self._is_repeated = True
            return None
        if self._seen.may_have_moved and not self._seen.agrees:
            self._again("rows have moved, and no total says if all have come")
            return None
        self._is_over = True
        return []

    def _again(self, why: str) -> None:
        self._seen.again(why)
        self._offset, self._total, self._last, self._overlap, self._longest = 0, 0, None, 1, 0
        self._is_repeated = self._has_followed = False
