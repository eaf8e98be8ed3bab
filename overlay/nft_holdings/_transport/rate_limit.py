"""Limit the rate of the requests that a client sends."""

import math
import threading
import time
from collections import deque
from typing import Any

from nft_holdings._option_values import RateLimit

from .place import Place

LONGEST_DELAY = 0.5
"""The most seconds that a request is expected to take until its reply; half a window, if that is less."""
WAY_THERE = 0.5
"""The share of the shortest round trip after which a request can arrive at the earliest."""


class Permit:
    """The right to send one request.

    Attributes:
        waited: The seconds that the request waited for it.
    """

    __slots__ = ("waited",)

    def __init__(self, waited: float) -> None:
        self.waited = waited


class RateLimiter:
    """Let requests leave as a rate limit allows; all at once without a limit.

    Args:
        limit: The limit.
        place: The place where requests wait.
    """

    def __init__(self, limit: RateLimit | None, place: Place) -> None:
        self._window: Window | None = None
        self._shared: Any = None
        if limit is not None and limit.shared is not None:
            from nft_holdings._transport.shared_limit.limiter import SharedLimiter

            self._shared = SharedLimiter(limit.requests, limit.seconds, limit.milliseconds, limit.shared, place)
        elif limit is not None:
            self._window = Window(limit)
            self._place, self._turn = place, place.new_turn()

    async def acquire(self) -> Permit:
        """Wait until a request may leave. When its reply has come, pass the permit to `note_reply`.

        Raises:
            ConnectionFailed: The store that processes share cannot be reached.
        """
        if self._window is None:
            return Permit(0.0 if self._shared is None else await self._shared.acquire())
        began = time.monotonic()
        async with self._turn:
            # A process may be stopped while it waits. So the clock is read again after each wait.
            while (permit := self._window.permit(began)) is None:
                await self._place.sleep(self._window.seconds_to_next())
        return permit

    def note_reply(self, permit: Permit) -> None:
        """Note that the reply to the request of a permit has come, so that the request counts no longer than needed."""
        if self._window is not None:
            self._window.note_reply(permit)

    @property
    def is_open(self) -> bool:
        """Return True if a connection to the store that processes share is open."""
        return self._shared is not None and self._shared.is_open

    def close(self) -> None:
        """Close the connection to the store that processes share. The next request opens it again."""
        if self._shared is not None:
            self._shared.close()


class Window:
    """The requests that count in the window of a rate limit. Threads may share it.

    The client knows when a request leaves and when its reply comes, but not when the request arrives at the server. To be safe, it takes the
    latest moment: that of the reply. A request counts for one window from then on, less half of the shortest round trip, as
    the next request needs that to arrive. So the server never sees more requests in a window than the limit, even if some of them arrive late.
    A request without a reply, or with a very late one, counts for one window and the longest delay.

    Args:
        limit: The limit.
    """

    def __init__(self, limit: RateLimit) -> None:
        self._requests, self._seconds = limit.requests, limit.seconds
        self._longest_delay = min(LONGEST_DELAY, limit.seconds / 2)
        self._lock = threading.Lock()
        self._pending: dict[Permit, float] = {}
        self._replied: deque[float] = deque()
        self._replies = 0
        self._shortest = math.inf

    @property
    def count(self) -> int:
        """Return how many requests were counted last."""
        return len(self._pending) + len(self._replied)

    def permit(self, began: float) -> Permit | None:
        """Return a permit if a request may leave now, else None.

        Args:
            began: The time when the request began to wait.
        """
        with self._lock:
            now = time.monotonic()
            while self._replied and self._end_of_replied() <= now:
                self._replied.popleft()
            while self._pending and self._end_of_pending() <= now:
                del self._pending[next(iter(self._pending))]
            if self.count >= self._requests:
                return None
            permit = Permit(now - began)
            self._pending[permit] = now
            return permit

    def seconds_to_next(self) -> float:
        """Return the seconds until one of the counted requests may no longer count."""
        with self._lock:
            now = time.monotonic()
            ends = [self._end_of_replied() if self._replied else now + self._seconds]
            if self._pending:
                ends.append(self._end_of_pending())
            return max(0.0, min(ends) - now)

    def note_reply(self, permit: Permit) -> None:
        """Note that the reply to the request of a permit has come."""
        with self._lock:
            left = self._pending.pop(permit, None)
            if left is not None:  # the request still counts
                now = time.monotonic()
                self._replied.append(min(now, left + self._longest_delay))
                self._replies += 1
                self._shortest = min(self._shortest, now - left)

    def _end_of_replied(self) -> float:
        # The first requests also open connections, so later round trips may be shorter than all of theirs.
        is_known = self._replies >= 2 * self._requests
        return self._replied[0] + self._seconds - (WAY_THERE * self._shortest if is_known else 0.0)

    def _end_of_pending(self) -> float:
        return next(iter(self._pending.values())) + self._seconds + self._longest_delay
