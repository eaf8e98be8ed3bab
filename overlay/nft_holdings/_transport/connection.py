"""Connections, which senders share: a transport, its place, and the limits of its server."""

from threading import Lock
from typing import Any, Generic, TypeVar

from nft_holdings._option_values import RateLimit
from nft_holdings._options import Options

from .choice import async_transport
from .concurrency import ConcurrencyLimit
from .httpx_transport import BlockingTransport
from .loop_thread import LoopThread, threads_are_real
from .place import OF_PARENT_PROCESS, BlockingPlace, CallersLoop, CallingThread, Place
from .rate_limit import RateLimiter
from .transport import Transport

CLOSED = "this client, or the HTTP client that it was given, has been closed: make another one"
AnyPlace = TypeVar("AnyPlace", bound=Place)


class Connection(Generic[AnyPlace]):
    """A transport, the place where it sends, and the limits of its server.

    Attributes:
        transport: The transport.
        place: The place where it sends.
        concurrency: The limit of concurrent requests.
    """

    def __init__(self, transport: Transport, place: AnyPlace) -> None:
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


def _check_open(http_client: Any, is_closed: bool) -> None:
    """Check that a client can be used: with a caller's HTTP client as long as that one is open, else until it is closed itself.

    Raises:
        RuntimeError: It cannot.
    """
    if is_closed if http_client is None else http_client.is_closed:
        raise RuntimeError(CLOSED)


class BlockingConnection:
    """The connection of a blocking client. It opens when it is first needed, and again in a forked process.

    The package's HTTP client sends on a loop thread. A caller's client sends on the calling thread;
    so does the package's where no loop thread can run.
    """

    def __init__(self, options: Options, http_client: Any) -> None:
        self._options = options
        self._http_client = http_client
        self._lock = Lock()
        self._is_closed = False
        self._made: Connection[BlockingPlace] | None = None
        if http_client is not None or not threads_are_real():
            self._made = self._on_calling_thread(http_client)

    def get(self) -> Connection[BlockingPlace]:
        """Return the connection.

        Raises:
            RuntimeError: The client has been closed.
        """
        if self._made is not None and self._made.place.is_running:
            _check_open(self._http_client, self._is_closed)
            return self._made
        with self._lock:
            _check_open(self._http_client, self._is_closed)
            if self._made is None or not self._made.place.is_running:
                if self._made is not None:
                    OF_PARENT_PROCESS.append(self._made)
                self._made = self._open()
            return self._made

    def _open(self) -> Connection[BlockingPlace]:
        transport = async_transport(self._options)
        try:
            return Connection(transport, LoopThread(transport.close))
        except RuntimeError:
            return self._on_calling_thread(None)

    def _on_calling_thread(self, http_client: Any) -> Connection[BlockingPlace]:
        transport = BlockingTransport(self._options, http_client)
        return Connection(transport, CallingThread(transport.close))

    def close(self) -> None:
        """Close the connection, unless it is the caller's."""
        with self._lock:
            self._is_closed = True
            made = self._made
        if made is not None and made.place.is_running:
            made.place.close()
            for limiter in made.open_limiters:
                limiter.close()


class AsyncConnection:
    """The connection of an async client, on the event loop that it is first used on."""

    def __init__(self, options: Options, http_client: Any) -> None:
        self._http_client = http_client
        self._is_closed = False
        self._connection = Connection(async_transport(options, http_client), CallersLoop())

    def get(self) -> Connection[CallersLoop]:
        """Return the connection.

        Raises:
            RuntimeError: The client has been closed.
        """
        _check_open(self._http_client, self._is_closed)
        return self._connection

    async def close(self) -> None:
        """Close the connection, unless it is the caller's."""
        self._is_closed = True
        place = self._connection.place
        await place.end_tasks()
        try:
            await self._connection.transport.close()
        except RuntimeError:
            # Without an event loop nothing was ever opened, and httpx2 cannot await closing it.
            if place.was_used:
                raise
        for limiter in self._connection.open_limiters:
            await place.call(limiter.close)  # it may wait for the store
