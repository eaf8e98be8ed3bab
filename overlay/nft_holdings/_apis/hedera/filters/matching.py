"""Match rows against a filter, as the server compares them."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from nft_holdings_api.hedera.models import Nft

from nft_holdings._apis.hedera.entity_id import EntityId, entity_id
from nft_holdings._errors import FilterError

from .columns import Condition, Filter
from .rules import SERIAL, SPENDER, TOKEN

COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
}


def spender_of(row: Nft) -> EntityId | None:
    """Return the account that may spend a row's NFT; None without one that can be read."""
    try:
        return entity_id(row.spender, "spender") if row.spender else None
    except FilterError:
        return None


def matches(wanted: Filter, token: EntityId, serial: int, spender: EntityId | None) -> bool:
    """Return True if a row of this token, serial number and spender matches a filter.

    Token and serial number are compared as a pair if both are bounded on the same side; several equal spenders are a
    union. Source: `observed#filters/…` in the inventory.
    """
    conditions: dict[str, list[Condition]] = {TOKEN: [], SERIAL: [], SPENDER: []}
    for condition in wanted.conditions:
        conditions[condition.parameter].append(condition)
    return _pair_matches(conditions[TOKEN], conditions[SERIAL], token, serial) and _spender_matches(conditions[SPENDER], spender)


def _pair_matches(tokens: list[Condition], serials: list[Condition], token: EntityId, serial: int) -> bool:
    if not serials or any(condition.side == "eq" for condition in (*tokens, *serials)):
        return all(_holds(each, token) for each in tokens) and all(_holds(each, serial) for each in serials)
    for bound in tokens:
        number = next((each for each in serials if each.side == bound.side), None)
        if not (_holds(bound, token) if number is None else COMPARE[number.operator]((token, serial), (bound.value, number.value))):
            return False
    return True


def _spender_matches(conditions: list[Condition], spender: EntityId | None) -> bool:
    if not conditions:
        return True
    if spender is None:
        return False
    equal = [condition for condition in conditions if condition.side == "eq"]
    ranges = [condition for condition in conditions if condition.side != "eq"]
    return (not equal or any(_holds(each, spender) for each in equal)) and all(_holds(each, spender) for each in ranges)


def _holds(condition: Condition, value: EntityId | int) -> bool:
    return COMPARE[condition.operator](value, condition.value)
