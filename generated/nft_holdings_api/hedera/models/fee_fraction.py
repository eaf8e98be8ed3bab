# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model


@attrs_model
class FeeFraction(Model, gc=False):
    """A part of an amount.

    Attributes:
        numerator (int): Above the line.
        denominator (int): Below the line.
    """

    numerator: int
    denominator: int

    def to_dict(self) -> dict[str, Any]:
        numerator = self.numerator

        denominator = self.denominator

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "numerator": numerator,
                "denominator": denominator,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        numerator = d.pop("numerator")

        denominator = d.pop("denominator")

        fee_fraction = cls(
            numerator=numerator,
            denominator=denominator,
        )

        fee_fraction.additional_properties = d
        return fee_fraction
