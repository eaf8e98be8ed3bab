"""The window of a rate limit as the server sees it: requests take their time to arrive, some more than others."""

import heapq
from bisect import bisect_left
from collections.abc import Callable
from random import Random

import pytest
from nft_holdings import RateLimit, Retry
from nft_holdings._transport.rate_limit import LONGEST_DELAY, WAY_THERE, Permit, Window

from tests.support.fake_clock import Clock
from tests.support.limiters import acquire, limiter_of
from tests.support.loopback_reads import read, serials
from tests.support.mocked_clients import own
from tests.support.servers.raw_server import RawServer, once, well

AT_ONCE = 32
Way = tuple[float, float]
"""The seconds from the permit of a request to its arrival, and from there to its reply."""
Delays = Callable[[Random, bool], Way]
"""Give the way of a request, from True if it opens a connection."""


def constant(there: float, back: float) -> Delays:
    return lambda random, is_first: (there, back)


def varying(random: Random, is_first: bool) -> Way:
    return random.uniform(0.001, 0.02), random.uniform(0.001, 0.03)


def opening_connections(random: Random, is_first: bool) -> Way:
    return (0.3, 0.05) if is_first else (0.05, 0.05)


def stalling(random: Random, is_first: bool) -> Way:
    return (random.uniform(0.1, 0.4), 0.0) if random.random() < 0.02 else (0.0005, 0.0005)


def replying_late(random: Random, is_first: bool) -> Way:
    return (0.001, random.uniform(1.0, 5.0)) if random.random() < 0.01 else (0.001, 0.002)


WAYS: dict[str, Delays] = {
    "a server next door": constant(0.0004, 0.0004),
    "a server far away": constant(0.05, 0.05),
    "a network that varies": varying,
    "connections that are opened first": opening_connections,
    "a machine that stalls": stalling,
    "a server that replies late": replying_late,
}


def arrivals(clock: Clock, limit: RateLimit, delays: Delays, windows: int) -> list[float]:
    """Send as many requests as the limit and the concurrency allow, and return when each of them arrives."""
    window, random = Window(limit), Random(1)
    replies: list[tuple[float, int, Permit]] = []
    arrived: list[float] = []
    while clock.now < windows * limit.seconds:
        while replies and replies[0][0] <= clock.now:
            window.note_reply(heapq.heappop(replies)[2])
        permit = window.permit(0.0) if len(replies) < AT_ONCE else None
        if permit is not None:
            there, back = delays(random, len(arrived) < min(AT_ONCE, limit.requests))
            arrived.append(clock.now + there)
            heapq.heappush(replies, (clock.now + there + back, len(arrived), permit))
            continue
        moments = [replies[0][0]] if replies else []
        if len(replies) < AT_ONCE:
            moments.append(clock.now + window.seconds_to_next())
        clock.now = max(min(moments), clock.now + 0.000_01)
    return sorted(arrived)


def most_in(moments: list[float], seconds: float) -> int:
    return max(bisect_left(moments, each + seconds - 1e-9) - index for index, each in enumerate(moments))


@pytest.mark.parametrize("requests", [5, 50, 500])
@pytest.mark.parametrize("way", WAYS)
def test_the_server_never_sees_more_than_the_limit(clock: Clock, way: str, requests: int) -> None:
    limit = RateLimit(requests)
    arrived = arrivals(clock, limit, WAYS[way], 10)
    assert len(arrived) > 3 * requests
    assert most_in(arrived, limit.seconds) <= requests


@pytest.mark.parametrize("requests", [50, 500])
@pytest.mark.parametrize("way", ["a server next door", "a network that varies"])
def test_the_limit_is_used(clock: Clock, way: str, requests: int) -> None:
    arrived = arrivals(clock, RateLimit(requests), WAYS[way], 30)
    # A window that has begun may hold a whole one's requests. So windows are measured from one request to that of a later one.
    later = arrived[5 * requests :]
    windows = len(later) // requests - 1
    assert windows / (later[windows * requests] - later[0]) >= 0.97


def test_a_request_counts_for_one_window_from_its_reply(clock: Clock) -> None:
    window = Window(RateLimit(1, 1.0))
    permit = window.permit(0.0)
    assert permit is not None
    clock.now = 0.2
    window.note_reply(permit)
    clock.now = 1.1
    assert window.permit(0.0) is None
    assert window.seconds_to_next() == pytest.approx(0.1)
    clock.now = 1.21
    assert window.permit(0.0) is not None


def test_half_of_the_shortest_round_trip_is_no_part_of_it(clock: Clock) -> None:
    window = Window(RateLimit(1, 1.0))
    for turn, trip in enumerate((0.3, 0.1)):
        clock.now = turn * 10.0
        permit = window.permit(0.0)
        assert permit is not None
        clock.now += trip
        window.note_reply(permit)
    assert window.seconds_to_next() == pytest.approx(1.0 - WAY_THERE * 0.1)


def test_a_request_without_a_reply_counts_for_one_window_and_the_longest_delay(clock: Clock) -> None:
    for limit in (RateLimit(1, 1.0), RateLimit(1, 0.1), RateLimit(1, 100.0)):
        window, delay = Window(limit), min(LONGEST_DELAY, limit.seconds / 2)
        permit = window.permit(0.0)
        assert permit is not None
        assert window.seconds_to_next() == pytest.approx(limit.seconds), "its reply may come at any time"
        clock.now += limit.seconds + delay - 0.001
        assert window.permit(0.0) is None
        clock.now += 0.002
        assert window.permit(0.0) is not None
        window.note_reply(permit)
        assert window.count == 1, "a reply that comes even later changes nothing"


def test_a_very_late_reply_counts_as_one_after_the_longest_delay(clock: Clock) -> None:
    window = Window(RateLimit(1, 1.0))
    permit = window.permit(0.0)
    assert permit is not None
    clock.now = 0.9
    window.note_reply(permit)
    assert window.seconds_to_next() == pytest.approx(0.1 + LONGEST_DELAY)


def test_a_limiter_waits_no_longer_than_it_must(clock: Clock) -> None:
    limiter = limiter_of(RateLimit(2, 1.0))
    assert [acquire(limiter) for _ in range(4)] == pytest.approx([0.0, 0.0, 1.0 + LONGEST_DELAY, 0.0])


@own
@pytest.mark.usefixtures("engine")
def test_clients_note_replies_but_not_failures(blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Permit] = []
    monkeypatch.setattr(Window, "note_reply", lambda window, permit: noted.append(permit))
    with RawServer(once(b""), well) as server:
        retry = Retry(attempts=2, wait_initial=0, wait_jitter=0)
        assert serials(read(blocking, server.url, rate_limit=RateLimit(50), retry=retry)) == [2, 1]
        assert (len(server.arrivals), len(noted)) == (2, 1)
