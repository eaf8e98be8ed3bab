"""Proxies of the environment: which are used, and what becomes of those that cannot be."""

import asyncio
import logging
import socket

import nft_holdings_api.hedera
import pytest
from nft_holdings import ConnectionFailed, Hedera, Retry
from nft_holdings._redaction import hidden
from nft_holdings._transport.proxies import proxy_setting
from nft_holdings_api.hedera.api.nfts import get_nfts_by_account_id
from nft_holdings_api.hedera.models import Nfts

from tests.support.account_results import pairs
from tests.support.environment_variables import only, refusal_of, rows_of
from tests.support.mocked_clients import own
from tests.support.servers.raw_server import RawServer, well, whole

pytestmark = pytest.mark.usefixtures("engine")
PASSWORD = "Tr0ub4dorXyz"
UNUSABLE = {
    "an unknown kind": "socks4://127.0.0.1:9",
    "another one": "ftp://127.0.0.1:9",
    "nothing but colons": "::::",
    "no host": "http://",
    "no host but a port": "http://:3128",
    "one slash": "http:/proxy:3128",
    "a port that is too large": "http://127.0.0.1:99999",
    "a port of 0": "http://127.0.0.1:0",
    "a port below 0": "http://127.0.0.1:-1",
    "a port of letters": "http://127.0.0.1:x",
    "a space in it": "http://pro xy:3128",
    "a space before it": " http://127.0.0.1:3128",
    "the file of a configuration": "http://wpad.example/wpad.dat",
    "a line break": "http://127.0.0.1:3128\n",
    "a label that DNS cannot carry": f"http://{'a' * 64}.example:3128",
    "an empty label": "http://proxy..example:3128",
    "a bracket": "http://[::1",
    "a star": "http://*:3128",
    "a # in the password": f"http://me:{PASSWORD}#9@127.0.0.1:9",
    "a / in the password": f"http://me:{PASSWORD}/9@127.0.0.1:9",
    "a ? in the password": f"http://me:{PASSWORD}?9@127.0.0.1:9",
    "a # behind digits": f"http://me:12#{PASSWORD}@127.0.0.1:9",
    "a / in the user name": f"http://{PASSWORD}/9@127.0.0.1:9",
    "a # and no kind": f"me:{PASSWORD}#9@127.0.0.1:9",
    "a password beside an unknown kind": f"socks4://me:{PASSWORD}@127.0.0.1:9",
    "a password beside a bad port": f"http://me:{PASSWORD}@127.0.0.1:99999",
}
VARIABLES = ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "All_Proxy")


@own
@pytest.mark.parametrize("value", UNUSABLE.values(), ids=UNUSABLE)
def test_a_proxy_that_cannot_be_used_is_named_and_not_shown(
    value: str, blocking: bool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    only(monkeypatch, HTTPS_PROXY=value)
    error = refusal_of("https://mirror.example", blocking)
    assert "HTTPS_PROXY" in str(error)
    seen = f"{error!r} {error.__context__!r} {error.__cause__!r} {caplog.text}"
    assert PASSWORD not in seen
    assert value == "http://" or value not in seen  # that one is the beginning of every proxy


@own
@pytest.mark.parametrize("variable", VARIABLES)
def test_the_variable_is_named_as_it_is_spelled(variable: str, blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, **{variable: "socks4://127.0.0.1:9"})
    scheme = "https" if "https" in variable.lower() else "http"
    assert f" {variable} " in str(refusal_of(f"{scheme}://mirror.example", blocking))


def test_a_client_can_be_made_and_closed_whatever_the_proxy_is(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ALL_PROXY="::::")
    with Hedera("https://mirror.example", retry=Retry(attempts=5, wait_initial=50)) as client:
        for _ in range(2):
            with pytest.raises(ConnectionFailed, match="ALL_PROXY"):
                client.nfts("0.0.1").all()
        answers = pairs(client.nfts_of(["0.0.1", "0.0.2"]))
    assert [(account, type(error)) for account, error in answers] == [("0.0.1", ConnectionFailed), ("0.0.2", ConnectionFailed)]


@own
def test_a_proxy_is_used_and_one_for_other_servers_is_not_looked_at(blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(well) as proxy:
        only(monkeypatch, http_proxy=proxy.url.replace("//", f"//me:{PASSWORD}%23@"), HTTPS_PROXY="::::", ALL_PROXY="socks4://x")
        assert len(rows_of("http://mirror.example", blocking)) == 2
        assert b"GET http://mirror.example/api/" in proxy.arrivals[0].data
        assert b"proxy-authorization: basic" in proxy.arrivals[0].data.lower()


@own
def test_a_proxy_may_be_named_without_its_kind(blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(well) as proxy:
        only(monkeypatch, ALL_PROXY=proxy.url.removeprefix("http://"))
        assert len(rows_of("http://mirror.example", blocking)) == 2


def test_an_error_before_a_request_has_left_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, HTTPS_PROXY=f"http://me:{PASSWORD}@127.0.0.1:1")
    with Hedera("https://mirror.example", retry=None) as hedera, pytest.raises(ConnectionFailed) as raised:
        hedera.nfts("0.0.1").first()
    assert str(raised.value).endswith(": a proxy is set for it, look at HTTPS_PROXY")
    assert PASSWORD not in str(raised.value)


@own
@pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "403 Forbidden"])
def test_a_proxy_that_refuses_is_asked_once(status: str, blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(*[lambda peer: peer.request() and peer.send(whole(b"", status=status))] * 5) as proxy:
        only(monkeypatch, https_proxy=proxy.url)
        assert status in str(refusal_of("https://mirror.example", blocking))
        assert len(proxy.arrivals) == 1


@own
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "sandbox.localhost", "LOCALHOST", "127.9.9.9"])
@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "ALL_PROXY"])
def test_loopback_addresses_are_asked_directly(host: str, variable: str, blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    to_it = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda name, *args, **more: to_it("127.0.0.1", *args, **more))
    with RawServer(never) as proxy, RawServer(well) as server:
        only(monkeypatch, **{variable: proxy.url})
        url = server.url.replace("127.0.0.1", host if not host.startswith("127.9") else "127.0.0.1")
        assert len(rows_of(url, blocking)) == 2
        assert proxy.arrivals == []
        assert proxy_setting(f"http://{host}:8000") is None


