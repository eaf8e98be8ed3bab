"""The waits between attempts, and the time for all of them. No test waits: a clock records each wait."""

import random

import pytest
from nft_holdings import ApiError, Retry

from tests.support.fake_clock import Clock
from tests.support.mocked_clients import GOOD, Answer, Flavour, both, outcome

BUSY = Answer(503)


@both
def test_each_wait_is_twice_as_long_up_to_the_longest(flavour: Flavour, clock: Clock) -> None:
    outcome(flavour, [BUSY], clock=clock, retry=Retry(attempts=7, wait_initial=0.5, wait_max=6, wait_jitter=0))
    assert clock.waits == [0.5, 1, 2, 4, 6, 6]


@both
def test_each_page_starts_with_the_shortest_wait(flavour: Flavour, clock: Clock) -> None:
    link = {"nfts": [], "links": {"next": "/api/v1/accounts/0.0.1/nfts?limit=2&serialnumber=lt:4"}}
    first = Answer(content=str(link).replace("'", '"').encode())
    outcome(flavour, [BUSY, BUSY, first, BUSY, GOOD], clock=clock, retry=Retry(wait_initial=1, wait_jitter=0))
    assert clock.waits == [1, 2, 1]


@both
def test_the_defaults(flavour: Flavour, clock: Clock) -> None:
    for _ in range(50):
        outcome(flavour, [BUSY], clock=clock)
    for number, least in enumerate([0.25, 0.5, 1, 2]):
        waits = clock.waits[number::4]
        assert all(least <= wait <= least + 0.5 for wait in waits)
        # Spread over all of its range, so that many clients do not come back at once: by chance it fails once in 10^7.
        assert min(waits) < least + 0.15
        assert max(waits) > least + 0.35


@both
def test_jitter_does_not_go_past_the_longest_wait(flavour: Flavour, clock: Clock) -> None:
    outcome(flavour, [BUSY], clock=clock, retry=Retry(attempts=40, wait_initial=0.5, wait_max=1, wait_jitter=5))
    assert max(clock.waits) == 1
    assert min(clock.waits) >= 0.5


@both
def test_a_thousand_attempts_do_not_overflow(flavour: Flavour, clock: Clock) -> None:
    result = outcome(flavour, [BUSY], clock=clock, retry=Retry(attempts=1000, timeout=86_400, wait_initial=86_400, wait_max=1))
    assert len(result.sent) == 1000


@both
@pytest.mark.parametrize("takes", [0.0, 0.7, 3.0])
def test_nothing_goes_past_the_time_for_all_attempts(flavour: Flavour, takes: float, clock: Clock) -> None:
    for seed in range(40):
        chance = random.Random(seed)
        retry = Retry(
            attempts=50,
            timeout=chance.uniform(0.5, 20),
            wait_initial=chance.uniform(0, 2),
            wait_jitter=chance.uniform(0, 2),
        )
        began = clock.now
        result = outcome(flavour, [BUSY], clock=clock, takes=takes, retry=retry)
        assert isinstance(result.error, ApiError)
        # A server that takes its time is cut off by the HTTP library, which the made-up replies are not.
        assert clock.now - began <= retry.timeout + takes
        assert len(result.sent) < 50 or takes == 0


@both
def test_time_is_used_up_before_it_is_given_up(flavour: Flavour, clock: Clock) -> None:
    result = outcome(flavour, [BUSY], clock=clock, takes=1, retry=Retry(attempts=50, timeout=10, wait_initial=1, wait_max=1, wait_jitter=0))
    assert len(result.sent) == 5
    assert clock.now == 9


@both
def test_no_time_means_one_attempt(flavour: Flavour, clock: Clock) -> None:
    assert len(outcome(flavour, [BUSY], clock=clock, retry=Retry(timeout=0)).sent) == 1


@both
def test_an_attempt_is_given_no_more_time_than_is_left(flavour: Flavour, clock: Clock) -> None:
    retry = Retry(attempts=4, timeout=10, wait_initial=1, wait_max=1, wait_jitter=0)
    assert outcome(flavour, [BUSY], clock=clock, takes=2, timeout=6, retry=retry).timeouts == [6, 6, 4, 1]
    assert outcome(flavour, [BUSY], clock=clock, takes=2, timeout=None, retry=retry).timeouts == [10, 7, 4, 1]
    assert outcome(flavour, [BUSY], clock=clock, takes=2, timeout=6, retry=None).timeouts == [6]
    assert outcome(flavour, [BUSY], clock=clock, takes=2, timeout=None, retry=None).timeouts == [None]
