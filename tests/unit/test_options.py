"""Options are checked when a client is made, connections are the caller's or the client's own, and no key ever shows."""

import asyncio
import copy
import pickle
import traceback
from collections.abc import Callable, Iterator
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
    FilterError,
    Hedera,
    IncompleteListing,
    Loopring,
    SwapChat,
)

KEY = "s3cretKey0123456789"


@pytest.fixture(autouse=True)
def no_keys_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOOPRING_API_KEY", "SWAPCHAT_TOKEN", "VALIDATION_CLOUD_API_KEY"):
        monkeypatch.delenv(variable, raising=False)


GOOD_URLS = [
    "http://127.0.0.1:8000",
    "https://a.example",
    "https://a.example/",
    "https://a.example/v1/key/",
    "HTTPS://a.example",
    "https://[::1]:8000",
    "https://user:password@a.example",
    "https://bücher.example",
]
BAD_URLS: list[Any] = [
    "",
    "a.example",
    "ftp://a.example",
    "//a.example",
    "https://",
    "https:///path",
    "https://a.example?x=1",
    "https://a.example/#x",
    "https://a.example/\n",
    " https://a.example",
    "https://a.example:port",
    "https://a.example:99999",
    "https://a.example:0",
    "https://[::1",
    "https://a b.example",
    None,
    5,
    b"https://a.example",
]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_base_url_is_taken(url: str) -> None:
    with Hedera(url) as client:
        assert client


MAKERS: dict[str, Callable[[Any], Any]] = {
    "Hedera": Hedera,
    "AsyncHedera": AsyncHedera,
    "SwapChat": SwapChat,
    "AsyncSwapChat": AsyncSwapChat,
    "Loopring": lambda url: Loopring(url, api_key="k"),
    "AsyncLoopring": lambda url: AsyncLoopring(url, api_key="k"),
}


# None is Loopring's own server.
@pytest.mark.parametrize(("name", "url"), [(name, url) for name in MAKERS for url in BAD_URLS if url is not None or "Loopring" not in name])
def test_a_bad_base_url_is_refused(name: str, url: Any) -> None:
    with pytest.raises(FilterError) as refused:
        MAKERS[name](url)
    assert refused.value.rule == "base_url"


@pytest.mark.parametrize("timeout", [1, 0.5, 30.0, None])
def test_a_timeout_is_taken(timeout: Any) -> None:
    with Hedera("http://a.example", timeout=timeout) as client:
        assert client.with_options(timeout=timeout)


@pytest.mark.parametrize("timeout", [0, -1, "5", True, float("nan"), [5]], ids=repr)
def test_a_bad_timeout_is_refused(timeout: Any) -> None:
    with pytest.raises(FilterError, match="timeout must be a number of seconds above 0") as refused:
        Hedera("http://a.example", timeout=timeout)
    assert refused.value.rule == "timeout"
    with Hedera("http://a.example") as client, pytest.raises(FilterError):
        client.with_options(timeout=timeout)


@pytest.mark.parametrize("name", ["base_url", "api_key", "http_client", "credentials", "nonsense"])
def test_with_options_takes_only_what_can_be_changed(name: str) -> None:
    with Hedera("http://a.example") as client, pytest.raises(FilterError, match=f"timeout and max_pages, not {name}") as refused:
        client.with_options(**{name: 1})
    assert refused.value.rule == "options"


KEYS: list[tuple[str, Any]] = [
    ("line break", "abc\n"),
    ("space before", " abc"),
    ("space behind", "abc "),
    ("non-ASCII", "äbc"),
    ("control character", "a\x00bc"),
    ("bytes", b"abc"),
    ("number", 5),
]
TAKES_KEY: list[tuple[str, Callable[[Any], Any]]] = [
    ("Loopring", lambda key: Loopring(api_key=key)),
    ("AsyncLoopring", lambda key: AsyncLoopring(api_key=key)),
    ("SwapChat", lambda key: SwapChat("http://a.example", token=key)),
    ("validation_cloud", lambda key: Hedera.validation_cloud(key)),
]


@pytest.mark.parametrize("make", [row[1] for row in TAKES_KEY], ids=[row[0] for row in TAKES_KEY])
@pytest.mark.parametrize("key", [row[1] for row in KEYS], ids=[row[0] for row in KEYS])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: Any, make: Callable[[Any], Any]) -> None:
    with pytest.raises(FilterError, match="a header cannot carry") as refused:
        make(key)
    assert "abc" not in str(refused.value)


@pytest.mark.parametrize("key", ["a/b", "a?b", "a#b", "a%b", "a b", "{network}"])
def test_a_key_that_would_change_the_url_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(FilterError) as refused:
        Hedera.validation_cloud(key)
    assert refused.value.rule == "server-variable"
    assert key not in str(refused.value)


@pytest.mark.parametrize("key", [".", ".."])
def test_a_key_that_is_a_dot_segment_is_refused(key: str) -> None:
    with pytest.raises(FilterError):
        Hedera.validation_cloud(key)


