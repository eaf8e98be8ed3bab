# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class Nft(Model, gc=False):
    """One NFT that the account holds.

    Attributes:
        account_id (str): The holder, as shard.realm.number.
        created_timestamp (None | str): When the NFT was minted, in seconds since 1970 with exactly nine decimals, as a
            string.
        delegating_spender (None | str): The account that passed its allowance on to the spender.
        deleted (bool | None): Whether the NFT, or the token that it belongs to, was deleted.
        metadata (None | str): What the minter stored, in base64; an empty string where nothing was.
        modified_timestamp (None | str): When the row last changed, written like created_timestamp.
        serial_number (int): The NFT's number within its token, 1 to 2^63-1.
        token_id (str): The token, as shard.realm.number; the number has up to 12 digits.
        spender (None | str | Unset): The account that may transfer this NFT, if the holder named one for this very
            serial number.
        spender_id (None | str | Unset): The name that the page's example gives to `spender`.
    """

    account_id: str
    created_timestamp: None | str
    delegating_spender: None | str
    deleted: bool | None
    metadata: None | str
    modified_timestamp: None | str
    serial_number: int
    token_id: str
    spender: None | str | Unset = UNSET
    spender_id: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        created_timestamp: None | str
        created_timestamp = self.created_timestamp

        delegating_spender: None | str
        delegating_spender = self.delegating_spender

        deleted: bool | None
        deleted = self.deleted

        metadata: None | str
        metadata = self.metadata

        modified_timestamp: None | str
        modified_timestamp = self.modified_timestamp

        serial_number = self.serial_number

        token_id = self.token_id

        spender: None | str | Unset
        if isinstance(self.spender, Unset):
            spender = UNSET
        else:
            spender = self.spender

        spender_id: None | str | Unset
        if isinstance(self.spender_id, Unset):
            spender_id = UNSET
        else:
            spender_id = self.spender_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account_id": account_id,
                "created_timestamp": created_timestamp,
                "delegating_spender": delegating_spender,
                "deleted": deleted,
                "metadata": metadata,
                "modified_timestamp": modified_timestamp,
                "serial_number": serial_number,
                "token_id": token_id,
            }
        )
        if spender is not UNSET:
            field_dict["spender"] = spender
        if spender_id is not UNSET:
            field_dict["spender_id"] = spender_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account_id = d.pop("account_id")

        def _parse_created_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_timestamp = _parse_created_timestamp(d.pop("created_timestamp"))

        def _parse_delegating_spender(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        delegating_spender = _parse_delegating_spender(d.pop("delegating_spender"))

        def _parse_deleted(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        deleted = _parse_deleted(d.pop("deleted"))

        def _parse_metadata(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        metadata = _parse_metadata(d.pop("metadata"))

        def _parse_modified_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        modified_timestamp = _parse_modified_timestamp(d.pop("modified_timestamp"))

        serial_number = d.pop("serial_number")

        token_id = d.pop("token_id")

        def _parse_spender(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        spender = _parse_spender(d.pop("spender", UNSET))

        def _parse_spender_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        spender_id = _parse_spender_id(d.pop("spender_id", UNSET))

        nft = cls(
            account_id=account_id,
            created_timestamp=created_timestamp,
            delegating_spender=delegating_spender,
            deleted=deleted,
            metadata=metadata,
            modified_timestamp=modified_timestamp,
            serial_number=serial_number,
            token_id=token_id,
            spender=spender,
            spender_id=spender_id,
        )

        nft.additional_properties = d
        return nft
