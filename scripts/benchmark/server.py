"""The page server: a separate process that costs less than any client.

It listens on a free port of 127.0.0.1, which it prints, and ends when its standard input is closed. Beside the pages of `replies`
it knows `GET /control`, which tells how many requests each data set had, how many of them waited at once, and the most that came within
one second, and `POST /control` with JSON: `latency` in seconds for every request from now on, `defect` for the mirror node's paging defect; either starts the
counts again.
"""

import asyncio
import json
import sys
import time
from collections import Counter, deque
from functools import lru_cache, partial
from http import HTTPStatus
from threading import Thread

from .benchmarked_api import Reply
from .replies import render_all, reply_to

CONTROL = "/control"
KEPT_REPLIES = 1_024
"""The number of remembered replies, so that a repeated page costs next to nothing."""


class Service:
    """The state that all connections share: settings, counts and remembered replies."""

    def __init__(self) -> None:
        self.latency = 0.0
        self._requests: Counter[str] = Counter()
        self._waiting: Counter[str] = Counter()
        self._most_waiting: Counter[str] = Counter()
        self._last_second: deque[float] = deque()
        self._most_in_a_second = 0
        self._remembered = lru_cache(KEPT_REPLIES)(_written)
        self._defect = False

    def begin(self, method: str, target: str, body: bytes) -> tuple[str | None, bytes]:
        """Count a request, and give its data set with its reply; no data set if the request was about the server itself."""
        if target == CONTROL:
            return None, self._control(method, body)
        dataset, written = self._remembered(method, target, body, self._defect)
        self._requests[dataset] += 1
        self._waiting[dataset] += 1
        self._most_waiting[dataset] = max(self._most_waiting[dataset], self._waiting[dataset])
        self._note(time.monotonic())
        return dataset, written

    def _note(self, now: float) -> None:
        self._last_second.append(now)
        while self._last_second[0] <= now - 1:
            self._last_second.popleft()
        self._most_in_a_second = max(self._most_in_a_second, len(self._last_second))

    def end(self, dataset: str | None) -> None:
        """Count a request as answered, or as given up."""
        if dataset is not None:
            self._waiting[dataset] -= 1

    def _control(self, method: str, body: bytes) -> bytes:
        if method == "POST":
            settings = json.loads(body)
            self.latency, self._defect = float(settings.get("latency", 0)), bool(settings.get("defect", False))
            self._requests.clear()
            self._most_waiting.clear()
            self._last_second.clear()
            self._most_in_a_second = 0
        state: dict[str, object] = {
            "requests": self._requests,
            "most_in_flight": self._most_waiting,
            "latency": self.latency,
            "defect": self._defect,
            "most_in_a_second": self._most_in_a_second,
        }
        return _message(Reply(json.dumps(state).encode(), ""))


def _written(method: str, target: str, body: bytes, defect: bool) -> tuple[str, bytes]:
    try:
        reply = reply_to(method, target, body, defect=defect)
    except (ValueError, KeyError) as wrong:
        reply = Reply(json.dumps({"message": f"{type(wrong).__name__}: {wrong}"}).encode(), "nothing", 400)
    return reply.dataset, _message(reply)


def _message(reply: Reply) -> bytes:
    head = f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}\r\ncontent-type: application/json; charset=utf-8\r\n"
    return f"{head}content-length: {len(reply.body)}\r\n\r\n".encode() + reply.body


class Connection(asyncio.Protocol):
    """One connection, kept open; requests may come before the replies of earlier ones have gone, and are answered in turn."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._loop = asyncio.get_running_loop()
        self._received = b""
        self._due: deque[tuple[str | None, bytes, bool]] = deque()
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to answer."""
        assert isinstance(transport, asyncio.WriteTransport)  # noqa: S101 - a TCP connection has one
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        """Go on counting pending replies, without sending them."""
        self._transport = None

    def data_received(self, data: bytes) -> None:
        """Take complete requests out of the received bytes."""
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head, length = self._received[:end], 0
            if not head.startswith(b"GET "):
                _, _, rest = head.lower().partition(b"\r\ncontent-length:")
                length = int(rest.partition(b"\r\n")[0] or 0)
            if len(self._received) < end + 4 + length:
                return
            body, self._received = self._received[end + 4 : end + 4 + length], self._received[end + 4 + length :]
            self._answer(head, body)

    def _answer(self, head: bytes, body: bytes) -> None:
        method, target, _ = head.partition(b"\r\n")[0].decode("latin-1").split(" ")
        dataset, written = self._service.begin(method, target, body)
        self._due.append((dataset, written, b"onnection: close" in head))
        if self._service.latency and dataset is not None:
            self._loop.call_later(self._service.latency, self._send)
        else:
            self._send()

    def _send(self) -> None:
        dataset, written, last = self._due.popleft()
        self._service.end(dataset)
        if self._transport is not None:
            self._transport.write(written)
            if last:
                self._transport.close()


async def serve() -> None:
    """Serve until the standard input is closed."""
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    service = Service()
    render_all()
    server = await loop.create_server(partial(Connection, service), "127.0.0.1", 0, backlog=1_024)
    print(server.sockets[0].getsockname()[1], flush=True)

    def watch() -> None:
        sys.stdin.read()
        loop.call_soon_threadsafe(ended.set)

    Thread(target=watch, daemon=True).start()
    await ended.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
