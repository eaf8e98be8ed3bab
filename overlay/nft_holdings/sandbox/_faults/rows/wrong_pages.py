"""Pages other than the one that was asked for."""

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.page import ReplyPage
from nft_holdings.sandbox._faults.reply import WholeReply

REPEATED = "repeated_page"


def without_list(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the reply with null in place of the rows."""
    page = ReplyPage.found_in(exchange.listing, reply)
    return page.with_rows(None) if page else None


def without_rows(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the reply without rows, and otherwise unchanged."""
    page = ReplyPage.found_in(exchange.listing, reply)
    return page.with_rows([]) if page and page.rows else None


def without_total(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the reply with a total of 0, and otherwise unchanged."""
    page = ReplyPage.found_in(exchange.listing, reply)
    total = exchange.listing.total
    if page is None or total is None or not page.content.get(total):
        return None
    page.content[total] = 0
    return page.with_rows(page.rows)


def moved(exchange: FaultyExchange, reply: WholeReply, by: int) -> WholeReply | None:
    """Return the reply with the rows of a page that starts later, or earlier if the number is negative."""
    page, window = ReplyPage.found_in(exchange.listing, reply), exchange.listing.window
    rows = window(exchange.settings, exchange.database, exchange.asked, by) if page and window else None
    return page.with_rows(rows) if page and rows is not None and rows != page.rows else None


def repeated(exchange: FaultyExchange, reply: WholeReply) -> WholeReply | None:
    """Return the page that the account was given before."""
    page, previous = ReplyPage.found_in(exchange.listing, reply), exchange.previous_page
    return previous if page and previous and previous.body != reply.body else None
