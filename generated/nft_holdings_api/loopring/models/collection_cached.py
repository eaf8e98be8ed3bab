# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class CollectionCached(
    Model,
    gc=False,
    rename={
        "tile_uri": "tileUri",
    },
):
    """Loopring's own copies of a collection's pictures; each is empty where there is none.

    Attributes:
        avatar (str | Unset): The copy of the small picture.
        banner (str | Unset): The copy of the wide picture.
        tile_uri (str | Unset): The copy of the picture for tiles.
        thumbnail (str | Unset): The copy of the preview.
    """

    avatar: str | Unset = UNSET
    banner: str | Unset = UNSET
    tile_uri: str | Unset = UNSET
    thumbnail: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        avatar = self.avatar

        banner = self.banner

        tile_uri = self.tile_uri

        thumbnail = self.thumbnail

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if avatar is not UNSET:
            field_dict["avatar"] = avatar
        if banner is not UNSET:
            field_dict["banner"] = banner
        if tile_uri is not UNSET:
            field_dict["tileUri"] = tile_uri
        if thumbnail is not UNSET:
            field_dict["thumbnail"] = thumbnail

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        avatar = d.pop("avatar", UNSET)

        banner = d.pop("banner", UNSET)

        tile_uri = d.pop("tileUri", UNSET)

        thumbnail = d.pop("thumbnail", UNSET)

        collection_cached = cls(
            avatar=avatar,
            banner=banner,
            tile_uri=tile_uri,
            thumbnail=thumbnail,
        )

        collection_cached.additional_properties = d
        return collection_cached
