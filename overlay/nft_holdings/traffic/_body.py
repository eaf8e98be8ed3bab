"""Bodies of replies in archives: as text, in base64 whether declared or not, still compressed, or missing; and why one was not compared."""

import re
import zlib
from base64 import b64decode
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from typing import Any

import msgspec

from nft_holdings._options import MOST_BYTES
from nft_holdings._reading.json_values import is_deep, parsed

GZIP, ZLIB_METHOD = b"\x1f\x8b", 8
ANY_HEAD, NO_HEAD = zlib.MAX_WBITS | 32, -zlib.MAX_WBITS
URL_SAFE = str.maketrans("-_", "+/")
IN_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")


class Uncompared(StrEnum):
    """The reason why something in traffic was not compared with a spec, in the words of a report, after a number."""

    MISSING = "missing from the archive"
    ATTACHED = "in files beside the archive"
    CUT_OFF = "cut off"
    UNDECODABLE = "that cannot be decoded"
    NOT_JSON = "not JSON"
    OPEN = "of failures, in forms that the spec leaves open"
    NO_BODY = "with a status that has no body"
    NO_REPLY = "without a reply"
    MALFORMED = "malformed"
    UNPLACED = "without a place in the specs"
    OTHER = "of other sites or APIs"


BODIES = (Uncompared.MISSING, Uncompared.ATTACHED, Uncompared.CUT_OFF, Uncompared.UNDECODABLE, Uncompared.NOT_JSON, Uncompared.OPEN)
"""The reasons that concern a body which was sent."""


class ArchivedBody(msgspec.Struct):
    """The `content` of an archived reply, as far as it is read."""

    mime_type: Any = msgspec.field(name="mimeType", default=None)
    text: str | None = None
    encoding: Any = None
    size: Any = None
    file: Any = msgspec.field(name="_file", default=None)
    sha1: Any = msgspec.field(name="_sha1", default=None)


class Unread(Exception):
    """A body that cannot be read, and the reason."""

    def __init__(self, reason: Uncompared) -> None:
        super().__init__(reason)
        self.reason = reason


def json_of(content: ArchivedBody, coding: str) -> Any:
    """Return the JSON of a body.

    Args:
        content: The archive's form of the body.
        coding: The reply's Content-Encoding, which archives name also where they keep the body decoded.

    Raises:
        Unread: The archive does not have the body, not all of it, or the body is not JSON.
    """
    if not content.text:
        raise Unread(Uncompared.ATTACHED if content.file or content.sha1 else Uncompared.MISSING)
    reasons = []
    for form in _forms(content.text, is_base64=str(content.encoding).strip().lower() == "base64"):
        try:
            return _json(form, content.size, coding)
        except Unread as error:
            reasons.append(error)
    raise reasons[0]


def _forms(text: str, *, is_base64: bool) -> Iterator[str | bytes]:
    """Yield the bodies that a text may stand for, the likeliest first. Archives say base64 of plain text, and do not say it of base64."""
    if not is_base64:
        yield text
    if decoded := _from_base64(text):
        yield decoded
    if is_base64:
        yield text
    if not text.isascii():
        with suppress(UnicodeEncodeError):
            yield text.encode("latin-1")  # bytes that were taken for characters


def _from_base64(text: str) -> bytes | None:
    compact = "".join(text.split()).translate(URL_SAFE).rstrip("=")
    compact = compact[:-1] if len(compact) % 4 == 1 else compact  # cut off inside of a byte
    try:
        return b64decode(compact + "=" * (-len(compact) % 4), validate=True)
    except ValueError:
        return None


def _json(form: str | bytes, size: Any, coding: str | None) -> Any:
    """Return the JSON of a body; of a compressed one too if a coding is given, which may be empty."""
    try:
        return _not_deep(msgspec.json.decode(form))
    except RecursionError:
        raise Unread(Uncompared.UNDECODABLE) from None
    except (msgspec.DecodeError, ValueError):  # msgspec refuses halves of surrogate pairs, and all encodings but UTF-8
        body = form.encode(errors="replace") if isinstance(form, str) else form
    try:
        return _in_unicode(_not_deep(parsed(body)))
    except RecursionError:
        raise Unread(Uncompared.UNDECODABLE) from None
    except ValueError:
        unfolded = None if coding is None else _decompressed(body, coding)
        if unfolded is not None:
            return _json(unfolded, None, None)
        raise Unread(_reason(body, size)) from None


def _not_deep(found: Any) -> Any:
    if is_deep(found):
        raise Unread(Uncompared.UNDECODABLE)
    return found


def _in_unicode(found: Any) -> Any:
    """Return JSON with a replacement character for each half of a surrogate pair, which no validator takes."""
    match found:
        case str():
            return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_in_unicode(name): _in_unicode(each) for name, each in found.items()}
        case list():
            return [_in_unicode(each) for each in found]
    return found


def _decompressed(body: bytes, coding: str) -> bytes | None:
    """Return the decompressed body, or None if it is not compressed."""
    has_head = body[:2] == GZIP or (len(body) > 1 and body[0] & 0x0F == ZLIB_METHOD and int.from_bytes(body[:2]) % 31 == 0)
    if not has_head and "deflate" not in coding:
        return None
    unfold = zlib.decompressobj(ANY_HEAD if has_head else NO_HEAD)
    try:
        found = unfold.decompress(body, MOST_BYTES)
    except zlib.error:
        raise Unread(Uncompared.UNDECODABLE) from None
    if not unfold.eof:
        raise Unread(Uncompared.UNDECODABLE if unfold.unconsumed_tail else Uncompared.CUT_OFF)
    return found


def _reason(body: bytes, size: Any) -> Uncompared:
    """Return the reason why a body cannot be parsed."""
    try:
        text = getincrementaldecoder("utf-8")().decode(body)  # the last character may be cut off too
    except UnicodeDecodeError:
        return Uncompared.UNDECODABLE
    if IN_NO_TEXT.search(text, 0, 1000):
        return Uncompared.UNDECODABLE
    try:
        msgspec.json.decode(text)
    except msgspec.ValidationError:
        return Uncompared.UNDECODABLE  # JSON with a number that is out of range
    except msgspec.DecodeError as refused:
        is_cut = "truncated" in str(refused) or (isinstance(size, int) and size > len(body))
        return Uncompared.CUT_OFF if is_cut else Uncompared.NOT_JSON
    return Uncompared.UNDECODABLE
