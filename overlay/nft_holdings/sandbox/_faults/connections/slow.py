"""Replies that are slow."""

from attrs import frozen

from nft_holdings.sandbox._faults.connection import still_there_after
from nft_holdings.sandbox._faults.exchange import FaultyExchange

PIECES = 20


@frozen(kw_only=True)
class SlowReply:
    """A right reply after so many seconds."""

    seconds: float = 1.0
    name = "latency"

    async def answer(self, exchange: FaultyExchange) -> None:
        """Wait, then answer, unless the client has left by then."""
        exchange.count(self.name)
        if await still_there_after(self.seconds, exchange.receive):
            await exchange.give(await exchange.right_reply())


@frozen(kw_only=True)
class DrippingReply:
    """A right reply whose body takes so many seconds, in small pieces."""

    seconds: float = 1.0
    name = "drip"

    async def answer(self, exchange: FaultyExchange) -> None:
        """Send the head at once, then piece after piece."""
        right = await exchange.right_reply()
        reply = await exchange.encoded(right)
        if not reply.body:
            return await exchange.give(right)
        exchange.count(self.name)
        exchange.remember(right)
        await exchange.send({"type": "http.response.start", "status": reply.status, "headers": [*reply.headers]})
        size = -(-len(reply.body) // PIECES)
        pieces = [reply.body[start : start + size] for start in range(0, len(reply.body), size)]
        for piece in pieces:
            # The pause stands before each piece, so that the last one ends the answer when the time is up.
            if not await still_there_after(self.seconds / len(pieces), exchange.receive):
                return None
            await exchange.send({"type": "http.response.body", "body": piece, "more_body": True})
        return await exchange.send({"type": "http.response.body", "body": b""})
