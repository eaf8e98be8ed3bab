"""Run coroutines concurrently: as tasks of an event loop, or each in a thread."""

import asyncio
import contextlib
import queue
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine, Hashable, Iterable
from functools import partial
from threading import Thread
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from nft_holdings._errors import ConnectionFailed

Pending = TypeVar("Pending")
Result = TypeVar("Result")
Work = Callable[[], Coroutine[Any, Any, Any]]
CLOSED = "the client was closed while it was waiting for replies"


def running_loop() -> asyncio.AbstractEventLoop:
    """Return the running event loop of asyncio.

    Raises:
        RuntimeError: None is running here.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        # The error is raised below, so that this one does not become its context.
        pass
    raise RuntimeError(
        "no event loop of asyncio is running here, and async clients need one: call them inside of asyncio.run(); "
        "under trio enter trio_asyncio.open_loop() and await trio_asyncio.aio_as_trio(…), or use the blocking client in a thread: "
        "trio.to_thread.run_sync(…)"
    )


def stepped(work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
    """Run a coroutine that never waits to its end on the calling thread, and return its result."""
    coroutine = work()  # made here, as an interrupt on the way would leave one behind that nobody awaits
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: Result = ended.value
        return result
    coroutine.close()
    raise AssertionError("a coroutine waits where no event loop is running")


class Tasks(ABC, Generic[Pending]):
    """Coroutines that run concurrently, each with a key. One other coroutine starts them and waits for them."""

    def __init__(self) -> None:
        self._pending: dict[Hashable, Pending] = {}

    def __len__(self) -> int:
        return len(self._pending)

    @abstractmethod
    def start(self, key: Hashable, work: Work) -> None:
        """Start a coroutine."""

    async def wait(self) -> tuple[Any, Any]:
        """Wait until one has ended; return its key, and its result or the error that it raised.

        Raises:
            ConnectionFailed: None is pending any more.
        """
        while self._pending:
            key, result = await self._next_ended()
            if self._pending.pop(key, None) is not None:
                return key, result
        raise ConnectionFailed(CLOSED, sent=True, temporary=False)

    @property
    @abstractmethod
    def has_ended(self) -> bool:
        """Return True if one has ended whose result `wait` has not returned yet."""

    @abstractmethod
    async def _next_ended(self) -> tuple[Hashable, Any]: ...

    def cancel(self, keys: Iterable[Hashable] | None = None) -> None:
        """Cancel some coroutines, or all of them. `wait` does not return their results."""
        for key in [*self._pending] if keys is None else keys:
            if pending := self._pending.pop(key, None):
                self._cancel(pending)

    @abstractmethod
    def _cancel(self, pending: Pending) -> None: ...


async def _result_of(work: Work) -> Any:
    """Return the result of a coroutine, or the error that it raised."""
    try:
        return await work()
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # a KeyboardInterrupt too, which would end the event loop
        return error


class LoopTasks(Tasks["asyncio.Task[Any]"]):
    """Tasks of the running event loop.

    Args:
        known: The pending tasks of the loop; those that start here are added.
    """

    def __init__(self, known: "WeakSet[asyncio.Task[Any]]") -> None:
        super().__init__()
        self._known = known
        self._ended: list[tuple[Hashable, Any]] = []
        self._some_ended = asyncio.Event()

    def start(self, key: Hashable, work: Work) -> None:
        task = self._pending[key] = running_loop().create_task(_result_of(work), name="nft-holdings")
        task.add_done_callback(partial(self._note, key))
        self._known.add(task)

    def _note(self, key: Hashable, task: "asyncio.Task[Any]") -> None:
        # If anybody still waits for a task that was cancelled, the client was closed. It may never have begun.
        result = ConnectionFailed(CLOSED, sent=True, temporary=False) if task.cancelled() else task.result()
        self._ended.append((key, result))
        self._some_ended.set()

    @property
    def has_ended(self) -> bool:
        return bool(self._ended)

    async def _next_ended(self) -> tuple[Hashable, Any]:
        while not self._ended:
            self._some_ended.clear()
            await self._some_ended.wait()
        return self._ended.pop(0)

    def _cancel(self, pending: "asyncio.Task[Any]") -> None:
        with contextlib.suppress(RuntimeError):  # of a loop that was closed meanwhile, and its tasks with it
            pending.cancel()


class TaskThread(Thread):
    """A thread that runs one coroutine. Once cancelled, it sends nothing."""

    is_cancelled = False


class ThreadTasks(Tasks[TaskThread]):
    """Daemon threads, for the concurrent requests of a caller's blocking HTTP client.

    Args:
        known: The threads of the client; those that start here are added.
    """

    def __init__(self, known: WeakSet[Thread]) -> None:
        super().__init__()
        self._known = known
        # Looked up late: gevent may replace it after this module was imported.
        self._ended: queue.SimpleQueue[tuple[Hashable, Any]] = queue.SimpleQueue()

    def start(self, key: Hashable, work: Work) -> None:
        thread = self._pending[key] = TaskThread(target=self._run, args=(key, work), name="nft-holdings", daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no thread can start, such as when Python is shutting down
            self._run(key, work)
        else:
            self._known.add(thread)

    def _run(self, key: Hashable, work: Work) -> None:
        try:
            result = stepped(work)
        except BaseException as error:
            result = error
        self._ended.put((key, result))

    @property
    def has_ended(self) -> bool:
        return not self._ended.empty()

    async def _next_ended(self) -> tuple[Hashable, Any]:
        return self._ended.get()

    def _cancel(self, pending: TaskThread) -> None:
        pending.is_cancelled = True
