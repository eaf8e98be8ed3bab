"""The listing for the faults: the place of its rows, and the ways to change them."""

import json
from random import Random
from sqlite3 import Connection

from attrs import asdict

from nft_holdings.sandbox._listing import End, ListingRequest, Row, SandboxListing

from ._account import find_account
from ._bound import Bound
from ._filters import ORDER, SERIAL, TOKEN, Filters
from ._ids import MAXIMUM_LONG, as_text, read_number
from ._page import nft_of
from ._query import read_query
from ._refusal import HederaRefusal
from ._router import METHODS, ROUTES
from ._rows import Parameter, Selection, rows_of
from ._seed import minted
from ._tables import INSERT_NFT

ONE_ROW = Filters(Bound(TOKEN), Bound(SERIAL), (), descending=True, limit=1)
FIRST_TOKENS, SERIALS = range(100_000, 10**9), range(1, 2**31)
PAIRS = "SELECT token_id, serial_number FROM hedera_nft WHERE account_id = ?"


def _account(connection: Connection, asked: ListingRequest) -> str | None:
    try:
        return as_text(find_account(connection, asked.path["account"]))
    except HederaRefusal:
        return None


def _refusal(status: int, message: str) -> bytes:
    return HederaRefusal(status, message).body()


def _added(connection: Connection, account: str, asked: ListingRequest, random: Random, end: End) -> Row | None:
    """Add a row of a token beyond all that the account holds, at the end that the order asks for."""
    descending = read_query(asked.query).get(ORDER, ["desc"])[-1] == "desc"
    beyond = 1 if descending == (end == "front") else -1
    outermost = "max" if beyond == 1 else "min"
    (last,) = connection.execute(f"SELECT {outermost}(token_id) FROM hedera_nft WHERE account_id = ?", (read_number(account),)).fetchone()
    token = random.choice(FIRST_TOKENS) if last is None else last + beyond
    if not token or abs(token) > MAXIMUM_LONG:
        return None
    serial = random.choice(SERIALS)
    while connection.execute("SELECT 1 FROM hedera_nft WHERE token_id = ? AND serial_number = ?", (token, serial)).fetchone():
        serial = random.choice(SERIALS)
    connection.execute("INSERT OR IGNORE INTO hedera_token VALUES (?, 0)", (token,))
    connection.execute(INSERT_NFT, asdict(minted(random, account, token, serial)))
    return _sent(connection, account, (token, serial))


def _removed(connection: Connection, account: str, asked: ListingRequest, random: Random) -> Row | None:
    holder = read_number(account)
    (count,) = connection.execute("SELECT count(*) FROM hedera_nft WHERE account_id = ?", (holder,)).fetchone()
    if not count:
        return None
    place = random.randrange(count)
    pair = connection.execute(f"{PAIRS} ORDER BY token_id, serial_number LIMIT 1 OFFSET ?", (holder, place)).fetchone()
    row = _sent(connection, account, pair)
    connection.execute("DELETE FROM hedera_nft WHERE token_id = ? AND serial_number = ?", pair)
    return row


def _sent(connection: Connection, account: str, pair: tuple[int, int]) -> Row:
    parameters: tuple[Parameter, ...] = pair
    selection = Selection("SELECT * FROM hedera_nft WHERE token_id = ? AND serial_number = ?", parameters)
    (row,) = rows_of(connection, read_number(account), ONE_ROW, lambda _, __: selection)
    sent: Row = json.loads(nft_of(row).model_dump_json(exclude_unset=True))
    return sent


LISTING = SandboxListing(
    routes=ROUTES,
    methods=frozenset(METHODS),
    schema="Nft",
    key=("token_id", "serial_number"),
    rows="nfts",
    refusal=_refusal,
    account=_account,
    added=_added,
    removed=_removed,
)
