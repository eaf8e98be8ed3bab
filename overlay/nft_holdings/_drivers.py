"""The two drivers: they send what operations ask for. Everything that waits is here."""

import sys
from typing import Any

import httpx2

from ._errors import ConnectionFailed, DecodeError, FilterError, NftHoldingsError
from ._options import Options
from ._wire import Reply, Request

NOT_SENT = (
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "UnsupportedProtocol",
    "ProxyError",
    "LocalProtocolError",
    "InvalidURL",
    "RuntimeError",
)


class Driver:
    """Sends a request and waits for its reply. May be shared between threads."""

    def __init__(self, options: Options, http_client: Any = None) -> None:
        self.options = options
        self._owns_http = http_client is None
        self._http: Any = httpx2.Client() if http_client is None else http_client
        self._errors = errors_of(self._http, "Client")

    def with_options(self, options: Options) -> "Driver":
        """A driver with other options on the same connections."""
        return Driver(options, self._http)

    def send(self, request: Request) -> Reply:
        """Send one request and wait for its reply.

        Raises:
            ConnectionFailed: No usable reply came.
            DecodeError: The reply's compression is broken.
        """
        try:
            return reply_from(self._http.request(**self.options.arguments(request)))
        except self._errors as error:
            failure = failure_of(error, self.options)
        raise failure

    def close(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self._owns_http:
            self._http.close()


class AsyncDriver:
    """Sends a request and awaits its reply. Belongs to the event loop that it is used on."""

    def __init__(self, options: Options, http_client: Any = None) -> None:
        self.options = options
        self._owns_http = http_client is None
        self._http: Any = httpx2.AsyncClient() if http_client is None else http_client
        self._errors = errors_of(self._http, "AsyncClient")

    def with_options(self, options: Options) -> "AsyncDriver":
        """A driver with other options on the same connections."""
        return AsyncDriver(options, self._http)

    async def send(self, request: Request) -> Reply:
        """Send one request and await its reply.

        Raises:
            ConnectionFailed: No usable reply came.
            DecodeError: The reply's compression is broken.
        """
        try:
            return reply_from(await self._http.request(**self.options.arguments(request)))
        except self._errors as error:
            failure = failure_of(error, self.options)
        raise failure

    async def aclose(self) -> None:
        """Close the connections, unless they were the caller's or belong to another driver."""
        if self._owns_http:
            await self._http.aclose()


def errors_of(http_client: object, kind: str) -> tuple[type[Exception], ...]:
    """The errors that a client of httpx2, or of httpx, raises.

    Raises:
        FilterError: It is not such a client, or a blocking one where an async one is needed, or the other way round.
    """
    for each in type(http_client).__mro__:
        package = each.__module__.partition(".")[0]
        if package in ("httpx2", "httpx") and each.__name__ == kind:
            if getattr(http_client, "params", None):
                raise FilterError(
                    "http_client must have no params of its own: they would replace every request's query", rule="http_client"
                )
            library = sys.modules[package]
            # A RuntimeError is what a client raises that is closed, or whose event loop is.
            return (library.HTTPError, library.InvalidURL, RuntimeError)
    raise FilterError(f"http_client must be an httpx2.{kind} or an httpx.{kind}, not {type(http_client).__name__}", rule="http_client")


def reply_from(response: Any) -> Reply:
    """What operations read of an HTTP library's response."""
    return Reply(response.status_code, response.headers, response.content, response)


def failure_of(error: Exception, options: Options) -> NftHoldingsError:
    """What an HTTP library's error becomes. It does not keep the error, whose URL may hold a key."""
    kind, told = type(error).__name__, options.hide_secrets(str(error))
    if kind == "DecodingError":
        return DecodeError(options.api, "$", "a body that can be decompressed", told or kind)
    server = options.hide_secrets(options.base_url)
    return ConnectionFailed(f"no usable reply from {server} ({kind}{f': {told}' if told else ''})", sent=kind not in NOT_SENT)
