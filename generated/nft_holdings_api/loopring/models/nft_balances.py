# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class NftBalances(
    Model,
    gc=False,
    rename={
        "total_num": "totalNum",
        "result_info": "resultInfo",
    },
):
    """A page of an account's NFTs.

    Attributes:
        total_num (int): How many rows match in all. 0 on a page past the end.
        data (list[CombinedBalance]): The rows.
        result_info (ResultInfo | Unset): How a request came out.
    """

    total_num: int
    data: list[CombinedBalance]
    result_info: ResultInfo | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        total_num = self.total_num

        data = []
        for data_item_data in self.data or ():
            data_item = cast(Any, None) if data_item_data is None else data_item_data.to_dict()
            data.append(data_item)
        if self.data is None:
            data = cast(Any, None)

        result_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.result_info, Unset):
            result_info = cast(Any, None) if self.result_info is None else self.result_info.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "totalNum": total_num,
                "data": data,
            }
        )
        if result_info is not UNSET:
            field_dict["resultInfo"] = result_info

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.combined_balance import CombinedBalance  # noqa: PLC0415
        from ..models.result_info import ResultInfo  # noqa: PLC0415

        d = dict(src_dict)
        total_num = d.pop("totalNum")

        data = []
        _data = d.pop("data")
        for data_item_data in _data or ():
            _data_item = data_item_data
            data_item = cast(CombinedBalance, None) if _data_item is None else CombinedBalance.from_dict(_data_item)

            data.append(data_item)
        if _data is None:
            data = cast(Any, None)

        _result_info = d.pop("resultInfo", UNSET)
        result_info: ResultInfo | Unset
        if isinstance(_result_info, Unset):
            result_info = UNSET
        elif _result_info is None:
            result_info = cast(ResultInfo | Unset, None)
        else:
            result_info = ResultInfo.from_dict(_result_info)

        nft_balances = cls(
            total_num=total_num,
            data=data,
            result_info=result_info,
        )

        nft_balances.additional_properties = d
        return nft_balances


from ..models.combined_balance import CombinedBalance  # noqa: E402
from ..models.result_info import ResultInfo  # noqa: E402
