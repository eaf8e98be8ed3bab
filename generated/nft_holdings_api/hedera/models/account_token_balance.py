# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model


@attrs_model
class AccountTokenBalance(Model, gc=False):
    """How much an account holds of a token.

    Attributes:
        token_id (str): The token, as shard.realm.number.
        balance (int): The amount in the smallest unit; of NFTs their number.
    """

    token_id: str
    balance: int

    def to_dict(self) -> dict[str, Any]:
        token_id = self.token_id

        balance = self.balance

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "token_id": token_id,
                "balance": balance,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        token_id = d.pop("token_id")

        balance = d.pop("balance")

        account_token_balance = cls(
            token_id=token_id,
            balance=balance,
        )

        account_token_balance.additional_properties = d
        return account_token_balance
