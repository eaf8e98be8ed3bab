"""Loopring's routes, and the pages of its listings."""

import json
import sqlite3
from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from nft_holdings_server_models.loopring import Collection, CollectionDetails, CollectionHolding, CombinedBalance, NftBalances

from nft_holdings.sandbox._api import JSON, Row, sent_json
from nft_holdings.sandbox._settings import Settings

from ._request import LoopringRefusal, Query, check_key, find_account, invalid, parameter_schemas, read_query

BALANCES_PATH, COLLECTIONS_PATH = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"
LISTS = {"nftDatas": "nft_data", "tokenAddrs": "token_address", "tokenIds": "token_id"}
ASKED_FOR = ("metadata", "collectionInfo")
# An NFT without nftData is a kind of its own.
HELD = """
WITH counted AS (
    SELECT collection_id, count(DISTINCT coalesce(nft_data, token_id)) AS kinds
    FROM loopring_balance WHERE account_id = :account AND NOT (is_zero AND :non_zero) GROUP BY collection_id
), held AS (
    SELECT position, collection, coalesce(count, kinds, 0) AS kinds
    FROM loopring_collection LEFT JOIN counted USING (collection_id)
    WHERE account_id = :account AND (:contract IS NULL OR contract_address = :contract)
)
SELECT position, collection, kinds FROM held WHERE kinds > 0 OR NOT :non_zero ORDER BY position
"""

ReadPage = Callable[[sqlite3.Connection, Query, Settings], NftBalances | CollectionDetails]


def router(settings: Settings, connection: sqlite3.Connection) -> APIRouter:
    """Return the routes of both listings."""
    routes = APIRouter()

    def serve(path: str, page: ReadPage) -> None:
        async def listing(request: Request) -> Response:
            check_key(request.headers.get("x-api-key", ""))
            try:
                query = read_query(path, request.scope["query_string"].decode("latin-1"))
                return Response(sent_json(page(connection, query, settings)), media_type=JSON)
            except sqlite3.Error:
                raise LoopringRefusal(100000, "Unknown error", 503) from None

        routes.add_api_route(path, listing, methods=["GET"])

    serve(BALANCES_PATH, balances_page)
    serve(COLLECTIONS_PATH, collections_page)
    return routes


def balances_page(connection: sqlite3.Connection, query: Query, settings: Settings) -> NftBalances:
    """Return the page of an account's NFTs that a query asks for.

    Raises:
        LoopringRefusal: The query is refused.
    """
    condition = "account_id = ?"
    parameters: list[int | str] = [find_account(connection, query)]
    if query.get("nonZero", parameter_schemas(BALANCES_PATH)["nonZero"]["default"]):
        condition += " AND NOT is_zero"
    for name, column in LISTS.items():
        if name in query:
            condition += f" AND {column} IN (SELECT value FROM json_each(?))"
            parameters.append(json.dumps([item.lower() for item in query[name]] if name == "tokenAddrs" else query[name]))
    (total,) = connection.execute(f"SELECT count(*) FROM loopring_balance WHERE {condition}", parameters).fetchone()
    limits = settings.loopring_limits
    offset, limit = query.get("offset", 0), min(query.get("limit", limits.default), limits.maximum)
    if offset >= total:
        return NftBalances(total_num=0, data=[])
    select = f"SELECT balance FROM loopring_balance WHERE {condition} ORDER BY position LIMIT ? OFFSET ?"
    rows = connection.execute(select, (*parameters, limit, offset))
    return NftBalances(total_num=total, data=[CombinedBalance.model_validate(shown(row, query)) for (row,) in rows])


def shown(text: str, query: Query) -> Row:
    """Return a row of an account's NFTs as a query asks for it, with or without its metadata."""
    metadata = query.get("metadata", False)
    return {key: value for key, value in json.loads(text).items() if metadata or key not in ASKED_FOR}


def collections_page(connection: sqlite3.Connection, query: Query, settings: Settings) -> CollectionDetails:
    """Return the page of an account's collections that a query asks for. nonZero is true by default, as for the balances.

    Raises:
        LoopringRefusal: The query is refused.
    """
    if "accountId" not in query:
        raise invalid("accountId", "Must be sent")
    contract = query.get("tokenAddress")
    parameters = {
        "account": find_account(connection, query),
        "contract": None if contract is None else contract.lower(),
        "non_zero": query.get("nonZero", True),
    }
    held = connection.execute(HELD, parameters).fetchall()
    limits = settings.loopring_collections_limits
    offset, limit = query.get("offset", 0), min(query.get("limit", limits.default), limits.maximum)
    page = held[offset : offset + limit]
    rows = [CollectionHolding(collection=Collection.model_validate_json(row), count=count) for _, row, count in page]
    return CollectionDetails(collections=rows, total_num=len(held) if page else 0)
