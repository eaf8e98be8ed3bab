# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model


@attrs_model
class PendingBalance(Model, gc=False):
    """Amounts between the layers, whole numbers in decimal, as strings.

    Attributes:
        withdraw (str): The amount that left layer 2 and has not reached layer 1.
        deposit (str): The amount that left layer 1 and has not reached layer 2.
    """

    withdraw: str
    deposit: str

    def to_dict(self) -> dict[str, Any]:
        withdraw = self.withdraw

        deposit = self.deposit

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "withdraw": withdraw,
                "deposit": deposit,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        withdraw = d.pop("withdraw")

        deposit = d.pop("deposit")

        pending_balance = cls(
            withdraw=withdraw,
            deposit=deposit,
        )

        pending_balance.additional_properties = d
        return pending_balance
