"""Rows from a document: the section `loopring` (docs/sandbox-rows.md)."""

import json
import re
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from nft_holdings_server_models.loopring import Collection, CombinedBalance

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox._document import LoadError, Value, list_once

from ._rows import write_account

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
ACCOUNT_DEFAULTS: Mapping[str, object] = {"address": None, "balances": [], "collections": []}
MAXIMUM_SLOT, MAXIMUM = 2**31 - 1, 2**63 - 1


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section, in their order.

    Raises:
        LoadError: A row cannot be used, or is there twice.
    """
    places: dict[str, str] = {}
    for account in section.fields((), {"accounts": []})["accounts"].items():
        fields = account.fields({"account_id"}, ACCOUNT_DEFAULTS)
        account_id, address = fields["account_id"].integer(0, MAXIMUM), fields["address"].nullable(_address)
        list_once(places, f"account {account_id}", account)
        if address:
            list_once(places, f"address {address.lower()}", account)
        write_account(connection, account_id, address, _balances(fields["balances"], account_id), _collections(fields["collections"]))


def _address(value: Value) -> str:
    return value.text("an address of 40 hexadecimal digits behind 0x", ADDRESS.fullmatch)[0]


def _balances(rows: Value, account_id: int) -> list[Row]:
    places: dict[str, str] = {}
    found = []
    for value in rows.items():
        row = json.loads(value.row("loopring", CombinedBalance))
        if _integer(value, row, "accountId", MAXIMUM) != account_id:
            raise LoadError(f"{value.place}.accountId: expected {account_id}, as the account has it")
        list_once(places, f"tokenId {_integer(value, row, 'tokenId', MAXIMUM_SLOT)}", value)
        if "collectionInfo" in row:
            _integer(Value(f"{value.place}.collectionInfo", None), row["collectionInfo"], "id", MAXIMUM)
        found.append(row)
    return found


def _collections(rows: Value) -> list[Row]:
    places: dict[str, str] = {}
    found = []
    for value in rows.items():
        row = json.loads(value.row("loopring", Collection))
        list_once(places, f"collection {_integer(value, row, 'id', MAXIMUM)}", value)
        if row.get("count") is not None:
            _integer(value, row, "count", MAXIMUM)
        found.append(row)
    return found


def _integer(value: Value, row: Mapping[str, Any], name: str, maximum: int) -> int:
    return Value(f"{value.place}.{name}", row[name]).integer(0, maximum)
