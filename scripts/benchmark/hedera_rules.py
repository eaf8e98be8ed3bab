"""The real mirror node's rules: the rows that a query selects, and the link to the next page.

Names of parameters, operators and the link's form are those that the spec records as observed. `spender.id` is not known here.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from urllib.parse import unquote_plus

from attrs import frozen

from .data_sets import Key

LIMIT, ORDER, TOKEN, SERIAL = "limit", "order", "token.id", "serialnumber"
DEFAULT_LIMIT, LARGEST_LIMIT = 25, 100
LARGEST = 2**63 - 1
ID = re.compile(r"(?:0\.){0,2}(\d{1,19})")
COMPARISON = re.compile(r"(?:(eq|gte?|lte?|ne):)?([^:]+)")

Query = dict[str, list[str]]


class Refused(Exception):
    """A query that the server refuses with 400 and this message."""


@frozen
class Bounds:
    """The comparisons of a parameter, as operators and values; None for a comparison that is absent."""

    equal: tuple[str, int] | None = None
    lower: tuple[str, int] | None = None
    upper: tuple[str, int] | None = None

    @property
    def least(self) -> int | None:
        """The smallest value that lies within."""
        bound = self.equal or self.lower
        return None if bound is None else bound[1] + (bound[0] == "gt")

    @property
    def most(self) -> int | None:
        """The largest value that lies within."""
        bound = self.equal or self.upper
        return None if bound is None else bound[1] - (bound[0] == "lt")


@frozen
class Question:
    """A parsed query. `limit` is the one that the server applies."""

    token: Bounds
    serial: Bounds
    descending: bool
    limit: int


def read_query(text: str) -> Query:
    """Return the values of each parameter, by its name in lower case, in the order in which they were sent."""
    query: Query = {}
    for part in text.split("&") if text else ():
        name, _, value = part.partition("=")
        if "%" in part or "+" in part:
            name, value = unquote_plus(name), unquote_plus(value)
        query.setdefault(name.lower(), []).append(value)
    return query


def question(query: Query) -> Question:
    """Parse a query.

    Raises:
        Refused: A value is invalid, a name unknown or a rule broken.
    """
    if unknown := [name for name in query if name not in (LIMIT, ORDER, TOKEN, SERIAL)]:
        raise Refused(f"Unknown query parameter: {unknown[0]}")
    order, limit = query.get(ORDER, ["desc"])[-1].lower(), query.get(LIMIT, [str(DEFAULT_LIMIT)])[-1]
    if order not in ("asc", "desc"):
        raise Refused(f"Invalid parameter: {ORDER}")
    if not limit.isdigit() or int(limit) < 1:
        raise Refused(f"Invalid parameter: {LIMIT}")
    # The rules of single parameters come first, in the order in which the parameters were sent.
    bounds = {name: _bounds(name, values) for name, values in query.items() if name in (TOKEN, SERIAL)}
    token, serial = bounds.get(TOKEN, Bounds()), bounds.get(SERIAL, Bounds())
    for name, each in ((TOKEN, token), (SERIAL, serial)):
        if each.equal and (each.lower or each.upper):
            raise Refused(f"Can't support both range and equal for {name}")
    if SERIAL in query and TOKEN not in query:
        raise Refused(f"{SERIAL} without a {TOKEN} parameter filter")
    if serial.lower and not token.equal and not (token.lower and token.lower[0] == "gte"):
        raise Refused(f"{TOKEN} must have gte or eq operator")
    if serial.upper and not token.equal and not (token.upper and token.upper[0] == "lte"):
        raise Refused(f"{TOKEN} must have lte or eq operator")
    return Question(token, serial, order == "desc", min(int(limit), LARGEST_LIMIT))


def _bounds(name: str, values: Sequence[str]) -> Bounds:
    sides: dict[str, tuple[str, int]] = {}
    for value in values:
        operator, number = _comparison(name, value)
        side = operator[:2]
        if side == "ne":
            raise Refused(f"Not equal (ne) operator is not supported for {name}")
        if side in sides:
            raise Refused(f"Only one {'equal (eq)' if side == 'eq' else f'{side}/{side}e'} operator is allowed for {name}")
        sides[side] = operator, number
    return Bounds(sides.get("eq"), sides.get("gt"), sides.get("lt"))


def _comparison(name: str, value: str) -> tuple[str, int]:
    found = COMPARISON.fullmatch(value)
    number = found and (ID.fullmatch(found[2]) if name == TOKEN else re.fullmatch(r"(\d{1,19})", found[2]))
    if not found or not number or not (name == TOKEN or 1 <= int(number[1]) <= LARGEST):
        raise Refused(f"Invalid parameter: {name}")
    return found[1] or "eq", int(number[1])


def places(keys: Sequence[Key], asked: Question, *, defect: bool = False) -> Sequence[int]:
    """Return the indexes in `keys`, which ascend, of all selected rows, in ascending order.

    Args:
        keys: The account's keys.
        asked: The parsed query.
        defect: True to join with "or" instead of "and" where the bounds of the token meet on one and the serial
            number has bounds on both sides, as the real server does; rows within both then come twice.
    """
    token, serial = asked.token, asked.serial
    first, last = token.least or 0, LARGEST if token.most is None else token.most
    if serial.equal and not token.equal:
        return _with_serial(keys, first, last, serial.equal[1])
    lowest, highest = serial.least or 0, LARGEST if serial.most is None else serial.most
    if defect and token.lower and token.upper and serial.lower and serial.upper and first == last:
        return sorted([*_between(keys, (first, lowest), (first, LARGEST)), *_between(keys, (first, 0), (first, highest))])
    # With bounds of both, pairs are compared: the serial number counts within the outermost tokens only.
    return _between(keys, (first, lowest), (last, highest))


def _between(keys: Sequence[Key], low: Key, high: Key) -> range:
    first = bisect_left(keys, low)
    return range(first, max(first, bisect_right(keys, high)))


def _with_serial(keys: Sequence[Key], first: int, last: int, serial: int) -> list[int]:
    """Return one serial number of each token, from token to token."""
    found = []
    place = bisect_left(keys, (first, serial))
    while place < len(keys) and keys[place][0] <= last:
        token, number = keys[place]
        if number == serial:
            found.append(place)
        place = bisect_left(keys, (token, serial) if number < serial else (token + 1, serial))
    return found


def next_link(path: str, query: Query, asked: Question, page: Sequence[Key]) -> str | None:
    """Return path and query of the next page; None if this is the last one.

    The query stays as it was sent, names in lower case, but for the bounds that move up to the last row.
    """
    if len(page) < asked.limit or (asked.token.equal and asked.serial.equal):
        return None
    token, serial = page[-1]
    toward = "lt" if asked.descending else "gt"
    if not asked.token.equal:
        query = _with_bound(query, TOKEN, toward, f"{toward}{'' if asked.serial.equal else 'e'}:0.0.{token}")
    if not asked.serial.equal:
        query = _with_bound(query, SERIAL, toward, f"{toward}:{serial}")
    moved = SERIAL if asked.token.equal else TOKEN
    left = _bounds(moved, query[moved])
    if left.least is not None and left.most is not None and left.least > left.most:
        return None
    return f"{path}?{'&'.join(f'{name}={value}' for name, values in query.items() for value in values)}"


def _with_bound(query: Query, name: str, toward: str, bound: str) -> Query:
    values = query.get(name, [])
    kept = [value for value in values if not value.startswith(toward)]
    # A lone value that goes loses its place in the query, one of several keeps it: so the real server writes its links.
    if len(values) == 1 and not kept:
        query = {other: query[other] for other in query if other != name}
    return {**query, name: [*kept, bound]}
