"""Faults in how replies come: refusals, delays, broken connections, bodies that are not what they should be."""

import email.utils
import gzip
import http.client
import json
import logging
import socket
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.sandbox_requests import (
    BALANCES,
    COLLECTIONS,
    HEDERA,
    LISTINGS,
    OFF,
    SWAPCHAT,
    Answer,
    always,
    ask,
    port_of,
    request_of,
    right,
    send,
)  # fmt: skip

SMALL = Settings(nfts=10, accounts=0)
GZIP = {"Accept-Encoding": "gzip"}
BODIES: dict[str, Callable[[str], object]] = {
    HEDERA: lambda message: {"_status": {"messages": [{"message": message}]}},
    BALANCES: lambda message: {"resultInfo": {"code": 429, "message": message}},
    COLLECTIONS: lambda message: {"resultInfo": {"code": 429, "message": message}},
    SWAPCHAT: lambda message: {"message": message},
}


def test_statuses_come_with_the_body_of_the_api() -> None:
    with Sandbox(SMALL, faults=always("status", status=429)) as sandbox:
        for listing in LISTINGS:
            answer = ask(sandbox, listing)
            assert (answer.status, answer.headers["content-type"]) == (429, "application/json")
            assert answer.json() == BODIES[listing]("Too Many Requests")
            assert not {"retry-after", "retry-after-ms", "ratelimit-reset"} & answer.headers.keys()
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {"status 429": 4}
    with Sandbox(SMALL, faults=always("status", status=520, message="é")) as sandbox:
        assert ask(sandbox, HEDERA).json() == BODIES[HEDERA]("é")
    with Sandbox(SMALL, faults=always("status", status=520)) as sandbox:
        assert ask(sandbox, HEDERA).json() == BODIES[HEDERA]("Status 520")


@pytest.mark.parametrize(
    ("parameters", "header", "value"),
    [
        ({"wait": 1.2}, "retry-after", "2"),
        ({"wait": 0}, "retry-after", "0"),
        ({"wait": 3, "wait_as": "seconds"}, "retry-after", "3"),
        ({"wait": 1.5, "wait_as": "fraction"}, "retry-after", "1.5"),
        ({"wait": 2, "wait_as": "fraction"}, "retry-after", "2.0"),
        ({"wait": 1.5, "wait_as": "milliseconds"}, "retry-after-ms", "1500"),
        ({"wait": 1.2, "wait_as": "reset"}, "ratelimit-reset", "2"),
    ],
)
def test_how_long_to_wait(parameters: dict[str, object], header: str, value: str) -> None:
    with Sandbox(SMALL, faults=always("status", **parameters)) as sandbox:
        answer = ask(sandbox, HEDERA)
    assert {name: answer.headers[name] for name in ("retry-after", "retry-after-ms", "ratelimit-reset") if name in answer.headers} == {
        header: value
    }
    assert answer.status == 503


def test_a_date_to_wait_for() -> None:
    with (
        Sandbox(SMALL, faults=always("status", wait=10, wait_as="date")) as sandbox,
        closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection,
    ):
        connection.request(*request_of(HEDERA))
        reply = connection.getresponse()
        (date,) = reply.headers.get_all("date") or []
        until = reply.headers["retry-after"]
    assert until.endswith(" GMT")
    now, then = email.utils.parsedate_to_datetime(date), email.utils.parsedate_to_datetime(until)
    assert 10 <= (then - now).total_seconds() <= 12


def test_latency() -> None:
    with Sandbox(SMALL, faults=always("latency", seconds=0.4)) as sandbox:
        for listing in LISTINGS:
            began = time.monotonic()
            answer = ask(sandbox, listing)
            assert 0.4 <= time.monotonic() - began < 5
            assert (answer.status, answer.json()) == (200, right(sandbox, listing).json())


def test_who_leaves_is_not_waited_for() -> None:
    with Sandbox(SMALL, faults=always("latency", seconds=600)) as sandbox:
        with socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
            client.sendall(f"GET {request_of(HEDERA)[1]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("kind", "parameters"), [("latency", {"seconds": 600}), ("drip", {"seconds": 600}), ("oversized", {"bytes": 10**12})]
)
def test_who_stops_waits_for_nobody(kind: str, parameters: dict[str, object], caplog: pytest.LogCaptureFixture) -> None:
    sandbox = Sandbox(SMALL, faults=always(kind, **parameters)).start()
    with socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
        client.sendall(raw(HEDERA))
        time.sleep(0.3)
        began = time.monotonic()
        sandbox.stop()
        assert time.monotonic() - began < 2
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


