"""What drivers share: an HTTP client, the budget of the rate limit, and the event loop that they are on."""

import sys
from collections.abc import Mapping
from typing import Any

from ._body import too_large
from ._errors import ConnectionFailed, DecodeError, FilterError, NftHoldingsError
from ._options import Options
from ._rate_limit import Budget
from ._secrets import Secrets, keys_in, keys_of_client
from ._wire import Reply

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
LASTING = ("UnsupportedProtocol", "LocalProtocolError", "InvalidURL", "RuntimeError")
"""Errors that another attempt would meet again. A RuntimeError is what a client raises that is closed."""
OF_THE_WIRE = (b"content-encoding", b"content-length", b"transfer-encoding")


class Connection:
    """An HTTP client, and what goes with it.

    Attributes:
        http: The HTTP client.
        owned: Whether it is ours to close.
        errors: What it raises.
        failures: The same, and the package's own errors.
        budget: What lets requests through.

    Raises:
        FilterError: The caller's HTTP client is not one that could be used, or would send a key of its own over plain http.
    """

    def __init__(self, options: Options, http_client: Any, *, owned: bool, kind: str) -> None:
        self.owned = owned
        self.http: Any = http_client
        self.errors = errors_of(http_client, kind)
        self.failures: tuple[type[Exception], ...] = (*self.errors, NftHoldingsError)
        self.budget = Budget(options.rate_limit)
        self._limit = options.rate_limit
        self._loops: list[Any] = []  # shared with the connections that are made of this one
        self._library = sys.modules[_package(self.http)]
        self._secrets = Secrets(())
        self._watched: frozenset[str] = frozenset()
        self.watch_client()
        options.check_transport(any_key=bool(self._secrets) or self.http.auth is not None)

    def shared(self, options: Options) -> "Connection":
        """The same connection for a driver with other options; closing it leaves it open."""
        other = object.__new__(Connection)
        other.__dict__.update(self.__dict__, owned=False)
        if options.rate_limit != self._limit:
            other.budget, other._limit = Budget(options.rate_limit), options.rate_limit
        return other

    def stay_on(self, loop: Any) -> None:
        """Remember the event loop of the first use.

        Raises:
            ConnectionFailed: It is another one now, where sockets of the first cannot be used.
        """
        if not self._loops:
            self._loops.append(loop)
        elif self._loops[0] is not loop:
            raise ConnectionFailed(
                "this client was first used on another event loop, and its connections belong there: "
                "make the client inside of the coroutine that uses it, one for each asyncio.run()",
                sent=False,
                temporary=False,
            )

    def watch_client(self) -> None:
        """Keep the keys that the HTTP client has by now out of what is shown."""
        self._watch(keys_of_client(self.http))

    def watch(self, headers: Mapping[str, str]) -> None:
        """The same for those in the headers of a request that was sent, as the client may have put them there."""
        self._watch(keys_in(headers))

    def _watch(self, keys: frozenset[str]) -> None:
        if not keys <= self._watched:
            self._watched |= keys
            self._secrets = Secrets(self._watched)

    def reply(self, response: Any, content: bytes) -> Reply:
        """What operations read of a response whose stream was read to its end; the response in it has the content."""
        headers = [(name, value) for name, value in response.headers.raw if name.lower() not in OF_THE_WIRE]
        whole = self._library.Response(response.status_code, headers=headers, content=content, request=response.request)
        return Reply(whole.status_code, whole.headers, content, lambda: whole)


def read_already(response: Any, options: Options) -> Reply:
    """The same for a response that a hook of the caller's client has read, or that a transport of theirs made up.

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
    if kind == "DecodingError":
        return DecodeError(options.api, "$", "a body that can be decompressed", told or kind, temporary=True)
    return ConnectionFailed(
        f"no usable reply from {options.base_url} ({kind}{f': {told}' if told else ''})",
        sent=kind not in NOT_SENT,
        temporary=kind not in LASTING,
    )
