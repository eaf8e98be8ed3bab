"""Rows from a document: the section `loopring` (docs/sandbox.md)."""

import json
import re
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from nft_holdings_server_models.loopring import Collection, CombinedBalance

from nft_holdings.sandbox._document import LoadError, Value

from ._rows import HeldCollection, write_account

ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
ACCOUNT_DEFAULTS: Mapping[str, object] = {"address": None, "balances": [], "collections": []}
MAXIMUM_SLOT, MAXIMUM = 2**31 - 1, 2**63 - 1


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section, in their order.

    Raises:
        LoadError: A row cannot be used, or is there twice.
    """
    places: dict[object, str] = {}
    for account in section.fields(frozenset(), {"accounts": []})["accounts"].items():
        fields = account.fields(frozenset({"account_id"}), ACCOUNT_DEFAULTS)
        account_id, address = fields["account_id"].integer(0, MAXIMUM), fields["address"].nullable(_address)
        _once(places, account, "account", account_id)
        if address:
            _once(places, account, "address", address.lower())
        write_account(connection, account_id, address, _balances(fields["balances"], account_id), _collections(fields["collections"]))


def _once(places: dict[object, str], value: Value, what: str, key: object) -> None:
    if key in places:
        raise LoadError(f"{value.place}: {what} {key} is listed already, at {places[key]}")
    places[key] = value.place


def _address(value: Value) -> str:
    expected = "an address of 40 hexadecimal digits behind 0x"
    text = value.text(expected)
    if not ADDRESS.fullmatch(text):
        raise value.refused(expected)
    return text


def _balances(rows: Value, account_id: int) -> list[dict[str, Any]]:
    places: dict[object, str] = {}
    found = []
    for value in rows.items():
        row = json.loads(value.row("loopring", CombinedBalance))
        if _integer(value, row, "accountId", MAXIMUM) != account_id:
            raise LoadError(f"{value.place}.accountId: expected {account_id}, as the account has it")
        _once(places, value, "tokenId", _integer(value, row, "tokenId", MAXIMUM_SLOT))
        if "collectionInfo" in row:
            _integer(Value(f"{value.place}.collectionInfo", None), row["collectionInfo"], "id", MAXIMUM)
        found.append(row)
    return found


def _collections(rows: Value) -> list[HeldCollection]:
    places: dict[object, str] = {}
    found = []
    for value in rows.items():
        row = json.loads(value.row("loopring", Collection))
        count = row.pop("count", None)
        _once(places, value, "collection", _integer(value, row, "id", MAXIMUM))
        found.append(HeldCollection(row, None if count is None else Value(f"{value.place}.count", count).integer(0, MAXIMUM)))
    return found


def _integer(value: Value, row: Mapping[str, Any], name: str, maximum: int) -> int:
    return Value(f"{value.place}.{name}", row[name]).integer(0, maximum)
