"""Requests and replies as values: no input or output happens here."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from attrs import field, frozen

from nft_holdings._errors import ApiError

from .retry_after import seconds_to_wait

SAFE_IN_QUERY = ":,"
LONGEST_MESSAGE = 500


@frozen
class Request:
    """A request to send.

    Attributes:
        method: The HTTP method.
        target: Path and query, to append to a base URL.
        body: The body, to send as JSON; None for a request without one.
    """

    method: str
    target: str
    body: Mapping[str, Any] | None = None


@frozen
class Reply:
    """A reply that has come in whole.

    Attributes:
        status: The HTTP status.
        headers: The headers, with names in any case.
        content: The body, decompressed.
        response: A function that returns the HTTP library's response; None in a reply without one.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    response: Callable[[], Any] | None = field(repr=False)


def is_success(status: int) -> bool:
    """Return True for the statuses that may come with a page: success with a body."""
    return 200 <= status < 300 and status not in (204, 205)


def request_from(kwargs: Mapping[str, Any]) -> Request:
    """Return the request for the result of a generated `_get_kwargs`."""
    body = kwargs.get("json")
    pairs = [
        (name, value) for name, values in kwargs.get("params", {}).items() for value in (values if isinstance(values, list) else [values])
    ]
    query = urlencode([(name, _as_text(value)) for name, value in pairs], safe=SAFE_IN_QUERY)
    return Request(str(kwargs["method"]).upper(), f"{kwargs['url']}?{query}" if query else kwargs["url"], body)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def api_error(reply: Reply, message: str | None, *, code: object = None, raw: Any = None, kind: type[ApiError] | None = None) -> ApiError:
    """Return the error for a refusal.

    Args:
        reply: The refusal.
        message: The server's message; None if it gave none.
        code: The API's code.
        raw: The parsed body; its text if None.
        kind: The class of the error; the one for the status if None.
    """
    text = reply.content.decode(errors="replace")
    target = reply.headers.get("location")
    if message is None and target and 300 <= reply.status < 400:
        message = f"the server redirects to {target}, and redirects are not followed: give that server as base_url"
    if message is not None and len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]}…"
    return (kind or ApiError.class_for(reply.status))(
        message or f"the server gave no reason{f': {text[:80]!r}' if text.strip() else ''}",
        status=reply.status,
        code=code if isinstance(code, int | str) and not isinstance(code, bool) else None,
        request_id=reply.headers.get("x-request-id"),
        retry_after=seconds_to_wait(reply.headers),
        raw=text if raw is None else raw,
        make_response=reply.response,
    )
