"""The two drivers: they send what operations ask for. Everything that waits is here."""

import asyncio
import logging
import time
from collections.abc import Callable
from functools import partial
from threading import Event, Thread
from typing import Any, TypeVar

from nft_holdings._errors import ConnectionFailed, NftHoldingsError
from nft_holdings._options import Options
from nft_holdings._redaction import cleaned, without_frames

from .choice import async_engine, blocking_engine
from .connection import Connection, running_loop
from .loop_thread import LAST_WAIT, Behind, threads_are_real
from .messages import Reply, Request
from .retry import Patience
from .transport import failure_of

Read = TypeVar("Read")
# Where nothing is set up for logging, Python would print stamina's bare event names to standard error.
logging.getLogger("stamina").addHandler(logging.NullHandler())


class Driver:
    """Sends a request and waits for its reply. May be shared between threads."""

    def __init__(self, options: Options, http_client: Any = None, connection: Connection | None = None) -> None:
        self.options = options
        if connection is None:
            behind = Behind(partial(async_engine, options, None)) if threads_are_real() else None
            connection = Connection(options, blocking_engine(options, http_client, behind), behind)
        self.connection = connection

    def with_options(self, options: Options) -> "Driver":
        """A driver with other options on the same connections."""
        return Driver(options, connection=self.connection.shared(options))

    @property
    def most_at_once(self) -> int:
        """How many requests of a listing may be under way at once."""
        return self.connection.pace.most(self.options.concurrency)

    def fetch(self, request: Request, read: Callable[[Reply], Read], *, safe: bool, gone: Event | None = None) -> Read:
        """Send a request, wait for its reply and read it, with as many attempts as the options grant.

        Args:
            request: What to send.
            read: What reads the reply.
            safe: Whether it may be sent again.
            gone: Set when nobody waits for it any more; then nothing is sent.

        Raises:
            ConnectionFailed: No usable reply came.
            ApiError: The API refused.
            DecodeError: The reply cannot be read.
        """
        patience = Patience(self.options.retry, safe=safe)
        try:
            return self._attempt(request, read, patience, gone)
        except NftHoldingsError as error:
            failure = error
        if patience.retry is not None:
            import stamina

            try:
                for attempt in stamina.retry_context(on=patience, **patience.retry_arguments):
                    with attempt:
                        if attempt.num == 1:
                            raise failure
                        return self._attempt(request, read, patience, gone)
            except NftHoldingsError as error:
                failure = error
        raise cleaned(failure)

    def _attempt(self, request: Request, read: Callable[[Reply], Read], patience: Patience, gone: Event | None) -> Read:
        if gone is not None and gone.is_set():
            raise ConnectionFailed("nobody waits for the reply any more", sent=False, temporary=False)
        patience.pause(self.connection.budget.acquire())
        try:
            reply = self.connection.engine.exchange(self.options, request, patience.seconds(self.options.timeout))
        except self.connection.engine.errors as error:
            failure = failure_of(error, self.options)
        except NftHoldingsError as error:
            failure = error
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        else:
            try:
                return self.connection.went_well(read(reply))
            except NftHoldingsError as error:
                failure = error
        self.connection.went_wrong(failure, self.options)
        raise cleaned(failure)

    def note(self, thread: Thread) -> None:
        """Take note of a thread that sends, and may go on doing so when nobody waits for it any more."""
        self.connection.threads.add(thread)

    def close(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self.connection.owned:
            # A connection that is closed while another thread opens it would stay open.
            end = time.monotonic() + LAST_WAIT
            for thread in [*self.connection.threads]:
                thread.join(max(0.0, end - time.monotonic()))
            if self.connection.behind is not None:
                self.connection.behind.close()
            self.connection.engine.close()
            for budget in self.connection.open_budgets():
                budget.close()


class AsyncDriver:
    """Sends a request and awaits its reply. Belongs to the event loop that it is first used on."""

    def __init__(self, options: Options, http_client: Any = None, connection: Connection | None = None) -> None:
        self.options = options
        self.connection = connection or Connection(options, async_engine(options, http_client))

    def with_options(self, options: Options) -> "AsyncDriver":
        """A driver with other options on the same connections."""
        return AsyncDriver(options, connection=self.connection.shared(options))

    @property
    def most_at_once(self) -> int:
        """How many requests of a listing may be under way at once."""
        return self.connection.pace.most(self.options.concurrency)

    async def fetch(self, request: Request, read: Callable[[Reply], Read], *, safe: bool) -> Read:
        """Send a request, await its reply and read it, with as many attempts as the options grant.

        Raises:
            ConnectionFailed: No usable reply came, or no event loop of asyncio is running, or another one than before.
            ApiError: The API refused.
            DecodeError: The reply cannot be read.
        """
        self.connection.stay_on(running_loop())
        patience = Patience(self.options.retry, safe=safe)
        try:
            return await self._attempt(request, read, patience)
        except NftHoldingsError as error:
            failure = error
        if patience.retry is not None:
            import stamina

            try:
                async for attempt in stamina.retry_context(on=patience, **patience.retry_arguments):
                    with attempt:
                        if attempt.num == 1:
                            raise failure
                        return await self._attempt(request, read, patience)
            except NftHoldingsError as error:
                failure = error
        raise cleaned(failure)

    async def _attempt(self, request: Request, read: Callable[[Reply], Read], patience: Patience) -> Read:
        patience.pause(await self.connection.budget.acquire_async())
        try:
            reply = await self.connection.engine.exchange(self.options, request, patience.seconds(self.options.timeout))
        except self.connection.engine.errors as error:
            failure = failure_of(error, self.options)
        except NftHoldingsError as error:
            failure = error
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        else:
            try:
                return self.connection.went_well(read(reply))
            except NftHoldingsError as error:
                failure = error
        self.connection.went_wrong(failure, self.options)
        raise cleaned(failure)

    async def aclose(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self.connection.owned:
            # A task that was cancelled, or waits for a reply, goes on for a moment; and none is to be left behind.
            left = self.connection.tasks_left() if self.connection.has_loop else []
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=LAST_WAIT)
            try:
                await self.connection.engine.close()
            except RuntimeError:
                # Where no event loop was ever there, nothing is open, and httpx2 does not know how to await that.
                if self.connection.has_loop:
                    raise
            for budget in self.connection.open_budgets():
                await asyncio.to_thread(budget.close)  # it may have to wait for an answer
