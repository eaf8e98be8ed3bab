"""A page of an account's NFTs."""

import json
from sqlite3 import Connection
from typing import Any

from nft_holdings_server_models.loopring import CombinedBalance, NftBalances

from nft_holdings.sandbox._spec import Limits

from ._account import find_account
from ._query import Query, parameter_schemas, read_query

PATH = "/api/v3/user/nft/balances"
LISTS = {"nftDatas": "nft_data", "tokenAddrs": "token_address", "tokenIds": "token_id"}
ASKED_FOR = ("metadata", "collectionInfo")


def balances_page(connection: Connection, text: str, limits: Limits) -> NftBalances:
    """Return the page that a query string asks for.

    Raises:
        LoopringRefusal: The query is refused.
    """
    query = read_query(PATH, text)
    account = find_account(connection, query)
    condition = "account_id = ?"
    parameters: list[int | str] = [account]
    if query.get("nonZero", parameter_schemas(PATH)["nonZero"]["default"]):
        condition += " AND NOT is_zero"
    for name, column in LISTS.items():
        if name in query:
            condition += f" AND {column} IN (SELECT value FROM json_each(?))"
            parameters.append(json.dumps([item.lower() for item in query[name]] if name == "tokenAddrs" else query[name]))
    (total,) = connection.execute(f"SELECT count(*) FROM loopring_balance WHERE {condition}", parameters).fetchone()
    offset, limit = query.get("offset", 0), min(query.get("limit", limits.default), limits.maximum)
    if offset >= total:
        return NftBalances(total_num=0, data=[])
    select = f"SELECT balance FROM loopring_balance WHERE {condition} ORDER BY position LIMIT ? OFFSET ?"
    rows = connection.execute(select, (*parameters, limit, offset))
    return NftBalances(total_num=total, data=[CombinedBalance.model_validate(shown(row, query)) for (row,) in rows])


def shown(text: str, query: Query) -> dict[str, Any]:
    """Return a row as a query asks for it, with or without its metadata."""
    metadata = query.get("metadata", False)
    return {key: value for key, value in json.loads(text).items() if metadata or key not in ASKED_FOR}
