"""Send with httpx2 or httpx, blocking or on an event loop."""

import asyncio
import queue
from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any

from nft_holdings._errors import NftHoldingsError
from nft_holdings._option_values import TimeLimits
from nft_holdings._options import Options

from .body import Body, out_of_time
from .messages import Reply, Request
from .transport import HttpxTransport, connection_to_discard, read_already

GRACE = 0.1
"""Seconds that the HTTP library has to notice a timeout itself, as its error says more."""
CONNECT_SHARE = 0.95
"""The share of a timeout after which the HTTP library stops connecting: asyncio leaves a connection open that is cancelled meanwhile."""


class BlockingTransport(HttpxTransport):
    """A blocking client of httpx2 or httpx. Its coroutines never wait for an event loop."""

    def __init__(self, options: Options, http_client: Any) -> None:
        super().__init__(options, http_client, "Client")

    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        exchange = partial(self._exchange, options, request, seconds)
        # The timeouts of a blocking HTTP client are for single reads, and a head may drip in. The caller's client is not moved to another
        # thread, as it may belong to its own.
        return within(seconds, exchange) if self.is_ours and seconds is not None else exchange()

    def _exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        self.watch_client()
        with self.http.stream(**self.arguments(options, request, limits_within(options.time_limits, seconds))) as response:
            self.watch(response.request.headers)
            if response.is_stream_consumed:
                return read_already(response, options)
            try:
                content = self._content(options, response, seconds)
            except self.failures:
                if response.status_code < 400:
                    raise
                content = b""  # the status of a refusal counts, and how long it asks to wait
            return self.reply(response, content)

    def _content(self, options: Options, response: Any, seconds: float | None) -> bytes:
        body = Body(options.api, response.headers, most_bytes=options.max_reply_bytes, seconds=seconds)
        for piece in response.stream:  # not `iter_raw`, which returns the connection to the pool before it can be checked
            body.add(piece)
            del piece  # a traceback would show it, and a server may repeat a key
        if connection := connection_to_discard(response):
            connection.close()
        return body.whole()

    async def close(self) -> None:
        if self.is_ours:
            self.http.close()


def limits_within(limits: TimeLimits, seconds: float | None, *, connect_share: float = 1.0) -> tuple[float | None, ...]:
    """Return the limits for connecting, reading, writing and the pool, none of them above the seconds of the whole attempt."""
    share = None if seconds is None else connect_share * seconds
    pairs = ((limits.connect, share), (limits.read, seconds), (limits.write, seconds), (limits.pool, seconds))
    return tuple(min((each for each in pair if each is not None), default=None) for pair in pairs)


def within(seconds: float, exchange: Callable[[], Reply]) -> Reply:
    """Call a function in a thread, and wait at most so many seconds for its result.

    Raises:
        TimedOut: Time is up.
    """
    # Looked up late: gevent may replace it after this module was imported.
    ended: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def run() -> None:
        try:
            ended.put((True, exchange()))
        except BaseException as error:
            ended.put((False, error))

    try:
        Thread(target=run, name="nft-holdings", daemon=True).start()
    except RuntimeError:  # no thread can start, such as when Python is shutting down
        return exchange()
    try:
        returned, result = ended.get(timeout=seconds + GRACE)
    except queue.Empty:
        raise out_of_time(seconds) from None
    if not returned:
        raise result
    reply: Reply = result
    return reply


class AsyncTransport(HttpxTransport):
    """An async client of httpx2 or httpx."""

    def __init__(self, options: Options, http_client: Any) -> None:
        super().__init__(options, http_client, "AsyncClient")

    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        failure: NftHoldingsError | None = None
        refusal: Any = None
        limits = limits_within(options.time_limits, seconds, connect_share=CONNECT_SHARE)
        try:
            async with asyncio.timeout(seconds) as scope:
                self.watch_client()
                async with self.http.stream(**self.arguments(options, request, limits)) as response:
                    self.watch(response.request.headers)
                    if response.is_stream_consumed:
                        return read_already(response, options)
                    refusal = response if response.status_code >= 400 else None
                    body = Body(options.api, response.headers, most_bytes=options.max_reply_bytes, seconds=None)
                    async for piece in response.stream:  # as above
                        try:
                            if failure is None:
                                body.add(piece)
                        except NftHoldingsError as error:
                            # The HTTP library reads through nested generators. If this loop broke off, the event loop would close the
                            # inner ones in separate tasks; a timeout ends all of them.
                            failure = error
                            scope.reschedule(asyncio.get_running_loop().time())
                        del piece  # as above
                    if connection := connection_to_discard(response):
                        await connection.aclose()
                    if failure is None:
                        return self.reply(response, body.whole())
        except TimeoutError:
            failure = failure or out_of_time(seconds)
        except self.failures:
            if refusal is None:
                raise
        if refusal is not None:
            return self.reply(refusal, b"")
        raise failure or out_of_time(seconds)

    async def close(self) -> None:
        if self.is_ours:
            await self.http.aclose()
