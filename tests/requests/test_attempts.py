"""The failures that are retried, and the number of attempts."""

import json
from itertools import cycle
from typing import Any

import pytest
from nft_holdings import ApiError, ConnectionFailed, DecodeError, IncompleteListing, Retry

from tests.support.fake_clock import Clock
from tests.support.mocked_clients import GOOD, KEYS, LISTINGS, PAGE, PROMPT, Answer, Flavour, both, flavours, in_json, outcome

AGAIN = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 598, 599}
TWICE = Retry(attempts=2, wait_initial=0, wait_jitter=0)


@both
def test_statuses_that_are_tried_again_are_those_that_are_documented(flavour: Flavour, clock: Clock) -> None:
    sent = {status: len(outcome(flavour, [Answer(status), GOOD], retry=TWICE).sent) for status in range(300, 600)}
    assert {status for status, count in sent.items() if count == 2} == AGAIN
    assert set(sent.values()) == {1, 2}


@flavours
@pytest.mark.parametrize("status", sorted(AGAIN))
def test_a_status_that_passes_is_not_seen(flavour: Flavour, status: int, clock: Clock) -> None:
    result = outcome(flavour, [Answer(status), GOOD], retry=TWICE)
    assert result.error is None
    assert [row.serial_number for row in result.rows] == [2, 1]


@flavours
@pytest.mark.parametrize(
    ("error", "sent", "again"),
    [
        ("ConnectError", False, True),
        ("ConnectTimeout", False, True),
        ("PoolTimeout", False, True),
        ("ProxyError", False, True),
        ("ReadError", True, True),
        ("ReadTimeout", True, True),
        ("WriteError", True, True),
        ("WriteTimeout", True, True),
        ("CloseError", True, True),
        ("RemoteProtocolError", True, True),
        ("LocalProtocolError", False, False),
        ("UnsupportedProtocol", False, False),
        ("InvalidURL", False, False),
    ],
)
def test_failed_connections(flavour: Flavour, error: str, sent: bool, again: bool, clock: Clock) -> None:
    result = outcome(flavour, [Answer(error=error)], retry=Retry(attempts=3))
    assert isinstance(result.error, ConnectionFailed)
    assert (result.error.sent, result.error.temporary) == (sent, again)
    assert (len(result.sent), len(clock.waits)) == ((3, 2) if again else (1, 0))


DEEP = b'{"nfts": ' + b"[" * 100 + b"]" * 100 + b', "links": {"next": null}}'
WRONG: dict[str, tuple[Answer, bool]] = {
    "cut off": (Answer(content=json.dumps(PAGE).encode()[:-9]), True),
    "empty": (Answer(), True),
    "a page of HTML": (Answer(content=b"<html>Just a moment</html>", headers={"content-type": "text/html"}), True),
    "no JSON": (Answer(content=b'{"nfts": [NaN]}'), True),
    "no text": (Answer(content=b"\xff\xfe\x00"), True),
    "another document": (in_json({"ok": True}), True),
    "a list": (in_json([]), True),
    "null": (in_json(None), True),
    "no list of rows": (in_json({"nfts": 3, "links": {"next": None}}), True),
    "a link that is none": (in_json({"nfts": [], "links": {"next": "/elsewhere"}}), True),
    "not compressed as it says": (Answer(content=b"plain", headers={"content-encoding": "gzip"}), True),
    "a compression that was not requested": (Answer(content=b"plain", headers={"content-encoding": "br"}), True),
    "too deep": (Answer(content=DEEP), False),
    "too large": (Answer(content=b" " * 5000), False),
    "a row that cannot be read": (in_json({"nfts": [{"token_id": 7}], "links": {"next": None}}), False),
}


@both
@pytest.mark.parametrize("kind", WRONG)
def test_replies_that_cannot_be_read(flavour: Flavour, kind: str, clock: Clock) -> None:
    answer, again = WRONG[kind]
    result = outcome(flavour, [answer], retry=Retry(attempts=4), max_reply_bytes=4000)
    assert isinstance(result.error, DecodeError)
    assert result.error.temporary is again
    assert len(result.sent) == (4 if again else 1)
    if again:
        assert outcome(flavour, [answer, GOOD], retry=TWICE).error is None


@flavours
@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_as_many_attempts_as_are_granted_and_no_more(flavour: Flavour, attempts: int, clock: Clock) -> None:
    failing = outcome(flavour, [Answer(503)], retry=Retry(attempts=attempts))
    assert isinstance(failing.error, ApiError)
    assert (len(failing.sent), len(clock.waits)) == (attempts, attempts - 1)
    last = outcome(flavour, [Answer(503)] * (attempts - 1) + [GOOD], retry=Retry(attempts=attempts))
    assert (last.error, len(last.sent), len(last.rows)) == (None, attempts, 2)
    late = outcome(flavour, [Answer(503)] * attempts + [GOOD], retry=Retry(attempts=attempts))
    assert (type(late.error), len(late.sent)) == (type(failing.error), attempts)


