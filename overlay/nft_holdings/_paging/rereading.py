"""Read a listing several times if it changes meanwhile.

Numbered pages move when a row before them is added or removed, so that a row may be missed or come twice. Each row is delivered once, by
its key. If a pass through the listing shows that rows have moved, another pass begins at the start, until one shows no move. Later passes
deliver the rows that were missed.
"""

import hashlib
import json
from abc import abstractmethod
from collections import deque
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Generic

from nft_holdings._errors import DecodeError

from .page import ListingBroken, ParsedPage, Position, Row
from .pager import Pager, State

MOST_PASSES = 4
RECENT, MARK = 25, 8
"""The number of last rows that a cursor recognizes, and the characters of each row's mark in it."""
LARGEST = 2**63 - 1
"""The largest count that is accepted. Larger counts, and those below 0, are ignored."""
CHANGED: dict[str, Any] = {"changed": True}
"""The position in a later pass. Another process cannot resume there, as it does not know the rows that were delivered."""


class SeenRows(Generic[Row]):
    """The rows that have come in this pass through a listing, and in all passes.

    Attributes:
        may_have_moved: True if rows may have moved in this pass: one came twice, or at another place than before.
        pass_number: The number of this pass, from 1.
        announced: The last total of any pass, or 0. A pass that ends without a total is not complete then.

    Args:
        position: The position to go on from, with the number of rows before it as `rows`, and the marks of the last ones as `recent`.
    """

    def __init__(self, position: Position | None) -> None:
        self._given: set[Hashable] = set()
        self._in_pass: set[Hashable] = set()
        self._in_last_pass: set[Hashable] | None = None
        self._before: int = 0 if position is None else position["rows"]
        recent: str = "" if position is None else position["recent"]
        marks = [recent[at : at + MARK] for at in range(0, len(recent), MARK)]
        self._before_cursor = frozenset(marks)
        self._recent = deque(marks, maxlen=RECENT)
        self.resumed = position is not None
        self.pass_number = 1
        self.may_have_moved = False
        self.announced = 0

    @property
    def rows(self) -> int:
        """Return the number of different rows of this pass, including those before a cursor."""
        return self._before + len(self._in_pass)

    @property
    def recent(self) -> str:
        """Return the marks of the last rows, for a cursor."""
        return "".join(self._recent)

    @property
    def agrees(self) -> bool:
        """Return True if this pass has the same rows as the pass before it."""
        return self._in_last_pass == self._in_pass

    def come_again(self, keys: Iterable[Hashable]) -> bool:
        """Return True if any of some rows came shortly before the cursor."""
        return bool(self._before_cursor) and not self._before_cursor.isdisjoint(mark(key)[:MARK] for key in keys)

    def unseen(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Return the keys of rows that have not come in this pass."""
        return [key for key in dict.fromkeys(keys) if key not in self._in_pass]

    def new(self, rows: Iterable[Row | DecodeError], keys: Iterable[Hashable]) -> list[Row | DecodeError]:
        """Add rows to this pass, and return those that no pass had before."""
        found: list[Row | DecodeError] = []
        for row, key in zip(rows, keys, strict=True):
            self.may_have_moved = self.may_have_moved or key in self._in_pass
            self._in_pass.add(key)
            self._recent.append(mark(key)[:MARK])
            if key not in self._given:
                self._given.add(key)
                found.append(row)
        return found

    def again(self, why: str) -> None:
        """Begin a new pass.

        Args:
            why: The reason.

        Raises:
            ListingBroken: Too many passes were needed, or the rows before a cursor are not known.
        """
        if self.resumed:
            raise ListingBroken(f"{why}: the account has changed since the cursor was made, so list again from the start", resumable=False)
        if self.pass_number == MOST_PASSES:
            raise ListingBroken(f"{why}, and reading it {MOST_PASSES} times did not help", resumable=False)
        self.pass_number += 1
        self._in_last_pass, self._in_pass, self.may_have_moved = self._in_pass, set(), False


class RereadingPager(Pager[Row]):
    """A pager that may read its listing several times."""

    def __init__(self, position: Position | None) -> None:
        start: Position = {"total": 0, "last": None} if position is None else position
        self._seen: SeenRows[Row] = SeenRows(position)
        self._total: int = start["total"]
        self._last: str | None = start["last"]
        self._is_over = False

    @abstractmethod
    def _position_fields(self) -> Mapping[str, int]:
        """Return the fields of the position that only this kind of pager has."""

    @property
    def position(self) -> Position | None:
        if self._seen.pass_number > 1:
            return CHANGED
        if self._last is None:
            return None
        return {**self._position_fields(), "total": self._total, "rows": self._seen.rows, "last": self._last, "recent": self._seen.recent}

    @property
    def resumable(self) -> bool:
        return self._seen.pass_number == 1

    @property
    def state(self) -> State:
        if self._is_over:
            return "over"
        return "announced" if 0 < self._total == self._seen.rows else "more"


def counted(value: Any) -> int:
    """Return a server's count, or 0 if it cannot be one."""
    return value if isinstance(value, int) and 0 <= value <= LARGEST else 0


def keys_of(page: ParsedPage[Any]) -> Sequence[Hashable]:
    """Return the keys of a page's rows. For a row that cannot be read, the key is the mark of the whole row."""
    return [mark(row.raw) if isinstance(row, DecodeError) else key for row, key in zip(page.rows, page.keys, strict=True)]


def mark(value: object) -> str:
    """Return a short hash of a value."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:16]
