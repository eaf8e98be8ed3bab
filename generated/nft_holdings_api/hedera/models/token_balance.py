# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class TokenBalance(Model, gc=False):
    """How much an account holds of a token.

    Attributes:
        account (str): The account, as shard.realm.number.
        balance (int): The amount in the smallest unit; of NFTs their number.
        decimals (int | None): How many decimals an amount has; 0 for NFTs.
    """

    account: str
    balance: int
    decimals: int | None

    def to_dict(self) -> dict[str, Any]:
        account = self.account

        balance = self.balance

        decimals: int | None
        decimals = self.decimals

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account": account,
                "balance": balance,
                "decimals": decimals,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        account = d.pop("account")

        balance = d.pop("balance")

        def _parse_decimals(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        decimals = _parse_decimals(d.pop("decimals"))

        token_balance = cls(
            account=account,
            balance=balance,
            decimals=decimals,
        )

        token_balance.additional_properties = d
        return token_balance
