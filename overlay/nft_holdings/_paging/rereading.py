"""Passes through a listing that may change while it is read.

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

from .operation import Content, Course, Item, ListingBroken, Position

MOST_PASSES = 4
RECENT, MARK = 25, 8
"""How many of the last rows a cursor knows again, and by how many characters of their marks."""
LARGEST = 2**63 - 1
"""The largest number of anything that is counted with; larger ones, and those below 0, are taken as not given."""
CHANGED: dict[str, Any] = {"changed": True}
"""The position in a later pass. It is no use in another process, which does not know the rows that were given."""


class Passes(Generic[Item]):
    """Which rows have come, in this pass and in all of them.

    Attributes:
        rows: How many different rows have come in this pass, those before a cursor included.
        in_doubt: Whether rows may have moved in this pass: one came twice, or stands elsewhere than it did.
        number: Which pass it is, from 1.
        announced: The last total that was given in any pass, or 0. A pass that ends without one is not believed then.

    Args:
        position: The position to go on from, with `rows`, how many came before it, and `recent`, what tells the last of them.
    """

    def __init__(self, position: Position | None) -> None:
        self._given: set[Hashable] = set()
        self._seen: set[Hashable] = set()
        self._earlier: set[Hashable] | None = None
        self._before: int = 0 if position is None else position["rows"]
        recent: str = "" if position is None else position["recent"]
        marks = [recent[at : at + MARK] for at in range(0, len(recent), MARK)]
        self._before_cursor = frozenset(marks)
        self._recent = deque(marks, maxlen=RECENT)
        self.resumed = position is not None
        self.number = 1
        self.in_doubt = False
        self.announced = 0

    @property
    def rows(self) -> int:
        return self._before + len(self._seen)

    @property
    def recent(self) -> str:
        """What tells the last rows, for a cursor."""
        return "".join(self._recent)

    @property
    def agrees(self) -> bool:
        """Whether this pass has shown the same rows as the one before it."""
        return self._earlier == self._seen

    def come_again(self, keys: Iterable[Hashable]) -> bool:
        """Whether there is a row among some that came shortly before the cursor."""
        return bool(self._before_cursor) and not self._before_cursor.isdisjoint(mark(key)[:MARK] for key in keys)

    def unseen(self, keys: Iterable[Hashable]) -> list[Hashable]:
        """Those keys of rows that have not come in this pass."""
        return [key for key in dict.fromkeys(keys) if key not in self._seen]

    def new(self, rows: Iterable[Item | DecodeError], keys: Iterable[Hashable]) -> list[Item | DecodeError]:
        """Note rows of this pass; what is given back are those that came in no pass before."""
        found: list[Item | DecodeError] = []
        for row, key in zip(rows, keys, strict=True):
            self.in_doubt = self.in_doubt or key in self._seen
            self._seen.add(key)
            self._recent.append(mark(key)[:MARK])
            if key not in self._given:
                self._given.add(key)
                found.append(row)
        return found

    def again(self, why: str) -> None:
        """Begin a new pass.

        Raises:
            ListingBroken: There have been too many, or the rows before a cursor are not known.
        """
        if self.resumed:
            raise ListingBroken(f"{why}: the account has changed since the cursor was made, so list again from the start", resumable=False)
        if self.number == MOST_PASSES:
            raise ListingBroken(f"{why}, and reading it {MOST_PASSES} times did not help", resumable=False)
        self.number += 1
        self._earlier, self._seen, self.in_doubt = self._seen, set(), False


class RereadCourse(Course[Item]):
    """A course that may pass through its listing several times. It is said to be over where all rows of the total have come."""

    def __init__(self, position: Position | None) -> None:
        start: Position = {"total": 0, "last": None} if position is None else position
        self._passes: Passes[Item] = Passes(position)
        self._total: int = start["total"]
        self._last: str | None = start["last"]
        self._over = False

    @abstractmethod
    def _place(self) -> Mapping[str, int]:
        """What of the position is this kind of course's own."""

    @property
    def position(self) -> Position | None:
        if self._passes.number > 1:
            return CHANGED
        if self._last is None:
            return None
        return {**self._place(), "total": self._total, "rows": self._passes.rows, "last": self._last, "recent": self._passes.recent}

    @property
    def resumable(self) -> bool:
        return self._passes.number == 1

    @property
    def over(self) -> bool:
        return self._over

    @property
    def said_over(self) -> bool:
        return self._over or 0 < self._total == self._passes.rows


def counted(value: Any) -> int:
    """A count that a server gives, or 0 where it gives none that can be one."""
    return value if isinstance(value, int) and 0 <= value <= LARGEST else 0


def keys_of(content: Content[Any]) -> Sequence[Hashable]:
    """The keys of a page's rows; a row that cannot be read is told by all that it is."""
    return [mark(row.raw) if isinstance(row, DecodeError) else key for row, key in zip(content.rows, content.keys, strict=True)]


def mark(value: object) -> str:
    """A short text that tells a value from others."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")).hexdigest()[:16]
