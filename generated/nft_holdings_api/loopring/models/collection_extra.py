# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.mint_channel import MintChannel
from ..types import UNSET, Unset


@attrs_model
class CollectionExtra(
    Model,
    gc=False,
    rename={
        "mint_channel": "mintChannel",
    },
):
    """A collection's properties and origin.

    Attributes:
        properties (CollectionProperties | Unset): What a collection is and allows.
        mint_channel (MintChannel | Unset): Where a collection was first created.
    """

    properties: CollectionProperties | Unset = UNSET
    mint_channel: MintChannel | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        properties: dict[str, Any] | Unset = UNSET
        if not isinstance(self.properties, Unset):
            properties = cast(Any, None) if self.properties is None else self.properties.to_dict()

        mint_channel: str | Unset = UNSET
        if not isinstance(self.mint_channel, Unset):
            mint_channel = cast(Any, None) if self.mint_channel is None else self.mint_channel.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if properties is not UNSET:
            field_dict["properties"] = properties
        if mint_channel is not UNSET:
            field_dict["mintChannel"] = mint_channel

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection_properties import CollectionProperties  # noqa: PLC0415

        d = dict(src_dict)
        _properties = d.pop("properties", UNSET)
        properties: CollectionProperties | Unset
        if isinstance(_properties, Unset):
            properties = UNSET
        elif _properties is None:
            properties = cast(CollectionProperties | Unset, None)
        else:
            properties = CollectionProperties.from_dict(_properties)

        _mint_channel = d.pop("mintChannel", UNSET)
        mint_channel: MintChannel | Unset
        if isinstance(_mint_channel, Unset):
            mint_channel = UNSET
        elif _mint_channel is None:
            mint_channel = cast(MintChannel | Unset, None)
        else:
            mint_channel = MintChannel(_mint_channel)

        collection_extra = cls(
            properties=properties,
            mint_channel=mint_channel,
        )

        collection_extra.additional_properties = d
        return collection_extra


from ..models.collection_properties import CollectionProperties  # noqa: E402
