"""The way through Hedera's listing by the server's links."""

import operator
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from attrs import evolve
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings._apis.hedera.parallel.key_range import is_empty
from nft_holdings._apis.hedera.parallel.pager import spread_of
from nft_holdings._errors import DecodeError
from nft_holdings._paging.operation import Content, Course, ListingBroken, Position, Rows
from nft_holdings._paging.parallel import Spread
from nft_holdings._transport.messages import Request

from .entity_id import entity_id
from .links import leaves_out
from .rows import key_in, may_be_of, number_in, spender_of, written_id
from .sort_key import Key, name, parts

if TYPE_CHECKING:
    from .operations import HederaNfts

MOST_EMPTY_PAGES = 10


class HederaCourse(Course[Nft]):
    """From page to page by the server's own links, as long as its rows are those that were asked for, in their order.

    Pages begin after the last row of the page before. So rows cannot come twice, and a server that goes backwards, leads in a
    circle, passes over rows or gives those of others is found out. Every page that has a next one is as long as the others; a
    shorter one is asked for again, and believed if it comes again.
    """

    def __init__(self, operation: "HederaNfts", position: Position | None) -> None:
        self._operation = operation
        self._filter = operation.filter  # its ids get the shard and the realm of the account's, as soon as that is known
        self._query: str | None = None if position is None else position["query"]
        self._after = None if position is None or position["after"] is None else key_in(position["after"])
        self._holder: str | None = number_in(operation.account) if position is None else position["holder"]
        self._asked = {self._query}
        self._empty_pages = 0
        self._longest = 1
        self._looked_twice = False
        self._over = is_empty(self._filter)
        self._place(self._holder)

    @property
    def position(self) -> Position | None:
        if self._query is None:
            return None
        after = None if self._after is None else "/".join(map(str, parts(self._after)))
        return {"query": self._query, "after": after, "holder": self._holder}

    @property
    def over(self) -> bool:
        return self._over

    def request(self) -> Request:
        return self._operation.request(self._query)

    def take(self, content: Content[Nft]) -> Rows[Nft] | None:
        if content.next is not None and len(content.rows) < self._longest and not self._looked_twice:
            self._looked_twice = True
            return None
        after, holder = self._after, self._holder
        self._place(next((row.account_id for row in content.rows if isinstance(row, Nft) and row.account_id), None))
        if not self._plainly_follow(content):
            for row, key in zip(content.rows, content.keys, strict=True):
                if not isinstance(row, DecodeError):
                    after, holder = self._following(row, key, after, holder)
        elif content.keys:
            after = content.keys[-1]
        if content.next is not None and after is not None and not (content.rows and isinstance(content.rows[-1], DecodeError)):
            descending = self._operation.order != Order.ASC
            network = entity_id(holder, "account") if holder and number_in(holder) else parts(after)[0]
            if why := leaves_out(content.next, self._filter, descending=descending, last=after, network=network):
                raise ListingBroken(f"the server's link to the next page would leave rows out: {why}")
        empty_pages = 0 if content.rows else self._empty_pages + 1
        if content.next is not None and (content.next in self._asked or empty_pages > MOST_EMPTY_PAGES):
            raise ListingBroken("the server leads back to a page that was read before, or from one empty page to the next")
        self._after, self._holder, self._empty_pages = after, holder, empty_pages
        self._longest, self._looked_twice = max(self._longest, len(content.rows)), False
        self._query, self._over = content.next, content.next is None
        self._asked.add(content.next)
        return content.rows

    def spread(self, content: Content[Nft]) -> Spread[Nft] | None:
        return None if self._after is None else spread_of(evolve(self._operation, filter=self._filter), self._after, content, self._holder)

    def _place(self, holder: str | None) -> None:
        if holder is not None and not self._filter.is_placed and number_in(holder):
            self._filter = self._filter.placed(entity_id(holder, "account"))

    def _plainly_follow(self, content: Content[Nft]) -> bool:
        """Whether all rows, as nearly always, can be seen at once to be right."""
        came, rows = content.keys, cast(Sequence[Nft], content.rows)
        if content.flawed or self._filter.conditions or {each.account_id for each in rows} != {self._holder}:
            return not came
        return (self._after is None or self._follows(came[0], self._after)) and all(map(self._follows, came[1:], came))

    @property
    def _follows(self) -> Callable[[Key, Key], bool]:
        return operator.gt if self._operation.order == Order.ASC else operator.lt

    def _following(self, row: Nft, key: Key, after: Key | None, holder: str | None) -> tuple[Key, str | None]:
        """The last key, and the holder, with one more row.

        Raises:
            ListingBroken: The row does not belong here.
        """
        if not matches(self._filter, *parts(key), spender_of(row)):
            raise ListingBroken(f"the server gives a row that was not asked for: {name(key)}")
        if after is not None and not self._follows(key, after):
            raise ListingBroken(f"the server goes back: {name(key)} comes after {name(after)}")
        account = row.account_id and (written_id(row.account_id) or row.account_id)
        if account is not None and not (account == holder if holder else may_be_of(self._operation.account, account)):
            asked = holder or self._operation.account
            raise ListingBroken(f"the server gives a row of another account: {name(key)} of {row.account_id}, not of {asked}")
        holder = holder or account
        return key, holder
