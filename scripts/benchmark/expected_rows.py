"""Comparison of answers with the expected keys, for rows of any kind."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from . import data_sets
from .comparison import WrongAnswer

Rows = Iterable[Any]


def field_of(row: Any, *names: str) -> Any:
    """Return the first of some fields that a row has; rows are dicts or objects."""
    for name in names:
        if isinstance(row, dict):
            if name in row:
                return row[name]
        elif hasattr(row, name):
            return getattr(row, name)
    raise WrongAnswer(f"a row without {names[0]}")


def hedera_key(row: Any) -> data_sets.Key:
    """Return token and serial number of a row."""
    return int(str(field_of(row, "token_id")).rpartition(".")[2]), int(field_of(row, "serial_number"))


def check(rows: Rows, key: Callable[[Any], object], expected: Sequence[object], what: str = "the listing") -> None:
    """Compare rows with their expected keys, in order.

    Raises:
        WrongAnswer: They differ.
    """
    keys = list(map(key, rows))
    if keys == list(expected):
        return
    if sorted(map(repr, keys)) == sorted(map(repr, expected)):
        raise WrongAnswer(f"{what} has the right rows in another order")
    missing, added = set(expected) - set(keys), set(keys) - set(expected)
    raise WrongAnswer(f"{what} has {len(keys)} rows for {len(expected)}: {len(missing)} missing, {len(added)} that are not held")


def hedera(account: str) -> Callable[[Rows], None]:
    """Return a check of a whole listing of an account."""
    expected = data_sets.hedera_keys_of(account)
    return lambda rows: check(rows, hedera_key, expected)
