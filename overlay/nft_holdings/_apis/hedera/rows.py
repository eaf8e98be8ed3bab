"""Read keys and accounts from Hedera's rows."""

from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter

from nft_holdings_api.hedera.models import Nft

from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL
from nft_holdings._errors import FilterError
from nft_holdings._reading.drift import Unreadable, in_json

from .entity_id import LONG_ZERO, EntityId, as_written, entity_id, may_be_same
from .sort_key import Key, first_key, keys

TOKEN, SERIAL = attrgetter("token_id"), attrgetter("serial_number")


def key_of(row: Nft) -> Key:
    """Return the key of a row, made of its token and serial number.

    Raises:
        Unreadable: One of these is no id, or no serial number.
    """
    if not isinstance(row.serial_number, int):
        raise Unreadable(["serial_number"], "integer", in_json(row.serial_number))
    if not 0 <= row.serial_number <= MAXIMUM_SERIAL:
        raise Unreadable(["serial_number"], f"an integer from 0 to {MAXIMUM_SERIAL}", in_json(row.serial_number))
    try:
        return first_key(row.token_id) + row.serial_number
    except FilterError:
        raise Unreadable(["token_id"], "an id", in_json(row.token_id)) from None


def keys_of(rows: Sequence[Nft]) -> Sequence[Key]:
    """Return the keys of many rows, whose fields have the types of the spec.

    Raises:
        Unreadable: A row has no key.
    """
    serials = [*map(SERIAL, rows)]
    if serials and not (min(serials) >= 0 and max(serials) <= MAXIMUM_SERIAL):
        return [*map(key_of, rows)]
    try:
        return keys(map(TOKEN, rows), serials)
    except FilterError:
        return [*map(key_of, rows)]


def spender_of(row: Nft) -> EntityId | None:
    """Return the account that may spend a row's NFT; None without one that can be read."""
    try:
        return entity_id(row.spender, "spender") if row.spender else None
    except FilterError:
        return None


def key_in(text: object) -> Key | None:
    """Return the key for the text `token/serial` in a cursor; None if it is no such text."""
    token, _, serial = str(text).partition("/")
    try:
        if not (serial.isascii() and serial.isdigit()) or len(serial) > len(str(MAXIMUM_SERIAL)):
            return None
        return first_key(token) + int(serial)
    except FilterError:
        return None


@lru_cache(maxsize=4096)
def number_in(account: str) -> str | None:
    """Return the id that rows have for an account; None for an alias, an EVM address, and a number without shard and realm."""
    written = written_id(account)
    return written if written is not None and written.count(".") == 2 else None


@lru_cache(maxsize=4096)
def written_id(account: str) -> str | None:
    """Return the id of an account, with shard and realm only if the caller gave them; None for an alias or an EVM address."""
    try:
        return as_written(account) if LONG_ZERO.fullmatch(account) or "." in account or account.isdigit() else None
    except FilterError:
        return None


def may_be_of(account: str, row: str) -> bool:
    """Return False if a row's account is certainly another one."""
    written = written_id(account)
    return written is None or may_be_same(written, row)
