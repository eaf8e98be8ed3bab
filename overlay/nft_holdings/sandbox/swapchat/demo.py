"""SwapChat's part of the demo."""

from collections.abc import Iterator

from nft_holdings import SwapChat
from nft_holdings.sandbox._api import DemoStep

from ._wallets import HUNDRED, USER


def demo(swapchat: SwapChat) -> Iterator[DemoStep]:
    """List a wallet's NFTs."""
    code = "swapchat.nfts(user_id, wallet_address)"
    yield DemoStep(f"SwapChat: the wallet {HUNDRED}", code, listing=swapchat.nfts(USER, HUNDRED), name="nfts")
