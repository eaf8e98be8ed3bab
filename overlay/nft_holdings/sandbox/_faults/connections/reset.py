"""Connections that break."""

from attrs import frozen

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.reply import WholeReply

MOMENTS = ("before", "body", "after")


@frozen(kw_only=True)
class ConnectionReset:
    """A connection that is reset: before the reply, in the middle of its body, or after it."""

    when: str = "before"

    @property
    def name(self) -> str:
        """The name under which it is counted."""
        return f"reset {self.when}"

    async def answer(self, exchange: FaultyExchange) -> None:
        """Answer as far as it goes, and reset the connection."""
        connection = exchange.connection
        right = None if self.when == "before" else await exchange.right_reply()
        exchange.count(self.name)
        if right is None:
            return await connection.reset_now(exchange.receive)
        if self.when == "body":
            await _half(exchange, await exchange.encoded(right))
        else:
            # A client that asked for it closes the connection with the answer's last byte, before the next line is reached.
            connection.reset_when_closed()
            await exchange.give(right)
        return await connection.reset(exchange.receive)


async def _half(exchange: FaultyExchange, reply: WholeReply) -> None:
    await exchange.send({"type": "http.response.start", "status": reply.status, "headers": [*reply.headers]})
    await exchange.send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})
