"""A request before it is sent and a reply after it has come, without any input or output."""

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
    """What to send: `target` is path and query, to be put behind a base URL."""

    method: str
    target: str
    body: Mapping[str, Any] | None = None


@frozen
class Reply:
    """What came back. `response` gives the HTTP library's own object."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    response: Callable[[], Any] | None = field(repr=False)


def is_success(status: int) -> bool:
    """Return True for the statuses with which a server may give a page: those of success that have a body."""
    return 200 <= status < 300 and status not in (204, 205)


def request_from(kwargs: Mapping[str, Any]) -> Request:
    """A request out of what a generated `_get_kwargs` returns."""
    body = kwargs.get("json")
    pairs = [
        (name, value) for name, values in kwargs.get("params", {}).items() for value in (values if isinstance(values, list) else [values])
    ]
    query = urlencode([(name, _as_text(value)) for name, value in pairs], safe=SAFE_IN_QUERY)
    return Request(str(kwargs["method"]).upper(), f"{kwargs['url']}?{query}" if query else kwargs["url"], body)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def api_error(reply: Reply, message: str | None, *, code: object = None, raw: Any = None, kind: type[ApiError] | None = None) -> ApiError:
    """The error that a refusal becomes: of the class that its code means, or else its status."""
    text = reply.content.decode(errors="replace")
    target = reply.headers.get("location")
    if message is None and target and 300 <= reply.status < 400:
        message = f"the server redirects to {target}, and redirects are not followed: ask there directly"
    if message is not None and len(message) > LONGEST_MESSAGE:
        message = f"{message[:LONGEST_MESSAGE]}…"
    return (kind or ApiError.class_for(reply.status))(
        message or f"the server gave no reason{f': {text[:80]!r}' if text.strip() else ''}",
        status=reply.status,
        code=code if isinstance(code, int | str) and not isinstance(code, bool) else None,
        request_id=reply.headers.get("x-request-id"),
        retry_after=seconds_to_wait(reply.headers),
        raw=text if raw is None else raw,
    )
