"""Hedera's rules for paging by links, and its pager, which can split a listing."""

import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.matching import matches, spender_of
from nft_holdings._apis.hedera.parallel.account_nfts import scheduler_after
from nft_holdings._apis.hedera.parallel.key_range import is_empty
from nft_holdings._apis.hedera.parallel.scheduler import KeyRangeScheduler
from nft_holdings._errors import DecodeError
from nft_holdings._paging.link import LinkPager, LinkRules
from nft_holdings._paging.page import ListingBroken, ParsedPage, Position
from nft_holdings._transport.messages import Request

from .entity_id import entity_id, may_be_of, number_in, written_id
from .links import leaves_out
from .query import HederaQuery
from .sort_key import Key, key_in, name, parts


@frozen
class LastRow:
    """The progress of a listing: its last row.

    Attributes:
        key: The key of the last row; None before the first one.
        holder: The account id that rows have; None while that is not known.
    """

    key: Key | None
    holder: str | None


class HederaLinkRules(LinkRules[Nft, LastRow]):
    """Hedera's rules for a listing: rows are in order, belong to the account, match the filter, and none is left out."""

    def __init__(self, query: HederaQuery) -> None:
        self.query = query
        self.filter = query.filter  # its ids get the shard and the realm of the account, once those are known

    @property
    def follows(self) -> Callable[[Key, Key], bool]:
        """Return a function that is True if its first key comes after its second."""
        return operator.gt if self.query.order == Order.ASC else operator.lt

    def request(self, link: str | None) -> Request:
        return self.query.request(link)

    def place(self, holder: str | None) -> None:
        """Give the filter's ids the shard and the realm of the account, once those are known."""
        if holder is not None and not self.filter.is_placed and number_in(holder):
            self.filter = self.filter.placed(entity_id(holder, "account"))

    def check(self, page: ParsedPage[Nft], progress: LastRow) -> LastRow:
        self.place(next((row.account_id for row in page.rows if isinstance(row, Nft) and row.account_id), None))
        if self._fits_at_once(page, progress):
            return LastRow(page.keys[-1], progress.holder) if page.keys else progress
        for row, key in zip(page.rows, page.keys, strict=True):
            if not isinstance(row, DecodeError):
                progress = self._with_row(row, key, progress)
        return progress

    def _fits_at_once(self, page: ParsedPage[Nft], progress: LastRow) -> bool:
        """Return True if a quick check shows that all rows fit, as nearly always."""
        keys, rows = page.keys, cast(Sequence[Nft], page.rows)
        if page.flawed or self.filter.conditions or {each.account_id for each in rows} != {progress.holder}:
            return not keys
        return (progress.key is None or self.follows(keys[0], progress.key)) and all(map(self.follows, keys[1:], keys))

    def _with_row(self, row: Nft, key: Key, progress: LastRow) -> LastRow:
        """Return the progress with one more row.

        Raises:
            ListingBroken: The row does not match the filter or the account, or is out of order.
        """
        if not matches(self.filter, *parts(key), spender_of(row)):
            raise ListingBroken(f"the server gives a row that does not match the request: {name(key)}")
        if progress.key is not None and not self.follows(key, progress.key):
            raise ListingBroken(f"the server goes back: {name(key)} comes after {name(progress.key)}")
        holder, account = progress.holder, row.account_id and (written_id(row.account_id) or row.account_id)
        if account is not None and not (account == holder if holder else may_be_of(self.query.account, account)):
            expected = holder or self.query.account
            raise ListingBroken(f"the server gives a row of another account: {name(key)} of {row.account_id}, not of {expected}")
        return LastRow(key, holder or account)

    def rows_lost_by(self, link: str, page: ParsedPage[Nft], progress: LastRow) -> str | None:
        if progress.key is None or (page.rows and isinstance(page.rows[-1], DecodeError)):
            return None
        holder = progress.holder
        network = entity_id(holder, "account") if holder and number_in(holder) else parts(progress.key)[0]
        descending = self.query.order != Order.ASC
        return leaves_out(link, self.filter, descending=descending, last=progress.key, network=network)

    def as_json(self, progress: LastRow) -> Mapping[str, Any]:
        after = None if progress.key is None else "/".join(map(str, parts(progress.key)))
        return {"after": after, "holder": progress.holder}


class HederaPager(LinkPager[Nft, LastRow]):
    """Hedera's pager, which can split the rest of its listing into key ranges."""

    _rules: HederaLinkRules

    def __init__(self, query: HederaQuery, position: Position | None) -> None:
        rules = HederaLinkRules(query)
        link = None
        progress = LastRow(None, number_in(query.account))
        if position is not None:
            link = position["query"]
            progress = LastRow(None if position["after"] is None else key_in(position["after"]), position["holder"])
        rules.place(progress.holder)
        self._from_start = position is None
        super().__init__(rules, link, progress, is_empty=is_empty(query.filter))

    def split(self, page: ParsedPage[Nft], *, strict: bool, sparing: bool) -> KeyRangeScheduler[Nft] | None:
        """Return a scheduler for the rest of the listing after a page; None if it is better read by links."""
        query = evolve(self._rules.query, filter=self._rules.filter)
        return scheduler_after(page, query, self._progress.holder, from_start=self._from_start, strict=strict, sparing=sparing)
