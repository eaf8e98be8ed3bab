"""A page of the collections that an account's NFTs belong to."""

from sqlite3 import Connection

from nft_holdings_server_models.loopring import Collection, CollectionDetails, CollectionHolding

from nft_holdings.sandbox._spec import Limits

from ._account import find_account
from ._query import read_query
from ._refusal import invalid

PATH = "/api/v3/user/collection/details"
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


def collections_page(connection: Connection, text: str, limits: Limits) -> CollectionDetails:
    """Return the page that a query string asks for. nonZero is true by default, as for the balances.

    Raises:
        LoopringRefusal: The query is refused.
    """
    query = read_query(PATH, text)
    if "accountId" not in query:
        raise invalid("accountId", "Must be sent")
    contract = query.get("tokenAddress")
    parameters = {
        "account": find_account(connection, query),
        "contract": None if contract is None else contract.lower(),
        "non_zero": query.get("nonZero", True),
    }
    held = connection.execute(HELD, parameters).fetchall()
    offset, limit = query.get("offset", 0), min(query.get("limit", limits.default), limits.maximum)
    page = held[offset : offset + limit]
    rows = [CollectionHolding(collection=Collection.model_validate_json(row), count=count) for _, row, count in page]
    return CollectionDetails(collections=rows, total_num=len(held) if page else 0)
