# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..models.blockchain import Blockchain
from ..models.contract_type import ContractType
from ..types import UNSET, Unset


@attrs_model
class NftInfo(Model, gc=False):
    """One NFT. A key that the page does not promise may be absent or null; the two are kept apart. Further keys of
    NFTGo's may come along and are kept.

        Attributes:
            blockchain (Blockchain): The name of a blockchain. Others than those listed may come.
            contract_address (str): The address of the collection's contract. Where a chain has no such thing, NFTGo puts
                the token's address
                (Solana) or the inscription's id (Bitcoin) here.
            token_id (None | str): The number of the token within its contract, as a string of up to 78 digits (256 bits).
                Null on Solana and
                Bitcoin, where `contract_address` alone identifies the NFT.
            collection_name (None | str | Unset): The name of the NFT's collection.
            collection_slug (None | str | Unset): The collection's slug at NFTGo.
            collection_opensea_slug (None | str | Unset): The collection's slug at OpenSea.
            name (None | str | Unset): The NFT's name.
            description (None | str | Unset): What the NFT's makers say about it.
            image (None | str | Unset): An image or a video: its URL (http, https, ipfs, ar), a data URI, or base64 without
                anything in front. It comes
                from strangers and can be of any length.
            animation_url (None | str | Unset): The URL of an animation.
            owner_addresses (list[str] | None | Unset): Who holds the token: one address for ERC721, one or more for
                ERC1155. How many each holds is not said, the list
                may have been cut, and it need not contain the wallet that was asked for.
            traits (list[Trait] | None | Unset): What sets the NFT apart within its collection.
            rarity (None | Rarity | Unset): How rare the NFT is within its collection.
            contract_type (ContractType | None | Unset): The token standard, if the server passes it on. The page has no
                such key.
            suspicious (bool | None | Unset): Whether OpenSea has barred the NFT from trading, if the server passes it on.
                The page has no such key.
            collection_logo (None | str | Unset): The collection's logo, a URL or base64, if the server passes it on. The
                page has no such key.
    """

    blockchain: Blockchain
    contract_address: str
    token_id: None | str
    collection_name: None | str | Unset = UNSET
    collection_slug: None | str | Unset = UNSET
    collection_opensea_slug: None | str | Unset = UNSET
    name: None | str | Unset = UNSET
    description: None | str | Unset = UNSET
    image: None | str | Unset = UNSET
    animation_url: None | str | Unset = UNSET
    owner_addresses: list[str] | None | Unset = UNSET
    traits: list[Trait] | None | Unset = UNSET
    rarity: None | Rarity | Unset = UNSET
    contract_type: ContractType | None | Unset = UNSET
    suspicious: bool | None | Unset = UNSET
    collection_logo: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.rarity import Rarity  # noqa: PLC0415

        blockchain = cast(Any, None) if self.blockchain is None else self.blockchain.value

        contract_address = self.contract_address

        token_id: None | str
        token_id = self.token_id

        collection_name: None | str | Unset
        if isinstance(self.collection_name, Unset):
            collection_name = UNSET
        else:
            collection_name = self.collection_name

        collection_slug: None | str | Unset
        if isinstance(self.collection_slug, Unset):
            collection_slug = UNSET
        else:
            collection_slug = self.collection_slug

        collection_opensea_slug: None | str | Unset
        if isinstance(self.collection_opensea_slug, Unset):
            collection_opensea_slug = UNSET
        else:
            collection_opensea_slug = self.collection_opensea_slug

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        description: None | str | Unset
        if isinstance(self.description, Unset):
            description = UNSET
        else:
            description = self.description

        image: None | str | Unset
        if isinstance(self.image, Unset):
            image = UNSET
        else:
            image = self.image

        animation_url: None | str | Unset
        if isinstance(self.animation_url, Unset):
            animation_url = UNSET
        else:
            animation_url = self.animation_url

        owner_addresses: list[str] | None | Unset
        if isinstance(self.owner_addresses, Unset):
            owner_addresses = UNSET
        elif isinstance(self.owner_addresses, list):
            owner_addresses = self.owner_addresses

        else:
            owner_addresses = self.owner_addresses

        traits: list[dict[str, Any]] | None | Unset
        if isinstance(self.traits, Unset):
            traits = UNSET
        elif isinstance(self.traits, list):
            traits = []
            for traits_type_0_item_data in self.traits or ():
                traits_type_0_item = (
                    cast(Any, None) if traits_type_0_item_data is None else traits_type_0_item_data.to_dict()
                )
                traits.append(traits_type_0_item)
            if self.traits is None:
                traits = cast(Any, None)

        else:
            traits = self.traits

        rarity: dict[str, Any] | None | Unset
        if isinstance(self.rarity, Unset):
            rarity = UNSET
        elif isinstance(self.rarity, Rarity):
            rarity = cast(Any, None) if self.rarity is None else self.rarity.to_dict()
        else:
            rarity = self.rarity

        contract_type: None | str | Unset
        if isinstance(self.contract_type, Unset):
            contract_type = UNSET
        elif isinstance(self.contract_type, ContractType):
            contract_type = cast(Any, None) if self.contract_type is None else self.contract_type.value
        else:
            contract_type = self.contract_type

        suspicious: bool | None | Unset
        if isinstance(self.suspicious, Unset):
            suspicious = UNSET
        else:
            suspicious = self.suspicious

        collection_logo: None | str | Unset
        if isinstance(self.collection_logo, Unset):
            collection_logo = UNSET
        else:
            collection_logo = self.collection_logo

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "blockchain": blockchain,
                "contract_address": contract_address,
                "token_id": token_id,
            }
        )
        if collection_name is not UNSET:
            field_dict["collection_name"] = collection_name
        if collection_slug is not UNSET:
            field_dict["collection_slug"] = collection_slug
        if collection_opensea_slug is not UNSET:
            field_dict["collection_opensea_slug"] = collection_opensea_slug
        if name is not UNSET:
            field_dict["name"] = name
        if description is not UNSET:
            field_dict["description"] = description
        if image is not UNSET:
            field_dict["image"] = image
        if animation_url is not UNSET:
            field_dict["animation_url"] = animation_url
        if owner_addresses is not UNSET:
            field_dict["owner_addresses"] = owner_addresses
        if traits is not UNSET:
            field_dict["traits"] = traits
        if rarity is not UNSET:
            field_dict["rarity"] = rarity
        if contract_type is not UNSET:
            field_dict["contract_type"] = contract_type
        if suspicious is not UNSET:
            field_dict["suspicious"] = suspicious
        if collection_logo is not UNSET:
            field_dict["collection_logo"] = collection_logo

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.rarity import Rarity  # noqa: PLC0415
        from ..models.trait import Trait  # noqa: PLC0415

        d = dict(src_dict)
        _blockchain = d.pop("blockchain")
        blockchain = cast(Blockchain, None) if _blockchain is None else Blockchain(_blockchain)

        contract_address = d.pop("contract_address")

        def _parse_token_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        token_id = _parse_token_id(d.pop("token_id"))

        def _parse_collection_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        collection_name = _parse_collection_name(d.pop("collection_name", UNSET))

        def _parse_collection_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        collection_slug = _parse_collection_slug(d.pop("collection_slug", UNSET))

        def _parse_collection_opensea_slug(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        collection_opensea_slug = _parse_collection_opensea_slug(d.pop("collection_opensea_slug", UNSET))

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_description(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        description = _parse_description(d.pop("description", UNSET))

        def _parse_image(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        image = _parse_image(d.pop("image", UNSET))

        def _parse_animation_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        animation_url = _parse_animation_url(d.pop("animation_url", UNSET))

        def _parse_owner_addresses(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                owner_addresses_type_0 = cast(list[str], data)

                return owner_addresses_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        owner_addresses = _parse_owner_addresses(d.pop("owner_addresses", UNSET))

        def _parse_traits(data: object) -> list[Trait] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                traits_type_0 = []
                _traits_type_0 = data
                for traits_type_0_item_data in _traits_type_0 or ():
                    _traits_type_0_item = traits_type_0_item_data
                    traits_type_0_item = (
                        cast(Trait, None) if _traits_type_0_item is None else Trait.from_dict(_traits_type_0_item)
                    )

                    traits_type_0.append(traits_type_0_item)
                if _traits_type_0 is None:
                    traits_type_0 = cast(Any, None)

                return traits_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[Trait] | None | Unset, data)

        traits = _parse_traits(d.pop("traits", UNSET))

        def _parse_rarity(data: object) -> None | Rarity | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                rarity_type_0 = Rarity.from_dict(data)

                return rarity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Rarity | Unset, data)

        rarity = _parse_rarity(d.pop("rarity", UNSET))

        def _parse_contract_type(data: object) -> ContractType | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                contract_type_type_0 = ContractType(data)

                return contract_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ContractType | None | Unset, data)

        contract_type = _parse_contract_type(d.pop("contract_type", UNSET))

        def _parse_suspicious(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        suspicious = _parse_suspicious(d.pop("suspicious", UNSET))

        def _parse_collection_logo(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        collection_logo = _parse_collection_logo(d.pop("collection_logo", UNSET))

        nft_info = cls(
            blockchain=blockchain,
            contract_address=contract_address,
            token_id=token_id,
            collection_name=collection_name,
            collection_slug=collection_slug,
            collection_opensea_slug=collection_opensea_slug,
            name=name,
            description=description,
            image=image,
            animation_url=animation_url,
            owner_addresses=owner_addresses,
            traits=traits,
            rarity=rarity,
            contract_type=contract_type,
            suspicious=suspicious,
            collection_logo=collection_logo,
        )

        nft_info.additional_properties = d
        return nft_info


from ..models.rarity import Rarity  # noqa: E402
from ..models.trait import Trait  # noqa: E402
