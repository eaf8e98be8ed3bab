"""The account that a path names."""

import re
from sqlite3 import Connection
from urllib.parse import unquote

from ._ids import NotAnIdError, OutOfRangeError, read_alias, read_id
from ._refusal import INVALID, HederaRefusal

PREFIX = re.compile(r"(?:0{1,5}\.){0,2}")
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
INVALID_ACCOUNT = INVALID.format("idOrAliasOrEvmAddress")
# A deleted account has no address any more, and one that may be deleted has none either; its alias it keeps.
BY_EVM_ADDRESS = "SELECT id FROM hedera_account WHERE evm_address = ? AND NOT deleted"
BY_ALIAS = "SELECT id FROM hedera_account WHERE alias = ? AND NOT coalesce(deleted, 0)"


def find_account(connection: Connection, segment: str) -> int:
    """Return the encoded id of the account in a path segment, which is as it was sent.

    Ids are not looked up, aliases and EVM addresses are.

    Raises:
        HederaRefusal: The segment is no account (400), or nobody has the alias or address (404), or two have it, or its
            percent-encoding is broken (500).
    """
    text = decoded(segment)
    try:
        number = read_id(text)
    except OutOfRangeError:
        raise HederaRefusal(400, INVALID_ACCOUNT) from None
    except NotAnIdError:
        return _only(connection, BY_ALIAS, _alias(text), "No account with a matching alias found")
    if isinstance(number, bytes):
        return _only(connection, BY_EVM_ADDRESS, number, "Not found")
    return number


def decoded(segment: str) -> str:
    """Return a path segment without its percent-encoding.

    Raises:
        HederaRefusal: The encoding is broken (500).
    """
    try:
        if not BROKEN_ESCAPE.search(segment):
            return unquote(segment, errors="strict")
    except UnicodeDecodeError:
        pass
    raise HederaRefusal(500, "Internal error")


def _alias(text: str) -> bytes:
    try:
        return read_alias(PREFIX.sub("", text, count=1))
    except ValueError:
        raise HederaRefusal(400, INVALID_ACCOUNT) from None


def _only(connection: Connection, query: str, value: bytes, missing: str) -> int:
    found: list[tuple[int]] = connection.execute(query, (value,)).fetchall()
    if not found:
        raise HederaRefusal(404, missing)
    if len(found) > 1:
        raise HederaRefusal(500, "Internal error")
    return found[0][0]
