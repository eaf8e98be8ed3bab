# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class NftAsset(Model, gc=False):
    """An NFT and how many of it the wallet holds.

    Attributes:
        nft (NftInfo): One NFT. A key that the page does not promise may be absent or null; the two are kept apart.
            Further keys of
            NFTGo's may come along and are kept.
        quantity (int): How many of it the wallet holds; an integer of any size.
    """

    nft: NftInfo
    quantity: int

    def to_dict(self) -> dict[str, Any]:
        nft = cast(Any, None) if self.nft is None else self.nft.to_dict()

        quantity = self.quantity

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "nft": nft,
                "quantity": quantity,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.nft_info import NftInfo  # noqa: PLC0415

        d = dict(src_dict)
        _nft = d.pop("nft")
        nft = cast(NftInfo, None) if _nft is None else NftInfo.from_dict(_nft)

        quantity = d.pop("quantity")

        nft_asset = cls(
            nft=nft,
            quantity=quantity,
        )

        nft_asset.additional_properties = d
        return nft_asset


from ..models.nft_info import NftInfo  # noqa: E402
