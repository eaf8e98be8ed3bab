"""A server that says how long to wait is believed: never asked early, and not waited for beyond the caller's limits."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from nft_holdings import ApiError, IncompleteListing, RateLimited, Retry, ServerError
from nft_holdings._transport.retry_after import seconds_to_wait

from tests.support.fake_clock import WALL, Clock
from tests.support.mocked_clients import GOOD, LISTINGS, Answer, Flavour, both, flavours, outcome

IMF, RFC850, ASCTIME = "%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"
AHEAD = Clock.http_date(3600)
BEHIND = Clock.http_date(-3600)
ASKS: dict[str, tuple[dict[str, str], Any]] = {
    "seconds": ({"Retry-After": "7"}, 7),
    "none at all": ({"Retry-After": "0"}, 0),
    "a fraction": ({"Retry-After": "2.75"}, 2.75),
    "seconds with a unit": ({"Retry-After": "3s"}, 3),
    "milliseconds": ({"Retry-After": "1500ms"}, 1.5),
    "white space": ({"Retry-After": "  4  "}, 4),
    "milliseconds of their own": ({"Retry-After-Ms": "2500"}, 2.5),
    "milliseconds twice over": ({"Retry-After-Ms": "2500ms"}, 2.5),
    "milliseconds before seconds": ({"Retry-After-Ms": "2500", "Retry-After": "3"}, 2.5),
    "milliseconds that are none": ({"Retry-After-Ms": "soon", "Retry-After": "3"}, 3),
    "a date": ({"Retry-After": Clock.http_date(9, IMF)}, 9),
    "a date of RFC 850": ({"Retry-After": Clock.http_date(9, RFC850)}, 9),
    "a date of asctime": ({"Retry-After": Clock.http_date(9, ASCTIME)}, 9),
    "a date in another zone": ({"Retry-After": Clock.http_date(9 + 7200, IMF).replace("GMT", "+0200")}, 9),
    "a date, the server's clock ahead": ({"Retry-After": Clock.http_date(3609), "Date": AHEAD}, 9),
    "a date, the server's clock behind": ({"Retry-After": Clock.http_date(-3591), "Date": BEHIND}, 9),
    "asctime, the server's clock ahead": ({"Retry-After": Clock.http_date(3609, ASCTIME), "Date": AHEAD}, 9),
    "RFC 850, the server's clock behind": ({"Retry-After": Clock.http_date(-3591, RFC850), "Date": BEHIND}, 9),
    "a date, the server's clock broken": ({"Retry-After": Clock.http_date(9), "Date": "yesterday"}, 9),
    "a date that is past": ({"Retry-After": Clock.http_date(-9)}, 0),
    "seconds, the server's clock ahead": ({"Retry-After": "7", "Date": AHEAD}, 7),
    "a reset": ({"RateLimit-Reset": "6"}, 6),
    "a reset that others call so": ({"X-RateLimit-Reset": "6"}, 6),
    "a reset at a moment": ({"RateLimit-Reset": str(int(WALL) + 8)}, 8),
    "a reset at a moment, in milliseconds": ({"X-RateLimit-Reset": str((int(WALL) + 8) * 1000)}, 8),
    "a reset, the server's clock ahead": ({"RateLimit-Reset": str(int(WALL) + 3608), "Date": AHEAD}, 8),
    "a reset that is past": ({"RateLimit-Reset": str(int(WALL) - 8)}, 0),
    "a reset after a word": ({"Retry-After": "soon", "RateLimit-Reset": "6"}, 6),
    "seconds before a reset": ({"Retry-After": "7", "RateLimit-Reset": "50"}, 7),
    "a reset with nothing left": ({"RateLimit-Reset": "6", "RateLimit-Remaining": "0"}, 6),
    "a reset with something left": ({"RateLimit-Reset": "6", "RateLimit-Remaining": "12"}, None),
    "words": ({"Retry-After": "soon"}, None),
    "nothing": ({"Retry-After": ""}, None),
    "below zero": ({"Retry-After": "-7"}, None),
    "below zero, reset": ({"RateLimit-Reset": "-7"}, None),
    "no number": ({"Retry-After": "NaN"}, None),
    "infinity": ({"Retry-After": "Infinity"}, None),
    "two of them": ({"Retry-After": "7, 9"}, 9.0),
    "the newer header": ({"RateLimit": '"default";r=0;t=7'}, 7.0),
    "the newer header, where some are left": ({"RateLimit": '"default";r=5;t=7'}, None),
    "another spelling": ({"X-Rate-Limit-Reset": "7"}, 7.0),
    "half a date": ({"Retry-After": "Fri, 15 Jan"}, None),
    "a date that is none": ({"Retry-After": "Sun, 99 Foo 2027 99:99:99 GMT"}, None),
    "other digits": ({"Retry-After": "٧"}, None),
}


@pytest.fixture(params=["UTC0", "EST5", "IST-5:30"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The time zone of the machine does not matter."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize("kind", [kind for kind in ASKS if kind != "other digits"])
@both
def test_what_is_asked_for_is_waited(flavour: Flavour, kind: str, clock: Clock) -> None:
    headers, asked = ASKS[kind]
    refused = outcome(flavour, [Answer(503, headers=headers)], clock=clock, retry=None)
    assert refused.error.retry_after == asked
    result = outcome(flavour, [Answer(429, headers=headers), GOOD], clock=clock, retry=Retry(wait_initial=0.125, wait_jitter=0))
    assert result.error is None
    assert clock.waits == [max(asked or 0, 0.125)]


@pytest.mark.parametrize("kind", ASKS)
@pytest.mark.usefixtures("zone")
def test_headers_mean_the_same_everywhere(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    Clock(monkeypatch)
    headers, asked = ASKS[kind]
    assert seconds_to_wait({name.lower(): value for name, value in headers.items()}) == asked


@both
@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_any_refusal_that_passes_may_say_how_long(flavour: Flavour, status: int, clock: Clock) -> None:
    outcome(flavour, [Answer(status, headers={"Retry-After": "11"}), GOOD], clock=clock)
    assert clock.waits == [11]


@both
def test_a_refusal_that_lasts_is_not_asked_again_whatever_it_says(flavour: Flavour, clock: Clock) -> None:
    result = outcome(flavour, [Answer(400, headers={"Retry-After": "1"})], clock=clock)
    assert (clock.waits, result.error.retry_after) == ([], 1)


@both
def test_the_wait_is_never_shorter_than_the_backoff(flavour: Flavour, clock: Clock) -> None:
    answers = [Answer(429, headers={"Retry-After": "3"})]
    outcome(flavour, answers, clock=clock, retry=Retry(attempts=5, wait_initial=1, wait_jitter=0))
    assert clock.waits == [3, 3, 4, 8]


@both
def test_the_longest_wait_bounds_only_what_the_server_does_not_ask_for(flavour: Flavour, clock: Clock) -> None:
    outcome(flavour, [Answer(429, headers={"Retry-After": "50"}), GOOD], clock=clock, retry=Retry(wait_max=1))
    assert clock.waits == [50]


HUGE = ["61", "60.001", "86400", "9" * 15, "9" * 16, "9" * 300, "61000ms", Clock.http_date(61), Clock.http_date(10**8)]


@flavours
@pytest.mark.parametrize("asked", HUGE)
def test_more_than_the_cap_is_raised_at_once(flavour: Flavour, asked: str, clock: Clock) -> None:
    result = outcome(flavour, [Answer(429, headers={"Retry-After": asked}), GOOD], clock=clock)
    assert isinstance(result.error, RateLimited)
    assert (len(result.sent), clock.waits) == (1, [])
    assert result.error.retry_after is not None
    assert result.error.retry_after > 60
    assert result.error.temporary


@both
def test_the_cap_itself_is_waited(flavour: Flavour, clock: Clock) -> None:
    retry = Retry(retry_after_max=90)
    assert outcome(flavour, [Answer(503, headers={"Retry-After": "90"}), GOOD], clock=clock, retry=retry).error is None
    assert clock.waits == [90]
    result = outcome(flavour, [Answer(503, headers={"Retry-After": "90.5"}), GOOD], clock=clock, retry=retry)
    assert isinstance(result.error, ServerError)
    assert result.error.retry_after == 90.5


@both
@pytest.mark.parametrize(("takes", "waits"), [(0.0, []), (9.0, [20])])
def test_a_wait_past_the_time_for_all_attempts_is_raised_at_once(flavour: Flavour, takes: float, waits: Any, clock: Clock) -> None:
    asked = "20" if takes else "40"
    retry = Retry(timeout=40, wait_jitter=0)
    result = outcome(flavour, [Answer(429, headers={"Retry-After": asked})], clock=clock, takes=takes, retry=retry)
    assert isinstance(result.error, RateLimited)
    assert (clock.waits, result.error.retry_after) == (waits, float(asked))
    assert clock.now <= 40


@both
def test_a_later_page_tells_how_long_to_wait(flavour: Flavour, clock: Clock) -> None:
    answers = [LISTINGS["hedera"][0], Answer(429, headers={"Retry-After": "3600"})]
    result = outcome(flavour, answers, clock=clock)
    assert isinstance(result.error, IncompleteListing)
    assert isinstance(result.error.cause, ApiError)
    assert (result.error.cause.retry_after, len(result.sent)) == (3600, 2)
    assert result.error.cursor is not None