@both
def test_without_retry_there_is_one_attempt(flavour: Flavour, clock: Clock) -> None:
    for answer in (Answer(503, headers={"retry-after": "1"}), Answer(error="ReadError"), Answer(content=b"{")):
        result = outcome(flavour, [answer, GOOD], retry=None)
        assert (len(result.sent), clock.waits) == (1, [])
        assert result.error.temporary


@both
def test_five_attempts_are_the_default(flavour: Flavour, clock: Clock) -> None:
    assert len(outcome(flavour, [Answer(503)]).sent) == 5


@both
def test_the_error_that_is_raised_is_the_last_one(flavour: Flavour, clock: Clock) -> None:
    result = outcome(
        flavour, [Answer(error="ReadError"), Answer(500), in_json({"_status": {"messages": []}}, 429)], retry=Retry(attempts=3)
    )
    assert result.error.status == 429
    # Neither the errors before it nor the library's own are kept: their frames have URLs, and URLs may have keys.
    assert (result.error.__cause__, result.error.__context__) == (None, None)


@both
def test_a_lasting_error_after_a_passing_one_ends_it(flavour: Flavour, clock: Clock) -> None:
    result = outcome(flavour, [Answer(503), Answer(404), GOOD])
    assert (result.error.status, len(result.sent)) == (404, 2)


@both
def test_a_listing_that_contradicts_itself_is_not_asked_for_again(flavour: Flavour, clock: Clock) -> None:
    again = {**PAGE, "links": {"next": "/api/v1/accounts/0.0.1/nfts?limit=100&serialnumber=lt:1&token.id=lte:0.0.9"}}
    result = outcome(flavour, [in_json(again)])
    assert isinstance(result.error, IncompleteListing)
    assert (result.error.cause, clock.waits) == (None, [])


@both
def test_each_page_has_attempts_of_its_own(flavour: Flavour, clock: Clock) -> None:
    answers = [each for page in LISTINGS["hedera"] for each in (Answer(503), Answer(error="ReadError"), page)]
    result = outcome(flavour, answers, retry=Retry(attempts=3))
    assert [row.serial_number for row in result.rows] == [5, 4, 3, 2, 1]
    assert len(result.sent) == 9


@both
def test_a_later_page_that_stays_broken_leaves_the_listing_incomplete(flavour: Flavour, clock: Clock) -> None:
    result = outcome(flavour, [LISTINGS["hedera"][0], Answer(502)], retry=Retry(attempts=3))
    assert isinstance(result.error, IncompleteListing)
    assert isinstance(result.error.cause, ApiError)
    assert [row.serial_number for row in result.error.items] == [5, 4]
    assert len(result.sent) == 4


@flavours
@pytest.mark.parametrize("api", LISTINGS)
def test_what_comes_after_failures_is_complete_and_in_order(flavour: Flavour, api: str, clock: Clock) -> None:
    broken = cycle([Answer(503), Answer(error="ReadError"), Answer(content=b'{"da')])
    answers = [each for flaw, page in zip(broken, LISTINGS[api], strict=False) for each in (flaw, page)]
    result = outcome(flavour, answers, api=api, retry=PROMPT)
    assert result.error is None
    assert [KEYS[api](row) for row in result.rows] == [5, 4, 3, 2, 1]
    assert len(result.sent) >= 6
    assert result.sent[::2] == result.sent[1::2]


@flavours
def test_the_body_of_a_post_is_sent_again_whole(flavour: Flavour, clock: Clock) -> None:
    page = {"code": 0, "data": {"total": 0, "assets": []}}
    result = outcome(flavour, [Answer(503), Answer(error="WriteError"), in_json(page)], api="swapchat", retry=PROMPT)
    assert result.error is None
    assert [method for method, _, _ in result.sent] == ["POST"] * 3
    assert len({body for _, _, body in result.sent}) == 1
    assert json.loads(result.sent[2][2])["wallet_address"] == "w"


@both
@pytest.mark.parametrize(
    ("envelope", "kind", "sent"),
    [
        ({"code": 1, "msg": "no such wallet"}, ApiError, 1),
        ({"code": 503, "msg": "busy"}, ApiError, 1),
        ({"code": "E7", "msg": "busy", "data": None}, ApiError, 1),
        ({"code": None}, DecodeError, 3),
        ({"code": True}, DecodeError, 3),
        ({"code": 0}, DecodeError, 3),
    ],
)
def test_errors_inside_a_successful_reply(flavour: Flavour, envelope: Any, kind: type[Exception], sent: int, clock: Clock) -> None:
    # What the API's own codes mean is documented nowhere: none says that the same question may be answered later.
    result = outcome(flavour, [in_json(envelope)], api="swapchat", retry=Retry(attempts=3))
    assert isinstance(result.error, kind)
    assert len(result.sent) == sent


@both
def test_a_refusal_of_loopring_goes_by_its_status(flavour: Flavour, clock: Clock) -> None:
    body = {"resultInfo": {"code": 100001, "message": "no"}}
    assert len(outcome(flavour, [in_json(body, 400)], api="loopring", retry=PROMPT).sent) == 1
    assert len(outcome(flavour, [in_json(body, 500)], api="loopring", retry=PROMPT).sent) == 5
