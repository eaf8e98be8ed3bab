"""What checks may cost a server: the rate, waits that it asks for, the number of requests, the time, and the size of replies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from nft_holdings import RateLimit
from nft_holdings._options import Options
from nft_holdings._transport.rate_limit import Permit, RateLimiter
from nft_holdings.contract import Bounds
from nft_holdings.contract._server.client import LARGEST_REPLY, RequestsStopped, Server

Reply = tuple[int, dict[str, str], bytes]
FREE = Bounds(rate=None, requests=1000, seconds=60)
OK: Reply = (200, {}, b"{}")


@contextmanager
def answering(*replies: Reply, bounds: Bounds = FREE) -> Iterator[tuple[Server, list[float]]]:
    """A server that gives these replies in turn, the last one again and again; and when it was asked."""
    moments: list[float] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = replies[min(len(moments), len(replies) - 1)]
            moments.append(time.monotonic())
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        server = Server(Options.of("hedera", f"http://127.0.0.1:{http.server_port}", {}, {}), bounds)
        try:
            yield server, moments
        finally:
            server.close()
            http.shutdown()


def test_the_rate_is_kept() -> None:
    with answering(OK, bounds=Bounds(rate=RateLimit(2, 0.5), requests=10, seconds=60)) as (server, moments):
        for _ in range(5):
            server.ask("/")
    assert all(late - early > 0.4 for early, late in zip(moments, moments[2:], strict=False))


def test_a_request_counts_no_longer_than_one_window_from_its_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    noted: list[Permit] = []
    monkeypatch.setattr(RateLimiter, "note_reply", lambda limiter, permit: noted.append(permit))
    with answering(OK) as (server, _):
        server.ask("/")
    assert len(noted) == 1


@pytest.mark.parametrize(
    ("status", "headers", "least"),
    [(429, {"Retry-After": "1"}, 1.0), (503, {"Retry-After": "1"}, 1.0), (429, {"Retry-After": "700ms"}, 0.7), (429, {}, 0.9)],
)
def test_a_wait_that_is_asked_for_is_kept_and_the_refusal_is_no_finding(status: int, headers: dict[str, str], least: float) -> None:
    with answering((status, headers, b""), OK) as (server, moments):
        assert server.ask("/").status == 200
    assert moments[1] - moments[0] >= least
    assert [each.status for each in server.exchanges] == [status, 200]


def test_a_503_that_asks_for_nothing_is_the_answer() -> None:
    with answering((503, {}, b"")) as (server, moments):
        assert server.ask("/").status == 503
    assert len(moments) == 1


@pytest.mark.parametrize(("replies", "status"), [([(502, {}, b""), OK], 200), ([(502, {}, b""), (500, {}, b"")], 500)])
def test_what_is_made_up_is_asked_again_if_the_server_fails(replies: list[Reply], status: int) -> None:
    with answering(*replies, bounds=FREE) as (server, moments), server.new_session(asks_again=True) as session:
        assert session.get(server.base_url).status_code == status
    assert [each.status for each in server.exchanges] == [502, status]
    assert len(moments) == 2


def test_a_wait_that_is_longer_than_is_left_ends_it() -> None:
    with answering((429, {"Retry-After": "3600"}, b"")) as (server, _), pytest.raises(RequestsStopped, match="asks to wait for 3600 s"):
        server.ask("/")
    assert "3600" in server.stopped


def test_a_server_that_refuses_again_and_again_ends_it() -> None:
    with (
        answering((429, {"Retry-After": "0"}, b"")) as (server, moments),
        pytest.raises(RequestsStopped, match="5 times in a row with 429: lower --rate"),
    ):
        server.ask("/")
    assert len(moments) == 5


def test_the_number_of_requests_is_bounded() -> None:
    with answering(OK, bounds=Bounds(rate=None, requests=3, seconds=60)) as (server, moments):
        for _ in range(3):
            server.ask("/")
        with pytest.raises(RequestsStopped, match="the limit of 3 requests is reached"):
            server.ask("/")
    assert len(moments) == 3


def test_the_time_is_bounded() -> None:
    with answering(OK, bounds=Bounds(rate=None, requests=3, seconds=0.2)) as (server, _):
        time.sleep(0.3)
        with pytest.raises(RequestsStopped, match="s are over"):
            server.ask("/")


def test_replies_are_bounded() -> None:
    import requests

    with (
        answering((200, {}, b"x" * (LARGEST_REPLY + 1))) as (server, _),
        pytest.raises(requests.ConnectionError, match="larger than 32 MiB"),
    ):
        server.ask("/")


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://mainnet.hedera.validationcloud.io/v1/a-secret-key-1234", {}),
        ("http://127.0.0.1:1", {"Authorization": "Bearer a-secret-key-1234"}),
    ],
)
def test_keys_stand_by_their_names(url: str, headers: dict[str, str]) -> None:
    api = "swapchat" if headers else "hedera"
    server = Server(Options.of(api, url, headers, {}), FREE)
    assert "a-secret-key-1234" not in repr((server, server.base_url, server.headers))
    assert "$VALIDATION_CLOUD_API_KEY" in server.base_url or "$SWAPCHAT_TOKEN" in server.headers["Authorization"]
    server.close()
