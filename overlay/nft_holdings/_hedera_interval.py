"""Hedera's filters as intervals of keys, and the other way round."""

from collections.abc import Iterator

from ._entity_id import MAXIMUM_NUMBER, MAXIMUM_REALM, MAXIMUM_SHARD, EntityId
from ._filter_rules import SERIAL, SPENDER, TOKEN
from ._filters import MAXIMUM_SERIAL, Condition, Filter
from ._hedera_key import SERIALS, Key, key, parts

LOWEST = 0
HIGHEST = key(EntityId(MAXIMUM_SHARD, MAXIMUM_REALM, MAXIMUM_NUMBER), MAXIMUM_SERIAL)


def interval_of(wanted: Filter) -> tuple[Key, Key] | None:
    """The lowest and the highest key that a filter lets through, where it lets through all between them too; else None."""
    low, high = LOWEST, HIGHEST
    serials = {each.side: each for each in wanted.conditions if each.parameter == SERIAL}
    if "eq" in serials:
        return None
    for each in wanted.conditions:
        if each.parameter != TOKEN:
            continue
        first = key(each.value, 0)  # type: ignore[arg-type]
        if each.side in ("eq", "lower"):
            low = max(low, _lower(first, serials.get("lower"), exclusive=each.operator == "gt"))
        if each.side in ("eq", "upper"):
            high = min(high, _upper(first, serials.get("upper"), exclusive=each.operator == "lt"))
    return low, high


def _lower(first: Key, serial: Condition | None, *, exclusive: bool) -> Key:
    if serial is None:
        return first + SERIALS if exclusive else first
    return first + int(serial.value) + (serial.operator == "gt")  # type: ignore[arg-type]


def _upper(first: Key, serial: Condition | None, *, exclusive: bool) -> Key:
    if serial is None:
        return first - 1 if exclusive else first + MAXIMUM_SERIAL
    return first + int(serial.value) - (serial.operator == "lt")  # type: ignore[arg-type]


def within(wanted: Filter, low: Key, high: Key) -> Filter:
    """A filter for the keys from one to another, with the spenders that another filter asks for.

    On one token it is written with equality, as the server joins the serial bounds of such a range with "or" (docs/hedera.md).
    """
    spenders = (each for each in wanted.conditions if each.parameter == SPENDER)
    return Filter((*_bounds(low, high), *spenders))


def _bounds(low: Key, high: Key) -> Iterator[Condition]:
    high -= high % SERIALS == 0  # no NFT has the serial number 0
    (first, lowest), (last, highest) = parts(low), parts(high)
    if first == last:
        yield Condition(TOKEN, "eq", first)
    else:
        if low > LOWEST:
            yield Condition(TOKEN, "gte", first)
        if high < HIGHEST:
            yield Condition(TOKEN, "lte", last)
    if lowest > 1:
        yield Condition(SERIAL, "gte", lowest)
    if highest < MAXIMUM_SERIAL:
        yield Condition(SERIAL, "lte", highest)
