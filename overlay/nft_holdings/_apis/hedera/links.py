"""Hedera's `links.next`: the query to send for a link, and the rows that a link leaves out.

Source: `GET /api/v1/accounts/{idOrAliasOrEvmAddress}/nfts` in the spec, with the documents that it cites.
"""

import re
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit

from nft_holdings._apis.hedera.filters.columns import OPERATORS, Condition, Filter, comparison_in
from nft_holdings._apis.hedera.filters.rules import SERIAL, SPENDER, TOKEN
from nft_holdings._apis.hedera.parallel.key_range import bounds_of, serial_of, spender_bounds
from nft_holdings._errors import InvalidArgument
from nft_holdings._transport.messages import SAFE_IN_QUERY

from .entity_id import EntityId, as_written, entity_id, may_be_same, written_id
from .sort_key import SERIALS, Key, name

ACCOUNT = re.compile(r"(?:^|/)accounts/([^/]+)/nfts/?$")


def next_query(link: str, path: str) -> str:
    """Return the query to send for a `links.next`.

    Only the query of the link is used. Host and prefix stay those of the client, so that its key goes nowhere else and a gateway's prefix
    is kept. Two bounds on the same token become equality, as the server joins the serial bounds of such a range with "or"
    (docs/hedera.md).

    Raises:
        ValueError: The link has no query, so that the listing would start again without a filter; or it leads to another listing; or it
            is no link.
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
        tokens = sorted((written_id(value) or value for _, _, value in bounds), key=len)
        if may_be_same(*tokens):
            pairs = [(name, value) for name, value in pairs if name != TOKEN] + [(TOKEN, tokens[1])]
    return urlencode(pairs, safe=SAFE_IN_QUERY)


def _leads_to(linked: str, path: str) -> bool:
    """Return True if a path is that of the same listing, with any prefix, and with the account in any form."""
    ours, theirs = ACCOUNT.search(unquote(path)), ACCOUNT.search(unquote(linked))
    if ours is None or theirs is None:
        return False
    one, other = ours[1].lower().removeprefix("0x"), theirs[1].lower().removeprefix("0x")
    return one == other or may_be_same(written_id(one) or one, written_id(other) or other)


def leaves_out(query: str, wanted: Filter, *, descending: bool, last: Key, network: EntityId) -> str | None:
    """Return a sentence on how a link's query leaves out rows that should follow the last one of its page; None if it leaves out none.

    A link may request more rows than it should, as every row is compared with the filter. It must not request fewer.

    Args:
        query: The link's query.
        wanted: The filter of the listing, its ids with shard and realm.
        descending: True if the listing is in descending order.
        last: The key of the page's last row.
        network: An id of the network; ids without shard and realm get those of this one.
    """
    pairs = parse_qsl(query, keep_blank_values=True)
    if dict(pairs).get("order", "desc").lower() != ("desc" if descending else "asc"):
        return "it changes the order"
    try:
        linked = Filter(tuple(_condition(name, value) for name, value in pairs if name in (TOKEN, SERIAL, SPENDER)))
    except (InvalidArgument, ValueError):
        return None  # in an unknown form, which cannot be checked
    linked = linked.placed(network)
    serial = serial_of(wanted)
    if serial_of(linked) not in (None, serial):
        return f"it requests the serial number {serial_of(linked)} alone"
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
        return "it leaves out some of the spenders"
    (low, high), (lowest, highest) = spender_bounds(linked), spender_bounds(wanted)
    return "it requests fewer spenders" if low > lowest or high < highest else None


def _following(last: Key, step: int, *, one_serial: bool) -> Key:
    """Return the first key that can follow another."""
    key = last + step * (SERIALS if one_serial else 1)
    return key + step * (key % SERIALS == 0)  # no NFT has the serial number 0


def _condition(name: str, value: str) -> Condition:
    operator, number = comparison_in(value)
    if operator not in OPERATORS:
        raise ValueError(operator)
    if name == SERIAL:
        return Condition(name, operator, int(number))
    return Condition(name, operator, entity_id(number, name), as_written(number))
