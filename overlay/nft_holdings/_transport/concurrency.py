"""Limit the concurrent requests to what the server bears, as far as it says so by refusing some."""

import time

REST = 1.0
"""Seconds within which further refusals count as the same."""


class ConcurrencyLimit:
    """A limit that is halved when the server refuses a request as one too many, and rises again bit by bit."""

    def __init__(self) -> None:
        self._most = float("inf")
        self._lowered = float("-inf")

    def within(self, wanted: int) -> int:
        """Return how many requests may be pending, if so many are wanted."""
        return max(1, int(min(wanted, self._most)))

    def lower(self, wanted: int) -> None:
        """Note a refusal."""
        now = time.monotonic()
        if now - self._lowered > REST:
            self._lowered = now
            self._most = max(1.0, min(wanted, self._most) / 2)

    def raise_bit(self) -> None:
        """Note a reply that is no refusal."""
        self._most += 1 / self._most
