"""Connections, which senders share: a transport, its place, and the limits of its server."""

from threading import Lock
from typing import Any

from nft_holdings._errors import ConnectionFailed
from nft_holdings._option_values import RateLimit
from nft_holdings._options import Options

from .choice import async_transport
from .concurrency import ConcurrencyLimit
from .httpx_transport import BlockingTransport
from .loop_thread import LoopThread, threads_are_real
from .place import BlockingPlace, CallersLoop, CallingThread, Place
from .rate_limit import RateLimiter
from .transport import Transport

NOT_OURS: list[object] = []
"""Connections of the process that this one was forked off. To close them here would end them there."""


class Connection:
    """A transport, the place where it sends, and the limits of its server.

    Attributes:
        transport: The transport.
        place: The place where it sends.
        concurrency: The limit of concurrent requests.
    """

    def __init__(self, transport: Transport, place: Place) -> None:
        self.transport = transport
        self.place = place
        self.concurrency = ConcurrencyLimit()
        self._limiters: dict[RateLimit | None, RateLimiter] = {}

    def limiter(self, limit: RateLimit | None) -> RateLimiter:
        """Return the rate limiter for a limit; all senders get the same one."""
        found = self._limiters.get(limit)
        return found or self._limiters.setdefault(limit, RateLimiter(limit, self.place))

    @property
    def open_limiters(self) -> list[RateLimiter]:
        """Return the rate limiters with an open connection to a store."""
        return [limiter for limiter in self._limiters.values() if limiter.is_open]


class BlockingConnection:
    """The connection of a blocking client. It opens when it is first needed, and again in a forked process.

    The package's HTTP client sends on a loop thread. A caller's client sends on the calling thread;
    so does the package's where no loop thread can run.
    """

    def __init__(self, options: Options, http_client: Any) -> None:
        self._options = options
        self._lock = Lock()
        self._is_closed = False
        self._made: tuple[Connection, BlockingPlace] | None = None
        if http_client is not None or not threads_are_real():
            self._made = self._on_calling_thread(http_client)

    def get(self) -> tuple[Connection, BlockingPlace]:
        """Return the connection and its place.

        Raises:
            ConnectionFailed: The client has been closed.
        """
        if self._made is not None and self._made[1].is_running:
            return self._made
        with self._lock:
            if self._is_closed:
                raise ConnectionFailed("cannot send a request, as the client has been closed", sent=False, temporary=False)
            if self._made is None or not self._made[1].is_running:
                if self._made is not None:
                    NOT_OURS.append(self._made)
                self._made = self._open()
            return self._made

    def _open(self) -> tuple[Connection, BlockingPlace]:
        transport = async_transport(self._options)
        try:
            place = LoopThread(transport.close)
        except RuntimeError:
            return self._on_calling_thread(None)
        return Connection(transport, place), place

    def _on_calling_thread(self, http_client: Any) -> tuple[Connection, BlockingPlace]:
        transport = BlockingTransport(self._options, http_client)
        place = CallingThread(transport.close)
        return Connection(transport, place), place

    def close(self) -> None:
        """Close the connection, unless it is the caller's."""
        with self._lock:
            self._is_closed = True
            made = self._made
        if made is not None and made[1].is_running:
            made[1].close()
            for limiter in made[0].open_limiters:
                limiter.close()


class AsyncConnection:
    """The connection of an async client, on the event loop that it is first used on."""

    def __init__(self, options: Options, http_client: Any) -> None:
        self._place = CallersLoop()
        self._connection = Connection(async_transport(options, http_client), self._place)

    def get(self) -> Connection:
        """Return the connection."""
        return self._connection

    async def close(self) -> None:
        """Close the connection, unless it is the caller's."""
        await self._place.end_tasks()
        try:
            await self._connection.transport.close()
        except RuntimeError:
            # Without an event loop nothing was ever opened, and httpx2 cannot await closing it.
            if self._place.was_used:
                raise
        for limiter in self._connection.open_limiters:
            await self._place.call(limiter.close)  # it may wait for the store
