"""Loopring."""

from collections.abc import Sequence
from typing import Any

from nft_holdings._apis.loopring.operations import CollectionsListing, NftBalancesListing
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox

from fuzzing.fuzzed_api import PAGE_SIZE, FuzzedApi


def _operations(sandbox: Sandbox) -> Sequence[Operation[Any]]:
    accounts = list(sandbox.accounts("loopring").values())
    numbers = [int(account) for account in accounts if account.isdigit()]
    return [
        *(_balances(number, None, PAGE_SIZE) for number in numbers),
        *(_balances(None, account, PAGE_SIZE) for account in accounts if account.startswith("0x")),
        _balances(numbers[0], None, None),
        *(CollectionsListing.of(number, token_address=None, non_zero=None, page_size=PAGE_SIZE) for number in numbers),
    ]


def _balances(number: int | None, address: str | None, page_size: int | None) -> Operation[Any]:
    return NftBalancesListing.of(
        number, address, nft_datas=None, token_addresses=None, token_ids=None, non_zero=False, metadata=True, page_size=page_size
    )


FUZZED_API = FuzzedApi(
    operations=_operations,
    headers=lambda sandbox: {"x-api-key": sandbox.credentials("loopring")["api_key"]},
)
