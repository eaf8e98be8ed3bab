"""A clock for tests: waits cost no time, and are recorded."""

import time

import pytest
from nft_holdings._transport.place import CallingThread, OnLoop

WALL = 1_800_000_000.0


class Clock:
    """Stands in for the module `time` where the package and its libraries wait and look at the clock.

    Attributes:
        now: Seconds since the test began.
        waits: How long each wait was.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        for module in ("retry", "body", "rate_limit", "retry_after"):
            patch.setattr(f"nft_holdings._transport.{module}.time", self)
        patch.setattr(CallingThread, "sleep", self._sleep_there)
        patch.setattr(OnLoop, "sleep", self._sleep_there)

    def monotonic(self) -> float:
        return 5000.0 + self.now

    def time(self) -> float:
        return WALL + self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def _sleep_there(self, seconds: float) -> None:
        self.sleep(seconds)

    @staticmethod
    def http_date(seconds: float, form: str = "%a, %d %b %Y %H:%M:%S GMT") -> str:
        """A moment in one of HTTP's forms, so many seconds after the test began."""
        return time.strftime(form, time.gmtime(WALL + seconds))
