# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftList(Model, gc=False):
    """A page of NFTs.

    Attributes:
        assets (list[NftAsset]): The rows, one per NFT; their order is not documented.
        total (int | Unset): How many NFTs the address holds, as the server reports it. Not to be relied upon: it may be
            0 beside rows, and
            whether it counts rows or, for ERC1155, tokens is not documented.
    """

    assets: list[NftAsset]
    total: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        assets = []
        for assets_item_data in self.assets or ():
            assets_item = cast(Any, None) if assets_item_data is None else assets_item_data.to_dict()
            assets.append(assets_item)
        if self.assets is None:
            assets = cast(Any, None)

        total = self.total

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "assets": assets,
            }
        )
        if total is not UNSET:
            field_dict["total"] = total

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.nft_asset import NftAsset  # noqa: PLC0415

        d = dict(src_dict)
        assets = []
        _assets = d.pop("assets")
        for assets_item_data in _assets or ():
            _assets_item = assets_item_data
            assets_item = cast(NftAsset, None) if _assets_item is None else NftAsset.from_dict(_assets_item)

            assets.append(assets_item)
        if _assets is None:
            assets = cast(Any, None)

        total = d.pop("total", UNSET)

        nft_list = cls(
            assets=assets,
            total=total,
        )

        nft_list.additional_properties = d
        return nft_list


from ..models.nft_asset import NftAsset  # noqa: E402
