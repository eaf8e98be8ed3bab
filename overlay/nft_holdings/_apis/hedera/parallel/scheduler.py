"""Read a listing in several key ranges at once.

The server's links lead from page to page, one after the other. Keys are ordered numbers, so that the keys behind a page can be cut into
ranges, each of which is read from both ends inwards.

A range has been read where a page proves it: the page is not full and has no next one, its last row is at the bound of the range, or it
contains a row that is known from the other side. What counts say of a range proves nothing. An empty page of a range in which every
key should have a row proves nothing either: the listing is read by links then.
"""

import operator
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol

from nft_holdings._apis.hedera.sort_key import SERIALS, Key
from nft_holdings._errors import ApiError, BadRequest, ConnectionFailed, NftHoldingsError, NotFound
from nft_holdings._paging.page import PageSlice, ParsedPage, Position, Row, Rows
from nft_holdings._paging.scheduler import DoesNotFit, FetchTask, Outcome, Scheduler
from nft_holdings._transport.messages import Request

from .counts import left_of
from .tiles import FAST, SPARING, Tile, capacity, tiles
from .unread_range import Keys, LoadedRange, RangeRequest, UnreadRange

SHORTEST_PAGE = 20
"""The fewest rows on a page. A server that caps pages below it would return too large a share of rows twice."""
PARTS, PAGES_PER_PART = 12, 3
"""The most parts into which a range is cut of which there are no counts, and the fewest pages for each."""
UNTRUE_REQUESTS, UNTRUE_SHARE = 16, 2
"""Counts are not followed any more after so many requests, and so many times the pages that their rows would fill."""


class KeyRangeListing(Protocol[Row]):
    """All that KeyRangeScheduler needs to know of a listing.

    Each row has a unique key, a whole number, which its operation puts into `ParsedPage.keys`; rows come in the order of their keys.
    Keys of one token lie between two neighbouring multiples of SERIALS.
    """

    @property
    def ascending(self) -> bool:
        """Return True if the lowest key comes first."""
        ...

    def request(self, low: Key, high: Key, *, ascending: bool) -> Request:
        """Return the request for the rows between two keys, both included. Its replies are read as pages of the listing.

        Bound it by "gt" and "lt", which the server's links use: some servers treat "lte" as "lt".

        Args:
            low: The lowest key. It may be the highest, too.
            high: The highest key.
            ascending: True if the lowest key is to come first.
        """
        ...

    def fits(self, page: ParsedPage[Row]) -> bool:
        """Return True if all rows of a page, which has some, can be rows of the listing. Their keys have been compared."""
        ...

    def chosen(self, rows: Rows[Row]) -> Rows[Row]:
        """Return the rows of a page that the caller wants."""
        ...

    def position(self, after: Key) -> Position:
        """Return the position behind the row with a key, for a cursor."""
        ...


class Plan(Protocol):
    """The counts of the rest of a listing, which may become known one after the other."""

    @property
    def known(self) -> Sequence[Tile]:
        """Return key ranges that cover the rest of the listing, with the counts that are known; nothing before any are."""
        ...

    @property
    def is_complete(self) -> bool:
        """Return True if no more will be known."""
        ...

    def tasks(self) -> Sequence[FetchTask]:
        """Return the tasks to send now. Each has its own `read`."""
        ...

    def land(self, task: FetchTask, found: Any) -> None:
        """Take the outcome of a task: what its `read` returned.

        Raises:
            DoesNotFit: It is of no use, so that the listing is read by links.
        """
        ...

    def drop(self, task: FetchTask) -> None:
        """Note that a task was abandoned, and is to be returned again."""
        ...


