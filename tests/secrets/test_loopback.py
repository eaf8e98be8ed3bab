"""With real sockets: what the HTTP libraries log, where a redirect leads, and what is left of a cancelled task."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from nft_holdings import ApiError, AsyncLoopring, ConnectionFailed, Hedera, Loopring

from tests.secrets.echo import echoing
from tests.secrets.holding import KEYS, VARIABLES, plain
from tests.secrets.seen import Kept, places_of, seen_in_error, seen_in_frames

ALL = pytest.mark.parametrize("make_key", KEYS.values(), ids=KEYS)
LIBRARIES = pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])


@pytest.fixture(autouse=True)
def no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)


@ALL
@LIBRARIES
@pytest.mark.parametrize("ending", ["rows", "refusal", "redirect"])
def test_no_library_logs_a_key(make_key: Callable[[], str], library: Any, ending: str) -> None:
    key = make_key()
    with Kept() as logs, echoing(key, ending, "http://other.example") as echo, library.Client() as http_client:
        client = Loopring(echo.url, api_key=key, http_client=http_client)
        if ending == "rows":
            client.nft_balances(7).all()
        else:
            with pytest.raises(ApiError):
                client.nft_balances(7).all()
    texts = logs.taken()
    core = "httpcore2" if library is httpx2 else "httpcore"
    assert {f"a record of {core}.connection", f"a record of {core}.http11"} <= {place for place, _ in texts}
    assert any("receive_response_headers.complete" in text for _, text in texts)
    places = places_of(key, texts)
    assert not places


@ALL
def test_a_connection_that_fails_does_not_log_a_key(make_key: Callable[[], str]) -> None:
    key = make_key()
    with echoing(key) as echo:
        url = echo.url
    with Kept() as logs, Loopring(url, api_key=key) as client, pytest.raises(ConnectionFailed) as failed:
        client.nft_balances(7).all()
    texts = logs.taken()
    assert texts
    places = places_of(key, [*texts, *seen_in_error(failed.value)])
    assert not places


@LIBRARIES
@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
def test_a_redirect_to_another_host_is_not_followed(library: Any, blocking: bool) -> None:
    key = plain()
    with echoing(key) as other, echoing(key, "redirect", other.url) as echo, pytest.raises(ApiError) as refused:
        if blocking:
            # Even if the caller's own client would follow it.
            with library.Client(follow_redirects=True) as http_client:
                Loopring(echo.url, api_key=key, http_client=http_client).nft_balances(7).all()
        else:

            async def run() -> None:
                async with library.AsyncClient(follow_redirects=True) as http_client:
                    await AsyncLoopring(echo.url, api_key=key, http_client=http_client).nft_balances(7).all()

            asyncio.run(run())
    assert refused.value.status == 307
    assert other.url in str(refused.value)
    assert len(echo.requests) == 1
    assert other.requests == []
    places = places_of(key, seen_in_error(refused.value))
    assert not places


@LIBRARIES
@pytest.mark.parametrize("after", [b"", b'{"totalNum": 1, "data": ["KEY", '], ids=["before the reply", "within the reply"])
def test_a_cancelled_task_shows_no_key(library: Any, after: bytes) -> None:
    """It is cancelled while a part of the reply is here, which has the key in it."""
    key = plain()
    sent = after.replace(b"KEY", key.encode())

    async def run() -> BaseException:
        arrived = asyncio.Event()
        leaving = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            if sent:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + sent)
                await writer.drain()
            arrived.set()
            await leaving.wait()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server, library.AsyncClient() as http_client:
            client = AsyncLoopring(url, api_key=key, http_client=http_client)
            task = asyncio.ensure_future(client.nft_balances(7).all())
            await arrived.wait()
            await asyncio.sleep(0.05)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError as error:
                cancelled = error
            leaving.set()
        return cancelled

    cancelled = asyncio.run(run())
    frames = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(cancelled.__traceback__)]
    assert any("nft_holdings" in file for file in frames)
    places = places_of(key, [*seen_in_frames(cancelled.__traceback__), *seen_in_error(cancelled)])
    assert not places


def test_credentials_that_a_caller_gives_as_auth_are_not_shown() -> None:
    key = plain()
    with echoing(key, "refusal") as echo, httpx2.Client(auth=("somebody", key)) as http_client, pytest.raises(ApiError) as refused:
        Hedera(echo.url, http_client=http_client).nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places


def test_cookies_that_a_caller_gives_are_not_shown() -> None:
    key = plain()
    with echoing(key, "refusal") as echo, httpx2.Client(cookies={"session": key}) as http_client, pytest.raises(ApiError) as refused:
        Hedera(echo.url, http_client=http_client).nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places


def test_headers_that_a_caller_changes_later_are_not_shown() -> None:
    key = plain()
    with echoing(key, "refusal") as echo, httpx2.Client() as http_client:
        client = Hedera(echo.url, http_client=http_client)
        http_client.headers["Authorization"] = f"Bearer {key}"
        with pytest.raises(ApiError) as refused:
            client.nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places
