# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.collection import Collection


T = TypeVar("T", bound="CollectionHolding")


@_attrs_define
class CollectionHolding:
    """A collection and how much of it the account holds.

    Attributes:
        collection (Collection): A collection of NFTs. What has no value is an empty string.
        count (int): How many kinds of the collection's NFTs the account holds, by nftData; not units.
    """

    collection: Collection
    count: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        collection = cast(Any, None) if self.collection is None else self.collection.to_dict()

        count = self.count

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "collection": collection,
                "count": count,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.collection import Collection  # noqa: PLC0415

        d = dict(src_dict)
        _collection = d.pop("collection")
        collection = cast(Collection, None) if _collection is None else Collection.from_dict(_collection)

        count = d.pop("count")

        collection_holding = cls(
            collection=collection,
            count=count,
        )

        collection_holding.additional_properties = d
        return collection_holding

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
