# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class FixedFee(Model, gc=False):
    """A fee of a fixed amount.

    Attributes:
        amount (int): The amount, in the smallest unit.
        collector_account_id (None | str): The account that receives the fee.
        denominating_token_id (None | str): The token in which the fee is paid; null for HBAR.
        all_collectors_are_exempt (bool | Unset): Whether accounts that receive fees of this token pay none.
    """

    amount: int
    collector_account_id: None | str
    denominating_token_id: None | str
    all_collectors_are_exempt: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        collector_account_id: None | str
        collector_account_id = self.collector_account_id

        denominating_token_id: None | str
        denominating_token_id = self.denominating_token_id

        all_collectors_are_exempt = self.all_collectors_are_exempt

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
                "collector_account_id": collector_account_id,
                "denominating_token_id": denominating_token_id,
            }
        )
        if all_collectors_are_exempt is not UNSET:
            field_dict["all_collectors_are_exempt"] = all_collectors_are_exempt

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        amount = d.pop("amount")

        def _parse_collector_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collector_account_id = _parse_collector_account_id(d.pop("collector_account_id"))

        def _parse_denominating_token_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        denominating_token_id = _parse_denominating_token_id(d.pop("denominating_token_id"))

        all_collectors_are_exempt = d.pop("all_collectors_are_exempt", UNSET)

        fixed_fee = cls(
            amount=amount,
            collector_account_id=collector_account_id,
            denominating_token_id=denominating_token_id,
            all_collectors_are_exempt=all_collectors_are_exempt,
        )

        fixed_fee.additional_properties = d
        return fixed_fee
