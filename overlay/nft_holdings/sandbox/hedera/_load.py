"""Rows from a document: the section `hedera` (docs/sandbox.md)."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from sqlite3 import Connection

from nft_holdings.sandbox._document import LoadError, Value

from ._alias import read_alias
from ._ids import EVM_ADDRESS, MAXIMUM_LONG, NotAnIdError, OutOfRangeError, as_text, read_number
from ._page import NANOSECONDS
from ._tables import INSERT_ACCOUNT, INSERT_MISSING_ACCOUNTS, INSERT_MISSING_TOKENS, INSERT_NFT, INSERT_TOKEN

TIMESTAMP = re.compile(r"([0-9]{1,10})(?:\.([0-9]{1,9}))?")

ACCOUNT_DEFAULTS = {"alias": None, "evm_address": None, "deleted": False}
TOKEN_DEFAULTS = {"deleted": False}
NFT_KEYS = frozenset({"account_id", "token_id", "serial_number"})
NFT_DEFAULTS = {
    "spender": None, "delegating_spender": None, "created_timestamp": None, "modified_timestamp": None, "metadata": None, "deleted": False,
}  # fmt: skip

Record = Mapping[str, object]


def load(connection: Connection, section: Value) -> None:
    """Write the rows of the section. Accounts and tokens that only NFTs name are written too.

    Raises:
        LoadError: A row cannot be used, or is there twice.
    """
    lists = section.fields(frozenset(), {"accounts": [], "tokens": [], "nfts": []})
    accounts = _unique(lists["accounts"], _account, lambda row: f"account {as_text(_number(row['id']))}")
    tokens = _unique(lists["tokens"], _token, lambda row: f"token {as_text(_number(row['id']))}")
    nfts = _unique(lists["nfts"], _nft, lambda row: f"token {as_text(_number(row['token_id']))} serial {row['serial_number']}")
    connection.executemany(INSERT_ACCOUNT, accounts)
    connection.executemany(INSERT_TOKEN, tokens)
    connection.executemany(INSERT_NFT, nfts)
    connection.execute(INSERT_MISSING_ACCOUNTS)
    connection.execute(INSERT_MISSING_TOKENS)


def _unique(rows: Value, read: Callable[[Value], Record], title: Callable[[Record], str]) -> Iterable[Record]:
    places: dict[str, str] = {}
    records = []
    for row in rows.items():
        record = read(row)
        name = title(record)
        if name in places:
            raise LoadError(f"{row.place}: {name} is listed already, at {places[name]}")
        places[name] = row.place
        records.append(record)
    return records


def _account(row: Value) -> Record:
    fields = row.fields(frozenset({"number"}), ACCOUNT_DEFAULTS)
    return {
        "id": _id(fields["number"]),
        "alias": fields["alias"].nullable(_alias),
        "evm_address": fields["evm_address"].nullable(_address),
        "deleted": fields["deleted"].nullable(Value.boolean),
    }


def _token(row: Value) -> Record:
    fields = row.fields(frozenset({"token_id"}), TOKEN_DEFAULTS)
    return {"id": _id(fields["token_id"]), "deleted": fields["deleted"].boolean()}


def _nft(row: Value) -> Record:
    fields = row.fields(NFT_KEYS, NFT_DEFAULTS)
    return {
        "account_id": _id(fields["account_id"]),
        "token_id": _id(fields["token_id"]),
        "serial_number": fields["serial_number"].integer(1, MAXIMUM_LONG),
        "spender": fields["spender"].nullable(_id_or_zero),
        "delegating_spender": fields["delegating_spender"].nullable(_id_or_zero),
        "created_timestamp": fields["created_timestamp"].nullable(_timestamp),
        "modified_timestamp": fields["modified_timestamp"].nullable(_timestamp),
        "metadata": fields["metadata"].nullable(_metadata),
        "deleted": fields["deleted"].nullable(Value.boolean),
    }


def _id_or_zero(value: Value) -> int:
    expected = "an id such as 0.0.1001"
    if isinstance(value.value, bool) or not isinstance(value.value, int | str):
        raise value.refused(expected)
    try:
        return read_number(str(value.value))
    except (NotAnIdError, OutOfRangeError):
        raise value.refused(expected) from None


def _id(value: Value) -> int:
    number = _id_or_zero(value)
    if not number:
        raise value.refused("an id other than 0.0.0")
    return number


def _alias(value: Value) -> bytes:
    expected = "an alias in base32, in capitals and without padding"
    text = value.text(expected)
    try:
        return read_alias(text)
    except ValueError:
        raise value.refused(expected) from None


def _address(value: Value) -> bytes:
    expected = "an EVM address of 40 hexadecimal digits"
    found = EVM_ADDRESS.fullmatch(value.text(expected))
    if not found:
        raise value.refused(expected)
    return bytes.fromhex(found[1])


def _timestamp(value: Value) -> int:
    expected = 'seconds since 1970 as a string, such as "1610682445.003266001"'
    found = TIMESTAMP.fullmatch(value.text(expected))
    if not found or (nanoseconds := int(found[1]) * NANOSECONDS + int((found[2] or "").ljust(9, "0"))) > MAXIMUM_LONG:
        raise value.refused(expected)
    return nanoseconds


def _metadata(value: Value) -> bytes:
    text = value.text("base64")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise value.refused("base64") from None


def _number(value: object) -> int:
    return int(str(value))
