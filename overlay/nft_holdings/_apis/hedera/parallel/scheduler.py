"""Read Hedera's listing in several key ranges at once.

The server's links lead from page to page, one after the other. Its keys are ordered numbers, which can be split into ranges.
"""

import operator
from collections.abc import Sequence
from typing import cast

from attrs import evolve
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.matching import matches, spender_of
from nft_holdings._apis.hedera.filters.rules import SERIAL, TOKEN
from nft_holdings._apis.hedera.query import HederaQuery
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, key, parts
from nft_holdings._errors import ApiError, BadRequest, ConnectionFailed, NftHoldingsError, NotFound
from nft_holdings._paging.page import PageSlice, ParsedPage, Position
from nft_holdings._paging.scheduler import DoesNotFit, FetchTask, Outcome, Scheduler
from nft_holdings._specs.access import parameter_schema
from nft_holdings._transport.messages import Reply

from .key_range import HIGHEST, key_range_of, with_bound
from .splitter import RangeSplitter
from .unread_range import RangeRequest, UnreadRange

SHORTEST_PAGE = 20
"""The fewest rows on a page. A server that caps pages below it would return too large a share of rows twice."""
LARGEST_PAGE: int = parameter_schema("hedera", "Limit")["x-documented-maximum"]


class KeyRangeScheduler(Scheduler[Nft]):
    """Read the rest of a listing after a page, in several key ranges at once.

    Each request is for the rows after a key, or before it. A reply must begin at that key, be in order, belong to the account, and agree
    with the rows that are known. Otherwise DoesNotFit is raised, and the listing is read by the server's links.

    Args:
        query: The listing.
        low: The lowest key that the filter accepts.
        high: The highest.
        first: The page before.
        holder: The account, as rows have it.
        strict: True if a page with drifts does not fit.
    """

    def __init__(self, query: HederaQuery, low: Key, high: Key, first: ParsedPage[Nft], holder: str, *, strict: bool) -> None:
        super().__init__()
        self._query = query
        self._low, self._high = low, high
        self._holder = holder
        self._strict = strict
        self._sign = 1 if query.order == Order.ASC else -1
        self._after: Key = first.keys[-1]
        self._others = Filter(tuple(each for each in query.filter.conditions if each.parameter not in (TOKEN, SERIAL)))
        keys = [self._sign * each for each in first.keys]
        far = high + 1 if self._sign > 0 else 1 - low
        # Networks have all their tokens in one realm.
        realm = parts(self._after)[0]._replace(number=0)
        likely = key(realm._replace(realm=realm.realm + 1), 0) if self._sign > 0 else 1 - key(realm, 0)
        one_token = low // SERIALS == high // SERIALS
        self._splitter = RangeSplitter(keys[-1], far, likely, keys, len(keys), one_token=one_token)
        self._failed: UnreadRange | None = None
        self._error: NftHoldingsError | None = None

    @property
    def is_over(self) -> bool:
        return self._splitter.is_over

    @property
    def position(self) -> Position | None:
        if self._splitter.is_over:
            return None
        wanted = with_bound(self._query.filter, self._after, "lower" if self._sign > 0 else "upper", inclusive=False)
        request = evolve(self._query, filter=wanted).request(None)
        token, serial = parts(self._after)
        return {"query": request.target.partition("?")[2], "after": f"{token}/{serial}", "holder": self._holder}

    def tasks(self, most: int) -> list[FetchTask]:
        requests = self._splitter.requests(most, until=self._failed)
        return [FetchTask(self._query_for(each).request(None), each) for each in requests]

    def _query_for(self, wanted: RangeRequest) -> HederaQuery:
        ascending = (self._sign > 0) == wanted.forward
        condition = self._query.filter
        if wanted.start is not None:
            side = "lower" if ascending else "upper"
            condition = with_bound(condition, abs(wanted.start), side, inclusive=wanted.forward or wanted.from_row)
        size = self._query.page_size + (wanted.from_row and self._query.page_size < LARGEST_PAGE)
        return evolve(self._query, filter=condition, order=Order.ASC if ascending else Order.DESC, page_size=size)

    def land(self, task: FetchTask, outcome: Outcome[Nft]) -> None:
        wanted: RangeRequest = task.purpose
        if not self._splitter.needs(wanted):
            self._splitter.drop(wanted)
        elif isinstance(outcome, NftHoldingsError):
            self._land_error(wanted, outcome)
        else:
            self._land_page(wanted, outcome)

    def _land_page(self, wanted: RangeRequest, outcome: tuple[ParsedPage[Nft], Reply]) -> None:
        page, _ = outcome
        keys = [self._sign * each for each in page.keys] if not page.flawed else []
        if not wanted.forward:
            keys.reverse()
        more = page.next is not None
        is_short = more and len(keys) < self._splitter.page
        if page.flawed or is_short or (self._strict and page.drifts) or not self._fits(wanted, keys, page, more=more):
            raise DoesNotFit
        self._splitter.land(wanted, keys, outcome, more=more)

    def _fits(self, wanted: RangeRequest, keys: list[int], page: ParsedPage[Nft], *, more: bool) -> bool:
        if not self._splitter.fits(wanted, keys, more=more):
            return False
        if not keys:
            return True
        first, last = sorted((self._sign * self._low, self._sign * self._high))
        return (
            (first if wanted.start is None or not wanted.forward else wanted.start) <= keys[0]
            and keys[-1] <= (last if wanted.start is None or wanted.forward else wanted.start)
            and all(map(operator.lt, keys, keys[1:]))
            and {row.account_id for row in _nfts(page)} == {self._holder}
            and (not self._others.conditions or all(map(self._matches_others, _nfts(page))))
        )

    def _matches_others(self, row: Nft) -> bool:
        return matches(self._others, *parts(SERIALS), spender_of(row))

    def _land_error(self, wanted: RangeRequest, error: NftHoldingsError) -> None:
        if isinstance(error, BadRequest | NotFound) or not isinstance(error, ApiError | ConnectionFailed):
            raise DoesNotFit  # the key range may have caused it
        if not wanted.forward:
            self._splitter.fail(wanted)  # the rows before can come all the same
            return
        self._splitter.drop(wanted)
        if self._failed is None or self._splitter.is_before(wanted.unread, self._failed):
            self._failed, self._error = wanted.unread, error

    def drop(self, task: FetchTask) -> None:
        self._splitter.drop(task.purpose)

    def next_slice(self) -> PageSlice[Nft] | None:
        loaded = self._splitter.next_loaded()
        if loaded is None:
            if self._error is not None and self._failed is not None and self._splitter.is_next(self._failed):
                raise self._error
            return None
        page, reply = loaded.content
        rows = page.rows
        if len(loaded.keys) < len(rows):
            wanted = {self._sign * each for each in loaded.keys}
            rows = [row for row, each in zip(rows, page.keys, strict=True) if each in wanted]
        if self._sign * page.keys[0] > self._sign * page.keys[-1]:
            rows = rows[::-1]
        self._after = self._sign * loaded.keys[-1]
        return PageSlice(rows, page, reply, self.position)


def scheduler_after(page: ParsedPage[Nft], after: Key, query: HederaQuery, holder: str | None, *, strict: bool) -> KeyRangeScheduler | None:
    """Return a scheduler for the rest of a listing after a page; None if it cannot be split."""
    key_range = key_range_of(query.filter)
    if key_range is None or holder is None or page.flawed or page.next is None or not page.rows:
        return None
    if len(page.rows) < min(query.page_size, SHORTEST_PAGE):
        return None
    low, high = key_range
    is_at_end = after >= high if query.order == Order.ASC else after <= low
    return None if is_at_end else KeyRangeScheduler(query, low, min(high, HIGHEST), page, holder, strict=strict)


def _nfts(page: ParsedPage[Nft]) -> Sequence[Nft]:
    return cast("Sequence[Nft]", page.rows)  # a page with rows that cannot be read does not fit
