"""Sending a request again: when, how often, and how long to wait."""

import math
import random
import time
from typing import Any

from attrs import Attribute, field, frozen

from nft_holdings._errors import ApiError, FilterError, NftHoldingsError
from nft_holdings._redaction import shown

LONGEST = 86_400.0


def _seconds(_: Any, attribute: "Attribute[float]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST:
        raise FilterError(f"Retry: {attribute.name} must be seconds from 0 to {LONGEST:.0f}, not {shown(value)}", rule="retry")


def _count(_: Any, attribute: "Attribute[int]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise FilterError(f"Retry: {attribute.name} must be a whole number from 1 to 1000, not {shown(value)}", rule="retry")


@frozen(kw_only=True)
class Retry:
    """How a client tries again; `retry=None` makes it try once only.

    Tried again are failed connections, timeouts, the statuses 408, 425, 429, 500, 502, 503, 504, those of gateways (520 to 524,
    527, 529, 598, 599), and replies that are cut off or unreadable. Waits grow exponentially with jitter, and are at least what the server asks for.

    Attributes:
        attempts: The most times that one request is sent, the first one included.
        timeout: Seconds for one request with all its attempts and the waits between them.
        wait_initial: Seconds to wait before the second attempt; each further wait is twice as long.
        wait_max: The most seconds to wait where the server does not say how long.
        wait_jitter: The most seconds that are added by chance.
        retry_after_max: The most seconds to wait because the server says so. Where it says more, its error is raised at
            once, with `retry_after`; it is never asked early.

    Raises:
        FilterError: A number is out of range.
    """

    attempts: int = field(default=5, validator=_count)
    timeout: float = field(default=120.0, validator=_seconds)
    wait_initial: float = field(default=0.25, validator=_seconds)
    wait_max: float = field(default=8.0, validator=_seconds)
    wait_jitter: float = field(default=0.5, validator=_seconds)
    retry_after_max: float = field(default=60.0, validator=_seconds)


class Patience:
    """What is left of a request's time, and whether an error is worth another attempt. Called by stamina with each error."""

    def __init__(self, retry: Retry | None, *, safe: bool) -> None:
        self.retry = retry if safe else None
        self._attempts = 0
        self._end = math.inf if self.retry is None else time.monotonic() + self.retry.timeout

    def __call__(self, error: Exception) -> bool | float:
        """Whether to try again after an error: no, or after so many seconds."""
        self._attempts += 1
        if self.retry is None or not isinstance(error, NftHoldingsError) or not error.temporary:
            return False
        asked = (error.retry_after if isinstance(error, ApiError) else None) or 0.0
        if asked > self.retry.retry_after_max:
            return False
        # Stamina's own formula. It is reckoned here so that the jitter, too, is held against what is left.
        doubled = self.retry.wait_initial * 2.0 ** (self._attempts - 1)
        backoff = min(self.retry.wait_max, doubled + random.uniform(0, self.retry.wait_jitter))  # noqa: S311
        wait = max(asked, backoff)
        return wait if self.left > wait else False

    @property
    def retry_arguments(self) -> dict[str, Any]:
        """The arguments of stamina's `retry_context`; how long it may take in all is counted here, without `pause`."""
        retry = self.retry or Retry(attempts=1)
        names = ("attempts", "wait_initial", "wait_max", "wait_jitter")
        return {"timeout": None, **{name: getattr(retry, name) for name in names}}

    def seconds(self, timeout: float | None) -> float | None:
        """Seconds for the next attempt: its own timeout, or what is left for all attempts."""
        left = min(math.inf if timeout is None else timeout, max(self.left, 0.001))
        return None if left == math.inf else left

    @property
    def left(self) -> float:
        """Seconds that are left for the request."""
        return self._end - time.monotonic()

    def pause(self, seconds: float) -> None:
        """Leave out of account what was spent on waiting for the client's own rate limit."""
        self._end += seconds
