# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class CollectionProperties(
    Model,
    gc=False,
    rename={
        "is_legacy": "isLegacy",
        "is_public": "isPublic",
        "is_counter_factual_nft": "isCounterFactualNFT",
        "is_mintable": "isMintable",
        "is_editable": "isEditable",
        "is_deletable": "isDeletable",
    },
):
    """What a collection is and allows.

    Attributes:
        is_legacy (bool | Unset): Whether it was made around the contract of NFTs that were older than collections.
        is_public (bool | Unset): Whether it is public.
        is_counter_factual_nft (bool | Unset): Whether the contract's address was computed before the contract was
            deployed.
        is_mintable (bool | Unset): Whether more NFTs can be minted under the contract by the user.
        is_editable (bool | Unset): Whether the user can change what is said about the collection.
        is_deletable (bool | Unset): Whether the user can delete the collection, which takes having created it and its
            being empty.
    """

    is_legacy: bool | Unset = UNSET
    is_public: bool | Unset = UNSET
    is_counter_factual_nft: bool | Unset = UNSET
    is_mintable: bool | Unset = UNSET
    is_editable: bool | Unset = UNSET
    is_deletable: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        is_legacy = self.is_legacy

        is_public = self.is_public

        is_counter_factual_nft = self.is_counter_factual_nft

        is_mintable = self.is_mintable

        is_editable = self.is_editable

        is_deletable = self.is_deletable

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if is_legacy is not UNSET:
            field_dict["isLegacy"] = is_legacy
        if is_public is not UNSET:
            field_dict["isPublic"] = is_public
        if is_counter_factual_nft is not UNSET:
            field_dict["isCounterFactualNFT"] = is_counter_factual_nft
        if is_mintable is not UNSET:
            field_dict["isMintable"] = is_mintable
        if is_editable is not UNSET:
            field_dict["isEditable"] = is_editable
        if is_deletable is not UNSET:
            field_dict["isDeletable"] = is_deletable

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        is_legacy = d.pop("isLegacy", UNSET)

        is_public = d.pop("isPublic", UNSET)

        is_counter_factual_nft = d.pop("isCounterFactualNFT", UNSET)

        is_mintable = d.pop("isMintable", UNSET)

        is_editable = d.pop("isEditable", UNSET)

        is_deletable = d.pop("isDeletable", UNSET)

        collection_properties = cls(
            is_legacy=is_legacy,
            is_public=is_public,
            is_counter_factual_nft=is_counter_factual_nft,
            is_mintable=is_mintable,
            is_editable=is_editable,
            is_deletable=is_deletable,
        )

        collection_properties.additional_properties = d
        return collection_properties
