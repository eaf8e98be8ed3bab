# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class TokenNfts(Model, gc=False):
    """A page of a token's NFTs.

    Attributes:
        nfts (list[TokenNft]): The rows, in the order asked for.
        links (Links): Where the listing goes on.
    """

    nfts: list[TokenNft]
    links: Links

    def to_dict(self) -> dict[str, Any]:
        nfts = []
        for nfts_item_data in self.nfts or ():
            nfts_item = cast(Any, None) if nfts_item_data is None else nfts_item_data.to_dict()
            nfts.append(nfts_item)
        if self.nfts is None:
            nfts = cast(Any, None)

        links = cast(Any, None) if self.links is None else self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "nfts": nfts,
                "links": links,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.links import Links  # noqa: PLC0415
        from ..models.token_nft import TokenNft  # noqa: PLC0415

        d = dict(src_dict)
        nfts = []
        _nfts = d.pop("nfts")
        for nfts_item_data in _nfts or ():
            _nfts_item = nfts_item_data
            nfts_item = cast(TokenNft, None) if _nfts_item is None else TokenNft.from_dict(_nfts_item)

            nfts.append(nfts_item)
        if _nfts is None:
            nfts = cast(Any, None)

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        token_nfts = cls(
            nfts=nfts,
            links=links,
        )

        token_nfts.additional_properties = d
        return token_nfts


from ..models.links import Links  # noqa: E402
from ..models.token_nft import TokenNft  # noqa: E402
