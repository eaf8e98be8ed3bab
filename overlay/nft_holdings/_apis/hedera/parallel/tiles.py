"""Cut an unread key range into tiles, each of which is read from both ends inwards.

Tiles cover all keys of the range, those without a count too. A boundary lies between two tokens, where the counts are exact; within a
token only if its highest NFT is known.
"""

import math
from collections.abc import Iterator, Sequence

from attrs import evolve, frozen

from nft_holdings._apis.hedera.sort_key import Key

from .counts import RowCount

Tile = tuple[Key, Key, Sequence[RowCount] | None]
"""The lowest key of a tile, its highest one, and its counts; None if nothing is known of it."""

ROUND = 1.0
"""A round trip more must save at least so many rows for each request."""
MARGIN = 1.3
"""Tiles within a token are so many standard deviations smaller than their requests allow."""
MOST_TILES = 64
"""The most tiles of a token. Those of a large one are cut again when they are reached."""


@frozen(kw_only=True)
class Tiling:
    """How large tiles are, and how many are read at once. Each takes some part of a request more than its rows need.

    Attributes:
        requests: The most requests of a tile between tokens. Full pages cannot prove that they are the last, so a tile of them takes one
            more.
        within: The requests of a tile within a token.
        ahead: The pages behind the first missing row that are requested.
        kept: The most pages that are kept or pending.
    """

    requests: int
    within: int
    ahead: int
    kept: int


FAST = Tiling(requests=6, within=4, ahead=64, kept=72)
"""Few round trips."""
SPARING = Tiling(requests=16, within=12, ahead=128, kept=144)
"""Few requests, where a rate limit makes them dearer than round trips."""


def capacity(requests: int, page: int) -> int:
    """Return how many rows so many requests from both ends read, with the proof that no row lies between them."""
    return requests * page - (requests + 1) // 2


def requests_for(rows: float, page: int) -> int:
    """Return how many requests read so many rows of a tile."""
    requests = max(1, math.ceil(rows / page))
    return requests + (capacity(requests, page) < rows)


def tiles(low: Key, high: Key, counts: Sequence[RowCount], page: int, tiling: Tiling, *, ascending: bool) -> Iterator[Tile]:
    """Yield the tiles of a key range, from its highest key downwards.

    Where links ascend, a tile that begins at its highest key begins with a bound that links do not use. So the rest of a token that was
    cut makes a tile of its own there, in which serial numbers alone are bounded.

    Args:
        low: The lowest key of the range.
        high: The highest.
        counts: The counts within it, in ascending order.
        page: The rows of a full page.
        tiling: The size of tiles.
        ascending: True if the listing's lowest key comes first.
    """
    left, is_cut = [*counts], False
    while left:
        first, most = left[-1], _most(left[-1], page, tiling)
        rows = float(page) if first.is_dense else most
        rows *= max(1, math.ceil(first.expected / rows / MOST_TILES))
        if first.is_bounded and first.expected > rows:
            key, is_cut = first.high + 1 - max(1, round(first.width * rows / first.expected)), ascending
            tile, left[-1] = [evolve(first, low=key, rows=rows)], evolve(first, high=key - 1, rows=first.rows - rows)
        else:
            number = 1 if is_cut else _best_number(left, page, most)
            tile = left[-number:]
            del left[-number:]
            key, is_cut = (tile[0].low if left or is_cut else low), False
        yield key, high, tile
        high = key - 1
    if low <= high:
        yield low, high, ()


def _most(first: RowCount, page: int, tiling: Tiling) -> float:
    """Return the most rows of a tile that begins with a count."""
    if first.is_dense or not first.is_bounded:
        return capacity(tiling.requests, page)
    most = capacity(tiling.within, page)
    return most - MARGIN * math.sqrt(most * (1 - first.expected / first.width))


def _best_number(left: Sequence[RowCount], page: int, most: float) -> int:
    """Return how many of the highest counts make a tile that needs the fewest requests for its rows, in few round trips."""
    best, chosen, rows = -math.inf, 1, 0.0
    for number, count in enumerate(reversed(left), 1):
        is_large = count.expected > most
        if is_large and number > 1:
            break  # its highest NFT is read first, which shows if it has any
        rows += 0 if is_large else count.expected
        if rows > most and number > 1:
            break
        requests = requests_for(rows, page)
        score = rows / requests - ROUND * math.ceil(requests / 2)
        if score >= best:
            best, chosen = score, number
    return chosen
