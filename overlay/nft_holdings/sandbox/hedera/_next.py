"""The link to the next page."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ._filters import SERIAL, TOKEN, Filters, read_comparison
from ._ids import as_text, read_number
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
        query = _with_bound(query, name, toward, bound)
    leading = next(iter(moved))
    if _is_empty(leading, query[leading]):
        return None
    return f"{path}?{'&'.join(f'{name}={value}' for name, values in query.items() for value in values)}"


def _with_bound(query: Query, name: str, toward: str, bound: str) -> Query:
    values = query.get(name, [])
    kept = [value for value in values if f"{toward}:" not in value and f"{toward}e:" not in value]
    if kept and not RANGE.match(values[0]):
        return query  # so does the server, if what stands before the operator hides it
    # A lone value that goes loses its place in the query, one of several keeps it; so the server writes its links.
    if len(values) == 1 and not kept:
        query = {other: query[other] for other in query if other != name}
    return {**query, name: [*kept, bound]}


def _is_empty(name: str, values: list[str]) -> bool:
    lower: list[int] = []
    upper: list[int] = []
    for comparison in filter(None, map(read_comparison, filter(RANGE.match, values))):
        number = read_number(str(comparison.value)) if name == TOKEN else int(str(comparison.value))
        if comparison.operator.startswith("gt"):
            lower.append(number if comparison.operator == "gte" else number + 1)
        else:
            upper.append(number if comparison.operator == "lte" else number - 1)
    return bool(lower and upper) and max(lower) > min(upper)
