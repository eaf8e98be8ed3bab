# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PendingBalance")


@_attrs_define
class PendingBalance:
    """Amounts between the layers, whole numbers in decimal, as strings.

    Attributes:
        withdraw (str): The amount that left layer 2 and has not reached layer 1.
        deposit (str): The amount that left layer 1 and has not reached layer 2.
    """

    withdraw: str
    deposit: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

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
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        withdraw = d.pop("withdraw")

        deposit = d.pop("deposit")

        pending_balance = cls(
            withdraw=withdraw,
            deposit=deposit,
        )

        pending_balance.additional_properties = d
        return pending_balance

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
