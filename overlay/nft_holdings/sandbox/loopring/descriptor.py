"""The sandbox's descriptor of Loopring."""

import json
from random import Random
from typing import Any

from nft_holdings.sandbox._api import AddRow, End, ListingRequest, Row, SandboxApi, SandboxListing, sent_json
from nft_holdings.sandbox._placed_rows import PlacedRows

from ._accounts import SANDBOX_API_KEY, TO_TRY
from ._load import load
from ._made_up import made_up_balance, made_up_collection
from ._request import LoopringRefusal, find_account, read_query
from ._router import BALANCES_PATH, COLLECTIONS_PATH, HELD, ReadPage, balances_page, collections_page, router, shown
from ._rows import balance_values, collection_values
from ._seed import seed
from ._tables import INSERT_BALANCE, INSERT_COLLECTION, TABLES

SLOTS, NUMBERS, COUNTS = range(1, 2**31), range(10**6, 2**53), range(1, 10)


def _sent_balance(asked: ListingRequest, account: str, place: int) -> Row:
    query = "SELECT balance FROM loopring_balance WHERE account_id = ? AND position = ?"
    return shown(asked.database.execute(query, (account, place)).fetchone()[0], read_query(BALANCES_PATH, asked.query))


def _sent_collection(asked: ListingRequest, account: str, place: int) -> Row:
    held = asked.database.execute(HELD, {"account": account, "contract": None, "non_zero": False})
    found: dict[int, Any] = {position: {"collection": json.loads(row), "count": count} for position, row, count in held}
    row: Row = found[place]
    return row


BALANCES = PlacedRows("loopring_balance", "account_id", _sent_balance)
COLLECTIONS = PlacedRows("loopring_collection", "account_id", _sent_collection)


def _added_balance(asked: ListingRequest, account: str, random: Random, end: End) -> Row:
    slot = _unused(asked, account, "loopring_balance", "token_id", SLOTS, random)
    place = BALANCES.free_place(asked.database, account, end)
    row = made_up_balance(random, int(account), slot, id=random.choice(NUMBERS))
    asked.database.execute(INSERT_BALANCE, balance_values(int(account), place, row, {}))
    return _sent_balance(asked, account, place)


def _added_collection(asked: ListingRequest, account: str, random: Random, end: End) -> Row:
    number = _unused(asked, account, "loopring_collection", "collection_id", NUMBERS, random)
    place = COLLECTIONS.free_place(asked.database, account, end)
    row = {**made_up_collection(random, number, f"0x{int(account):040x}"), "count": random.choice(COUNTS)}
    asked.database.execute(INSERT_COLLECTION, collection_values(int(account), place, row))
    return _sent_collection(asked, account, place)


def _unused(asked: ListingRequest, account: str, table: str, column: str, numbers: range, random: Random) -> int:
    """Return a random number that no row of an account has."""
    number = random.choice(numbers)
    while asked.database.execute(f"SELECT 1 FROM {table} WHERE account_id = ? AND {column} = ?", (account, number)).fetchone():
        number = random.choice(numbers)
    return number


def _listing(path: str, page: ReadPage, table: PlacedRows, schema: str, key: tuple[str, ...], rows: str, added: AddRow) -> SandboxListing:
    def account(asked: ListingRequest) -> str | None:
        try:
            return str(find_account(asked.database, read_query(path, asked.query)))
        except LoopringRefusal:
            return None

    def window(asked: ListingRequest, by: int) -> list[Row] | None:
        query = read_query(path, asked.query)
        if not query.get("offset"):
            return None
        found = page(asked.database, {**query, "offset": max(0, query["offset"] + by)}, asked.settings)
        listed: list[Row] = json.loads(sent_json(found))[rows]
        return listed

    return SandboxListing(
        routes=(path,), methods=frozenset({"GET"}), schema=schema, key=key, rows=rows, total="totalNum",
        refusal=lambda status, message: LoopringRefusal(status, message).body,
        account=account, added=added, removed=table.removed, moved=table.moved, window=window,
    )  # fmt: skip


LISTINGS = (
    _listing(BALANCES_PATH, balances_page, BALANCES, "CombinedBalance", ("accountId", "tokenId"), "data", _added_balance),
    _listing(COLLECTIONS_PATH, collections_page, COLLECTIONS, "CollectionHolding", ("collection.id",), "collections", _added_collection),
)
SANDBOX_API = SandboxApi(
    name="loopring", tables=TABLES, seed=seed, load=load, router=router, listings=LISTINGS, accounts_to_try=TO_TRY,
    credentials={"api_key": SANDBOX_API_KEY},
)  # fmt: skip
