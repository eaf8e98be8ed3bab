# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.deployment_status import DeploymentStatus
from ..models.nft_type import NftType
from ..types import UNSET, Unset


@attrs_model
class CombinedBalance(
    Model,
    gc=False,
    rename={
        "account_id": "accountId",
        "token_id": "tokenId",
        "nft_data": "nftData",
        "token_address": "tokenAddress",
        "nft_type": "nftType",
        "nft_id": "nftId",
        "is_counter_factual_nft": "isCounterFactualNFT",
        "deployment_status": "deploymentStatus",
        "royalty_percentage": "royaltyPercentage",
        "collection_info": "collectionInfo",
        "updated_at": "updatedAt",
        "balance_updated_at": "balanceUpdatedAt",
    },
):
    """One kind of NFT that the account holds. Its flags need not agree with each other nor with the collection's. What has
    no value is an empty string or absent; null was not seen.

        Attributes:
            account_id (int): The account that holds the NFT.
            token_id (int): The slot that the NFT takes within the account, 32768 or more. No id of the NFT itself.
            total (str): The amount held, a whole number in decimal, as a string.
            locked (str): The part of the amount that is frozen, written like total.
            pending (PendingBalance): Amounts between the layers, whole numbers in decimal, as strings.
            id (int | Unset): The row's number at the service.
            nft_data (str | Unset): The hash that tells kinds of NFTs apart, 0x and 64 hexadecimal digits.
            token_address (str | Unset): The contract, 0x and 40 hexadecimal digits in mixed or lower case; compare without
                regard to case.
            nft_type (NftType | Unset): The token standard of the contract.
            nft_id (str | Unset): The NFT's id within the contract, 0x and up to 64 hexadecimal digits; older replies
                dropped leading zeros.
            is_counter_factual_nft (bool | Unset): Whether the contract's address was computed before the contract was
                deployed.
            deployment_status (DeploymentStatus | Unset): Whether the contract exists on layer 1 yet.
            metadata (NftMetadata | Unset): What the service knows about an NFT's content. Any part may be missing until the
                service has read it.
            minter (str | Unset): The address that minted the NFT; not tied to metadata being asked for.
            royalty_percentage (int | Unset): The royalty in percent, 0 to 10.
            preference (NftPreference | Unset): How the holder wants an NFT shown.
            collection_info (Collection | Unset): A collection of NFTs. What has no value is an empty string.
            updated_at (int | Unset): When the row last changed, in milliseconds since 1970.
            balance_updated_at (int | Unset): When the amount last changed, in milliseconds since 1970.
    """

    account_id: int
    token_id: int
    total: str
    locked: str
    pending: PendingBalance
    id: int | Unset = UNSET
    nft_data: str | Unset = UNSET
    token_address: str | Unset = UNSET
    nft_type: NftType | Unset = UNSET
    nft_id: str | Unset = UNSET
    is_counter_factual_nft: bool | Unset = UNSET
    deployment_status: DeploymentStatus | Unset = UNSET
    metadata: NftMetadata | Unset = UNSET
    minter: str | Unset = UNSET
    royalty_percentage: int | Unset = UNSET
    preference: NftPreference | Unset = UNSET
    collection_info: Collection | Unset = UNSET
    updated_at: int | Unset = UNSET
    balance_updated_at: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        account_id = self.account_id

        token_id = self.token_id

        total = self.total

        locked = self.locked

        pending = cast(Any, None) if self.pending is None else self.pending.to_dict()

        id = self.id

        nft_data = self.nft_data

        token_address = self.token_address

        nft_type: str | Unset = UNSET
        if not isinstance(self.nft_type, Unset):
            nft_type = cast(Any, None) if self.nft_type is None else self.nft_type.value

        nft_id = self.nft_id

        is_counter_factual_nft = self.is_counter_factual_nft

        deployment_status: str | Unset = UNSET
        if not isinstance(self.deployment_status, Unset):
            deployment_status = cast(Any, None) if self.deployment_status is None else self.deployment_status.value

        metadata: dict[str, Any] | Unset = UNSET
        if not isinstance(self.metadata, Unset):
            metadata = cast(Any, None) if self.metadata is None else self.metadata.to_dict()

        minter = self.minter

        royalty_percentage = self.royalty_percentage

        preference: dict[str, Any] | Unset = UNSET
        if not isinstance(self.preference, Unset):
            preference = cast(Any, None) if self.preference is None else self.preference.to_dict()

        collection_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.collection_info, Unset):
            collection_info = cast(Any, None) if self.collection_info is None else self.collection_info.to_dict()

        updated_at = self.updated_at

        balance_updated_at = self.balance_updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accountId": account_id,
                "tokenId": token_id,
                "total": total,
                "locked": locked,
                "pending": pending,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if nft_data is not UNSET:
            field_dict["nftData"] = nft_data
        if token_address is not UNSET:
            field_dict["tokenAddress"] = token_address
        if nft_type is not UNSET:
            field_dict["nftType"] = nft_type
        if nft_id is not UNSET:
            field_dict["nftId"] = nft_id
        if is_counter_factual_nft is not UNSET:
            field_dict["isCounterFactualNFT"] = is_counter_factual_nft
        if deployment_status is not UNSET:
            field_dict["deploymentStatus"] = deployment_status
        if metadata is not UNSET:
            field_dict["metadata"] = metadata
        if minter is not UNSET:
            field_dict["minter"] = minter
        if royalty_percentage is not UNSET:
            field_dict["royaltyPercentage"] = royalty_percentage
        if preference is not UNSET:
            field_dict["preference"] = preference
        if collection_info is not UNSET:
            field_dict["collectionInfo"] = collection_info
        if updated_at is not UNSET:
            field_dict["updatedAt"] = updated_at
        if balance_updated_at is not UNSET:
            field_dict["balanceUpdatedAt"] = balance_updated_at

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection import Collection  # noqa: PLC0415
        from ..models.nft_metadata import NftMetadata  # noqa: PLC0415
        from ..models.nft_preference import NftPreference  # noqa: PLC0415
        from ..models.pending_balance import PendingBalance  # noqa: PLC0415

        d = dict(src_dict)
        account_id = d.pop("accountId")

        token_id = d.pop("tokenId")

        total = d.pop("total")

        locked = d.pop("locked")

        _pending = d.pop("pending")
        pending = cast(PendingBalance, None) if _pending is None else PendingBalance.from_dict(_pending)

        id = d.pop("id", UNSET)

        nft_data = d.pop("nftData", UNSET)

        token_address = d.pop("tokenAddress", UNSET)

        _nft_type = d.pop("nftType", UNSET)
        nft_type: NftType | Unset
        if isinstance(_nft_type, Unset):
            nft_type = UNSET
        elif _nft_type is None:
            nft_type = cast(NftType | Unset, None)
        else:
            nft_type = NftType(_nft_type)

        nft_id = d.pop("nftId", UNSET)

        is_counter_factual_nft = d.pop("isCounterFactualNFT", UNSET)

        _deployment_status = d.pop("deploymentStatus", UNSET)
        deployment_status: DeploymentStatus | Unset
        if isinstance(_deployment_status, Unset):
            deployment_status = UNSET
        elif _deployment_status is None:
            deployment_status = cast(DeploymentStatus | Unset, None)
        else:
            deployment_status = DeploymentStatus(_deployment_status)

        _metadata = d.pop("metadata", UNSET)
        metadata: NftMetadata | Unset
        if isinstance(_metadata, Unset):
            metadata = UNSET
        elif _metadata is None:
            metadata = cast(NftMetadata | Unset, None)
        else:
            metadata = NftMetadata.from_dict(_metadata)

        minter = d.pop("minter", UNSET)

        royalty_percentage = d.pop("royaltyPercentage", UNSET)

        _preference = d.pop("preference", UNSET)
        preference: NftPreference | Unset
        if isinstance(_preference, Unset):
            preference = UNSET
        elif _preference is None:
            preference = cast(NftPreference | Unset, None)
        else:
            preference = NftPreference.from_dict(_preference)

        _collection_info = d.pop("collectionInfo", UNSET)
        collection_info: Collection | Unset
        if isinstance(_collection_info, Unset):
            collection_info = UNSET
        elif _collection_info is None:
            collection_info = cast(Collection | Unset, None)
        else:
            collection_info = Collection.from_dict(_collection_info)

        updated_at = d.pop("updatedAt", UNSET)

        balance_updated_at = d.pop("balanceUpdatedAt", UNSET)

        combined_balance = cls(
            account_id=account_id,
            token_id=token_id,
            total=total,
            locked=locked,
            pending=pending,
            id=id,
            nft_data=nft_data,
            token_address=token_address,
            nft_type=nft_type,
            nft_id=nft_id,
            is_counter_factual_nft=is_counter_factual_nft,
            deployment_status=deployment_status,
            metadata=metadata,
            minter=minter,
            royalty_percentage=royalty_percentage,
            preference=preference,
            collection_info=collection_info,
            updated_at=updated_at,
            balance_updated_at=balance_updated_at,
        )

        combined_balance.additional_properties = d
        return combined_balance


from ..models.collection import Collection  # noqa: E402
from ..models.nft_metadata import NftMetadata  # noqa: E402
from ..models.nft_preference import NftPreference  # noqa: E402
from ..models.pending_balance import PendingBalance  # noqa: E402
