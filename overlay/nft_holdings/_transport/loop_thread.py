"""The event loop thread behind a blocking client.

Concurrent requests need no further threads then. Threads would wait for each other at each piece of a reply, which takes several times
as long as everything else.
"""

import _thread
import asyncio
import contextlib
import sys
import weakref
from collections.abc import Callable, Coroutine
from queue import Empty, SimpleQueue
from threading import Thread
from types import BuiltinFunctionType
from typing import Any, TypeVar

from nft_holdings._errors import ConnectionFailed

from .place import LAST_WAIT, BlockingPlace, Closing, OnLoop
from .tasks import CLOSED

CHECK_SECONDS = 1.0
"""The time after which a waiting thread checks that the loop still runs."""

Result = TypeVar("Result")
Ended = SimpleQueue[tuple[bool, Any]]
"""True and the result of a coroutine, or False and the error that it raised."""


def threads_are_real() -> bool:
    """Return False where gevent, or a similar library, has replaced threads by its tasks.

    These run on one thread of the system, and an event loop of asyncio would block all others.
    """
    return isinstance(_thread.start_new_thread, BuiltinFunctionType)


class LoopThread(OnLoop, BlockingPlace):
    """An event loop in a thread. It ends when it is closed or garbage-collected.

    Args:
        closing: A coroutine function to call when the loop ends.

    Raises:
        RuntimeError: The thread cannot start, such as when Python is shutting down.
    """

    def __init__(self, closing: Closing) -> None:
        super().__init__()
        self._loop = _new_loop()
        self._thread = Thread(target=_run_loop, args=(self._loop,), name="nft-holdings", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._loop.close()
            raise
        self._end = weakref.finalize(self, _end, self._loop, closing)

    @property
    def is_running(self) -> bool:
        """Return True until the loop ends. In a forked process it does not run."""
        return self._end.alive and self._thread.is_alive()

    def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        ended = Ended()
        tasks: list[asyncio.Task[None]] = []
        try:
            self._call_soon(lambda: tasks.append(self._loop.create_task(_reported(work, ended))))
            returned, result = self._wait(ended)
        except BaseException:
            self.post(lambda: [task.cancel() for task in tasks])
            raise
        if not returned:
            raise result
        return result  # type: ignore[no-any-return]

    def _call_soon(self, function: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(function)
        except RuntimeError:
            raise ConnectionFailed(CLOSED, sent=False, temporary=False) from None

    def _wait(self, ended: Ended) -> tuple[bool, Any]:
        while True:
            try:
                return ended.get(timeout=CHECK_SECONDS)
            except Empty:
                if not self.is_running:
                    raise ConnectionFailed(CLOSED, sent=True, temporary=False) from None

    def post(self, function: Callable[..., object], *args: object, is_exiting: Callable[[], bool] = sys.is_finalizing) -> None:
        if is_exiting():
            return
        with contextlib.suppress(RuntimeError):  # the loop has ended, and its tasks with it
            self._loop.call_soon_threadsafe(function, *args)

    def close(self) -> None:
        self._end()
        self._thread.join(LAST_WAIT)


async def _reported(work: Callable[[], Coroutine[Any, Any, object]], ended: Ended) -> None:
    """Run a coroutine, and put its result into a queue."""
    try:
        ended.put((True, await work()))
    except asyncio.CancelledError:
        ended.put((False, ConnectionFailed(CLOSED, sent=True, temporary=False)))  # if anybody still waits for it
    except BaseException as error:  # a KeyboardInterrupt too, which would end the event loop
        ended.put((False, error))


def _end(loop: asyncio.AbstractEventLoop, closing: Closing, is_exiting: Callable[[], bool] = sys.is_finalizing) -> None:
    """End a loop. When Python exits, its thread has ended, and the names of this module may be gone: the arguments are not."""
    if is_exiting():
        return

    async def end() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await closing()
        loop.stop()

    with contextlib.suppress(RuntimeError):  # it has ended before
        loop.call_soon_threadsafe(lambda: loop.create_task(end()))


def _run_loop(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def _new_loop() -> asyncio.AbstractEventLoop:
    """Return a loop of asyncio. One from the policy, such as trio-asyncio's, may belong to another thread."""
    loop: asyncio.AbstractEventLoop
    if sys.platform == "win32":
        loop = asyncio.ProactorEventLoop()
    else:
        loop = asyncio.SelectorEventLoop()
    loop.set_exception_handler(_log)
    return loop


def _log(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    # A client that was never closed may end with Python, which then stops this thread before it can close the connections.
    if not context["message"].startswith("Unclosed"):
        loop.default_exception_handler(context)


# The first finalizer registers a function with atexit that calls all of them. It has to run after the functions that users register,
# which may use a client for the first time.
weakref.finalize(LoopThread, int)
