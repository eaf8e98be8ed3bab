"""SwapChat."""

from collections.abc import Sequence
from typing import Any

from nft_holdings._apis.swapchat.operations import SwapChatNfts
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox

from fuzzing.fuzzed_api import PAGE_SIZE, FuzzedApi

USER, REFUSED_USER = "0000000000000000000000a1", "0000000000000000000000ff"


def _operations(sandbox: Sandbox) -> Sequence[Operation[Any]]:
    wallets = [account for account in sandbox.accounts("swapchat").values() if account.startswith("0x")]
    return [*(SwapChatNfts.of(USER, wallet, PAGE_SIZE, None) for wallet in wallets), SwapChatNfts.of(REFUSED_USER, wallets[0], None, None)]


FUZZED_API = FuzzedApi(
    operations=_operations,
    settings={"swapchat_envelope": False},
    page=lambda document: document["data"] if "code" in document else document,
)
