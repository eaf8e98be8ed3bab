"""Counts of the rows in key ranges, as the server states them.

Counts only place the boundaries of requests. They may be wrong: nothing is left out, or taken as read, because of them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from attrs import frozen

from nft_holdings._apis.hedera.sort_key import Key


@frozen
class RowCount:
    """The rows that a key range is said to hold.

    Attributes:
        low: Its lowest key.
        high: Its highest key.
        rows: The number of rows that have not been read.
        is_exact: False if some of them may lie outside of the listing, or have been read before it.
        is_bounded: True if rows are known to reach up to its highest key. Rows are taken to be spread evenly then.
    """

    low: Key
    high: Key
    rows: float
    is_exact: bool = True
    is_bounded: bool = False

    @property
    def width(self) -> int:
        """Return the number of its keys."""
        return self.high - self.low + 1

    @property
    def expected(self) -> float:
        """Return the number of rows to expect: no more than it has keys."""
        return min(self.rows, self.width)

    @property
    def is_dense(self) -> bool:
        """Return True if every key of it should have a row."""
        return self.is_bounded and self.rows >= self.width

    def after(self, low: Key, high: Key, keys: Sequence[Key]) -> "RowCount":
        """Return what is left of it between two keys, once rows with some keys have come."""
        read = keys[bisect_left(keys, self.low) : bisect_right(keys, self.high)]
        low, high = max(self.low, low), min(self.high, high)
        rows = max(self.rows - len(read), 0.0)
        if read and not self.is_exact:
            rows = min(rows, len(read) * (high - low + 1) / (read[-1] - read[0] + 1))
        return RowCount(low, high, rows, self.is_exact, self.is_bounded or high < self.high)


def left_of(counts: Sequence[RowCount], low: Key, high: Key, keys: Sequence[Key] = ()) -> list[RowCount]:
    """Return the counts of what is left to read between two keys.

    Args:
        counts: The counts before, in ascending order.
        low: The lowest key that is left.
        high: The highest.
        keys: The keys of the rows that have come meanwhile, in ascending order.
    """
    return [each.after(low, high, keys) for each in counts if each.low <= high and each.high >= low]


def expected(counts: Sequence[RowCount]) -> float:
    """Return the number of rows to expect."""
    return sum(each.expected for each in counts)
