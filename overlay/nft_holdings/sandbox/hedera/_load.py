"""Rows from a document: the section `hedera` (docs/sandbox-rows.md)."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from sqlite3 import Connection
from typing import Any

from nft_holdings_server_models.hedera import AccountInfo, Token
from pydantic import BaseModel

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox._document import Value, list_once

from ._answers.account import account_fields
from ._answers.token import token_fields
from ._ids import EVM_ADDRESS, MAXIMUM_LONG, as_text, read_alias, read_number
from ._tables import insert, insert_following
from ._timestamps import read_timestamp

AN_ID = "an id such as 0.0.1001"

Read = Callable[[Value], Any]
Column = Read | tuple[str, Read]
"""The reader of a column, with its name in the database where that is not the one in the document."""


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section. Tokens, accounts and associations that only other rows name are written too.

    Raises:
        LoadError: A row cannot be used, or is there twice.
    """
    lists = section.fields((), {"accounts": [], "tokens": [], "nfts": [], "snapshots": [], "changes": None, "associations": None})
    told = {name for name in ("changes", "associations") if lists[name].value is not None}
    accounts = _records(lists["accounts"], ACCOUNT, lambda row: f"account {as_text(row['id'])}")
    tokens = _records(lists["tokens"], TOKEN, lambda row: f"token {as_text(row['id'])}")
    unknown = [row["id"] for row in tokens if row.pop("unknown")]
    past = [{"token_id": row["id"], **state} for row in tokens for state in row.pop("past")]
    nfts = _records(lists["nfts"], NFT, lambda row: f"token {as_text(row['token_id'])} serial {row['serial_number']}")
    insert(connection, "hedera_account", accounts)
    insert(connection, "hedera_token", tokens)
    insert(connection, "hedera_token_past", past)
    insert(connection, "hedera_nft", [{**row, "traced": "changes" in told} for row in nfts])
    if "changes" in told:
        insert(connection, "hedera_nft_change", _records(lists["changes"], CHANGE, _change_title))
    if "associations" in told:
        insert(connection, "hedera_association", _records(lists["associations"], ASSOCIATION, _association_title))
    _load_snapshots(connection, lists["snapshots"])
    insert_following(connection, associations="associations" not in told)
    connection.executemany("DELETE FROM hedera_token WHERE id = ?", [(token,) for token in unknown])


def _load_snapshots(connection: Connection, snapshots: Value) -> None:
    found = _records(snapshots, SNAPSHOT, lambda row: f"snapshot {row['consensus_timestamp']}")
    for snapshot in found:
        moment = snapshot["consensus_timestamp"]
        insert(connection, "hedera_snapshot", [{"consensus_timestamp": moment, "counted": False}])
        insert(connection, "hedera_snapshot_balance", [{"consensus_timestamp": moment, **row} for row in snapshot["balances"]])


def _change_title(row: Row) -> str:
    return f"token {as_text(row['token_id'])} serial {row['serial_number']} at {row['consensus_timestamp']}"


def _association_title(row: Row) -> str:
    return f"account {as_text(row['account_id'])} token {as_text(row['token_id'])}"


def _records(rows: Value, columns: Mapping[str, tuple[str, Read]], title: Callable[[Row], str]) -> list[Row]:
    """Return the rows of a list, each with the values of its columns. Titles tell rows apart."""
    required = [name for name in columns if name in REQUIRED]
    optional = {name: DEFAULTS.get(name) for name in columns if name not in REQUIRED}
    places: dict[str, str] = {}
    records = []
    for row in rows.items():
        fields = row.fields(required, optional)
        record = {column: read(fields[name]) for name, (column, read) in columns.items()}
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
    nanoseconds = read_timestamp(text)
    return None if nanoseconds > MAXIMUM_LONG else nanoseconds


def _metadata(value: Value) -> bytes:
    return value.text("base64", lambda text: base64.b64decode(text, validate=True))


def _public_key(value: Value) -> str:
    return value.text("a public key of 64 or 66 hexadecimal digits, in lower case", lambda text: text if _is_key(text) else None)


def _is_key(text: str) -> bool:
    return bool(re.fullmatch("(?:[0-9a-f]{64}|[0-9a-f]{66})", text))


