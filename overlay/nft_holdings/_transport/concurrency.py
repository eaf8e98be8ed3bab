"""How many requests at once a server bears, as far as it says so by refusing some."""

import time

REST = 1.0
"""Seconds within which further refusals are taken for the same."""


class Pace:
    """Lowers the number of requests at once when the server says that there are too many, and raises it again bit by bit."""

    def __init__(self) -> None:
        self._most = float("inf")
        self._slowed = float("-inf")

    def most(self, wanted: int) -> int:
        """How many requests may be under way, if so many are wanted."""
        return max(1, int(min(wanted, self._most)))

    def slow_down(self, wanted: int) -> None:
        """Take note of a refusal."""
        now = time.monotonic()
        if now - self._slowed > REST:
            self._slowed = now
            self._most = max(1.0, min(wanted, self._most) / 2)

    def went_well(self) -> None:
        """Take note of a reply that is no refusal."""
        self._most += 1 / self._most
