"""Decide when and how often to send a request again."""

import math
import random
import time

from nft_holdings._errors import ApiError, NftHoldingsError
from nft_holdings._option_values import Retry


class RetryState:
    """The attempts and the time that are left for a request: decides on another attempt, and on the wait before it."""

    def __init__(self, retry: Retry | None, *, safe: bool) -> None:
        self._retry = retry if safe else None
        self._attempts = 0
        self._end = math.inf if self._retry is None else time.monotonic() + self._retry.timeout

    def seconds_to_next(self, error: NftHoldingsError) -> float | None:
        """Return the seconds to wait after an error before another attempt; None if none is to be made."""
        self._attempts += 1
        retry = self._retry
        if retry is None or not error.temporary or self._attempts >= retry.attempts:
            return None
        asked = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
        if asked > retry.retry_after_max:
            return None
        doubled = retry.wait_initial * 2.0 ** (self._attempts - 1)
        wait = max(asked, min(retry.wait_max, doubled + random.uniform(0, retry.wait_jitter)))  # noqa: S311
        return wait if self._left > wait else None

    def seconds(self, timeout: float | None) -> float | None:
        """Return the seconds for the next attempt: its own timeout, or what is left for all attempts."""
        left = min(math.inf if timeout is None else timeout, max(self._left, 0.001))
        return None if left == math.inf else left

    @property
    def _left(self) -> float:
        return self._end - time.monotonic()

    def pause(self, seconds: float) -> None:
        """Leave out of account the seconds of waiting for the client's own rate limit."""
        self._end += seconds
