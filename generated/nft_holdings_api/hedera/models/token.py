# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.pause_status import PauseStatus
from ..models.supply_type import SupplyType
from ..models.token_type import TokenType


@attrs_model
class Token(Model, gc=False):
    """A token, of NFTs or fungible.

    Attributes:
        admin_key (None | TokenKey): The key that may change and delete the token.
        auto_renew_account (None | str): The account that pays for the token's renewal.
        auto_renew_period (int | None): How long a renewal lasts, in seconds.
        created_timestamp (str): When the token was created, in seconds since 1970 with exactly nine decimals, as a
            string.
        custom_fees (CustomFees): The fees of a token's transfers.
        decimals (str): How many decimals an amount has, as a string; 0 for NFTs.
        deleted (bool | None): Whether the token was deleted.
        expiry_timestamp (int | None): When the token has to be renewed, in nanoseconds since 1970, as a number.
        fee_schedule_key (None | TokenKey): The key that may change the fees.
        freeze_default (bool): Whether accounts are frozen for the token when they are associated with it.
        freeze_key (None | TokenKey): The key that may freeze accounts for the token.
        initial_supply (str): The amount at the token's creation, in its smallest unit, as a string; 0 for NFTs.
        kyc_key (None | TokenKey): The key that may grant and revoke KYC of accounts for the token.
        max_supply (str): The largest amount there can be, as a string; 0 where there is no bound.
        memo (str): A text about the token.
        metadata (str): What the creator stored, in base64; an empty string where nothing was.
        metadata_key (None | TokenKey): The key that may change the metadata of the token and its NFTs.
        modified_timestamp (str): When the token last changed, written like created_timestamp.
        name (str): The token's name; not unique.
        pause_key (None | TokenKey): The key that may pause the token.
        pause_status (PauseStatus): Whether a token is paused. Others than those listed may come.
        supply_key (None | TokenKey): The key that may mint and burn.
        supply_type (SupplyType): Whether the amount of a token has a bound. Others than those listed may come.
        symbol (str): The token's short name; not unique.
        token_id (str): The token, as shard.realm.number; the number has up to 12 digits.
        total_supply (str): The amount there is, in the smallest unit, as a string; of NFTs their number.
        treasury_account_id (None | str): The account that receives what is minted.
        type (TokenType): The kind of a token. Others than those listed may come.
        wipe_key (None | TokenKey): The key that may take the token away from accounts.
    """

    admin_key: None | TokenKey
    auto_renew_account: None | str
    auto_renew_period: int | None
    created_timestamp: str
    custom_fees: CustomFees
    decimals: str
    deleted: bool | None
    expiry_timestamp: int | None
    fee_schedule_key: None | TokenKey
    freeze_default: bool
    freeze_key: None | TokenKey
    initial_supply: str
    kyc_key: None | TokenKey
    max_supply: str
    memo: str
    metadata: str
    metadata_key: None | TokenKey
    modified_timestamp: str
    name: str
    pause_key: None | TokenKey
    pause_status: PauseStatus
    supply_key: None | TokenKey
    supply_type: SupplyType
    symbol: str
    token_id: str
    total_supply: str
    treasury_account_id: None | str
    type: TokenType
    wipe_key: None | TokenKey

    def to_dict(self) -> dict[str, Any]:
        from ..models.token_key import TokenKey  # noqa: PLC0415

        admin_key: dict[str, Any] | None
        if isinstance(self.admin_key, TokenKey):
            admin_key = cast(Any, None) if self.admin_key is None else self.admin_key.to_dict()
        else:
            admin_key = self.admin_key

        auto_renew_account: None | str
        auto_renew_account = self.auto_renew_account

        auto_renew_period: int | None
        auto_renew_period = self.auto_renew_period

        created_timestamp = self.created_timestamp

        custom_fees = cast(Any, None) if self.custom_fees is None else self.custom_fees.to_dict()

        decimals = self.decimals

        deleted: bool | None
        deleted = self.deleted

        expiry_timestamp: int | None
        expiry_timestamp = self.expiry_timestamp

        fee_schedule_key: dict[str, Any] | None
        if isinstance(self.fee_schedule_key, TokenKey):
            fee_schedule_key = cast(Any, None) if self.fee_schedule_key is None else self.fee_schedule_key.to_dict()
        else:
            fee_schedule_key = self.fee_schedule_key

        freeze_default = self.freeze_default

        freeze_key: dict[str, Any] | None
        if isinstance(self.freeze_key, TokenKey):
            freeze_key = cast(Any, None) if self.freeze_key is None else self.freeze_key.to_dict()
        else:
            freeze_key = self.freeze_key

        initial_supply = self.initial_supply

        kyc_key: dict[str, Any] | None
        if isinstance(self.kyc_key, TokenKey):
            kyc_key = cast(Any, None) if self.kyc_key is None else self.kyc_key.to_dict()
        else:
            kyc_key = self.kyc_key

        max_supply = self.max_supply

        memo = self.memo

        metadata = self.metadata

        metadata_key: dict[str, Any] | None
        if isinstance(self.metadata_key, TokenKey):
            metadata_key = cast(Any, None) if self.metadata_key is None else self.metadata_key.to_dict()
        else:
            metadata_key = self.metadata_key

        modified_timestamp = self.modified_timestamp

        name = self.name

        pause_key: dict[str, Any] | None
        if isinstance(self.pause_key, TokenKey):
            pause_key = cast(Any, None) if self.pause_key is None else self.pause_key.to_dict()
        else:
            pause_key = self.pause_key

        pause_status = cast(Any, None) if self.pause_status is None else self.pause_status.value

        supply_key: dict[str, Any] | None
        if isinstance(self.supply_key, TokenKey):
            supply_key = cast(Any, None) if self.supply_key is None else self.supply_key.to_dict()
        else:
            supply_key = self.supply_key

        supply_type = cast(Any, None) if self.supply_type is None else self.supply_type.value

        symbol = self.symbol

        token_id = self.token_id

        total_supply = self.total_supply

        treasury_account_id: None | str
        treasury_account_id = self.treasury_account_id

        type = cast(Any, None) if self.type is None else self.type.value

        wipe_key: dict[str, Any] | None
        if isinstance(self.wipe_key, TokenKey):
            wipe_key = cast(Any, None) if self.wipe_key is None else self.wipe_key.to_dict()
        else:
            wipe_key = self.wipe_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "admin_key": admin_key,
                "auto_renew_account": auto_renew_account,
                "auto_renew_period": auto_renew_period,
                "created_timestamp": created_timestamp,
                "custom_fees": custom_fees,
                "decimals": decimals,
                "deleted": deleted,
                "expiry_timestamp": expiry_timestamp,
                "fee_schedule_key": fee_schedule_key,
                "freeze_default": freeze_default,
                "freeze_key": freeze_key,
                "initial_supply": initial_supply,
                "kyc_key": kyc_key,
                "max_supply": max_supply,
                "memo": memo,
                "metadata": metadata,
                "metadata_key": metadata_key,
                "modified_timestamp": modified_timestamp,
                "name": name,
                "pause_key": pause_key,
                "pause_status": pause_status,
                "supply_key": supply_key,
                "supply_type": supply_type,
                "symbol": symbol,
                "token_id": token_id,
                "total_supply": total_supply,
                "treasury_account_id": treasury_account_id,
                "type": type,
                "wipe_key": wipe_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.custom_fees import CustomFees  # noqa: PLC0415
        from ..models.token_key import TokenKey  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_admin_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                admin_key_type_0 = TokenKey.from_dict(data)

                return admin_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        admin_key = _parse_admin_key(d.pop("admin_key"))

        def _parse_auto_renew_account(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        auto_renew_account = _parse_auto_renew_account(d.pop("auto_renew_account"))

        def _parse_auto_renew_period(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        auto_renew_period = _parse_auto_renew_period(d.pop("auto_renew_period"))

        created_timestamp = d.pop("created_timestamp")

        _custom_fees = d.pop("custom_fees")
        custom_fees = cast(CustomFees, None) if _custom_fees is None else CustomFees.from_dict(_custom_fees)

        decimals = d.pop("decimals")

        def _parse_deleted(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        deleted = _parse_deleted(d.pop("deleted"))

        def _parse_expiry_timestamp(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        expiry_timestamp = _parse_expiry_timestamp(d.pop("expiry_timestamp"))

        def _parse_fee_schedule_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                fee_schedule_key_type_0 = TokenKey.from_dict(data)

                return fee_schedule_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        fee_schedule_key = _parse_fee_schedule_key(d.pop("fee_schedule_key"))

        freeze_default = d.pop("freeze_default")

        def _parse_freeze_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                freeze_key_type_0 = TokenKey.from_dict(data)

                return freeze_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        freeze_key = _parse_freeze_key(d.pop("freeze_key"))

        initial_supply = d.pop("initial_supply")

        def _parse_kyc_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                kyc_key_type_0 = TokenKey.from_dict(data)

                return kyc_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        kyc_key = _parse_kyc_key(d.pop("kyc_key"))

        max_supply = d.pop("max_supply")

        memo = d.pop("memo")

        metadata = d.pop("metadata")

        def _parse_metadata_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                metadata_key_type_0 = TokenKey.from_dict(data)

                return metadata_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        metadata_key = _parse_metadata_key(d.pop("metadata_key"))

        modified_timestamp = d.pop("modified_timestamp")

        name = d.pop("name")

        def _parse_pause_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                pause_key_type_0 = TokenKey.from_dict(data)

                return pause_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        pause_key = _parse_pause_key(d.pop("pause_key"))

        _pause_status = d.pop("pause_status")
        pause_status = cast(PauseStatus, None) if _pause_status is None else PauseStatus(_pause_status)

        def _parse_supply_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                supply_key_type_0 = TokenKey.from_dict(data)

                return supply_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        supply_key = _parse_supply_key(d.pop("supply_key"))

        _supply_type = d.pop("supply_type")
        supply_type = cast(SupplyType, None) if _supply_type is None else SupplyType(_supply_type)

        symbol = d.pop("symbol")

        token_id = d.pop("token_id")

        total_supply = d.pop("total_supply")

        def _parse_treasury_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        treasury_account_id = _parse_treasury_account_id(d.pop("treasury_account_id"))

        _type = d.pop("type")
        type = cast(TokenType, None) if _type is None else TokenType(_type)

        def _parse_wipe_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                wipe_key_type_0 = TokenKey.from_dict(data)

                return wipe_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        wipe_key = _parse_wipe_key(d.pop("wipe_key"))

        token = cls(
            admin_key=admin_key,
            auto_renew_account=auto_renew_account,
            auto_renew_period=auto_renew_period,
            created_timestamp=created_timestamp,
            custom_fees=custom_fees,
            decimals=decimals,
            deleted=deleted,
            expiry_timestamp=expiry_timestamp,
            fee_schedule_key=fee_schedule_key,
            freeze_default=freeze_default,
            freeze_key=freeze_key,
            initial_supply=initial_supply,
            kyc_key=kyc_key,
            max_supply=max_supply,
            memo=memo,
            metadata=metadata,
            metadata_key=metadata_key,
            modified_timestamp=modified_timestamp,
            name=name,
            pause_key=pause_key,
            pause_status=pause_status,
            supply_key=supply_key,
            supply_type=supply_type,
            symbol=symbol,
            token_id=token_id,
            total_supply=total_supply,
            treasury_account_id=treasury_account_id,
            type=type,
            wipe_key=wipe_key,
        )

        token.additional_properties = d
        return token


from ..models.custom_fees import CustomFees  # noqa: E402
from ..models.token_key import TokenKey  # noqa: E402
