"""The bounds of a parameter, and the rules that they keep."""

from collections.abc import Iterable

from attrs import frozen

from ._refusal import HederaRefusal


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


SIDES = {"eq": "equal (eq)", "gt": "gt/gte", "lt": "lt/lte"}


def read_bound(name: str, comparisons: Iterable[QueryComparison]) -> Bound:
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


def check_pair(token: Bound, serial: Bound) -> None:
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
