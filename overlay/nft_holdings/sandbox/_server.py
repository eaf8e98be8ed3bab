"""uvicorn in a background thread."""

import asyncio
import socket
import threading

import uvicorn
from fastapi import FastAPI

HOST = "127.0.0.1"
SECONDS_TO_START = 10.0
SECONDS_TO_STOP = 10.0
LARGEST_HEAD = 2**20


class StartError(OSError):
    """The sandbox could not start; says why."""


class _Announcing(uvicorn.Server):
    """A server that says when it accepts connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class BackgroundServer:
    """An application, served from its own thread on a listening socket, which it closes in the end.

    Args:
        app: The application.
        listening: The socket.
        http: What speaks HTTP on a connection, if it is not uvicorn's own.

    Raises:
        StartError: The server does not come up in time.
    """

    def __init__(self, app: FastAPI, listening: socket.socket, http: type[asyncio.Protocol] | None = None) -> None:
        self._socket = listening
        self.port: int = self._socket.getsockname()[1]
        self.stopped = threading.Event()
        self._failure: BaseException | None = None
        # The APIs have limits of their own for long requests; the HTTP parser's must not come first.
        config = uvicorn.Config(
            app, loop="asyncio", http=http or "h11", ws="none", lifespan="off", log_config=None, access_log=False, server_header=False,
            h11_max_incomplete_event_size=LARGEST_HEAD, timeout_graceful_shutdown=3,
        )  # fmt: skip
        self._server = _Announcing(config)
        self._thread = threading.Thread(target=self._run, name=f"nft-holdings sandbox {self.port}", daemon=True)
        self._thread.start()
        if not self._server.ready.wait(SECONDS_TO_START) or not self._server.started:
            self.stop()
            raise StartError(f"the server on port {self.port} did not start") from self._failure

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except BaseException as failure:
            self._failure = failure
        finally:
            self._server.ready.set()
            self.stopped.set()

    def stop(self) -> None:
        """Stop serving, and wait until the thread and the socket are gone."""
        self._server.should_exit = True
        self._thread.join(SECONDS_TO_STOP)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(SECONDS_TO_STOP)
        self._socket.close()


def listening_on(port: int) -> socket.socket:
    """A socket that listens on a loopback port; 0 takes a free one.

    Raises:
        StartError: The port cannot be had.
    """
    # asyncio switches Nagle's delay off only for sockets that name their protocol; with it each reply takes 40 ms.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(2048)
    except (OSError, OverflowError) as error:
        listening.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise StartError(f"port {port} on {HOST} cannot be used: {reason}") from error
    return listening
