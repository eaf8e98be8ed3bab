# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self, cast

from ...model import Model, attrs_model
from ..types import UNSET, Unset


@attrs_model
class AccountInfo(Model, gc=False):
    """An account or contract, with its balances and transactions.

    Attributes:
        account (str): The account, as shard.realm.number, whatever it was asked for by.
        alias (None | str): The account's alias, base32 without padding. It finds the account while that is not deleted.
        auto_renew_period (int | None): How long a renewal lasts, in seconds.
        balance (AccountBalance): What an account holds.
        created_timestamp (None | str): When the account was created, in seconds since 1970 with exactly nine decimals,
            as a string.
        decline_reward (bool): Whether the account declines rewards for staking.
        deleted (bool | None): Whether the account was deleted.
        ethereum_nonce (int | None): How many transactions of Ethereum's form the account has sent. It is today's, also
            when asked for a time.
        evm_address (None | str): The EVM address, that of the number if there is no other. It is not always one that
            the server finds the account by.
        expiry_timestamp (None | str): When the account has to be renewed, written like created_timestamp; computed from
            creation and auto_renew_period if it was not set.
        key (None | TokenKey): The account's key; null for an empty list of keys too.
        links (Links): Where the listing goes on.
        max_automatic_token_associations (int | None): How many tokens transfers may associate; -1 for any number.
        memo (None | str): A text about the account.
        pending_reward (int): The reward for staking that is not paid yet, in tinybars.
        receiver_sig_required (bool | None): Whether the account must sign what it receives.
        stake_period_start (None | str): Since when the account stakes as it does, or its last reward, written like
            created_timestamp.
        staked_account_id (None | str): The account that it stakes to.
        staked_node_id (int | None): The node that it stakes to.
        transactions (list[AccountTransaction]): Transactions that the account paid for or that touched it, in the order
            asked for; empty with `transactions=false`.
        delegation_address (str | Unset): An address in hexadecimal, `0x` where there is none. Only deployments that are
            set to send it do.
    """

    account: str
    alias: None | str
    auto_renew_period: int | None
    balance: AccountBalance
    created_timestamp: None | str
    decline_reward: bool
    deleted: bool | None
    ethereum_nonce: int | None
    evm_address: None | str
    expiry_timestamp: None | str
    key: None | TokenKey
    links: Links
    max_automatic_token_associations: int | None
    memo: None | str
    pending_reward: int
    receiver_sig_required: bool | None
    stake_period_start: None | str
    staked_account_id: None | str
    staked_node_id: int | None
    transactions: list[AccountTransaction]
    delegation_address: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.token_key import TokenKey  # noqa: PLC0415

        account = self.account

        alias: None | str
        alias = self.alias

        auto_renew_period: int | None
        auto_renew_period = self.auto_renew_period

        balance = cast(Any, None) if self.balance is None else self.balance.to_dict()

        created_timestamp: None | str
        created_timestamp = self.created_timestamp

        decline_reward = self.decline_reward

        deleted: bool | None
        deleted = self.deleted

        ethereum_nonce: int | None
        ethereum_nonce = self.ethereum_nonce

        evm_address: None | str
        evm_address = self.evm_address

        expiry_timestamp: None | str
        expiry_timestamp = self.expiry_timestamp

        key: dict[str, Any] | None
        if isinstance(self.key, TokenKey):
            key = cast(Any, None) if self.key is None else self.key.to_dict()
        else:
            key = self.key

        links = cast(Any, None) if self.links is None else self.links.to_dict()

        max_automatic_token_associations: int | None
        max_automatic_token_associations = self.max_automatic_token_associations

        memo: None | str
        memo = self.memo

        pending_reward = self.pending_reward

        receiver_sig_required: bool | None
        receiver_sig_required = self.receiver_sig_required

        stake_period_start: None | str
        stake_period_start = self.stake_period_start

        staked_account_id: None | str
        staked_account_id = self.staked_account_id

        staked_node_id: int | None
        staked_node_id = self.staked_node_id

        transactions = []
        for transactions_item_data in self.transactions or ():
            transactions_item = cast(Any, None) if transactions_item_data is None else transactions_item_data.to_dict()
            transactions.append(transactions_item)
        if self.transactions is None:
            transactions = cast(Any, None)

        delegation_address = self.delegation_address

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "account": account,
                "alias": alias,
                "auto_renew_period": auto_renew_period,
                "balance": balance,
                "created_timestamp": created_timestamp,
                "decline_reward": decline_reward,
                "deleted": deleted,
                "ethereum_nonce": ethereum_nonce,
                "evm_address": evm_address,
                "expiry_timestamp": expiry_timestamp,
                "key": key,
                "links": links,
                "max_automatic_token_associations": max_automatic_token_associations,
                "memo": memo,
                "pending_reward": pending_reward,
                "receiver_sig_required": receiver_sig_required,
                "stake_period_start": stake_period_start,
                "staked_account_id": staked_account_id,
                "staked_node_id": staked_node_id,
                "transactions": transactions,
            }
        )
        if delegation_address is not UNSET:
            field_dict["delegation_address"] = delegation_address

        return field_dict

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        from ..models.account_balance import AccountBalance  # noqa: PLC0415
        from ..models.account_transaction import AccountTransaction  # noqa: PLC0415
        from ..models.links import Links  # noqa: PLC0415
        from ..models.token_key import TokenKey  # noqa: PLC0415

        d = dict(src_dict)
        account = d.pop("account")

        def _parse_alias(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        alias = _parse_alias(d.pop("alias"))

        def _parse_auto_renew_period(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        auto_renew_period = _parse_auto_renew_period(d.pop("auto_renew_period"))

        _balance = d.pop("balance")
        balance = cast(AccountBalance, None) if _balance is None else AccountBalance.from_dict(_balance)

        def _parse_created_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_timestamp = _parse_created_timestamp(d.pop("created_timestamp"))

        decline_reward = d.pop("decline_reward")

        def _parse_deleted(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        deleted = _parse_deleted(d.pop("deleted"))

        def _parse_ethereum_nonce(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        ethereum_nonce = _parse_ethereum_nonce(d.pop("ethereum_nonce"))

        def _parse_evm_address(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        evm_address = _parse_evm_address(d.pop("evm_address"))

        def _parse_expiry_timestamp(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        expiry_timestamp = _parse_expiry_timestamp(d.pop("expiry_timestamp"))

        def _parse_key(data: object) -> None | TokenKey:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                key_type_0 = TokenKey.from_dict(data)

                return key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenKey, data)

        key = _parse_key(d.pop("key"))

        _links = d.pop("links")
        links = cast(Links, None) if _links is None else Links.from_dict(_links)

        def _parse_max_automatic_token_associations(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        max_automatic_token_associations = _parse_max_automatic_token_associations(
            d.pop("max_automatic_token_associations")
        )

        def _parse_memo(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        memo = _parse_memo(d.pop("memo"))

        pending_reward = d.pop("pending_reward")

        def _parse_receiver_sig_required(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        receiver_sig_required = _parse_receiver_sig_required(d.pop("receiver_sig_required"))

        def _parse_stake_period_start(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        stake_period_start = _parse_stake_period_start(d.pop("stake_period_start"))

        def _parse_staked_account_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        staked_account_id = _parse_staked_account_id(d.pop("staked_account_id"))

        def _parse_staked_node_id(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        staked_node_id = _parse_staked_node_id(d.pop("staked_node_id"))

        transactions = []
        _transactions = d.pop("transactions")
        for transactions_item_data in _transactions or ():
            _transactions_item = transactions_item_data
            transactions_item = (
                cast(AccountTransaction, None)
                if _transactions_item is None
                else AccountTransaction.from_dict(_transactions_item)
            )

            transactions.append(transactions_item)
        if _transactions is None:
            transactions = cast(Any, None)

        delegation_address = d.pop("delegation_address", UNSET)

        account_info = cls(
            account=account,
            alias=alias,
            auto_renew_period=auto_renew_period,
            balance=balance,
            created_timestamp=created_timestamp,
            decline_reward=decline_reward,
            deleted=deleted,
            ethereum_nonce=ethereum_nonce,
            evm_address=evm_address,
            expiry_timestamp=expiry_timestamp,
            key=key,
            links=links,
            max_automatic_token_associations=max_automatic_token_associations,
            memo=memo,
            pending_reward=pending_reward,
            receiver_sig_required=receiver_sig_required,
            stake_period_start=stake_period_start,
            staked_account_id=staked_account_id,
            staked_node_id=staked_node_id,
            transactions=transactions,
            delegation_address=delegation_address,
        )

        account_info.additional_properties = d
        return account_info


from ..models.account_balance import AccountBalance  # noqa: E402
from ..models.account_transaction import AccountTransaction  # noqa: E402
from ..models.links import Links  # noqa: E402
from ..models.token_key import TokenKey  # noqa: E402
