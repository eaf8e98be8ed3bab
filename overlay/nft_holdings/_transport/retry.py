"""Decide if and when to retry a request."""

import math
import random
import time

from nft_holdings._errors import ApiError, NftHoldingsError
from nft_holdings._option_values import Retry


class RetryState:
    """The attempts and the time left for one request. It decides on each further attempt, and on the wait before it.

    Attributes:
        number: The number of the next attempt, from 1.
    """

    def __init__(self, retry: Retry | None, *, safe: bool) -> None:
        self._retry = retry if safe else None
        self.number = 1
        self._end = math.inf if self._retry is None else time.monotonic() + self._retry.timeout

    def seconds_to_next(self, error: NftHoldingsError) -> float | None:
        """Return the seconds to wait before the next attempt after an error; None if no attempt follows."""
        retry = self._retry
        if retry is None or not error.temporary or self.number >= retry.attempts:
            return None
        requested = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
        if requested > retry.retry_after_max:
            return None
        doubled = retry.wait_initial * 2.0 ** (self.number - 1)
        wait = max(requested, min(retry.wait_max, doubled + random.uniform(0, retry.wait_jitter)))  # noqa: S311
        if self._left <= wait:
            return None
        self.number += 1
        return wait

    def seconds(self, timeout: float | None) -> float | None:
        """Return the timeout of the next attempt: at most the time left for all attempts; None for no limit."""
        left = min(math.inf if timeout is None else timeout, max(self._left, 0.001))
        return None if left == math.inf else left

    @property
    def _left(self) -> float:
        return self._end - time.monotonic()

    def pause(self, seconds: float) -> None:
        """Do not count seconds that the request waited for the rate limiter."""
        self._end += seconds
