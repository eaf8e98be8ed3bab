# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.deployment_status import DeploymentStatus
from ..models.nft_type import NftType
from ..types import UNSET, Unset


@attrs_model
class Collection(
    Model,
    gc=False,
    rename={
        "contract_address": "contractAddress",
        "collection_address": "collectionAddress",
        "base_uri": "baseUri",
        "nft_factory": "nftFactory",
        "tile_uri": "tileUri",
        "deploy_status": "deployStatus",
        "nft_type": "nftType",
        "is_public": "isPublic",
        "is_counter_factual_nft": "isCounterFactualNFT",
        "is_mintable": "isMintable",
        "is_editable": "isEditable",
        "is_deletable": "isDeletable",
    },
):
    """A collection of NFTs. What has no value is an empty string.

    Attributes:
        id (int): The collection's number at the service.
        owner (str | Unset): The owner's address, in mixed or lower case.
        name (str | Unset): The collection's name, any text.
        contract_address (str | Unset): The contract on layer 1, deployed or to be deployed. Several collections may
            share one.
        collection_address (str | Unset): Where the collection's metadata is: an ipfs:// or https:// address, or, if it
            was made in Loopring's web app, a
            text that begins with 0x and is opened behind https://nftinfos.loopring.io/. Neither always an address nor
            always a URL.
        base_uri (str | Unset): The prefix of the NFTs' addresses, which Loopring generates; ipfs:// with hexadecimal
            digits, or empty.
        nft_factory (str | Unset): The address of the factory contract that deploys the contract; may be empty.
        description (str | Unset): Text about the collection; may be empty.
        avatar (str | Unset): Where the small picture is, ipfs:// or https://, or empty.
        banner (str | Unset): Where the wide picture is, ipfs:// or https://, or empty.
        thumbnail (str | Unset): Where the preview is, ipfs:// or https://, or empty.
        tile_uri (str | Unset): Where the picture for tiles is, ipfs:// or https://.
        cached (CollectionCached | Unset): Loopring's own copies of a collection's pictures; each is empty where there
            is none.
        deploy_status (DeploymentStatus | Unset): Whether the contract exists on layer 1 yet.
        nft_type (NftType | Unset): The token standard of the contract.
        is_public (bool | Unset): Whether the collection is public. Not in replies of this operation; see
            extra.properties.
        is_counter_factual_nft (bool | Unset): As in extra.properties; seen in the list of owned collections only.
        is_mintable (bool | Unset): As in extra.properties; seen in the list of owned collections only.
        is_editable (bool | Unset): As in extra.properties; seen in the list of owned collections only.
        is_deletable (bool | Unset): As in extra.properties; seen in the list of owned collections only.
        times (CollectionTimes | Unset): When a collection was created and changed.
        extra (CollectionExtra | Unset): A collection's properties and origin.
    """

    id: int
    owner: str | Unset = UNSET
    name: str | Unset = UNSET
    contract_address: str | Unset = UNSET
    collection_address: str | Unset = UNSET
    base_uri: str | Unset = UNSET
    nft_factory: str | Unset = UNSET
    description: str | Unset = UNSET
    avatar: str | Unset = UNSET
    banner: str | Unset = UNSET
    thumbnail: str | Unset = UNSET
    tile_uri: str | Unset = UNSET
    cached: CollectionCached | Unset = UNSET
    deploy_status: DeploymentStatus | Unset = UNSET
    nft_type: NftType | Unset = UNSET
    is_public: bool | Unset = UNSET
    is_counter_factual_nft: bool | Unset = UNSET
    is_mintable: bool | Unset = UNSET
    is_editable: bool | Unset = UNSET
    is_deletable: bool | Unset = UNSET
    times: CollectionTimes | Unset = UNSET
    extra: CollectionExtra | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        owner = self.owner

        name = self.name

        contract_address = self.contract_address

        collection_address = self.collection_address

        base_uri = self.base_uri

        nft_factory = self.nft_factory

        description = self.description

        avatar = self.avatar

        banner = self.banner

        thumbnail = self.thumbnail

        tile_uri = self.tile_uri

        cached: dict[str, Any] | Unset = UNSET
        if not isinstance(self.cached, Unset):
            cached = cast(Any, None) if self.cached is None else self.cached.to_dict()

        deploy_status: str | Unset = UNSET
        if not isinstance(self.deploy_status, Unset):
            deploy_status = cast(Any, None) if self.deploy_status is None else self.deploy_status.value

        nft_type: str | Unset = UNSET
        if not isinstance(self.nft_type, Unset):
            nft_type = cast(Any, None) if self.nft_type is None else self.nft_type.value

        is_public = self.is_public

        is_counter_factual_nft = self.is_counter_factual_nft

        is_mintable = self.is_mintable

        is_editable = self.is_editable

        is_deletable = self.is_deletable

        times: dict[str, Any] | Unset = UNSET
        if not isinstance(self.times, Unset):
            times = cast(Any, None) if self.times is None else self.times.to_dict()

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = cast(Any, None) if self.extra is None else self.extra.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
            }
        )
        if owner is not UNSET:
            field_dict["owner"] = owner
        if name is not UNSET:
            field_dict["name"] = name
        if contract_address is not UNSET:
            field_dict["contractAddress"] = contract_address
        if collection_address is not UNSET:
            field_dict["collectionAddress"] = collection_address
        if base_uri is not UNSET:
            field_dict["baseUri"] = base_uri
        if nft_factory is not UNSET:
            field_dict["nftFactory"] = nft_factory
        if description is not UNSET:
            field_dict["description"] = description
        if avatar is not UNSET:
            field_dict["avatar"] = avatar
        if banner is not UNSET:
            field_dict["banner"] = banner
        if thumbnail is not UNSET:
            field_dict["thumbnail"] = thumbnail
        if tile_uri is not UNSET:
            field_dict["tileUri"] = tile_uri
        if cached is not UNSET:
            field_dict["cached"] = cached
        if deploy_status is not UNSET:
            field_dict["deployStatus"] = deploy_status
        if nft_type is not UNSET:
            field_dict["nftType"] = nft_type
        if is_public is not UNSET:
            field_dict["isPublic"] = is_public
        if is_counter_factual_nft is not UNSET:
            field_dict["isCounterFactualNFT"] = is_counter_factual_nft
        if is_mintable is not UNSET:
            field_dict["isMintable"] = is_mintable
        if is_editable is not UNSET:
            field_dict["isEditable"] = is_editable
        if is_deletable is not UNSET:
            field_dict["isDeletable"] = is_deletable
        if times is not UNSET:
            field_dict["times"] = times
        if extra is not UNSET:
            field_dict["extra"] = extra

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.collection_cached import CollectionCached  # noqa: PLC0415
        from ..models.collection_extra import CollectionExtra  # noqa: PLC0415
        from ..models.collection_times import CollectionTimes  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        owner = d.pop("owner", UNSET)

        name = d.pop("name", UNSET)

        contract_address = d.pop("contractAddress", UNSET)

        collection_address = d.pop("collectionAddress", UNSET)

        base_uri = d.pop("baseUri", UNSET)

        nft_factory = d.pop("nftFactory", UNSET)

        description = d.pop("description", UNSET)

        avatar = d.pop("avatar", UNSET)

        banner = d.pop("banner", UNSET)

        thumbnail = d.pop("thumbnail", UNSET)

        tile_uri = d.pop("tileUri", UNSET)

        _cached = d.pop("cached", UNSET)
        cached: CollectionCached | Unset
        if isinstance(_cached, Unset):
            cached = UNSET
        elif _cached is None:
            cached = cast(CollectionCached | Unset, None)
        else:
            cached = CollectionCached.from_dict(_cached)

        _deploy_status = d.pop("deployStatus", UNSET)
        deploy_status: DeploymentStatus | Unset
        if isinstance(_deploy_status, Unset):
            deploy_status = UNSET
        elif _deploy_status is None:
            deploy_status = cast(DeploymentStatus | Unset, None)
        else:
            deploy_status = DeploymentStatus(_deploy_status)

        _nft_type = d.pop("nftType", UNSET)
        nft_type: NftType | Unset
        if isinstance(_nft_type, Unset):
            nft_type = UNSET
        elif _nft_type is None:
            nft_type = cast(NftType | Unset, None)
        else:
            nft_type = NftType(_nft_type)

        is_public = d.pop("isPublic", UNSET)

        is_counter_factual_nft = d.pop("isCounterFactualNFT", UNSET)

        is_mintable = d.pop("isMintable", UNSET)

        is_editable = d.pop("isEditable", UNSET)

        is_deletable = d.pop("isDeletable", UNSET)

        _times = d.pop("times", UNSET)
        times: CollectionTimes | Unset
        if isinstance(_times, Unset):
            times = UNSET
        elif _times is None:
            times = cast(CollectionTimes | Unset, None)
        else:
            times = CollectionTimes.from_dict(_times)

        _extra = d.pop("extra", UNSET)
        extra: CollectionExtra | Unset
        if isinstance(_extra, Unset):
            extra = UNSET
        elif _extra is None:
            extra = cast(CollectionExtra | Unset, None)
        else:
            extra = CollectionExtra.from_dict(_extra)

        collection = cls(
            id=id,
            owner=owner,
            name=name,
            contract_address=contract_address,
            collection_address=collection_address,
            base_uri=base_uri,
            nft_factory=nft_factory,
            description=description,
            avatar=avatar,
            banner=banner,
            thumbnail=thumbnail,
            tile_uri=tile_uri,
            cached=cached,
            deploy_status=deploy_status,
            nft_type=nft_type,
            is_public=is_public,
            is_counter_factual_nft=is_counter_factual_nft,
            is_mintable=is_mintable,
            is_editable=is_editable,
            is_deletable=is_deletable,
            times=times,
            extra=extra,
        )

        collection.additional_properties = d
        return collection


from ..models.collection_cached import CollectionCached  # noqa: E402
from ..models.collection_extra import CollectionExtra  # noqa: E402
from ..models.collection_times import CollectionTimes  # noqa: E402
