"""A small reply that becomes a huge one when it is decompressed."""

import asyncio
import zlib
from collections.abc import Iterator

from attrs import frozen

from nft_holdings.sandbox._faults.connection import gone
from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.reply import WholeReply

GZIP = 16 + zlib.MAX_WBITS
PIECE = 2**18
BEGINNING, END = b',"filler":"', b'"}'


@frozen(kw_only=True)
class OversizedReply:
    """The right reply with one more key, whose text fills it up to so many bytes. The text is made while it is sent."""

    bytes: int = 100_000_000
    name = "oversized"

    async def answer(self, exchange: FaultyExchange) -> None:
        """Send the reply in gzip, whatever the client accepts."""
        right = await exchange.right_reply()
        missing = self.bytes - len(right.body) - len(BEGINNING) - 1
        if not right.body.endswith(b"}") or missing < 0:
            return await exchange.give(right)
        exchange.count(self.name)
        head = right.without("etag").without("content-length").with_header("content-encoding", "gzip")
        await exchange.send({"type": "http.response.start", "status": head.status, "headers": [*head.headers]})
        for packed in _packed(right, missing):
            if exchange.connection.is_gone:
                return await gone(exchange.receive)
            await exchange.send({"type": "http.response.body", "body": packed, "more_body": True})
            # Sending waits only when the client is slow, and other requests have their turn only when something waits.
            await asyncio.sleep(0)
        return await exchange.send({"type": "http.response.body", "body": b""})


def _packed(reply: WholeReply, missing: int) -> Iterator[bytes]:
    packer = zlib.compressobj(level=1, wbits=GZIP)
    yield packer.compress(reply.body[:-1] + BEGINNING)
    piece = b"0" * PIECE
    for _ in range(missing // PIECE):
        yield packer.compress(piece)
    yield packer.compress(piece[: missing % PIECE] + END) + packer.flush()
