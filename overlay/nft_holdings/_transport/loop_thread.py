"""An event loop in a thread of its own, which sends for a client that blocks.

Threads would do for many requests at once, and do where the HTTP client is the caller's. But with each piece that comes they wait
for each other, which takes several times as long as all else.
"""

import _thread
import asyncio
import contextlib
import sys
import weakref
from collections.abc import Awaitable, Callable, Hashable, Iterable
from functools import partial
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from types import BuiltinFunctionType
from typing import Any

from nft_holdings._errors import ConnectionFailed
from nft_holdings._options import Options

from .messages import Reply, Request
from .transport import Engine

A_WHILE = 1.0
"""Seconds after which it is looked whether the thread is still there."""
LAST_WAIT = 1.0
"""The most seconds that closing waits for requests that are under way in other threads."""
CLOSED = "the client was closed while it was waiting for replies"

Landed = SimpleQueue[tuple[Any, Any]]
"""What came for each job, or the error in its place."""


def threads_are_real() -> bool:
    """Return False where gevent, or something like it, has put tasks of its own in the place of threads.

    All of them run on one thread of the system, which can run one event loop of asyncio only, and is stopped by it.
    """
    return isinstance(_thread.start_new_thread, BuiltinFunctionType)


class Background:
    """An event loop in a thread, and what sends on it. It ends with whoever has it, at the latest.

    Args:
        engine: What sends.
    """

    def __init__(self, engine: Engine) -> None:
        self.loop = _new_loop()
        self.engine = engine
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}
        self._thread = Thread(target=_run, args=(self.loop,), name="nft-holdings", daemon=True)
        self._thread.start()
        self._stop = weakref.finalize(self, _stop, self.loop, engine)

    @property
    def is_running(self) -> bool:
        """Whether there is anything to wait for: not in a process that was forked off, either."""
        return self._thread.is_alive()

    def launch(self, works: Iterable[tuple[Hashable, Callable[[], Awaitable[Any]]]], landed: Landed) -> None:
        """Begin to await some things there, each under its job. What comes is put into a queue.

        Raises:
            ConnectionFailed: The loop has ended.
        """
        try:
            self.loop.call_soon_threadsafe(self._begin, works, landed)
        except RuntimeError:
            raise ConnectionFailed(CLOSED, sent=False, temporary=False) from None

    def wait(self, landed: Landed) -> tuple[Any, Any]:
        """Wait for what comes next, for as long as there is somebody to bring it.

        Raises:
            ConnectionFailed: There is nobody any more.
        """
        while True:
            try:
                return landed.get(timeout=A_WHILE)
            except Empty:
                if not self.is_running:
                    raise ConnectionFailed(CLOSED, sent=True, temporary=False) from None

    def cancel(self, jobs: Iterable[Hashable]) -> None:
        """Do without what comes for some jobs."""
        with contextlib.suppress(RuntimeError):  # the loop has ended, and its tasks with it
            self.loop.call_soon_threadsafe(self._cancel, jobs)

    def close(self) -> None:
        """Cancel what is under way, and close the connections."""
        self._stop()
        self._thread.join(LAST_WAIT)

    def _begin(self, works: Iterable[tuple[Hashable, Callable[[], Awaitable[Any]]]], landed: Landed) -> None:
        for job, work in works:
            self._tasks[job] = self.loop.create_task(self._await(job, work, landed), name="nft-holdings")

    async def _await(self, job: Hashable, work: Callable[[], Awaitable[Any]], landed: Landed) -> None:
        try:
            outcome: Any = await work()
        except asyncio.CancelledError:
            outcome = ConnectionFailed(CLOSED, sent=True, temporary=False)  # or nobody waits for it
        except BaseException as error:
            outcome = error
        self._tasks.pop(job, None)
        landed.put((job, outcome))

    def _cancel(self, jobs: Iterable[Hashable]) -> None:
        for job in jobs:
            if task := self._tasks.get(job):
                task.cancel()


def _new_loop() -> asyncio.AbstractEventLoop:
    """Make a loop of asyncio's own. A policy, such as trio-asyncio's, may give one that belongs to another thread."""
    if sys.platform == "win32":
        return asyncio.ProactorEventLoop()
    return asyncio.SelectorEventLoop()


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


class Behind:
    """What a client that blocks has behind it: a loop in another thread, made when it is first needed.

    Args:
        engine: What makes the engine that is to send there.
    """

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self.is_closed = False
        self._engine = engine
        self._made: list[Background] = []
        self._making = Lock()

    def background(self) -> Background:
        """The loop. In a process that was forked off it is a new one; the old one's sockets are the other process's.

        Raises:
            ConnectionFailed: It has been closed.
        """
        if self._made and self._made[-1].is_running:
            return self._made[-1]
        with self._making:
            if self.is_closed:
                raise ConnectionFailed("cannot send a request, as the client has been closed", sent=False, temporary=False)
            if not self._made or not self._made[-1].is_running:
                self._made.append(Background(self._engine()))
            return self._made[-1]

    def close(self) -> None:
        """End the loop. Nothing is sent any more."""
        with self._making:
            self.is_closed = True
            if self._made and self._made[-1].is_running:
                self._made[-1].close()


class BackgroundEngine(Engine):
    """An async engine for a client that blocks.

    Args:
        behind: Where it sends.
        errors: What it raises.
    """

    is_ours = True

    def __init__(self, behind: Behind, errors: tuple[type[Exception], ...]) -> None:
        self.errors = errors
        self._behind = behind

    @property
    def is_closed(self) -> bool:
        return self._behind.is_closed

    def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        background = self._behind.background()
        job, landed = object(), Landed()
        background.launch([(job, partial(background.engine.exchange, options, request, seconds))], landed)
        try:
            _, outcome = background.wait(landed)
        except BaseException:
            background.cancel([job])
            raise
        if isinstance(outcome, BaseException):
            raise outcome
        reply: Reply = outcome
        return reply

    def close(self) -> None:
        self._behind.close()
