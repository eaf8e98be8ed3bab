"""A client that cannot be made does not show the key that it was to get, and no key goes over plain http by mistake."""

from collections.abc import Callable
from typing import Any

import httpx
import httpx2
import pytest
from nft_holdings import AsyncHedera, AsyncLoopring, AsyncSwapChat, Hedera, InvalidArgument, Loopring, SwapChat

from tests.support.secrets.key_holders import BASE, VALIDATION_CLOUD, VARIABLES, plain
from tests.support.secrets.visible_text import places_of, seen_in_error

KEY = plain()
WRONG: dict[str, Callable[[Any, Any, Any], Any]] = {
    "timeout": lambda hedera, loopring, swapchat: loopring(api_key=KEY, timeout=-1),
    "timeout that is the key": lambda hedera, loopring, swapchat: loopring(api_key=KEY, timeout=KEY),
    "retry that is the key": lambda hedera, loopring, swapchat: swapchat(BASE, token=KEY, retry=KEY),
    "no such option": lambda hedera, loopring, swapchat: loopring(api_key=KEY, nonsense=1),
    "no such option that is the key": lambda hedera, loopring, swapchat: loopring(api_key=KEY, nonsense=KEY),
    "token in place of api_key": lambda hedera, loopring, swapchat: loopring(api_key=KEY, token=KEY),
    "api_key in place of token": lambda hedera, loopring, swapchat: swapchat(BASE, api_key=KEY),
    "a key that Hedera does not take": lambda hedera, loopring, swapchat: hedera(BASE, api_key=KEY),
    "a key that a network does not take": lambda hedera, loopring, swapchat: hedera.mainnet(api_key=KEY),
    "network": lambda hedera, loopring, swapchat: hedera.validation_cloud(KEY, network="x"),
    "network that is the key": lambda hedera, loopring, swapchat: hedera.validation_cloud(KEY, network=KEY),
    "option of Validation Cloud": lambda hedera, loopring, swapchat: hedera.validation_cloud(KEY, nonsense=1),
    "key that is no part of a URL": lambda hedera, loopring, swapchat: hedera.validation_cloud(f"{KEY}/ä"),
    "key with a line break": lambda hedera, loopring, swapchat: loopring(api_key=f"{KEY}\n"),
    "key with a line break, for a network": lambda hedera, loopring, swapchat: loopring.testnet(f"{KEY}\r\nX: y"),
    "token with a line break": lambda hedera, loopring, swapchat: swapchat(BASE, token=f"{KEY}\n"),
    "key in bytes": lambda hedera, loopring, swapchat: loopring(api_key=KEY.encode()),
    "key in a list": lambda hedera, loopring, swapchat: loopring(api_key=[KEY]),
    "base URL that is the key": lambda hedera, loopring, swapchat: loopring(KEY, api_key=KEY),
    "base URL with the key in its query": lambda hedera, loopring, swapchat: hedera(f"{BASE}?api_key={KEY}"),
    "base URL with a bad port": lambda hedera, loopring, swapchat: hedera(f"https://user:{KEY}@api.example:port"),
    "user name beside a key": lambda hedera, loopring, swapchat: loopring(f"https://user:{KEY}@api.example", api_key=KEY),
    "plain http": lambda hedera, loopring, swapchat: loopring("http://api.example", api_key=KEY),
    "plain http with a password": lambda hedera, loopring, swapchat: hedera(f"http://user:{KEY}@api.example"),
    "HTTP client that is the key": lambda hedera, loopring, swapchat: loopring(api_key=KEY, http_client=KEY),
    "later option": lambda hedera, loopring, swapchat: loopring(api_key=KEY).with_options(timeout=-1),
    "later option that is the key": lambda hedera, loopring, swapchat: loopring(api_key=KEY).with_options(api_key=KEY),
    "later timeout that is the key": lambda hedera, loopring, swapchat: loopring(api_key=KEY).with_options(timeout=KEY),
}


@pytest.mark.parametrize("clients", [(Hedera, Loopring, SwapChat), (AsyncHedera, AsyncLoopring, AsyncSwapChat)], ids=["sync", "async"])
@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG)
def test_a_refused_client_shows_no_key(make: Callable[..., Any], clients: tuple[Any, Any, Any]) -> None:
    with pytest.raises(InvalidArgument) as refused:
        make(*clients)
    places = places_of(KEY, seen_in_error(refused.value))
    assert not places


