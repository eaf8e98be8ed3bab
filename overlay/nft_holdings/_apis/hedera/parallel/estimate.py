"""Estimate how many NFTs an unread range may have, from the pages on both sides of it.

Keys are signed here: negative where the listing is descending, so that an NFT that comes later always has the larger key.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Self

from attrs import frozen

from nft_holdings._apis.hedera.sort_key import SERIALS

ENOUGH_SERIALS = 5
"""At least so many serial numbers of a token must be known to estimate its others."""
ENOUGH_STEPS = 3
"""At most so many steps from token to token are measured: further away, tokens may be further apart."""
ALIKE = 2
"""An estimate is reliable if tokens on one side are at most so many times as far apart as on the other…"""
MOST_TIMES_KNOWN = 10
"""…if it is at most so many times the rows that are known on both sides…"""
LARGEST_ERROR = 0.3
"""…and if its likely error is at most this share of it."""
LARGEST_ESTIMATE = 40
"""The most that is estimated, in multiples of the known rows: within a cluster of tokens, the emptiness around it looks full."""
ABOVE_SHARE = 0.5
"""A token that fills pages is expected to have as many rows above its known serial numbers as this share of those pages has."""

Keys = Sequence[int]


def token(key: int) -> int:
    """Return the number of a key's token."""
    return abs(key) // SERIALS


@frozen
class KeyPage:
    """The keys of the NFTs on one page.

    Attributes:
        keys: The keys.
        steps: How often another token follows.
    """

    keys: Keys
    steps: int

    @classmethod
    def of(cls, keys: Keys) -> Self:
        """Return the page with these keys."""
        return cls(keys, len({*map(token, keys)}) - 1)


Neighbours = Sequence[KeyPage]
"""The loaded pages on one side of an unread range, the nearest first, with no unread range between them."""


@frozen
class Estimate:
    """A part of an unread range, and the number of NFTs that it may have.

    Attributes:
        start: Its first key.
        end: The key behind it.
        rows: The estimated number of NFTs.
        reliable: True if the estimate can be relied on.
        widening: How many times as far apart NFTs are at its end as at its start.
    """

    start: int
    end: int
    rows: float
    reliable: bool
    widening: float = 1.0

    def key_after(self, rows: float) -> int:
        """Return the key that has so many of its NFTs before it."""
        share = rows / self.rows
        if abs(self.widening - 1) > 1e-6:
            share = (self.widening**share - 1) / (self.widening - 1)
        return self.start + int((self.end - self.start) * share)


def estimates(start: int, end: int, before: Neighbours, after: Neighbours, page: int) -> Iterator[Estimate]:
    """Yield estimates for the parts between two keys: the rest of the first token, other tokens, and the beginning of the last token.

    Args:
        start: The last known key before them.
        end: The first known key after them, or the end of the listing.
        before: The loaded pages before them.
        after: The loaded pages after them.
        page: How many NFTs a full page has.
    """
    if token(start) == token(end):
        yield _within_token(start, end, before, after, page)
        return
    descending = start < 0
    first_end = min(_end_of_token(start), end) if before else start
    last_start = max(_end_of_token(end) - SERIALS, first_end) if after else end
    if before and first_end > start:
        yield _rest_of_token(start, first_end, before, before[0].keys[-1], page, below=descending)
    if last_start - first_end >= SERIALS:
        yield _between_tokens(first_end, last_start, before, after, page)
    if after and end > last_start:
        yield _rest_of_token(last_start, end, after, after[0].keys[0], page, below=not descending)


