# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model


@attrs_model
class NftListRequest(Model, gc=False):
    """Whose NFTs, and which page of them.

    Attributes:
        wallet_address (str): The wallet's address; whether its case matters, or names such as ENS are understood, is
            not documented.
        page (int): The number of the page, from 1. Always sent; the default is the client's. Default: 1.
        size (int): How many rows a page should hold. Always sent; the default is the client's. Above 50 the server may
            refuse, or
            send 50.
             Default: 20.
    """

    wallet_address: str
    page: int = 1
    size: int = 20

    def to_dict(self) -> dict[str, Any]:
        wallet_address = self.wallet_address

        page = self.page

        size = self.size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "wallet_address": wallet_address,
                "page": page,
                "size": size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        wallet_address = d.pop("wallet_address")

        page = d.pop("page")

        size = d.pop("size")

        nft_list_request = cls(
            wallet_address=wallet_address,
            page=page,
            size=size,
        )

        nft_list_request.additional_properties = d
        return nft_list_request
