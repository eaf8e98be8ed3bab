"""Keys of Hedera's NFTs: one number for each NFT, in the order in which the server lists them."""

from functools import lru_cache

from nft_holdings_api.hedera.models import Nft, TokenNft

from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL
from nft_holdings._errors import InvalidArgument
from nft_holdings._reading.drift import Unreadable, in_json

from .entity_id import MAXIMUM_NUMBER, MAXIMUM_REALM, EntityId, entity_id

Key = int
SERIALS = MAXIMUM_SERIAL + 1
"""The number of keys of a token, beginning with serial number 0, which no NFT has."""


@lru_cache(maxsize=4096)
def first_key(token_id: str) -> Key:
    """Return the lowest key of a token.

    Raises:
        InvalidArgument: The text is no id.
    """
    return key(entity_id(token_id, "token_id"), 0)


def key(token: EntityId, serial: int) -> Key:
    """Return the key of a token's serial number."""
    return ((token.shard * (MAXIMUM_REALM + 1) + token.realm) * (MAXIMUM_NUMBER + 1) + token.number) * SERIALS + serial


def key_of(row: Nft) -> Key:
    """Return the key of a row, made of its token and serial number.

    Raises:
        Unreadable: One of these is no id, or no serial number.
    """
    serial = serial_of(row)
    try:
        return first_key(row.token_id) + serial
    except InvalidArgument:
        raise Unreadable(["token_id"], "an id", in_json(row.token_id)) from None


def serial_of(row: Nft | TokenNft) -> int:
    """Return the serial number of a row.

    Raises:
        Unreadable: It is none.
    """
    if not isinstance(row.serial_number, int):
        raise Unreadable(["serial_number"], "integer", in_json(row.serial_number))
    if not 0 <= row.serial_number <= MAXIMUM_SERIAL:
        raise Unreadable(["serial_number"], f"an integer from 0 to {MAXIMUM_SERIAL}", in_json(row.serial_number))
    return row.serial_number


def key_in(text: object) -> Key | None:
    """Return the key for the text `token/serial` in a cursor; None if it is no such text."""
    token, _, serial = str(text).partition("/")
    try:
        if not (serial.isascii() and serial.isdigit()) or len(serial) > len(str(MAXIMUM_SERIAL)):
            return None
        return first_key(token) + int(serial)
    except InvalidArgument:
        return None


def parts(key: Key) -> tuple[EntityId, int]:
    """Return the token and the serial number of a key."""
    token, serial = divmod(key, SERIALS)
    rest, number = divmod(token, MAXIMUM_NUMBER + 1)
    return EntityId(*divmod(rest, MAXIMUM_REALM + 1), number), serial


def name(key: Key) -> str:
    """Return a key as text for people."""
    token, serial = parts(key)
    return f"token {token} serial number {serial}"
