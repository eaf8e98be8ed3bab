"""Hedera."""

from collections.abc import Sequence
from typing import Any

from nft_holdings import token_id
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox

from fuzzing.fuzzed_api import PAGE_SIZE, FuzzedApi


def _operations(sandbox: Sandbox) -> Sequence[Operation[Any]]:
    accounts = list(sandbox.accounts("hedera").values())
    filtered = (token_id >= 1) & (token_id <= 2**32)
    return [
        *(HederaNfts.of(account, None, None, PAGE_SIZE) for account in accounts),
        *(HederaNfts.of(account, token_id > 1, "asc", PAGE_SIZE) for account in accounts if account.count(".") == 2),
        HederaNfts.of(accounts[0], filtered, "desc", None),
    ]


FUZZED_API = FuzzedApi(operations=_operations, settings={"hedera_quirks": True})
