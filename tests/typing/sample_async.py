"""What a type checker makes of the async clients. Never run: checked by test_typing.py."""

from typing import assert_type

import httpx2
from nft_holdings import AsyncHedera, AsyncListing, AsyncLoopring, AsyncSwapChat, Page, Retry, token_id
from nft_holdings_api.hedera.models import Nft
from nft_holdings_api.loopring.models import CollectionHolding, CombinedBalance
from nft_holdings_api.swapchat.models import NftAsset


async def hedera() -> None:
    async with AsyncHedera.testnet() as client:
        assert_type(client, AsyncHedera)
        assert_type(client.with_options(timeout=None), AsyncHedera)
        listing = client.nfts("0.0.1001", token_id > 5, order="desc")
        assert_type(listing, AsyncListing[Nft])
        async for nft in listing:
            assert_type(nft, Nft)
            assert_type(nft.metadata, str | None)
        async for page in listing.pages():
            assert_type(page, Page[Nft])
            assert_type(page.items, list[Nft])
        assert_type(await listing.all(), list[Nft])
        assert_type(await listing.first(), Nft | None)
    await AsyncHedera("http://127.0.0.1:8000", http_client=httpx2.AsyncClient(), retry=Retry(attempts=2), bad_rows="deliver").aclose()


async def loopring() -> None:
    async with AsyncLoopring(api_key="key") as client:
        assert_type(client.nft_balances(1), AsyncListing[CombinedBalance])
        assert_type(await client.collections(1).first(), CollectionHolding | None)
        async for row in client.nft_balances(address="0x"):
            assert_type(row, CombinedBalance)
            assert_type(row.locked, str)


async def swapchat() -> None:
    async with AsyncSwapChat("http://127.0.0.1:8000") as client:
        assert_type(client.nfts("user", "wallet"), AsyncListing[NftAsset])
        async for asset in client.nfts("user", "wallet"):
            assert_type(asset.quantity, int)
