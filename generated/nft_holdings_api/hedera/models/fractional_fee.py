# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class FractionalFee(Model, gc=False):
    """A fee that is a part of the amount.

    Attributes:
        amount (FeeFraction): A part of an amount.
        collector_account_id (None | str): The account that receives the fee.
        denominating_token_id (None | str): The token in which the fee is paid.
        minimum (int): The smallest fee.
        net_of_transfers (bool): Whether the sender pays the fee on top of the amount.
        all_collectors_are_exempt (bool | Unset): Whether accounts that receive fees of this token pay none.
        maximum (int | None | Unset): The largest fee; null where there is none.
    """

    amount: FeeFraction
    collector_account_id: None | str
    denominating_token_id: None | str
    minimum: int
    net_of_transfers: bool
    all_collectors_are_exempt: bool | Unset = UNSET
    maximum: int | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        amount = cast(Any, None) if self.amount is None else self.amount.to_dict()

        collector_account_id: None | str
        collector_account_id = self.collector_account_id

        denominating_token_id: None | str
        denominating_token_id = self.denominating_token_id

        minimum = self.minimum

        net_of_transfers = self.net_of_transfers

        all_collectors_are_exempt = self.all_collectors_are_exempt

        maximum: int | None | Unset
        if isinstance(self.maximum, Unset):
            maximum = UNSET
        else:
            maximum = self.maximum

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
                "collector_account_id": collector_account_id,
                "denominating_token_id": denominating_token_id,
                "minimum": minimum,
                "net_of_transfers": net_of_transfers,
            }
        )
        if all_collectors_are_exempt is not UNSET:
            field_dict["all_collectors_are_exempt"] = all_collectors_are_exempt
        if maximum is not UNSET:
            field_dict["maximum"] = maximum

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.fee_fraction import FeeFraction  # noqa: PLC0415

        d = dict(src_dict)
        _amount = d.pop("amount")
        amount = cast(FeeFraction, None) if _amount is None else FeeFraction.from_dict(_amount)

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

        minimum = d.pop("minimum")

        net_of_transfers = d.pop("net_of_transfers")

        all_collectors_are_exempt = d.pop("all_collectors_are_exempt", UNSET)

        def _parse_maximum(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        maximum = _parse_maximum(d.pop("maximum", UNSET))

        fractional_fee = cls(
            amount=amount,
            collector_account_id=collector_account_id,
            denominating_token_id=denominating_token_id,
            minimum=minimum,
            net_of_transfers=net_of_transfers,
            all_collectors_are_exempt=all_collectors_are_exempt,
            maximum=maximum,
        )

        fractional_fee.additional_properties = d
        return fractional_fee


from ..models.fee_fraction import FeeFraction  # noqa: E402
