"""Many requests at once for a client that blocks: an event loop in a thread of its own sends them.

Threads would do, and do where the HTTP client is the caller's. But with each piece that comes they wait for each other, which
takes several times as long as all else.
"""

import asyncio
import contextlib
import weakref
from collections.abc import Callable, Iterable
from queue import Empty
from threading import Event, Thread
from typing import Any

from ._drivers import LAST_WAIT, AsyncDriver, Driver, async_engine
from ._engine import Engine
from ._errors import ConnectionFailed
from ._flights import Flights, is_needed
from ._spread import Job

A_WHILE = 1.0
"""Seconds after which it is looked whether the thread is still there."""
CLOSED = "the client was closed while it was waiting for replies"


class Background:
    """An event loop in a thread, and what sends on it. It ends with whoever has it, at the latest.

    Args:
        engine: What sends.
    """

    def __init__(self, engine: Engine) -> None:
        self.loop = asyncio.new_event_loop()
        self.engine = engine
        self._thread = Thread(target=_run, args=(self.loop,), name="nft-holdings", daemon=True)
        self._thread.start()
        self._stop = weakref.finalize(self, _stop, self.loop, engine)

    def close(self) -> None:
        """Cancel what is under way, and close the connections."""
        self._stop()
        self._thread.join(LAST_WAIT)

    @property
    def is_running(self) -> bool:
        """Whether there is anything to wait for: not in a process that was forked off, either."""
        return self._thread.is_alive()


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _stop(loop: asyncio.AbstractEventLoop, engine: Engine) -> None:
    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await engine.close()
        loop.stop()

    with contextlib.suppress(RuntimeError):  # it has ended before
        loop.call_soon_threadsafe(lambda: loop.create_task(end()))


class BackgroundFlights(Flights):
    """Requests that are under way on a loop in another thread. What they bring is taken by one thread.

    Args:
        driver: What sends a request by itself, in the same thread.
    """

    def __init__(self, driver: Driver) -> None:
        super().__init__(driver)
        self._background: Background | None = None
        self._tasks: dict[Job, asyncio.Task[None]] = {}

    def launch(self, jobs: Iterable[Job], read: Callable[[Any], Any], *, safe: bool) -> None:
        """Send requests, which may be sent again if that is safe."""
        listed = [*jobs]
        self._under_way.update((job, Event()) for job in listed)
        if self._driver.connection.engine.is_closed:
            for job in listed:
                self._landed.put((job, self.fetch(job, read, safe=safe)))
            return
        if self._background is None:
            self._background = _behind(self._driver)
            connection = self._driver.connection.sending_with(self._background)
            self._sender = AsyncDriver(self._driver.options, connection=connection)
        self._background.loop.call_soon_threadsafe(self._start, self._background.loop, listed, read, safe)

    def _start(self, loop: asyncio.AbstractEventLoop, jobs: Iterable[Job], read: Callable[[Any], Any], safe: bool) -> None:
        for job in jobs:
            self._tasks[job] = loop.create_task(self._send(job, read, safe), name="nft-holdings")

    async def _send(self, job: Job, read: Callable[[Any], Any], safe: bool) -> None:
        try:
            outcome: Any = await self._sender.fetch(job.request, read, safe=safe)
        except asyncio.CancelledError:
            outcome = ConnectionFailed(CLOSED, sent=True, temporary=False)  # or nobody waits for it
        except BaseException as error:
            outcome = error
        self._tasks.pop(job, None)
        self._landed.put((job, outcome))

    def wait(self) -> tuple[Job, Any]:
        """Wait for what the next request brings, for as long as there is somebody to bring it."""
        while True:
            try:
                job, outcome = self._landed.get(timeout=A_WHILE)
            except Empty:
                if self._background is not None and self._background.is_running:
                    continue
                job, outcome = next(iter(self._under_way)), ConnectionFailed(CLOSED, sent=True, temporary=False)
            if is_needed(self._under_way, job, outcome):
                return job, outcome

    def abandon(self, jobs: Iterable[Job] | None = None) -> None:
        """Do without what some requests bring, or all of them. They are cancelled."""
        gone = [job for job in ([*self._under_way] if jobs is None else jobs) if self._under_way.pop(job, None)]
        if gone and self._background is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and its tasks with it
                self._background.loop.call_soon_threadsafe(self._cancel, gone)

    def _cancel(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            if task := self._tasks.get(job):
                task.cancel()


def _behind(driver: Driver) -> Background:
    connection = driver.connection
    with connection.opening:
        if not connection.behind:
            connection.behind.append(Background(async_engine(driver.options, None)))
        background: Background = connection.behind[0]
    return background


def flights_of(driver: Driver) -> Flights:
    """What sends many requests of a driver at once."""
    return BackgroundFlights(driver) if driver.connection.engine.is_ours else Flights(driver)
