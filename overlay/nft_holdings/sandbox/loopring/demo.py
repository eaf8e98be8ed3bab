"""Loopring's part of the demo."""

from collections.abc import Iterator

from nft_holdings import Loopring
from nft_holdings.sandbox._api import DemoStep

from ._accounts import HUNDRED


def demo(loopring: Loopring) -> Iterator[DemoStep]:
    """List an account's NFTs and collections."""
    title, code = f"Loopring: balances of account {HUNDRED}, with metadata", f"loopring.nft_balances({HUNDRED}, metadata=True)"
    yield DemoStep(title, code, listing=loopring.nft_balances(HUNDRED, metadata=True), name="balances")
    code = f"loopring.collections({HUNDRED})"
    yield DemoStep("and its collections", code, listing=loopring.collections(HUNDRED), name="collections")
