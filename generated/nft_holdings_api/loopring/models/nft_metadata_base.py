# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftMetadataBase(
    Model,
    gc=False,
    rename={
        "created_at": "createdAt",
        "updated_at": "updatedAt",
    },
):
    """An NFT's name, picture and the like. Text may hold HTML entities.

    Attributes:
        name (str | Unset): The NFT's name; may be empty.
        decimals (int | Unset): Decimal places; -1 where the content gives none.
        description (str | Unset): Text about the NFT.
        image (str | Unset): Where the picture is, ipfs://… or https://….
        properties (str | Unset): The content's properties as JSON within a string, or empty.
        localization (str | Unset): The content's translations, or empty.
        created_at (int | Unset): When the entry was made, in milliseconds since 1970.
        updated_at (int | Unset): When the entry last changed, in milliseconds since 1970.
    """

    name: str | Unset = UNSET
    decimals: int | Unset = UNSET
    description: str | Unset = UNSET
    image: str | Unset = UNSET
    properties: str | Unset = UNSET
    localization: str | Unset = UNSET
    created_at: int | Unset = UNSET
    updated_at: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        decimals = self.decimals

        description = self.description

        image = self.image

        properties = self.properties

        localization = self.localization

        created_at = self.created_at

        updated_at = self.updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if decimals is not UNSET:
            field_dict["decimals"] = decimals
        if description is not UNSET:
            field_dict["description"] = description
        if image is not UNSET:
            field_dict["image"] = image
        if properties is not UNSET:
            field_dict["properties"] = properties
        if localization is not UNSET:
            field_dict["localization"] = localization
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        name = d.pop("name", UNSET)

        decimals = d.pop("decimals", UNSET)

        description = d.pop("description", UNSET)

        image = d.pop("image", UNSET)

        properties = d.pop("properties", UNSET)

        localization = d.pop("localization", UNSET)

        created_at = d.pop("createdAt", UNSET)

        updated_at = d.pop("updatedAt", UNSET)

        nft_metadata_base = cls(
            name=name,
            decimals=decimals,
            description=description,
            image=image,
            properties=properties,
            localization=localization,
            created_at=created_at,
            updated_at=updated_at,
        )

        nft_metadata_base.additional_properties = d
        return nft_metadata_base
