"""Split the unread part of a listing into key ranges to request concurrently.

An unread range is read from its near end, from its far end, or from both. A large one is split first, and each part is read from its
near end, as the rows at its far end are unknown. The pages on both sides of a range give an estimate of its rows. Near ranges are read
before far ones, and only as many pages ahead as there is room to keep.

No bound is trusted. A request bounds one side only: at a known NFT, which has to come again; or at a split, where the page before must
go on with the NFT that comes first behind it. So a server that leaves out rows at a bound is found out.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from nft_holdings._apis.hedera.sort_key import SERIALS

from .estimate import Estimate, KeyPage, Keys, Neighbours, boundary_near, estimates, key_after
from .unread_range import NOTHING, LoadedRange, RangeEstimate, RangeRequest, UnreadRange, first_from

FULLNESS = 0.97
"""The share of a page that an estimate may fill. Pages that are estimated to be fuller often turn out to be two."""
FIRST_REQUESTS, REQUESTS_PER_PAGE = 6, 4
"""The most requests after the first page, and the most for each page that has come, as first estimates are poor."""
PREFETCH, MORE_PREFETCH = 40, 24
"""The most pages that are kept ahead, and how many more if these come next in the listing."""
SMALL_LISTING = 64
"""A listing that may have no more pages is kept as a whole, as none of it is far away."""
PAGES_PER_PART, MOST_PARTS = 2.2, 8
"""The pages in each part of an unreliable estimate, and the most parts. Each part is read from both ends."""
FEW_PAGES = 1.25
"""An unreliable estimate of fewer pages gets one request, as both ends may be on the same page."""
WASTE = 0.2
"""When this share of the requests has brought nothing, parts are made twice as large."""
NEIGHBOURS = 8
"""The pages on either side of an unread range that its estimate is made from."""
MOST_FAR_PAGES, KEPT_FAR_PAGES = 32, 8
"""When more pages are kept from far away in a long listing, all but the second number are dropped."""


class RangeSplitter:
    """The rest of a listing as loaded and unread ranges, in the order of the listing.

    Args:
        near: The key of the last known NFT.
        far: A key behind all others.
        likely: A key with hardly any NFT behind it.
        before: The keys of the page that has come.
        page: How many NFTs a full page has.
        one_token: True if the listing is of one token.
    """

    def __init__(self, near: int, far: int, likely: int, before: Keys, page: int, *, one_token: bool = False) -> None:
        self._ranges: list[LoadedRange | UnreadRange] = [UnreadRange(near, far, "row", "end")]
        self._returned: Neighbours = [KeyPage.of(before)]
        self._far, self._likely = far, likely
        self.page = page
        self._pages_loaded = 1
        self._rows_loaded = len(before)
        self._pending = 0
        self._prefetch = PREFETCH
        self._backward_works = one_token  # reading backward is correct if the token is compared with equality

    @property
    def is_over(self) -> bool:
        """Return True if all ranges have been returned."""
        return not self._ranges

    def next_loaded(self) -> LoadedRange | None:
        """Remove and return the next range of the listing, if it is loaded."""
        if self._ranges and isinstance(loaded := self._ranges[0], LoadedRange):
            if loaded.rows_may_follow and not self._backward_works:
                self._reread_behind(loaded)
                if loaded.rows_may_follow:
                    return None
            del self._ranges[0]
            self._returned = [loaded.page, *self._returned[: NEIGHBOURS - 1]]
            return loaded
        return None

    def _reread_behind(self, loaded: LoadedRange) -> None:
        """Insert an unread range behind the first loaded one, once the range that follows it is known."""
        last = loaded.keys[-1]
        match self._ranges[1] if len(self._ranges) > 1 else None:
            case None:
                self._ranges.append(UnreadRange(last, self._far, "row", "end", one_way=True))
            case LoadedRange(keys=keys) if keys[0] - last > 1:
                self._ranges.insert(1, UnreadRange(last, keys[0], "row", "row"))
            case UnreadRange(forward=False) as unread:
                unread.near, unread.near_edge = last, "row"
            case UnreadRange():
                return
        loaded.rows_may_follow = False

    def needs(self, request: RangeRequest) -> bool:
        """Return True if the reply to a request is still of use: its range may have been read from the other end meanwhile."""
        return request.unread in self._ranges

    def is_next(self, unread: UnreadRange) -> bool:
        """Return True if an unread range is the next one of the listing."""
        return bool(self._ranges) and self._ranges[0] is unread

    def is_before(self, unread: UnreadRange, other: UnreadRange) -> bool:
        """Return True if an unread range comes before another one."""
        return next((each for each in self._ranges if each is unread or each is other), other) is unread

    def requests(self, most: int, *, until: UnreadRange | None = None) -> list[RangeRequest]:
        """Return the requests to send now.

        Args:
            most: The most requests that may be pending, those sent before included.
            until: An unread range; it and those behind it get no request.
        """
        self._prefetch, more = (SMALL_LISTING, MORE_PREFETCH // 3) if self._is_small() else (PREFETCH, MORE_PREFETCH)
        if self._prefetch == PREFETCH:
            self._drop_far_pages()
        front = self._ranges[0] if self._ranges else None
        kept = sum(isinstance(each, LoadedRange) for each in self._ranges) + self._pending
        is_full = kept >= self._prefetch
        room = min(most, max(FIRST_REQUESTS, REQUESTS_PER_PAGE * self._pages_loaded)) - self._pending
        room = min(room, self._prefetch + more * is_full - kept)
        if isinstance(front, UnreadRange) and not front.forward and front is not until:
            room = max(room, 1)
        found = [*self._estimates((more if is_full else self._prefetch) * self.page, until)] if room > 0 else []
        requests: list[RangeRequest] = []
        for index, estimate in enumerate(found):
            left = room - len(requests)
            if left <= 0:
                break
            wanted = sum(each.requests for each in found[index:])
            requests += self._requests_for(estimate, min(estimate.requests, left, max(1, round(left * estimate.requests / wanted))))
        self._pending += len(requests)
        return requests

    def fits(self, request: RangeRequest, keys: Keys, *, more: bool) -> bool:
        """Return True if a reply agrees with the known rows at both ends of its range. The arguments are those of `land`."""
        unread = request.unread
        if request.from_row and (not keys or keys[0 if request.forward else -1] != request.start or (more and len(keys) == 1)):
            return False  # the known NFT is missing, or came alone, so that the same request would bring no more
        if not request.forward:
            beyond: float = next((key for key in reversed(keys) if key <= unread.near), NOTHING)
            return unread.near_edge != "row" or beyond == unread.near or (beyond == NOTHING and more)
        if not request.from_row and unread.first is not None and unread.first != (keys[0] if keys else NOTHING):
            return False
        beyond = first_from(keys, unread.far)
        return unread.far_edge != "row" or beyond == unread.far or (beyond == NOTHING and more)

    def land(self, request: RangeRequest, keys: Keys, content: Any, *, more: bool) -> None:
        """Take a reply that fits.

        Args:
            request: The request that it answers.
            keys: The keys of its rows, in the order of the listing. They may lie outside of the range, too.
            content: The page and its reply, for the loaded range.
            more: True if more rows lie in the direction of reading.
        """
        unread = request.unread
        inside = [key for key in keys if unread.near < key < unread.far]
        is_read = not more or (keys[-1] >= unread.far if request.forward else keys[0] <= unread.near)
        self._done(request)
        self._backward_works = self._backward_works or (request.from_row and not request.forward)
        self._pages_loaded += 1
        self._rows_loaded += len(inside)
        if request.forward or is_read:
            self._move_split_before(unread, inside)
        if not request.forward or is_read:
            self._move_split_behind(request, inside, keys)
        if inside:
            self._insert_loaded(request, inside, content)
        if is_read:
            self._ranges.remove(unread)
        self._remove_empty()

    def _move_split_before(self, unread: UnreadRange, inside: Keys) -> None:
        """Move the split before a range to the first row that is known behind it."""
        index = self._ranges.index(unread)
        before = self._ranges[index - 1] if index else None
        if isinstance(before, UnreadRange) and before.far_edge == "split":
            if inside or unread.far_edge == "row":
                before.far = inside[0] if inside else unread.far
            before.far_edge = "row" if inside else unread.far_edge

    def _move_split_behind(self, request: RangeRequest, inside: Keys, keys: Keys) -> None:
        """Move the split behind a range to the last row that is known before it."""
        unread = request.unread
        index = self._ranges.index(unread)
        behind = self._ranges[index + 1] if index + 1 < len(self._ranges) else None
        if isinstance(behind, UnreadRange) and behind.near_edge == "split":
            if inside or unread.near_edge == "row":
                behind.near, behind.near_edge = inside[-1] if inside else unread.near, "row"
            if request.forward:
                behind.first = first_from(keys, unread.far)

    def _insert_loaded(self, request: RangeRequest, inside: Keys, content: Any) -> None:
        """Insert a loaded range at the end of an unread one that was read, and make the unread one smaller."""
        unread = request.unread
        from_within_token = request.start is not None and request.start % SERIALS != 0
        rows_may_follow = not request.forward and not request.from_row and from_within_token
        index = self._ranges.index(unread) + (not request.forward)
        self._ranges.insert(index, LoadedRange(KeyPage.of(inside), content, rows_may_follow))
        if request.forward:
            unread.near, unread.near_edge = inside[-1], "row"
        else:
            unread.far, unread.far_edge = inside[0], "row"

    def _remove_empty(self) -> None:
        self._ranges = [each for each in self._ranges if isinstance(each, LoadedRange) or each.far - each.near > 1]

    def drop(self, request: RangeRequest) -> None:
        """Note that a request brought nothing, and may be sent again."""
        self._done(request)

    def fail(self, request: RangeRequest) -> None:
        """Note that a request from the far end of a range failed. That end gets no other request."""
        self._done(request)
        request.unread.one_way = True

    def _done(self, request: RangeRequest) -> None:
        self._pending -= 1
        if request.forward:
            request.unread.forward = False
        else:
            request.unread.backward = False

    def _estimates(self, ahead: float, until: UnreadRange | None) -> Iterator[RangeEstimate]:
        """Yield an estimate for each unread range that is near enough and has no pending request.

        Args:
            ahead: The most rows before a range that is near enough.
            until: An unread range to stop at.
        """
        passed = 0.0
        for index, each in enumerate(self._ranges):
            if passed >= ahead or each is until:
                return
            if isinstance(each, LoadedRange):
                passed += len(each.keys)
                continue
            if each.one_way and not each.forward:
                yield RangeEstimate(each, (), self.page, 1)
            if each.forward or each.backward or each.one_way:
                passed += self.page
                continue
            parts = self._estimates_of(index, each)
            rows = sum(part.rows for part in parts)
            reliable = sum(part.rows for part in parts if part.reliable)
            yield RangeEstimate(each, parts, rows, self._count(rows, reliable, ahead, ahead - passed))
            passed += min(rows, ahead)

    def _count(self, rows: float, reliable: float, ahead: float, left: float) -> int:
        """Return how many requests to send for an unread range.

        Args:
            rows: Its estimated rows.
            reliable: Those among them whose estimate is reliable.
            ahead: How many rows to read ahead.
            left: How many of these may be in this range.
        """
        wasted = max(0.0, self._pages_loaded - self._rows_loaded / self.page)  # later pages may be larger than the first
        enlargement = 1 + wasted / (WASTE * self._pages_loaded)
        unreliable = rows - reliable
        if unreliable > 0.1 * self.page and rows < self.page * FEW_PAGES * min(enlargement, 2) and self._pages_loaded > 1:
            return 1
        count = self._pages(min(reliable, left))
        if unreliable <= self.page:
            return max(count, self._pages(min(rows, ahead))) if rows > self.page * FULLNESS else count
        parts = max(1, min(MOST_PARTS, round(unreliable / self.page / PAGES_PER_PART / enlargement))) if rows <= ahead else 1
        return count + 2 * parts

    def _estimates_of(self, index: int, unread: UnreadRange) -> Sequence[Estimate]:
        """Return estimates of the parts of an unread range."""
        end = max(min(unread.far, self._likely), unread.near + 1)
        return [*estimates(unread.near, end, self._pages_before(index), self._pages_behind(index), self.page)]

    def _pages_before(self, index: int) -> Neighbours:
        """Return the loaded pages before a range, back to the next unread one."""
        found: list[KeyPage] = []
        for each in reversed(self._ranges[max(index - NEIGHBOURS, 0) : index]):
            if isinstance(each, UnreadRange):
                return found
            found.append(each.page)
        return found if index > NEIGHBOURS else [*found, *self._returned][:NEIGHBOURS]

    def _pages_behind(self, index: int) -> Neighbours:
        """Return the loaded pages behind a range, up to the next unread one."""
        found: list[KeyPage] = []
        for each in self._ranges[index + 1 : index + 1 + NEIGHBOURS]:
            if isinstance(each, UnreadRange):
                break
            found.append(each.page)
        return found

    def _is_small(self) -> bool:
        """Return True if the rest of the listing may have no more than a few pages."""
        left: float = self._pending * self.page
        for index, each in enumerate(self._ranges):
            if isinstance(each, LoadedRange):
                left += len(each.keys)
            elif not each.forward and not each.backward:
                left += sum(part.rows for part in self._estimates_of(index, each))
            if left > SMALL_LISTING * self.page:
                return False
        return True

    def _drop_far_pages(self) -> None:
        """Drop the farthest pages if many are far away, as they take the room of near ones.

        Estimates that were too low lead to them: pages that looked near when they were requested were not.
        """
        far_pages = [index for index, each in enumerate(self._ranges) if isinstance(each, LoadedRange) and index >= PREFETCH]
        if len(far_pages) > MOST_FAR_PAGES:
            index = far_pages[KEPT_FAR_PAGES]
            before, last = self._ranges[index - 1], self._ranges[-1]
            far = last.keys[-1] + 1 if isinstance(last, LoadedRange) else last.far
            if isinstance(before, LoadedRange):
                self._ranges[index:] = [UnreadRange(before.keys[-1], far, "row", "end")]
            else:
                before.far_edge = "split"
                self._ranges[index:] = [UnreadRange(before.far - 1, far, "split", "end")]

    def _pages(self, rows: float) -> int:
        return max(1, math.ceil(rows / (self.page * FULLNESS)))

    def _requests_for(self, estimate: RangeEstimate, count: int) -> list[RangeRequest]:
        """Return up to so many requests for one range, which is split if they are several."""
        unread, ahead = estimate.unread, self._prefetch * self.page
        if count == 1:
            tries_backward = not self._backward_works and unread.far_edge == "row" and not unread.one_way and estimate.rows < self.page
            return [self._request(unread, forward=not tries_backward)]
        is_near = estimate.rows <= ahead
        if self._pages_loaded == 1:
            count, is_near = count // 2 * 2, True  # the rows at both ends say most
        splits = self._splits(estimate, max((count - 1) // 2, not is_near), count, ahead)
        parts = self._split(unread, splits) if splits else [unread]
        backward = parts if count % 2 == 0 and is_near else parts[:-1] or parts[:is_near]
        requests = [self._request(each, forward=True) for each in parts]
        return requests + [self._request(each, forward=False) for each in backward[: count - len(parts)]]

    def _request(self, unread: UnreadRange, *, forward: bool) -> RangeRequest:
        if forward:
            unread.forward = True
            from_row = unread.near_edge == "row"
            return RangeRequest(unread, unread.near + (not from_row), True, from_row)
        unread.backward = True
        return RangeRequest(unread, None if unread.far_edge == "end" else unread.far, False, unread.far_edge == "row")

    def _split(self, unread: UnreadRange, keys: Keys) -> list[UnreadRange]:
        """Replace an unread range by the parts between some keys, and return these."""
        index = self._ranges.index(unread)
        near = [unread.near, *(key - 1 for key in keys)]
        parts = [UnreadRange(start, end, "split", "split") for start, end in zip(near, [*keys, unread.far], strict=True)]
        parts[0].near_edge, parts[0].first, parts[-1].far_edge = unread.near_edge, unread.first, unread.far_edge
        self._ranges[index : index + 1] = parts
        return parts

    def _splits(self, estimate: RangeEstimate, most: int, requests: int, ahead: float) -> list[int]:
        """Return the keys that split a range into parts of two requests each, and perhaps one at its end.

        Args:
            estimate: The range.
            most: The most keys.
            requests: The number of requests for the whole range.
            ahead: How many rows to read ahead.
        """
        rows = min(estimate.rows, ahead)
        found: list[int] = []
        for number in range(1, most + 1):
            target = rows * 2 * number / requests if estimate.rows <= ahead else rows * number / (most + 1)
            key = boundary_near(estimate.parts, target, self.page) or key_after(estimate.parts, target)
            if key is not None and (not found or key > found[-1]):
                found.append(key)
        return found
