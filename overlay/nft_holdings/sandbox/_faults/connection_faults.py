"""Faults of connections: resets, and replies that take their time or all memory."""

import asyncio
import zlib
from collections.abc import Iterator

from .connection import gone, still_there_after
from .exchange import FaultyExchange

MOMENTS = ("before", "body", "after")
PIECES = 20
GZIP = 16 + zlib.MAX_WBITS
FILLER_SIZE = 2**18
BEGINNING, END = b',"filler":"', b'"}'


async def reset(exchange: FaultyExchange, when: str = "before") -> None:
    """Reset the connection: before the reply, in the middle of its body, or after it."""
    connection = exchange.connection
    right = None if when == "before" else await exchange.right_reply()
    exchange.count(when)
    if right is None:
        return await connection.reset_now(exchange.receive)
    if when == "body":
        reply = await exchange.encoded(right)
        await exchange.send_head(reply)
        await exchange.send_piece(reply.body[: len(reply.body) // 2])
    else:
        # A client that asked for it closes the connection with the answer's last byte, before the next line is reached.
        connection.reset_when_closed()
        await exchange.give(right)
    return await connection.reset(exchange.receive)


async def answer_late(exchange: FaultyExchange, seconds: float = 1.0) -> None:
    """Wait so many seconds, then answer, unless the client has left by then."""
    exchange.count()
    if await still_there_after(seconds, exchange.receive):
        await exchange.give(await exchange.right_reply())


async def drip(exchange: FaultyExchange, seconds: float = 1.0) -> None:
    """Send the head at once, then the body in small pieces, over so many seconds."""
    right = await exchange.right_reply()
    reply = await exchange.encoded(right)
    if not reply.body:
        return await exchange.give(right)
    exchange.count()
    exchange.remember(right)
    await exchange.send_head(reply)
    size = -(-len(reply.body) // PIECES)
    pieces = [reply.body[start : start + size] for start in range(0, len(reply.body), size)]
    for piece in pieces:
        # The pause stands before each piece, so that the last one ends the answer when the time is up.
        if not await still_there_after(seconds / len(pieces), exchange.receive):
            return None
        await exchange.send_piece(piece)
    return await exchange.send_piece(b"", is_last=True)


async def send_oversized(exchange: FaultyExchange, bytes: int = 100_000_000) -> None:
    """Send the right reply with one more key, whose text fills it up to so many bytes once it is decompressed.

    The text is made while it is sent: in gzip, whatever the client accepts.
    """
    right = await exchange.right_reply()
    missing = bytes - len(right.body) - len(BEGINNING) - 1
    if not right.body.endswith(b"}") or missing < 0:
        return await exchange.give(right)
    exchange.count()
    head = right.changed(content_encoding="gzip")
    del head.headers["etag"], head.headers["content-length"]
    await exchange.send_head(head)
    for packed in _packed(right.body[:-1] + BEGINNING, missing):
        if exchange.connection.is_gone:
            return await gone(exchange.receive)
        await exchange.send_piece(packed)
        # Sending waits only when the client is slow, and other requests have their turn only when something waits.
        await asyncio.sleep(0)
    return await exchange.send_piece(b"", is_last=True)


def _packed(beginning: bytes, missing: int) -> Iterator[bytes]:
    packer = zlib.compressobj(level=1, wbits=GZIP)
    yield packer.compress(beginning)
    filler = b"0" * FILLER_SIZE
    for _ in range(missing // FILLER_SIZE):
        yield packer.compress(filler)
    yield packer.compress(filler[: missing % FILLER_SIZE] + END) + packer.flush()