@pytest.mark.parametrize(
    "make", [lambda: Loopring(), lambda: AsyncLoopring(), lambda: Hedera.validation_cloud(), lambda: Loopring(api_key="")]
)
def test_a_missing_key_names_the_variable(make: Callable[[], Any]) -> None:
    with pytest.raises(FilterError, match=r"set (LOOPRING|VALIDATION_CLOUD)_API_KEY") as refused:
        make()
    assert refused.value.rule == "api_key"


WRONG_CLIENTS: list[tuple[str, Callable[[], Any]]] = [
    ("async for sync", lambda: Hedera("http://a.example", http_client=httpx2.AsyncClient())),
    ("sync for async", lambda: AsyncHedera("http://a.example", http_client=httpx2.Client())),
    ("httpx's async for sync", lambda: Hedera("http://a.example", http_client=httpx.AsyncClient())),
    ("a transport", lambda: Hedera("http://a.example", http_client=httpx2.MockTransport(lambda _: httpx2.Response(200)))),
    ("the module", lambda: Hedera("http://a.example", http_client=httpx2)),
    ("a text", lambda: Hedera("http://a.example", http_client="x")),
]


@pytest.mark.parametrize("make", [row[1] for row in WRONG_CLIENTS], ids=[row[0] for row in WRONG_CLIENTS])
def test_another_http_client_is_refused(make: Callable[[], Any]) -> None:
    with pytest.raises(FilterError, match="must be an httpx2") as refused:
        make()
    assert refused.value.rule == "http_client"


class TestConnections:
    def test_a_subclass_of_an_http_client_will_do(self) -> None:
        class Mine(httpx2.Client):
            """Of the caller's own."""

        with Mine() as http_client:
            Hedera("http://a.example", http_client=http_client)

    @pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])
    def test_the_callers_connections_stay_open(self, library: Any) -> None:
        http_client = library.Client()
        with Hedera("http://a.example", http_client=http_client):
            pass
        assert not http_client.is_closed
        http_client.close()

    def test_the_clients_own_connections_are_closed(self) -> None:
        client = Hedera("http://a.example")
        with client:
            assert not client._driver._http.is_closed
        assert client._driver._http.is_closed
        client.close()

    def test_with_options_shares_connections_and_does_not_close_them(self) -> None:
        with Hedera("http://a.example") as client:
            other = client.with_options(max_pages=1, timeout=2)
            assert type(other) is Hedera
            assert other._driver._http is client._driver._http
            with other:
                pass
            assert not client._driver._http.is_closed
            assert (client._driver.options.timeout, client._driver.options.max_pages) == (30.0, None)

    def test_the_async_clients_own_connections_are_closed(self) -> None:
        async def run() -> None:
            async with AsyncHedera("http://a.example") as client:
                other = client.with_options(max_pages=1)
                await other.aclose()
                assert not client._driver._http.is_closed
            assert client._driver._http.is_closed

        asyncio.run(run())


# No key is ever shown

Make = Callable[[Any, bool], Any]
HOLDERS: dict[str, tuple[Make, Callable[[Any], Any]]] = {
    "loopring's key": (
        lambda http_client, blocking: (Loopring if blocking else AsyncLoopring)("http://a.example", api_key=KEY, http_client=http_client),
        lambda client: client.nft_balances(1),
    ),
    "swapchat's token": (
        lambda http_client, blocking: (SwapChat if blocking else AsyncSwapChat)("http://a.example", token=KEY, http_client=http_client),
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


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and those that it came from or was raised beside."""
    while error is not None:
        yield error
        if error.__context__ is not None and error.__context__ is not error.__cause__:
            yield from chain(error.__context__)
        error = error.__cause__


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("holder", HOLDERS)
def test_no_error_shows_a_key(holder: str, failure: str, blocking: bool) -> None:
    (make, call), (answer, kind) = HOLDERS[holder], FAILURES[failure]
    error = raised(make, call, answer, blocking=blocking)
    assert isinstance(error, kind)
    assert KEY not in "".join(traceback.format_exception(error))
    for each in chain(error):
        assert KEY not in str(each) + repr(each) + repr(each.args)
        assert not isinstance(each, httpx2.HTTPError), "its request holds the URL and the headers"
    assert KEY.encode() not in pickle.dumps(error)


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
def test_an_incomplete_listing_shows_no_key(blocking: bool) -> None:
    make, call = HOLDERS["validation cloud's URL"]
    replies = iter([lambda _: httpx2.Response(200, json={"nfts": [], "links": {"next": "/api/v1/accounts/0.0.1/nfts?a=1"}}), failing])
    error = raised(make, call, lambda request: next(replies)(request), blocking=blocking)
    assert isinstance(error, IncompleteListing)
    assert isinstance(error.cause, ConnectionFailed)
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
    assert failure.sent is sent
    assert str(failure) == f"no usable reply from http://a.example ({error.__name__}: told)"


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


def test_options_are_values() -> None:
    with Hedera("http://a.example") as client:
        options = client._driver.options
        assert copy.deepcopy(options) == options
        with pytest.raises(AttributeError):
            options.timeout = 1  # type: ignore[misc]
