# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftPreference(Model, gc=False):
    """How the holder wants an NFT shown.

    Attributes:
        favourite (bool | Unset): Whether the holder marked it as a favourite.
        hide (bool | Unset): Whether the holder hid it.
    """

    favourite: bool | Unset = UNSET
    hide: bool | Unset = UNSET

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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        favourite = d.pop("favourite", UNSET)

        hide = d.pop("hide", UNSET)

        nft_preference = cls(
            favourite=favourite,
            hide=hide,
        )

        nft_preference.additional_properties = d
        return nft_preference
