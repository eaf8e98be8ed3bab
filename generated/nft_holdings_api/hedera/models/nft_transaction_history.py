# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class NftTransactionHistory(Model, gc=False):
    """A page of what happened to an NFT.

    Attributes:
        transactions (list[NftTransaction]): The entries, in the order asked for.
        links (Links): Where the listing goes on.
    """

    transactions: list[NftTransaction]
    links: Links

    def to_dict(self) -> dict[str, Any]:
        transactions = []
        for transactions_item_data in self.transactions or ():
            transactions_item = cast(Any, None) if transactions_item_data is None else transactions_item_data.to_dict()
            transactions.append(transactions_item)
        if self.transactions is None:
            transactions = cast(Any, None)

        links = cast(Any, None) if self.links is None else self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "transactions": transactions,
                "links": links,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.links import Links  # noqa: PLC0415
        from ..models.nft_transaction import NftTransaction  # noqa: PLC0415

        d = dict(src_dict)
        transactions = []
        _transactions = d.pop("transactions")
        for transactions_item_data in _transactions or ():
            _transactions_item = transactions_item_data
            transactions_item = (
                cast(NftTransaction, None)
                if _transactions_item is None
                else NftTransaction.from_dict(_transactions_item)
            )

            transactions.append(transactions_item)
        if _transactions is None:
            transactions = cast(Any, None)

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        nft_transaction_history = cls(
            transactions=transactions,
            links=links,
        )

        nft_transaction_history.additional_properties = d
        return nft_transaction_history


from ..models.links import Links  # noqa: E402
from ..models.nft_transaction import NftTransaction  # noqa: E402
