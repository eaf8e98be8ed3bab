"""Replies that would cost a client time or memory: long pages, bad rows, and texts in which keys are looked for."""

import copy
import json
import pickle
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from nft_holdings import DecodeError
from nft_holdings import _redaction as secrets_module
from nft_holdings._reading.drift import in_json
from nft_holdings._redaction import Secrets, hidden
from nft_holdings._transport.retry_after import seconds_to_wait

from tests.support.canned_replies import ASSET, BALANCE, GOOD, NFT, error_of, listing

PAGES: dict[str, Callable[[list[Any]], Any]] = {
    "hedera.nfts": lambda listed: {"nfts": listed, "links": {"next": None}},
    "loopring.nft_balances": lambda listed: {"totalNum": len(listed), "data": listed},
    "loopring.collections": lambda listed: {"totalNum": len(listed), "collections": listed},
    "swapchat.nfts": lambda listed: {"code": 0, "msg": "ok", "data": {"total": len(listed), "assets": listed}},
}
ROW: dict[str, Callable[[int], Any]] = {
    "hedera.nfts": lambda number: {**NFT, "serial_number": 10**6 - number},
    "loopring.nft_balances": lambda number: {**BALANCE, "tokenId": number},
    "loopring.collections": lambda number: {"collection": {"id": number}, "count": 2},
    "swapchat.nfts": lambda number: {**ASSET, "nft": {**ASSET["nft"], "token_id": str(number)}},
}


def first_page(operation: str, reply: Any, **options: Any) -> Any:
    """The first page of a listing, from a server that always gives the same reply."""
    body = reply if isinstance(reply, bytes) else json.dumps(reply).encode() if isinstance(reply, dict) else reply.content
    status = reply.status_code if isinstance(reply, httpx2.Response) else 200
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(status, content=body))) as http_client:
        return next(listing(operation, http_client, **options).pages())


@pytest.mark.parametrize("bad_rows", ["raise", "deliver"])
@pytest.mark.parametrize("bad", [False, True], ids=["good rows", "rows that are null"])
@pytest.mark.parametrize("operation", PAGES)
def test_a_page_far_longer_than_asked_for_is_refused(operation: str, bad: bool, bad_rows: Any) -> None:
    page = PAGES[operation]([None if bad else ROW[operation](number) for number in range(1001)])
    error = error_of(operation, page, bad_rows=bad_rows)
    assert isinstance(error, DecodeError)
    assert (error.got, error.temporary) == ("1001 rows", False)
    assert error.path.endswith(("nfts", "data", "collections", "assets"))


@pytest.mark.parametrize("operation", PAGES)
def test_a_page_somewhat_longer_is_read(operation: str) -> None:
    page = PAGES[operation]([ROW[operation](number) for number in range(300)])
    assert len(first_page(operation, page).items) == 300


