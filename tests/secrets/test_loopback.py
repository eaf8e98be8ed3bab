"""With real sockets: what the HTTP libraries log, where a redirect leads, and what is left of a cancelled task."""

import asyncio
import html
import traceback
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import httpx
import httpx2
import pytest
from nft_holdings import ApiError, AsyncLoopring, ConnectionFailed, Hedera, InvalidArgument, Loopring, SwapChat
from nft_holdings._redaction import hidden

from tests.support.secrets.key_holders import KEYS, plain
from tests.support.secrets.visible_text import KeptRecords, places_of, seen_in_error, seen_in_frames
from tests.support.servers.echo_server import echo_server

ALL = pytest.mark.parametrize("make_key", KEYS.values(), ids=KEYS)
LIBRARIES = pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])


@ALL
@LIBRARIES
@pytest.mark.parametrize("ending", ["rows", "refusal", "redirect"])
def test_no_library_logs_a_key(make_key: Callable[[], str], library: Any, ending: str) -> None:
    key = make_key()
    with KeptRecords() as logs, echo_server(key, ending, "http://other.example") as echo, library.Client() as http_client:
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
    with echo_server(key) as echo:
        url = echo.url
    with KeptRecords() as logs, Loopring(url, api_key=key) as client, pytest.raises(ConnectionFailed) as failed:
        client.nft_balances(7).all()
    texts = logs.taken()
    assert texts
    places = places_of(key, [*texts, *seen_in_error(failed.value)])
    assert not places


@LIBRARIES
@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
def test_a_redirect_to_another_host_is_not_followed(library: Any, blocking: bool) -> None:
    key = plain()
    with echo_server(key) as other, echo_server(key, "redirect", other.url) as echo, pytest.raises(ApiError) as refused:
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
    with echo_server(key, "refusal") as echo, httpx2.Client(auth=("somebody", key)) as http_client, pytest.raises(ApiError) as refused:
        Hedera(echo.url, http_client=http_client).nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places


def test_cookies_that_a_caller_gives_are_not_shown() -> None:
    key = plain()
    with echo_server(key, "refusal") as echo, httpx2.Client(cookies={"session": key}) as http_client, pytest.raises(ApiError) as refused:
        Hedera(echo.url, http_client=http_client).nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places


def test_headers_that_a_caller_changes_later_are_not_shown() -> None:
    key = plain()
    with echo_server(key, "refusal") as echo, httpx2.Client() as http_client:
        client = Hedera(echo.url, http_client=http_client)
        http_client.headers["Authorization"] = f"Bearer {key}"
        with pytest.raises(ApiError) as refused:
            client.nfts("0.0.7").all()
    places = places_of(key, seen_in_error(refused.value))
    assert not places


@LIBRARIES
@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, asyncio.CancelledError, ZeroDivisionError])
def test_what_interrupts_a_request_comes_without_its_frames(library: Any, blocking: bool, error: type[BaseException]) -> None:
    """Those of the HTTP library have the headers among their variables. An interruption is an error of nobody's, so it is not hidden."""
    key = plain()

    def answer(_: Any) -> Any:
        raise error

    async def answer_async(_: Any) -> Any:
        raise error

    async def run() -> None:
        async with library.AsyncClient(transport=library.MockTransport(answer_async)) as http_client:
            await AsyncLoopring("https://a.example", api_key=key, http_client=http_client).nft_balances(7).all()

    try:
        if blocking:
            with library.Client(transport=library.MockTransport(answer)) as http_client:
                Loopring("https://a.example", api_key=key, http_client=http_client).nft_balances(7).all()
        else:
            asyncio.run(run())
    except BaseException as raised:
        caught = raised
    assert isinstance(caught, error)
    frames = [
        frame for frame in traceback.TracebackException.from_exception(caught, capture_locals=True).stack if frame.filename != __file__
    ]
    assert any("nft_holdings" in frame.filename for frame in frames)
    places = places_of(key, [(frame.name, str(frame.locals)) for frame in frames])
    assert not places


@pytest.mark.parametrize(
    "written",
    [
        lambda key: quote(key, safe="").replace("%2B", "%2b").replace("%2F", "%2f"),
        lambda key: quote(quote(key, safe=""), safe=""),
        lambda key: key.replace("+", "%2b"),
        lambda key: html.escape(key),
        lambda key: "".join(each if each.isalnum() else f"\\u{ord(each):04x}" for each in key),
    ],
)
def test_a_key_is_hidden_however_its_marks_are_escaped(written: Callable[[str], str]) -> None:
    key = f"{plain()}+a/b&c<d"
    text = f"before {written(key)} after"
    client = Loopring("https://a.example", api_key=key)
    assert hidden(text) == "before *** after"
    assert client


def test_an_argument_that_is_the_key_is_not_shown() -> None:
    key = plain()
    loopring, swapchat = Loopring("https://a.example", api_key=key), SwapChat("https://b.example", token=key)
    wrong: dict[str, Any] = {"account_id": key, "token_ids": [key], "page_size": key}
    for name, value in wrong.items():
        with pytest.raises(InvalidArgument) as refused:
            loopring.nft_balances(**{"account_id": 1, name: value})
        assert key not in str(refused.value)
    assert key not in f"{swapchat.nfts(key, 'w')!r} {loopring.nft_balances(1, nft_datas=[key])!r}"


def test_the_password_of_a_proxy_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    key = plain()
    monkeypatch.setenv("HTTPS_PROXY", f"http://somebody:{key}@proxy.example:3128/")
    assert hidden(f"no {key}") == "no ***"
