"""No key shows: not in errors, their frames and pickles, not in clients and listings."""

import asyncio
import pickle
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from nft_holdings import (
    ApiError,
    AsyncHedera,
    AsyncLoopring,
    AsyncSwapChat,
    ConnectionFailed,
    DecodeError,
    Hedera,
    IncompleteListing,
    Loopring,
    SwapChat,
)

from tests.unit.reading import NFT

KEY = "s3cretKey0123456789"


@pytest.fixture(autouse=True)
def no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOOPRING_API_KEY", "SWAPCHAT_TOKEN", "VALIDATION_CLOUD_API_KEY"):
        monkeypatch.delenv(variable, raising=False)


Make = Callable[[Any, bool], Any]
HOLDERS: dict[str, tuple[Make, Callable[[Any], Any]]] = {
    "loopring's key": (
        lambda http_client, blocking: (Loopring if blocking else AsyncLoopring)("https://a.example", api_key=KEY, http_client=http_client),
        lambda client: client.nft_balances(1),
    ),
    "swapchat's token": (
        lambda http_client, blocking: (SwapChat if blocking else AsyncSwapChat)("https://a.example", token=KEY, http_client=http_client),
        lambda client: client.nfts("u", "w"),
    ),
    "validation cloud's URL": (
        lambda http_client, blocking: (Hedera if blocking else AsyncHedera).validation_cloud(KEY, http_client=http_client),
        lambda client: client.nfts("0.0.1"),
    ),
    "validation cloud's URL, by hand": (
        lambda http_client, blocking: (Hedera if blocking else AsyncHedera)(
            f"https://mainnet.hedera.validationcloud.io/v1/{KEY}/", http_client=http_client
        ),
        lambda client: client.nfts("0.0.1"),
    ),
    "a password in the URL": (
        lambda http_client, blocking: (Hedera if blocking else AsyncHedera)(f"https://me:{KEY}@a.example", http_client=http_client),
        lambda client: client.nfts("0.0.1"),
    ),
}


def failing(request: Any) -> Any:
    raise httpx2.ConnectError(f"cannot reach {request.url} with {dict(request.headers)}", request=request)


def timing_out(request: Any) -> Any:
    raise httpx2.ReadTimeout(f"{request.url} is slow", request=request)


FAILURES: dict[str, tuple[Callable[[Any], Any], type[Exception]]] = {
    "no connection": (failing, ConnectionFailed),
    "time-out": (timing_out, ConnectionFailed),
    "refusal": (lambda _: httpx2.Response(500, json={"message": "no"}), ApiError),
    "not JSON": (lambda _: httpx2.Response(200, text="<html>"), DecodeError),
    "broken compression": (lambda _: httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=Broken()), DecodeError),
}


class Broken(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that says it is compressed and is not."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"this is no gzip"

    async def __aiter__(self) -> Any:
        yield b"this is no gzip"


def raised(make: Make, call: Callable[[Any], Any], answer: Callable[[Any], Any], *, blocking: bool) -> Exception:
    """The error of a listing."""
    transport = httpx2.MockTransport(answer)

    def run_blocking() -> None:
        with httpx2.Client(transport=transport) as http_client:
            call(make(http_client, True)).all()

    async def run() -> None:
        async with httpx2.AsyncClient(transport=transport) as http_client:
            await call(make(http_client, False)).all()

    with pytest.raises(Exception) as found:
        run_blocking() if blocking else asyncio.run(run())
    return found.value


def ours_in(error: BaseException) -> set[str]:
    """The modules of the package, and of the HTTP library, that an error's frames are of."""
    files = [Path(frame.f_code.co_filename) for frame, _ in traceback.walk_tb(error.__traceback__)]
    return {file.name for file in files if {"nft_holdings", "httpx2", "httpx"} & set(file.parts)}


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_no_error_shows_a_key(holder: str, failure: str, blocking: bool) -> None:
    (make, call), (answer, kind) = HOLDERS[holder], FAILURES[failure]
    error = raised(make, call, answer, blocking=blocking)
    assert isinstance(error, kind)
    assert error.__cause__ is error.__context__ is None
    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY not in str(error) + repr(error) + repr(error.args) + repr(vars(error))
    assert ours_in(error) <= {"_listing.py", "_drivers.py"}, "other frames have replies among their variables"
    assert KEY.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
def test_an_incomplete_listing_shows_no_key(blocking: bool) -> None:
    make, call = HOLDERS["validation cloud's URL"]
    replies = iter([lambda _: httpx2.Response(200, json={"nfts": [NFT], "links": {"next": "/api/v1/accounts/0.0.1/nfts?a=1"}}), failing])
    error = raised(make, call, lambda request: next(replies)(request), blocking=blocking)
    assert isinstance(error, IncompleteListing)
    assert isinstance(error.cause, ConnectionFailed)
    assert error.__context__ is error.cause.__context__ is error.cause.__cause__ is None
    assert ours_in(error) | ours_in(error.cause) <= {"_listing.py", "_drivers.py"}
    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("holder", ["validation cloud's URL", "loopring's key"])
def test_a_key_that_the_server_repeats_is_not_shown(holder: str) -> None:
    make, call = HOLDERS[holder]

    def answer(request: Any) -> httpx2.Response:
        return httpx2.Response(404, text=f"no {request.url.path} for {request.headers.get('x-api-key')}")

    assert KEY not in str(raised(make, call, answer, blocking=True))


@pytest.mark.parametrize("holder", HOLDERS)
def test_no_client_shows_a_key(holder: str) -> None:
    make, call = HOLDERS[holder]
    with httpx2.Client() as http_client:
        client = make(http_client, True)
        for each in (client, client._driver.options, call(client), client.with_options(timeout=1)):
            assert KEY not in repr(each) + str(each)
        assert type(client).__name__ in repr(client)
        assert "example" in repr(client) or "validationcloud.io/v1/***" in repr(client)


@pytest.mark.parametrize(
    ("error", "sent"),
    [
        (httpx2.ConnectError, False),
        (httpx2.ConnectTimeout, False),
        (httpx2.PoolTimeout, False),
        (httpx2.ReadTimeout, True),
        (httpx2.WriteError, True),
        (httpx2.RemoteProtocolError, True),
    ],
)
def test_an_error_says_whether_the_request_may_have_left(error: type[httpx2.HTTPError], sent: bool) -> None:
    def answer(request: Any) -> Any:
        raise error("told")

    failure = raised(HOLDERS["loopring's key"][0], HOLDERS["loopring's key"][1], answer, blocking=True)
    assert isinstance(failure, ConnectionFailed)
    assert (failure.sent, failure.temporary) == (sent, True)
    assert str(failure) == f"no usable reply from https://a.example ({error.__name__}: told)"


def test_errors_of_httpx_are_translated_too() -> None:
    def answer(request: Any) -> Any:
        raise httpx.ConnectError(f"{request.url}")

    with httpx.Client(transport=httpx.MockTransport(answer)) as http_client:
        client = Hedera.validation_cloud(KEY, http_client=http_client)
        with pytest.raises(ConnectionFailed) as failed:
            client.nfts("0.0.1").all()
    assert KEY not in str(failed.value)


def test_a_port_where_nobody_listens() -> None:
    with Hedera("http://127.0.0.1:9", timeout=5) as client, pytest.raises(ConnectionFailed) as failed:
        client.nfts("0.0.1").first()
    assert failed.value.sent is False
