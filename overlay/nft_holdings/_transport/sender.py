"""Send requests, with retries, rate limits and deadlines."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from nft_holdings._errors import NftHoldingsError, RateLimited, RequestInfo
from nft_holdings._options import Options
from nft_holdings._redaction import cleaned, hidden, without_frames

from .connection import Connection
from .messages import Reply, Request
from .retry import RetryState
from .telemetry import LOG, Attempt
from .transport import failure_of

SHOWN_WAIT = 0.001
"""The seconds from which a wait for the rate limit is logged."""
Read = TypeVar("Read")


class Sender:
    """Send requests over a connection, which senders with other options may share.

    Coroutines run in the place of the connection: on an event loop, or step by step on the calling thread.
    """

    def __init__(self, options: Options, connection: Connection[Any]) -> None:
        self.options = options
        self.place = connection.place
        self._connection = connection
        self._limiter = connection.limiter(options.rate_limit)

    def with_options(self, options: Options) -> "Sender":
        """Return a sender with other options on the same connection."""
        return Sender(options, self._connection)

    @property
    def most_at_once(self) -> int:
        """Return how many requests of a listing may be pending."""
        return self._connection.concurrency.within(self.options.concurrency)

    async def fetch(self, request: Request, read: Callable[[Reply], Read], *, safe: bool) -> Read:
        """Send a request, wait for its reply and read it. Failures are retried as the options say.

        Args:
            request: The request.
            read: A function that reads the reply.
            safe: True if the request may be sent again.

        Raises:
            ConnectionFailed: No usable reply came.
            ApiError: The API refused.
            DecodeError: The reply cannot be read.
        """
        state = RetryState(self.options.retry, safe=safe)
        while True:
            try:
                return await self._attempt(request, read, state)
            except NftHoldingsError as error:
                failure = error
            wait = state.seconds_to_next(failure)
            if wait is None:
                failure.request = self._info(request)
                raise cleaned(failure)
            LOG.info("waiting %.2f s before attempt %d: %s", wait, state.number, failure)
            await self.place.sleep(wait)

    def _info(self, request: Request) -> RequestInfo:
        return RequestInfo(request.method, hidden(self.options.base_url.rstrip("/") + request.target))

    async def _attempt(self, request: Request, read: Callable[[Reply], Read], state: RetryState) -> Read:
        self.place.check()
        permit = await self._limiter.acquire()
        state.pause(permit.waited)
        if permit.waited >= SHOWN_WAIT:
            LOG.info("waited %.2f s for the rate limit", permit.waited)
        with Attempt(partial(self._info, request), state.number) as attempt:
            attempt.reply = reply = await self._exchange(request, state.seconds(self.options.time_limits.total))
            self._limiter.note_reply(permit)
            try:
                found = read(reply)
            except RateLimited:
                self._connection.concurrency.lower(self.options.concurrency)
                raise
        self._connection.concurrency.raise_slightly()
        return found

    async def _exchange(self, request: Request, seconds: float | None) -> Reply:
        transport = self._connection.transport
        try:
            return await transport.exchange(self.options, request, seconds)
        except NftHoldingsError:
            raise
        except transport.errors as error:
            failure = failure_of(error, self.options)
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        raise failure
