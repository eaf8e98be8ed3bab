"""Send one request over an HTTP client, the package's own or the caller's."""

import os
import re
import ssl
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2

from nft_holdings._errors import ConnectionFailed, DecodeError, InvalidArgument, NftHoldingsError, TimedOut
from nft_holdings._options import Options
from nft_holdings._redaction import Secrets, keys_in, keys_of_client

from .body import too_large
from .certificates import trusted, trusting_nothing
from .messages import Reply, Request
from .proxies import proxy_for, proxy_setting

NOT_SENT = (
    "ConnectError",
    "ConnectTimeout",
    "PoolTimeout",
    "UnsupportedProtocol",
    "ProxyError",
    "LocalProtocolError",
    "InvalidURL",
    "RuntimeError",
    "ClientConnectorError",
    "ClientConnectorDNSError",
    "ClientConnectorSSLError",
    "ClientConnectorCertificateError",
    "ClientProxyConnectionError",
    "InvalidUrlClientError",
    "NonHttpUrlClientError",
)
LASTING = ("UnsupportedProtocol", "LocalProtocolError", "InvalidURL", "RuntimeError", "InvalidUrlClientError", "NonHttpUrlClientError")
"""Errors that another attempt would meet again. A closed client raises RuntimeError."""
PROXY_REFUSES = re.compile(r"4(?!08|25|29)[0-9]{2}\b")
"""The statuses with which a proxy refuses a tunnel for good, such as 407 for a wrong password."""
TRANSFER_HEADERS = (b"content-encoding", b"content-length", b"transfer-encoding")


class Transport(ABC):
    """A way to send one request.

    Attributes:
        errors: The errors that the HTTP client raises.
    """

    errors: tuple[type[Exception], ...]

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """Return the errors of the HTTP client and those of this package."""
        return (*self.errors, NftHoldingsError)

    @abstractmethod
    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        """Send a request and wait for its reply.

        Args:
            options: The options to send it with.
            request: The request.
            seconds: The most seconds until the last byte of the reply; no limit if None.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close the connections, unless they are the caller's."""


class HttpxTransport(Transport):
    """A client of httpx2 or httpx: the package's, or the caller's.

    Raises:
        InvalidArgument: The caller's client cannot be used, or would send its key over plain http.
    """

    def __init__(self, options: Options, http_client: Any, kind: str) -> None:
        self.is_ours = http_client is None
        self.http: Any = new_client(options, kind) if http_client is None else http_client
        self.errors = errors_of(self.http, kind)
        self._library = sys.modules[_package(self.http)]
        self._secrets = Secrets(())
        self._watched: frozenset[str] = frozenset()
        self._watched_ours = False
        self.watch_client()
        options.check_transport(any_key=bool(self._secrets) or self.http.auth is not None)

    def arguments(self, options: Options, request: Request, timeout: Any) -> dict[str, Any]:
        """Return the arguments of the client's `stream`."""
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": options.base_url.rstrip("/") + request.target,
            "follow_redirects": False,
            "timeout": timeout,
        }
        if not self.is_ours:
            arguments["headers"] = headers = {name.lower(): value for name, value in options.own_headers.items()}
            if not self.http.headers.get("user-agent", "").startswith("python-httpx"):
                del headers["user-agent"]  # the caller has chosen another one
            headers.update((name.lower(), value) for name, value in options.headers.items())
        elif options.headers:
            arguments["headers"] = options.headers
        if request.body is not None:
            arguments["json"] = request.body
        return arguments

    def watch_client(self) -> None:
        """Hide the keys that the caller's client has by now in everything that is shown."""
        if not self.is_ours:
            self._watch(keys_of_client(self.http))

    def watch(self, headers: Mapping[str, str]) -> None:
        """Hide the keys in the headers of a request that was sent, as the caller's client may have added some."""
        if not self.is_ours or not self._watched_ours:
            self._watched_ours = True
            self._watch(keys_in(headers))

    def _watch(self, keys: frozenset[str]) -> None:
        if not keys <= self._watched:
            self._watched |= keys
            self._secrets = Secrets(self._watched)

    def reply(self, response: Any, content: bytes) -> Reply:
        """Return the reply for a response whose stream was read to its end."""
        return Reply(response.status_code, response.headers, content, partial(self._whole, response, content))

    def _whole(self, response: Any, content: bytes) -> Any:
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in TRANSFER_HEADERS]
        return self._library.Response(response.status_code, headers=headers, content=content, request=response.request)


class UnusableTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A transport of httpx2 that sends nothing and raises the reason: an environment variable that cannot be used."""

    def __init__(self, why: str) -> None:
        self._why = why

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raise ConnectionFailed(self._why, sent=False, temporary=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise ConnectionFailed(self._why, sent=False, temporary=False)


def new_client(options: Options, kind: str) -> Any:
    """Return a client of httpx2 for one server. Certificates and proxies come from here; httpx2 itself reads no environment variables."""
    given: dict[str, Any] = {"headers": options.own_headers, "trust_env": False}
    try:
        given["verify"] = trusted() if options.base_url.lower().startswith("https:") else trusting_nothing()
        given["proxy"] = proxy_for(options.base_url)
    except ConnectionFailed as unusable:
        given = {"verify": trusting_nothing(), "transport": UnusableTransport(str(unusable)), "trust_env": False}
    return getattr(httpx2, kind)(**given, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))


def connection_to_discard(response: Any) -> Any:
    """Return the connection of a response if bytes have come behind its body; else None.

    The HTTP library would take such bytes for the reply to the next request. They are in a buffer that it keeps private, or are still
    encrypted. The library itself notices bytes that come later, before it uses the connection again.
    """
    connection = response.extensions.get("network_stream")
    if connection is None:
        return None
    stream = response.stream
    for name in ("_stream", "_httpcore_stream", "_stream", "_connection", "_h11_state"):
        stream = getattr(stream, name, None)
    if getattr(stream, "trailing_data", (b"",))[0]:
        return connection
    encrypted = connection.get_extra_info("ssl_object")
    if stream is None or not isinstance(encrypted, ssl.SSLObject):
        return None  # a plain socket, on which the library sees them
    try:
        return connection if encrypted.read(1) else None
    except ssl.SSLError:
        return None


def read_already(response: Any, options: Options) -> Reply:
    """Return the reply for a response that a hook of the caller's client has read, or that the caller's transport made up.

    Raises:
        DecodeError: The body is too large.
    """
    if len(response.content) > options.max_reply_bytes:
        raise too_large(options.api, options.max_reply_bytes)
    return Reply(response.status_code, response.headers, response.content, lambda: response)


def errors_of(http_client: object, kind: str) -> tuple[type[Exception], ...]:
    """Return the errors that a client of httpx2 or httpx raises.

    Raises:
        InvalidArgument: It is no such client, or is blocking where an async one is needed, or async where a blocking one is.
    """
    package = _package(http_client, kind)
    if package is None:
        raise InvalidArgument(
            f"http_client must be an httpx2.{kind} or an httpx.{kind}, not {type(http_client).__name__}", argument="http_client"
        )
    if getattr(http_client, "params", None):
        raise InvalidArgument(
            "http_client must have no params, as they would replace the query of every request",
            argument="http_client",
            hint="leave them out",
        )
    library = sys.modules[package]
    # An async TLS connection that breaks raises OSError.
    return (library.HTTPError, library.InvalidURL, RuntimeError, OSError)


def _package(http_client: object, kind: str = "") -> Any:
    for each in type(http_client).__mro__:
        package = each.__module__.partition(".")[0]
        if package in ("httpx2", "httpx") and each.__name__ in (kind or "Client", kind or "AsyncClient"):
            return package
    return None


def failure_of(error: Exception, options: Options) -> NftHoldingsError:
    """Return the package's error for an HTTP library's error. It does not keep that error, whose URL may contain a key."""
    kind, message = type(error).__name__, str(error)
    lasting = kind in LASTING or any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))
    is_refusal = kind == "ProxyError" and bool(PROXY_REFUSES.match(message))
    if kind == "DecodingError":
        return DecodeError(options.api, "$", "a body that can be decompressed", message or kind, temporary=True)
    is_timeout = isinstance(error, TimeoutError) or kind.endswith("Timeout")
    why = message if "Proxy" in kind else _words_of_the_system(error) or message
    proxy = proxy_setting(options.base_url) if kind in NOT_SENT else None
    look = "" if proxy is None else f": a proxy is set for it, look at {proxy.variable}"
    return (TimedOut if is_timeout else ConnectionFailed)(
        f"no usable reply from {options.base_url}{f': {why}' if why else ''} ({kind}){look}",
        sent=kind not in NOT_SENT,
        temporary=not (lasting or is_refusal),
    )


def _words_of_the_system(error: Exception) -> str | None:
    """Return why there is no connection in the words of the operating system, such as "Connection refused", if it is the cause."""
    found = None
    for each in _causes(error):
        if isinstance(each, ssl.SSLError):
            return None
        if isinstance(each, OSError) and each.errno:
            found = os.strerror(each.errno) if each.errno > 0 else each.strerror  # below 0 it is one of name resolution
    return found


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, the cause of that, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
