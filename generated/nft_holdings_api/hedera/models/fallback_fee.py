# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class FallbackFee(Model, gc=False):
    """What the receiver of an NFT pays where nothing is paid for it.

    Attributes:
        amount (int): The amount, in the smallest unit.
        denominating_token_id (None | str): The token in which the fee is paid; null for HBAR.
    """

    amount: int
    denominating_token_id: None | str

    def to_dict(self) -> dict[str, Any]:
        amount = self.amount

        denominating_token_id: None | str
        denominating_token_id = self.denominating_token_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "amount": amount,
                "denominating_token_id": denominating_token_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        amount = d.pop("amount")

        def _parse_denominating_token_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        denominating_token_id = _parse_denominating_token_id(d.pop("denominating_token_id"))

        fallback_fee = cls(
            amount=amount,
            denominating_token_id=denominating_token_id,
        )

        fallback_fee.additional_properties = d
        return fallback_fee
