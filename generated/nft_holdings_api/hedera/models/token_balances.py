# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class TokenBalances(Model, gc=False):
    """A page of how much accounts hold of a token.

    Attributes:
        timestamp (None | str): Asked for a time: the time of the snapshot, null where there is none. Else the latest
            change among this page's rows,
            which is no time of a snapshot and differs from page to page.
        balances (list[TokenBalance]): The rows, in the order asked for.
        links (Links): Where the listing goes on.
    """

    timestamp: None | str
    balances: list[TokenBalance]
    links: Links

    def to_dict(self) -> dict[str, Any]:
        timestamp: None | str
        timestamp = self.timestamp

        balances = []
        for balances_item_data in self.balances or ():
            balances_item = cast(Any, None) if balances_item_data is None else balances_item_data.to_dict()
            balances.append(balances_item)
        if self.balances is None:
            balances = cast(Any, None)

        links = cast(Any, None) if self.links is None else self.links.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "timestamp": timestamp,
                "balances": balances,
                "links": links,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.links import Links  # noqa: PLC0415
        from ..models.token_balance import TokenBalance  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timestamp = _parse_timestamp(d.pop("timestamp"))

        balances = []
        _balances = d.pop("balances")
        for balances_item_data in _balances or ():
            _balances_item = balances_item_data
            balances_item = (
                cast(TokenBalance, None) if _balances_item is None else TokenBalance.from_dict(_balances_item)
            )

            balances.append(balances_item)
        if _balances is None:
            balances = cast(Any, None)

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        token_balances = cls(
            timestamp=timestamp,
            balances=balances,
            links=links,
        )

        token_balances.additional_properties = d
        return token_balances


from ..models.links import Links  # noqa: E402
from ..models.token_balance import TokenBalance  # noqa: E402
