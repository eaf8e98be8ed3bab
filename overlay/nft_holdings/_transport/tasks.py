"""Requests under way at once: in threads, or in tasks."""

import asyncio
import contextlib
import queue
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from threading import Event, Thread
from typing import Any

from nft_holdings._errors import NftHoldingsError
from nft_holdings._paging.parallel import Job

from .connection import running_loop
from .sender import AsyncDriver, Driver

Read = Callable[[Any], Any]


def is_needed(under_way: dict[Job, Any], job: Job, outcome: Any) -> bool:
    """Take a job out of those that are under way; whether it still was one of them.

    Raises:
        BaseException: What came is an error that is not the package's own.
    """
    if under_way.pop(job, None) is None:
        return False
    if isinstance(outcome, BaseException) and not isinstance(outcome, NftHoldingsError):
        raise outcome
    return True


class Flights:
    """Requests that are under way in threads of their own. What they bring is taken by one thread.

    Args:
        driver: What sends them.
    """

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        # Looked up when it is needed: gevent may take its place after this was imported.
        self._landed: queue.SimpleQueue[tuple[Job, Any]] = queue.SimpleQueue()
        self._under_way: dict[Job, Event] = {}

    def __len__(self) -> int:
        return len(self._under_way)

    def fetch(self, job: Job, read: Read, *, safe: bool, gone: Event | None = None) -> Any:
        """Send a request and wait for what it brings; an error of the package's own is given back."""
        try:
            return self._driver.fetch(job.request, read, safe=safe, gone=gone)
        except NftHoldingsError as error:
            return error

    def launch(self, jobs: Iterable[Job], read: Read, *, safe: bool) -> None:
        """Send requests, which may be sent again if that is safe."""
        for job in jobs:
            gone = self._under_way[job] = Event()
            thread = Thread(target=self._fly, args=(job, read, safe, gone), name="nft-holdings", daemon=True)
            self._driver.note(thread)
            thread.start()

    def _fly(self, job: Job, read: Read, safe: bool, gone: Event) -> None:
        try:
            outcome = self.fetch(job, read, safe=safe, gone=gone)
        except BaseException as error:
            outcome = error
        self._landed.put((job, outcome))

    def wait(self) -> tuple[Job, Any]:
        """Wait for what the next request brings."""
        while True:
            job, outcome = self._landed.get()
            if is_needed(self._under_way, job, outcome):
                return job, outcome

    def abandon(self, jobs: Iterable[Job] | None = None) -> None:
        """Do without what some requests bring, or all of them. Those that are waiting to be sent are not sent."""
        for job in [*self._under_way] if jobs is None else jobs:
            if gone := self._under_way.pop(job, None):
                gone.set()


class AsyncFlights:
    """Requests that are under way in tasks of their own.

    Args:
        driver: What sends them.
    """

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self._under_way: dict[Job, asyncio.Task[None]] = {}
        self._landed: list[tuple[Job, Any]] = []
        self._some = asyncio.Event()

    def __len__(self) -> int:
        return len(self._under_way)

    async def fetch(self, job: Job, read: Read, *, safe: bool) -> Any:
        """Send a request and await what it brings; an error of the package's own is given back."""
        try:
            return await self._driver.fetch(job.request, read, safe=safe)
        except NftHoldingsError as error:
            return error

    def launch(self, jobs: Iterable[Job], read: Read, *, safe: bool) -> None:
        """Send requests, which may be sent again if that is safe."""
        for job in jobs:
            self.run(job, partial(self.fetch, job, read, safe=safe))

    def run(self, job: Job, work: Callable[[], Awaitable[Any]]) -> None:
        """Await something beside the requests; it is waited for as they are."""
        task = self._under_way[job] = running_loop().create_task(self._fly(job, work), name="nft-holdings")
        self._driver.connection.tasks.add(task)

    async def _fly(self, job: Job, work: Callable[[], Awaitable[Any]]) -> None:
        try:
            outcome = await work()
        except Exception as error:
            outcome = error
        self._landed.append((job, outcome))
        self._some.set()

    async def wait(self) -> tuple[Job, Any]:
        """Await what the next request brings."""
        while True:
            while not self._landed:
                self._some.clear()
                await self._some.wait()
            job, outcome = self._landed.pop(0)
            if is_needed(self._under_way, job, outcome):
                return job, outcome

    def abandon(self, jobs: Iterable[Job] | None = None) -> None:
        """Do without what some requests bring, or all of them. They are cancelled."""
        for job in [*self._under_way] if jobs is None else jobs:
            if task := self._under_way.pop(job, None):
                with contextlib.suppress(RuntimeError):  # of a loop that was closed meanwhile, and its tasks with it
                    task.cancel()
