"""Bodies: every compression that is requested, no other, and no more bytes than the caller allows."""

import gzip
import json
import time
import tracemalloc
import zlib

import pytest
from nft_holdings import ConnectionFailed, DecodeError, RateLimited, ServerError
from nft_holdings._transport.body import Body

from tests.support.loopback_reads import read, serials
from tests.support.mocked_clients import PAGE, PROMPT, Answer, Flavour, both, flavours, outcome
from tests.support.servers.raw_server import BODY, Peer, RawServer, head, once, well, whole

HALF = len(BODY) // 2
MEGA = 2**20


def raw_deflate(data: bytes) -> bytes:
    squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeezer.compress(data) + squeezer.flush()


COMPRESSED: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", gzip.compress(BODY)),
    "gzip by another name": ("X-GZip", gzip.compress(BODY)),
    "gzip of several members": ("gzip", gzip.compress(BODY[:HALF]) + gzip.compress(b"") + gzip.compress(BODY[HALF:])),
    "deflate": ("deflate", zlib.compress(BODY)),
    "deflate without compression": ("deflate", zlib.compress(BODY, 0)),
    "deflate without a head": ("deflate", raw_deflate(BODY)),
    "as it is": ("identity", BODY),
    "as it is, whatever the head says": ("utf-8", BODY),
    "the same, behind white space": ("aws-chunked", b"\r\n " + BODY),
    "the same, unheard of": ("rot13", BODY),
    "gzip and a word that is none": ("utf-8, gzip", gzip.compress(BODY)),
    "gzip, and zeros": ("gzip", gzip.compress(BODY) + bytes(9)),
    "gzip, and other bytes": ("gzip", gzip.compress(BODY) + b"\x1fother"),
    "gzip, and the beginning of a beginning": ("gzip", gzip.compress(BODY) + b"\x1f\x8b"),
    "deflate, and other bytes": ("deflate", zlib.compress(BODY) + b"other"),
}


@flavours
@pytest.mark.parametrize("kind", COMPRESSED)
def test_what_was_asked_for_is_read(flavour: Flavour, kind: str) -> None:
    encoding, data = COMPRESSED[kind]
    with RawServer(once(whole(data, f"Content-Encoding: {encoding}"))) as server:
        assert serials(read(flavour, server.url, retry=None)) == [2, 1]
        assert b"accept-encoding: gzip, deflate\r\n" in server.arrivals[0].data.lower()


@both
@pytest.mark.parametrize("kind", COMPRESSED)
def test_it_may_come_in_any_pieces(flavour: Flavour, kind: str) -> None:
    encoding, data = COMPRESSED[kind]
    pieces = b"".join(b"1\r\n" + bytes([byte]) + b"\r\n" for byte in data) + b"0\r\n\r\n"
    with RawServer(once(head("Transfer-Encoding: chunked", f"Content-Encoding: {encoding}") + pieces)) as server:
        assert serials(read(flavour[1], server.url, retry=None)) == [2, 1]


BROKEN: dict[str, tuple[str, bytes]] = {
    "gzip cut off": ("gzip", gzip.compress(BODY)[:-9]),
    "gzip cut off between members": ("gzip", gzip.compress(BODY) + gzip.compress(BODY)[:12]),
    "deflate cut off": ("deflate", zlib.compress(BODY)[:-1]),
    "deflate without a head, cut off": ("deflate", raw_deflate(BODY)[:-2]),
    "gzip with a wrong sum": ("gzip", gzip.compress(BODY)[:-8] + bytes(8)),
    "gzip that is none": ("gzip", BODY),
    "deflate that is none": ("deflate", b"\xff" * 40),
    "brotli": ("br", b"\x0b\x02\x80{}\x03"),
    "two of them": ("gzip, gzip", gzip.compress(gzip.compress(BODY))),
    "unheard of": ("rot13", b"\x80" + BODY),
    "gzip and brotli": ("br, gzip", gzip.compress(b"\x0b\x02\x80{}\x03")),
    "gzip, and a member that is broken": ("gzip", gzip.compress(BODY[:HALF]) + gzip.compress(BODY[HALF:])[:-8] + bytes(8)),
}


@flavours
@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_decompressed_is_asked_for_again(flavour: Flavour, kind: str) -> None:
    encoding, data = BROKEN[kind]
    with RawServer(once(whole(data, f"Content-Encoding: {encoding}")), well) as server:
        with pytest.raises(DecodeError) as raised:
            read(flavour, server.url, retry=None)
        assert raised.value.temporary
    with RawServer(once(whole(data, f"Content-Encoding: {encoding}")), well) as server:
        assert serials(read(flavour, server.url, retry=PROMPT)) == [2, 1]


def bomb(encoding: str, megabytes: int) -> bytes:
    squeezer = zlib.compressobj(9, wbits=zlib.MAX_WBITS | (16 if encoding == "gzip" else 0))
    return b"".join(squeezer.compress(b" " * MEGA) for _ in range(megabytes)) + squeezer.flush()


