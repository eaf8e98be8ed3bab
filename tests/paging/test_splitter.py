"""The cost of reading a listing in key ranges, in requests and in round trips, for NFTs that are distributed in different ways."""

import heapq
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import count
from random import Random

import pytest
from attrs import frozen
from nft_holdings._apis.hedera.parallel.splitter import MORE_PREFETCH, SMALL_LISTING, RangeSplitter
from nft_holdings._apis.hedera.parallel.unread_range import LoadedRange
from nft_holdings._apis.hedera.sort_key import SERIALS

PAGE, AT_ONCE = 100, 32
KEPT = SMALL_LISTING + MORE_PREFETCH // 3
Keys = Iterable[tuple[int, int]]
"""Tokens and serial numbers."""


@frozen
class Cost:
    """The cost of a listing: requests for each page that a reader of links needs, and round trips one after the other."""

    requests: float
    round_trips: float


def cost(keys: Keys, *, descending: bool = True, first: int = PAGE) -> Cost:
    """Read a listing from a server that answers each request after one round trip, and compare the rows with the truth.

    Args:
        keys: The NFTs that are held.
        descending: The order of the listing.
        first: How many NFTs the first page has. All others have `PAGE` at the most.
    """
    sign = -1 if descending else 1
    held = sorted(sign * (token * SERIALS + serial) for token, serial in keys)
    ends = (1, 1) if descending else (2**120, 2**101)
    splitter = RangeSplitter(held[first - 1], *ends, held[:first], first)
    numbers = count()
    coming: list[tuple[float, int, object, Sequence[int]]] = []
    given: list[int] = []
    requests, now = 1, 1.0

    def send() -> int:
        wanted = splitter.requests(AT_ONCE)
        for request in wanted:
            bisect = bisect_right if request.from_row and not request.forward else bisect_left
            at = len(held) if request.start is None else bisect(held, request.start)
            found = held[at : at + PAGE] if request.forward else held[max(at - PAGE, 0) : at]
            # Replies come one after the other, though at nearly the same time.
            heapq.heappush(coming, (now + 1, next(numbers), request, found))
        return len(wanted)

    requests += send()
    while coming:
        now, _, request, found = heapq.heappop(coming)
        if splitter.needs(request):  # type: ignore[arg-type]
            assert splitter.fits(request, found, more=len(found) == PAGE)  # type: ignore[arg-type]
            splitter.land(request, found, None, more=len(found) == PAGE)  # type: ignore[arg-type]
        else:
            splitter.drop(request)  # type: ignore[arg-type]
        while (loaded := splitter.next_loaded()) is not None:
            given += loaded.keys
        assert sum(isinstance(part, LoadedRange) for part in splitter._ranges) <= KEPT
        requests += send()
    assert splitter.is_over
    assert given == held[first:]
    return Cost(requests / -(-len(held) // PAGE), now)


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


DISTRIBUTIONS: dict[str, tuple[Callable[[Random], Keys], float, float]] = {
    "one token": (lambda _: tokens(654_321, 1, 1, 5_000), 1.2, 5),
    "one token of which others hold most": (sparse, 1.25, 6),
    "as many tokens as NFTs, one after the other": (lambda _: tokens(5_000, 1, 5_000, 1), 1.25, 5),
    "as many tokens as NFTs, anywhere": (lambda random: scattered(random, 5_000, 1), 1.25, 5.5),
    "5 tokens of 1,000": (lambda _: tokens(1_000, 1, 5, 1_000), 1.25, 8),
    "10 tokens of 500": (lambda _: tokens(2_000, 3, 10, 500), 1.3, 6),
    "500 tokens of 10": (lambda random: scattered(random, 500, 10), 1.4, 7),
    "100 tokens of up to 100": (of_all_sizes, 1.4, 10),
    "five clusters": (clusters, 1.25, 8),
    # Where each token fills pages, two readers meet with nothing left between them, and need one more request to know.
    "50 tokens of 100, anywhere": (lambda random: scattered(random, 50, 100), 1.7, 12),
    "50 tokens of 100, one after the other": (lambda _: tokens(1_000, 1, 50, 100), 1.6, 8),
}


@pytest.mark.parametrize("descending", [True, False], ids=["descending", "ascending"])
@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_cost_of_5000_nfts(name: str, descending: bool) -> None:
    held, requests, round_trips = DISTRIBUTIONS[name]
    found = [cost(held(Random(seed)), descending=descending) for seed in range(5)]
    middle = Cost(sorted(each.requests for each in found)[2], sorted(each.round_trips for each in found)[2])
    assert middle.requests <= requests, middle
    assert middle.round_trips <= round_trips, middle


@pytest.mark.parametrize("rows", [101, 150, 200, 201, 250, 350, 500])
def test_the_cost_of_a_few_pages(rows: int) -> None:
    """Reading takes at most five requests more than pages, and hardly more round trips."""
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
    """All rows come, though the size of the first page does not show how many requests were wasted."""
    for seed in range(5):
        random = Random(seed)
        cost(scattered(random, 2_000, 1), first=first)
        cost(of_all_sizes(random), first=first)
        cost(tokens(2_000, 7, 20, 100), first=first)
