"""Keeping to a server's limit: one budget for all that a client sends, from all its threads and tasks."""

import threading
import time
from collections.abc import Mapping
from typing import Any

from attrs import Attribute, field, frozen

from ._errors import FilterError
from ._secrets import shown
from ._spec import spec_of

LONGEST_WINDOW = 86_400


def _count(_: Any, attribute: "Attribute[int]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise FilterError(f"RateLimit: {attribute.name} must be a whole number from 1 to 1000000, not {shown(value)}", rule="rate_limit")


def _window(_: Any, attribute: "Attribute[float]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.001 <= value <= LONGEST_WINDOW:
        raise FilterError(
            f"RateLimit: {attribute.name} must be a number from 0.001 to {LONGEST_WINDOW}, not {shown(value)}", rule="rate_limit"
        )


@frozen
class RateLimit:
    """At most so many requests in any stretch of so many seconds.

    Raises:
        FilterError: A number is out of range.
    """

    requests: int = field(validator=_count)
    seconds: float = field(default=1.0, validator=_window)


def documented_rate_limit(api: str) -> RateLimit | None:
    """The strictest limit that the spec of an API states for one of its operations; None if it states none."""
    stated: list[Mapping[str, Any]] = [
        operation["x-rate-limit"] for path in spec_of(api)["paths"].values() for operation in path.values() if "x-rate-limit" in operation
    ]
    limits = [RateLimit(each["requests"], each["seconds"]) for each in stated]
    return min(limits, key=lambda limit: limit.requests / limit.seconds, default=None)


class Budget:
    """Lets requests through as a limit allows; all at once if there is none."""

    def __init__(self, limit: RateLimit | None) -> None:
        self._bucket: Any = None
        if limit is not None:
            from pyrate_limiter import InMemoryBucket, Limiter, Rate, RateItem, SingleBucketFactory

            self._item = RateItem
            self._bucket = InMemoryBucket([Rate(limit.requests, max(1, round(limit.seconds * 1000)))])
            # Without its own thread for clearing the bucket, which would outlive the client: `acquire` clears it.
            self._limiter = Limiter(SingleBucketFactory(self._bucket, schedule_leak=False))
            self._turn = threading.Lock()  # looked up here, as gevent may take its place after this was imported

    def acquire(self) -> float:
        """Wait until a request may leave; returns the seconds that it took."""
        if self._bucket is None:
            return 0.0
        began = time.monotonic()
        # The limiter's own blocking wait reckons when it will wake up, and takes that for the time of the request. After a
        # process was stopped for a while, that lets twice as many through. So the wait is here, and each try is timed anew.
        with self._turn:
            self._bucket.leak(self._bucket.now())
            while not self._limiter.try_acquire("request", blocking=False):
                milliseconds: int = self._bucket.waiting(self._item("request", self._bucket.now())) + self._limiter.buffer_ms
                time.sleep(milliseconds / 1000)
        return time.monotonic() - began

    async def acquire_async(self) -> float:
        """Await that a request may leave; returns the seconds that it took."""
        if self._bucket is None:
            return 0.0
        began = time.monotonic()
        self._bucket.leak(self._bucket.now())
        await self._limiter.try_acquire_async("request")
        return time.monotonic() - began
