# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class TokenNft(Model, gc=False):
    """One NFT of a token, with its holder.

    Attributes:
        account_id (None | str): The holder, as shard.realm.number; null where the NFT was burned or wiped.
        created_timestamp (None | str): When the NFT was minted, in seconds since 1970 with exactly nine decimals, as a
            string.
        delegating_spender (None | str): The account that passed its allowance on to the spender.
        deleted (bool | None): Whether the NFT, or the token that it belongs to, was deleted. It does not say that
            nobody holds the NFT.
        metadata (None | str): What the minter stored, in base64; an empty string where nothing was.
        modified_timestamp (None | str): When the row last changed, by a transfer, an allowance, new metadata, a new
            treasury or a burn.
        serial_number (int): The NFT's number within its token, 1 to 2^63-1.
        spender (None | str): The account that may transfer this NFT, if the holder named one for this very serial
            number.
        token_id (str): The token, as shard.realm.number; the number has up to 12 digits.
    """

    account_id: None | str
    created_timestamp: None | str
    delegating_spender: None | str
    deleted: bool | None
    metadata: None | str
    modified_timestamp: None | str
    serial_number: int
    spender: None | str
    token_id: str

    def to_dict(self) -> dict[str, Any]:
        account_id: None | str
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

        spender: None | str
        spender = self.spender

        token_id = self.token_id

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
                "spender": spender,
                "token_id": token_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)

        def _parse_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        account_id = _parse_account_id(d.pop("account_id"))

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

        def _parse_spender(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        spender = _parse_spender(d.pop("spender"))

        token_id = d.pop("token_id")

        token_nft = cls(
            account_id=account_id,
            created_timestamp=created_timestamp,
            delegating_spender=delegating_spender,
            deleted=deleted,
            metadata=metadata,
            modified_timestamp=modified_timestamp,
            serial_number=serial_number,
            spender=spender,
            token_id=token_id,
        )

        token_nft.additional_properties = d
        return token_nft
