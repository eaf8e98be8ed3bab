# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class Trait(Model, gc=False):
    """One trait of an NFT.

    Attributes:
        type (None | str | Unset): What the trait is about.
        value (None | str | Unset): What this NFT has there.
        percentage (float | None | Unset): The share of the collection that has the same, from 0 to 1.
    """

    type: None | str | Unset = UNSET
    value: None | str | Unset = UNSET
    percentage: float | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        type: None | str | Unset
        if isinstance(self.type, Unset):
            type = UNSET
        else:
            type = self.type

        value: None | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        else:
            value = self.value

        percentage: float | None | Unset
        if isinstance(self.percentage, Unset):
            percentage = UNSET
        else:
            percentage = self.percentage

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if type is not UNSET:
            field_dict["type"] = type
        if value is not UNSET:
            field_dict["value"] = value
        if percentage is not UNSET:
            field_dict["percentage"] = percentage

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        type = _parse_type(d.pop("type", UNSET))

        def _parse_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        value = _parse_value(d.pop("value", UNSET))

        def _parse_percentage(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        percentage = _parse_percentage(d.pop("percentage", UNSET))

        trait = cls(
            type=type,
            value=value,
            percentage=percentage,
        )

        trait.additional_properties = d
        return trait
