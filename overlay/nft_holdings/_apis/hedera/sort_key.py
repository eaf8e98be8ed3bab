"""Keys of Hedera's NFTs: one number for each NFT, in the order in which the server lists them."""

import operator
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL

from .entity_id import MAXIMUM_NUMBER, MAXIMUM_REALM, EntityId, entity_id

Key = int
SERIALS = MAXIMUM_SERIAL + 1
"""The number of keys of a token, beginning with serial number 0, which no NFT has."""


@lru_cache(maxsize=4096)
def first_key(token_id: str) -> Key:
    """Return the lowest key of a token.

    Raises:
        FilterError: The text is no id.
    """
    return key(entity_id(token_id, "token_id"), 0)


def key(token: EntityId, serial: int) -> Key:
    """Return the key of a token's serial number."""
    return ((token.shard * (MAXIMUM_REALM + 1) + token.realm) * (MAXIMUM_NUMBER + 1) + token.number) * SERIALS + serial


def parts(key: Key) -> tuple[EntityId, int]:
    """Return the token and the serial number of a key."""
    token, serial = divmod(key, SERIALS)
    rest, number = divmod(token, MAXIMUM_NUMBER + 1)
    return EntityId(*divmod(rest, MAXIMUM_REALM + 1), number), serial


def keys(token_ids: Iterable[str], serials: Sequence[int]) -> list[Key]:
    """Return the keys of many NFTs.

    Raises:
        FilterError: A token id is no id.
    """
    return [*map(operator.add, map(first_key, token_ids), serials)]


def name(key: Key) -> str:
    """Return a key as text for people."""
    token, serial = parts(key)
    return f"token {token} serial number {serial}"
