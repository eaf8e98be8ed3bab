# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class RoyaltyFee(Model, gc=False):
    """A fee that is a part of what is paid for an NFT.

    Attributes:
        all_collectors_are_exempt (bool): Whether accounts that receive fees of this token pay none.
        amount (FeeFraction): A part of an amount.
        collector_account_id (None | str): The account that receives the fee.
        fallback_fee (FallbackFee | None): What the receiver pays where nothing is paid for the NFT; null for nothing.
    """

    all_collectors_are_exempt: bool
    amount: FeeFraction
    collector_account_id: None | str
    fallback_fee: FallbackFee | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.fallback_fee import FallbackFee  # noqa: PLC0415

        all_collectors_are_exempt = self.all_collectors_are_exempt

        amount = cast(Any, None) if self.amount is None else self.amount.to_dict()

        collector_account_id: None | str
        collector_account_id = self.collector_account_id

        fallback_fee: dict[str, Any] | None
        if isinstance(self.fallback_fee, FallbackFee):
            fallback_fee = cast(Any, None) if self.fallback_fee is None else self.fallback_fee.to_dict()
        else:
            fallback_fee = self.fallback_fee

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "all_collectors_are_exempt": all_collectors_are_exempt,
                "amount": amount,
                "collector_account_id": collector_account_id,
                "fallback_fee": fallback_fee,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.fallback_fee import FallbackFee  # noqa: PLC0415
        from ..models.fee_fraction import FeeFraction  # noqa: PLC0415

        d = dict(src_dict)
        all_collectors_are_exempt = d.pop("all_collectors_are_exempt")

        _amount = d.pop("amount")
        amount = cast(FeeFraction, None) if _amount is None else FeeFraction.from_dict(_amount)

        def _parse_collector_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collector_account_id = _parse_collector_account_id(d.pop("collector_account_id"))

        def _parse_fallback_fee(data: object) -> FallbackFee | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                fallback_fee_type_0 = FallbackFee.from_dict(data)

                return fallback_fee_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FallbackFee | None, data)

        fallback_fee = _parse_fallback_fee(d.pop("fallback_fee"))

        royalty_fee = cls(
            all_collectors_are_exempt=all_collectors_are_exempt,
            amount=amount,
            collector_account_id=collector_account_id,
            fallback_fee=fallback_fee,
        )

        royalty_fee.additional_properties = d
        return royalty_fee


from ..models.fallback_fee import FallbackFee  # noqa: E402
from ..models.fee_fraction import FeeFraction  # noqa: E402
