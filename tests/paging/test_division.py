"""How many requests, and how many round trips one after the other, it takes to read a listing whose NFTs lie in different ways."""

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from random import Random

import pytest
from attrs import frozen
from nft_holdings._apis.hedera.parallel.splitter import ALL, MORE_AHEAD, RangeSplitter
from nft_holdings._apis.hedera.parallel.unread_range import LoadedRange
from nft_holdings._apis.hedera.sort_key import SERIALS

PAGE, AT_ONCE = 100, 32
KEPT = ALL + MORE_AHEAD // 3
Keys = Iterable[tuple[int, int]]
"""Tokens and serial numbers."""


@frozen
class Cost:
    """What it took: requests for each page that a reader of links needs, and round trips one after the other."""

    requests: float
    round_trips: float


def cost(keys: Keys, *, descending: bool = True, first: int = PAGE) -> Cost:
    """Read a listing from a server that answers each request after one round trip, and hold what comes against the truth.

    Args:
        keys: What is held.
        descending: The order of the listing.
        first: How many NFTs the first page has. All others have `PAGE` at the most.
    """
    sign = -1 if descending else 1
    places = sorted(sign * (token * SERIALS + serial) for token, serial in keys)
    ends = (1, 1) if descending else (2**120, 2**101)
    division = RangeSplitter(places[first - 1], *ends, places[:first], first)
    numbers = count()
    coming: list[tuple[float, int, object, Sequence[int]]] = []
    given: list[int] = []
    requests, now = 1, 1.0

    def send() -> int:
        asks = division.asks(AT_ONCE)
        for ask in asks:
            at = (
                len(places) if ask.start is None else (bisect_right if ask.from_row and not ask.forward else bisect_left)(places, ask.start)
            )
            found = places[at : at + PAGE] if ask.forward else places[max(at - PAGE, 0) : at]
            # Replies come one after the other, though at nearly the same time.
            heapq.heappush(coming, (now + 1, next(numbers), ask, found))
        return len(asks)

    requests += send()
    while coming:
        now, _, ask, found = heapq.heappop(coming)
        if division.needs(ask):  # type: ignore[arg-type]
            assert division.fits(ask, found, more=len(found) == PAGE)  # type: ignore[arg-type]
            division.land(ask, found, None, more=len(found) == PAGE)  # type: ignore[arg-type]
        else:
            division.drop(ask)  # type: ignore[arg-type]
        while (run := division.next_run()) is not None:
            given += run.places
        assert sum(isinstance(part, LoadedRange) for part in division._parts) <= KEPT
        requests += send()
    assert division.over
    assert given == places[first:]
    return Cost(requests / -(-len(places) // PAGE), now)


def tokens(first: int, step: int, number: int, serials: int) -> Keys:
    return [(first + step * token, serial) for token in range(number) for serial in range(1, serials + 1)]


def scattered(random: Random, number: int, serials: int) -> Keys:
    return [(token, serial) for token in random.sample(range(1_000, 5_000_000), number) for serial in range(1, serials + 1)]


def of_all_sizes(random: Random) -> Keys:
    return [(token, serial) for token in random.sample(range(1_000, 5_000_000), 100) for serial in range(1, 1 + random.randint(1, 100))]


def clusters(random: Random) -> Keys:
    starts = random.sample(range(1_000, 9_000_000), 5)
    return {(start + random.randrange(300), random.randrange(1, 50)) for start in starts for _ in range(1_000)}


def sparse(random: Random) -> Keys:
    return [(654_321, serial) for serial in random.sample(range(1, 10_000_000), 5_000)]


HELD: dict[str, tuple[Callable[[Random], Keys], float, float]] = {
    "one token": (lambda _: tokens(654_321, 1, 1, 5_000), 1.2, 5),
    "one token of which others hold most": (sparse, 1.25, 6),
    "as many tokens as NFTs, one after the other": (lambda _: tokens(5_000, 1, 5_000, 1), 1.25, 5),
    "as many tokens as NFTs, anywhere": (lambda random: scattered(random, 5_000, 1), 1.25, 5.5),
    "5 tokens of 1,000": (lambda _: tokens(1_000, 1, 5, 1_000), 1.25, 8),
    "10 tokens of 500": (lambda _: tokens(2_000, 3, 10, 500), 1.3, 6),
    "500 tokens of 10": (lambda random: scattered(random, 500, 10), 1.4, 7),
    "100 tokens of up to 100": (of_all_sizes, 1.4, 10),
    "five clusters": (clusters, 1.25, 8),
    # Where each token fills pages, two walkers meet with nothing left between them, and have to ask.
    "50 tokens of 100, anywhere": (lambda random: scattered(random, 50, 100), 1.7, 12),
    "50 tokens of 100, one after the other": (lambda _: tokens(1_000, 1, 50, 100), 1.6, 8),
}


@pytest.mark.parametrize("descending", [True, False], ids=["descending", "ascending"])
@pytest.mark.parametrize("name", HELD)
def test_what_5000_nfts_cost(name: str, descending: bool) -> None:
    held, requests, round_trips = HELD[name]
    found = [cost(held(Random(seed)), descending=descending) for seed in range(5)]
    middle = Cost(sorted(each.requests for each in found)[2], sorted(each.round_trips for each in found)[2])
    assert middle.requests <= requests, middle
    assert middle.round_trips <= round_trips, middle


@pytest.mark.parametrize("rows", [101, 150, 200, 201, 250, 350, 500])
def test_what_a_few_pages_cost(rows: int) -> None:
    """No more than five requests more than pages, and hardly more round trips."""
    for seed in range(5):
        random = Random(seed)
        for keys in (scattered(random, rows, 1), tokens(70_000, 13, -(-rows // 10), 10), tokens(5_000, 1, 1, rows)):
            held = list(keys)[:rows]
            found = cost(held)
            pages = -(-rows // PAGE)
            assert found.requests * pages <= pages + 5, (rows, found)
            assert found.round_trips <= max(pages, 2) + 1, (rows, found)


def test_a_long_listing_is_read_with_bounded_memory() -> None:
    found = cost(tokens(2_000, 7, 200, 1_000))
    assert found.requests < 1.25
    assert found.round_trips < 400  # of 2,000 pages


@pytest.mark.parametrize("first", [10, 80, 99])
def test_later_pages_may_be_larger_than_the_first(first: int) -> None:
    """All comes, though what was wasted cannot be told from the size of a page."""
    for seed in range(5):
        random = Random(seed)
        cost(scattered(random, 2_000, 1), first=first)
        cost(of_all_sizes(random), first=first)
        cost(tokens(2_000, 7, 20, 100), first=first)
