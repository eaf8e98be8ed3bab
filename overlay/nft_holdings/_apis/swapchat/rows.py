"""Read keys from SwapChat's rows."""

from collections.abc import Hashable

from nft_holdings_api.swapchat.models import NftAsset

from nft_holdings._paging.rereading import mark
from nft_holdings._reading.drift import Unreadable, in_json

Key = tuple[Hashable, ...]
NO_TOKEN_ID = "no token id"  # noqa: S105 - no secret


def key_of(row: NftAsset) -> Key:
    """Return the key of a row. On chains whose tokens have no id, it is the mark of the whole row.

    Raises:
        Unreadable: The row names no NFT.
    """
    if row.nft is None:
        raise Unreadable(["nft"], "object", "null")
    for name, value in (("blockchain", row.nft.blockchain), ("contract_address", row.nft.contract_address)):
        if not isinstance(value, str):
            raise Unreadable(["nft", name], "string", in_json(value))
    if row.nft.token_id is None:
        return (NO_TOKEN_ID, mark(row.to_dict()))
    contract = row.nft.contract_address
    return (row.nft.blockchain, contract.lower() if contract.startswith("0x") else contract, row.nft.token_id)
