"""Read a listing that may change meanwhile, several times if need be.

Pages that are asked for by their number move when a row before them comes or goes, so that a row can be missed or come
twice. Rows are told apart by their keys, and given once. Where a pass shows that something has moved, another one is made from
the start, until one passes without; rows that were given stay given, and what was missed comes with it.
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
"""How many of the last rows a cursor recognizes, and by how many characters of their marks."""
LARGEST = 2**63 - 1
"""The largest number that is counted with; larger numbers, and those below 0, are taken as not given."""
CHANGED: dict[str, Any] = {"changed": True}
"""The position in a later pass. Another process cannot go on from it, as it does not know the rows that were given."""


class SeenRows(Generic[Row]):
    """The rows that have come, in this pass through a listing and in all of them.

    Attributes:
        may_have_moved: True if rows may have moved in this pass: one came twice, or stands elsewhere than it did.
        pass_number: The number of this pass, from 1.
        announced: The last total that was given in any pass, or 0. A pass that ends without one is not believed then.

    Args:
        position: The position to go on from, with `rows`, how many came before it, and `recent`, what tells the last of them.
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
        """How many different rows have come in this pass, those before a cursor included."""
        return self._before + len(self._in_pass)

    @property
    def recent(self) -> str:
        """Marks of the last rows, for a cursor."""
        return "".join(self._recent)

    @property
    def agrees(self) -> bool:
        """True if this pass has the same rows as the pass before it."""
        return self._in_last_pass == self._in_pass

    def come_again(self, keys: Iterable[Hashable]) -> bool:
        """Return True if one of some rows came shortly before the cursor."""
        return bool(self._before_cursor) and not self._before_cursor.isdisjoint(mark(key)[:MARK] for key in keys)

    def unseen(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Return the keys of rows that have not come in this pass."""
        return [key for key in dict.fromkeys(keys) if key not in self._in_pass]

    def new(self, rows: Iterable[Row | DecodeError], keys: Iterable[Hashable]) -> list[Row | DecodeError]:
        """Note rows of this pass, and return those that came in no pass before."""
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
            ListingBroken: There have been too many, or the rows before a cursor are not known.
        """
        if self.resumed:
            raise ListingBroken(f"{why}: the account has changed since the cursor was made, so list again from the start", resumable=False)
        if self.pass_number == MOST_PASSES:
            raise ListingBroken(f"{why}, and reading it {MOST_PASSES} times did not help", resumable=False)
        self.pass_number += 1
        self._in_last_pass, self._in_pass, self.may_have_moved = self._in_pass, set(), False


class RereadingPager(Pager[Row]):
    """A pager that may go through its listing several times."""

    def __init__(self, position: Position | None) -> None:
        start: Position = {"total": 0, "last": None} if position is None else position
        self._seen: SeenRows[Row] = SeenRows(position)
        self._total: int = start["total"]
        self._last: str | None = start["last"]
        self._is_over = False

    @abstractmethod
    def _own_position(self) -> Mapping[str, int]:
        """Return this pager's own part of the position."""

    @property
    def position(self) -> Position | None:
        if self._seen.pass_number > 1:
            return CHANGED
        if self._last is None:
            return None
        return {**self._own_position(), "total": self._total, "rows": self._seen.rows, "last": self._last, "recent": self._seen.recent}

    @property
    def resumable(self) -> bool:
        return self._seen.pass_number == 1

    @property
    def state(self) -> State:
        if self._is_over:
            return "over"
        return "announced" if 0 < self._total == self._seen.rows else "more"


def counted(value: Any) -> int:
    """Return a count that a server gives, or 0 if it cannot be one."""
    return value if isinstance(value, int) and 0 <= value <= LARGEST else 0


def keys_of(content: ParsedPage[Any]) -> Sequence[Hashable]:
    """Return the keys of a page's rows. The key of a row that cannot be read is made of all of it."""
    return [mark(row.raw) if isinstance(row, DecodeError) else key for row, key in zip(content.rows, content.keys, strict=True)]


def mark(value: object) -> str:
    """Return a short text that no other value has."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:16]
