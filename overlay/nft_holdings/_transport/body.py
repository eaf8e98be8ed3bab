"""The body of a reply, read and decompressed within limits of size and time."""

import re
import time
import zlib
from collections.abc import Mapping

from nft_holdings._errors import DecodeError, TimedOut
from nft_holdings._options import ACCEPTED

SLACK = 1024
"""Bytes by which a compressed body may exceed its limit, as compression may make a small body larger."""
BITS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
MEMBER = b"\x1f\x8b\x08"
"""The first bytes of a gzip member. A body may have several; other bytes behind a member are ignored, as HTTP clients do."""
JSON = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[\[{]")
"""The beginning of a page that is not compressed, whatever its headers say."""


class Body:
    """The pieces of a body that have come so far.

    It decompresses them itself, as HTTP libraries set no limit to the result and accept a body that ends early.

    Args:
        api: The API, for errors.
        headers: The headers of the reply.
        most_bytes: The most bytes of the decompressed body.
        seconds: The most seconds until the body is whole; no limit if None.

    Raises:
        DecodeError: The body is compressed several times.
    """

    def __init__(self, api: str, headers: Mapping[str, str], *, most_bytes: int, seconds: float | None) -> None:
        self._api = api
        self._most = most_bytes
        self._end = None if seconds is None else time.monotonic() + seconds
        self._seconds = seconds
        self._content = bytearray()  # not a list of pieces, which may be of one byte each
        self._came = 0
        encodings = [each.strip().lower() for each in headers.get("content-encoding", "").split(",")]
        known = [each for each in encodings if each in BITS]
        if len(known) > 1:
            raise self._broken(f"a body in {ACCEPTED}, or not compressed", f"one in {headers.get('content-encoding')}")
        self._unknown = [each for each in encodings if each not in ("", "identity", *BITS)]
        self._bits = BITS[known[0]] if known else None
        self._inflate = None if self._bits is None else zlib.decompressobj(self._bits)
        self._began = self._ended = False
        self._behind = b""

    def add(self, piece: bytes) -> None:
        """Add a piece, compressed as it came.

        Raises:
            TimedOut: Time is up.
            DecodeError: The body is too large, or cannot be decompressed.
        """
        if self._end is not None and time.monotonic() > self._end:
            raise out_of_time(self._seconds)
        if self._inflate is None:
            self._keep(piece)
            return
        self._came += len(piece)
        if self._came > 2 * self._most + SLACK:
            raise too_large(self._api, self._most)
        while piece and not self._ended:
            if not self._began and self._bits == zlib.MAX_WBITS and piece[0] & 0x0F != 8:
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without zlib's header, as some servers send it
            self._began = True
            piece = self._inflated(piece, self._inflate)

    def _inflated(self, piece: bytes, inflate: "zlib._Decompress") -> bytes:
        """Decompress a piece, and return the rest of it that is left to decompress."""
        if inflate.eof:
            self._behind += piece
            if len(self._behind) < len(MEMBER) or not self._behind.startswith(MEMBER):
                self._ended = len(self._behind) >= len(MEMBER)
                return b""
            piece, self._behind = self._behind, b""
            inflate = self._inflate = zlib.decompressobj(self._bits or 0)
        try:
            self._keep(inflate.decompress(piece, self._most - len(self._content) + 1))
        except zlib.error as error:
            raise self._broken("a body that can be decompressed", str(error)) from None
        return inflate.unconsumed_tail or inflate.unused_data

    def _keep(self, piece: bytes) -> None:
        if len(self._content) + len(piece) > self._most:
            raise too_large(self._api, self._most)
        self._content += piece

    def whole(self) -> bytes:
        """Return the body, once all pieces have come.

        Raises:
            DecodeError: Its compression ends in the middle, or is of an unknown kind.
        """
        if self._inflate is not None and self._began and not self._inflate.eof:
            raise self._broken("a whole body", "one whose compression ends in the middle")
        if self._unknown and self._content and not JSON.match(self._content):
            raise self._broken(f"a body in {ACCEPTED}, or not compressed", f"one in {', '.join(self._unknown)}")
        return bytes(self._content)

    def _broken(self, expected: str, got: str) -> DecodeError:
        return DecodeError(self._api, "$", expected, got, temporary=True)


def too_large(api: str, most_bytes: int) -> DecodeError:
    """Return the error for a body that is larger than `max_reply_bytes`."""
    return DecodeError(api, "$", f"at most {most_bytes} bytes (max_reply_bytes)", "more")


def out_of_time(seconds: float | None) -> TimedOut:
    """Return the error for an attempt whose time is up."""
    return TimedOut(f"the reply was not complete after {seconds} seconds", sent=True)
