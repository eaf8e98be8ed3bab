"""Places where the coroutines of the core run: the caller's event loop, and the calling thread.

`loop_thread` has the third one.
"""

import asyncio
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any, TypeVar
from weakref import WeakSet

from nft_holdings._errors import ConnectionFailed

from .tasks import LoopTasks, Tasks, ThreadTasks, running_loop, stepped

Result = TypeVar("Result")
Closing = Callable[[], Coroutine[Any, Any, object]]
OF_PARENT_PROCESS: list[object] = []
"""Connections of the parent process, kept here in a forked one. Closing them here would end them there."""
LAST_WAIT = 1.0
"""The most seconds that closing waits for pending requests."""


class Place(ABC):
    """A place where coroutines run. Everything that waits in the core waits through its place."""

    @abstractmethod
    def check(self) -> None:
        """Check that a request may be sent from here.

        Raises:
            ConnectionFailed: Nothing waits for its reply any more.
            RuntimeError: The client belongs to another event loop.
        """

    @abstractmethod
    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""

    @abstractmethod
    async def call(self, function: Callable[[], Result]) -> Result:
        """Call a function that blocks."""

    @abstractmethod
    def new_turn(self) -> AbstractAsyncContextManager[object]:
        """Return a lock that is acquired in the order of requests."""

    @abstractmethod
    def new_tasks(self) -> Tasks[Any]:
        """Return an empty set of tasks, to run coroutines concurrently."""


class BlockingPlace(Place):
    """A place where a blocking client runs its coroutines."""

    @property
    @abstractmethod
    def is_running(self) -> bool:
        """Return True while coroutines can run here."""

    @abstractmethod
    def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run a coroutine to its end, and return its result."""

    @abstractmethod
    def post(self, function: Callable[..., object], *args: object) -> None:
        """Call a function here, without waiting for it."""

    @abstractmethod
    def close(self) -> None:
        """End pending coroutines, and close the connections."""


class LoopTurn(AbstractAsyncContextManager[None]):
    """A lock for the tasks of the running event loop."""

    def __init__(self) -> None:
        self._loop: object = None

    async def __aenter__(self) -> None:
        if self._loop is not (loop := asyncio.get_running_loop()):
            self._loop, self._lock = loop, asyncio.Lock()
        await self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


class OnLoop(Place):
    """An event loop of asyncio."""

    def __init__(self) -> None:
        self._pending: WeakSet[asyncio.Task[Any]] = WeakSet()

    def check(self) -> None:
        pass

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    async def call(self, function: Callable[[], Result]) -> Result:
        try:
            result = asyncio.get_running_loop().run_in_executor(None, function)
        except RuntimeError:  # no thread can start, as Python is shutting down
            return function()
        return await result

    def new_turn(self) -> LoopTurn:
        return LoopTurn()

    def new_tasks(self) -> LoopTasks:
        return LoopTasks(self._pending)


class CallersLoop(OnLoop):
    """The event loop that an async client is first used on."""

    def __init__(self) -> None:
        super().__init__()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def was_used(self) -> bool:
        """Return True once a request was sent, or was about to be."""
        return self._loop is not None

    def check(self) -> None:
        loop = running_loop()
        if self._loop is None:
            self._loop = loop
        elif self._loop is not loop:
            raise RuntimeError(
                "this client was first used on another event loop, and its connections belong there: "
                "make the client inside of the coroutine that uses it, one for each asyncio.run()"
            )

    async def end_tasks(self) -> None:
        """Cancel the pending tasks of the running loop, and wait until they have ended."""
        if self._loop is None:
            return
        loop, this = asyncio.get_running_loop(), asyncio.current_task()
        pending = [task for task in self._pending if not task.done() and task is not this and task.get_loop() is loop]
        for task in pending:
            task.cancel()
        if pending:
            await asyncio.wait(pending, timeout=LAST_WAIT)


class ThreadTurn(AbstractAsyncContextManager[None]):
    """A lock for threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # looked up late: gevent may replace it after this module was imported

    async def __aenter__(self) -> None:
        self._lock.acquire()

    async def __aexit__(self, *_: object) -> None:
        self._lock.release()


class CallingThread(BlockingPlace):
    """The calling thread. Coroutines never wait here: whatever they await blocks the thread, and then goes on.

    Concurrent coroutines run in daemon threads, one each.

    Args:
        closing: A coroutine function to call when the place is closed, if any.
    """

    def __init__(self, closing: Closing | None = None) -> None:
        self._closing = closing
        self._threads: WeakSet[threading.Thread] = WeakSet()

    @property
    def is_running(self) -> bool:
        return True

    def check(self) -> None:
        if getattr(threading.current_thread(), "is_cancelled", False):
            raise ConnectionFailed("nothing waits for the reply any more", sent=False, temporary=False)

    async def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    async def call(self, function: Callable[[], Result]) -> Result:
        return function()

    def new_turn(self) -> ThreadTurn:
        return ThreadTurn()

    def new_tasks(self) -> ThreadTasks:
        return ThreadTasks(self._threads)

    def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        return stepped(work)

    def post(self, function: Callable[..., object], *args: object) -> None:
        function(*args)

    def close(self) -> None:
        # A connection that another thread is opening would stay open.
        end = time.monotonic() + LAST_WAIT
        for thread in [*self._threads]:
            thread.join(max(0.0, end - time.monotonic()))
        if self._closing is not None:
            stepped(self._closing)