def never(peer: object) -> None:
    """A proxy that must not be used."""
    raise AssertionError(peer)


@own
def test_the_generated_clients_ask_loopback_addresses_directly(blocking: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(never) as proxy, RawServer(well) as server:
        only(monkeypatch, ALL_PROXY=proxy.url, http_proxy=proxy.url)
        if blocking:
            with nft_holdings_api.hedera.Client(server.url) as client:
                reply = get_nfts_by_account_id.sync("0.0.1", client=client)
        else:

            async def run() -> object:
                async with nft_holdings_api.hedera.Client(server.url) as client:
                    return await get_nfts_by_account_id.asyncio("0.0.1", client=client)

            reply = asyncio.run(run())
        assert isinstance(reply, Nfts)
        assert proxy.arrivals == []


@pytest.mark.parametrize("host", ["[::1]", "127.255.0.1", "a.b.localhost", "localhost."])
def test_more_forms_of_loopback_addresses(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, ALL_PROXY="::::", HTTPS_PROXY="::::")
    assert proxy_setting(f"https://{host}") is None
    assert proxy_setting("https://localhost.example") is not None


@pytest.mark.parametrize(
    ("exceptions", "exempt", "others"),
    [
        ("*", ["https://a.example"], []),
        ("b.example, *", ["https://a.example"], []),
        ("a.example", ["https://a.example", "https://deep.a.example", "https://A.example"], ["https://ba.example", "https://b.example"]),
        (".a.example", ["https://deep.a.example"], ["https://ba.example"]),
        ("*.a.example", ["https://deep.a.example"], ["https://ba.example"]),
        ("A.Example", ["https://a.example"], []),
        ("a.example:8443", ["https://a.example:8443"], ["https://a.example"]),
        ("a.example:443", ["https://a.example"], ["https://a.example:8443"]),
        ("10.0.0.0/8", ["https://10.1.2.3"], ["https://11.1.2.3", "https://a.example"]),
        ("10.1.2.3", ["https://10.1.2.3:8443"], ["https://10.1.2.4"]),
        ("fd00::/8", ["https://[fd00::5]"], ["https://[fe00::5]"]),
        ("[fd00::5]", ["https://[fd00::5]:8443"], ["https://[fd00::6]"]),
        (",, ,/,[", [], ["https://a.example", "https://10.1.2.3"]),
        ("", [], ["https://a.example"]),
    ],
)
def test_exceptions(exceptions: str, exempt: list[str], others: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("no_proxy", "NO_PROXY"):
        only(monkeypatch, https_proxy="http://proxy.example:3128", **{variable: exceptions})
        assert [proxy_setting(url) for url in exempt] == [None] * len(exempt)
        assert None not in [proxy_setting(url) for url in others]


def test_an_empty_variable_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, https_proxy="", HTTPS_PROXY="http://proxy.example:3128")
    assert proxy_setting("https://a.example") is None


@pytest.mark.parametrize(
    "proxy",
    [
        f"http://me:{PASSWORD}#9@127.0.0.1:9",
        f"http://me:{PASSWORD}/9@127.0.0.1:9",
        f"me:{PASSWORD}?9@127.0.0.1:9",
        f"socks4://me:{PASSWORD}@127.0.0.1:9",
        f"http://{PASSWORD}@127.0.0.1:9",
        f"http://me:p@{PASSWORD}@127.0.0.1:9",
    ],
)
@pytest.mark.parametrize("variable", VARIABLES)
def test_what_others_show_of_a_password_is_hidden(proxy: str, variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A caller's own HTTP client reads the same variables, and its library shows what it cannot read."""
    only(monkeypatch, **{variable: proxy})
    for text in (f"Invalid port: {PASSWORD!r}", f"Unknown scheme for proxy URL URL({proxy!r})"):
        assert PASSWORD not in hidden(text)
