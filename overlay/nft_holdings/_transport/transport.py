"""Send one request over an HTTP client, the package's own or the caller's."""

import re
import ssl
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from functools import partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx2

from nft_holdings._errors import ConnectionFailed, DecodeError, FilterError, NftHoldingsError
from nft_holdings._options import Options
from nft_holdings._redaction import Secrets, keys_in, keys_of_client

from .body import too_large
from .certificates import trusted, trusting_nothing
from .messages import Reply, Request
from .proxies import proxy_for

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
"""Errors that another attempt would meet again. A RuntimeError is what a client raises that is closed."""
PROXY_REFUSES = re.compile(r"4(?!08|25|29)[0-9]{2}\b")
"""A status with which a proxy refuses a tunnel, such as 407 for a wrong password, and would refuse it again."""
OF_THE_WIRE = (b"content-encoding", b"content-length", b"transfer-encoding")


class Transport(ABC):
    """A way to send one request.

    Attributes:
        errors: The errors that the HTTP client raises.
    """

    errors: tuple[type[Exception], ...]

    @property
    @abstractmethod
    def is_closed(self) -> bool:
        """Return True if nothing can be sent any more."""

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """The errors of the HTTP client, and the package's own."""
        return (*self.errors, NftHoldingsError)

    @abstractmethod
    async def exchange(self, options: Options, request: Request, seconds: float | None) -> Reply:
        """Send a request and wait for its reply.

        Args:
            options: The options to send it with.
            request: The request.
            seconds: How long it may take, until the last byte.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close the connections, unless they are the caller's."""


class HttpxTransport(Transport):
    """A client of httpx2 or httpx, the caller's or our own.

    Raises:
        FilterError: The caller's client is not one that could be used, or would send a key of its own over plain http.
    """

    def __init__(self, options: Options, http_client: Any, kind: str) -> None:
        self.is_ours = http_client is None
        self.http: Any = own_client(options, kind) if http_client is None else http_client
        self.errors = errors_of(self.http, kind)
        self._library = sys.modules[_package(self.http)]
        self._secrets = Secrets(())
        self._watched: frozenset[str] = frozenset()
        self._watched_ours = False
        self.watch_client()
        options.check_transport(any_key=bool(self._secrets) or self.http.auth is not None)

    @property
    def is_closed(self) -> bool:
        return bool(self.http.is_closed)

    def arguments(self, options: Options, request: Request, timeout: Any) -> dict[str, Any]:
        """Return the arguments of the client's `stream`."""
        arguments: dict[str, Any] = {
            "method": request.method,
            "url": options.base_url.rstrip("/") + request.target,
            "follow_redirects": False,
            "timeout": timeout,
        }
        if not self.is_ours:
            arguments["headers"] = options.headers
        if request.body is not None:
            arguments["json"] = request.body
        return arguments

    def watch_client(self) -> None:
        """Keep the keys that the caller's client has by now out of what is shown."""
        if not self.is_ours:
            self._watch(keys_of_client(self.http))

    def watch(self, headers: Mapping[str, str]) -> None:
        """The same for those in the headers of a request that was sent, as the client may have put them there."""
        if not self.is_ours or not self._watched_ours:
            self._watched_ours = True
            self._watch(keys_in(headers))

    def _watch(self, keys: frozenset[str]) -> None:
        if not keys <= self._watched:
            self._watched |= keys
            self._secrets = Secrets(self._watched)

    def reply(self, response: Any, content: bytes) -> Reply:
        """What operations read of a response whose stream was read to its end; the response in it has the content."""
        return Reply(response.status_code, response.headers, content, partial(self._whole, response, content))

    def _whole(self, response: Any, content: bytes) -> Any:
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in OF_THE_WIRE]
        return self._library.Response(response.status_code, headers=headers, content=content, request=response.request)


class Refusing(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """The transport of a client that can send nothing, because of what the environment says. It says why."""

    def __init__(self, why: str) -> None:
        self._why = why

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        raise ConnectionFailed(self._why, sent=False, temporary=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        raise ConnectionFailed(self._why, sent=False, temporary=False)


def own_client(options: Options, kind: str) -> Any:
    """Make a client of httpx2 for one server. It reads nothing of the environment but what is read here."""
    given: dict[str, Any] = {"headers": options.headers, "trust_env": False}
    try:
        given["verify"] = trusted() if options.base_url.lower().startswith("https:") else trusting_nothing()
        given["proxy"] = proxy_for(options.base_url)
    except ConnectionFailed as unusable:
        given = {"verify": trusting_nothing(), "transport": Refusing(str(unusable)), "trust_env": False}
    return getattr(httpx2, kind)(**given, cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))


def unasked(response: Any) -> Any:
    """Return the connection of a reply on which more has come than the reply; None if there is no more, or it cannot be seen.

    Such bytes would be taken for the answer to the next request. They are in the buffer of the HTTP library, which has no public way
    to them, or still encrypted. What comes later is found by the library itself, before it uses a connection again.
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
        return None  # with a socket of its own, where they are seen
    try:
        return connection if encrypted.read(1) else None
    except ssl.SSLError:
        return None


def read_already(response: Any, options: Options) -> Reply:
    """The reply in a response that a hook of the caller's client has read, or that a transport of theirs made up.

    Raises:
        DecodeError: It is too large.
    """
    if len(response.content) > options.max_reply_bytes:
        raise too_large(options.api, options.max_reply_bytes)
    return Reply(response.status_code, response.headers, response.content, lambda: response)


def errors_of(http_client: object, kind: str) -> tuple[type[Exception], ...]:
    """The errors that a client of httpx2, or of httpx, raises.

    Raises:
        FilterError: It is not such a client, or a blocking one where an async one is needed, or the other way round.
    """
    package = _package(http_client, kind)
    if package is None:
        raise FilterError(f"http_client must be an httpx2.{kind} or an httpx.{kind}, not {type(http_client).__name__}", rule="http_client")
    if getattr(http_client, "params", None):
        raise FilterError("http_client must have no params of its own: they would replace every request's query", rule="http_client")
    library = sys.modules[package]
    # An OSError comes out of a TLS connection that breaks, where it is asynchronous.
    return (library.HTTPError, library.InvalidURL, RuntimeError, OSError)


def _package(http_client: object, kind: str = "") -> Any:
    for each in type(http_client).__mro__:
        package = each.__module__.partition(".")[0]
        if package in ("httpx2", "httpx") and each.__name__ in (kind or "Client", kind or "AsyncClient"):
            return package
    return None


def failure_of(error: Exception, options: Options) -> NftHoldingsError:
    """What an HTTP library's error becomes. It does not keep the error, whose URL may hold a key."""
    kind, told = type(error).__name__, str(error)
    lasting = kind in LASTING or any(isinstance(each, ssl.SSLCertVerificationError) for each in _causes(error))
    is_refusal = kind == "ProxyError" and bool(PROXY_REFUSES.match(told))
    if kind == "DecodingError":
        return DecodeError(options.api, "$", "a body that can be decompressed", told or kind, temporary=True)
    return ConnectionFailed(
        f"no usable reply from {options.base_url} ({kind}{f': {told}' if told else ''})",
        sent=kind not in NOT_SENT,
        temporary=not (lasting or is_refusal),
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