@flavours
@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_a_bomb_is_refused_before_it_goes_off(flavour: Flavour, encoding: str) -> None:
    data = bomb(encoding, 100)
    assert len(data) < 110_000
    with RawServer(once(whole(data, f"Content-Encoding: {encoding}"))) as server:
        tracemalloc.start()
        try:
            with pytest.raises(DecodeError, match="max_reply_bytes") as raised:
                read(flavour, server.url, max_reply_bytes=2 * MEGA)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert peak < 10 * MEGA
        # It would be as large if it were requested again.
        assert (raised.value.temporary, len(server.arrivals)) == (False, 1)


@both
def test_a_bomb_of_members_that_are_empty_ends_too(flavour: Flavour) -> None:
    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(head("Content-Encoding: gzip"))
        while True:
            peer.send(gzip.compress(b"") * 100)

    with RawServer(endless) as server, pytest.raises(DecodeError, match="max_reply_bytes"):
        read(flavour[1], server.url, max_reply_bytes=50_000, retry=None)


@both
def test_a_body_without_an_end_is_refused(flavour: Flavour) -> None:
    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(head())
        while True:
            peer.send(b" " * 65536)

    with RawServer(endless) as server:
        began = time.monotonic()
        with pytest.raises(DecodeError, match="max_reply_bytes"):
            read(flavour[1], server.url, max_reply_bytes=MEGA)
        assert time.monotonic() - began < 2
        assert server.wait_until_closed(1)


def test_tiny_pieces_take_no_more_memory_than_large_ones() -> None:
    tracemalloc.start()
    try:
        body = Body("hedera", {}, most_bytes=MEGA, seconds=None)
        for number in range(100_000):
            body.add(number.to_bytes(3, "big"))
        assert tracemalloc.get_traced_memory()[1] < MEGA
    finally:
        tracemalloc.stop()
    assert len(body.whole()) == 300_000


@both
@pytest.mark.parametrize("encoding", ["", "gzip", "deflate"])
def test_the_limit_is_exact(flavour: Flavour, encoding: str) -> None:
    squeezed = {"": BODY, "gzip": gzip.compress(BODY), "deflate": zlib.compress(BODY)}[encoding]
    lines = [f"Content-Encoding: {encoding}"] if encoding else []
    with RawServer(once(whole(squeezed, *lines))) as server:
        assert serials(read(flavour[1], server.url, retry=None, max_reply_bytes=len(BODY))) == [2, 1]
        with pytest.raises(DecodeError, match="max_reply_bytes"):
            read(flavour[1], server.url, retry=None, max_reply_bytes=len(BODY) - 1)


@both
def test_the_limit_holds_for_refusals(flavour: Flavour) -> None:
    data = whole(gzip.compress(b" " * MEGA), "Content-Encoding: gzip", status="500 Oops")
    with RawServer(once(data)) as server, pytest.raises(ServerError) as refused:
        read(flavour[1], server.url, max_reply_bytes=MEGA - 1, retry=None)
    assert (refused.value.status, refused.value.raw) == (500, "")


@both
@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"x", ["Content-Encoding: br"]),
        (b"x", ["Content-Encoding: gzip"]),
        (gzip.compress(BODY)[:-9], ["Content-Encoding: gzip"]),
    ],
    ids=["unknown compression", "no gzip", "cut off"],
)
def test_the_status_of_a_refusal_counts_whatever_its_body(flavour: Flavour, body: bytes, lines: list[str]) -> None:
    """And how long it asks to wait."""
    data = whole(body, *lines, "Retry-After: 600", status="429 Slowly")
    with RawServer(once(data)) as server, pytest.raises(RateLimited) as refused:
        read(flavour[1], server.url)
    assert refused.value.retry_after == 600


@both
def test_a_compressed_refusal_without_a_body(flavour: Flavour) -> None:
    for status in (204, 304, 404):
        result = outcome(flavour, [Answer(status, headers={"content-encoding": "gzip"})], retry=None)
        assert result.error.status == status


@both
def test_a_large_reply_is_read(flavour: Flavour) -> None:
    page = json.dumps({**PAGE, "more": "x" * (8 * MEGA)}).encode()
    with RawServer(once(whole(gzip.compress(page, 1), "Content-Encoding: gzip"))) as server:
        assert serials(read(flavour[1], server.url, retry=None)) == [2, 1]


@both
def test_a_header_in_any_letters_does_no_harm(flavour: Flavour) -> None:
    with RawServer(once(whole(BODY, "Server: Café", "X-Raw: \x80"))) as server:
        assert serials(read(flavour[1], server.url, retry=None)) == [2, 1]


@both
def test_a_head_without_an_end_is_refused(flavour: Flavour) -> None:
    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(head()[:-2])
        while True:
            peer.send(b"X-More: " + b"a" * 5000 + b"\r\n")

    with RawServer(endless) as server, pytest.raises(ConnectionFailed):
        read(flavour[1], server.url, retry=None)
