"""Changes of rows that faults make while a listing is read."""

import json
from random import Random
from sqlite3 import Connection

from nft_holdings_server_models.hedera import Nft, TokenNft
from pydantic import BaseModel

from nft_holdings.sandbox._api import End, ListingRequest, Row, sent_json

from ._ids import MAXIMUM_LONG, as_text, read_number
from ._parameters import ORDER
from ._query import read_query
from ._rows import Sql, rows_of, sent_nft
from ._seed import minted
from ._tables import insert

FIRST_TOKENS, SERIALS = range(100_000, 10**9), range(1, 2**31)
AT = "FROM hedera_nft WHERE token_id = ? AND serial_number = ?"
HELD = "SELECT token_id, serial_number FROM hedera_nft WHERE account_id = ? ORDER BY token_id, serial_number"
ISSUED = "SELECT token_id, serial_number FROM hedera_nft WHERE token_id = ? AND account_id IS NOT NULL ORDER BY serial_number"
OUTERMOST = """
    SELECT min(serial_number), max(serial_number) FROM (
        SELECT serial_number FROM hedera_nft WHERE token_id = :token
        UNION ALL SELECT serial_number FROM hedera_nft_change WHERE token_id = :token
    )
"""
NAMED = (
    "INSERT OR IGNORE INTO hedera_token (id, deleted, treasury) VALUES (:token_id, 0, :account_id)",
    "INSERT OR IGNORE INTO hedera_association (account_id, token_id, created_timestamp) VALUES (:account_id, :token_id, :created_timestamp)",
    "INSERT OR IGNORE INTO hedera_account (id, deleted) VALUES (:account_id, 0)",
)
"""The fields of an NFT whose values need not have a row yet."""


def add_to_account(asked: ListingRequest, account: str, random: Random, end: End) -> Row | None:
    """Give an account an NFT of a token beyond all that it holds, at the end that the order asks for."""
    connection = asked.database
    beyond = _beyond(asked, end)
    outermost = "max" if beyond == 1 else "min"
    (last,) = connection.execute(f"SELECT {outermost}(token_id) FROM hedera_nft WHERE account_id = ?", (read_number(account),)).fetchone()
    token = random.choice(FIRST_TOKENS) if last is None else last + beyond
    if not token or abs(token) > MAXIMUM_LONG:
        return None
    serial = random.choice(SERIALS)
    while connection.execute(f"SELECT 1 {AT}", (token, serial)).fetchone():
        serial = random.choice(SERIALS)
    return _minted(asked, minted(random, account, token, serial), Nft)


def remove_from_account(asked: ListingRequest, account: str, random: Random) -> Row | None:
    """Remove a random NFT of an account."""
    return _removed(asked, asked.database.execute(HELD, (read_number(account),)).fetchall(), random, Nft)


def add_to_token(asked: ListingRequest, token: str, random: Random, end: End) -> Row | None:
    """Mint an NFT of a token beyond all others, at the end that the order asks for, for the holder of the one before it."""
    beyond, number = _beyond(asked, end), read_number(token)
    direction = "DESC" if beyond == 1 else "ASC"
    query = f"SELECT serial_number, account_id FROM hedera_nft WHERE token_id = ? AND account_id IS NOT NULL ORDER BY serial_number {direction} LIMIT 1"
    found = asked.database.execute(query, (number,)).fetchone()
    lowest, highest = asked.database.execute(OUTERMOST, {"token": number}).fetchone()
    if not found or not 1 <= (serial := highest + 1 if beyond == 1 else lowest - 1) <= MAXIMUM_LONG:
        return None
    return _minted(asked, minted(random, str(as_text(found[1])), number, serial), TokenNft)


def remove_from_token(asked: ListingRequest, token: str, random: Random) -> Row | None:
    """Remove a random NFT of a token that somebody holds, as if it had never been minted."""
    held = asked.database.execute(ISSUED, (read_number(token),)).fetchall()
    return _removed(asked, held, random, TokenNft)


def _beyond(asked: ListingRequest, end: End) -> int:
    """Return 1 if rows at an end of the listing have the largest keys, else -1."""
    descending = read_query(asked.query).get(ORDER, ["desc"])[-1] == "desc"
    return 1 if descending == (end == "front") else -1


def _minted(asked: ListingRequest, row: Row, model: type[BaseModel]) -> Row:
    insert(asked.database, "hedera_nft", [row])
    for statement in NAMED:
        asked.database.execute(statement, row)
    return _sent(asked.database, (row["token_id"], row["serial_number"]), model)


def _removed(asked: ListingRequest, pairs: list[tuple[int, int]], random: Random, model: type[BaseModel]) -> Row | None:
    if not pairs:
        return None
    pair = random.choice(pairs)
    row = _sent(asked.database, pair, model)
    asked.database.execute(f"DELETE {AT}", pair)
    asked.database.execute("DELETE FROM hedera_nft_change WHERE token_id = ? AND serial_number = ?", pair)
    return row


def _sent(connection: Connection, pair: tuple[int, int], model: type[BaseModel]) -> Row:
    (row,) = rows_of(connection, Sql(f"SELECT * {AT}", pair), descending=True, limit=1)
    sent: Row = json.loads(sent_json(model(**sent_nft(row))))
    return sent
