"""A request before it is sent and a reply after it has come, without any input or output."""

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from attrs import field, frozen
from jsonschema_rs import ValidationErrorKind

from ._errors import ApiError, DecodeError
from ._spec import reply_validator

SAFE_IN_QUERY = ":,"
ABSENT = object()
LONGEST_MESSAGE = 500


@frozen
class Request:
    """What to send: `target` is path and query, to be put behind a base URL."""

    method: str
    target: str
    body: Mapping[str, Any] | None = None


@frozen
class Reply:
    """What came back. `response` is the HTTP library's own object."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    response: Any = field(repr=False)


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


def parsed_json(reply: Reply, operation: str) -> Any:
    """The reply's JSON.

    Raises:
        DecodeError: The body is empty, is not JSON, or is nested too deeply.
    """
    try:
        return json.loads(reply.content, parse_constant=_refuse_constant, parse_float=_number)
    except RecursionError:
        raise DecodeError(operation, "$", "JSON", "JSON that is nested too deeply") from None
    except ValueError as error:
        kind = reply.headers.get("content-type", "no content type")
        text = reply.content.decode(errors="replace")
        got = f"{text[:80]!r} ({kind}; {error})" if text.strip() else f"an empty body ({kind})"
        raise DecodeError(operation, "$", "JSON", got, text) from None


def _number(text: str) -> float | int:
    """A number with a point or an exponent; whole ones become integers, as JSON does not tell 7.0 from 7."""
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError(f"{text} is out of range")
    return int(Decimal(text)) if value.is_integer() else value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def check(operation: str, api: str, component: str, raw: Any, *, at: Sequence[str] = ()) -> None:
    """Hold a reply, or the part of it that stands at some steps, against its schema in the spec.

    Raises:
        DecodeError: At the first place that does not fit.
    """
    validator = reply_validator(api, component)
    part = raw
    for step in at:
        part = part.get(step, ABSENT)
    if part is ABSENT:
        raise DecodeError(operation, json_path(at), "a value", "nothing", raw)
    try:
        if validator.is_valid(part):
            return
        error = next(iter(validator.iter_errors(part)))
    except ValueError as refused:
        # The validator refuses what it cannot represent: lone surrogates, or values nested without end.
        raise DecodeError(operation, json_path(at), "JSON that can be checked", str(refused), raw) from None
    steps: list[int | str] = [*at, *error.instance_path]
    expected, got = f"a value for which this does not hold: {error.message}", json.dumps(error.instance, ensure_ascii=False)
    if isinstance(error.kind, ValidationErrorKind.Type):
        expected = " or ".join(map(str, error.kind.types))
    elif isinstance(error.kind, ValidationErrorKind.Required):
        steps, expected, got = [*steps, error.kind.property], "a value", "nothing"
    raise DecodeError(operation, json_path(steps), expected, got, raw)


def json_path(steps: Iterable[int | str]) -> str:
    """Steps into a document as a JSON path: `$.nfts[3].serial_number`."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def api_error(
    reply: Reply, message: str | None, *, code: int | str | None = None, raw: Any = None, kind: type[ApiError] | None = None
) -> ApiError:
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
        code=code,
        request_id=reply.headers.get("x-request-id"),
        retry_after=_seconds(reply.headers.get("retry-after")),
        raw=text if raw is None else raw,
    )


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After where it is a plain number of seconds; None for a date or nonsense."""
    try:
        seconds = float(retry_after or "")
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def error_body(reply: Reply) -> Any:
    """The body of a refusal as JSON, or None where it is not JSON."""
    try:
        return json.loads(reply.content)
    except (ValueError, RecursionError):
        return None
