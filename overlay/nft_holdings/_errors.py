"""What can go wrong, and what the caller may do about it.

    NftHoldingsError
    ├── FilterError (also a ValueError)   refused before anything is sent
    ├── ConnectionFailed                  no usable reply
    ├── ApiError                          the API refused
    │   └── BadRequest, Unauthorized, NotFound, RateLimited, ServerError
    ├── DecodeError                       the reply is not what the spec says
    └── IncompleteListing                 a listing that could not be finished

Every error can be pickled.
"""

from collections.abc import Sequence
from typing import Any, Self

RAW_SHOWN = 200
TEMPORARY = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 527, 529, 598, 599})
"""Statuses that pass by themselves, those that gateways have of their own among them."""


class NftHoldingsError(Exception):
    """Anything that this package raises on purpose.

    Attributes:
        temporary: Whether the same request may succeed if it is sent again. The client has then tried already, as far as
            its `retry` goes. Of a listing, whether the rest may come if it is asked for later, or the whole if it is listed again.
    """

    temporary = False

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.args, self.__dict__)


class FilterError(NftHoldingsError, ValueError):
    """A question that no server would answer, refused before anything is sent.

    Attributes:
        rule: The id of the broken rule; for Hedera's filters the id in the spec's `x-rules`.
    """

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message)
        self.rule = rule


class ConnectionFailed(NftHoldingsError):
    """No usable reply came back.

    Attributes:
        sent: Whether the request may have left. False means that the server never saw it.
    """

    def __init__(self, message: str, *, sent: bool, temporary: bool = True) -> None:
        super().__init__(message)
        self.sent = sent
        self.temporary = temporary


class ApiError(NftHoldingsError):
    """The API refused, with an HTTP status or with an error inside a successful reply.

    Attributes:
        status: The HTTP status; 200 for an error inside a successful reply.
        code: The API's own code, if it has one.
        message: The API's own words.
        request_id: The reply's request id, if it had one.
        retry_after: Seconds that the server asks to wait, if it said so: in `Retry-After`, in whichever form, or in
            `RateLimit-Reset`.
        raw: The body, as parsed JSON if it is JSON, else as text.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: int | str | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        raw: Any = None,
    ) -> None:
        self.status = status
        self.code = code
        self.message = message
        self.request_id = request_id
        self.retry_after = retry_after
        self.raw = raw
        self.temporary = status in TEMPORARY
        coded = "" if code is None else f", code {cut(str(code))}"
        super().__init__(f"{message} (HTTP {status}{coded})")

    @staticmethod
    def class_for(status: int) -> "type[ApiError]":
        """The class of errors that an HTTP status belongs to."""
        if status >= 500:
            return ServerError
        return {400: BadRequest, 401: Unauthorized, 403: Unauthorized, 404: NotFound, 422: BadRequest, 429: RateLimited}.get(
            status, ApiError
        )


class BadRequest(ApiError):
    """A parameter was refused (400, 422)."""


class Unauthorized(ApiError):
    """The key or token is missing, wrong, or not good for this (401, 403)."""


class NotFound(ApiError):
    """There is no such account (404)."""


class RateLimited(ApiError):
    """Too many requests (429); see `retry_after`."""


class ServerError(ApiError):
    """The server failed (5xx)."""


class DecodeError(NftHoldingsError):
    """A reply, or one row of it, is not what the spec says and cannot be read.

    Attributes:
        operation: The listing that was read, such as `hedera.nfts`.
        path: Where in the reply, as a JSON path such as `$.nfts[3].serial_number`.
        expected: What the spec says stands there.
        got: What stands there.
        raw: The row if it is one row that cannot be read, else the reply; as parsed JSON if it is JSON, else as text.
        index: Which row of its page it is, from 0; None if the whole reply cannot be read.
    """

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
    """A listing stopped before its end; the reason is also the `__cause__`.

    Attributes:
        items: What `all()` had collected. Empty after a loop over items or pages, which has handed them out already.
        cursor: Where to go on: give it as `cursor=` to the same listing. None if there is nowhere to go on from, because no
            page had been read or because the account changed under the listing: list again from the start.
        cause: The error that stopped it, or None if a limit or the server's own account of the listing did.
    """

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
        """This error, with the items that were collected before it."""
        self.items = list(items)
        return self


def cut(text: str) -> str:
    """A text, cut off where it is long."""
    return text if len(text) <= RAW_SHOWN else f"{text[:RAW_SHOWN]}…"


def _rebuilt(kind: type[NftHoldingsError], args: tuple[Any, ...], state: dict[str, Any]) -> NftHoldingsError:
    """Unpickle an error whose constructor has keyword arguments."""
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(state)
    return error
