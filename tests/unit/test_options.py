"""Options are checked when a client is made, and connections are the caller's or the client's own."""

import asyncio
import copy
from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from nft_holdings import AsyncHedera, AsyncLoopring, AsyncSwapChat, ConnectionFailed, Hedera, InvalidArgument, Loopring, SwapChat

KEY = "s3cretKey0123456789"


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
    "https://a..example",
    f"https://{'a' * 64}.example",
    "https://.",
    "https://a b.example",
    5,
    b"https://a.example",
]


@pytest.mark.parametrize("url", GOOD_URLS)
def test_a_base_url_is_taken(url: str) -> None:
    with Hedera(url) as client:
        assert client


MAKERS: dict[str, Callable[..., Any]] = {
    "Hedera": Hedera,
    "AsyncHedera": AsyncHedera,
    "SwapChat": SwapChat,
    "AsyncSwapChat": AsyncSwapChat,
    "Loopring": lambda url, **options: Loopring(url, api_key="key-k", **options),
    "AsyncLoopring": lambda url, **options: AsyncLoopring(url, api_key="key-k", **options),
}


@pytest.mark.parametrize(("client", "default"), [(Hedera, "https://mainnet.mirrornode.hedera.com"), (SwapChat, None)])
def test_the_environment_names_a_server(client: Any, default: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = f"NFT_HOLDINGS_{client.__name__.upper()}_URL"
    monkeypatch.delenv(variable, raising=False)
    if default is None:
        with pytest.raises(InvalidArgument, match=variable):
            client()
    else:
        assert client().base_url == default
    monkeypatch.setenv(variable, "http://127.0.0.1:7")
    assert client().base_url == "http://127.0.0.1:7"
    assert client("http://127.0.0.1:8").base_url == "http://127.0.0.1:8"
    monkeypatch.setenv(variable, "127.0.0.1")
    with pytest.raises(InvalidArgument, match="http://"):
        client()


KEY = "-".join(["s3cret", "key", "of", "the", "test"])
BAD_HEADERS: list[Any] = [["X-Id"], {"X Id": "1"}, {5: "1"}, {"X-Id": "a\nb"}, {"X-Id": None}, {"Accept-Encoding": "br"}, "X-Id: 1"]


@pytest.mark.parametrize("headers", BAD_HEADERS, ids=repr)
def test_bad_headers_are_refused(headers: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Hedera("http://127.0.0.1:1", headers=headers)
    assert refused.value.argument == "headers"


def test_a_header_must_not_take_the_place_of_the_key() -> None:
    with pytest.raises(InvalidArgument, match="X-API-KEY"):
        Loopring("http://127.0.0.1:1", api_key=KEY, headers={"X-API-KEY": "other"})


def test_a_repr_shows_what_differs_from_the_defaults() -> None:
    assert repr(Hedera("http://a.example")) == "<Hedera http://a.example>"
    client = Hedera("https://a.example", timeout=5, strict=True, headers={"Authorization": f"Bearer {KEY}"})
    assert repr(client) == "<Hedera https://a.example, headers=['Authorization'], timeout=5, strict=True>"
    assert client.options["timeout"] == 5
    assert KEY not in repr(client.options)
    assert client.with_options(timeout=30.0, strict=False).options["strict"] is False


@pytest.mark.parametrize(("name", "url"), [(name, url) for name in MAKERS for url in BAD_URLS])
def test_a_bad_base_url_is_refused(name: str, url: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        MAKERS[name](url)
    assert refused.value.rule == "base_url"


@pytest.mark.parametrize("timeout", [1, 0.5, 30.0, 86_400, None])
def test_a_timeout_is_taken(timeout: Any) -> None:
    with Hedera("http://a.example", timeout=timeout) as client:
        assert client.with_options(timeout=timeout)


@pytest.mark.parametrize("timeout", [0, -1, "5", True, float("nan"), float("inf"), 86_401, [5]], ids=repr)
def test_a_bad_timeout_is_refused(timeout: Any) -> None:
    with pytest.raises(InvalidArgument, match="timeout must be a number of seconds above 0") as refused:
        Hedera("http://a.example", timeout=timeout)
    assert refused.value.rule == "timeout"
    with Hedera("http://a.example") as client, pytest.raises(InvalidArgument):
        client.with_options(timeout=timeout)


@pytest.mark.parametrize("name", ["base_url", "api_key", "http_client", "allow_plain_http", "credentials", "secrets", "nonsense"])
def test_with_options_takes_only_what_can_be_changed(name: str) -> None:
    changes: dict[str, Any] = {name: 1}
    with (
        Hedera("http://a.example") as client,
        pytest.raises(InvalidArgument, match=f"unknown option {name}; known options are bad_rows, ") as refused,
    ):
        client.with_options(**changes)
    assert refused.value.rule == "options"
    assert name not in str(refused.value).partition("there are")[2]


@pytest.mark.parametrize("name", MAKERS)
def test_an_unknown_option_is_refused(name: str) -> None:
    with pytest.raises(
        InvalidArgument, match=r"unknown option credentials, nonsense; known options are allow_plain_http, .*timeout"
    ) as refused:
        MAKERS[name]("https://a.example", nonsense=1, credentials={})
    assert refused.value.rule == "options"


WRONG_OPTIONS: list[tuple[str, Any]] = [
    ("max_pages", 0),
    ("max_reply_bytes", 0),
    ("max_reply_bytes", None),
    ("retry", 3),
    ("rate_limit", 5),
    ("on_drift", "print"),
    ("strict", 1),
    ("strict", None),
    ("allow_plain_http", "yes"),
    ("bad_rows", "skip"),
    ("bad_rows", None),
]


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize(("name", "wrong"), WRONG_OPTIONS)
def test_a_wrong_option_is_refused_by_its_name(maker: str, name: str, wrong: Any) -> None:
    with pytest.raises(InvalidArgument, match=f"^{name} must be ") as refused:
        MAKERS[maker]("https://a.example", **{name: wrong})
    assert refused.value.rule == name


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
    with pytest.raises(InvalidArgument, match=r"a header cannot carry|must be a text, not") as refused:
        make(key)
    assert "abc" not in str(refused.value)


@pytest.mark.parametrize("key", ["a/b", "a?b", "a#b", "a%b", "a b", "{network}"])
def test_a_key_that_would_change_the_url_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        Hedera.validation_cloud(key)
    assert refused.value.rule == "server-variable"
    assert key not in str(refused.value)


@pytest.mark.parametrize("key", [".", ".."])
def test_a_key_that_is_a_dot_segment_is_refused(key: str) -> None:
    with pytest.raises(InvalidArgument):
        Hedera.validation_cloud(key)


@pytest.mark.parametrize(
    "make", [lambda: Loopring(), lambda: AsyncLoopring(), lambda: Hedera.validation_cloud(), lambda: Loopring(api_key="")]
)
def test_a_missing_key_names_the_variable(make: Callable[[], Any]) -> None:
    with pytest.raises(InvalidArgument, match=r"set (LOOPRING|VALIDATION_CLOUD)_API_KEY") as refused:
        make()
    assert refused.value.argument == "api_key"


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
    with pytest.raises(InvalidArgument, match="must be an httpx2") as refused:
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

    @pytest.mark.usefixtures("engine")
    def test_the_clients_own_connections_are_closed(self) -> None:
        client = Hedera("http://127.0.0.1:1", retry=None)
        with client, pytest.raises(ConnectionFailed) as refused:
            client.nfts("0.0.1").all()
        assert refused.value.temporary
        assert client._connection._is_closed
        with pytest.raises(RuntimeError, match="closed"):
            client.nfts("0.0.1").all()
        client.close()

    def test_with_options_shares_connections_and_does_not_close_them(self) -> None:
        with Hedera("http://a.example") as client:
            other = client.with_options(max_pages=1, timeout=2)
            assert type(other) is Hedera
            assert other._connection is client._connection
            with other:
                pass
            assert not client._connection._is_closed
            assert (client._options.timeout, client._options.max_pages) == (30.0, None)

    @pytest.mark.usefixtures("engine")
    def test_the_async_clients_own_connections_are_closed(self) -> None:
        async def run() -> None:
            async with AsyncHedera("http://127.0.0.1:1", retry=None) as client:
                other = client.with_options(max_pages=1)
                await other.aclose()
                with pytest.raises(ConnectionFailed) as refused:
                    await client.nfts("0.0.1").all()
                assert refused.value.temporary
            with pytest.raises(RuntimeError, match="closed"):
                await client.nfts("0.0.1").all()
            await client.aclose()

        asyncio.run(run())


def test_options_are_values() -> None:
    with Hedera("http://a.example") as client:
        options = client._options
        assert copy.deepcopy(options) == options
        with pytest.raises(AttributeError):
            options.timeout = 1  # type: ignore[misc]


# A key over plain http

HOLD_A_KEY: dict[str, Callable[..., Any]] = {
    "loopring's key": lambda url, **options: Loopring(f"{url}", api_key=KEY, **options),
    "swapchat's token": lambda url, **options: AsyncSwapChat(f"{url}", token=KEY, **options),
    "a password in the URL": lambda url, **options: Hedera(url.replace("//", f"//me:{KEY}@"), **options),
}


@pytest.mark.parametrize("url", ["http://a.example", "HTTP://10.0.0.1:8000", "http://localhost.example", "http://[fd00::1]"])
@pytest.mark.parametrize("holder", HOLD_A_KEY)
def test_a_key_is_not_sent_to_another_machine_over_plain_http(holder: str, url: str) -> None:
    with pytest.raises(InvalidArgument, match="over plain http") as refused:
        HOLD_A_KEY[holder](url)
    assert refused.value.rule == "plain-http"
    assert KEY not in str(refused.value)
    assert HOLD_A_KEY[holder](url, allow_plain_http=True)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://127.9.9.9", "http://[::1]", "http://localhost:80", "http://x.localhost"])
@pytest.mark.parametrize("holder", HOLD_A_KEY)
def test_a_key_may_be_sent_to_this_machine_over_plain_http(holder: str, url: str) -> None:
    assert HOLD_A_KEY[holder](url)


def test_plain_http_will_do_without_a_key() -> None:
    with SwapChat("http://a.example") as swapchat, Hedera("http://a.example") as hedera:
        assert (swapchat._options.credentials, hedera._options.credentials) == ({}, {})
