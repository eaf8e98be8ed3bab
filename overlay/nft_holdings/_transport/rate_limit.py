"""Limit the rate of the requests that a client sends."""

import time
from typing import Any

from nft_holdings._option_values import RateLimit

from .place import Place


class RateLimiter:
    """Let requests leave as a rate limit allows; all at once without a limit.

    Args:
        limit: The limit.
        place: The place where requests wait.
    """

    def __init__(self, limit: RateLimit | None, place: Place) -> None:
        self._bucket: Any = None
        self._shared: Any = None
        if limit is not None and limit.shared is not None:
            from nft_holdings._transport.shared_limit.limiter import SharedLimiter

            self._shared = SharedLimiter(limit.requests, limit.seconds, limit.milliseconds, limit.shared, place)
        elif limit is not None:
            from pyrate_limiter import InMemoryBucket, Limiter, Rate, RateItem, SingleBucketFactory

            self._item = RateItem
            self._bucket = InMemoryBucket([Rate(limit.requests, limit.milliseconds)])
            # The limiter's thread for clearing the bucket would outlive the client: `acquire` clears it instead.
            self._limiter = Limiter(SingleBucketFactory(self._bucket, schedule_leak=False), buffer_ms=0)  # the window has a margin
            self._place, self._turn = place, place.new_turn()

    async def acquire(self) -> float:
        """Wait until a request may leave.

        Returns:
            The seconds that it took.

        Raises:
            ConnectionFailed: The store that processes share cannot be reached.
        """
        if self._bucket is None:
            return 0.0 if self._shared is None else await self._shared.acquire()
        began = time.monotonic()
        # The limiter's wait computes when it will wake up, and takes that for the time of the request. In a process that was stopped
        # meanwhile, this lets twice as many requests through. So the wait is here, and each try reads the clock again.
        async with self._turn:
            self._bucket.leak(self._bucket.now())
            while not self._limiter.try_acquire("request", blocking=False):
                milliseconds: int = self._bucket.waiting(self._item("request", self._bucket.now()))
                await self._place.sleep(milliseconds / 1000)
        return time.monotonic() - began

    @property
    def is_open(self) -> bool:
        """Return True if a connection to the store that processes share is open."""
        return self._shared is not None and self._shared.is_open

    def close(self) -> None:
        """Close the connection to the store that processes share. The next request opens it again."""
        if self._shared is not None:
            self._shared.close()
