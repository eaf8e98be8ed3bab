"""Keeping to a server's limit: one budget for all that a client sends, from all its threads and tasks."""

import threading
import time
from collections.abc import Mapping
from os import PathLike
from typing import Any
from urllib.parse import urlsplit

from attrs import Attribute, field, frozen

from nft_holdings._errors import FilterError
from nft_holdings._redaction import keeps_secrets, shown
from nft_holdings._specs.access import spec_of
from nft_holdings._transport.shared_limit.place import place_of, without_password

LONGEST_WINDOW = 86_400
MARGIN = 0.1
"""How much longer than asked for a window is, as a share of it. Requests leave in time and arrive late, some later than others."""
LONGEST_MARGIN = 0.1
"""The same in seconds, at the most."""


def _count(_: Any, attribute: "Attribute[int]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise FilterError(f"RateLimit: {attribute.name} must be a whole number from 1 to 1000000, not {shown(value)}", rule="rate_limit")


def _window(_: Any, attribute: "Attribute[float]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.001 <= value <= LONGEST_WINDOW:
        raise FilterError(
            f"RateLimit: {attribute.name} must be a number from 0.001 to {LONGEST_WINDOW}, not {shown(value)}", rule="rate_limit"
        )


def _place(value: str | PathLike[str] | None) -> str | None:
    return None if value is None else place_of(value)


@frozen
class RateLimit:
    """At most so many requests in any stretch of so many seconds.

    Attributes:
        requests: The most requests.
        seconds: The length of each stretch.
        shared: Where processes count their requests together: the path of a file for the processes of one machine, or the
            URL of a Redis (`redis://…`, `rediss://…`, with the extra `redis`) or PostgreSQL server (`postgresql://…`, with
            the extra `postgres`) for those of several machines. Limits with the same numbers in the same place are one limit.
            None limits each client by itself.

    Raises:
        FilterError: A number is out of range, or `shared` cannot be used.
    """

    requests: int = field(validator=_count)
    seconds: float = field(default=1.0, validator=_window)
    shared: str | None = field(default=None, kw_only=True, converter=_place, repr=without_password)

    @property
    def milliseconds(self) -> int:
        """The length of a window, with a margin for requests that arrive later than others."""
        return max(1, round(1000 * (self.seconds + min(LONGEST_MARGIN, MARGIN * self.seconds))))


# A place has a password in it, which is not to stand in the frames of an error.
RateLimit.__init__ = keeps_secrets(RateLimit.__init__)  # type: ignore[method-assign]  # it takes and returns the same


def documented_rate_limit(api: str, base_url: str | None = None) -> RateLimit | None:
    """Return the strictest limit that the spec of an API states.

    Args:
        api: The API's name.
        base_url: The server to ask. A limit that the spec states for a server holds for each URL with that server's host,
            whatever its scheme, port and path.

    Returns:
        The strictest limit of the API's operations and of the server; None if the spec states none.
    """
    spec = spec_of(api)
    stated: list[Mapping[str, Any]] = [operation for path in spec["paths"].values() for operation in path.values()]
    if base_url is not None:
        stated += [server for server in spec["servers"] if _host(server["url"]) == _host(base_url)]
    limits = [RateLimit(each["x-rate-limit"]["requests"], each["x-rate-limit"]["seconds"]) for each in stated if "x-rate-limit" in each]
    return min(limits, key=lambda limit: limit.requests / limit.seconds, default=None)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""  # the options refuse it


class Budget:
    """Lets requests through as a limit allows; all at once if there is none."""

    def __init__(self, limit: RateLimit | None) -> None:
        self._bucket: Any = None
        self._shared: Any = None
        if limit is not None and limit.shared is not None:
            from nft_holdings._transport.shared_limit.limiter import SharedBudget

            self._shared = SharedBudget(limit.requests, limit.seconds, limit.milliseconds, limit.shared)
        elif limit is not None:
            from pyrate_limiter import InMemoryBucket, Limiter, Rate, RateItem, SingleBucketFactory

            self._item = RateItem
            self._bucket = InMemoryBucket([Rate(limit.requests, limit.milliseconds)])
            # Without its own thread for clearing the bucket, which would outlive the client: `acquire` clears it.
            self._limiter = Limiter(SingleBucketFactory(self._bucket, schedule_leak=False), buffer_ms=0)  # the window has a margin
            self._turn = threading.Lock()  # looked up here, as gevent may take its place after this was imported

    def acquire(self) -> float:
        """Wait until a request may leave.

        Returns:
            The seconds that it took.

        Raises:
            ConnectionFailed: The place that processes share cannot be reached.
        """
        if self._bucket is None:
            return 0.0 if self._shared is None else self._shared.acquire()
        began = time.monotonic()
        # The limiter's own blocking wait reckons when it will wake up, and takes that for the time of the request. After a
        # process was stopped for a while, that lets twice as many through. So the wait is here, and each try is timed anew.
        with self._turn:
            self._bucket.leak(self._bucket.now())
            while not self._limiter.try_acquire("request", blocking=False):
                milliseconds: int = self._bucket.waiting(self._item("request", self._bucket.now()))
                time.sleep(milliseconds / 1000)
        return time.monotonic() - began

    async def acquire_async(self) -> float:
        """Await that a request may leave.

        Returns:
            The seconds that it took.

        Raises:
            ConnectionFailed: The place that processes share cannot be reached.
        """
        if self._bucket is None:
            return 0.0 if self._shared is None else await self._shared.acquire_async()
        began = time.monotonic()
        self._bucket.leak(self._bucket.now())
        await self._limiter.try_acquire_async("request")
        return time.monotonic() - began

    @property
    def is_open(self) -> bool:
        """Return True if a connection to the place that processes share is open."""
        return self._shared is not None and self._shared.is_open

    def close(self) -> None:
        """Close the connection to the place that processes share, if there is one. The next request opens it again."""
        if self._shared is not None:
            self._shared.close()
