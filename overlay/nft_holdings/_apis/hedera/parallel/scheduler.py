"""Read Hedera's listing in several key ranges at once: the server's links are a chain, but its keys can be divided."""

import operator
from collections.abc import Sequence
from typing import cast

from attrs import evolve
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings._apis.hedera.filters.rules import SPENDER
from nft_holdings._apis.hedera.question import HederaQuestion
from nft_holdings._apis.hedera.rows import spender_of
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, key, parts
from nft_holdings._errors import ApiError, BadRequest, ConnectionFailed, NftHoldingsError, NotFound
from nft_holdings._paging.page import PageSlice, ParsedPage, Position
from nft_holdings._paging.scheduler import DoesNotFit, FetchTask, Outcome, Scheduler
from nft_holdings._specs.access import parameter_schema
from nft_holdings._transport.messages import Reply

from .key_range import HIGHEST, going_on, interval_of
from .splitter import RangeSplitter
from .unread_range import RangeRequest, UnreadRange

SHORTEST_PAGE = 20
"""Shorter pages than that, of a server that gives fewer rows than it is asked for, would overlap by too large a share of them."""
LARGEST_PAGE: int = parameter_schema("hedera", "Limit")["x-documented-maximum"]


class KeyRangeScheduler(Scheduler[Nft]):
    """Reads the rest of a listing after a page, in several key ranges at once.

    Each request asks for what follows on one key, or comes before it. What comes must begin there, be in order, of the same account,
    and agree with what is known: where it does not, DoesNotFit is raised, and the listing read by the server's links instead.

    Args:
        question: The listing.
        low: The lowest key that the filter lets through.
        high: The highest.
        first: The page before.
        holder: The account, as rows have it.
        strict: True if a page with drifts does not fit.
    """

    def __init__(self, question: HederaQuestion, low: Key, high: Key, first: ParsedPage[Nft], holder: str, *, strict: bool) -> None:
        super().__init__()
        self._question = question
        self._low, self._high = low, high
        self._holder = holder
        self._strict = strict
        self._sign = 1 if question.order == Order.ASC else -1
        self._after: Key = first.keys[-1]
        self._spenders = Filter(tuple(each for each in question.filter.conditions if each.parameter == SPENDER))
        places = [self._sign * each for each in first.keys]
        far = high + 1 if self._sign > 0 else 1 - low
        # Networks have all their tokens in one realm.
        realm = parts(self._after)[0]._replace(number=0)
        likely = key(realm._replace(realm=realm.realm + 1), 0) if self._sign > 0 else 1 - key(realm, 0)
        one_token = low // SERIALS == high // SERIALS
        self._splitter = RangeSplitter(places[-1], far, likely, places, len(places), one_token=one_token)
        self._failed: UnreadRange | None = None
        self._error: NftHoldingsError | None = None

    @property
    def is_over(self) -> bool:  # type: ignore[override]  # it is looked up where it is known
        return self._splitter.over

    @property
    def position(self) -> Position | None:
        if self._splitter.over:
            return None
        wanted = going_on(self._question.filter, self._after, "lower" if self._sign > 0 else "upper", inclusive=False)
        request = evolve(self._question, filter=wanted).request(None)
        token, serial = parts(self._after)
        return {"query": request.target.partition("?")[2], "after": f"{token}/{serial}", "holder": self._holder}

    def tasks(self, most: int) -> list[FetchTask]:
        wanted = self._splitter.asks(most, until=self._failed)
        return [FetchTask(self._question_for(each).request(None), each) for each in wanted]

    def _question_for(self, wanted: RangeRequest) -> HederaQuestion:
        ascending = (self._sign > 0) == wanted.forward
        condition = self._question.filter
        if wanted.start is not None:
            side = "lower" if ascending else "upper"
            condition = going_on(condition, abs(wanted.start), side, inclusive=wanted.forward or wanted.from_row)
        size = self._question.page_size + (wanted.from_row and self._question.page_size < LARGEST_PAGE)
        return evolve(self._question, filter=condition, order=Order.ASC if ascending else Order.DESC, page_size=size)

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
        places = [self._sign * each for each in page.keys] if not page.flawed else []
        if not wanted.forward:
            places.reverse()
        more = page.next is not None
        is_short = more and len(places) < self._splitter.page
        if page.flawed or is_short or (self._strict and page.drifts) or not self._fits(wanted, places, page, more=more):
            raise DoesNotFit
        self._splitter.land(wanted, places, outcome, more=more)

    def _fits(self, wanted: RangeRequest, places: list[int], page: ParsedPage[Nft], *, more: bool) -> bool:
        if not self._splitter.fits(wanted, places, more=more):
            return False
        if not places:
            return True
        first, last = sorted((self._sign * self._low, self._sign * self._high))
        return (
            (first if wanted.start is None or not wanted.forward else wanted.start) <= places[0]
            and places[-1] <= (last if wanted.start is None or wanted.forward else wanted.start)
            and all(map(operator.lt, places, places[1:]))
            and {row.account_id for row in _nfts(page)} == {self._holder}
            and (not self._spenders.conditions or all(map(self._has_spender, _nfts(page))))
        )

    def _has_spender(self, row: Nft) -> bool:
        return matches(self._spenders, *parts(SERIALS), spender_of(row))

    def _land_error(self, wanted: RangeRequest, error: NftHoldingsError) -> None:
        if isinstance(error, BadRequest | NotFound) or not isinstance(error, ApiError | ConnectionFailed):
            raise DoesNotFit  # it may be due to how the listing is read
        if not wanted.forward:
            self._splitter.fail(wanted)  # what lies before can come all the same
            return
        self._splitter.drop(wanted)
        if self._failed is None or self._splitter.is_before(wanted.gap, self._failed):
            self._failed, self._error = wanted.gap, error

    def drop(self, task: FetchTask) -> None:
        self._splitter.drop(task.purpose)

    def next_slice(self) -> PageSlice[Nft] | None:
        loaded = self._splitter.next_run()
        if loaded is None:
            if self._error is not None and self._failed is not None and self._splitter.is_next(self._failed):
                raise self._error
            return None
        page, reply = loaded.content
        rows = page.rows
        if len(loaded.places) < len(rows):
            wanted = {self._sign * place for place in loaded.places}
            rows = [row for row, each in zip(rows, page.keys, strict=True) if each in wanted]
        if self._sign * page.keys[0] > self._sign * page.keys[-1]:
            rows = rows[::-1]
        self._after = self._sign * loaded.places[-1]
        return PageSlice(rows, page, reply, self.position)


def scheduler_after(
    page: ParsedPage[Nft], after: Key, question: HederaQuestion, holder: str | None, *, strict: bool
) -> KeyRangeScheduler | None:
    """Return a scheduler for the rest of a listing after a page; None if it cannot be split."""
    interval = interval_of(question.filter)
    if interval is None or holder is None or page.flawed or page.next is None or not page.rows:
        return None
    if len(page.rows) < min(question.page_size, SHORTEST_PAGE):
        return None
    low, high = interval
    is_at_end = after >= high if question.order == Order.ASC else after <= low
    return None if is_at_end else KeyRangeScheduler(question, low, min(high, HIGHEST), page, holder, strict=strict)


def _nfts(page: ParsedPage[Nft]) -> Sequence[Nft]:
    return cast("Sequence[Nft]", page.rows)  # a page with rows that cannot be read does not fit
