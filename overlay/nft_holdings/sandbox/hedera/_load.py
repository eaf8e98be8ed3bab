"""Rows from a document: the section `hedera` (docs/sandbox.md)."""

import base64
import re
from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any

from nft_holdings.sandbox._document import Value, list_once

from ._ids import EVM_ADDRESS, MAXIMUM_LONG, as_text, read_alias, read_number
from ._rows import NANOSECONDS
from ._tables import INSERT_ACCOUNT, INSERT_MISSING_ACCOUNTS, INSERT_MISSING_TOKENS, INSERT_NFT, INSERT_TOKEN

AN_ID = "an id such as 0.0.1001"
TIMESTAMP = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,9}))?")

Read = Callable[[Value], Any]


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section. Accounts and tokens that only NFTs name are written too.

    Raises:
        LoadError: A row cannot be used, or is there twice.
    """
    lists = section.fields((), {"accounts": [], "tokens": [], "nfts": []})
    accounts = _records(lists["accounts"], ACCOUNT, lambda row: f"account {as_text(row['number'])}")
    tokens = _records(lists["tokens"], TOKEN, lambda row: f"token {as_text(row['token_id'])}")
    nfts = _records(lists["nfts"], NFT, lambda row: f"token {as_text(row['token_id'])} serial {row['serial_number']}")
    connection.executemany(INSERT_ACCOUNT, accounts)
    connection.executemany(INSERT_TOKEN, tokens)
    connection.executemany(INSERT_NFT, nfts)
    connection.execute(INSERT_MISSING_ACCOUNTS)
    connection.execute(INSERT_MISSING_TOKENS)


def _records(rows: Value, columns: Mapping[str, Read], title: Callable[[Mapping[str, Any]], str]) -> list[dict[str, Any]]:
    """Return the rows of a list, each with the values of its columns. Titles tell rows apart."""
    required = [name for name in columns if name in REQUIRED]
    optional = {name: DEFAULTS.get(name) for name in columns if name not in REQUIRED}
    places: dict[str, str] = {}
    records = []
    for row in rows.items():
        fields = row.fields(required, optional)
        record = {name: read(fields[name]) for name, read in columns.items()}
        list_once(places, title(record), row)
        records.append(record)
    return records


def _or_null(read: Read) -> Read:
    return lambda value: value.nullable(read)


def _id_or_zero(value: Value) -> int:
    if isinstance(value.value, bool) or not isinstance(value.value, int | str):
        raise value.refused(AN_ID)
    try:
        return read_number(str(value.value))
    except ValueError:
        raise value.refused(AN_ID) from None


def _id(value: Value) -> int:
    number = _id_or_zero(value)
    if not number:
        raise value.refused("an id other than 0.0.0")
    return number


def _alias(value: Value) -> bytes:
    return value.text("an alias in base32, in capitals and without padding", read_alias)


def _address(value: Value) -> bytes:
    return bytes.fromhex(value.text("an EVM address of 40 hexadecimal digits", EVM_ADDRESS.fullmatch)[1])


def _timestamp(value: Value) -> int:
    return value.text('seconds since 1970 as a string, such as "1610682445.003266001"', _nanoseconds)


def _nanoseconds(text: str) -> int | None:
    found = TIMESTAMP.fullmatch(text)
    nanoseconds = int(found[1]) * NANOSECONDS + int((found[2] or "").ljust(9, "0")) if found else None
    return None if nanoseconds is None or nanoseconds > MAXIMUM_LONG else nanoseconds


def _metadata(value: Value) -> bytes:
    return value.text("base64", lambda text: base64.b64decode(text, validate=True))


REQUIRED = {"number", "account_id", "token_id", "serial_number"}
DEFAULTS = {"deleted": False}
ACCOUNT: Mapping[str, Read] = {
    "number": _id,
    "alias": _or_null(_alias),
    "evm_address": _or_null(_address),
    "deleted": _or_null(Value.boolean),
}
TOKEN: Mapping[str, Read] = {"token_id": _id, "deleted": Value.boolean}
NFT: Mapping[str, Read] = {
    "account_id": _id,
    "token_id": _id,
    "serial_number": lambda value: value.integer(1, MAXIMUM_LONG),
    "spender": _or_null(_id_or_zero),
    "delegating_spender": _or_null(_id_or_zero),
    "created_timestamp": _or_null(_timestamp),
    "modified_timestamp": _or_null(_timestamp),
    "metadata": _or_null(_metadata),
    "deleted": _or_null(Value.boolean),
}
