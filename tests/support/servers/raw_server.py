"""A server on 127.0.0.1 whose test decides what happens on its sockets, for a limited time."""

import json
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from attrs import field, frozen

from tests.support.mocked_clients import PAGE

LONGEST = 8.0
BODY = json.dumps(PAGE).encode()


def head(*lines: str, status: str = "200 OK", version: str = "1.1") -> bytes:
    return "\r\n".join([f"HTTP/{version} {status}", "Content-Type: application/json", *lines, "", ""]).encode()


def whole(body: bytes = BODY, *lines: str, status: str = "200 OK") -> bytes:
    return head(f"Content-Length: {len(body)}", *lines, status=status) + body


@frozen
class Arrival:
    """A request, and when it was there."""

    at: float
    data: bytes = field(repr=False)


class Peer:
    """One connection, from the server's side."""

    def __init__(self, connection: socket.socket, server: "RawServer") -> None:
        self.connection = connection
        self.server = server
        self.left = self.asked = b""

    def request(self) -> bool:
        """Read one request; False if the client closed instead."""
        data = self.left
        while b"\r\n\r\n" not in data:
            if not (piece := self.connection.recv(65536)):
                return False
            data += piece
        top, _, body = data.partition(b"\r\n\r\n")
        length = next((int(line.split(b":")[1]) for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            if not (piece := self.connection.recv(65536)):
                return False
            body += piece
        self.left = body[length:]
        self.asked = top + b"\r\n\r\n" + body[:length]
        self.server.arrivals.append(Arrival(time.monotonic(), self.asked))
        return True

    def send(self, data: bytes) -> None:
        self.connection.sendall(data)

    def send_slowly(self, data: bytes, every: float = 0.05) -> None:
        for byte in data:
            self.send(bytes([byte]))
            time.sleep(every)

    def reset(self) -> None:
        """Close with RST, as a server that crashes does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def wait_for_close(self) -> None:
        """Wait until the client has closed its end."""
        while self.connection.recv(65536):
            pass


Script = Callable[[Peer], None]


def always(data: bytes) -> Script:
    """Answer all requests of a connection with bytes as they are."""

    def script(peer: Peer) -> None:
        while peer.request():
            peer.send(data)

    return script


well = always(whole())


def once(data: bytes) -> Script:
    """Answer one request with bytes as they are, and close."""

    def script(peer: Peer) -> None:
        if peer.request():
            peer.send(data)

    return script


def silent(peer: Peer) -> None:
    """Take a request and never answer."""
    if peer.request():
        peer.wait_for_close()


class RawServer:
    """Gives each connection the next script; those after the last get the last.

    Attributes:
        arrivals: All requests, in order.
        connections: How many connections were made.
        closed: How many of them are closed, from either side.
    """

    def __init__(self, *scripts: Script, tls: ssl.SSLContext | None = None) -> None:
        self.tls = tls
        self.scripts = scripts or (well,)
        self.arrivals: list[Arrival] = []
        self.connections = 0
        self.closed = 0
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []

    @property
    def url(self) -> str:
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed already
        for thread in self._threads:
            thread.join(LONGEST)

    def wait_until_closed(self, count: int, seconds: float = 2.0) -> bool:
        """Return True if so many connections were closed within some seconds."""
        end = time.monotonic() + seconds
        while self.closed < count and time.monotonic() < end:
            time.sleep(0.005)
        return self.closed >= count

    def _start(self, run: Callable[[], None]) -> None:
        thread = threading.Thread(target=run, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            connection.settimeout(LONGEST)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            script = self.scripts[min(self.connections, len(self.scripts) - 1)]
            self.connections += 1
            self._open.append(connection)
            self._start(lambda connection=connection, script=script: self._serve(connection, script))  # type: ignore[misc]

    def _serve(self, connection: socket.socket, script: Script) -> None:
        try:
            if self.tls is not None:
                connection = self.tls.wrap_socket(connection, server_side=True)
            with connection:
                script(Peer(connection, self))
        except OSError:
            pass  # the client went away, which is what some tests are about
        finally:
            self.closed += 1
