"""Hedera."""

from collections.abc import Sequence
from typing import Any

from nft_holdings import holder_id, serial_number, token_id
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._apis.hedera.tokens import arguments
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox

from fuzzing.fuzzed_api import PAGE_SIZE, FuzzedApi

WITH_HISTORIES = "0.0.700"
"""A token of the sandbox whose NFTs have histories of all kinds, burned ones among them."""
HOLDER = "0.0.610"
SERIALS = range(1, 6)


def _operations(sandbox: Sandbox) -> Sequence[Operation[Any]]:
    accounts = list(sandbox.accounts("hedera").values())
    filtered = (token_id >= 1) & (token_id <= 2**32)
    return [
        *(HederaNfts.of(account, None, None, PAGE_SIZE) for account in accounts),
        *(HederaNfts.of(account, token_id > 1, "asc", PAGE_SIZE) for account in accounts if account.count(".") == 2),
        HederaNfts.of(accounts[0], filtered, "desc", None),
        arguments.token_nfts(WITH_HISTORIES, None, None, PAGE_SIZE, burned=True),
        arguments.token_nfts(WITH_HISTORIES, (serial_number > 1) & (holder_id == HOLDER), "asc", PAGE_SIZE, burned=None),
        *(arguments.history(WITH_HISTORIES, serial, PAGE_SIZE) for serial in SERIALS),
        arguments.account_tokens(HOLDER, "desc", PAGE_SIZE),
        arguments.holders(WITH_HISTORIES, 1, None, None, PAGE_SIZE),
        arguments.holders(WITH_HISTORIES, 1, "2026-11-20", "asc", PAGE_SIZE),
    ]


FUZZED_API = FuzzedApi(operations=_operations, settings={"hedera_quirks": True})
