"""The server's rules for combining filters, checked before anything is sent.

Each rule has the id that it has in the spec's `x-rules`, which cites its source.
"""

from collections.abc import Iterator, Mapping

from attrs import evolve

from nft_holdings._errors import FilterError
from nft_holdings._redaction import shown

from .columns import Condition, Filter

TOKEN, SERIAL, SPENDER = "token.id", "serialnumber", "spender.id"
MAXIMUM_SPENDERS = 100
SIDES = ("lower", "upper")

NO_FILTER = Filter(())
Sides = Mapping[str, list[Condition]]
Broken = tuple[str, str, str]
"""The id of a rule, how the filter breaks it, and what to write instead."""


def checked(wanted: Filter | None) -> Filter:
    """Return a filter, simplified if it has a simpler form with the same meaning.

    Raises:
        FilterError: The server would refuse it. The error names the rule, and says what to write instead.
    """
    if wanted is None:
        return NO_FILTER
    if not isinstance(wanted, Filter):
        raise FilterError(
            f"a filter is made by comparing a column, such as token_id == '0.0.2000', not {shown(wanted)}", rule="filter-form"
        )
    wanted = as_one_token(Filter(tuple(dict.fromkeys(wanted.conditions))))
    for rule, message, hint in _broken(wanted):
        raise FilterError(message, rule=rule, hint=hint)
    return wanted


def as_one_token(wanted: Filter) -> Filter:
    """Return a filter with token_id == X in place of token_id >= X and token_id <= X.

    The server joins the serial bounds of such a range with "or" (docs/hedera.md), and treats equality correctly.
    """
    bounds = [condition for condition in wanted.conditions if condition.parameter == TOKEN]
    if sorted(bound.operator for bound in bounds) != ["gte", "lte"] or bounds[0].value != bounds[1].value:
        return wanted
    one = evolve(max(bounds, key=lambda bound: len(bound.written)), operator="eq")
    return Filter((one, *(condition for condition in wanted.conditions if condition.parameter != TOKEN)))


def _sides(wanted: Filter, parameter: str) -> Sides:
    sides: dict[str, list[Condition]] = {"eq": [], "lower": [], "upper": []}
    for condition in wanted.conditions:
        if condition.parameter == parameter:
            sides[condition.side].append(condition)
    return sides


def _broken(wanted: Filter) -> Iterator[Broken]:
    token, number, spender = (_sides(wanted, parameter) for parameter in (TOKEN, SERIAL, SPENDER))
    if any(number.values()) and not any(token.values()):
        yield "serial-needs-token", "serial_number goes with token_id only", "add & (token_id == '0.0.…')"
    yield from _repeated("token_id", token)
    yield from _repeated("serial_number", number)
    yield from _unpaired(token, number)
    yield from _repeated("spender_id", spender, is_union=True)
    if len(spender["eq"]) > MAXIMUM_SPENDERS:
        yield (
            "spender-count",
            f"spender_id takes up to {MAXIMUM_SPENDERS} values, not {len(spender['eq'])}",
            "list several times, with some of them each time",
        )


def _repeated(name: str, sides: Sides, *, is_union: bool = False) -> Iterator[Broken]:
    short = name.partition("_")[0]
    if len(sides["eq"]) > 1 and not is_union:
        values = " and ".join(str(condition.value) for condition in sides["eq"])
        yield f"{short}-equal-once", f"{name} cannot be equal to {values} at once", "list each by itself, or a range with >= and <="
    for side in SIDES:
        if len(sides[side]) > 1:
            yield f"{short}-{side}-once", f"{name} takes one {side} bound", "keep the narrower one"
    if sides["eq"] and (sides["lower"] or sides["upper"]) and not is_union:
        yield f"{short}-equal-or-range", f"{name} is either equal to a value or in a range", "leave one of them out"


def _unpaired(token: Sides, number: Sides) -> Iterator[Broken]:
    if number["lower"] and not token["eq"] and not any(condition.operator == "gte" for condition in token["lower"]):
        yield (
            "serial-lower-needs-token-lower",
            "a lower bound of serial_number does not go with this filter of token_id",
            "use token_id == or token_id >=, or write nft_id > (token, serial) for the NFTs after a pair",
        )
    if number["upper"] and not token["eq"] and not any(condition.operator == "lte" for condition in token["upper"]):
        yield (
            "serial-upper-needs-token-upper",
            "an upper bound of serial_number does not go with this filter of token_id",
            "use token_id == or token_id <=, or write nft_id < (token, serial) for the NFTs before a pair",
        )