def _end_of_token(key: int) -> int:
    """Return the key behind the last one of a key's token, in the order of the listing."""
    return -(-key // SERIALS) * SERIALS if key < 0 else (key // SERIALS + 1) * SERIALS


def _within_token(start: int, end: int, before: Neighbours, after: Neighbours, page: int) -> Estimate:
    width = end - start - 1
    shares = [share for side in (before, after) if (share := _rows_per_serial(side, token(start))) is not None]
    if not shares:
        return Estimate(start, end, min(width, page), reliable=False)
    return Estimate(start, end, min(width, width * sum(shares) / len(shares)), reliable=True)


def _rows_per_serial(side: Neighbours, number: int) -> float | None:
    """Return the known NFTs for each serial number that a token could have; None if too few are known."""
    ends: list[int] = []
    rows = 0
    for page in side:
        here = page.keys if not page.steps else [key for key in page.keys if token(key) == number]
        if not here or token(here[0]) != number:
            break
        rows += len(here)
        ends += (here[0], here[-1])
        if page.steps:
            break
    return rows / (max(ends) - min(ends) + 1) if rows >= ENOUGH_SERIALS else None


def _rest_of_token(start: int, end: int, side: Neighbours, known: int, page: int, *, below: bool) -> Estimate:
    """Return an estimate for the rest of a token: the serial numbers below those that are known, or those above, which have no bound."""
    keys = side[0].keys
    here = sum(token(key) == token(known) for key in keys)
    each = len(keys) / (side[0].steps + 1)
    if not below:
        full = _pages_of_token(side, token(known))
        return Estimate(start, end, ABOVE_SHARE * page * full if full else each / 2, reliable=False)
    lower = abs(known) % SERIALS - 1
    share = _rows_per_serial(side, token(known))
    if share is None:
        return Estimate(start, end, min(lower, max(0.0, each - here)), reliable=False)
    return Estimate(start, end, min(lower, share * lower), reliable=True)


def _pages_of_token(side: Neighbours, number: int) -> int:
    """Return how many of the nearest pages are of one token only."""
    return next((index for index, page in enumerate(side) if page.steps or token(page.keys[0]) != number), len(side))


def _between_tokens(start: int, end: int, before: Neighbours, after: Neighbours, page: int) -> Estimate:
    width = (end - start) / SERIALS
    sides = [found for side in (before, after) if (found := _steps(side)) is not None]
    if not sides:
        return Estimate(start, end, 2.0 * page, reliable=False)
    known = sum(len(page.keys) for side in (before, after) for page in side)
    each = sum(rows for _, _, rows in sides) / sum(steps for _, steps, _ in sides)
    apart = [distance / steps for distance, steps, _ in sides]
    if len(sides) == 1:
        return Estimate(start, end, min(width / apart[0] * each, LARGEST_ESTIMATE * known), reliable=False)
    tokens = width / _logarithmic_mean(*apart)
    error = (1.5 / max(tokens, 1.0) + sum(0.5 / steps for _, steps, _ in sides)) ** 0.5
    reliable = error <= LARGEST_ERROR and max(apart) <= ALIKE * min(apart) and tokens * each <= MOST_TIMES_KNOWN * known
    return Estimate(start, end, min(tokens * each, LARGEST_ESTIMATE * known), reliable, apart[1] / apart[0])


def _logarithmic_mean(one: float, other: float) -> float:
    """Return the mean distance of tokens, if distances change evenly from one to the other."""
    return one if abs(one - other) < 1e-9 * one else (other - one) / math.log(other / one)


def _steps(side: Neighbours) -> tuple[float, int, float] | None:
    """Return a distance next to an unread range, its steps from token to token, and its NFTs; None if all are of one token."""
    steps = rows = 0
    ends: list[int] = []
    for number, page in enumerate(side):
        steps += page.steps + (number > 0 and not _share_token(side[number - 1], page))
        rows += len(page.keys)
        ends += token(page.keys[0]), token(page.keys[-1])
        if steps >= ENOUGH_STEPS:
            break
    return (max(ends) - min(ends), steps, rows * steps / (steps + 1)) if steps else None


def _share_token(page: KeyPage, other: KeyPage) -> bool:
    """Return True if two adjacent pages meet within one token."""
    first, second = (page, other) if page.keys[0] < other.keys[0] else (other, page)
    return token(first.keys[-1]) == token(second.keys[0])


def boundary_near(parts: Sequence[Estimate], rows: float, page: int) -> int | None:
    """Return the key between two parts that has about so many rows before it; None if none has."""
    passed = 0.0
    found = None
    for part, following in pairwise(parts):
        passed += part.rows
        if abs(passed - rows) < 0.35 * page:
            found = following.start
    return found


def key_after(parts: Sequence[Estimate], rows: float) -> int | None:
    """Return the key that has so many rows before it; between tokens, one that no NFT has."""
    for part in parts:
        if part.rows > 0 and rows <= part.rows:
            key = part.key_after(rows)
            if 2 * (part.end - part.start) > 3 * SERIALS:
                key = round(key / SERIALS) * SERIALS
            return key if part.start < key < part.end else None
        rows -= part.rows
    return None
