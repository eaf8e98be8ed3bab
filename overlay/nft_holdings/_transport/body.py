"""The body of a reply as it comes in: decompressed, within limits of size and time, and whole."""

import re
import time
import zlib
from collections.abc import Mapping

from nft_holdings._errors import ConnectionFailed, DecodeError
from nft_holdings._options import ACCEPTED

SLACK = 1024
"""Compression may make a small body larger. It need not be endless, though, for a body that stays empty to be so."""
BITS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
MEMBER = b"\x1f\x8b\x08"
"""How a member of gzip begins, of which there may be several. Other bytes after the end are passed over, as HTTP clients do."""
JSON = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*[\[{]")
"""How a page begins that is not compressed, whatever its head says."""


class Body:
    """Takes the pieces of a body. Decompression is done here, as the HTTP libraries set no bounds to it and pass over its end."""

    def __init__(self, api: str, headers: Mapping[str, str], *, most_bytes: int, seconds: float | None) -> None:
        self._api = api
        self._most = most_bytes
        self._end = None if seconds is None else time.monotonic() + seconds
        self._seconds = seconds
        self._content = bytearray()  # not a list of pieces: those may be of one byte each
        self._came = 0
        told = [each.strip().lower() for each in headers.get("content-encoding", "").split(",")]
        known = [each for each in told if each in BITS]
        if len(known) > 1:
            raise self._broken(f"a body in {ACCEPTED}, or as it is", f"one in {headers.get('content-encoding')}")
        self._unknown = [each for each in told if each not in ("", "identity", *BITS)]
        self._bits = BITS[known[0]] if known else None
        self._inflate = None if self._bits is None else zlib.decompressobj(self._bits)
        self._began = self._ended = False
        self._behind = b""

    def add(self, piece: bytes) -> None:
        """Take a piece as it came from the wire.

        Raises:
            ConnectionFailed: Time is up.
            DecodeError: The body is too large, or is not compressed as it says.
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
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # deflate without zlib's head, as some servers send it
            self._began = True
            piece = self._inflated(piece, self._inflate)

    def _inflated(self, piece: bytes, inflate: "zlib._Decompress") -> bytes:
        """Keep what a piece becomes, and return what is left of it."""
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
        """The body, when all has come.

        Raises:
            DecodeError: Its compression ends in the middle.
        """
        if self._inflate is not None and self._began and not self._inflate.eof:
            raise self._broken("a whole body", "one whose compression ends in the middle")
        if self._unknown and self._content and not JSON.match(self._content):
            raise self._broken(f"a body in {ACCEPTED}, or as it is", f"one in {', '.join(self._unknown)}")
        return bytes(self._content)

    def _broken(self, expected: str, got: str) -> DecodeError:
        return DecodeError(self._api, "$", expected, got, temporary=True)


def too_large(api: str, most_bytes: int) -> DecodeError:
    """The error for a body that is larger than the caller's `max_reply_bytes`."""
    return DecodeError(api, "$", f"at most {most_bytes} bytes (max_reply_bytes)", "more")


def out_of_time(seconds: float | None) -> ConnectionFailed:
    """The error for an attempt whose time is up."""
    return ConnectionFailed(f"the reply was not complete after {seconds} seconds", sent=True)
