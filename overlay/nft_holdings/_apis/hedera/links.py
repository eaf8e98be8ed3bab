"""Hedera's `links.next`: what of it is asked for, and whether it leaves rows out.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from nft_holdings._apis.hedera.filters.columns import OPERATORS, Condition, Filter
from nft_holdings._apis.hedera.filters.rules import SERIAL, SPENDER, TOKEN
from nft_holdings._apis.hedera.parallel.key_range import bounds_of, serial_of, spender_bounds
from nft_holdings._errors import FilterError
from nft_holdings._transport.messages import SAFE_IN_QUERY

from .entity_id import EntityId, as_written, entity_id, may_be_same
from .sort_key import SERIALS, Key, name

ACCOUNT = re.compile(r"(?:^|/)accounts/([^/]+)/nfts/?$")


def next_query(link: str, path: str) -> str:
    """The query of a `links.next`, asked in the way that the server answers rightly.

    Of the link only the query is used: host and prefix are the client's own, which keeps a key where it belongs and a
    gateway's prefix in place. Bounds that meet on one token become equality, as the server joins the serial bounds of such a
    range with "or" (docs/hedera.md).

    Raises:
        ValueError: It has no query, so that the listing would start over, unfiltered; or leads to another listing; or is no
            link at all.
    """
    try:
        split = urlsplit(link)
        pairs = parse_qsl(split.query, keep_blank_values=True)
    except ValueError:
        raise ValueError("that can be followed") from None
    if not pairs:
        raise ValueError("with a query")
    if not _leads_to(urljoin(path, split.path), path):
        raise ValueError(f"to {path}")
    bounds = [value.partition(":") for name, value in pairs if name == TOKEN]
    if sorted(operator for operator, _, _ in bounds) == ["gte", "lte"]:
        tokens = sorted((_canonical(value) for _, _, value in bounds), key=len)
        if may_be_same(*tokens):
            pairs = [(name, value) for name, value in pairs if name != TOKEN] + [(TOKEN, tokens[1])]
    return urlencode(pairs, safe=SAFE_IN_QUERY)


def _leads_to(linked: str, path: str) -> bool:
    """Whether a path is that of the same listing, behind whatever prefix, and however the account is written."""
    ours, theirs = ACCOUNT.search(unquote(path)), ACCOUNT.search(unquote(linked))
    if ours is None or theirs is None:
        return False
    one, other = ours[1].lower().removeprefix("0x"), theirs[1].lower().removeprefix("0x")
    return one == other or may_be_same(_canonical(one), _canonical(other))


def _canonical(written: str) -> str:
    try:
        return as_written(written)
    except FilterError:
        return written


def leaves_out(query: str, wanted: Filter, *, descending: bool, last: Key, network: EntityId) -> str | None:
    """Return a sentence on how a link's query passes over rows that should follow on the last one of its page; None if it does not.

    A link may ask for more than it should, as the rows that come are held against the filter; it must not ask for less.

    Args:
        query: The link's query.
        wanted: The filter of the listing, its ids with shard and realm.
        descending: Whether the listing is in descending order.
        last: The key of the page's last row.
        network: An id of the network, whose shard and realm are those of numbers.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if dict(pairs).get("order", "desc").lower() != ("desc" if descending else "asc"):
        return "it changes the order"
    try:
        linked = Filter(tuple(_condition(name, value) for name, value in pairs if name in (TOKEN, SERIAL, SPENDER)))
    except (FilterError, ValueError):
        return None  # written in a way that is not known here, so that nothing can be said of it
    linked = linked.placed(network)
    serial = serial_of(wanted)
    if serial_of(linked) not in (None, serial):
        return f"it asks for the serial number {serial_of(linked)} alone"
    if why := _spenders_left_out(linked, wanted):
        return why
    (low, high), (lowest, highest) = bounds_of(linked), bounds_of(wanted)
    following = _following(last, -1 if descending else 1, one_serial=serial is not None)
    if high < highest if not descending else low > lowest:
        return f"it ends at {name(low if descending else high)}, before the listing does"
    if lowest <= following <= highest and not low <= following <= high:
        return "it does not go on from the last row"
    return None


def _spenders_left_out(linked: Filter, wanted: Filter) -> str | None:
    linked_equal, equal = (
        {each.value for each in every.conditions if each.parameter == SPENDER and each.side == "eq"} for every in (linked, wanted)
    )
    if linked_equal and not (equal and equal <= linked_equal):
        return "it forgets some of the spenders"
    (low, high), (lowest, highest) = spender_bounds(linked), spender_bounds(wanted)
    return "it asks for fewer spenders" if low > lowest or high < highest else None


def _following(last: Key, step: int, *, one_serial: bool) -> Key:
    """Return the first key that could follow on another."""
    key = last + step * (SERIALS if one_serial else 1)
    return key + step * (key % SERIALS == 0)  # no NFT has the serial number 0


def _condition(name: str, value: str) -> Condition:
    operator, colon, number = value.partition(":")
    if not colon:
        operator, number = "eq", value
    if operator not in OPERATORS:
        raise ValueError(operator)
    return (
        Condition(name, operator, int(number)) if name == SERIAL else Condition(name, operator, entity_id(number, name), as_written(number))
    )
