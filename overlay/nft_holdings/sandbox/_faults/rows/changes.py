"""Rows that change while they are listed."""

from attrs import frozen

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.page import ReplyPage
from nft_holdings.sandbox._faults.record import Change
from nft_holdings.sandbox._listing import End, Row

ENDS: tuple[End, End] = ("front", "back")


@frozen(kw_only=True)
class RowsChange:
    """A change of the account's rows, just before the request is answered.

    Attributes:
        name: `row_added`, `row_removed` or `row_moved`.
        where: The end of the listing at which a row is added; a random one without it.
    """

    name: str
    where: End | None = None

    async def answer(self, exchange: FaultyExchange) -> None:
        """Change the rows, then answer rightly. Nothing changes for requests that are refused."""
        reply = await exchange.right_reply()
        account = exchange.account
        if account is not None and ReplyPage.found_in(exchange.listing, reply):
            row = self._changed(exchange, account)
            if row is not None:
                exchange.count(self.name, Change(self.name, exchange.api, account, row))
                reply = await exchange.right_reply()
        await exchange.give(reply)

    def _changed(self, exchange: FaultyExchange, account: str) -> Row | None:
        listing, random = exchange.listing, exchange.random
        if self.name == "row_added":
            end = random.choice(ENDS) if self.where is None else self.where
            return listing.added(exchange.database, account, exchange.asked, random, end)
        change = listing.removed if self.name == "row_removed" else listing.moved
        return change(exchange.database, account, exchange.asked, random) if change else None