class KeyRangeScheduler(Scheduler[Row]):
    """Read the rest of a listing after a page, in several key ranges at once.

    Replies must be in order, within the range that was asked for, and agree with the rows that are known. Otherwise DoesNotFit is raised,
    and the listing is read by the server's links.

    Args:
        listing: The listing.
        first: The page before. It is full.
        rest: The lowest and the highest key that are left to read, with the counts between them; None if the plan has them.
        plan: The plan; None if nothing is to be asked for it.
        strict: True if a page with drifts does not fit.
        sparing: True for few requests rather than few round trips.
    """

    def __init__(
        self, listing: KeyRangeListing[Row], first: ParsedPage[Row], rest: Tile, plan: Plan | None, *, strict: bool, sparing: bool
    ) -> None:
        super().__init__()
        self._tiling = SPARING if sparing else FAST
        self._listing = listing
        self._strict = strict
        self._sign = 1 if listing.ascending else -1
        self._page = len(first.rows)
        self._after: Key = first.keys[-1]
        low, high, counts = rest
        self._parts: list[LoadedRange | UnreadRange] = [UnreadRange(*self._keys(low, high), counts, after_row=True)]
        self._plan = plan
        self._pending = self._pages = self._rows = 0
        self._checks: list[FetchTask] = []
        self._gone: set[int] = set()

    @property
    def is_over(self) -> bool:
        return not self._parts

    @property
    def position(self) -> Position | None:
        return None if self.is_over else self._listing.position(self._after)

    def tasks(self, most: int) -> list[FetchTask]:
        tasks, self._checks = self._checks, []
        loaded = sum(isinstance(each, LoadedRange) for each in self._parts)
        room = min(most, self._tiling.kept - loaded) - self._pending - len(tasks)
        for_plan = self._plan.tasks() if self._plan is not None and room > 2 else ()
        room -= len(for_plan)
        index, ahead = 0, 0.0
        while index < len(self._parts) and ahead < self._tiling.ahead:
            part = self._parts[index]
            ahead += 1
            if isinstance(part, UnreadRange):
                if index == 0 and part.forward is None and self._pending < most:
                    room = max(room, 1)  # the first missing row has a place in any case
                if part.error is not None or room < 1:
                    break
                part = self._cut(part, room)
                requests = part.requests(self._page, room)
                tasks += map(self._task, requests)
                room -= len(requests)
                ahead += min(max(part.rows / self._page, 1), self._tiling.requests) - 1
            index += 1
        tasks[1:1] = for_plan  # behind the next page of the listing
        self._pending += len(tasks)
        return tasks

    def _keys(self, start: int, end: int) -> tuple[Key, Key]:
        """Return signed keys without their sign, or keys with it, the lowest first."""
        return (start, end) if self._sign > 0 else (-end, -start)

    def _task(self, request: RangeRequest) -> FetchTask:
        low, high = self._keys(request.low, request.high)
        return FetchTask(self._listing.request(low, high, ascending=self._listing.ascending == request.forward), request)

    def _cut(self, unread: UnreadRange, room: int) -> UnreadRange:
        """Cut a range if that helps to read it sooner, and return its first part."""
        low, high = self._keys(unread.start, unread.end)
        if unread.is_cut:
            return unread
        if unread.counts is not None:
            unread.is_cut = True
            if unread.rows > capacity(self._tiling.requests, self._page) or any(each.is_dense for each in unread.counts):
                parts = [*tiles(low, high, unread.counts, self._page, self._tiling, ascending=self._listing.ascending)]
                return self._cut(self._replace(unread, parts), room)
        elif unread.pages and room > 2 and (self._plan is None or self._plan.is_complete):
            unread.is_cut = True
            return self._replace(unread, _parts(low, high, min(PARTS, unread.likely_pages // PAGES_PER_PART)))
        return unread

    def _replace(self, unread: UnreadRange, parts: Sequence[Tile]) -> UnreadRange:
        """Replace a range by its parts, and return the first one."""
        if len(parts) < 2:
            unread.count(parts[0][2] if parts else None)
            return unread
        new = [UnreadRange(*self._keys(low, high), counts, one_way=unread.one_way) for low, high, counts in parts]
        new.sort(key=operator.attrgetter("start"))
        if not unread.is_cut:  # the pages were those of the whole
            for each in new:
                each.pages, each.width = unread.pages, unread.width
        first, last = new[0], new[-1]
        first.after_row, first.forward = unread.after_row, unread.forward
        last.before_row, last.backward = unread.before_row, unread.backward
        for request, part in ((first.forward, first), (last.backward, last)):
            if request is not None:
                request.unread = part
        index = self._parts.index(unread)
        self._parts[index : index + 1] = new
        return first

    def land(self, task: FetchTask, outcome: Outcome[Row]) -> None:
        self._pending -= 1
        match task.purpose:
            case RangeRequest() as request:
                self._land_range(request, outcome)
            case key, RangeRequest() as request, found:
                if isinstance(outcome, NftHoldingsError) or outcome[0].rows:
                    raise DoesNotFit  # the row is still there, and the server leaves it out
                self._gone.add(key)
                self._land_range(request, found)
            case _:
                if self._plan is None or isinstance(outcome, NftHoldingsError):
                    raise DoesNotFit  # without counts, links are as good
                self._plan.land(task, outcome)
                self._follow(self._plan)

    def _follow(self, plan: Plan) -> None:
        """Give the ranges of which nothing is known their counts."""
        for each in [*self._parts]:
            if isinstance(each, UnreadRange) and each.counts is None:
                low, high = self._keys(each.start, each.end)
                parts = [(max(first, low), min(last, high), counts) for first, last, counts in plan.known if first <= high and last >= low]
                self._replace(each, [(first, last, counts and left_of(counts, first, last)) for first, last, counts in parts])

    def _land_range(self, request: RangeRequest, outcome: Outcome[Row]) -> None:
        if request.unread.is_read:
            return
        if isinstance(outcome, NftHoldingsError):
            self._land_error(request, outcome)
        else:
            self._land_page(request, outcome)

    def _land_error(self, request: RangeRequest, error: NftHoldingsError) -> None:
        unread = request.unread
        unread.done(request)
        if isinstance(error, BadRequest | NotFound) or not isinstance(error, ApiError | ConnectionFailed):
            raise DoesNotFit  # the key range may have caused it
        if request.forward:
            unread.error = error
        else:
            unread.one_way = True  # the rows before can come all the same

    def _land_page(self, request: RangeRequest, outcome: tuple[ParsedPage[Row], Any]) -> None:
        page, unread = outcome[0], request.unread
        keys = [self._sign * each for each in page.keys] if not page.flawed else []
        if not request.forward:
            keys.reverse()
        is_full = len(keys) >= self._page
        if page.flawed or (self._strict and page.drifts) or not self._fits(request, keys, page):
            raise DoesNotFit
        is_end = page.next is None and not is_full
        missing = next((key for key in _known(request, keys, is_end=is_end) if key not in keys and key not in self._gone), None)
        if missing is not None:  # it may have been transferred meanwhile
            low, high = self._keys(missing, missing)
            self._checks.append(FetchTask(self._listing.request(low, high, ascending=True), (missing, request, outcome)))
            return
        unread.done(request)
        inside = keys[bisect_left(keys, unread.start) : bisect_right(keys, unread.end)]
        is_read = is_end or (keys[-1] >= unread.end if request.forward else keys[0] <= unread.start)
        self._pages += 1
        self._rows += len(inside)
        if not (is_read or inside) or self._pages > UNTRUE_REQUESTS + UNTRUE_SHARE * self._rows / self._page:
            raise DoesNotFit  # the reply brings nothing new, or the counts are not true
        self._insert(request, inside, outcome, is_read=is_read)

    def _fits(self, request: RangeRequest, keys: Keys, page: ParsedPage[Row]) -> bool:
        if page.next is not None and len(keys) < self._page:
            return False
        if not keys:
            # Where every key should have a row, links tell an empty reply from a range without rows.
            return not any(each.is_dense for each in request.unread.counts or ())
        in_order = all(map(operator.lt, keys, keys[1:]))
        return in_order and request.low <= keys[0] and keys[-1] <= request.high and self._listing.fits(page)

    def _insert(self, request: RangeRequest, inside: Keys, outcome: Any, *, is_read: bool) -> None:
        """Insert a page at the end of its range from which it was read, and make the range smaller."""
        unread = request.unread
        index = self._parts.index(unread)
        if inside:
            self._parts.insert(index + (not request.forward), LoadedRange(inside, outcome))
        if not is_read and request.forward:
            unread.start, unread.after_row = inside[-1] + 1, True
        elif not is_read:
            unread.end, unread.before_row = inside[0] - 1, True
        if is_read or (unread.start == unread.end and unread.start % SERIALS == 0):  # no NFT has the serial number 0
            unread.is_read = True
            self._parts.remove(unread)
            return
        if unread.counts is None:
            unread.pages += 1
            unread.width += inside[-1] - inside[0] + 1
        elif unread.rows == 0:
            unread.count(None)
        else:
            read = inside if self._sign > 0 else [-each for each in reversed(inside)]
            unread.count(left_of(unread.counts, *self._keys(unread.start, unread.end), read))
        unread.is_cut = False

    def drop(self, task: FetchTask) -> None:
        self._pending -= 1
        match task.purpose:
            case RangeRequest() as request:
                request.unread.done(request)
            case (_, RangeRequest(), _):
                self._checks.append(task)
            case _ if self._plan is not None:
                self._plan.drop(task)

    def next_slice(self) -> PageSlice[Row] | None:
        match self._parts[0] if self._parts else None:
            case LoadedRange(keys=keys, outcome=(page, reply)):
                del self._parts[0]
            case UnreadRange(error=error) if error is not None:
                raise error
            case _:
                return None
        rows = page.rows
        if len(keys) < len(rows):
            wanted = {self._sign * each for each in keys}
            rows = [row for row, each in zip(rows, page.keys, strict=True) if each in wanted]
        if self._sign * page.keys[0] > self._sign * page.keys[-1]:
            rows = rows[::-1]
        self._after = self._sign * keys[-1]
        return PageSlice(self._listing.chosen(rows), page, reply, self.position)


def _known(request: RangeRequest, keys: Keys, *, is_end: bool) -> list[int]:
    """Return the keys of the known rows that must be in a reply."""
    unread = request.unread
    found = []
    if request.from_row:
        found.append(request.high)
    if request.forward and unread.before_row and (is_end or keys[-1] > unread.end):
        found.append(unread.end + 1)
    if not request.forward and unread.after_row and request.low < unread.start and (is_end or keys[0] < unread.start):
        found.append(unread.start - 1)
    return found


def _parts(low: Key, high: Key, number: int) -> list[Tile]:
    """Return so many parts of a range, with boundaries between tokens if its keys are not of one token."""
    step = 1 if low // SERIALS == high // SERIALS else SERIALS
    bounds = {low, *(max(low, (low + (high + 1 - low) * each // number) // step * step) for each in range(1, number)), high + 1}
    return [(start, end - 1, None) for start, end in pairwise(sorted(bounds))]
