"""The two drivers: they send what operations ask for. Everything that waits is here."""

import asyncio
import logging
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

import httpx2
import stamina

from ._body import Body, out_of_time
from ._connection import Connection, failure_of, read_already
from ._errors import NftHoldingsError
from ._options import Options
from ._retry import Patience
from ._secrets import cleaned, without_frames
from ._wire import Reply, Request

Read = TypeVar("Read")
SOONER = 0.95
"""By how much the HTTP library gives up connecting before we do: asyncio leaves a connection open that we cancel meanwhile."""

# Where nothing is set up for logging, Python would print stamina's bare event names to standard error.
logging.getLogger("stamina").addHandler(logging.NullHandler())


@cache
def trusted() -> Any:
    """The certificates to trust, loaded once: it takes longer than many a listing."""
    return httpx2.create_ssl_context()


def own_or(http_client: Any, make: Callable[..., Any]) -> Any:
    """The caller's HTTP client, or a new one."""
    return make(verify=trusted()) if http_client is None else http_client


class Driver:
    """Sends a request and waits for its reply. May be shared between threads."""

    def __init__(self, options: Options, http_client: Any = None, connection: Connection | None = None) -> None:
        self.options = options
        self._connection = connection or Connection(options, own_or(http_client, httpx2.Client), owned=http_client is None, kind="Client")

    def with_options(self, options: Options) -> "Driver":
        """A driver with other options on the same connections."""
        return Driver(options, connection=self._connection.shared(options))

    def fetch(self, request: Request, read: Callable[[Reply], Read], *, safe: bool) -> Read:
        """Send a request, wait for its reply and read it, with as many attempts as the options grant.

        Raises:
            ConnectionFailed: No usable reply came.
            ApiError: The API refused.
            DecodeError: The reply cannot be read.
        """
        patience = Patience(self.options.retry, safe=safe)
        try:
            return self._attempt(request, read, patience)
        except NftHoldingsError as error:
            failure = error
        if patience.retry is not None:
            try:
                for attempt in stamina.retry_context(on=patience, **patience.retry_arguments):
                    with attempt:
                        if attempt.num == 1:
                            raise failure
                        return self._attempt(request, read, patience)
            except NftHoldingsError as error:
                failure = error
        raise cleaned(failure)

    def _attempt(self, request: Request, read: Callable[[Reply], Read], patience: Patience) -> Read:
        patience.pause(self._connection.budget.acquire())
        try:
            reply = self._exchange(request, patience.seconds(self.options.timeout))
        except self._connection.errors as error:
            failure = failure_of(error, self.options)
        except NftHoldingsError as error:
            failure = error
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        else:
            try:
                return read(reply)
            except NftHoldingsError as error:
                failure = error
        raise cleaned(failure)

    def _exchange(self, request: Request, seconds: float | None) -> Reply:
        self._connection.watch_client()
        with self._connection.http.stream(**self.options.arguments(request), timeout=seconds) as response:
            self._connection.watch(response.request.headers)
            if response.is_stream_consumed:
                return read_already(response, self.options)
            try:
                content = self._content(response, seconds)
            except self._connection.failures:
                if response.status_code < 400:
                    raise
                content = b""  # the status of a refusal counts, and how long it asks to wait
            return self._connection.reply(response, content)

    def _content(self, response: Any, seconds: float | None) -> bytes:
        body = Body(self.options.api, response.headers, most_bytes=self.options.max_reply_bytes, seconds=seconds)
        for piece in response.iter_raw():
            body.add(piece)
            del piece  # not left to be shown if this is interrupted, as a server may repeat a key
        return body.whole()

    def close(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self._connection.owned:
            self._connection.http.close()


class AsyncDriver:
    """Sends a request and awaits its reply. Belongs to the event loop that it is first used on."""

    def __init__(self, options: Options, http_client: Any = None, connection: Connection | None = None) -> None:
        self.options = options
        self._connection = connection or Connection(
            options, own_or(http_client, httpx2.AsyncClient), owned=http_client is None, kind="AsyncClient"
        )

    def with_options(self, options: Options) -> "AsyncDriver":
        """A driver with other options on the same connections."""
        return AsyncDriver(options, connection=self._connection.shared(options))

    async def fetch(self, request: Request, read: Callable[[Reply], Read], *, safe: bool) -> Read:
        """Send a request, await its reply and read it, with as many attempts as the options grant.

        Raises:
            ConnectionFailed: No usable reply came, or the client belongs to another event loop.
            ApiError: The API refused.
            DecodeError: The reply cannot be read.
        """
        self._connection.stay_on(asyncio.get_running_loop())
        patience = Patience(self.options.retry, safe=safe)
        try:
            return await self._attempt(request, read, patience)
        except NftHoldingsError as error:
            failure = error
        if patience.retry is not None:
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
        patience.pause(await self._connection.budget.acquire_async())
        try:
            reply = await self._exchange(request, patience.seconds(self.options.timeout))
        except self._connection.errors as error:
            failure = failure_of(error, self.options)
        except NftHoldingsError as error:
            failure = error
        except BaseException as error:
            raise without_frames(error)  # noqa: B904 - it is the same error
        else:
            try:
                return read(reply)
            except NftHoldingsError as error:
                failure = error
        raise cleaned(failure)

    async def _exchange(self, request: Request, seconds: float | None) -> Reply:
        failure: NftHoldingsError | None = None
        refusal: Any = None
        limits = None if seconds is None else (SOONER * seconds, seconds, seconds, seconds)
        try:
            async with asyncio.timeout(seconds) as scope:
                self._connection.watch_client()
                async with self._connection.http.stream(**self.options.arguments(request), timeout=limits) as response:
                    self._connection.watch(response.request.headers)
                    if response.is_stream_consumed:
                        return read_already(response, self.options)
                    refusal = response if response.status_code >= 400 else None
                    body = Body(self.options.api, response.headers, most_bytes=self.options.max_reply_bytes, seconds=None)
                    async for piece in response.aiter_raw():
                        try:
                            if failure is None:
                                body.add(piece)
                        except NftHoldingsError as error:
                            # The HTTP library reads through generators in generators. Left in the middle, the inner ones would
                            # be closed by tasks of the event loop's own; a time that is up ends all of them.
                            failure = error
                            scope.reschedule(asyncio.get_running_loop().time())
                        del piece  # as above
                    if failure is None:
                        return self._connection.reply(response, body.whole())
        except TimeoutError:
            failure = failure or out_of_time(seconds)
        except self._connection.failures:
            if refusal is None:
                raise
        if refusal is not None:
            return self._connection.reply(refusal, b"")
        raise failure or out_of_time(seconds)

    async def aclose(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self._connection.owned:
            await self._connection.http.aclose()
