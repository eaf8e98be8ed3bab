"""The errors that this package raises.

    NftHoldingsError
    ├── InvalidArgument (also a ValueError)   refused before anything is sent
    │   └── FilterError                       of a filter
    ├── ConnectionFailed                      no usable reply
    │   └── TimedOut (also a TimeoutError)
    ├── ApiError                              the API refused
    │   └── BadRequest, Unauthorized, Forbidden, NotFound, RateLimited, ServerError
    ├── DecodeError                           the reply is not what the spec says
    └── IncompleteListing                     a listing that could not be finished

Every error can be pickled. Misuse of a client, such as after it was closed, raises Python's RuntimeError.
"""

from collections.abc import Callable, Sequence
from typing import Any, Self

from attrs import frozen

RAW_SHOWN = 200
TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 598, 599})
"""Statuses of failures that pass by themselves, those that only gateways send included."""


@frozen
class RequestInfo:
    """A request as errors and logs show it.

    Attributes:
        method: The HTTP method.
        url: The URL, without keys.
    """

    __module__ = "nft_holdings"

    method: str
    url: str


class NftHoldingsError(Exception):
    """An error of this package; the base class of all others.

    Attributes:
        request: The request that failed; None if the error is not about one.
        temporary: True if the same request may succeed later. The client has retried it already, as its `retry` says. For a listing,
            True if the rest may come later, or the whole if it is listed again.
    """

    __module__ = "nft_holdings"

    request: RequestInfo | None = None
    temporary = False

    def __reduce__(self) -> tuple[Any, ...]:
        state = {name: value for name, value in vars(self).items() if name != "_make_response"}  # the response contains the key
        return _rebuilt, (type(self), self.args, state)


class InvalidArgument(NftHoldingsError, ValueError):
    """An argument that the package refuses before it sends anything.

    Attributes:
        argument: The argument's name.
        rule: The id of the rule that the argument breaks; for Hedera's filters the id in the spec's `x-rules`, else the argument's name.
        hint: What to write in its place, which is also the end of the message; None if the message says it all.
    """

    __module__ = "nft_holdings"

    def __init__(self, message: str, *, argument: str, rule: str | None = None, hint: str | None = None) -> None:
        super().__init__(message if hint is None else f"{message}: {hint}")
        self.argument = argument
        self.rule = rule or argument
        self.hint = hint


class FilterError(InvalidArgument):
    """A filter, or a value in one, that the package refuses before it sends anything."""

    __module__ = "nft_holdings"

    def __init__(self, message: str, *, rule: str, argument: str = "filter", hint: str | None = None) -> None:
        super().__init__(message, argument=argument, rule=rule, hint=hint)


class ConnectionFailed(NftHoldingsError):
    """A request without a usable reply.

    Attributes:
        sent: True if the request may have left; False if the server never saw it.
    """

    __module__ = "nft_holdings"

    def __init__(self, message: str, *, sent: bool, temporary: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        self.temporary = temporary


class TimedOut(ConnectionFailed, TimeoutError):
    """A request whose reply was not complete in time."""

    __module__ = "nft_holdings"


class ApiError(NftHoldingsError):
    """A refusal of the API: an HTTP status, or an error inside a successful reply.

    Attributes:
        status: The HTTP status; 200 for an error inside a successful reply.
        code: The API's own code, if it has one.
        message: The API's message.
        request_id: The reply's request id, if it had one.
        retry_after: The seconds that the server asks to wait, from `Retry-After` in any of its forms or from `RateLimit-Reset`;
            None if it does not say.
        raw: The body, as parsed JSON if it is JSON, else as text.
        response: The HTTP library's response.
    """

    __module__ = "nft_holdings"

    _make_response: Callable[[], Any] | None = None

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: int | str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        raw: Any = None,
        make_response: Callable[[], Any] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after
        self.raw = raw
        self.temporary = status in TEMPORARY
        if make_response is not None:
            self._make_response = lambda: make_response()  # unlike a partial's, its repr does not show the reply
        coded = "" if code is None else f", code {cut(str(code))}"
        super().__init__(f"{message} (HTTP {status}{coded})")

    @property
    def response(self) -> Any:
        """Return the HTTP library's response, with the key that was sent; None in an unpickled error."""
        return self._make_response and self._make_response()

    @staticmethod
    def class_for(status: int) -> "type[ApiError]":
        """Return the class of errors for an HTTP status."""
        if status >= 500:
            return ServerError
        return {400: BadRequest, 401: Unauthorized, 403: Forbidden, 404: NotFound, 422: BadRequest, 429: RateLimited}.get(status, ApiError)


class BadRequest(ApiError):
    """A refused parameter (400, 422)."""

    __module__ = "nft_holdings"


class Unauthorized(ApiError):
    """A key or token that is missing or wrong (401)."""

    __module__ = "nft_holdings"


class Forbidden(ApiError):
    """A request that is not allowed, with this key or at all (403)."""

    __module__ = "nft_holdings"


class NotFound(ApiError):
    """An account that does not exist (404)."""

    __module__ = "nft_holdings"


class RateLimited(ApiError):
    """Too many requests (429); see `retry_after`."""

    __module__ = "nft_holdings"


class ServerError(ApiError):
    """A failure of the server (5xx)."""

    __module__ = "nft_holdings"


class DecodeError(NftHoldingsError):
    """A reply, or one of its rows, that differs from the spec and cannot be read.

    Attributes:
        operation: The listing that was read, such as `hedera.nfts`.
        path: The place in the reply, as a JSON path such as `$.nfts[3].serial_number`.
        expected: The value that the spec has there.
        got: The value that the reply has there.
        raw: The row that cannot be read, or else the whole reply; as parsed JSON if it is JSON, else as text.
        index: The index of the row on its page, from 0; None if the whole reply cannot be read.
    """

    __module__ = "nft_holdings"

    def __init__(
        self,
        operation: str,
        path: str,
        expected: str,
        got: str,
        raw: Any = None,
        *,
        index: int | None = None,
        temporary: bool = False,
    ) -> None:
        self.operation = operation
        self.path = path
        self.expected = expected
        self.got = cut(got)
        self.raw = raw
        self.index = index
        self.temporary = temporary
        super().__init__(f"{operation}: at {path} the reply should have {expected}, but has {self.got}")


class IncompleteListing(NftHoldingsError):
    """A listing that stopped before its end. The reason is also the `__cause__`.

    Attributes:
        items: The rows that `all()` had collected. Empty after a loop over items or pages, which has them already.
        cursor: The cursor to go on from: give it as `cursor=` to the same listing. None if no page had been read, or if the
            account changed during the listing: list again from the start.
        cause: The error that stopped the listing; None if a limit did, or pages that contradict each other.
    """

    __module__ = "nft_holdings"

    def __init__(
        self,
        message: str,
        *,
        cursor: str | None,
        cause: Exception | None = None,
        items: Sequence[Any] = (),
        temporary: bool = False,
    ) -> None:
        super().__init__(message)
        self.temporary = temporary or getattr(cause, "temporary", False)
        self.items = list(items)
        self.cursor = cursor
        self.cause = cause

    def with_items(self, items: Sequence[Any]) -> Self:
        """Set the items that were collected before this error, and return it."""
        self.items = list(items)
        return self


def cut(text: str) -> str:
    """Return a text, cut off if it is long."""
    return text if len(text) <= RAW_SHOWN else f"{text[:RAW_SHOWN]}…"


def _rebuilt(kind: type[NftHoldingsError], args: tuple[Any, ...], state: dict[str, Any]) -> NftHoldingsError:
    """Unpickle an error whose constructor has keyword arguments."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
