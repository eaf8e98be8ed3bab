"""Split the unread part of a listing into ranges to request at once, with nothing to go by but what has come.

What is not known yet are gaps. A gap is read from its near end, from its far end, or from both; a large one is split, and each
part read from its near end first, as nobody knows what lies at its far end. How many NFTs a gap may have is guessed from what lies
on both sides. The nearer a gap is, the sooner it is read, and only so far ahead as there is room to keep what comes.

No boundary is taken on trust. A request bounds one side only, at an NFT that is known, which has to come again; or at a split,
over which the page before has to go on with the NFT that comes first behind it. So a server that leaves out what lies at a bound
is found out.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from attrs import frozen

from nft_holdings._apis.hedera.sort_key import SERIALS

from .estimate import Page, Places, Side, Stretch, stretches
from .unread_range import NOTHING, LoadedRange, RangeRequest, UnreadRange, first_from

FULLNESS = 0.97
"""How full pages are to be. Those that are guessed to be fuller often turn out to be two."""
FIRST, GROWTH = 6, 4
"""How many requests follow on the first page, and how many for each page that has come, as guesses are poor at first."""
AHEAD, MORE_AHEAD = 40, 24
"""How many pages are kept at the most before they are asked for, and how many more if these are the next ones."""
ALL = 64
"""If there may be no more pages than that, so many are kept, as nothing is far away then."""
EACH, PARTS = 2.2, 8
"""To how many pages there is a part of a gap of which little is known, and the most parts of one; each is read from both ends."""
THRIFT = 1.25
"""A gap of which little is known is asked for once if it may have fewer pages than that, as both ends may be on one."""
BUDGET = 0.2
"""When this share of the requests has brought nothing, parts are made twice as large."""
NEIGHBOURS = 8
"""How many pages on either side of a gap are looked at."""
FAR_AWAY, KEPT_FAR_AWAY = 32, 8
"""When so many pages are kept from far away in a long listing, all but so many are given up."""


@frozen
class _Guess:
    gap: UnreadRange
    parts: Sequence[Stretch]
    rows: float
    asks: int


class RangeSplitter:
    """What is known of the rest of a listing, in its order: runs and gaps.

    Args:
        near: The last place that is known.
        far: A place behind all that there may be.
        likely: A place behind which there is hardly anything.
        before: The places of the page that is known.
        page: How many NFTs a full page has.
        one_token: Whether the listing is of one token.
    """

    def __init__(self, near: int, far: int, likely: int, before: Places, page: int, *, one_token: bool = False) -> None:
        self._parts: list[LoadedRange | UnreadRange] = [UnreadRange(near, far, "row", "end")]
        self._given: Side = [Page.of(before)]
        self._far, self._likely = far, likely
        self.page = page
        self._landed = 1
        self._rows = len(before)
        self._under_way = 0
        self._ahead = AHEAD
        self._proved = one_token  # the server is asked for the token by equality then

    @property
    def over(self) -> bool:
        """Whether there is nothing more."""
        return not self._parts

    def next_run(self) -> LoadedRange | None:
        """The next NFTs in the listing's order, if they have come; they are not kept here any longer."""
        if self._parts and isinstance(part := self._parts[0], LoadedRange):
            if part.in_doubt and not self._proved:
                self._look_again(part)
                if part.in_doubt:
                    return None
            del self._parts[0]
            self._given = [part.page, *self._given[: NEIGHBOURS - 1]]
            return part
        return None

    def _look_again(self, run: LoadedRange) -> None:
        """Make a gap of what may follow on NFTs at the front, once it is known what follows behind it."""
        last = run.places[-1]
        match self._parts[1] if len(self._parts) > 1 else None:
            case None:
                self._parts.append(UnreadRange(last, self._far, "row", "end", one_way=True))
            case LoadedRange(places=places) if places[0] - last > 1:
                self._parts.insert(1, UnreadRange(last, places[0], "row", "row"))
            case UnreadRange(forward=False) as gap:
                gap.near, gap.near_edge = last, "row"
            case UnreadRange():
                return
        run.in_doubt = False

    def needs(self, ask: RangeRequest) -> bool:
        """Whether the answer to a request is still of use: a gap may have been read from its other end meanwhile."""
        return ask.gap in self._parts

    def is_next(self, gap: UnreadRange) -> bool:
        """Whether nothing else has to come before a gap."""
        return bool(self._parts) and self._parts[0] is gap

    def is_before(self, gap: UnreadRange, other: UnreadRange) -> bool:
        """Whether a gap comes before another one."""
        return next((part for part in self._parts if part is gap or part is other), other) is gap

    def asks(self, most: int, *, until: UnreadRange | None = None) -> list[RangeRequest]:
        """What to ask for now, so that no more than so many requests are under way.

        Args:
            most: The most requests.
            until: A gap from which on nothing is asked for.
        """
        self._ahead, more = (ALL, MORE_AHEAD // 3) if self._is_small() else (AHEAD, MORE_AHEAD)
        if self._ahead == AHEAD:
            self._forget_far()
        front = self._parts[0] if self._parts else None
        kept = sum(isinstance(part, LoadedRange) for part in self._parts) + self._under_way
        is_full = kept >= self._ahead
        room = min(most, max(FIRST, GROWTH * self._landed)) - self._under_way
        room = min(room, self._ahead + more * is_full - kept)
        if isinstance(front, UnreadRange) and not front.forward and front is not until:
            room = max(room, 1)
        guesses = [*self._guesses((more if is_full else self._ahead) * self.page, until)] if room > 0 else []
        asks: list[RangeRequest] = []
        for index, guess in enumerate(guesses):
            left = room - len(asks)
            if left <= 0:
                break
            wanted = sum(each.asks for each in guesses[index:])
            asks += self._share(guess, min(guess.asks, left, max(1, round(left * guess.asks / wanted))))
        self._under_way += len(asks)
        return asks

    def fits(self, ask: RangeRequest, places: Places, *, more: bool) -> bool:
        """Return True if an answer agrees with what is known at both ends of its gap. The arguments are those of `land`."""
        gap = ask.gap
        if ask.from_row and (not places or places[0 if ask.forward else -1] != ask.start or (more and len(places) == 1)):
            return False  # the NFT that is known is not there, or nothing else, so that asking again would bring no more
        if not ask.forward:
            beyond: float = next((place for place in reversed(places) if place <= gap.near), NOTHING)
            return gap.near_edge != "row" or beyond == gap.near or (beyond == NOTHING and more)
        if not ask.from_row and gap.first is not None and gap.first != (places[0] if places else NOTHING):
            return False
        beyond = first_from(places, gap.far)
        return gap.far_edge != "row" or beyond == gap.far or (beyond == NOTHING and more)

    def land(self, ask: RangeRequest, places: Places, content: Any, *, more: bool) -> None:
        """Take what came.

        Args:
            ask: What it is the answer to.
            places: The places of the NFTs, in the order of the listing. They may lie outside of the gap, too.
            content: What they came in.
            more: Whether there are more, further away from where the request began.
        """
        gap = ask.gap
        kept = [place for place in places if gap.near < place < gap.far]
        reached = not more or (places[-1] >= gap.far if ask.forward else places[0] <= gap.near)
        self._done(ask)
        self._proved = self._proved or (ask.from_row and not ask.forward)
        self._landed += 1
        self._rows += len(kept)
        index = self._parts.index(gap)
        before = self._parts[index - 1] if index else None
        after = self._parts[index + 1] if index + 1 < len(self._parts) else None
        if isinstance(before, UnreadRange) and before.far_edge == "split" and (ask.forward or reached):
            far = kept[0] if kept else gap.far if gap.far_edge == "row" else before.far
            before.far, before.far_edge = far, "row" if kept else gap.far_edge
        if isinstance(after, UnreadRange) and after.near_edge == "split" and (not ask.forward or reached):
            if kept or gap.near_edge == "row":
                after.near, after.near_edge = kept[-1] if kept else gap.near, "row"
            if ask.forward:
                after.first = first_from(places, gap.far)
        if kept:
            in_doubt = not ask.forward and not ask.from_row and ask.start is not None and ask.start % SERIALS != 0
            self._parts.insert(index + (not ask.forward), LoadedRange(Page.of(kept), content, in_doubt))
            if ask.forward:
                gap.near, gap.near_edge = kept[-1], "row"
            else:
                gap.far, gap.far_edge = kept[0], "row"
        if reached:
            self._parts.remove(gap)
        self._parts = [part for part in self._parts if isinstance(part, LoadedRange) or part.far - part.near > 1]

    def drop(self, ask: RangeRequest) -> None:
        """Take note that nothing came, and may be asked for again."""
        self._done(ask)

    def fail(self, ask: RangeRequest) -> None:
        """Take note that nothing came from the far end of a gap, where nothing is asked for again."""
        self._done(ask)
        ask.gap.one_way = True

    def _done(self, ask: RangeRequest) -> None:
        self._under_way -= 1
        if ask.forward:
            ask.gap.forward = False
        else:
            ask.gap.backward = False

    def _guesses(self, ahead: float, until: UnreadRange | None) -> Iterator[_Guess]:
        """For each gap that is near enough and not being read, how many requests it may need."""
        passed = 0.0
        for index, part in enumerate(self._parts):
            if passed >= ahead or part is until:
                return
            if isinstance(part, LoadedRange):
                passed += len(part.places)
                continue
            if part.one_way and not part.forward:
                yield _Guess(part, (), self.page, 1)
            if part.forward or part.backward or part.one_way:
                passed += self.page
                continue
            found = self._stretches(index, part)
            rows = sum(each.rows for each in found)
            sure = sum(each.rows for each in found if each.sure)
            yield _Guess(part, found, rows, self._wanted(rows, sure, ahead, ahead - passed))
            passed += min(rows, ahead)

    def _wanted(self, rows: float, sure: float, ahead: float, left: float) -> int:
        """How many requests to send for a gap with so many NFTs, of which some are sure.

        Args:
            rows: The NFTs.
            sure: Those that are sure.
            ahead: How many to look ahead.
            left: How many of these there may be in this gap.
        """
        wasted = max(0.0, self._landed - self._rows / self.page)  # later pages may be larger than the first
        thrift = 1 + wasted / (BUDGET * self._landed)
        unsure = rows - sure
        if unsure > 0.1 * self.page and rows < self.page * THRIFT * min(thrift, 2) and self._landed > 1:
            return 1
        asks = self._pages(min(sure, left))
        if unsure <= self.page:
            return max(asks, self._pages(min(rows, ahead))) if rows > self.page * FULLNESS else asks
        return asks + 2 * (max(1, min(PARTS, round(unsure / self.page / EACH / thrift))) if rows <= ahead else 1)

    def _stretches(self, index: int, gap: UnreadRange) -> Sequence[Stretch]:
        """What may lie in a gap."""
        end = max(min(gap.far, self._likely), gap.near + 1)
        return [*stretches(gap.near, end, self._known_before(index), self._known_after(index), self.page)]

    def _known_before(self, index: int) -> Side:
        """What is known before a gap, back to the gap before it."""
        found: list[Page] = []
        for part in reversed(self._parts[max(index - NEIGHBOURS, 0) : index]):
            if isinstance(part, UnreadRange):
                return found
            found.append(part.page)
        return found if index > NEIGHBOURS else [*found, *self._given][:NEIGHBOURS]

    def _known_after(self, index: int) -> Side:
        """What is known after a gap, up to the next one."""
        found: list[Page] = []
        for part in self._parts[index + 1 : index + 1 + NEIGHBOURS]:
            if isinstance(part, UnreadRange):
                break
            found.append(part.page)
        return found

    def _is_small(self) -> bool:
        """Whether there may be no more than a few pages."""
        left: float = self._under_way * self.page
        for index, part in enumerate(self._parts):
            if isinstance(part, LoadedRange):
                left += len(part.places)
            elif not part.forward and not part.backward:
                left += sum(each.rows for each in self._stretches(index, part))
            if left > ALL * self.page:
                return False
        return True

    def _forget_far(self) -> None:
        """Give up what lies farthest away, if much is kept from far away: it takes the room of what is near.

        That comes of guesses that were too low: what looked near when it was read was not.
        """
        runs = [index for index, part in enumerate(self._parts) if isinstance(part, LoadedRange) and index >= AHEAD]
        if len(runs) > FAR_AWAY:
            index = runs[KEPT_FAR_AWAY]
            before, last = self._parts[index - 1], self._parts[-1]
            far = last.places[-1] + 1 if isinstance(last, LoadedRange) else last.far
            if isinstance(before, LoadedRange):
                self._parts[index:] = [UnreadRange(before.places[-1], far, "row", "end")]
            else:
                before.far_edge = "split"
                self._parts[index:] = [UnreadRange(before.far - 1, far, "split", "end")]

    def _pages(self, rows: float) -> int:
        return max(1, math.ceil(rows / (self.page * FULLNESS)))

    def _share(self, guess: _Guess, asks: int) -> list[RangeRequest]:
        """So many requests, or fewer, for one gap."""
        ahead = self._ahead * self.page
        if asks == 1:
            proves = not self._proved and guess.gap.far_edge == "row" and not guess.gap.one_way and guess.rows < self.page
            return [self._ask(guess.gap, forward=not proves)]
        is_near = guess.rows <= ahead
        if self._landed == 1:
            asks, is_near = asks // 2 * 2, True  # both ends say most
        splits = self._splits(guess, max((asks - 1) // 2, not is_near), asks, ahead)
        gaps = self._split(guess.gap, splits) if splits else [guess.gap]
        backward = gaps if asks % 2 == 0 and is_near else gaps[:-1] or gaps[:is_near]
        return [self._ask(gap, forward=True) for gap in gaps] + [self._ask(gap, forward=False) for gap in backward[: asks - len(gaps)]]

    def _ask(self, gap: UnreadRange, *, forward: bool) -> RangeRequest:
        if forward:
            gap.forward = True
            from_row = gap.near_edge == "row"
            return RangeRequest(gap, gap.near + (not from_row), True, from_row)
        gap.backward = True
        return RangeRequest(gap, None if gap.far_edge == "end" else gap.far, False, gap.far_edge == "row")

    def _split(self, gap: UnreadRange, places: Sequence[int]) -> list[UnreadRange]:
        index = self._parts.index(gap)
        near = [gap.near, *(place - 1 for place in places)]
        gaps = [UnreadRange(start, end, "split", "split") for start, end in zip(near, [*places, gap.far], strict=True)]
        gaps[0].near_edge, gaps[0].first, gaps[-1].far_edge = gap.near_edge, gap.first, gap.far_edge
        self._parts[index : index + 1] = gaps
        return gaps

    def _splits(self, guess: _Guess, count: int, asks: int, ahead: float) -> list[int]:
        """So many places, or fewer, that divide a gap into parts that need two requests each, and perhaps one at its end."""
        rows = min(guess.rows, ahead)
        found: list[int] = []
        for number in range(1, count + 1):
            target = rows * 2 * number / asks if guess.rows <= ahead else rows * number / (count + 1)
            place = self._boundary_near(guess.parts, target) or _place_after(guess.parts, target)
            if place is not None and (not found or place > found[-1]):
                found.append(place)
        return found

    def _boundary_near(self, parts: Sequence[Stretch], target: float) -> int | None:
        """The place between two stretches, if about so many rows lie before it."""
        passed = 0.0
        found = None
        for part, following in pairwise(parts):
            passed += part.rows
            if abs(passed - target) < 0.35 * self.page:
                found = following.start
        return found


def _place_after(parts: Sequence[Stretch], rows: float) -> int | None:
    """The place with so many rows before it; where that is between tokens, one that no NFT can have."""
    for part in parts:
        if part.rows > 0 and rows <= part.rows:
            place = part.place_after(rows)
            if 2 * (part.end - part.start) > 3 * SERIALS:
                place = round(place / SERIALS) * SERIALS
            return place if part.start < place < part.end else None
        rows -= part.rows
    return None
