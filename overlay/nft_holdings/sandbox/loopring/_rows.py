"""A writer for an account's rows, with the columns that requests select by."""

import json
from collections.abc import Mapping, Sequence
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row

from ._tables import INSERT_ACCOUNT, INSERT_BALANCE, INSERT_COLLECTION


def write_account(
    connection: Connection, account_id: int, address: str | None, balances: Sequence[Row], collections: Sequence[Row]
) -> None:
    """Write an account with the rows of its NFTs and collections, in their order. A collection's `count` is that of kinds held."""
    connection.execute(INSERT_ACCOUNT, (account_id, address and address.lower()))
    by_contract: dict[str | None, list[int]] = {}
    for collection in collections:
        by_contract.setdefault(_lower(collection.get("contractAddress")), []).append(collection["id"])
    connection.executemany(INSERT_BALANCE, [balance_values(account_id, *row, by_contract) for row in enumerate(balances)])
    connection.executemany(INSERT_COLLECTION, [collection_values(account_id, *row) for row in enumerate(collections)])


def balance_values(account_id: int, position: int, row: Row, by_contract: Mapping[str | None, list[int]]) -> tuple[object, ...]:
    """Return the columns of a row of an account's NFTs, given the collections of each contract."""
    contract = _lower(row.get("tokenAddress"))
    is_zero = row["total"] != "" and not row["total"].strip("0")
    collection_id = _collection_id(row, by_contract.get(contract, []) if contract else [])
    return (account_id, position, row["tokenId"], row.get("nftData"), contract, collection_id, is_zero, json.dumps(row))


def _collection_id(row: Row, of_contract: list[int]) -> int | None:
    """Return the collection that a row names; else the only one of its contract, which several can share."""
    if "collectionInfo" in row:
        found: int = row["collectionInfo"]["id"]
        return found
    return of_contract[0] if len(of_contract) == 1 else None


def collection_values(account_id: int, position: int, collection: Row) -> tuple[object, ...]:
    """Return the columns of a row of an account's collections. Without `count`, the kinds of NFTs held are counted."""
    row = {**collection}
    count = row.pop("count", None)
    return (account_id, position, row["id"], _lower(row.get("contractAddress")), count, json.dumps(row))


def _lower(address: str | None) -> str | None:
    return address and address.lower()