def _amount(value: Value) -> int:
    return value.integer(0, MAXIMUM_LONG)


def _text(value: Value) -> str:
    return value.text("a text", str)


def _info(model: type[BaseModel], defaults: Callable[[], Row]) -> Read:
    """Return a reader of the fields that differ from the made-up ones of a row, as the API sends them."""

    def read(value: Value) -> str:
        if not isinstance(value.value, Mapping):
            raise value.refused("an object")
        if not value.value:
            return "{}"
        Value(value.place, {**defaults(), **value.value}).row("hedera", model)
        return json.dumps(value.value)

    return read


def _past(value: Value) -> list[Row]:
    return _records(value, PAST, lambda row: f"the state of {row['modified_timestamp']}")


def _balances(value: Value) -> list[Row]:
    return _records(value, SNAPSHOT_BALANCE, _association_title)


def _columns(**columns: Column) -> Mapping[str, tuple[str, Read]]:
    """Return the columns of a list, by their names in the document."""
    return {name: each if isinstance(each, tuple) else (name, each) for name, each in columns.items()}


REQUIRED = {"number", "account_id", "token_id", "serial_number", "consensus_timestamp"}
DEFAULTS: Mapping[str, object] = {
    "deleted": False, "unknown": False, "type": "NON_FUNGIBLE_UNIQUE", "decimals": 0, "nonce": 0, "is_approval": False,
    "automatic_association": False, "info": {}, "past": [], "balances": [],
}  # fmt: skip
STATE: Mapping[str, Column] = {
    "modified_timestamp": _or_null(_timestamp),
    "treasury_account_id": ("treasury", _or_null(_id)),
    "info": _info(Token, token_fields),
}
AT: Mapping[str, Column] = {"token_id": _id, "serial_number": lambda value: value.integer(1, MAXIMUM_LONG)}
ACCOUNT = _columns(
    number=("id", _id), alias=_or_null(_alias), evm_address=_or_null(_address), deleted=_or_null(Value.boolean),
    created_timestamp=_or_null(_timestamp), modified_timestamp=_or_null(_timestamp), balance=_or_null(_amount),
    balance_timestamp=_or_null(_timestamp), public_key=_or_null(_public_key), info=_info(AccountInfo, account_fields),
)  # fmt: skip
TOKEN = _columns(
    token_id=("id", _id), deleted=_or_null(Value.boolean), unknown=Value.boolean, created_timestamp=_or_null(_timestamp),
    type=("fungible", lambda value: value.choice(("FUNGIBLE_COMMON", "NON_FUNGIBLE_UNIQUE")).startswith("F")),
    decimals=lambda value: value.integer(0, 2**31 - 1), past=_past, **STATE,
)  # fmt: skip
PAST = _columns(**{**STATE, "modified_timestamp": _timestamp})
NFT = _columns(
    **AT, account_id=_or_null(_id), spender=_or_null(_id_or_zero), delegating_spender=_or_null(_id_or_zero),
    created_timestamp=_or_null(_timestamp), modified_timestamp=_or_null(_timestamp), metadata=_or_null(_metadata),
    deleted=_or_null(Value.boolean),
)  # fmt: skip
CHANGE = _columns(
    **AT, consensus_timestamp=_timestamp, type=_or_null(_text), nonce=lambda value: value.integer(0, 2**31 - 1),
    payer_account_id=("payer", _or_null(_id)), valid_start_timestamp=("valid_start", _or_null(_timestamp)),
    is_approval=_or_null(Value.boolean), sender_account_id=("sender", _or_null(_id)), receiver_account_id=("receiver", _or_null(_id)),
    account_id=("holder", _or_null(_id)),
)  # fmt: skip
ASSOCIATION = _columns(
    account_id=_id, token_id=_id, balance=_or_null(_amount), balance_timestamp=_or_null(_timestamp),
    automatic_association=("automatic", _or_null(Value.boolean)), created_timestamp=_or_null(_timestamp),
    freeze_status=_or_null(_text), kyc_status=_or_null(_text),
)  # fmt: skip
SNAPSHOT = _columns(consensus_timestamp=_timestamp, balances=_balances)
SNAPSHOT_BALANCE = _columns(account_id=_id, token_id=_id_or_zero, balance=_amount)
