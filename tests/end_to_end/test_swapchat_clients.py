"""SwapChat's clients against the running sandbox: whole listings, both shapes of a reply, errors inside a 200."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from nft_holdings import ApiError, AsyncSwapChat, SwapChat, Unauthorized
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.swapchat import _wallets as known


@pytest.fixture
def swapchat(sandbox: Sandbox) -> Iterator[SwapChat]:
    with SwapChat(sandbox.url) as client:
        yield client


@pytest.mark.parametrize(("wallet", "count"), [(known.EMPTY, 0), (known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, 5000)])
def test_a_listing_is_complete(swapchat: SwapChat, wallet: str, count: int) -> None:
    rows = swapchat.nfts(known.USER, wallet, page_size=50).all()
    assert len({(row.nft.contract_address, row.nft.token_id) for row in rows}) == len(rows) == count


@pytest.mark.parametrize("page_size", [1, 7, 20, 50, 51, 1000])
def test_any_page_size(swapchat: SwapChat, page_size: int) -> None:
    assert swapchat.nfts(known.USER, known.HUNDRED, page_size=page_size).all() == swapchat.nfts(known.USER, known.HUNDRED).all()


def test_the_page_s_example(swapchat: SwapChat) -> None:
    row = swapchat.nfts(known.USER, known.DOCUMENTED).all()[0]
    assert (row.nft.blockchain, row.nft.token_id, row.quantity) == ("ETH", "4495", 1)
    assert row.nft.owner_addresses == [known.DOCUMENTED]
    assert row.nft.rarity and row.nft.rarity.score == 34.72
    assert row.nft.traits and [trait.value for trait in row.nft.traits] == ["Service", "Wide Eyed", "Black"]


def test_odd_rows_are_read_without_loss(swapchat: SwapChat) -> None:
    for page in swapchat.nfts(known.USER, known.ODDITIES).pages():
        assert [row.to_dict() for row in page.items] == page.raw["data"]["assets"]


def test_the_bare_shape_lists_the_same(swapchat: SwapChat) -> None:
    with Sandbox(Settings(swapchat_envelope=False)) as bare, SwapChat(bare.url) as client:
        pages = list(client.nfts(known.USER, known.HUNDRED).pages())
        assert "assets" in pages[0].raw
        assert [row for page in pages for row in page.items] == swapchat.nfts(known.USER, known.HUNDRED).all()


def test_errors(sandbox: Sandbox, swapchat: SwapChat) -> None:
    with pytest.raises(ApiError) as refused:
        swapchat.nfts(known.REFUSED_USER, known.SINGLE).first()
    assert (refused.value.status, refused.value.code) == (200, 1)
    assert refused.value.message == refused.value.raw["msg"]
    with SwapChat(sandbox.url, token="stale") as stale, pytest.raises(Unauthorized) as unauthorized:
        stale.nfts(known.USER, known.SINGLE).first()
    assert unauthorized.value.status == 401
    with SwapChat(sandbox.url, token=known.SANDBOX_TOKEN) as client:
        assert client.nfts(known.USER, known.SINGLE).first()


def test_cursors_go_on(swapchat: SwapChat) -> None:
    everything = swapchat.nfts(known.USER, known.HUNDRED).all()
    for page in swapchat.nfts(known.USER, known.HUNDRED).pages():
        if page.cursor:
            rest = swapchat.nfts(known.USER, known.HUNDRED, cursor=page.cursor).all()
            assert rest == everything[everything.index(page.items[-1]) + 1 :]


def test_the_async_client_lists_the_same(sandbox: Sandbox, swapchat: SwapChat) -> None:
    async def asynchronously() -> list[Any]:
        async with Sandbox() as other, AsyncSwapChat(other.url) as client:
            return [row async for row in client.nfts(known.USER, known.HUNDRED)]

    assert asyncio.run(asynchronously()) == swapchat.nfts(known.USER, known.HUNDRED).all()
