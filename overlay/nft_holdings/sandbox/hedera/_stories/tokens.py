"""Tokens of every size and kind, the accounts that are associated with them, and snapshots of balances."""

import json
from collections.abc import Iterator
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox.hedera import _accounts as known
from nft_holdings.sandbox.hedera._ids import read_number
from nft_holdings.sandbox.hedera._tables import insert
from nft_holdings.sandbox.hedera._timestamps import NANOSECONDS, as_timestamp

from .histories import MINTED, NEW_TREASURY_SINCE

CREATED, ENDED_AT = (MINTED - 86_400) * NANOSECONDS, (NEW_TREASURY_SINCE + 60) * NANOSECONDS
SNAPSHOTS = """
    INSERT INTO hedera_snapshot (consensus_timestamp, counted)
    WITH RECURSIVE taken (moment) AS (SELECT 1758758400 UNION ALL SELECT moment + 900 FROM taken WHERE moment < 1759103100)
    SELECT moment * 1000000000, 1 FROM taken
"""
"""One every quarter of an hour for four days, from 25 September 2025."""
KEY = {"_type": "ED25519", "key": "5e4af2d35b1cdd2ac1d9d0cfae8ef1b1b3f0b3a16b2a9c0e1f5d7a3d9c6b8e01"}
ROYALTY = {
    "all_collectors_are_exempt": False, "amount": {"numerator": 1, "denominator": 20}, "collector_account_id": known.TREASURY,
    "fallback_fee": {"amount": 100_000_000, "denominating_token_id": None},
}  # fmt: skip
FIXED = {"all_collectors_are_exempt": False, "amount": 5, "collector_account_id": known.TREASURY, "denominating_token_id": known.COINS}
SHARE = {
    "all_collectors_are_exempt": False, "amount": {"numerator": 1, "denominator": 100}, "collector_account_id": known.TREASURY,
    "denominating_token_id": known.COINS, "maximum": None, "minimum": 1, "net_of_transfers": False,
}  # fmt: skip
# Burned: every tenth. With the treasury: every seventh. The others are shared by accounts, to some of them more than to others.
ISSUE = """
    INSERT INTO hedera_nft (account_id, token_id, serial_number, created_timestamp, modified_timestamp, metadata, deleted)
    WITH RECURSIVE issued (serial) AS (SELECT 1 UNION ALL SELECT serial + 1 FROM issued WHERE serial < :count)
    SELECT CASE WHEN serial % 10 = 0 THEN NULL WHEN serial % 7 = 0 THEN :treasury ELSE :first + serial * serial % :holders END,
        :token, serial, :created + serial * 1000000000, :created + serial * 1000000000 + iif(serial % 7 = 0 AND serial % 10, 0, 86400000000000),
        CAST('ipfs://edition/' || serial AS BLOB), serial % 10 = 0
    FROM issued
"""


def _created(token: str, name: str, symbol: str, treasury: str = known.TREASURY, **more: object) -> Row:
    columns: Row = {"fungible": False, "decimals": 0, "deleted": False, "modified_timestamp": CREATED}
    columns |= {column: more.pop(column) for column in [*columns] if column in more}
    info = {"name": name, "symbol": symbol, "supply_key": KEY, **more}
    return {"id": read_number(token), "treasury": read_number(treasury), "created_timestamp": CREATED, **columns, "info": json.dumps(info)}


def _tokens() -> Iterator[Row]:
    since = NEW_TREASURY_SINCE * NANOSECONDS
    yield _created(known.HISTORIES, "Paper Boats", "BOAT", known.NEW_TREASURY, memo="Sold to a new treasury", modified_timestamp=since)
    yield _created(known.ENDED, "Sunk Boats", "SUNK", deleted=True, modified_timestamp=ENDED_AT)
    yield _created(known.UNISSUED, "Boats to Come", "SOON", max_supply="1000", supply_type="FINITE")
    yield _created(known.ONE_OF_ONE, "The Lighthouse", "LIGHT", max_supply="1", supply_type="FINITE")
    yield _created(known.HUNDRED_ISSUED, "A Hundred Gulls", "GULL", max_supply="100", supply_type="FINITE")
    yield _created(known.MANY_ISSUED, "Many Fishes", "FISH")
    yield _created(
        known.COINS, "Harbour Coins", "COIN", fungible=True, decimals=8, deleted=None, total_supply="1500000000", initial_supply="1500000000",
        custom_fees={"created_timestamp": as_timestamp(CREATED), "fixed_fees": [], "fractional_fees": [SHARE]},
    )  # fmt: skip
    yield _created(known.WHOLE_COINS, "Harbour Tickets", "TICKET", fungible=True, total_supply="6", metadata="ZG9jaw==")
    yield _created(
        known.WITH_KEYS, "Keyed Boats", "KEYED", admin_key=KEY, freeze_key=KEY, kyc_key=KEY, pause_key=KEY, pause_status="UNPAUSED",
        custom_fees={"created_timestamp": as_timestamp(CREATED), "fixed_fees": [FIXED], "royalty_fees": [ROYALTY]},
    )  # fmt: skip


def _associations() -> Iterator[Row]:
    plain: Row = {"balance": None, "automatic": False, "created_timestamp": CREATED, "freeze_status": None, "kyc_status": None}
    for place, account in enumerate(known.HOLDERS, 1):
        keys = {"freeze_status": "FROZEN" if place == 1 else "UNFROZEN", "kyc_status": "REVOKED" if place == 2 else "GRANTED"}
        for token, own in (
            (known.COINS, {"balance": place * 10**8}), (known.WHOLE_COINS, {"balance": place % 3, "automatic": True}),
            (known.WITH_KEYS, keys), (known.UNISSUED, {"automatic": None, "created_timestamp": None}),
        ):  # fmt: skip
            yield {"account_id": read_number(account), "token_id": read_number(token), **plain, **own}
    released = {"freeze_status": "UNFROZEN", "kyc_status": "GRANTED"}
    yield {"account_id": read_number(known.TREASURY), "token_id": read_number(known.WITH_KEYS), **plain, **released}


def insert_tokens(connection: Connection, many: int) -> None:
    """Write the tokens, their NFTs that have no told history, associations and snapshots.

    Args:
        connection: The database.
        many: The number of NFTs of `MANY_ISSUED`.
    """
    insert(connection, "hedera_token", _tokens())
    original = {"name": "Paper Boats", "symbol": "BOAT", "supply_key": KEY}
    past = {"token_id": read_number(known.HISTORIES), "modified_timestamp": CREATED, "treasury": read_number(known.OLD_TREASURY)}
    insert(connection, "hedera_token_past", [{**past, "info": json.dumps(original)}])
    for token, count in ((known.ONE_OF_ONE, 1), (known.HUNDRED_ISSUED, 100), (known.MANY_ISSUED, many), (known.WITH_KEYS, 9)):
        connection.execute(ISSUE, {
            "token": read_number(token), "count": count, "created": CREATED, "treasury": read_number(known.TREASURY),
            "first": known.FIRST_OF_MANY_HOLDERS if token == known.MANY_ISSUED else read_number(known.HOLDERS[0]),
            "holders": known.MANY_HOLDERS if token == known.MANY_ISSUED else len(known.HOLDERS),
        })  # fmt: skip
    insert(connection, "hedera_association", _associations())
    connection.execute(SNAPSHOTS)
