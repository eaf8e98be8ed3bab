"""The filters of a query, and the rules that they keep."""

import re
from collections.abc import Iterable

from attrs import frozen

from nft_holdings.sandbox._setting_checks import Limits

from ._ids import MAXIMUM_LONG, NotAnIdError, OutOfRangeError, read_id
from ._query import Query
from ._refusal import INVALID, UNKNOWN, HederaRefusal

LIMIT, ORDER, SERIAL, SPENDER, TOKEN = "limit", "order", "serialnumber", "spender.id", "token.id"
KNOWN = {LIMIT, ORDER, SERIAL, SPENDER, TOKEN}
OPERATORS = {"eq", "gt", "gte", "lt", "lte", "ne"}
SIDES = {"eq": "equal (eq)", "gt": "gt/gte", "lt": "lt/lte"}
DIGITS = re.compile(r"[0-9]{1,19}")


@frozen
class QueryComparison:
    """An operator (eq, gt, gte, lt, lte, ne) and the value that it compares with."""

    operator: str
    value: int | str | None


@frozen
class Bound:
    """The bounds of a parameter: one value, or a range."""

    name: str
    equal: QueryComparison | None = None
    lower: QueryComparison | None = None
    upper: QueryComparison | None = None

    @property
    def is_range(self) -> bool:
        """True if a bound stands on either side."""
        return bool(self.lower or self.upper)

    def all(self) -> list[QueryComparison]:
        """Return the comparisons that are set."""
        return [comparison for comparison in (self.equal, self.lower, self.upper) if comparison]


@frozen
class Filters:
    """The filters of a query.

    Attributes:
        token: The bounds of the token.
        serial: The bounds of the serial number.
        spenders: Comparisons of the spender; those with `eq` are a union, and all others must hold too.
        descending: True if the largest pair of token and serial number comes first.
        limit: The most rows of a page, never above the server's maximum.
    """

    token: Bound
    serial: Bound
    spenders: tuple[QueryComparison, ...]
    descending: bool
    limit: int


def read_filters(query: Query, limits: Limits) -> Filters:
    """Read a query's values, then hold them to the rules.

    Raises:
        HederaRefusal: Values are invalid or names unknown, with a message for each; or a rule is broken, with its message.
    """
    sent = {name: _readable(name, values) for name, values in query.items() if name in KNOWN}
    invalid = [INVALID.format(name) for name, values in sent.items() for value in values if value is None]
    unknown = [UNKNOWN.format(name) for name, values in query.items() if name not in KNOWN for _ in values]
    if invalid or unknown:
        raise HederaRefusal(400, *invalid, *unknown)
    read = {name: [_with_id(value) if name in {TOKEN, SPENDER} else value for value in values if value] for name, values in sent.items()}
    # The rules of single parameters come first, in the order in which the parameters were sent.
    bounds = {name: _bound(name, values) for name, values in read.items() if name in {TOKEN, SERIAL}}
    token, serial = bounds.get(TOKEN, Bound(TOKEN)), bounds.get(SERIAL, Bound(SERIAL))
    _check_pair(token, serial)
    spenders = read.get(SPENDER, [])
    _check_spenders(spenders)
    limit = int(str(read[LIMIT][-1].value)) if LIMIT in read else limits.default
    descending = ORDER not in read or read[ORDER][-1].value == "desc"
    return Filters(token, serial, tuple(spenders), descending=descending, limit=min(limit, limits.maximum))


def read_comparison(text: str) -> QueryComparison | None:
    """Split `gte:0.0.5` into operator and value; return None without a known operator. Text before the two is ignored."""
    before, colon, value = text.rpartition(":")
    operator = before.rpartition(":")[2] if colon else "eq"
    return QueryComparison(operator, value) if operator in OPERATORS else None


def _readable(name: str, values: list[str]) -> list[QueryComparison | None]:
    return [comparison if comparison and _is_valid(name, str(comparison.value)) else None for comparison in map(read_comparison, values)]


def _is_valid(name: str, value: str) -> bool:
    if name == ORDER:
        return value in {"asc", "desc"}
    if name in {LIMIT, SERIAL}:
        return bool(DIGITS.fullmatch(value)) and 1 <= int(value) <= MAXIMUM_LONG
    try:
        return not isinstance(read_id(value), bytes) or name == SPENDER
    except OutOfRangeError:
        return True
    except NotAnIdError:
        return False


def _with_id(comparison: QueryComparison) -> QueryComparison:
    try:
        number = read_id(str(comparison.value))
    except OutOfRangeError as error:
        raise HederaRefusal(400, f'Invalid entity ID "{error}"') from None
    # An EVM address stands for no number here, and a comparison with nothing never holds.
    return QueryComparison(comparison.operator, None if isinstance(number, bytes) else number)


def _check_spenders(spenders: list[QueryComparison]) -> None:
    operators = [comparison.operator[:2] for comparison in spenders]
    if operators.count("gt") > 1 or operators.count("lt") > 1:
        raise HederaRefusal(400, f"Multiple range params not allowed for {SPENDER}")
    if "ne" in operators:
        raise HederaRefusal(400, "Not equals (ne) comparison operator is not supported")


def _bound(name: str, comparisons: Iterable[QueryComparison]) -> Bound:
    """Return the bounds that comparisons make.

    Raises:
        HederaRefusal: One is `ne`, or two are on the same side.
    """
    sides: dict[str, QueryComparison] = {}
    for comparison in comparisons:
        side = comparison.operator[:2]
        if side not in SIDES:
            raise HederaRefusal(400, f"Not equal (ne) operator is not supported for {name}")
        if side in sides:
            raise HederaRefusal(400, f"Only one {SIDES[side]} operator is allowed for {name}")
        sides[side] = comparison
    return Bound(name, equal=sides.get("eq"), lower=sides.get("gt"), upper=sides.get("lt"))


def _check_pair(token: Bound, serial: Bound) -> None:
    """Hold the bounds of token and serial number to the rules for the two together.

    Raises:
        HederaRefusal: With the message of the first rule that is broken, in the server's order.
    """
    for bound in (token, serial):
        if bound.equal and bound.is_range:
            raise HederaRefusal(400, f"Can't support both range and equal for {bound.name}")
    if serial.all() and not token.all():
        raise HederaRefusal(400, f"{serial.name} without a {token.name} parameter filter")
    if serial.lower and not token.equal and not (token.lower and token.lower.operator == "gte"):
        raise HederaRefusal(400, f"{token.name} must have gte or eq operator")
    if serial.upper and not token.equal and not (token.upper and token.upper.operator == "lte"):
        raise HederaRefusal(400, f"{token.name} must have lte or eq operator")
