"""Read an account's NFTs in several key ranges at once."""

from collections.abc import Sequence
from typing import cast

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.rules import SPENDER
from nft_holdings._apis.hedera.query import HederaQuery
from nft_holdings._apis.hedera.sort_key import Key, parts
from nft_holdings._paging.page import ParsedPage, Position, Rows
from nft_holdings._transport.messages import Request

from .account_counts import AccountCounts
from .key_range import key_range_of, with_bound, within
from .scheduler import SHORTEST_PAGE, KeyRangeScheduler


@frozen
class AccountNfts:
    """An account's NFTs: a KeyRangeListing.

    Attributes:
        query: The query of the listing, its ids with shard and realm.
        holder: The account, as rows have it.
    """

    query: HederaQuery
    holder: str

    @property
    def ascending(self) -> bool:
        return self.query.order == Order.ASC

    def request(self, low: Key, high: Key, *, ascending: bool) -> Request:
        order = Order.ASC if ascending else Order.DESC
        return evolve(self.query, filter=within(self.query.filter, low, high), order=order).request(None)

    def fits(self, page: ParsedPage[Nft]) -> bool:
        return {row.account_id for row in cast("Sequence[Nft]", page.rows)} == {self.holder}

    def chosen(self, rows: Rows[Nft]) -> Rows[Nft]:
        return rows

    def position(self, after: Key) -> Position:
        wanted = with_bound(self.query.filter, after, "lower" if self.ascending else "upper")
        request = evolve(self.query, filter=wanted).request(None)
        token, serial = parts(after)
        return {"query": request.target.partition("?")[2], "after": f"{token}/{serial}", "holder": self.holder}


def scheduler_after(
    page: ParsedPage[Nft], query: HederaQuery, holder: str | None, *, from_start: bool, strict: bool, sparing: bool
) -> KeyRangeScheduler[Nft] | None:
    """Return a scheduler for the rest of a listing after a page; None if it is to be read by links.

    Counts know nothing of spenders, and nothing of single serial numbers of many tokens.

    Args:
        page: The page.
        query: The query of the listing, its ids with shard and realm.
        holder: The account, as rows have it; None if that is not known.
        from_start: True if all pages before have been read, so that the listing does not begin at a cursor.
        strict: True if pages must have no drift.
        sparing: True for few requests rather than few round trips.
    """
    key_range = key_range_of(query.filter)
    if key_range is None or any(each.parameter == SPENDER for each in query.filter.conditions):
        return None
    if holder is None or page.flawed or page.next is None or len(page.rows) < max(1, min(query.page_size, SHORTEST_PAGE)):
        return None
    low, high = key_range
    ascending, after = query.order == Order.ASC, page.keys[-1]
    if after >= high if ascending else after <= low:
        return None
    begin = (low if ascending else high) if from_start else page.keys[0]
    seen = (begin, high) if ascending else (low, begin)
    low, high = (after + 1, high) if ascending else (low, after - 1)
    counts = AccountCounts(query.account, low, high, seen=seen, keys=sorted(page.keys), page=len(page.rows))
    return KeyRangeScheduler(AccountNfts(query, holder), page, (low, high, None), counts, strict=strict, sparing=sparing)
