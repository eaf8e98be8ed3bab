"""The filters of a query, and the rules that they keep."""

from collections.abc import Iterable

from attrs import frozen

from nft_holdings.sandbox._setting_checks import Limits

from ._parameters import SERIAL, SPENDER, TOKEN, QueryComparison, read_page_query
from ._query import Query
from ._refusal import HederaRefusal

SIDES = {"eq": "equal (eq)", "gt": "gt/gte", "lt": "lt/lte"}


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
    asked = read_page_query(query, {SERIAL, SPENDER, TOKEN}, limits)
    # The rules of single parameters come first, in the order in which the parameters were sent.
    bounds = {name: _bound(name, values) for name, values in asked.comparisons.items() if name in {TOKEN, SERIAL}}
    token, serial = bounds.get(TOKEN, Bound(TOKEN)), bounds.get(SERIAL, Bound(SERIAL))
    _check_pair(token, serial)
    spenders = asked.of(SPENDER)
    _check_spenders(spenders)
    return Filters(token, serial, tuple(spenders), descending=asked.descending, limit=asked.limit)


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
