# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="NftPreference")


@_attrs_define
class NftPreference:
    """How the holder wants an NFT shown.

    Attributes:
        favourite (bool | Unset): Whether the holder marked it as a favourite.
        hide (bool | Unset): Whether the holder hid it.
    """

    favourite: bool | Unset = UNSET
    hide: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        favourite = self.favourite

        hide = self.hide

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if favourite is not UNSET:
            field_dict["favourite"] = favourite
        if hide is not UNSET:
            field_dict["hide"] = hide

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        favourite = d.pop("favourite", UNSET)

        hide = d.pop("hide", UNSET)

        nft_preference = cls(
            favourite=favourite,
            hide=hide,
        )

        nft_preference.additional_properties = d
        return nft_preference

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
