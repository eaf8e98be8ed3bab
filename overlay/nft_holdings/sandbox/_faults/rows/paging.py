"""Pages that are not the ones that were asked for."""

from nft_holdings.sandbox._faults.exchange import Exchange
from nft_holdings.sandbox._faults.replies.reply import Reply

from .page import Page

REPEATED = "repeated_page"


def without_list(exchange: Exchange, reply: Reply) -> Reply | None:
    """Null in the place of the rows."""
    page = Page.found_in(exchange.listing, reply)
    return page.with_rows(None) if page else None


def without_rows(exchange: Exchange, reply: Reply) -> Reply | None:
    """No rows, and everything else as it was."""
    page = Page.found_in(exchange.listing, reply)
    return page.with_rows([]) if page and page.rows else None


def without_total(exchange: Exchange, reply: Reply) -> Reply | None:
    """A total of 0, and everything else as it was."""
    page = Page.found_in(exchange.listing, reply)
    total = exchange.listing.total
    if page is None or total is None or not page.content.get(total):
        return None
    page.content[total] = 0
    return page.with_rows(page.rows)


def moved(exchange: Exchange, reply: Reply, by: int) -> Reply | None:
    """The rows of a page that starts later, or earlier if the number is negative; and everything else as it was."""
    page, window = Page.found_in(exchange.listing, reply), exchange.listing.window
    rows = window(exchange.settings, exchange.database, exchange.asked, by) if page and window else None
    return page.with_rows(rows) if page and rows is not None and rows != page.rows else None


def repeated(exchange: Exchange, reply: Reply) -> Reply | None:
    """The page that the account was given before."""
    page, previous = Page.found_in(exchange.listing, reply), exchange.previous_page
    return previous if page and previous and previous.body != reply.body else None
