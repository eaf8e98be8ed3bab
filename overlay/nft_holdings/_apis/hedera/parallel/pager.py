"""Hedera's listing, read in several places at once: the server's links are a chain, but its keys can be divided."""

import operator
from typing import Any

from attrs import evolve
from nft_holdings_api.hedera.models import Nft, Order

from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings._apis.hedera.filters.rules import SPENDER
from nft_holdings._apis.hedera.rows import spender_of
from nft_holdings._apis.hedera.sort_key import SERIALS, Key, key, parts
from nft_holdings._errors import ApiError, BadRequest, ConnectionFailed, NftHoldingsError, NotFound
from nft_holdings._paging.operation import Content, Position
from nft_holdings._paging.parallel import Job, NotSpread, Part, Spread
from nft_holdings._specs.access import parameter_schema
from nft_holdings._transport.messages import Reply

from .key_range import HIGHEST, going_on, interval_of
from .splitter import Division
from .unread_range import Ask, Gap

SHORTEST_PAGE = 20
"""Shorter pages than that, of a server that gives fewer rows than it is asked for, would overlap by too large a share of them."""
LARGEST_PAGE: int = parameter_schema("hedera", "Limit")["x-documented-maximum"]


class HederaSpread(Spread[Nft]):
    """The rest of a listing after a page.

    Each request asks for what follows on one key, or comes before it. What comes must begin there, be in order, of the same account,
    and agree with what is known: where it does not, NotSpread is raised, and the listing read by the server's links instead.

    Args:
        operation: The listing, a HederaNfts.
        low: The lowest key that the filter lets through.
        high: The highest.
        first: The page before.
        holder: The account, as rows have it.
    """

    def __init__(self, operation: Any, low: Key, high: Key, first: Content[Nft], holder: str) -> None:
        self._operation = operation
        self._low, self._high = low, high
        self._holder = holder
        self._sign = 1 if operation.order == Order.ASC else -1
        self._after: Key = first.keys[-1]
        self._spenders = Filter(tuple(each for each in operation.filter.conditions if each.parameter == SPENDER))
        places = [self._sign * each for each in first.keys]
        far = high + 1 if self._sign > 0 else 1 - low
        # Networks have all their tokens in one realm.
        realm = parts(self._after)[0]._replace(number=0)
        likely = key(realm._replace(realm=realm.realm + 1), 0) if self._sign > 0 else 1 - key(realm, 0)
        one_token = low // SERIALS == high // SERIALS
        self._division = Division(places[-1], far, likely, places, len(places), one_token=one_token)
        self._failed: Gap | None = None
        self._error: NftHoldingsError | None = None

    @property
    def position(self) -> Position | None:
        if self._division.over:
            return None
        wanted = going_on(self._operation.filter, self._after, "lower" if self._sign > 0 else "upper", inclusive=False)
        request = evolve(self._operation, filter=wanted).request(None)
        token, serial = parts(self._after)
        return {"query": request.target.partition("?")[2], "after": f"{token}/{serial}", "holder": self._holder}

    @property
    def failure(self) -> NftHoldingsError | None:
        return self._error if self._failed is not None and self._division.is_next(self._failed) else None

    def jobs(self, most: int) -> list[Job]:
        return [Job(self._question(ask).request(None), ask) for ask in self._division.asks(most, until=self._failed)]

    def _question(self, ask: Ask) -> Any:
        ascending = (self._sign > 0) == ask.forward
        wanted = self._operation.filter
        if ask.start is not None:
            wanted = going_on(wanted, abs(ask.start), "lower" if ascending else "upper", inclusive=ask.forward or ask.from_row)
        size = self._operation.page_size + (ask.from_row and self._operation.page_size < LARGEST_PAGE)
        return evolve(self._operation, filter=wanted, order=Order.ASC if ascending else Order.DESC, page_size=size)

    def land(self, job: Job, content: Content[Nft], reply: Reply) -> None:
        ask: Ask = job.ask
        if not self._division.needs(ask):
            self._division.drop(ask)
            return
        places = [self._sign * each for each in content.keys] if not content.flawed else []
        if not ask.forward:
            places.reverse()
        more = content.next is not None
        if content.flawed or (more and len(places) < self._division.page) or not self._fits(ask, places, content, more=more):
            raise NotSpread
        self._division.land(ask, places, (content, reply), more=more)

    def _fits(self, ask: Ask, places: list[int], content: Content[Nft], *, more: bool) -> bool:
        rows: Any = content.rows
        if not self._division.fits(ask, places, more=more):
            return False
        if not places:
            return True
        first, last = sorted((self._sign * self._low, self._sign * self._high))
        return (
            (first if ask.start is None or not ask.forward else ask.start) <= places[0]
            and places[-1] <= (last if ask.start is None or ask.forward else ask.start)
            and all(map(operator.lt, places, places[1:]))
            and {row.account_id for row in rows} == {self._holder}
            and (not self._spenders.conditions or all(self._is_spent(row) for row in rows))
        )

    def _is_spent(self, row: Nft) -> bool:
        return matches(self._spenders, *parts(SERIALS), spender_of(row))

    def drop(self, job: Job) -> None:
        self._division.drop(job.ask)

    def fail(self, job: Job, error: NftHoldingsError) -> None:
        if not self._division.needs(job.ask):
            self._division.drop(job.ask)
            return
        if isinstance(error, BadRequest | NotFound) or not isinstance(error, ApiError | ConnectionFailed):
            raise NotSpread
        if not job.ask.forward:
            self._division.fail(job.ask)  # what lies before can come all the same
            return
        self._division.drop(job.ask)
        if self._failed is None or self._division.is_before(job.ask.gap, self._failed):
            self._failed, self._error = job.ask.gap, error

    def next_part(self) -> Part[Nft] | None:
        run = self._division.next_run()
        if run is None:
            return None
        content, reply = run.content
        rows = content.rows
        if len(run.places) < len(rows):
            wanted = {self._sign * place for place in run.places}
            rows = [row for row, each in zip(rows, content.keys, strict=True) if each in wanted]
        if self._sign * content.keys[0] > self._sign * content.keys[-1]:
            rows = rows[::-1]
        self._after = self._sign * run.places[-1]
        return Part(rows, content, reply)


def spread_of(operation: Any, after: Key, first: Content[Nft], holder: str | None) -> HederaSpread | None:
    """The rest of a listing after a page, if it can be read in several places at once."""
    interval = interval_of(operation.filter)
    if interval is None or holder is None or first.flawed or first.next is None or not first.rows:
        return None
    if len(first.rows) < min(operation.page_size, SHORTEST_PAGE):
        return None
    low, high = interval
    is_at_end = after >= high if operation.order == Order.ASC else after <= low
    return None if is_at_end else HederaSpread(operation, low, min(high, HIGHEST), first, holder)
