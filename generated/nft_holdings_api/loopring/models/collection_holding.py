# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class CollectionHolding(Model, gc=False):
    """A collection and how much of it the account holds.

    Attributes:
        collection (Collection): A collection of NFTs. What has no value is an empty string.
        count (int): How many kinds of the collection's NFTs the account holds, by nftData; not units.
    """

    collection: Collection
    count: int

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
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
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


from ..models.collection import Collection  # noqa: E402
