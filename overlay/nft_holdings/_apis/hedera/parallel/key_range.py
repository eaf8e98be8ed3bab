"""Convert Hedera's filters to key ranges, and key ranges to filters."""

from attrs import evolve

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER, MAXIMUM_REALM, MAXIMUM_SHARD, EntityId
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL, Condition, Filter
from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings._apis.hedera.filters.rules import SERIAL, SPENDER, TOKEN
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, key, parts

LOWEST = 0
STEPS = {"gt": 1, "lt": -1}
"""The step from the value of a comparison to the next one that it accepts."""
HIGHEST = key(EntityId(MAXIMUM_SHARD, MAXIMUM_REALM, MAXIMUM_NUMBER), MAXIMUM_SERIAL)


def bounds_of(wanted: Filter) -> tuple[Key, Key]:
    """Return the lowest and the highest key that a filter accepts. They are the same for all spellings of the same bounds.

    If the first is above the second, the filter accepts nothing.
    """
    low, high = LOWEST, HIGHEST
    serials = {each.side: each for each in wanted.conditions if each.parameter == SERIAL}
    for each in wanted.conditions:
        if each.parameter != TOKEN:
            continue
        if each.side in ("eq", "lower"):
            low = max(low, _bound(each, serials.get("eq") or serials.get("lower"), 0))
        if each.side in ("eq", "upper"):
            high = min(high, _bound(each, serials.get("eq") or serials.get("upper"), MAXIMUM_SERIAL))
    return low + (low % SERIALS == 0), high - (high % SERIALS == 0)  # no NFT has the serial number 0


def key_range_of(wanted: Filter) -> tuple[Key, Key] | None:
    """Return the lowest and the highest key of a filter that accepts all keys between them; None for any other filter."""
    return None if serial_of(wanted) is not None else bounds_of(wanted)


def serial_of(wanted: Filter) -> int | None:
    """Return the serial number that a filter compares with equality, in any token; None if it does not."""
    return next((int(each.value) for each in wanted.conditions if each.parameter == SERIAL and each.side == "eq"), None)  # type: ignore[arg-type]


def is_empty(wanted: Filter) -> bool:
    """Return True if a filter's bounds contradict each other, so that no NFT matches.

    The server lists foreign rows for some of these (docs/hedera.md). Ids with and without a shard are not compared with each other,
    as their order is the network's.
    """
    for parameter in (TOKEN, SPENDER):
        if len({each.is_placed for each in wanted.conditions if each.parameter == parameter}) > 1:
            return False
    low, high = bounds_of(wanted)
    return low > high or not _some_spender(wanted)


def _some_spender(wanted: Filter) -> bool:
    spenders = Filter(tuple(each for each in wanted.conditions if each.parameter == SPENDER))
    equal = [each.value for each in spenders.conditions if each.side == "eq"]
    low, high = spender_bounds(wanted)
    return any(matches(spenders, *parts(SERIALS), each) for each in equal) if equal else low <= high  # type: ignore[arg-type]


def spender_bounds(wanted: Filter) -> tuple[Key, Key]:
    """Return the lowest and the highest spender of a filter's ranges, as the keys of tokens with their ids."""
    ranges = (evolve(each, parameter=TOKEN) for each in wanted.conditions if each.parameter == SPENDER and each.side != "eq")
    return bounds_of(Filter(tuple(ranges)))


def _bound(token: Condition, serial: Condition | None, without_serial: int) -> Key:
    """Return the lowest or highest key that two comparisons accept."""
    first = key(token.value, 0) + STEPS.get(token.operator, 0) * SERIALS  # type: ignore[arg-type]
    return first + (without_serial if serial is None else int(serial.value) + STEPS.get(serial.operator, 0))  # type: ignore[arg-type]


def with_bound(wanted: Filter, at: Key, side: str) -> Filter:
    """Return a filter with its lower or upper bound replaced by a pair of token and serial number, which it does not accept itself.

    The other bound keeps its spelling. If both are on one token, that token is compared with equality, as the server joins the serial
    bounds of such a range with "or" (docs/hedera.md).

    Args:
        wanted: The filter.
        at: The key at the bound.
        side: "lower" or "upper".
    """
    strict, loose = ("gt", "gte") if side == "lower" else ("lt", "lte")
    kept = [each for each in wanted.conditions if each.parameter not in (TOKEN, SERIAL) or each.side != side]
    if at % SERIALS == 0:  # no NFT has the serial number 0, and the server refuses it
        token, _ = parts(max(at - 1, 0) if side == "lower" else at)
        return Filter((Condition(TOKEN, strict, token), *kept))
    token, serial = parts(at)
    meeting = [each for each in kept if each.parameter == TOKEN and each.value == token and each.operator not in ("gt", "lt")]
    bound = (Condition(TOKEN, "eq" if meeting else loose, token), Condition(SERIAL, strict, serial))
    return Filter((*bound, *(each for each in kept if each not in meeting)))


def within(wanted: Filter, low: Key, high: Key) -> Filter:
    """Return the filter for a part of a filter's range.

    Bounds that the filter does not have are written with "gt" and "lt", which the server's links use, too. Only the token of a pair of
    token and serial number needs "gte" and "lte", so that a range of one token is written with equality.

    Args:
        wanted: The filter. It accepts all keys of a range.
        low: The lowest key of the part.
        high: The highest.
    """
    low, high = low + (low % SERIALS == 0), high - (high % SERIALS == 0)
    (token, first), (last_token, last) = parts(low), parts(high)
    if token == last_token:
        lower = [Condition(SERIAL, "gt", first - 1)] * (first > 1)
        upper = [Condition(SERIAL, "lt", last + 1)] * (last < MAXIMUM_SERIAL)
        serials = [Condition(SERIAL, "eq", first)] if first == last else [*lower, *upper]
        return Filter((Condition(TOKEN, "eq", token), *serials))
    lowest, highest = bounds_of(wanted)
    wanted = with_bound(wanted, low - 1, "lower") if low > lowest else wanted
    return with_bound(wanted, high + 1, "upper") if high < highest else wanted