@pytest.mark.parametrize("variable", VARIABLES)
def test_a_variable_with_a_line_break_is_not_shown(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, f"{KEY}\n")
    make = {
        "LOOPRING_API_KEY": Loopring,
        "SWAPCHAT_TOKEN": lambda: SwapChat(BASE),
        "VALIDATION_CLOUD_API_KEY": Hedera.validation_cloud,
    }
    with pytest.raises(InvalidArgument) as refused:
        make[variable]()  # type: ignore[operator]
    places = places_of(KEY, seen_in_error(refused.value))
    assert not places


@pytest.mark.parametrize("key", [KEY, "k3y!"], ids=["long", "short"])
def test_clients_show_no_key(key: str) -> None:
    clients: list[Any] = [
        Loopring(api_key=key),
        AsyncLoopring.testnet(key),
        SwapChat(BASE, token=key),
        Hedera(f"{VALIDATION_CLOUD}/{key}"),
        AsyncHedera(f"https://{key}:{key}@api.example"),
        Loopring(api_key=key).with_options(timeout=None),
    ]
    places = places_of(key, [(type(client).__name__, f"{client!r} {client} {client._options!r}") for client in clients])
    assert not places


def http(**options: Any) -> httpx2.Client:
    """A client that never connects, and is made quickly."""
    return httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(500)), **options)


def http_async(**options: Any) -> httpx.AsyncClient:
    """The same, of the other library."""
    return httpx.AsyncClient(transport=httpx.MockTransport(lambda request: httpx.Response(500)), **options)


MACHINES = {
    "127.0.0.1": True,
    "127.8.8.8": True,
    "[::1]": True,
    "localhost": True,
    "LOCALHOST": True,
    "sandbox.localhost": True,
    "api.example": False,
    "localhost.example": False,
    "notlocalhost": False,
    "127.0.0.1.example": False,
    "128.0.0.1": False,
    "10.0.0.1": False,
    "192.168.0.1": False,
    "0.0.0.0": False,
    "[::]": False,
    "[2001:db8::1]": False,
}


@pytest.mark.parametrize(("host", "loopback"), MACHINES.items())
@pytest.mark.parametrize("port", ["", ":8000"])
def test_a_key_goes_over_plain_http_to_this_machine_only(host: str, loopback: bool, port: str) -> None:
    url = f"http://{host}{port}"
    ways: list[Callable[..., Any]] = [
        lambda **options: Loopring(url, api_key=KEY, http_client=http(), **options),
        lambda **options: SwapChat(url, token=KEY, http_client=http(), **options),
        lambda **options: Hedera(f"http://user:{KEY}@{host}{port}", http_client=http(), **options),
        lambda **options: AsyncLoopring(url, api_key=KEY, http_client=http_async(), **options),
    ]
    refuse_or_not(ways, loopback)


@pytest.mark.parametrize(("host", "loopback"), MACHINES.items())
@pytest.mark.parametrize("header", ["Authorization", "X-API-KEY"])
def test_a_key_of_the_callers_goes_over_plain_http_to_this_machine_only(host: str, loopback: bool, header: str) -> None:
    ways: list[Callable[..., Any]] = [
        lambda **options: Hedera(f"http://{host}", http_client=http(headers={header: KEY}), **options),
        lambda **options: AsyncHedera(f"http://{host}", http_client=http_async(headers={header: KEY}), **options),
    ]
    refuse_or_not(ways, loopback)


def refuse_or_not(ways: list[Callable[..., Any]], loopback: bool) -> None:
    for way in ways:
        way(allow_plain_http=True)
        if loopback:
            way()
            continue
        with pytest.raises(InvalidArgument) as refused:
            way()
        assert refused.value.rule == "plain-http"


@pytest.mark.parametrize("host", MACHINES)
def test_without_a_key_plain_http_is_allowed(host: str) -> None:
    Hedera(f"http://{host}", http_client=http())
    SwapChat(f"http://{host}", http_client=http())
    Hedera(f"http://{host}", http_client=http(headers={"User-Agent": "somebody"}))


def test_short_keys_are_keys_too() -> None:
    with pytest.raises(InvalidArgument) as refused:
        Loopring("http://api.example", api_key="abc", http_client=http())
    assert refused.value.rule == "plain-http"


def test_validation_cloud_over_plain_http_is_refused() -> None:
    with pytest.raises(InvalidArgument) as refused:
        Hedera(f"{VALIDATION_CLOUD}/{KEY}".replace("https", "http"))
    assert refused.value.rule == "plain-http"
