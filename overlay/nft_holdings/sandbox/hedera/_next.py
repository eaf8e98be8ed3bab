"""The link to the next page."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ._filters import Filters
from ._ids import as_text
from ._parameters import SERIAL, TOKEN, read_comparison
from ._query import Query

RANGE = re.compile(r"[gl]te?:")


def next_link(path: str, query: Query, filters: Filters, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Return path and query of the page after `rows`, or None after the last one.

    The query stays as it was sent, names in lower case, but for the bounds that move up to the last row.

    Args:
        path: The path that was asked for, as it was sent, without a gateway's prefix.
        query: The query that was asked for.
        filters: The filters of the query.
        rows: The page.
    """
    if len(rows) < filters.limit or (filters.token.equal and filters.serial.equal):
        return None
    last = rows[-1]
    toward = "lt" if filters.descending else "gt"
    moved: dict[str, str] = {}
    if not filters.token.equal:
        inclusive = "" if filters.serial.equal else "e"
        moved[TOKEN] = f"{toward}{inclusive}:{as_text(last['token_id'])}"
    if not filters.serial.equal:
        moved[SERIAL] = f"{toward}:{last['serial_number']}"
    for name, bound in moved.items():
        query = _moved_as_the_server_does(query, name, toward, bound)
    return _link(path, query, next(iter(moved)))


def link_after(path: str, query: Query, name: str, last: object, *, descending: bool, quirks: bool) -> str | None:
    """Return path and query of the page after the row with the key `last`, or None if the bounds leave no further one.

    Args:
        path: As in `next_link`.
        query: The query that was asked for.
        name: The parameter of the key that rows are ordered by.
        last: The last row's key, as it is sent.
        descending: True if the largest key comes first.
        quirks: Lose the bound where the mirror node does (`observed#tokens/next/loop`).
    """
    toward = "lt" if descending else "gt"
    move = _moved_as_the_server_does if quirks else _moved
    return _link(path, move(query, name, toward, f"{toward}:{last}"), name)


def _link(path: str, query: Query, leading: str) -> str | None:
    if _is_empty(leading, query[leading]):
        return None
    return f"{path}?{'&'.join(f'{name}={value}' for name, values in query.items() for value in values)}"


def _moved(query: Query, name: str, toward: str, bound: str) -> Query:
    values = query.get(name, [])
    kept = [value for value in values if f"{toward}:" not in value and f"{toward}e:" not in value]
    # A lone value that goes loses its place in the query, one of several keeps it; so the server writes its links.
    if len(values) == 1 and not kept:
        query = {other: query[other] for other in query if other != name}
    return {**query, name: [*kept, bound]}


def _moved_as_the_server_does(query: Query, name: str, toward: str, bound: str) -> Query:
    """Return the query with another bound, which the server forgets if the first value of several, or the one that stays, is no range."""
    moved = _moved(query, name, toward, bound)
    values = query.get(name, [])
    if not values or (len(values) == 1 and len(moved[name]) == 1) or RANGE.match(values[0]):
        return moved
    return {**query, name: moved[name][:-1]}


def _is_empty(name: str, values: list[str]) -> bool:
    lower: list[int] = []
    upper: list[int] = []
    for comparison in (read_comparison(name, value) for value in values if RANGE.match(value)):
        if isinstance(comparison.value, int):
            if comparison.operator.startswith("gt"):
                lower.append(comparison.value if comparison.operator == "gte" else comparison.value + 1)
            else:
                upper.append(comparison.value if comparison.operator == "lte" else comparison.value - 1)
    return bool(lower and upper) and max(lower) > min(upper)
