# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.metadata_nft_type import MetadataNftType
from ..types import UNSET, Unset


@attrs_model
class NftMetadata(
    Model,
    gc=False,
    rename={
        "image_size": "imageSize",
        "nft_type": "nftType",
        "token_address": "tokenAddress",
        "nft_id": "nftId",
    },
):
    """What the service knows about an NFT's content. Any part may be missing until the service has read it.

    Attributes:
        uri (str | Unset): Where the content is kept, mostly ipfs://….
        base (NftMetadataBase | Unset): An NFT's name, picture and the like. Text may hold HTML entities.
        image_size (ImageSizes | Unset): Addresses of cached pictures by size. 240-240, 332-332, 160-160 and original
            are known sizes; each may be missing.
        extra (NftMetadataExtra | Unset): What marketplaces read besides. Mostly empty strings.
        status (int | Unset): A number whose meaning is documented nowhere; 1 was seen.
        nft_type (MetadataNftType | Unset): The token standard as a number of the metadata. Not the numbering that
            minting uses; go by the row's own `nftType`.
        network (int | Unset): The network as a number; 0 is Ethereum.
        token_address (str | Unset): The contract.
        nft_id (str | Unset): The NFT's id behind 0x, yet in decimal digits. Take the row's nftId instead.
    """

    uri: str | Unset = UNSET
    base: NftMetadataBase | Unset = UNSET
    image_size: ImageSizes | Unset = UNSET
    extra: NftMetadataExtra | Unset = UNSET
    status: int | Unset = UNSET
    nft_type: MetadataNftType | Unset = UNSET
    network: int | Unset = UNSET
    token_address: str | Unset = UNSET
    nft_id: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        uri = self.uri

        base: dict[str, Any] | Unset = UNSET
        if not isinstance(self.base, Unset):
            base = cast(Any, None) if self.base is None else self.base.to_dict()

        image_size: dict[str, Any] | Unset = UNSET
        if not isinstance(self.image_size, Unset):
            image_size = cast(Any, None) if self.image_size is None else self.image_size.to_dict()

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = cast(Any, None) if self.extra is None else self.extra.to_dict()

        status = self.status

        nft_type: int | Unset = UNSET
        if not isinstance(self.nft_type, Unset):
            nft_type = cast(Any, None) if self.nft_type is None else self.nft_type.value

        network = self.network

        token_address = self.token_address

        nft_id = self.nft_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if uri is not UNSET:
            field_dict["uri"] = uri
        if base is not UNSET:
            field_dict["base"] = base
        if image_size is not UNSET:
            field_dict["imageSize"] = image_size
        if extra is not UNSET:
            field_dict["extra"] = extra
        if status is not UNSET:
            field_dict["status"] = status
        if nft_type is not UNSET:
            field_dict["nftType"] = nft_type
        if network is not UNSET:
            field_dict["network"] = network
        if token_address is not UNSET:
            field_dict["tokenAddress"] = token_address
        if nft_id is not UNSET:
            field_dict["nftId"] = nft_id

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.image_sizes import ImageSizes  # noqa: PLC0415
        from ..models.nft_metadata_base import NftMetadataBase  # noqa: PLC0415
        from ..models.nft_metadata_extra import NftMetadataExtra  # noqa: PLC0415

        d = dict(src_dict)
        uri = d.pop("uri", UNSET)

        _base = d.pop("base", UNSET)
        base: NftMetadataBase | Unset
        if isinstance(_base, Unset):
            base = UNSET
        elif _base is None:
            base = cast(NftMetadataBase | Unset, None)
        else:
            base = NftMetadataBase.from_dict(_base)

        _image_size = d.pop("imageSize", UNSET)
        image_size: ImageSizes | Unset
        if isinstance(_image_size, Unset):
            image_size = UNSET
        elif _image_size is None:
            image_size = cast(ImageSizes | Unset, None)
        else:
            image_size = ImageSizes.from_dict(_image_size)

        _extra = d.pop("extra", UNSET)
        extra: NftMetadataExtra | Unset
        if isinstance(_extra, Unset):
            extra = UNSET
        elif _extra is None:
            extra = cast(NftMetadataExtra | Unset, None)
        else:
            extra = NftMetadataExtra.from_dict(_extra)

        status = d.pop("status", UNSET)

        _nft_type = d.pop("nftType", UNSET)
        nft_type: MetadataNftType | Unset
        if isinstance(_nft_type, Unset):
            nft_type = UNSET
        elif _nft_type is None:
            nft_type = cast(MetadataNftType | Unset, None)
        else:
            nft_type = MetadataNftType(_nft_type)

        network = d.pop("network", UNSET)

        token_address = d.pop("tokenAddress", UNSET)

        nft_id = d.pop("nftId", UNSET)

        nft_metadata = cls(
            uri=uri,
            base=base,
            image_size=image_size,
            extra=extra,
            status=status,
            nft_type=nft_type,
            network=network,
            token_address=token_address,
            nft_id=nft_id,
        )

        nft_metadata.additional_properties = d
        return nft_metadata


from ..models.image_sizes import ImageSizes  # noqa: E402
from ..models.nft_metadata_base import NftMetadataBase  # noqa: E402
from ..models.nft_metadata_extra import NftMetadataExtra  # noqa: E402
