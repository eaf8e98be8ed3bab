"""Aliases of Hedera's accounts as base32 has them, without padding."""

from nft_holdings._apis.hedera.entity_id import ALIAS, EVM

LETTERS, BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5


def without_padding_bits(account: str) -> str:
    """Return an alias with 0 in the bits of its last letter that belong to no byte; a mirror node refuses other aliases.

    Args:
        account: An account, in whichever form; what is no alias is returned as it is.
    """
    if EVM.fullmatch(account) or not ALIAS.fullmatch(account):
        return account
    padding = len(account.rpartition(".")[2]) * BITS % 8
    return account[:-1] + LETTERS[LETTERS.index(account[-1]) >> padding << padding]
