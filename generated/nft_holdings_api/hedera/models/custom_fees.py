# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class CustomFees(Model, gc=False):
    """The fees of a token's transfers.

    Attributes:
        created_timestamp (str): Since when these fees hold, in seconds since 1970 with exactly nine decimals, as a
            string.
        fixed_fees (list[FixedFee]): Fees of a fixed amount.
        fractional_fees (list[FractionalFee] | Unset): Fees that are a part of the amount; only fungible tokens have
            them.
        royalty_fees (list[RoyaltyFee] | Unset): Fees that are a part of the price; only tokens of NFTs have them.
    """

    created_timestamp: str
    fixed_fees: list[FixedFee]
    fractional_fees: list[FractionalFee] | Unset = UNSET
    royalty_fees: list[RoyaltyFee] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        created_timestamp = self.created_timestamp

        fixed_fees = []
        for fixed_fees_item_data in self.fixed_fees or ():
            fixed_fees_item = cast(Any, None) if fixed_fees_item_data is None else fixed_fees_item_data.to_dict()
            fixed_fees.append(fixed_fees_item)
        if self.fixed_fees is None:
            fixed_fees = cast(Any, None)

        fractional_fees: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.fractional_fees, Unset):
            fractional_fees = []
            for fractional_fees_item_data in self.fractional_fees or ():
                fractional_fees_item = (
                    cast(Any, None) if fractional_fees_item_data is None else fractional_fees_item_data.to_dict()
                )
                fractional_fees.append(fractional_fees_item)
            if self.fractional_fees is None:
                fractional_fees = cast(Any, None)

        royalty_fees: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.royalty_fees, Unset):
            royalty_fees = []
            for royalty_fees_item_data in self.royalty_fees or ():
                royalty_fees_item = (
                    cast(Any, None) if royalty_fees_item_data is None else royalty_fees_item_data.to_dict()
                )
                royalty_fees.append(royalty_fees_item)
            if self.royalty_fees is None:
                royalty_fees = cast(Any, None)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_timestamp": created_timestamp,
                "fixed_fees": fixed_fees,
            }
        )
        if fractional_fees is not UNSET:
            field_dict["fractional_fees"] = fractional_fees
        if royalty_fees is not UNSET:
            field_dict["royalty_fees"] = royalty_fees

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.fixed_fee import FixedFee  # noqa: PLC0415
        from ..models.fractional_fee import FractionalFee  # noqa: PLC0415
        from ..models.royalty_fee import RoyaltyFee  # noqa: PLC0415

        d = dict(src_dict)
        created_timestamp = d.pop("created_timestamp")

        fixed_fees = []
        _fixed_fees = d.pop("fixed_fees")
        for fixed_fees_item_data in _fixed_fees or ():
            _fixed_fees_item = fixed_fees_item_data
            fixed_fees_item = cast(FixedFee, None) if _fixed_fees_item is None else FixedFee.from_dict(_fixed_fees_item)

            fixed_fees.append(fixed_fees_item)
        if _fixed_fees is None:
            fixed_fees = cast(Any, None)

        _fractional_fees = d.pop("fractional_fees", UNSET)
        fractional_fees: list[FractionalFee] | Unset = UNSET
        if _fractional_fees is None:
            fractional_fees = cast(list[FractionalFee] | Unset, None)
        elif _fractional_fees is not UNSET:
            fractional_fees = []
            for fractional_fees_item_data in _fractional_fees:
                _fractional_fees_item = fractional_fees_item_data
                fractional_fees_item = (
                    cast(FractionalFee, None)
                    if _fractional_fees_item is None
                    else FractionalFee.from_dict(_fractional_fees_item)
                )

                fractional_fees.append(fractional_fees_item)

        _royalty_fees = d.pop("royalty_fees", UNSET)
        royalty_fees: list[RoyaltyFee] | Unset = UNSET
        if _royalty_fees is None:
            royalty_fees = cast(list[RoyaltyFee] | Unset, None)
        elif _royalty_fees is not UNSET:
            royalty_fees = []
            for royalty_fees_item_data in _royalty_fees:
                _royalty_fees_item = royalty_fees_item_data
                royalty_fees_item = (
                    cast(RoyaltyFee, None) if _royalty_fees_item is None else RoyaltyFee.from_dict(_royalty_fees_item)
                )

                royalty_fees.append(royalty_fees_item)

        custom_fees = cls(
            created_timestamp=created_timestamp,
            fixed_fees=fixed_fees,
            fractional_fees=fractional_fees,
            royalty_fees=royalty_fees,
        )

        custom_fees.additional_properties = d
        return custom_fees


from ..models.fixed_fee import FixedFee  # noqa: E402
from ..models.fractional_fee import FractionalFee  # noqa: E402
from ..models.royalty_fee import RoyaltyFee  # noqa: E402
