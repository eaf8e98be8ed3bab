# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class Nfts(Model, gc=False):
    """A page of NFTs.

    Attributes:
        nfts (list[Nft]): The rows, in the order asked for.
        links (Links): Where the listing goes on.
    """

    nfts: list[Nft]
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
        from ..models.nft import Nft  # noqa: PLC0415

        d = dict(src_dict)
        nfts = []
        _nfts = d.pop("nfts")
        for nfts_item_data in _nfts or ():
            _nfts_item = nfts_item_data
            nfts_item = cast(Nft, None) if _nfts_item is None else Nft.from_dict(_nfts_item)

            nfts.append(nfts_item)
        if _nfts is None:
            nfts = cast(Any, None)

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        nfts = cls(
            nfts=nfts,
            links=links,
        )

        nfts.additional_properties = d
        return nfts


from ..models.links import Links  # noqa: E402
from ..models.nft import Nft  # noqa: E402
