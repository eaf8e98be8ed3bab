"""Loopring's clients against the running sandbox: whole listings, every filter, errors, cursors."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from nft_holdings import UNSET, AsyncLoopring, Loopring, NotFound, Unauthorized
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.loopring import _accounts as known


@pytest.fixture
def loopring(sandbox: Sandbox) -> Iterator[Loopring]:
    with Loopring(sandbox.url, rate_limit=None, **sandbox.credentials("loopring")) as client:
        yield client


@pytest.mark.parametrize(("account", "count"), [(known.EMPTY, 0), (known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, 5000)])
def test_a_listing_is_complete(loopring: Loopring, account: int, count: int) -> None:
    rows = loopring.nft_balances(account).all()
    assert len({row.nft_data for row in rows}) == len(rows) == count
    assert {row.account_id for row in rows} <= {account}


def test_pages_tell_the_total(loopring: Loopring) -> None:
    pages = list(loopring.nft_balances(known.HUNDRED, page_size=30).pages())
    assert [len(page.items) for page in pages] == [30, 30, 30, 10]
    assert {page.total for page in pages} == {100}
    assert [page.cursor is None for page in pages] == [False, False, False, True]


@pytest.mark.parametrize("page_size", [51, 500, 10_000])
def test_a_page_size_that_is_capped_skips_nothing(loopring: Loopring, page_size: int) -> None:
    assert loopring.nft_balances(known.HUNDRED, page_size=page_size).all() == loopring.nft_balances(known.HUNDRED).all()


def test_the_same_account_by_its_address(loopring: Loopring) -> None:
    assert loopring.nft_balances(address=known.ADDRESSES[known.HUNDRED]).all() == loopring.nft_balances(known.HUNDRED).all()


def test_filters_select_what_they_say(loopring: Loopring) -> None:
    rows = loopring.nft_balances(known.HUNDRED).all()
    wanted = rows[3], rows[70]
    datas = [str(row.nft_data) for row in wanted]
    assert loopring.nft_balances(known.HUNDRED, nft_datas=datas).all() == list(wanted)
    assert loopring.nft_balances(known.HUNDRED, token_ids=[row.token_id for row in wanted]).all() == list(wanted)
    contract = str(rows[0].token_address)
    found = loopring.nft_balances(known.HUNDRED, token_addresses=[contract]).all()
    assert found == [row for row in rows if row.token_address == contract]
    assert loopring.nft_balances(known.HUNDRED, nft_datas=datas[:1], token_ids=[wanted[1].token_id]).all() == []


def test_balances_of_zero(loopring: Loopring) -> None:
    everything = loopring.nft_balances(known.ZEROES, non_zero=False).all()
    held = loopring.nft_balances(known.ZEROES).all()
    assert held == [row for row in everything if row.total != "0"]
    assert 0 < len(held) < len(everything)


def test_metadata_comes_when_it_is_asked_for(loopring: Loopring) -> None:
    assert all(row.metadata is UNSET for row in loopring.nft_balances(known.HUNDRED))
    kinds = {type(row.metadata).__name__ for row in loopring.nft_balances(known.HUNDRED, metadata=True)}
    assert kinds == {"NftMetadata", "UnsetType"}


def test_odd_rows_are_read_without_loss(loopring: Loopring) -> None:
    for balances in loopring.nft_balances(known.ODDITIES, metadata=True, non_zero=False).pages():
        assert [row.to_dict() for row in balances.items] == balances.raw["data"]
    for collections in loopring.collections(known.ODDITIES).pages():
        assert [row.to_dict() for row in collections.items] == collections.raw["collections"]


def test_the_documented_row(loopring: Loopring) -> None:
    row = loopring.nft_balances(known.DOCUMENTED).all()[0]
    assert (row.account_id, row.token_id, row.nft_id, row.total, row.locked) == (10110, 32768, "100", "1000", "2")


def test_collections(loopring: Loopring) -> None:
    holdings = loopring.collections(known.COLLECTOR).all()
    assert len(holdings) > 20
    assert len({holding.collection.id for holding in holdings}) == len(holdings)
    one = holdings[0].collection
    assert one.id in {holding.collection.id for holding in loopring.collections(known.COLLECTOR, token_address=str(one.contract_address))}
    assert loopring.collections(known.COLLECTOR, page_size=7).all() == holdings


def test_cursors_go_on(loopring: Loopring) -> None:
    for listing in (loopring.nft_balances, loopring.collections):
        everything: list[Any] = list(listing(known.COLLECTOR, page_size=7))
        for page in listing(known.COLLECTOR, page_size=7).pages():
            if page.cursor:
                rest = list(listing(known.COLLECTOR, page_size=7, cursor=page.cursor))
                assert rest == everything[everything.index(page.items[-1]) + 1 :]


def test_errors(sandbox: Sandbox, loopring: Loopring) -> None:
    with pytest.raises(NotFound) as refused:
        loopring.nft_balances(999_999_999).first()
    assert (refused.value.status, refused.value.code, refused.value.message) == (400, 104007, "Invalid accountId")
    with pytest.raises(NotFound):
        loopring.nft_balances(address="0xnobody").first()
    with Loopring(sandbox.url, api_key="wrong") as stranger, pytest.raises(Unauthorized) as unauthorized:
        stranger.nft_balances(known.SINGLE).first()
    assert unauthorized.value.code == 104002
    assert "wrong" not in f"{stranger!r}{unauthorized.value!r}"


def test_the_async_client_lists_the_same(sandbox: Sandbox, loopring: Loopring) -> None:
    async def asynchronously() -> tuple[list[Any], list[Any], Any]:
        async with AsyncLoopring(sandbox.url, **sandbox.credentials("loopring")) as client:
            balances = [row async for row in client.nft_balances(known.HUNDRED, metadata=True, page_size=30)]
            return balances, await client.collections(known.HUNDRED).all(), await client.collections(known.HUNDRED).first()

    balances, collections, first = asyncio.run(asynchronously())
    assert balances == loopring.nft_balances(known.HUNDRED, metadata=True).all()
    assert collections == loopring.collections(known.HUNDRED).all()
    assert first == collections[0]


def test_a_server_with_other_page_sizes() -> None:
    settings = Settings(nfts=50, loopring_maximum_limit=7, loopring_default_limit=3)
    with Sandbox(settings) as small, Loopring(small.url, rate_limit=None, **small.credentials("loopring")) as client:
        assert [len(page.items) for page in client.nft_balances(known.LARGEST).pages()] == [7, *[6] * 7, 1]


def test_a_client_of_httpx_does_as_well(sandbox: Sandbox) -> None:
    httpx = pytest.importorskip("httpx")
    with httpx.Client() as http_client, Loopring(sandbox.url, http_client=http_client, **sandbox.credentials("loopring")) as client:
        assert len(client.nft_balances(known.HUNDRED).all()) == 100
        assert not http_client.is_closed
    with httpx2.Client() as http_client:
        with Loopring(sandbox.url, http_client=http_client, **sandbox.credentials("loopring")) as client:
            client.nft_balances(known.SINGLE).first()
        assert not http_client.is_closed
