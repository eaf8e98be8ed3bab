"""The listing for the faults: the place of its rows, and the ways to change them."""

import json
from random import Random
from sqlite3 import Connection
from typing import Any

from nft_holdings_server_models.swapchat import ErrorBody

from nft_holdings.sandbox._listing import End, ListingRequest, Row, SandboxListing
from nft_holdings.sandbox._settings import Settings

from ._page import page_of
from ._refusal import SwapChatRefusal
from ._request import JSON, read_body
from ._router import METHODS, PATH
from ._seed import made_up_asset
from ._tables import COUNT_ASSETS, INSERT_ASSET

# No seed numbers its rows so high.
NEW_NUMBERS = range(10**9, 10**15)
ENDS = "SELECT min(position), max(position) FROM swapchat_asset WHERE wallet_address = ?"
NTH = "SELECT position, asset FROM swapchat_asset WHERE wallet_address = ? ORDER BY position LIMIT 1 OFFSET ?"
AT = "wallet_address = ? AND position = ?"


def _wallet(connection: Connection, asked: ListingRequest) -> str | None:
    try:
        return read_body(JSON, asked.body).wallet_address
    except SwapChatRefusal:
        return None


def _refusal(status: int, message: str) -> bytes:
    return ErrorBody(message=message).model_dump_json(exclude_unset=True).encode()


def _window(settings: Settings, connection: Connection, asked: ListingRequest, by: int) -> list[Row] | None:
    request = read_body(JSON, asked.body)
    if request.page == 1:
        return None
    page = page_of(connection, request, settings.swapchat_largest_page, later=by)
    rows: list[Row] = json.loads(page.model_dump_json(by_alias=True, exclude_unset=True))["assets"]
    return rows


def _added(connection: Connection, wallet: str, asked: ListingRequest, random: Random, end: End) -> Row:
    row = made_up_asset(random, wallet, random.choice(NEW_NUMBERS))
    first, last = connection.execute(ENDS, (wallet,)).fetchone()
    place = 0 if first is None else first - 1 if end == "front" else last + 1
    connection.execute(INSERT_ASSET, (wallet, place, json.dumps(row)))
    return row


def _removed(connection: Connection, wallet: str, asked: ListingRequest, random: Random) -> Row | None:
    found = _any(connection, wallet, random)
    if found is None:
        return None
    place, row = found
    connection.execute(f"DELETE FROM swapchat_asset WHERE {AT}", (wallet, place))
    return row


def _moved(connection: Connection, wallet: str, asked: ListingRequest, random: Random) -> Row | None:
    found = _any(connection, wallet, random)
    first, _ = connection.execute(ENDS, (wallet,)).fetchone()
    if found is None or found[0] == first:
        return None
    place, row = found
    connection.execute(f"UPDATE swapchat_asset SET position = ? WHERE {AT}", (first - 1, wallet, place))
    return row


def _any(connection: Connection, wallet: str, random: Random) -> tuple[int, Row] | None:
    (count,) = connection.execute(COUNT_ASSETS, (wallet,)).fetchone()
    if not count:
        return None
    place, text = connection.execute(NTH, (wallet, random.randrange(count))).fetchone()
    row: dict[str, Any] = json.loads(text)
    return place, row


LISTING = SandboxListing(
    routes=(PATH,),
    methods=frozenset(METHODS),
    schema="NftAsset",
    key=("nft.blockchain", "nft.contract_address", "nft.token_id"),
    rows="assets",
    total="total",
    envelope="data",
    refusal=_refusal,
    account=_wallet,
    added=_added,
    removed=_removed,
    moved=_moved,
    window=_window,
)
