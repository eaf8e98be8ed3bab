"""Ids that exist on a server, for generated requests: a server would have nothing to list for others."""

from collections.abc import Iterable
from zlib import crc32

from attrs import frozen

MOST = 20


@frozen(kw_only=True)
class KnownIds:
    """Ids that exist on a server.

    Attributes:
        accounts: Accounts, as the path or the query has them.
        values: Values of parameters, by the parameters' names.
    """

    accounts: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


def first(values: Iterable[str]) -> tuple[str, ...]:
    """Return the first values, each once: more would make no other requests."""
    return tuple(dict.fromkeys(values))[:MOST]


def chosen(values: tuple[str, ...], by: object) -> str:
    """Choose a value by what schemathesis generated, so that the same seed gives the same requests."""
    return values[crc32(repr(by).encode()) % len(values)]
