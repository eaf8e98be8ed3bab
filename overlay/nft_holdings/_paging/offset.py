"""Page by offset and limit.

Each page begins with the last row of the page before: where it does not, rows have moved. The total is believed where there
are rows with it, as it becomes 0 past the end, and where a page is not full with which it is reached, as it may be the total of
that page only. The offset moves by the rows that came, as a server silently caps what it is asked for.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence

from nft_holdings._errors import DecodeError
from nft_holdings._transport.messages import Request

from .page import ListingBroken, ParsedPage, Position, Row, Rows
from .rereading import RereadingPager, keys_of, mark

UNBELIEVABLE = -1
"""In the place of a total that fewer rows were announced by than came. An empty page is the end then, as without a total."""


class OffsetPager(RereadingPager[Row]):
    """Goes from page to page by the rows that came.

    Args:
        request: A function that returns the request for the rows from an offset on, and for so many more than the caller wants on a page.
        limit: A function that returns how many rows that request is for, at the most.
        foreign: A function that returns what is wrong with a row that was not asked for; None for one that was.
        position: The position to go on from: the offset, the total, how many rows came before it, and marks of the last of them.
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
        self._looked_twice = self._went_along = False

    def _own_position(self) -> Mapping[str, int]:
        return {"offset": self._offset}

    @property
    def _from(self) -> int:
        return self._offset - self._overlap if self._last is not None else 0

    def request(self) -> Request:
        return self._request(self._from, self._offset - self._from)

    def ahead(self, count: int) -> Sequence[Request]:
        first, later = self._limit(0), self._limit(self._overlap)
        size = self._longest if self._longest < first else later  # a server caps without a word
        if self._last is None or self._overlap == 0 or self._looked_twice or self._went_along or size <= self._overlap:
            return ()
        offsets = range(self._offset + size - self._overlap, self._total, size - self._overlap)
        return [self._request(offset - self._overlap, self._overlap) for offset in offsets[:count]]

    def take(self, page: ParsedPage[Row]) -> Rows[Row] | None:
        if not page.rows:
            return self._take_empty(page.total or 0)
        for row in page.rows:
            if not isinstance(row, DecodeError) and (why := self._foreign(row)):
                raise ListingBroken(f"the server gives a row that was not asked for: {why}")
        keys = keys_of(page)
        known = self._known(keys)
        if self.state != "more" and page.total == len(keys) != self._total:
            self._total = UNBELIEVABLE  # it turns out to be that of each page only
        if why := self._moved(page.total or 0, keys, known):
            self._again(why)
            return None
        known = known or 0
        return self._go_on(page, keys, known) if known < len(keys) else self._stand_still(page.total or 0, known)

    def _known(self, keys: Sequence[Hashable]) -> int | None:
        """Return how many rows at the start of a page are known from the page before; None if it does not go on from there."""
        nowhere = None if self._last is not None and self._overlap else 0
        return next((index for index in range(len(keys), 0, -1) if mark(keys[index - 1]) == self._last), nowhere)

    def _moved(self, total: int, keys: Sequence[Hashable], known: int | None) -> str | None:
        """Return what shows that rows have moved, or might have without being noticed; None if nothing does."""
        if total and self._total > 0 and total != self._total:
            return f"the total changes from {self._total} to {total}"
        if known is None:
            return f"after {self._seen.rows} rows the server goes on at another place"
        before, behind = keys[:known], keys[known:]
        if any(not self._seen.come_again([key]) for key in self._seen.unseen(before)):
            return "rows come before those that were read"
        if behind and self._overlap == 0 and self._seen.resumed:
            return "the server gives one row at a time, so that it cannot be told whether they have moved"
        if self._seen.come_again(behind) or (behind and not self._seen.unseen(behind)):
            return "rows come again"
        return None

    def _go_on(self, page: ParsedPage[Row], keys: Sequence[Hashable], known: int) -> Rows[Row] | None:
        self._total = self._total or page.total or 0
        self._seen.announced = self._total if self._total > 0 else self._seen.announced
        full = len(keys) >= self._limit(self._offset - self._from) or 0 < self._longest <= len(keys)
        self._seen.may_have_moved = self._seen.may_have_moved or known > 1
        rows = self._seen.new(page.rows[known:], keys[known:])
        self._offset += len(set(keys[known:]))
        self._last, self._longest = mark(keys[-1]), max(self._longest, len(keys))
        self._looked_twice = self._went_along = False
        if 0 < self._total <= self._offset:
            if self._seen.rows < self._total:
                self._again(f"the server ends the listing after {self._seen.rows} of {self._total} rows")
            elif self._seen.rows > self._total:
                self._total = UNBELIEVABLE
            else:
                self._is_over = not full
        return rows

    def _stand_still(self, total: int, known: int) -> Rows[Row] | None:
        """Decide what it means that no rows follow on the known one."""
        if self._overlap == 0:
            self._seen.may_have_moved = True
            return self._take_empty(total)
        if self.state != "more":
            self._is_over = True
            return []
        self._seen.may_have_moved = self._seen.may_have_moved or known > 1
        if known > 1 and not self._seen.agrees:
            # The row that is known stands further back than it did, and what comes behind it too.
            if self._went_along:
                self._again("rows keep moving")
            else:
                self._offset, self._went_along = self._offset + known - 1, True
            return None
        self._overlap = 0  # the server may give one row at a time: what comes behind is asked for by itself
        return None

    def _take_empty(self, total: int) -> Rows[Row] | None:
        if self.state != "more":
            self._is_over = True
            return []
        announced = self._total or self._seen.announced or (total if self._last is None else 0)
        if announced > 0:
            self._again(f"the server ends the listing after {self._seen.rows} of {announced} rows")
            return None
        if self._last is not None and not self._looked_twice:
            self._looked_twice = True
            return None
        if self._seen.may_have_moved and not self._seen.agrees:
            self._again("rows have moved, and no total says whether all have come")
            return None
        self._is_over = True
        return []

    def _again(self, why: str) -> None:
        self._seen.again(why)
        self._offset, self._total, self._last, self._overlap, self._longest = 0, 0, None, 1, 0
        self._looked_twice = self._went_along = False
