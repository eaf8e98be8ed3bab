"""A clock for tests: waiting costs no time, and is seen."""

import asyncio
import threading
import time
from typing import Any

import pytest

REAL_SLEEP = asyncio.sleep
WALL = 1_800_000_000.0


class Clock:
    """Stands in for the module `time` where the package and its libraries wait and look at the clock.

    Attributes:
        now: Seconds since the test began.
        waits: How long each wait was.
    """

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self._thread = threading.current_thread()
        self.waits: list[float] = []
        for module in ("retry", "body", "rate_limit", "retry_after"):
            patch.setattr(f"nft_holdings._transport.{module}.time", self)
        patch.setattr("tenacity.nap.time", self)
        patch.setattr(asyncio, "sleep", self._sleep_async)

    def monotonic(self) -> float:
        return 5000.0 + self.now

    def time(self) -> float:
        return WALL + self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def _sleep_async(self, seconds: float, result: Any = None) -> Any:
        if threading.current_thread() is not self._thread:  # such as that of a sandbox, which serves other tests too
            return await REAL_SLEEP(seconds, result)
        self.sleep(seconds)
        return await REAL_SLEEP(0, result)

    @staticmethod
    def http_date(seconds: float, form: str = "%a, %d %b %Y %H:%M:%S GMT") -> str:
        """A moment in one of HTTP's forms, so many seconds after the test began."""
        return time.strftime(form, time.gmtime(WALL + seconds))
