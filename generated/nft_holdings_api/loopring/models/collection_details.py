# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class CollectionDetails(
    Model,
    gc=False,
    rename={
        "total_num": "totalNum",
        "result_info": "resultInfo",
    },
):
    """A page of the collections that an account holds NFTs of.

    Attributes:
        collections (list[CollectionHolding]): The rows.
        total_num (int): How many rows match in all.
        result_info (ResultInfo | Unset): How a request came out.
    """

    collections: list[CollectionHolding]
    total_num: int
    result_info: ResultInfo | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        collections = []
        for collections_item_data in self.collections or ():
            collections_item = cast(Any, None) if collections_item_data is None else collections_item_data.to_dict()
            collections.append(collections_item)
        if self.collections is None:
            collections = cast(Any, None)

        total_num = self.total_num

        result_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.result_info, Unset):
            result_info = cast(Any, None) if self.result_info is None else self.result_info.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "collections": collections,
                "totalNum": total_num,
            }
        )
        if result_info is not UNSET:
            field_dict["resultInfo"] = result_info

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection_holding import CollectionHolding  # noqa: PLC0415
        from ..models.result_info import ResultInfo  # noqa: PLC0415

        d = dict(src_dict)
        collections = []
        _collections = d.pop("collections")
        for collections_item_data in _collections or ():
            _collections_item = collections_item_data
            collections_item = (
                cast(CollectionHolding, None)
                if _collections_item is None
                else CollectionHolding.from_dict(_collections_item)
            )

            collections.append(collections_item)
        if _collections is None:
            collections = cast(Any, None)

        total_num = d.pop("totalNum")

        _result_info = d.pop("resultInfo", UNSET)
        result_info: ResultInfo | Unset
        if isinstance(_result_info, Unset):
            result_info = UNSET
        elif _result_info is None:
            result_info = cast(ResultInfo | Unset, None)
        else:
            result_info = ResultInfo.from_dict(_result_info)

        collection_details = cls(
            collections=collections,
            total_num=total_num,
            result_info=result_info,
        )

        collection_details.additional_properties = d
        return collection_details


from ..models.collection_holding import CollectionHolding  # noqa: E402
from ..models.result_info import ResultInfo  # noqa: E402
