"""How many NFTs there may be where nobody has looked yet, guessed from those that are known on both sides.

Places are keys in the order of the listing: negative ones where that is descending, so that a later place is always the larger.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Self

from attrs import frozen

from nft_holdings._apis.hedera.sort_key import SERIALS

FEW = 5
"""So many serial numbers of a token say how densely they lie."""
ENOUGH = 3
"""So many steps from token to token say how far apart tokens are; no more pages are looked at, as further away it may differ."""
ALIKE = 2
"""Both sides of a gap are alike if one's tokens are at most so many times as far apart. What lies between is like them, too…"""
FARTHEST = 10
"""…if it is at most so many times what is known of them…"""
DOUBT = 0.3
"""…and if the guess is off by no more than this share of itself, as chance goes."""
BOLDEST = 40
"""At most so many times what is known is guessed: where tokens lie in clusters, the emptiness between them looks full from inside."""
UNSEEN = 0.5
"""How much is guessed to lie above the serial numbers of a token that fill pages: as much as on this share of those pages."""

Places = Sequence[int]


def token(place: int) -> int:
    """The number of a place's token."""
    return abs(place) // SERIALS


@frozen
class Page:
    """NFTs that came on one page.

    Attributes:
        places: Their places.
        steps: How often another token follows.
    """

    places: Places
    steps: int

    @classmethod
    def of(cls, places: Places) -> Self:
        """A page with these NFTs."""
        return cls(places, len({*map(token, places)}) - 1)


Side = Sequence[Page]
"""What is known on one side of a gap: the pages next to it and to each other, the nearest first."""


@frozen
class Stretch:
    """A part of what is not known: from a place to another, with so many NFTs as far as can be guessed.

    Attributes:
        start: Its first place.
        end: The place behind it.
        rows: How many NFTs there may be.
        sure: Whether that can be relied on to some degree.
        thinning: How many times as far apart they are at its end as at its start.
    """

    start: int
    end: int
    rows: float
    sure: bool
    thinning: float = 1.0

    def place_after(self, rows: float) -> int:
        """The place with so many of its NFTs before it."""
        share = rows / self.rows
        if abs(self.thinning - 1) > 1e-6:
            share = (self.thinning**share - 1) / (self.thinning - 1)
        return self.start + int((self.end - self.start) * share)


def stretches(start: int, end: int, before: Side, after: Side, page: int) -> Iterator[Stretch]:
    """What may lie between two places: the rest of the first token, other tokens, and the beginning of the last token.

    Args:
        start: The last place that is known.
        end: The next one that is known, or that there is.
        before: What is known before.
        after: What is known after.
        page: How many NFTs a full page has.
    """
    if token(start) == token(end):
        yield _within_token(start, end, before, after, page)
        return
    descending = start < 0
    first_end = min(_boundary(start), end) if before else start
    last_start = max(_boundary(end) - SERIALS, first_end) if after else end
    if before and first_end > start:
        yield _beside(start, first_end, before, before[0].places[-1], page, below=descending)
    if last_start - first_end >= SERIALS:
        yield _between_tokens(first_end, last_start, before, after, page)
    if after and end > last_start:
        yield _beside(last_start, end, after, after[0].places[0], page, below=not descending)


def _boundary(place: int) -> int:
    """Where the token of a place ends, in the order of the listing."""
    return -(-place // SERIALS) * SERIALS if place < 0 else (place // SERIALS + 1) * SERIALS


def _within_token(start: int, end: int, before: Side, after: Side, page: int) -> Stretch:
    width = end - start - 1
    densities = [density for side in (before, after) if (density := _serial_density(side, token(start))) is not None]
    if not densities:
        return Stretch(start, end, min(width, page), sure=False)
    return Stretch(start, end, min(width, width * sum(densities) / len(densities)), sure=True)


def _serial_density(side: Side, number: int) -> float | None:
    """NFTs for each serial number that a token could have; None if too few of them are known."""
    found: list[int] = []
    rows = 0
    for page in side:
        here = page.places if not page.steps else [place for place in page.places if token(place) == number]
        if not here or token(here[0]) != number:
            break
        rows += len(here)
        found += (here[0], here[-1])
        if page.steps:
            break
    return rows / (max(found) - min(found) + 1) if rows >= FEW else None


def _beside(start: int, end: int, side: Side, known: int, page: int, *, below: bool) -> Stretch:
    """The rest of a token of which some serial numbers are known: those below them, or those above, of which there is no end."""
    places = side[0].places
    here = sum(token(place) == token(known) for place in places)
    each = len(places) / (side[0].steps + 1)
    if not below:
        seen = _pages_of_token(side, token(known))
        return Stretch(start, end, UNSEEN * page * seen if seen else each / 2, sure=False)
    lower = abs(known) % SERIALS - 1
    density = _serial_density(side, token(known))
    if density is None:
        return Stretch(start, end, min(lower, max(0.0, each - here)), sure=False)
    return Stretch(start, end, min(lower, density * lower), sure=True)


def _pages_of_token(side: Side, number: int) -> int:
    """How many pages of a side are of that token only."""
    return next((place for place, page in enumerate(side) if page.steps or token(page.places[0]) != number), len(side))


def _between_tokens(start: int, end: int, before: Side, after: Side, page: int) -> Stretch:
    width = (end - start) / SERIALS
    sides = [found for side in (before, after) if (found := _steps(side)) is not None]
    if not sides:
        return Stretch(start, end, 2.0 * page, sure=False)
    known = sum(len(page.places) for side in (before, after) for page in side)
    each = sum(rows for _, _, rows in sides) / sum(steps for _, steps, _ in sides)
    apart = [distance / steps for distance, steps, _ in sides]
    if len(sides) == 1:
        return Stretch(start, end, min(width / apart[0] * each, BOLDEST * known), sure=False)
    tokens = width / _logarithmic_mean(*apart)
    doubt = (1.5 / max(tokens, 1.0) + sum(0.5 / steps for _, steps, _ in sides)) ** 0.5
    sure = doubt <= DOUBT and max(apart) <= ALIKE * min(apart) and tokens * each <= FARTHEST * known
    return Stretch(start, end, min(tokens * each, BOLDEST * known), sure, apart[1] / apart[0])


def _logarithmic_mean(one: float, other: float) -> float:
    """How far apart things are on the whole, if that changes evenly from the one to the other."""
    return one if abs(one - other) < 1e-9 * one else (other - one) / math.log(other / one)


def _steps(side: Side) -> tuple[float, int, float] | None:
    """How far it is from token to token next to a gap: a distance, its steps, and the NFTs on it; None if all are of one token."""
    steps = rows = 0
    ends: list[int] = []
    for number, page in enumerate(side):
        steps += page.steps + (number > 0 and not _share_token(side[number - 1], page))
        rows += len(page.places)
        ends += token(page.places[0]), token(page.places[-1])
        if steps >= ENOUGH:
            break
    return (max(ends) - min(ends), steps, rows * steps / (steps + 1)) if steps else None


def _share_token(page: Page, other: Page) -> bool:
    """Whether the same token stands on both sides of where two pages meet."""
    first, second = (page, other) if page.places[0] < other.places[0] else (other, page)
    return token(first.places[-1]) == token(second.places[0])
