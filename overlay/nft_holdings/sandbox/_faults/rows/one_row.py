"""Faults in a random row."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from attrs import frozen

from nft_holdings._specs.fields import Field, fields_of
from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.page import ReplyPage
from nft_holdings.sandbox._faults.reply import WholeReply
from nft_holdings.sandbox._listing import Row

from .values import MISSING, value_at, with_value

DIGITS = re.compile(r"-?[0-9]{1,1000}")
NEW_FIELD, NEW_TEXT, NEW_NUMBER = "unheardOf", "UNHEARD_OF", 99


@frozen
class Target:
    """A field of a row with the value that it has, `MISSING` if it has none."""

    field: Field
    value: Any


Replace = Callable[[Target], Any]
"""The value that a field gets instead; the one that it has, if it stays as it is."""


def in_a_row(exchange: FaultyExchange, reply: WholeReply, field: str | None, replace: Replace) -> WholeReply | None:
    """Return the reply with another value in a field of a row: the named one, or a random one that the fault can change."""
    page = ReplyPage.found_in(exchange.listing, reply)
    if page is None or not page.rows:
        return None
    index = exchange.random.randrange(len(page.rows))
    row = page.rows[index]
    targets = [Target(each, value_at(row, each.path)) for each in _fields(exchange, field)]
    changed = [row for row in (_changed(row, target, replace) for target in targets) if row is not None]
    return page.with_row(index, exchange.random.choice(changed)) if changed else None


def _fields(exchange: FaultyExchange, field: str | None) -> Iterable[Field]:
    known = fields_of(exchange.api, exchange.listing.schema)
    if field is None:
        return known
    return [next((each for each in known if each.path == field), Field(field))]


def _changed(row: Row, target: Target, replace: Replace) -> Row | None:
    value = replace(target)
    return None if value is target.value else with_value(row, target.field.path, value)


def missing(target: Target) -> Any:
    """Return `MISSING`, so that the field goes."""
    return MISSING


def null(target: Target) -> Any:
    """Return None for a field that is there."""
    return target.value if target.value is MISSING else None


def retyped(target: Target) -> Any:
    """Return the value in another type: numbers become text, digits a number, objects a list, and all else an object."""
    match target.value:
        case value if value is MISSING:
            return value
        case int() | float() as number if not isinstance(number, bool):
            return str(number)
        case str() as text if DIGITS.fullmatch(text):
            return int(text)
        case dict() as value:
            return [value]
        case value:
            return {"value": value}


def added(target: Target) -> Any:
    """Return a value for a field that is not there."""
    return {"new": True} if target.value is MISSING else target.value


def unheard_of(exchange: FaultyExchange, reply: WholeReply, field: str | None) -> WholeReply | None:
    """Return the reply with a value that the spec does not list, in a field with listed values; without such a field, in any text.

    A row's key is spared unless it is named: with another key it would be another row.
    """
    fields = fields_of(exchange.api, exchange.listing.schema)
    listed = {each.path for each in fields if each.known}

    def replace(target: Target) -> Any:
        path = target.field.path
        if field is None and (path in exchange.listing.key or (listed and path not in listed)):
            return target.value
        if isinstance(target.value, str):
            return NEW_TEXT
        is_number = isinstance(target.value, int) and not isinstance(target.value, bool)
        return NEW_NUMBER if is_number and (target.field.known or field is not None) else target.value

    return in_a_row(exchange, reply, field, replace)
