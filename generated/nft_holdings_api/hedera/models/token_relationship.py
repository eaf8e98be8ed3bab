# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.freeze_status import FreezeStatus
from ..models.kyc_status import KycStatus


@attrs_model
class TokenRelationship(Model, gc=False):
    """A token that an account is associated with.

    Attributes:
        automatic_association (bool | None): Whether a transfer associated the account, and not the account itself.
        balance (int): The amount in the smallest unit; of NFTs their number.
        created_timestamp (None | str): When the account was associated, in seconds since 1970 with exactly nine
            decimals, as a string.
        decimals (int | None): How many decimals an amount has; 0 for NFTs, and for some fungible tokens.
        freeze_status (FreezeStatus | None): Whether the account is frozen for the token; null for a token that the
            server does not know.
        kyc_status (KycStatus | None): Whether the account has KYC for the token; null for a token that the server does
            not know.
        token_id (str): The token, as shard.realm.number.
    """

    automatic_association: bool | None
    balance: int
    created_timestamp: None | str
    decimals: int | None
    freeze_status: FreezeStatus | None
    kyc_status: KycStatus | None
    token_id: str

    def to_dict(self) -> dict[str, Any]:
        automatic_association: bool | None
        automatic_association = self.automatic_association

        balance = self.balance

        created_timestamp: None | str
        created_timestamp = self.created_timestamp

        decimals: int | None
        decimals = self.decimals

        freeze_status: None | str
        if isinstance(self.freeze_status, FreezeStatus):
            freeze_status = cast(Any, None) if self.freeze_status is None else self.freeze_status.value
        else:
            freeze_status = self.freeze_status

        kyc_status: None | str
        if isinstance(self.kyc_status, KycStatus):
            kyc_status = cast(Any, None) if self.kyc_status is None else self.kyc_status.value
        else:
            kyc_status = self.kyc_status

        token_id = self.token_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "automatic_association": automatic_association,
                "balance": balance,
                "created_timestamp": created_timestamp,
                "decimals": decimals,
                "freeze_status": freeze_status,
                "kyc_status": kyc_status,
                "token_id": token_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_automatic_association(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        automatic_association = _parse_automatic_association(d.pop("automatic_association"))

        balance = d.pop("balance")

        def _parse_created_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_timestamp = _parse_created_timestamp(d.pop("created_timestamp"))

        def _parse_decimals(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        decimals = _parse_decimals(d.pop("decimals"))

        def _parse_freeze_status(data: object) -> FreezeStatus | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                freeze_status_type_0 = FreezeStatus(data)

                return freeze_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(FreezeStatus | None, data)

        freeze_status = _parse_freeze_status(d.pop("freeze_status"))

        def _parse_kyc_status(data: object) -> KycStatus | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kyc_status_type_0 = KycStatus(data)

                return kyc_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KycStatus | None, data)

        kyc_status = _parse_kyc_status(d.pop("kyc_status"))

        token_id = d.pop("token_id")

        token_relationship = cls(
            automatic_association=automatic_association,
            balance=balance,
            created_timestamp=created_timestamp,
            decimals=decimals,
            freeze_status=freeze_status,
            kyc_status=kyc_status,
            token_id=token_id,
        )

        token_relationship.additional_properties = d
        return token_relationship