# Connections


def raw(listing: str) -> bytes:
    method, path, body, headers = request_of(listing)
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", *(f"{name}: {value}" for name, value in headers.items())]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


def received(client: socket.socket) -> tuple[bytes, bool]:
    """What came until the connection ended, and whether it was reset."""
    client.settimeout(10)
    data = b""
    try:
        while piece := client.recv(65536):
            data += piece
    except ConnectionResetError:
        return data, True
    return data, False


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_connection_that_is_reset_before_the_answer(listing: str) -> None:
    with Sandbox(SMALL, faults=always("reset")) as sandbox, socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
        client.sendall(raw(listing))
        assert received(client) == (b"", True)
        assert right(sandbox, listing).status == 200
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {"reset before": 1}


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_connection_that_is_reset_in_the_body(listing: str) -> None:
    with Sandbox(SMALL, faults=always("reset", when="body")) as sandbox:
        with socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
            client.sendall(raw(listing))
            data, was_reset = received(client)
        whole = right(sandbox, listing)
        assert was_reset
        head, _, body = data.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 ")
        assert f"content-length: {len(whole.body)}".encode() in head
        assert body == whole.body[: len(whole.body) // 2] != b""
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {"reset body": 1}


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("closing_header", [b"", b"Connection: close\r\n"])
def test_a_connection_that_is_reset_after_the_answer(listing: str, closing_header: bytes) -> None:
    with Sandbox(SMALL, faults=always("reset", when="after")) as sandbox:
        with socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
            client.sendall(raw(listing).replace(b"Host: localhost\r\n", b"Host: localhost\r\n" + closing_header))
            data, was_reset = received(client)
        head, _, body = data.partition(b"\r\n\r\n")
        assert was_reset
        assert (b"connection: close" in head.lower()) == bool(closing_header)
        assert body == right(sandbox, listing).body
        assert sandbox.faults is not None
        assert sandbox.faults.injected == {"reset after": 1}


def test_a_connection_that_is_about_to_be_reset_hears_nothing_more() -> None:
    with Sandbox(SMALL, faults=always("reset", when="after")) as sandbox:
        for _ in range(5):
            with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
                assert send(connection, request_of(HEDERA)).status == 200
                # At once, on the connection that the reply left open.
                with pytest.raises(ConnectionError):
                    send(connection, request_of(HEDERA), OFF)
        assert sandbox.faults is not None
        assert (sandbox.faults.injected, sandbox.faults.requests) == ({"reset after": 5}, 5)


# Bodies


def test_gzip_that_ends_in_the_middle() -> None:
    with Sandbox(SMALL, faults=always("truncated_gzip")) as sandbox:
        for listing in LISTINGS:
            answer = ask(sandbox, listing)
            assert (answer.status, answer.headers["content-encoding"]) == (200, "gzip")
            assert answer.headers["content-length"] == str(len(answer.body))
            unpacker = zlib.decompressobj(wbits=31)
            begun = unpacker.decompress(answer.body)
            assert not unpacker.eof
            assert right(sandbox, listing).body.startswith(begun)
            assert begun
            with pytest.raises(EOFError):
                gzip.decompress(answer.body)


@pytest.mark.parametrize("headers", [{}, GZIP])
def test_a_body_that_drips(headers: dict[str, str]) -> None:
    with Sandbox(SMALL, faults=always("drip", seconds=0.5)) as sandbox:
        for listing in LISTINGS:
            with closing(http.client.HTTPConnection("127.0.0.1", port_of(sandbox), timeout=10)) as connection:
                method, path, body, own = request_of(listing)
                began = time.monotonic()
                connection.request(method, path, body, {**own, **headers})
                reply = connection.getresponse()
                assert time.monotonic() - began < 0.3
                pieces = []
                while piece := reply.read1():
                    pieces.append(piece)
                assert 0.5 <= time.monotonic() - began < 5
            answer = Answer(200, {name.lower(): value for name, value in reply.getheaders()}, b"".join(pieces))
            assert answer.headers["content-length"] == str(len(answer.body))
            assert len(pieces) >= 10
            assert answer.json() == right(sandbox, listing).json()


def test_a_page_for_people() -> None:
    with Sandbox(SMALL, faults=always("html")) as sandbox:
        for listing in LISTINGS:
            answer = ask(sandbox, listing)
            assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
            assert answer.body.startswith(b"<!doctype html>")


def test_json_that_is_called_text() -> None:
    with Sandbox(SMALL, faults=always("content_type")) as sandbox:
        for listing in LISTINGS:
            answer, same = ask(sandbox, listing), right(sandbox, listing)
            assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
            assert answer.body == same.body


@pytest.mark.parametrize("how", ["cut", "character", None])
def test_json_that_is_broken(how: str | None) -> None:
    parameters = {} if how is None else {"how": how}
    found = set()
    with Sandbox(SMALL, faults=always("malformed_json", **parameters)) as sandbox:
        for listing in LISTINGS * 3:
            answer, whole = ask(sandbox, listing), right(sandbox, listing)
            assert (answer.status, answer.headers["content-length"]) == (200, str(len(answer.body)))
            with pytest.raises(ValueError):
                json.loads(answer.body)
            found.add("character" if b"\xff" in answer.body else "cut")
            assert whole.body.startswith(answer.body) or answer.body.replace(b"\xff", b"") == whole.body
    assert found == ({how} if how else {"cut", "character"})


def test_no_body() -> None:
    with Sandbox(SMALL, faults=always("empty_body")) as sandbox:
        for listing in LISTINGS:
            answer = ask(sandbox, listing)
            assert (answer.status, answer.headers["content-length"], answer.body) == (200, "0", b"")


def resident() -> int:
    """The most memory that this process has had, in bytes."""
    resource = pytest.importorskip("resource")
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * 1024


@pytest.mark.parametrize("size", [100_000, 40_000_000])
def test_a_small_body_that_becomes_a_huge_one(size: int) -> None:
    with Sandbox(SMALL, faults=always("oversized", bytes=size)) as sandbox:
        for listing in LISTINGS:
            before = resident()
            answer = ask(sandbox, listing)
            assert resident() - before < 15_000_000
            assert answer.headers["content-encoding"] == "gzip"
            assert len(answer.body) < size / 100 + 20_000
            unpacked = gzip.decompress(answer.body)
            assert len(unpacked) == size
            document = json.loads(unpacked)
            assert set(document.pop("filler")) == {"0"}
            assert document == right(sandbox, listing).json()


def test_a_body_that_is_as_large_already() -> None:
    with Sandbox(SMALL, faults=always("oversized", bytes=100)) as sandbox:
        assert ask(sandbox, HEDERA).body == right(sandbox, HEDERA).body
        assert sandbox.faults is not None
        assert (sandbox.faults.injected, sandbox.faults.requests) == ({}, 1)


def test_other_requests_are_answered_while_a_huge_body_goes_out() -> None:
    with Sandbox(SMALL, faults=always("oversized", bytes=10**11)) as sandbox:
        with socket.create_connection(("127.0.0.1", port_of(sandbox))) as client:
            client.sendall(raw(HEDERA))
            began = time.monotonic()
            reading = threading.Thread(target=lambda: [client.recv(65536) for _ in range(20)])
            reading.start()
            assert right(sandbox, HEDERA).status == 200
            assert time.monotonic() - began < 2
            reading.join(20)
        began = time.monotonic()
        assert right(sandbox, HEDERA).status == 200
    assert time.monotonic() - began < 2


def test_json_that_is_nested_too_deeply() -> None:
    with Sandbox(SMALL, faults=always("deep")) as sandbox:
        for listing in LISTINGS:
            answer = ask(sandbox, listing)
            assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
            assert answer.body == b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    "kind",
    ["status", "latency", "html", "content_type", "malformed_json", "null_list", "empty_page", "unknown_field", "row_added", "deep"],
)
def test_faults_are_encoded_as_the_client_asks(kind: str) -> None:
    faults: dict[str, Any] = always(kind, **({"seconds": 0} if kind == "latency" else {}))
    with Sandbox(SMALL, faults=faults) as one, Sandbox(SMALL, faults=faults) as other:
        packed, plain = ask(one, HEDERA, GZIP), ask(other, HEDERA)
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert packed.headers["vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["content-length"] == str(len(packed.body))


def test_a_page_that_was_not_changed_has_no_body_to_break() -> None:
    for kind in ("content_type", "malformed_json", "truncated_gzip", "null_list", "drip", "oversized"):
        with Sandbox(SMALL, faults=always(kind)) as sandbox:
            tag = right(sandbox, HEDERA).headers["etag"]
            answer = ask(sandbox, HEDERA, {"If-None-Match": tag})
            assert (answer.status, answer.body) == (304, b"")
            assert sandbox.faults is not None
            assert sandbox.faults.injected == {}
