# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftMetadataExtra(
    Model,
    gc=False,
    rename={
        "image_data": "imageData",
        "external_url": "externalUrl",
        "background_color": "backgroundColor",
        "animation_url": "animationUrl",
        "youtube_url": "youtubeUrl",
    },
):
    """What marketplaces read besides. Mostly empty strings.

    Attributes:
        image_data (str | Unset): The picture itself, or empty.
        external_url (str | Unset): A page about the NFT, or empty.
        attributes (str | Unset): JSON within a string, or empty: a list of objects with trait_type and value, where a
            value is text or a number.
        background_color (str | Unset): A color behind the picture, or empty.
        animation_url (str | Unset): Where an animation or a sound is, or empty.
        youtube_url (str | Unset): Where a video is, or empty.
        minter (str | Unset): The minter as the content names it, or empty.
    """

    image_data: str | Unset = UNSET
    external_url: str | Unset = UNSET
    attributes: str | Unset = UNSET
    background_color: str | Unset = UNSET
    animation_url: str | Unset = UNSET
    youtube_url: str | Unset = UNSET
    minter: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        image_data = self.image_data

        external_url = self.external_url

        attributes = self.attributes

        background_color = self.background_color

        animation_url = self.animation_url

        youtube_url = self.youtube_url

        minter = self.minter

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if image_data is not UNSET:
            field_dict["imageData"] = image_data
        if external_url is not UNSET:
            field_dict["externalUrl"] = external_url
        if attributes is not UNSET:
            field_dict["attributes"] = attributes
        if background_color is not UNSET:
            field_dict["backgroundColor"] = background_color
        if animation_url is not UNSET:
            field_dict["animationUrl"] = animation_url
        if youtube_url is not UNSET:
            field_dict["youtubeUrl"] = youtube_url
        if minter is not UNSET:
            field_dict["minter"] = minter

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        image_data = d.pop("imageData", UNSET)

        external_url = d.pop("externalUrl", UNSET)

        attributes = d.pop("attributes", UNSET)

        background_color = d.pop("backgroundColor", UNSET)

        animation_url = d.pop("animationUrl", UNSET)

        youtube_url = d.pop("youtubeUrl", UNSET)

        minter = d.pop("minter", UNSET)

        nft_metadata_extra = cls(
            image_data=image_data,
            external_url=external_url,
            attributes=attributes,
            background_color=background_color,
            animation_url=animation_url,
            youtube_url=youtube_url,
            minter=minter,
        )

        nft_metadata_extra.additional_properties = d
        return nft_metadata_extra