@pytest.mark.parametrize("operation", PAGES)
def test_the_first_bad_row_ends_a_page_where_it_is_raised(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[DecodeError] = []
    make = DecodeError.__init__

    def counted(error: DecodeError, *given: Any, **named: Any) -> None:
        made.append(error)
        make(error, *given, **named)

    monkeypatch.setattr(DecodeError, "__init__", counted)
    page = PAGES[operation]([*map(ROW[operation], range(3)), *({"x": number} for number in range(500))])
    with pytest.raises(DecodeError):
        first_page(operation, page)
    assert len(made) == 1
    assert sum(isinstance(row, DecodeError) for row in first_page(operation, page, bad_rows="deliver").items) == 500


@pytest.mark.parametrize("operation", PAGES)
def test_bad_rows_do_not_look_at_the_environment_each(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    look = secrets_module._in_use

    def counted(shortest: int) -> Any:
        looked.append(shortest)
        return look(shortest)

    monkeypatch.setattr(secrets_module, "_in_use", counted)
    counts = []
    for number in (5, 500):
        looked.clear()
        first_page(operation, PAGES[operation]([{"x": ["y"] * 9}] * number), bad_rows="deliver")
        counts.append(len(looked))
    assert counts[0] == counts[1]


def test_of_a_long_value_no_more_is_written_than_is_shown() -> None:
    class Watched(list[Any]):
        written = 0

        def __iter__(self) -> Iterator[Any]:
            for each in super().__iter__():
                Watched.written += 1
                yield each

    assert len(in_json(Watched(["z" * 9] * 10_000))) <= 201
    assert Watched.written < 100


# Where keys are looked for

KEYS = [
    "/q8Zr5tK2mN7vX4w",
    "+/+/+/ab12",
    "\\\\\\ab12cd",
    "ab\\\\\\12cd",
    "%%%%ab12",
    "&#x2f;ab12",
    "\"'<>&ab12",
    "a b=ü/€12",
    "////\\\\////",
]
UNITS = ["\\", "%", "%25", "25", "&#0", "&#x0", "/", "\\/", "\\u002", "%2525", "&amp;", '"', "+"]


QUADRATIC = 130


def seconds(text: str) -> float:
    began = time.perf_counter()
    hidden(text)
    return time.perf_counter() - began


@pytest.mark.parametrize("key", KEYS)
def test_hiding_keys_takes_a_time_that_grows_as_the_text_does(key: str) -> None:
    held = Secrets([key])
    for unit in [*UNITS, key[:1], key[:-1], f"\\{key[0]}", f"{key[:8]}'"]:
        short, long = ((unit * size)[:size] for size in (4_000, 64_000))
        # Sixteen times as long a text takes 256 times as long where it is quadratic. The best of some attempts are compared.
        ratio = min(seconds(long) for _ in range(5)) / max(min(seconds(short) for _ in range(5)), 1e-4)
        assert ratio < QUADRATIC, (key, unit, ratio)
    del held


@pytest.mark.parametrize("name", ["RateLimit", "Retry-After", "Retry-After-Ms", "X-RateLimit-Reset", "RateLimit-Remaining"])
@pytest.mark.parametrize("unit", [";r=0", "; ", " ", "1", "1 ", ";r=0;", '"a";r=0;t=', ",", "r=0;t=5 "])
def test_so_does_reading_how_long_to_wait(name: str, unit: str) -> None:
    def seconds(size: int) -> float:
        headers = httpx2.Headers({name: (unit * size)[:size] + "x"})
        began = time.perf_counter()
        seconds_to_wait(headers)
        return time.perf_counter() - began

    assert min(seconds(64_000) for _ in range(5)) / max(min(seconds(4_000) for _ in range(5)), 1e-4) < QUADRATIC


# Numbers

HUGE = "9" * 5000
NUMBERS = {"thousands of digits": HUGE, "negative": f"-{HUGE}", "beyond a float": "1e400", "beyond, negative": "-1.5E+999"}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("operation", GOOD)
def test_a_number_that_python_cannot_write_out_is_kept_in_an_unknown_field(operation: str, number: str) -> None:
    body = json.dumps(PAGES[operation]([ROW[operation](1)])).encode()
    at = body.index(b'{"', body.index(b"[")) + 1
    body = body[:at] + b'"later": [' + NUMBERS[number].encode() + b"], " + body[at:]
    page = first_page(operation, body)
    (row,) = page.items
    for each in (row, copy.deepcopy(row), pickle.loads(pickle.dumps(row))):
        assert each.additional_properties == {"later": [Decimal(NUMBERS[number])]}
        assert each.to_dict()["later"] == [Decimal(NUMBERS[number])]
        assert "later" in repr(each)
    assert "later" in repr(page.raw)


@pytest.mark.parametrize("operation", GOOD)
def test_in_a_field_that_is_known_it_is_an_error_of_the_packages_own(operation: str) -> None:
    field = {
        "hedera.nfts": "serial_number",
        "loopring.nft_balances": "tokenId",
        "loopring.collections": "count",
        "swapchat.nfts": "quantity",
    }
    body = json.dumps(PAGES[operation]([ROW[operation](1)]))
    body = body.replace(f'"{field[operation]}": {json.dumps(ROW[operation](1)[field[operation]])}', f'"{field[operation]}": {HUGE}')
    assert HUGE in body
    assert isinstance(error_of(operation, body.encode()), DecodeError)


# Statuses of success


@pytest.mark.parametrize("status", [201, 202, 203, 206, 226, 299])
@pytest.mark.parametrize("operation", PAGES)
def test_a_page_with_another_status_of_success_is_read(operation: str, status: int) -> None:
    drifts: list[Any] = []
    page = PAGES[operation]([ROW[operation](1)])
    assert len(first_page(operation, httpx2.Response(status, json=page), on_drift=drifts.append).items) == 1
    assert [each.got for each in drifts] == (["status 206 (Partial Content)"] if status == 206 else [])
    if status == 206:
        with pytest.raises(DecodeError, match="206"):
            first_page(operation, httpx2.Response(status, json=page), strict=True)
