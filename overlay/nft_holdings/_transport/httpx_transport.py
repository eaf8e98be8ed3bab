"""Sending with httpx2 or httpx, blocking and awaiting."""

import asyncio
from typing import Any

from nft_holdings._errors import NftHoldingsError
from nft_holdings._options import Options

from .body import Body, out_of_time
from .messages import Reply, Request
from .transport import HttpxEngine, read_already, unasked

SOONER = 0.95
"""By how much the HTTP library gives up connecting before we do: asyncio leaves a connection open that we cancel meanwhile."""


class BlockingEngine(HttpxEngine):
    """A client that blocks."""

    def __init__(self, options: Options, http_client: Any) -> None:
        super().__init__(options, http_client, "Client")

    def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        self.watch_client()
        with self.http.stream(**self.arguments(options, request, seconds)) as response:
            self.watch(response.request.headers)
            if response.is_stream_consumed:
                return read_already(response, options)
            try:
                content = self._content(options, response, seconds)
            except self.failures:
                if response.status_code < 400:
                    raise
                content = b""  # the status of a refusal counts, and how long it asks to wait
            return self.reply(response, content)

    def _content(self, options: Options, response: Any, seconds: float | None) -> bytes:
        body = Body(options.api, response.headers, most_bytes=options.max_reply_bytes, seconds=seconds)
        for piece in response.stream:  # not `iter_raw`, which gives the connection back before it can be looked at
            body.add(piece)
            del piece  # not left to be shown if this is interrupted, as a server may repeat a key
        if connection := unasked(response):
            connection.close()
        return body.whole()

    def close(self) -> None:
        if self.is_ours:
            self.http.close()


class AwaitingEngine(HttpxEngine):
    """A client that awaits."""

    def __init__(self, options: Options, http_client: Any) -> None:
        super().__init__(options, http_client, "AsyncClient")

    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        failure: NftHoldingsError | None = None
        refusal: Any = None
        limits = None if seconds is None else (SOONER * seconds, seconds, seconds, seconds)
        try:
            async with asyncio.timeout(seconds) as scope:
                self.watch_client()
                async with self.http.stream(**self.arguments(options, request, limits)) as response:
                    self.watch(response.request.headers)
                    if response.is_stream_consumed:
                        return read_already(response, options)
                    refusal = response if response.status_code >= 400 else None
                    body = Body(options.api, response.headers, most_bytes=options.max_reply_bytes, seconds=None)
                    async for piece in response.stream:  # as above
                        try:
                            if failure is None:
                                body.add(piece)
                        except NftHoldingsError as error:
                            # The HTTP library reads through generators in generators. Left in the middle, the inner ones would
                            # be closed by tasks of the event loop's own; a time that is up ends all of them.
                            failure = error
                            scope.reschedule(asyncio.get_running_loop().time())
                        del piece  # as above
                    if connection := unasked(response):
                        await connection.aclose()
                    if failure is None:
                        return self.reply(response, body.whole())
        except TimeoutError:
            failure = failure or out_of_time(seconds)
        except self.failures:
            if refusal is None:
                raise
        if refusal is not None:
            return self.reply(refusal, b"")
        raise failure or out_of_time(seconds)

    async def close(self) -> None:
        if self.is_ours:
            await self.http.aclose()
