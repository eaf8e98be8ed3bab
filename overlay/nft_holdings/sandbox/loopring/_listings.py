"""The listings for the faults: the places of their rows, and the ways to change them."""

import json
from collections.abc import Callable
from functools import partial
from random import Random
from sqlite3 import Connection
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel

from nft_holdings.sandbox._listing import End, ListingRequest, Row, SandboxListing
from nft_holdings.sandbox._settings import Settings
from nft_holdings.sandbox._spec import Limits

from . import _balances, _collections
from ._account import find_account
from ._made_up import made_up_balance, made_up_collection
from ._positions import Table, any_place, free_place, move_to_front, remove
from ._query import read_query
from ._refusal import LoopringRefusal
from ._rows import HeldCollection, balance_values, collection_values
from ._tables import INSERT_BALANCE, INSERT_COLLECTION

SLOTS, NUMBERS, COUNTS = range(1, 2**31), range(10**6, 2**53), range(1, 10)

Shown = Callable[[Connection, int, ListingRequest, int], Row]
ChangePlace = Callable[[Connection, Table, int, int], bool]


def _account(path: str, connection: Connection, asked: ListingRequest) -> str | None:
    try:
        return str(find_account(connection, read_query(path, asked.query)))
    except LoopringRefusal:
        return None


def _refusal(status: int, message: str) -> bytes:
    return LoopringRefusal(status, message).body()


def _window(
    path: str, page: Callable[[Connection, str, Limits], BaseModel], limits: Callable[[Settings], Limits], rows: str,
    settings: Settings, connection: Connection, asked: ListingRequest, by: int,
) -> list[Row] | None:  # fmt: skip
    offset = read_query(path, asked.query).get("offset", 0)
    if not offset:
        return None
    others = [(name, value) for name, value in parse_qsl(asked.query, keep_blank_values=True) if name != "offset"]
    query = urlencode([*others, ("offset", str(max(0, offset + by)))])
    try:
        found = page(connection, query, limits(settings))
    except LoopringRefusal:
        return None
    listed: list[Row] = json.loads(found.model_dump_json(by_alias=True, exclude_unset=True))[rows]
    return listed


def _changed(
    table: Table, shown: Shown, change: ChangePlace, connection: Connection, account: str, asked: ListingRequest, random: Random
) -> Row | None:
    """Change a random row, and return it as it was; None without rows, or if nothing changed."""
    place = any_place(connection, table, int(account), random)
    if place is None:
        return None
    row = shown(connection, int(account), asked, place)
    return row if change(connection, table, int(account), place) else None


def _shown_balance(connection: Connection, account: int, asked: ListingRequest, place: int) -> Row:
    rows = connection.execute("SELECT balance FROM loopring_balance WHERE account_id = ? AND position = ?", (account, place))
    return _balances.shown(rows.fetchone()[0], read_query(_balances.PATH, asked.query))


def _shown_collection(connection: Connection, account: int, asked: ListingRequest, place: int) -> Row:
    held = connection.execute(_collections.HELD, {"account": account, "contract": None, "non_zero": False})
    found: dict[int, Any] = {position: {"collection": json.loads(row), "count": count} for position, row, count in held}
    row: Row = found[place]
    return row


def _added_balance(connection: Connection, account: str, asked: ListingRequest, random: Random, end: End) -> Row:
    holder, slot = int(account), random.choice(SLOTS)
    while connection.execute("SELECT 1 FROM loopring_balance WHERE account_id = ? AND token_id = ?", (holder, slot)).fetchone():
        slot = random.choice(SLOTS)
    place = free_place(connection, "loopring_balance", holder, end)
    row = made_up_balance(random, holder, slot, id=random.choice(NUMBERS))
    connection.execute(INSERT_BALANCE, balance_values(holder, place, row, {}))
    return _shown_balance(connection, holder, asked, place)


def _added_collection(connection: Connection, account: str, asked: ListingRequest, random: Random, end: End) -> Row:
    holder, number = int(account), random.choice(NUMBERS)
    while connection.execute("SELECT 1 FROM loopring_collection WHERE account_id = ? AND collection_id = ?", (holder, number)).fetchone():
        number = random.choice(NUMBERS)
    place = free_place(connection, "loopring_collection", holder, end)
    held = HeldCollection(made_up_collection(random, number, f"0x{holder:040x}"), random.choice(COUNTS))
    connection.execute(INSERT_COLLECTION, collection_values(holder, place, held))
    return _shown_collection(connection, holder, asked, place)


BALANCES = SandboxListing(
    routes=(_balances.PATH,),
    methods=frozenset({"GET"}),
    schema="CombinedBalance",
    key=("accountId", "tokenId"),
    rows="data",
    total="totalNum",
    refusal=_refusal,
    account=partial(_account, _balances.PATH),
    added=_added_balance,
    removed=partial(_changed, "loopring_balance", _shown_balance, remove),
    moved=partial(_changed, "loopring_balance", _shown_balance, move_to_front),
    window=partial(_window, _balances.PATH, _balances.balances_page, lambda settings: settings.loopring_limits, "data"),
)
COLLECTIONS = SandboxListing(
    routes=(_collections.PATH,),
    methods=frozenset({"GET"}),
    schema="CollectionHolding",
    key=("collection.id",),
    rows="collections",
    total="totalNum",
    refusal=_refusal,
    account=partial(_account, _collections.PATH),
    added=_added_collection,
    removed=partial(_changed, "loopring_collection", _shown_collection, remove),
    moved=partial(_changed, "loopring_collection", _shown_collection, move_to_front),
    window=partial(
        _window, _collections.PATH, _collections.collections_page, lambda settings: settings.loopring_collections_limits, "collections"
    ),
)
LISTINGS = (BALANCES, COLLECTIONS)
