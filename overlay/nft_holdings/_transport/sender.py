"""Send requests, with retries, rate limits and deadlines."""

from collections.abc import Callable
from typing import Any, TypeVar

from nft_holdings._errors import NftHoldingsError, RateLimited
from nft_holdings._options import Options
from nft_holdings._redaction import cleaned, without_frames

from .connection import Connection
from .messages import Reply, Request
from .retry import RetryState
from .transport import failure_of

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
                raise cleaned(failure)
            await self.place.sleep(wait)

    async def _attempt(self, request: Request, read: Callable[[Reply], Read], state: RetryState) -> Read:
        self.place.check()
        state.pause(await self._limiter.acquire())
        transport = self._connection.transport
        try:
            reply = await transport.exchange(self.options, request, state.seconds(self.options.timeout))
        except transport.errors as error:
            failure = failure_of(error, self.options)
        except NftHoldingsError as error:
            failure = error
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        else:
            try:
                found = read(reply)
            except NftHoldingsError as error:
                failure = error
            else:
                self._connection.concurrency.raise_slightly()
                return found
        if isinstance(failure, RateLimited):
            self._connection.concurrency.lower(self.options.concurrency)
        raise failure
