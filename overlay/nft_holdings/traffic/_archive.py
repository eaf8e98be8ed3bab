"""Requests and replies in archives (HAR): decoded one by one, and no more of each than is compared."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import msgspec
from attrs import field, frozen

from nft_holdings._redaction import keys_in, names_key, secrets_of

from ._body import ArchivedBody, Uncompared, Unread, json_of

MADE_UP = "x-schemathesis-testcaseid"
MADE_BY_BROWSER = "non-authoritative-reason"
"""In the redirects to https that a browser makes by itself."""
MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/(?!(?:x-)?unknown\b)[\w!#$&^.+-]+")
SCHEMES = ("http", "https", "")
NOT_MODIFIED = 304
LOWEST_STATUS, HIGHEST_STATUS = 200, 999

Entry = msgspec.Raw | Mapping[str, Any] | None
"""An entry that is not decoded yet; parsed JSON in archives that only Python reads."""
Part = TypeVar("Part")


class _Header(msgspec.Struct):
    name: Any = None
    value: Any = None


class _RequestLine(msgspec.Struct):
    method: str
    url: str


class _RequestHead(msgspec.Struct):
    headers: list[_Header] | None = None


class _Response(msgspec.Struct):
    status: Any = None
    headers: list[_Header] | None = None
    content: ArchivedBody | None = None
    failure: Any = msgspec.field(name="_failureText", default=None)
    error: Any = msgspec.field(name="_error", default=None)


class _First(msgspec.Struct):
    request: _RequestLine


class _Rest(msgspec.Struct):
    request: _RequestHead
    response: _Response | None = None


@frozen(kw_only=True)
class ArchivedReply:
    """A reply.

    Attributes:
        status: The status.
        content_type: Without parameters; empty if the archive has none.
        body: As JSON; None if it cannot be compared.
        unread: The reason why it cannot; None if it can.
    """

    status: int
    content_type: str
    body: Any = None
    unread: Uncompared | None = None


@frozen(kw_only=True)
class ArchivedExchange:
    """A request and its reply.

    Attributes:
        query: The request's parameters; none if the request was made up, as a server may ignore what is made up with it.
        headers: The request's headers, with names in lower case.
        reply: The reply, or the reason why the archive has none.
    """

    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str] = field(repr=False)
    reply: ArchivedReply | Uncompared


@frozen(kw_only=True)
class Message:
    """An entry of an archive, of which nothing but the request line is decoded.

    Attributes:
        method: In capitals; empty if the entry cannot be read.
        url: The URL, which may have keys in it.
        path: The path of an HTTP URL, else empty.
    """

    method: str = ""
    url: str = field(default="", repr=False)
    path: str = ""
    entry: Entry = field(default=None, repr=False)

    @classmethod
    def of(cls, entry: Entry) -> "Message":
        """Return the message for an entry, whatever the entry is."""
        try:
            line = _decoded(entry, _First).request
        except ValueError:
            return cls()
        try:
            parts = urlsplit(line.url)
            path = parts.path if parts.scheme in SCHEMES else ""
        except ValueError:
            path = ""
        return cls(method=line.method.upper(), url=line.url, path=path, entry=entry)

    def exchange(self) -> ArchivedExchange | None:
        """Return the decoded request and reply, or None if the entry is malformed."""
        try:
            rest = _decoded(self.entry, _Rest)
        except ValueError:
            return None
        headers = _by_name(rest.request.headers)
        query = [] if MADE_UP in headers else parse_qsl(urlsplit(self.url).query, keep_blank_values=True)
        return ArchivedExchange(query=query, headers=headers, reply=_reply(rest.response))

    def keys(self, api: str, exchange: ArchivedExchange) -> frozenset[str]:
        """Return the keys that the request was sent with: in its URL, and in its headers other than cookies."""
        in_query = (value for name, value in exchange.query if names_key(name))
        headers = {name: value for name, value in exchange.headers.items() if not name.startswith(":") and "cookie" not in name}
        return frozenset((*secrets_of(api, self.url, {}).values(), *in_query, *keys_in(headers)))


def _reply(response: _Response | None) -> ArchivedReply | Uncompared:
    if response is None or response.failure or response.error:
        return Uncompared.NO_REPLY
    headers, status = _by_name(response.headers), _status(response.status)
    if status is None or MADE_BY_BROWSER in headers:
        return Uncompared.NO_REPLY
    if status == NOT_MODIFIED:
        return Uncompared.NO_BODY  # browsers archive the body that they had
    content = response.content or ArchivedBody()
    kind = _media_type(headers.get("content-type")) or _media_type(content.mime_type)
    try:
        return ArchivedReply(status=status, content_type=kind, body=json_of(content, headers.get("content-encoding", "")))
    except Unread as error:
        is_bodiless = status in (204, 205) or 300 <= status < 400
        unread = Uncompared.NO_BODY if is_bodiless and error.reason == Uncompared.MISSING else error.reason
        return ArchivedReply(status=status, content_type=kind, unread=unread)


def _status(stated: Any) -> int | None:
    """Return the status, or None where no final reply came: browsers write 0, proxies negative numbers."""
    try:
        status = int(stated) if isinstance(stated, int | float | str) and not isinstance(stated, bool) else 0
    except (ValueError, OverflowError):
        return None
    return status if LOWEST_STATUS <= status <= HIGHEST_STATUS else None


def _media_type(stated: Any) -> str:
    kind = stated.partition(";")[0].partition(",")[0].strip().lower() if isinstance(stated, str) else ""
    return kind if MEDIA_TYPE.fullmatch(kind) else ""


def _by_name(headers: Sequence[_Header] | None) -> dict[str, str]:
    return {str(each.name).lower(): str(each.value) for each in headers or ()}


def _decoded(entry: Entry, kind: type[Part]) -> Part:
    """Decode a part of an entry.

    Raises:
        ValueError: The entry is malformed.
    """
    try:
        if isinstance(entry, msgspec.Raw):
            try:
                return msgspec.json.decode(entry, type=kind)
            except UnicodeDecodeError:
                entry = json.loads(bytes(entry).decode(errors="replace"))
        return msgspec.convert(entry, kind)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(str(error)) from None
