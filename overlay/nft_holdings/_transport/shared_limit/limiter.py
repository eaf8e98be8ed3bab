"""A rate limiter that several processes share. Requests queue in a store, those of one client one by one."""

import os
import time
import weakref
from collections import deque
from contextlib import suppress
from threading import Lock
from typing import Any

from nft_holdings._errors import ConnectionFailed, cut
from nft_holdings._redaction import hidden
from nft_holdings._store_address import without_password
from nft_holdings._transport.place import OF_PARENT_PROCESS, Place

from .stores import Store, store_of

SHORTEST_DELAY = 0.01


class SharedLimiter:
    """Let requests leave as the limit of several processes allows.

    The request in front reserves a moment in the store and waits for it. A request that is cancelled leaves its moment to
    the next one. One that wakes up much too late reserves another moment, as its place in the window has passed.

    Args:
        requests: The most requests in a window.
        seconds: The length of a window, as the caller gave it.
        milliseconds: The length of a window with a margin.
        store: The path or URL of the store.
        place: The place where requests wait.
    """

    def __init__(self, requests: int, seconds: float, milliseconds: int, store: str, place: Place) -> None:
        self._address = store
        self._place = place
        self._kind = store_of(store)
        self._arguments = (store, f"nft_holdings_{requests}_{round(seconds * 1000)}", requests, milliseconds)
        self._longest_delay = max(SHORTEST_DELAY, (milliseconds / 1000 - seconds) / 2)
        self._reset()

    def _reset(self) -> None:
        self._process = os.getpid()
        self._turn = self._place.new_turn()
        self._reserving = Lock()
        self._reserved: deque[float] = deque()
        self._store: Store | None = None
        self._close: Any = None

    def _notice_fork(self) -> None:
        if self._process != os.getpid():
            if self._close is not None:
                OF_PARENT_PROCESS.append(self._close.detach())
            self._reset()

    async def acquire(self) -> float:
        """Wait until a request may leave, and return the seconds that it took."""
        began = time.monotonic()
        self._notice_fork()
        async with self._turn:
            while True:
                moment = self._reserved_by_now()
                if moment is None:
                    await self._place.call(self._reserve)
                    continue
                try:
                    await self._place.sleep(max(0.0, moment - time.monotonic()))
                except BaseException:
                    self._reserved.appendleft(moment)
                    raise
                if time.monotonic() - moment <= self._longest_delay:
                    return time.monotonic() - began

    def _reserved_by_now(self) -> float | None:
        try:
            return self._reserved.popleft()
        except IndexError:
            return None

    def _reserve(self) -> None:
        """Reserve a moment. It stays reserved if the task that waits for it is cancelled meanwhile.

        Raises:
            ConnectionFailed: The store cannot be reached.
        """
        with self._reserving:
            # An open connection may have ended meanwhile, such as when the store restarts.
            for last in (False, True) if self._store is not None else (True,):
                try:
                    wait = self._opened().reserve()
                except self._kind.failures() as error:
                    self._drop()
                    if last:
                        raise self._failed(error) from None
                except BaseException:
                    self._drop()
                    raise
                else:
                    self._reserved.append(time.monotonic() + wait)
                    return

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._kind(*self._arguments)
            self._close = weakref.finalize(self, self._store.close)
        return self._store

    def _drop(self) -> None:
        if self._close is not None:
            with suppress(*self._kind.failures()):
                self._close()
        self._store = self._close = None

    def _failed(self, error: Exception) -> ConnectionFailed:
        reason = cut(hidden(" ".join(str(error).split()))) or type(error).__name__
        return ConnectionFailed(
            f"the shared rate limit at {without_password(self._address)} cannot be used: {reason}",
            sent=False,
            temporary=self._kind.is_temporary(error),
        )

    @property
    def is_open(self) -> bool:
        """Return True if a connection to the store is open."""
        return self._store is not None

    def close(self) -> None:
        """Close the connection to the store. The next request opens it again."""
        self._notice_fork()
        with self._reserving:
            self._drop()
