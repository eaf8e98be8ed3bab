"""The sandbox's descriptor of Hedera."""

import json
from random import Random

from nft_holdings.sandbox._api import End, ListingRequest, Row, SandboxApi, SandboxListing, sent_json

from ._account import find_account
from ._accounts import TO_TRY
from ._filters import ORDER
from ._ids import MAXIMUM_LONG, as_text, read_number
from ._load import load
from ._query import read_query
from ._refusal import HederaRefusal
from ._router import METHODS, ROUTES, router
from ._rows import Sql, nft_of, rows_of
from ._seed import minted, seed
from ._tables import INSERT_NFT, TABLES

FIRST_TOKENS, SERIALS = range(100_000, 10**9), range(1, 2**31)
AT = "FROM hedera_nft WHERE token_id = ? AND serial_number = ?"


def _account(asked: ListingRequest) -> str | None:
    try:
        return as_text(find_account(asked.database, asked.path["account"]))
    except HederaRefusal:
        return None


def _added(asked: ListingRequest, account: str, random: Random, end: End) -> Row | None:
    """Add a row of a token beyond all that the account holds, at the end that the order asks for."""
    connection = asked.database
    descending = read_query(asked.query).get(ORDER, ["desc"])[-1] == "desc"
    beyond = 1 if descending == (end == "front") else -1
    outermost = "max" if beyond == 1 else "min"
    (last,) = connection.execute(f"SELECT {outermost}(token_id) FROM hedera_nft WHERE account_id = ?", (read_number(account),)).fetchone()
    token = random.choice(FIRST_TOKENS) if last is None else last + beyond
    if not token or abs(token) > MAXIMUM_LONG:
        return None
    serial = random.choice(SERIALS)
    while connection.execute(f"SELECT 1 {AT}", (token, serial)).fetchone():
        serial = random.choice(SERIALS)
    connection.execute("INSERT OR IGNORE INTO hedera_token VALUES (?, 0)", (token,))
    connection.execute(INSERT_NFT, minted(random, account, token, serial))
    return _sent(asked, (token, serial))


def _removed(asked: ListingRequest, account: str, random: Random) -> Row | None:
    query = "SELECT token_id, serial_number FROM hedera_nft WHERE account_id = ? ORDER BY token_id, serial_number"
    pairs = asked.database.execute(query, (read_number(account),)).fetchall()
    if not pairs:
        return None
    pair = random.choice(pairs)
    row = _sent(asked, pair)
    asked.database.execute(f"DELETE {AT}", pair)
    return row


def _sent(asked: ListingRequest, pair: tuple[int, int]) -> Row:
    (row,) = rows_of(asked.database, Sql(f"SELECT * {AT}", pair), descending=True, limit=1)
    sent: Row = json.loads(sent_json(nft_of(row)))
    return sent


LISTING = SandboxListing(
    routes=ROUTES, methods=frozenset(METHODS), schema="Nft", key=("token_id", "serial_number"), rows="nfts",
    refusal=lambda status, message: HederaRefusal(status, message).body, account=_account, added=_added, removed=_removed,
)  # fmt: skip
SANDBOX_API = SandboxApi(
    name="hedera", tables=TABLES, seed=seed, load=load, router=router, listings=(LISTING,), accounts_to_try=TO_TRY, any_case=True,
    hides_methods=True,
)  # fmt: skip
