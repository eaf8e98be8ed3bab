"""What the sandbox refuses before any API sees it: other hosts' names, large bodies, and requests that do not end."""

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from nft_holdings import ApiError, Hedera, Loopring, SwapChat
from nft_holdings.sandbox import Sandbox, Settings, _gate, _server

from tests.support.hedera_requests import path_of
from tests.support.sandbox_requests import port_of

PATH = path_of("0.0.1002")
POST = "/users/u/nfts"
QUESTION = json.dumps({"wallet_address": "0x00000000000000000000000000000000000a1003", "page": 1, "size": 5}).encode()
LARGEST = 64 * 1024


@pytest.fixture(scope="module")
def open_sandbox() -> Iterator[Sandbox]:
    with Sandbox(Settings(nfts=1, accounts=0, allow_host=["Sandbox.Internal", "192.0.2.7"])) as running:
        yield running


def exchange(sandbox: Sandbox, *pieces: bytes, seconds: float = 10.0) -> bytes:
    """What came back until the server closed the connection."""
    with socket.create_connection(("127.0.0.1", port_of(sandbox)), timeout=seconds) as connection:
        received = b""
        try:
            for piece in pieces:
                connection.sendall(piece)
        except ConnectionError:
            pass
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionError:
            pass
        return received


def asked_as(sandbox: Sandbox, *hosts: str, version: str = "1.1") -> tuple[int, str]:
    lines = [f"GET {PATH} HTTP/{version}", *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    head, _, body = exchange(sandbox, "\r\n".join(lines).encode("latin-1")).partition(b"\r\n\r\n")
    return int(head.split()[1]), body.decode()


# Hosts


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "127.200.0.9:1",
        "localhost",
        "LocalHost:80",
        "localhost.",
        "a.b.localhost:8000",
        "[::1]",
        "[::1]:8000",
        "[0:0:0:0:0:0:0:1]:80",
        "localhost:",
    ],
)
def test_loopback_names_are_answered(open_sandbox: Sandbox, host: str) -> None:
    status, body = asked_as(open_sandbox, host)
    assert (status, "token_id" in body) == (200, True)


@pytest.mark.parametrize("host", ["sandbox.internal", "SANDBOX.internal:8443", "192.0.2.7:80"])
def test_allowed_names_are_answered_where_they_are_allowed(open_sandbox: Sandbox, host: str) -> None:
    assert asked_as(open_sandbox, host)[0] == 200
    with Sandbox(Settings(nfts=1, accounts=0)) as other:
        assert asked_as(other, host)[0] == 421


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "attacker.example:8000",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "notlocalhost",
        "0.0.0.0:8000",
        "192.168.0.1",
        "[::2]:80",
        "2130706433",
        "127.1",
        "0x7f.0.0.1",
        "internal",
        "sandbox.internal.attacker.example",
    ],
)
def test_other_names_are_refused(open_sandbox: Sandbox, host: str) -> None:
    status, body = asked_as(open_sandbox, host)
    assert (status, "token_id" in body) == (421, False)
    (told,) = json.loads(body)["_status"]["messages"]
    assert repr(host) in told["message"]
    assert f"start it with --allow-host {host.strip('[]').partition(':80')[0].strip('[]')}," in told["message"]


def test_clients_are_told_what_to_do(open_sandbox: Sandbox) -> None:
    keys = {api: open_sandbox.credentials(api) for api in ("loopring", "swapchat")}
    with httpx.Client(headers={"Host": "attacker.example"}) as stranger:
        for listing in (
            Hedera(open_sandbox.url, http_client=stranger).nfts("0.0.1002"),
            Loopring(open_sandbox.url, http_client=stranger, **keys["loopring"]).nft_balances(account_id=10110),
            SwapChat(open_sandbox.url, http_client=stranger, **keys["swapchat"]).nfts("u", f"0x{1003:040x}"),
        ):
            with pytest.raises(ApiError, match=r"start it with --allow-host attacker\.example") as refused:
                listing.first()
            assert refused.value.status == 421


@pytest.mark.parametrize("path", ["/", "/openapi/hedera.json", "/nonsense"])
def test_other_names_get_nothing_at_all(open_sandbox: Sandbox, path: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port_of(open_sandbox), timeout=10)) as connection:
        connection.request("GET", path, headers={"Host": "attacker.example"})
        assert connection.getresponse().status == 421


@pytest.mark.parametrize(
    "hosts",
    [
        ("",),
        (" ",),
        ("user@localhost",),
        ("::1",),
        ("localhost:80:80",),
        ("localhost/",),
        ("local host",),
        ("[::1",),
        ("localhost:x",),
        ("*",),
        ("127.0.0.1", "attacker.example"),
        ("localhost", "localhost"),
    ],
)
def test_odd_and_doubled_hosts_are_refused(open_sandbox: Sandbox, hosts: tuple[str, ...]) -> None:
    assert asked_as(open_sandbox, *hosts)[0] == 400


def test_a_missing_host_is_refused(open_sandbox: Sandbox) -> None:
    assert asked_as(open_sandbox, version="1.1")[0] == 400
    status, body = asked_as(open_sandbox, version="1.0")
    assert status == 400
    assert json.loads(body)["message"] == "a request needs one Host header with a name and perhaps a port, and this one has none"


@pytest.mark.parametrize("wrong", ["*", "sandbox:80", "https://sandbox", "", ["fine", "a b"], 7, [7]])
def test_a_host_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match="allow_host must be a name or address without a port"):
        Settings(allow_host=wrong)


