"""uvicorn in a background thread."""

import asyncio
import socket
import threading

import h11
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

HOST = "127.0.0.1"
SECONDS_TO_START = 10.0
SECONDS_TO_STOP = 10.0
SECONDS_FOR_HEAD = 10.0
LARGEST_HEAD = 2**20


class StartError(OSError):
    """The sandbox could not start; says why."""


class PromptConnection(H11Protocol):
    """HTTP/1.1 that closes a connection when a request's head does not end in time; uvicorn has no such limit."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection, and wait for the first head."""
        super().connection_made(transport)
        self._wait_for_head()

    def data_received(self, data: bytes) -> None:
        """Take what has come, which may be the rest of a head."""
        super().data_received(data)
        self._wait_for_head()

    def on_response_complete(self) -> None:
        """Go on to the next request, and wait for its head."""
        super().on_response_complete()
        self._wait_for_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for no head any more."""
        super().connection_lost(exc)
        self._wait_for_head()

    def _wait_for_head(self) -> None:
        is_waiting = self.conn.their_state is h11.IDLE and not self.transport.is_closing()
        if is_waiting and self._late is None:
            self._late = self.loop.call_later(SECONDS_FOR_HEAD, self.transport.close)
        elif not is_waiting and self._late is not None:
            self._late.cancel()
            self._late = None


class BackgroundServer(uvicorn.Server):
    """An application, served from its own thread on a socket, which it closes in the end.

    Args:
        app: The application.
        listening: The socket, which has its port.
        http: The protocol class for connections.

    Raises:
        StartError: The port has been taken meanwhile, or the server does not come up in time.
    """

    def __init__(self, app: FastAPI, listening: socket.socket, http: type[asyncio.Protocol]) -> None:
        # The APIs have limits of their own for long requests; the HTTP parser's must not come first.
        config = uvicorn.Config(
            app, loop="asyncio", http=http, ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
            h11_max_incomplete_event_size=LARGEST_HEAD, timeout_graceful_shutdown=3,
        )  # fmt: skip
        super().__init__(config)
        self._socket = listening
        self.port: int = listening.getsockname()[1]
        self._ready = threading.Event()
        self.stopped = threading.Event()
        self._failure: BaseException | None = None
        try:
            listening.listen(2048)
        except OSError as error:
            raise _no_port(self.port, error) from error
        self._thread = threading.Thread(target=self._serve_all, name=f"nft-holdings sandbox {self.port}", daemon=True)
        self._thread.start()
        if not self._ready.wait(SECONDS_TO_START) or not self.started:
            self.stop()
            raise StartError(f"the server on port {self.port} did not start") from self._failure

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept connections, and tell so."""
        await super().startup(sockets)
        self._ready.set()

    def _serve_all(self) -> None:
        try:
            self.run(sockets=[self._socket])
        except BaseException as failure:
            self._failure = failure
        finally:
            self._ready.set()
            self.stopped.set()

    def stop(self) -> None:
        """Stop serving, and wait until the thread and the socket are gone."""
        self.should_exit = True
        self._thread.join(SECONDS_TO_STOP)
        if self._thread.is_alive():
            self.force_exit = True
            self._thread.join(SECONDS_TO_STOP)
        self._socket.close()


def bound_to(port: int) -> socket.socket:
    """Return a socket with a loopback port; 0 takes a free one. It listens once the server starts, so that no client waits for rows.

    Raises:
        StartError: The port cannot be had.
    """
    # asyncio switches Nagle's delay off only for sockets that name their protocol; with it each reply takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise _no_port(port, error) from error
    return listening


def _no_port(port: int, error: Exception) -> StartError:
    return StartError(f"port {port} on {HOST} cannot be used: {getattr(error, 'strerror', None) or error}")
