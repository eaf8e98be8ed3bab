# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model


@attrs_model
class AccountBalance(Model, gc=False):
    """What an account holds.

    Attributes:
        balance (int | None): The amount of HBAR, in tinybars; 0 for an account that the snapshot lacks, null where the
            server stores no amount.
        timestamp (None | str): Of when the amount of HBAR is, in seconds since 1970 with exactly nine decimals, as a
            string; tokens may have changed later. Asked for a time: that of the snapshot.
        tokens (list[AccountTokenBalance]): The tokens, by ascending id, at most 1,000; nothing says that there are
            more. `getTokensByAccountId` lists them all.
    """

    balance: int | None
    timestamp: None | str
    tokens: list[AccountTokenBalance]

    def to_dict(self) -> dict[str, Any]:
        balance: int | None
        balance = self.balance

        timestamp: None | str
        timestamp = self.timestamp

        tokens = []
        for tokens_item_data in self.tokens or ():
            tokens_item = cast(Any, None) if tokens_item_data is None else tokens_item_data.to_dict()
            tokens.append(tokens_item)
        if self.tokens is None:
            tokens = cast(Any, None)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "balance": balance,
                "timestamp": timestamp,
                "tokens": tokens,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_token_balance import AccountTokenBalance  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_balance(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        balance = _parse_balance(d.pop("balance"))

        def _parse_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        timestamp = _parse_timestamp(d.pop("timestamp"))

        tokens = []
        _tokens = d.pop("tokens")
        for tokens_item_data in _tokens or ():
            _tokens_item = tokens_item_data
            tokens_item = (
                cast(AccountTokenBalance, None) if _tokens_item is None else AccountTokenBalance.from_dict(_tokens_item)
            )

            tokens.append(tokens_item)
        if _tokens is None:
            tokens = cast(Any, None)

        account_balance = cls(
            balance=balance,
            timestamp=timestamp,
            tokens=tokens,
        )

        account_balance.additional_properties = d
        return account_balance


from ..models.account_token_balance import AccountTokenBalance  # noqa: E402
