# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.nft_transaction_type import NftTransactionType


@attrs_model
class NftTransaction(Model, gc=False):
    """A transaction that changed an NFT, or deleted its token.

    Attributes:
        consensus_timestamp (str): When it happened, in seconds since 1970 with exactly nine decimals, as a string.
        is_approval (bool | None): Whether a spender with an allowance moved the NFT; only transfers have it true.
        nonce (int): 0, or the number of a transaction that the one with this id caused, such as a contract call.
        receiver_account_id (None | str): Who received the NFT; null where it was burned or wiped, and where no transfer
            is shown.
        sender_account_id (None | str): Who held the NFT before; null where it was minted, and where no transfer is
            shown.
        transaction_id (str): Payer, and begin of validity in seconds and nanoseconds.
        type (NftTransactionType): The kind of a transaction that changes NFTs. Others than those listed may come.
    """

    consensus_timestamp: str
    is_approval: bool | None
    nonce: int
    receiver_account_id: None | str
    sender_account_id: None | str
    transaction_id: str
    type: NftTransactionType

    def to_dict(self) -> dict[str, Any]:
        consensus_timestamp = self.consensus_timestamp

        is_approval: bool | None
        is_approval = self.is_approval

        nonce = self.nonce

        receiver_account_id: None | str
        receiver_account_id = self.receiver_account_id

        sender_account_id: None | str
        sender_account_id = self.sender_account_id

        transaction_id = self.transaction_id

        type = cast(Any, None) if self.type is None else self.type.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consensus_timestamp": consensus_timestamp,
                "is_approval": is_approval,
                "nonce": nonce,
                "receiver_account_id": receiver_account_id,
                "sender_account_id": sender_account_id,
                "transaction_id": transaction_id,
                "type": type,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        consensus_timestamp = d.pop("consensus_timestamp")

        def _parse_is_approval(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        is_approval = _parse_is_approval(d.pop("is_approval"))

        nonce = d.pop("nonce")

        def _parse_receiver_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        receiver_account_id = _parse_receiver_account_id(d.pop("receiver_account_id"))

        def _parse_sender_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        sender_account_id = _parse_sender_account_id(d.pop("sender_account_id"))

        transaction_id = d.pop("transaction_id")

        _type = d.pop("type")
        type = cast(NftTransactionType, None) if _type is None else NftTransactionType(_type)

        nft_transaction = cls(
            consensus_timestamp=consensus_timestamp,
            is_approval=is_approval,
            nonce=nonce,
            receiver_account_id=receiver_account_id,
            sender_account_id=sender_account_id,
            transaction_id=transaction_id,
            type=type,
        )

        nft_transaction.additional_properties = d
        return nft_transaction
