# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class CollectionTimes(
    Model,
    gc=False,
    rename={
        "created_at": "createdAt",
        "updated_at": "updatedAt",
    },
):
    """When a collection was created and changed.

    Attributes:
        created_at (int | Unset): When it was created, in milliseconds since 1970.
        updated_at (int | Unset): When it last changed, in milliseconds since 1970.
    """

    created_at: int | Unset = UNSET
    updated_at: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at

        updated_at = self.updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if created_at is not UNSET:
            field_dict["createdAt"] = created_at
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        created_at = d.pop("createdAt", UNSET)

        updated_at = d.pop("updatedAt", UNSET)

        collection_times = cls(
            created_at=created_at,
            updated_at=updated_at,
        )

        collection_times.additional_properties = d
        return collection_times
