"""Lower the number of concurrent requests when a server refuses some as too many."""

import time

SAME_REFUSAL = 1.0
"""Seconds after a refusal in which further ones do not lower the limit again."""


class ConcurrencyLimit:
    """The limit of concurrent requests. A refusal for too many requests halves it; each other reply raises it slightly."""

    def __init__(self) -> None:
        self._most = float("inf")
        self._lowered = float("-inf")

    def within(self, wanted: int) -> int:
        """Return how many requests may be pending: those wanted, or as many as the limit allows."""
        return max(1, int(min(wanted, self._most)))

    def lower(self, wanted: int) -> None:
        """Lower the limit after a refusal."""
        now = time.monotonic()
        if now - self._lowered > SAME_REFUSAL:
            self._lowered = now
            self._most = max(1.0, min(wanted, self._most) / 2)

    def raise_slightly(self) -> None:
        """Raise the limit after a reply that is no refusal."""
        self._most += 1 / self._most
