"""The values of client options, and the rate limits that the specs document."""

from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any
from urllib.parse import urlsplit

from attrs import Attribute, astuple, field, frozen

from ._errors import InvalidArgument
from ._redaction import keeps_secrets, shown
from ._specs.access import spec_of
from ._store_address import store_address, without_password

LONGEST_WAIT = 86_400.0
LONGEST_TIMEOUT = 86_400


def _seconds(_: Any, attribute: "Attribute[float]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_WAIT:
        raise InvalidArgument(f"Retry: {attribute.name} must be seconds from 0 to {LONGEST_WAIT:.0f}, not {shown(value)}", argument="retry")


def _attempts(_: Any, attribute: "Attribute[int]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise InvalidArgument(f"Retry: {attribute.name} must be a whole number from 1 to 1000, not {shown(value)}", argument="retry")


@frozen
class TimeLimits:
    """The seconds that one attempt, and parts of it, may take; None for no limit.

    Attributes:
        total: From the beginning to the last byte of the reply.
        connect: Until the connection is open.
        read: Until the next bytes come.
        write: Until bytes are sent.
        pool: Until a connection of the pool is free.
    """

    total: float | None = None
    connect: float | None = None
    read: float | None = None
    write: float | None = None
    pool: float | None = None


def time_limits(timeout: Any) -> TimeLimits:
    """Return the limits of a caller's timeout: seconds, None, or the timeout object of httpx2, httpx or aiohttp.

    Raises:
        InvalidArgument: It is none of these, or a number in it is out of range.
    """
    package, kind = type(timeout).__module__.partition(".")[0], type(timeout).__name__
    if package in ("httpx2", "httpx") and kind == "Timeout":
        limits = TimeLimits(None, timeout.connect, timeout.read, timeout.write, timeout.pool)
    elif package == "aiohttp" and kind == "ClientTimeout":
        limits = TimeLimits(timeout.total, timeout.sock_connect, timeout.sock_read, None, timeout.connect)
    else:
        limits = TimeLimits(timeout)
    for seconds in astuple(limits):
        if seconds is None or (isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds <= LONGEST_TIMEOUT):
            continue
        raise InvalidArgument(
            f"timeout must be a number of seconds above 0 and up to {LONGEST_TIMEOUT}, not {shown(timeout)}",
            argument="timeout",
            hint="None means no limit",
        )
    return limits


@frozen(kw_only=True)
class Retry:
    """The retries of a client; `retry=None` sends each request once.

    A client retries failed connections, timeouts, the statuses 408, 425, 429, 500, 502, 503 and 504, those of gateways (520 to 524,
    527, 529, 598, 599), and replies that are cut off or unreadable. Waits grow exponentially, with jitter, and are at least as long as
    the server asks for.

    Attributes:
        attempts: The most times that one request is sent, the first one included.
        timeout: Seconds for one request with all its attempts and the waits between them.
        wait_initial: Seconds to wait before the second attempt; each further wait is twice as long.
        wait_max: The most seconds to wait if the server does not say how long.
        wait_jitter: The most seconds that are added at random.
        retry_after_max: The most seconds to wait because the server asks to. If it asks for more, its error is raised at once, with
            `retry_after`; no request is sent before the time that the server gives.

    Raises:
        InvalidArgument: A number is out of range.
    """

    __module__ = "nft_holdings"

    attempts: int = field(default=5, validator=_attempts)
    timeout: float = field(default=120.0, validator=_seconds)
    wait_initial: float = field(default=0.25, validator=_seconds)
    wait_max: float = field(default=8.0, validator=_seconds)
    wait_jitter: float = field(default=0.5, validator=_seconds)
    retry_after_max: float = field(default=60.0, validator=_seconds)


LONGEST_WINDOW = 86_400
MARGIN = 0.05
"""The share by which the window of a shared limit is longer than the caller's: requests leave in time and arrive late, some later than others."""
LONGEST_MARGIN = 0.05
"""The most seconds by which the window of a shared limit is longer than the caller's."""


def _count(_: Any, attribute: "Attribute[int]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1_000_000:
        raise InvalidArgument(
            f"RateLimit: {attribute.name} must be a whole number from 1 to 1000000, not {shown(value)}", argument="rate_limit"
        )


def _window(_: Any, attribute: "Attribute[float]", value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.001 <= value <= LONGEST_WINDOW:
        raise InvalidArgument(
            f"RateLimit: {attribute.name} must be a number from 0.001 to {LONGEST_WINDOW}, not {shown(value)}", argument="rate_limit"
        )


def _address(value: str | PathLike[str] | None) -> str | None:
    return None if value is None else store_address(value)


@frozen
class RateLimit:
    """A rate limit: at most so many requests within any so many seconds.

    Attributes:
        requests: The most requests.
        seconds: The length of the window that they are counted in.
        shared: The store in which processes count their requests together: the path of a file for the processes of one machine, or
            the URL of a Redis (`redis://…`, `rediss://…`, with the extra `redis`) or PostgreSQL server (`postgresql://…`, with
            the extra `postgres`) for those of several machines. Limits with the same numbers in the same store are one limit.
            None limits each client by itself.

    Raises:
        InvalidArgument: A number is out of range, or `shared` cannot be used.
    """

    __module__ = "nft_holdings"

    requests: int = field(validator=_count)
    seconds: float = field(default=1.0, validator=_window)
    shared: str | None = field(default=None, kw_only=True, converter=_address, repr=without_password)

    @property
    def milliseconds(self) -> int:
        """Return the length of a shared limit's window, with a margin for requests that arrive later than others."""
        return max(1, round(1000 * (self.seconds + min(LONGEST_MARGIN, MARGIN * self.seconds))))


# An address may contain a password, which must not be in the frames of an error.
RateLimit.__init__ = keeps_secrets(RateLimit.__init__)  # type: ignore[method-assign]  # it takes and returns the same


def documented_rate_limit(api: str, base_url: str | None = None) -> RateLimit | None:
    """Return the strictest limit that the spec of an API states.

    Args:
        api: The API's name.
        base_url: The server. A limit that the spec states for a server holds for each URL with that server's host,
            with any scheme, port and path.

    Returns:
        The strictest limit of the API's operations and of the server; None if the spec states none.
    """
    spec = spec_of(api)
    stated: list[Mapping[str, Any]] = [operation for path in spec["paths"].values() for operation in path.values()]
    if base_url is not None:
        stated += [server for server in spec["servers"] if _host(server["url"]) == _host(base_url)]
    limits = [RateLimit(each["x-rate-limit"]["requests"], each["x-rate-limit"]["seconds"]) for each in stated if "x-rate-limit" in each]
    return min(limits, key=lambda limit: limit.requests / limit.seconds, default=None)


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return ""  # the options refuse it


@frozen
class Drift:
    """A difference between a reply and its spec that loses no information, as passed to `on_drift`. The row was delivered.

    Attributes:
        operation: The listing that was read, such as `hedera.nfts`.
        path: The place in the reply, as a JSON path (RFC 9535) such as `$.nfts[3].serial_number`; names that are no words are quoted,
            as in `$.nfts[3]["token.id"]`.
        expected: The value that the spec has there.
        got: The value that the reply has there, as JSON, cut off if it is long.
    """

    __module__ = "nft_holdings"

    operation: str
    path: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.operation}: at {self.path} the spec has {self.expected}, the reply {self.got}"


OnDrift = Callable[[Drift], object]