def test_allowed_hosts_are_an_option() -> None:
    script = """
import nft_holdings.sandbox
nft_holdings.sandbox.serve = lambda settings, **_: print(settings.allow_host)
from nft_holdings.cli._app import run
run(["sandbox", "--allow-host", "One.example", "--allow-host", "::2"])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "('one.example', '::2')\n"
    assert Settings().allow_host == ()
    assert Settings(allow_host="one.example").allow_host == ("one.example",)


# Bodies


def posted(*headers: str) -> bytes:
    return "\r\n".join([f"POST {POST} HTTP/1.1", "Host: localhost", "Content-Type: text/plain", *headers, "", ""]).encode()


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_a_body_that_is_announced_as_too_large_is_refused_at_once(open_sandbox: Sandbox, method: str) -> None:
    head = posted(f"Content-Length: {LARGEST + 1}").replace(b"POST", method.encode())
    reply = exchange(open_sandbox, head)
    assert reply.startswith(b"HTTP/1.1 413 ")
    assert b"a body has at most 65536 bytes here" in reply
    assert b"100 Continue" not in exchange(open_sandbox, posted(f"Content-Length: {LARGEST + 1}", "Expect: 100-continue"))


def test_a_client_that_sends_a_large_body_reads_the_refusal(open_sandbox: Sandbox) -> None:
    for size in (LARGEST + 1, 2_000_000):
        with closing(http.client.HTTPConnection("127.0.0.1", port_of(open_sandbox), timeout=10)) as connection:
            connection.request("POST", POST, b" " * size)
            reply = connection.getresponse()
            assert (reply.status, json.loads(reply.read())["message"]) == (413, "a body has at most 65536 bytes here")


def test_a_body_in_chunks_is_refused_when_it_has_become_too_large(open_sandbox: Sandbox) -> None:
    chunk = b"1000\r\n" + b" " * 0x1000 + b"\r\n"
    assert exchange(open_sandbox, posted("Transfer-Encoding: chunked"), *[chunk] * 17).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("faults", [None, {"faults": [{"fault": "status", "status": 503, "at": [1]}]}])
def test_the_largest_body_is_read(faults: dict[str, object] | None) -> None:
    with Sandbox(Settings(nfts=1, accounts=0), faults=faults) as sandbox:
        body = QUESTION.ljust(LARGEST)
        chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:40], body[40:1000], body[1000:])]
        whole = exchange(sandbox, posted(f"Content-Length: {LARGEST}", "Connection: close"), body)
        parts = exchange(sandbox, posted("Transfer-Encoding: chunked", "Connection: close"), *chunks, b"0\r\n\r\n")
        assert int(parts.split()[1]) not in (408, 413)
        assert int(whole.split()[1]) == (503 if faults else int(parts.split()[1]))


def memory_of(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc")
def test_an_endless_body_takes_no_memory() -> None:
    command = [sys.executable, "-m", "nft_holdings", "sandbox", "--port", "0", "--nfts", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline().rpartition(":")[2])
            before, sent = memory_of(process.pid), 0
            with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
                connection.sendall(posted("Transfer-Encoding: chunked"))
                chunk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
                try:
                    for _ in range(1600):
                        connection.sendall(chunk)
                        sent += len(chunk)
                except OSError:
                    pass
            grown = (memory_of(process.pid) - before) * 4096
        finally:
            process.terminate()
    assert sent < 64 * 2**20, "the whole body was taken"
    assert grown < 32 * 2**20


@pytest.mark.parametrize("faults", [None, {"faults": []}])
@pytest.mark.parametrize("head", [posted("Content-Length: 100"), posted("Transfer-Encoding: chunked")])
def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch, head: bytes, faults: dict[str, object] | None) -> None:
    monkeypatch.setattr(_gate, "SECONDS_FOR_BODY", 0.3)
    monkeypatch.setattr(_gate, "SECONDS_TO_DRAIN", 0.1)
    with Sandbox(Settings(nfts=1, accounts=0), faults=faults) as sandbox:
        reply = exchange(sandbox, head)
        assert reply.startswith(b"HTTP/1.1 408 ")
        assert b"the body did not end within 0.3 seconds" in reply


# Heads


@pytest.mark.parametrize("faults", [None, {"faults": []}])
@pytest.mark.parametrize("start", [b"", b"G", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "])
def test_a_head_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch, start: bytes, faults: dict[str, object] | None) -> None:
    monkeypatch.setattr(_server, "SECONDS_FOR_HEAD", 0.3)
    with Sandbox(Settings(nfts=1, accounts=0), faults=faults) as sandbox:
        assert exchange(sandbox, start) == b""


def test_a_head_that_drips_in_is_given_up_also_on_a_kept_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_server, "SECONDS_FOR_HEAD", 0.5)
    with (
        Sandbox(Settings(nfts=1, accounts=0)) as sandbox,
        socket.create_connection(("127.0.0.1", port_of(sandbox)), timeout=0.05) as connection,
    ):
        connection.sendall(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        received, dripped, is_closed = b"", 0, False
        while not is_closed and dripped < 200:
            try:
                piece = connection.recv(65536)
                received += piece
                is_closed = not piece
            except TimeoutError:
                try:
                    connection.sendall(b"GET /"[dripped : dripped + 1] or b"x")
                    dripped += 1
                except ConnectionError:
                    is_closed = True
            except ConnectionError:
                is_closed = True
        assert received.startswith(b"HTTP/1.1 200 ")
        assert dripped > 3
        assert is_closed


def test_a_slow_answer_is_no_late_head(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_server, "SECONDS_FOR_HEAD", 0.2)
    faults = {"faults": [{"fault": "latency", "probability": 1, "seconds": 0.6}]}
    with Sandbox(Settings(nfts=1, accounts=0), faults=faults) as sandbox:
        assert b'"nfts"' in exchange(sandbox, f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
