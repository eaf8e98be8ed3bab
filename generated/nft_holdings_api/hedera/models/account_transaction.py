# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from ...model import Model, attrs_model


@attrs_model
class AccountTransaction(Model, gc=False):
    """A transaction, as the mirror node's own description of `/api/v1/transactions` has it.

    Attributes:
        consensus_timestamp (str): When it happened, in seconds since 1970 with exactly nine decimals, as a string.
        name (str): What kind of transaction it is.
        transaction_id (str): Payer, and begin of validity in seconds and nanoseconds.
    """

    consensus_timestamp: str
    name: str
    transaction_id: str

    def to_dict(self) -> dict[str, Any]:
        consensus_timestamp = self.consensus_timestamp

        name = self.name

        transaction_id = self.transaction_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "consensus_timestamp": consensus_timestamp,
                "name": name,
                "transaction_id": transaction_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        d = dict(src_dict)
        consensus_timestamp = d.pop("consensus_timestamp")

        name = d.pop("name")

        transaction_id = d.pop("transaction_id")

        account_transaction = cls(
            consensus_timestamp=consensus_timestamp,
            name=name,
            transaction_id=transaction_id,
        )

        account_transaction.additional_properties = d
        return account_transaction
