"""What tells one NFT of Hedera's from all others, as one number: numbers are in the order in which the server lists the NFTs."""

import operator
from collections.abc import Iterable, Sequence
from functools import lru_cache

from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL

from .entity_id import MAXIMUM_NUMBER, MAXIMUM_REALM, EntityId, entity_id

Key = int
SERIALS = MAXIMUM_SERIAL + 1
"""How many keys there are to a token, from that of serial number 0 on, which no NFT has."""


@lru_cache(maxsize=4096)
def first_key(token_id: str) -> Key:
    """The lowest key of a token.

    Raises:
        FilterError: It is no id of a token.
    """
    return key(entity_id(token_id, "token_id"), 0)


def key(token: EntityId, serial: int) -> Key:
    """The key of a token's serial number."""
    return ((token.shard * (MAXIMUM_REALM + 1) + token.realm) * (MAXIMUM_NUMBER + 1) + token.number) * SERIALS + serial


def parts(key: Key) -> tuple[EntityId, int]:
    """The token and the serial number of a key."""
    token, serial = divmod(key, SERIALS)
    rest, number = divmod(token, MAXIMUM_NUMBER + 1)
    return EntityId(*divmod(rest, MAXIMUM_REALM + 1), number), serial


def keys(token_ids: Iterable[str], serials: Sequence[int]) -> list[Key]:
    """The keys of many NFTs.

    Raises:
        FilterError: One of them has no id of a token.
    """
    return [*map(operator.add, map(first_key, token_ids), serials)]


def name(key: Key) -> str:
    """A key for people to read."""
    token, serial = parts(key)
    return f"token {token} serial number {serial}"
