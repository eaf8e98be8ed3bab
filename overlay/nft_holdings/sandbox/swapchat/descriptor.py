"""The sandbox's descriptor of SwapChat."""

import json
from random import Random

from nft_holdings_server_models.swapchat import ErrorBody

from nft_holdings.sandbox._api import End, ListingRequest, Refusal, Row, SandboxApi, SandboxListing, sent_json
from nft_holdings.sandbox._placed_rows import PlacedRows

from ._load import load
from ._request import read_body
from ._router import METHODS, PATH, page_of, router
from ._seed import made_up_asset, seed
from ._tables import INSERT_ASSET, TABLES
from ._wallets import SANDBOX_TOKEN, TO_TRY

# No seed numbers its rows so high.
NEW_NUMBERS = range(10**9, 10**15)


def _sent(asked: ListingRequest, wallet: str, place: int) -> Row:
    query = "SELECT asset FROM swapchat_asset WHERE wallet_address = ? AND position = ?"
    row: Row = json.loads(asked.database.execute(query, (wallet, place)).fetchone()[0])
    return row


ASSETS = PlacedRows("swapchat_asset", "wallet_address", _sent)


def _wallet(asked: ListingRequest) -> str | None:
    try:
        return read_body(asked.body).wallet_address
    except Refusal:
        return None


def _window(asked: ListingRequest, by: int) -> list[Row] | None:
    request = read_body(asked.body)
    if request.page == 1:
        return None
    rows: list[Row] = json.loads(sent_json(page_of(asked.database, request, asked.settings, later=by)))["assets"]
    return rows


def _added(asked: ListingRequest, wallet: str, random: Random, end: End) -> Row:
    row = made_up_asset(random, wallet, random.choice(NEW_NUMBERS))
    asked.database.execute(INSERT_ASSET, (wallet, ASSETS.free_place(asked.database, wallet, end), json.dumps(row)))
    return row


LISTING = SandboxListing(
    routes=(PATH,), methods=frozenset(METHODS), schema="NftAsset", key=("nft.blockchain", "nft.contract_address", "nft.token_id"),
    rows="assets", total="total", envelope="data", refusal=lambda status, message: sent_json(ErrorBody(message=message)),
    account=_wallet, added=_added, removed=ASSETS.removed, moved=ASSETS.moved, window=_window,
)  # fmt: skip
SANDBOX_API = SandboxApi(
    name="swapchat", tables=TABLES, seed=seed, load=load, router=router, listings=(LISTING,), accounts_to_try=TO_TRY,
    credentials={"token": SANDBOX_TOKEN},
)  # fmt: skip
