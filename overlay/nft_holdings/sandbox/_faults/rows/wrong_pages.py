"""Pages that are not the ones that were asked for."""

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.page import ReplyPage
from nft_holdings.sandbox._faults.reply import WholeReply

REPEATED = "repeated_page"


def without_list(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Null in the place of the rows."""
    page = ReplyPage.found_in(exchange.listing, reply)
    return page.with_rows(None) if page else None


def without_rows(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """No rows, and everything else as it was."""
    page = ReplyPage.found_in(exchange.listing, reply)
    return page.with_rows([]) if page and page.rows else None


def without_total(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """A total of 0, and everything else as it was."""
    page = ReplyPage.found_in(exchange.listing, reply)
    total = exchange.listing.total
    if page is None or total is None or not page.content.get(total):
        return None
    page.content[total] = 0
    return page.with_rows(page.rows)


def moved(exchange: FaultyExchange, reply: WholeReply, by: int) -> WholeReply | None:
    """The rows of a page that starts later, or earlier if the number is negative; and everything else as it was."""
    page, window = ReplyPage.found_in(exchange.listing, reply), exchange.listing.window
    rows = window(exchange.settings, exchange.database, exchange.asked, by) if page and window else None
    return page.with_rows(rows) if page and rows is not None and rows != page.rows else None


def repeated(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """The page that the account was given before."""
    page, previous = ReplyPage.found_in(exchange.listing, reply), exchange.previous_page
    return previous if page and previous and previous.body != reply.body else None
