"""Inputs of the fuzzer: an operation, a status and an encoding, one byte each, and a body as it comes from the wire."""

import gzip
import zlib
from collections.abc import Callable, Mapping

from attrs import frozen

STATUSES = (200, 201, 204, 206, 301, 400, 401, 403, 404, 418, 422, 429, 500, 503)
ENCODINGS = ("", "gzip", "deflate", "deflate, but raw")
HEAD = 3


def raw_deflate(content: bytes) -> bytes:
    """Deflate without zlib's header, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


PACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda content: gzip.compress(content, mtime=0),
    "deflate": zlib.compress,
    "deflate, but raw": raw_deflate,
}
UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "deflate, but raw": lambda wire: zlib.decompress(wire, -zlib.MAX_WBITS),
}


@frozen
class Input:
    """One input.

    Attributes:
        operation: The operation's index in `all_operations()`.
        status: The reply's status.
        encoding: The encoding of its body, one of ENCODINGS.
        wire: The body as it comes from the wire.
    """

    operation: int
    status: int
    encoding: str
    wire: bytes

    def written(self) -> bytes:
        """Return the input as the fuzzer saves it."""
        return bytes([self.operation, STATUSES.index(self.status), ENCODINGS.index(self.encoding)]) + self.wire

    def headers(self) -> dict[str, str]:
        """Return the reply's headers."""
        coded = {"content-encoding": self.encoding.partition(",")[0]} if self.encoding else {}
        return {"content-type": "application/json", "retry-after": "1", **coded}


def read_input(data: bytes, operations: int) -> Input:
    """Return the input that bytes stand for; any bytes stand for one."""
    head = data[:HEAD].ljust(HEAD, b"\0")
    return Input(head[0] % operations, STATUSES[head[1] % len(STATUSES)], ENCODINGS[head[2] % len(ENCODINGS)], data[HEAD:])
