"""Faults of pages: rows that are not those of the page, rows that change, and fields of one row."""

import copy
import re
from collections.abc import Callable
from typing import Any

from nft_holdings._specs.fields import Field, fields_of
from nft_holdings.sandbox._api import End, Row

from .exchange import FaultyExchange
from .record import Change
from .reply import ReplyPage, WholeReply

DEFAULT_ROWS = 3
ENDS: tuple[End, End] = ("front", "back")
DIGITS = re.compile(r"-?[0-9]{1,1000}")
NEW_FIELD, NEW_TEXT, NEW_NUMBER = "unheardOf", "UNHEARD_OF", 99
MISSING: Any = object()

Replace = Callable[[Field, Any], Any]
"""Returns the value that a field gets instead of the one that it has; the same if it stays as it is. `MISSING` stands for none."""


def without_list(exchange: FaultyExchange, page: ReplyPage) -> WholeReply | None:
    """Return the reply with null in place of the rows."""
    return page.with_rows(None) if page.listing.rows else None


def without_rows(exchange: FaultyExchange, page: ReplyPage) -> WholeReply | None:
    """Return the reply without rows, and otherwise unchanged."""
    return page.with_rows([]) if page.rows and page.listing.rows else None


def without_total(exchange: FaultyExchange, page: ReplyPage) -> WholeReply | None:
    """Return the reply with a total of 0, and otherwise unchanged."""
    total = page.listing.total
    if total is None or not page.content.get(total):
        return None
    page.content[total] = 0
    return page.with_rows(page.rows)


def earlier(exchange: FaultyExchange, page: ReplyPage, rows: int = DEFAULT_ROWS) -> WholeReply | None:
    """Return the reply with the rows of a page that starts earlier."""
    return later(exchange, page, -rows)


def later(exchange: FaultyExchange, page: ReplyPage, rows: int = DEFAULT_ROWS) -> WholeReply | None:
    """Return the reply with the rows of a page that starts later, or earlier if the number is negative."""
    found = page.listing.window(exchange.asked, rows) if page.listing.window else None
    return page.with_rows(found) if found is not None and found != page.rows else None


def repeated(exchange: FaultyExchange, page: ReplyPage) -> WholeReply | None:
    """Return the page that the account was given before."""
    previous = exchange.previous_page
    return previous if previous and previous.body != page.reply.body else None


async def change_rows(exchange: FaultyExchange, where: End | None = None) -> None:
    """Add, remove or move a row of the account, then answer rightly. Nothing changes for requests that are refused.

    Args:
        exchange: The request.
        where: The end of the listing at which a row is added; a random one without it.
    """
    reply = await exchange.right_reply()
    account = exchange.account
    if account is not None and ReplyPage.found_in(exchange.listing, reply):
        row = _changed_row(exchange, account, where)
        if row is not None:
            holder = row[exchange.listing.holder] if exchange.listing.holder else account
            exchange.count(change=Change(exchange.kind, exchange.api, holder, row))
            reply = await exchange.right_reply()
    await exchange.give(reply)


def _changed_row(exchange: FaultyExchange, account: str, where: End | None) -> Row | None:
    listing, random = exchange.listing, exchange.random
    if exchange.kind == "row_added":
        end = random.choice(ENDS) if where is None else where
        return listing.added(exchange.asked, account, random, end) if listing.added else None
    change = listing.removed if exchange.kind == "row_removed" else listing.moved
    return change(exchange.asked, account, random) if change else None


def in_a_row(exchange: FaultyExchange, page: ReplyPage, replace: Replace, field: str | None = None) -> WholeReply | None:
    """Return the reply with another value in a field of a row: the named one, or a random one that the fault can change."""
    if not page.rows:
        return None
    index = exchange.random.randrange(len(page.rows))
    known = fields_of(exchange.api, page.listing.schema)
    fields = known if field is None else [next((each for each in known if each.path == field), Field(field))]
    changed = [row for row in (_with_replaced(page.rows[index], each, replace) for each in fields) if row is not None]
    return page.with_rows([*page.rows[:index], exchange.random.choice(changed), *page.rows[index + 1 :]]) if changed else None


def _with_replaced(row: Row, field: Field, replace: Replace) -> Row | None:
    """Return the row with another value in a field; None if it stays as it is, or the row has no place for it."""
    value = _value_at(row, field.path)
    new = replace(field, value)
    if new is value:
        return None
    changed = copy.deepcopy(row)
    outer, _, name = field.path.rpartition(".")
    place = _value_at(changed, outer) if outer else changed
    if not isinstance(place, dict):
        return None
    if new is MISSING:
        del place[name]
    else:
        place[name] = new
    return changed


def _value_at(row: Row, path: str) -> Any:
    """Return the value of a field, or `MISSING`."""
    found: Any = row
    for name in path.split("."):
        found = found.get(name, MISSING) if isinstance(found, dict) else MISSING
    return found


def missing(field: Field, value: Any) -> Any:
    """Return `MISSING`, so that the field goes."""
    return MISSING


def null(field: Field, value: Any) -> Any:
    """Return None for a field that is there."""
    return value if value is MISSING else None


def retyped(field: Field, value: Any) -> Any:
    """Return the value in another type: numbers become text, digits a number, objects a list, and all else an object."""
    if value is MISSING:
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return int(value)
    return [value] if isinstance(value, dict) else {"value": value}


def added(field: Field, value: Any) -> Any:
    """Return a value for a field that is not there."""
    return {"new": True} if value is MISSING else value


def unheard_of(exchange: FaultyExchange, page: ReplyPage, field: str | None = None) -> WholeReply | None:
    """Return the reply with a value that the spec does not list, in a field with listed values; without such a field, in any text.

    A row's key is spared unless it is named: with another key it would be another row.
    """
    listed = {each.path for each in fields_of(exchange.api, page.listing.schema) if each.known}

    def replace(target: Field, value: Any) -> Any:
        if field is None and (target.path in page.listing.key or (listed and target.path not in listed)):
            return value
        if isinstance(value, str):
            return NEW_TEXT
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return NEW_NUMBER if is_number and (target.known or field is not None) else value

    return in_a_row(exchange, page, replace, field)
