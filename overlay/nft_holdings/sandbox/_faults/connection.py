"""The connection of a request, for faults that break it."""

import asyncio
import contextlib
import socket
import struct
from typing import Any, cast

from starlette.types import ASGIApp, Receive, Scope, Send

from nft_holdings.sandbox._server import PromptConnection

EXTENSION = "nft_holdings.sandbox.connection"
# Switched on, with no time to linger: closing then resets the connection.
RESET_ON_CLOSE = struct.pack("ii", 1, 0)
SECONDS_TO_DRAIN, SECONDS_TO_ARRIVE = 10.0, 0.05


class ResettableConnection:
    """A connection that can be reset.

    Attributes:
        doomed: True once it is about to be reset, so that further requests on it are ignored.
        held: True while a fault answers, which may take long.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.doomed = False
        self.held = False

    @property
    def is_gone(self) -> bool:
        """True if the connection is closed, from either side."""
        return self._transport.is_closing()

    def let_go(self) -> None:
        """Close the connection if a fault holds it, so that the fault ends and the server can stop."""
        if self.held:
            self._transport.abort()

    def reset_when_closed(self) -> None:
        """Let the connection end with a reset, whoever closes it."""
        self.doomed = True
        if not self.is_gone:
            self._transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)

    async def reset(self, receive: Receive) -> None:
        """Reset the connection. What has been written so far arrives before."""
        with contextlib.suppress(TimeoutError):
            await self._drained()
        await asyncio.sleep(SECONDS_TO_ARRIVE)
        await self.reset_now(receive)

    async def _drained(self) -> None:
        async with asyncio.timeout(SECONDS_TO_DRAIN):
            while self._transport.get_write_buffer_size() and not self.is_gone:
                await asyncio.sleep(0.001)

    async def reset_now(self, receive: Receive) -> None:
        """Reset the connection, and wait until the server knows that it is gone: else it would try to answer."""
        self.reset_when_closed()
        self._transport.abort()
        await gone(receive)


class KnownConnection(PromptConnection):
    """HTTP/1.1 that hands each request's connection to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a new connection."""
        super().connection_made(transport)
        app: Any = self.app
        connection = self._connection = ResettableConnection(transport)

        async def with_connection(scope: Scope, receive: Receive, send: Send) -> None:
            if connection.doomed:
                await connection.reset_now(receive)
            else:
                await app({**scope, "extensions": {**scope.get("extensions", {}), EXTENSION: connection}}, receive, send)

        self.app = cast(ASGIApp, with_connection)

    def shutdown(self) -> None:
        """End the connection, as the server stops."""
        super().shutdown()
        self._connection.let_go()


async def gone(receive: Receive) -> None:
    """Wait until the client is gone; the request's body must have been read."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def still_there_after(seconds: float, receive: Receive) -> bool:
    """Wait so many seconds, or until the client is gone; return True if it is still there."""
    try:
        async with asyncio.timeout(seconds):
            await gone(receive)
    except TimeoutError:
        return True
    return False
