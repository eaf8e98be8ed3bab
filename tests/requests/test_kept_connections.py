"""Connections that are used again: for one request each, and never with anything left in them; and what is not kept on them."""

import time
from collections.abc import Callable

import pytest
from nft_holdings import NftHoldingsError
from nft_holdings._apis import NAMES

from tests.support.loopback_reads import read, serials
from tests.support.mocked_clients import PROMPT, Flavour, flavours, own
from tests.support.servers.raw_server import BODY, Peer, RawServer, Script, always, head, well, whole

OTHER = BODY.replace(b'"serial_number": 2', b'"serial_number": 8')
assert OTHER != BODY
CHUNKED = head("Transfer-Encoding: chunked") + f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n0\r\n\r\n"
PAUSE = 0.05


def at_once(reply: bytes, more: bytes) -> Script:
    """Answer the first request with a reply and more behind it, and others with a reply alone."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(reply + more)
        while peer.request():
            peer.send(whole())

    return script


def later(reply: bytes, more: bytes) -> Script:
    """The same, with the rest while the connection is idle."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(reply)
        time.sleep(PAUSE / 2)
        peer.send(more)
        while peer.request():
            peer.send(whole())

    return script


LEFT: dict[str, Script] = {
    "a reply": at_once(whole(), whole(OTHER)),
    "a reply behind chunks": at_once(CHUNKED, whole(OTHER)),
    "a reply without a body": at_once(whole(), head("Content-Length: 0")),
    "the beginning of a reply": at_once(whole(), whole(OTHER)[:30]),
    "a reply and a half": at_once(whole(), whole(OTHER) + whole(OTHER)[:-9]),
    "other bytes": at_once(whole(), b"\x00\x01 noise"),
    "a reply later": later(whole(), whole(OTHER)),
    "a reply later, behind chunks": later(CHUNKED, whole(OTHER)),
}


def after_a_while(left: str) -> Callable[[], None]:
    return lambda: time.sleep(PAUSE if "later" in left else 0)


@own
@pytest.mark.parametrize("left", LEFT)
@pytest.mark.usefixtures("engine")
def test_an_unrequested_reply_is_not_used(blocking: bool, left: str) -> None:
    with RawServer(LEFT[left], well) as server:
        assert serials(read(blocking, server.url, times=3, between=after_a_while(left), retry=PROMPT)) == [2, 1]
        # aiohttp forgets the beginning of a reply, and what follows on it later is an error.
        assert server.connections == 2 or left == "the beginning of a reply"


@flavours
@pytest.mark.parametrize("left", LEFT)
def test_the_same_with_a_client_of_the_callers(flavour: Flavour, left: str) -> None:
    with RawServer(LEFT[left], well) as server:
        assert serials(read(flavour, server.url, times=3, between=after_a_while(left), retry=PROMPT)) == [2, 1]


@own
@pytest.mark.usefixtures("engine")
def test_a_connection_with_nothing_left_in_it_is_used_again(blocking: bool) -> None:
    with RawServer(well) as server:
        read(blocking, server.url, times=5, retry=None)
        assert server.connections == 1


@own
@pytest.mark.parametrize("api", NAMES)
@pytest.mark.usefixtures("engine")
def test_cookies_are_not_kept(blocking: bool, api: str) -> None:
    cookies = [f"Set-Cookie: c{number}={'v' * 50}; Path=/; Max-Age=9999" for number in range(3)]
    with RawServer(always(whole(BODY, *cookies))) as server:
        for _ in range(2):
            try:
                read(blocking, server.url, api=api, times=2, retry=None)
            except NftHoldingsError:
                assert api != "hedera"  # as this is a page of Hedera's
        assert len(server.arrivals) >= 2
        assert not any(b"cookie:" in each.data.lower() for each in server.arrivals)
