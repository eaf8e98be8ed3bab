"""Faults that change a reply and send it whole."""

from collections.abc import Callable

from attrs import frozen

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.reply import WholeReply


@frozen
class AlteredReply:
    """A reply that is changed before it goes out.

    Attributes:
        name: The name under which it is counted.
        alter: Returns the changed reply; None without anything to change.
    """

    name: str
    alter: Callable[[FaultyExchange, WholeReply], WholeReply | None]

    async def answer(self, exchange: FaultyExchange) -> None:
        """Answer with the changed reply."""
        right = await exchange.right_reply()
        wrong = self.alter(exchange, right)
        if wrong is not None:
            exchange.count(self.name)
        await exchange.give(wrong or right)
