"""Send with aiohttp, where it is installed (the extra `fast`): with many concurrent requests, a page costs a quarter of the time."""

import asyncio
import json
import select
from functools import partial
from typing import Any
from weakref import WeakSet

import aiohttp
import httpx2
from yarl import URL

from nft_holdings._errors import ConnectionFailed
from nft_holdings._options import Options
from nft_holdings._redaction import Secrets, keys_in

from .body import Body, out_of_time
from .certificates import trusted, trusting_nothing
from .messages import Reply, Request
from .transport import TRANSFER_HEADERS, Transport

LONGEST_HEADER = 2**16
CLOSED = "cannot send a request, as the client has been closed"


class Connector(aiohttp.TCPConnector):
    """A pool of connections. It closes connections on which unrequested bytes have come, and lends others."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._lent: WeakSet[Any] = WeakSet()

    async def connect(self, *args: Any, **kwargs: Any) -> Any:
        while True:
            connection = await super().connect(*args, **kwargs)
            protocol, transport = connection.protocol, connection.transport
            # A new connection may be readable: TLS sends session tickets behind the handshake.
            if protocol is None or transport is None or protocol not in self._lent:
                if protocol is not None:
                    self._lent.add(protocol)
                return connection
            if not protocol.should_close and not _is_readable(transport.get_extra_info("socket")):
                return connection
            connection.close()


def _is_readable(connection: Any) -> bool:
    """Return True if a socket has bytes to read, or its other end has been closed."""
    if connection is None:
        return False
    if not hasattr(select, "poll"):  # on Windows
        return bool(select.select([connection], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


class AiohttpTransport(Transport):
    """A client of aiohttp, always one that the package makes."""

    errors = (aiohttp.ClientError, ValueError, RuntimeError, OSError)

    def __init__(self, options: Options) -> None:
        self._headers = options.own_headers
        self._secure = options.base_url.lower().startswith("https:")
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._secrets: Secrets | None = None

    def _open(self) -> aiohttp.ClientSession:
        """Return the session, which is made here because it needs a running event loop."""
        if self._closed:
            raise ConnectionFailed(CLOSED, sent=False, temporary=False)
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=Connector(limit=0, ssl=trusted() if self._secure else trusting_nothing()),
                headers=self._headers,
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
                auto_decompress=False,  # `Body` does it, within limits
                max_line_size=LONGEST_HEADER,
                max_field_size=LONGEST_HEADER,
            )
            self._session._retry_connection = False  # it would retry by itself, past the rate limit and unseen by `Retry`
        return self._session

    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        session = self._open()
        url = URL(options.base_url.rstrip("/") + request.target, encoded=True)
        arguments: dict[str, Any] = {"allow_redirects": False, "headers": options.headers}
        if request.body is not None:
            arguments |= {"data": json.dumps(request.body).encode(), "headers": {"Content-Type": "application/json", **options.headers}}
        limits = options.time_limits
        if limits.connect is not None or limits.read is not None or limits.pool is not None:
            arguments["timeout"] = aiohttp.ClientTimeout(None, limits.pool, limits.read, limits.connect)
        try:
            async with asyncio.timeout(seconds), session.request(request.method, url, **arguments) as response:
                if self._secrets is None:
                    self._secrets = Secrets(keys_in(response.request_info.headers))  # aiohttp may have added some from the environment
                try:
                    content = await self._content(options, response)
                except self.failures:
                    if response.status < 400:
                        raise
                    content = b""  # the status of a refusal counts, and how long it asks to wait
                return Reply(response.status, response.headers, content, partial(_whole, response, content))
        except aiohttp.ServerTimeoutError:
            raise  # it says more
        except TimeoutError:
            raise out_of_time(seconds) from None

    async def _content(self, options: Options, response: aiohttp.ClientResponse) -> bytes:
        body = Body(options.api, response.headers, most_bytes=options.max_reply_bytes, seconds=None)
        while piece := await response.content.readany():
            body.add(piece)
            del piece  # a traceback would show it, and a server may repeat a key
        return body.whole()

    async def close(self) -> None:
        self._closed = True
        if self._session is not None:
            await self._session.close()


def _whole(response: aiohttp.ClientResponse, content: bytes) -> httpx2.Response:
    headers = [(name, value) for name, value in response.raw_headers if name.lower() not in TRANSFER_HEADERS]
    request = httpx2.Request(response.method, str(response.url), headers=[*response.request_info.headers.items()])
    return httpx2.Response(response.status, headers=headers, content=content, request=request)
