"""A change, and its rating."""

import json
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any, NamedTuple


class Rating(IntEnum):
    """The step of the version that a change needs, the smallest first."""

    PATCH = 1
    MINOR = 2
    MAJOR = 3


class Kind(IntEnum):
    """The heading of a changelog that a change belongs under, in this order."""

    ADDED = 1
    CHANGED = 2
    DEPRECATED = 3
    REMOVED = 4


class Change(NamedTuple):
    """One change of a spec.

    Attributes:
        rating: Its rating.
        kind: Its kind.
        where: The operation and its part, or the component and its property.
        what: The change in words.
    """

    rating: Rating
    kind: Kind
    where: str
    what: str

    def __str__(self) -> str:
        """Return the change in words, by which it is declared."""
        return f"{self.where}: {self.what}"


def come_and_gone(old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> Iterator[Change]:
    """Yield the changes of names that only one of two versions has: the loss of one breaks who goes by it, a new one breaks nobody.

    Args:
        old: The earlier entries, by name.
        new: The later entries, by name.
        where: Words before the name, such as `Reply 200, header`.
    """
    for name in {**old, **new}:
        if name not in new:
            yield Change(Rating.MAJOR, Kind.REMOVED, f"{where} {name}", "is no longer there")
        elif name not in old:
            yield Change(Rating.MINOR, Kind.ADDED, f"{where} {name}", "is new")


def same(old: Any, new: Any) -> bool:
    """Return True if two values are the same as JSON, where 1, 1.0 and true are three values."""
    return json.dumps(old, sort_keys=True, default=str) == json.dumps(new, sort_keys=True, default=str)


LONGEST_SHOWN = 400


def shown(value: Any) -> str:
    """Return a value as it is shown in a change. A pattern is shown whole, as two of them may begin alike."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return f"`{text}`" if len(text) <= LONGEST_SHOWN else f"`{text[: LONGEST_SHOWN - 1]}…`"
