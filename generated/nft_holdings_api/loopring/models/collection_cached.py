# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="CollectionCached")


@_attrs_define
class CollectionCached:
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
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

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
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
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

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
