"""Hedera's clients against the running sandbox: the document's ordering examples, whole listings, filters, errors."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    UNSET,
    AsyncHedera,
    BadRequest,
    Filter,
    Hedera,
    IncompleteListing,
    NotFound,
    nft_id,
    serial_number,
    spender_id,
    token_id,
)
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.hedera import _accounts as known

ALL = [(1, 1), (1, 3), (1, 5), (2, 2), (2, 4), (3, 3), (3, 4)]
ORDERING = [
    pytest.param(None, "asc", ALL, id="1-all-ascending"),
    pytest.param(None, "desc", ALL[::-1], id="2-all-descending"),
    pytest.param(nft_id > ("0.0.1", 1), "asc", ALL[1:], id="3-above-1-1-ascending"),
    pytest.param(nft_id < ("0.0.3", 3), "asc", ALL[:5], id="4-below-3-3-ascending"),
    # The document lists 3-4 too, which is outside of "1-3 to 3-3 inclusive": specs/hedera.yaml, the operation's decisions.
    pytest.param(nft_id.between(("0.0.1", 3), ("0.0.3", 3)), "desc", ALL[5:0:-1], id="5-between-1-3-and-3-3-descending"),
]


def pair(nft: Any) -> tuple[int, int]:
    return int(nft.token_id.rpartition(".")[2]), nft.serial_number


@pytest.mark.parametrize("page_size", [1, 2, 3, 7, 8, 100])
@pytest.mark.parametrize(("wanted", "order", "expected"), ORDERING)
def test_ordering_examples(sandbox: Sandbox, wanted: Filter | None, order: Any, expected: list[tuple[int, int]], page_size: int) -> None:
    async def asynchronously() -> list[Any]:
        async with AsyncHedera(base_url=sandbox.url) as hedera:
            return [nft async for nft in hedera.nfts(known.ORDERING, wanted, order=order, page_size=page_size)]

    with Hedera(base_url=sandbox.url) as hedera:
        assert [pair(nft) for nft in hedera.nfts(known.ORDERING, wanted, order=order, page_size=page_size)] == expected
    assert [pair(nft) for nft in asyncio.run(asynchronously())] == expected


@pytest.mark.parametrize(("account", "count"), [(known.EMPTY, 0), (known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, 5000)])
def test_a_listing_is_complete_and_in_order(sandbox: Sandbox, account: str, count: int) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        found = [pair(nft) for nft in hedera.nfts(account)]
    assert len(set(found)) == len(found) == count
    assert found == sorted(found, reverse=True)


def test_the_document_s_row_is_read(sandbox: Sandbox) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        nft = hedera.nfts(known.DOCUMENTED).first()
    assert nft is not None
    assert (nft.account_id, nft.token_id, nft.serial_number, nft.spender) == ("0.1.2", "0.0.222", 124, "0.0.500")
    assert nft.spender_id is UNSET
    assert nft.metadata == "VGhpcyBpcyBhIHRlc3QgTkZU"


FILTERS: list[tuple[Filter, Callable[[tuple[int, int]], bool]]] = [
    (token_id == "0.0.2", lambda nft: nft[0] == 2),
    (token_id > "0.0.1", lambda nft: nft[0] > 1),
    ((token_id >= "0.0.2") & (token_id < "0.0.3"), lambda nft: nft[0] == 2),
    ((token_id == "0.0.1") & (serial_number >= 3), lambda nft: nft[0] == 1 and nft[1] >= 3),
    ((token_id <= "0.0.3") & (serial_number == 3), lambda nft: nft[1] == 3),
    ((token_id >= "0.0.1") & (serial_number > 3), lambda nft: nft > (1, 3)),
    (nft_id <= ("0.0.2", 2), lambda nft: nft <= (2, 2)),
    (nft_id == ("0.0.3", 4), lambda nft: nft == (3, 4)),
    (nft_id.between(("0.0.1", 2), ("0.0.1", 4)), lambda nft: (1, 2) <= nft <= (1, 4)),
    ((token_id > "0.0.2") & (token_id < "0.0.2"), lambda nft: False),
]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("page_size", [1, 2, 100])
@pytest.mark.parametrize("index", range(len(FILTERS)))
def test_filters_select_what_they_say(sandbox: Sandbox, index: int, page_size: int, order: Any) -> None:
    wanted, selects = FILTERS[index]
    with Hedera(base_url=sandbox.url) as hedera:
        found = [pair(nft) for nft in hedera.nfts(known.ORDERING, wanted, page_size=page_size, order=order)]
    expected = [nft for nft in ALL if selects(nft)]
    assert found == (expected if order == "asc" else expected[::-1])


def test_spenders(sandbox: Sandbox) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        everything = hedera.nfts(known.SPENDERS).all()
        for wanted, spenders in (
            (spender_id == known.SPENDER, {known.SPENDER}),
            (spender_id.is_in([known.SPENDER, known.OTHER_SPENDER]), {known.SPENDER, known.OTHER_SPENDER}),
        ):
            found = hedera.nfts(known.SPENDERS, wanted).all()
            assert found == [nft for nft in everything if nft.spender in spenders]
            assert found


@pytest.mark.parametrize("account", [known.ALIAS, f"0.0.{known.ALIAS}", known.EVM_ADDRESS, known.EVM_ADDRESS.removeprefix("0x").upper()])
def test_every_way_to_name_an_account(sandbox: Sandbox, account: str) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        assert hedera.nfts(account, page_size=1).all()


def test_unknown_accounts(sandbox: Sandbox) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        assert hedera.nfts("0.0.999999").all() == []
        with pytest.raises(NotFound, match="No account with a matching alias found") as refused:
            hedera.nfts("AAAAAAAA").all()
        assert refused.value.status == 404
        assert refused.value.raw["_status"]["messages"]
        with pytest.raises(NotFound, match="Not found"):
            hedera.nfts(known.DELETED_EVM_ADDRESS).first()


def test_a_cursor_goes_on_where_a_listing_stopped(sandbox: Sandbox) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        everything = hedera.nfts(known.HUNDRED, page_size=30).all()
        for page in hedera.nfts(known.HUNDRED, page_size=30).pages():
            if page.cursor is None:
                break
            rest = hedera.nfts(known.HUNDRED, page_size=30, cursor=page.cursor).all()
            assert rest == everything[everything.index(page.items[-1]) + 1 :]
        with pytest.raises(IncompleteListing) as stopped:
            hedera.with_options(max_pages=2).nfts(known.HUNDRED, page_size=30).all()
        assert stopped.value.items == everything[:60]
        assert hedera.nfts(known.HUNDRED, page_size=30, cursor=stopped.value.cursor).all() == everything[60:]


def test_a_server_with_smaller_pages_than_asked_for() -> None:
    with Sandbox(Settings(nfts=50, hedera_maximum_limit=7)) as small, Hedera(base_url=small.url) as hedera:
        pages = list(hedera.nfts(known.LARGEST, page_size=100).pages())
    assert sum(len(page.items) for page in pages) == 50
    assert max(len(page.items) for page in pages) == 7


def test_a_gateway_s_prefix_is_kept(sandbox: Sandbox) -> None:
    seen: list[str] = []
    client = httpx2.Client(event_hooks={"request": [lambda request: seen.append(request.url.path)]})
    with client, Hedera(base_url=f"{sandbox.url}/v1/SECRETKEY", http_client=client, concurrency=1) as hedera:
        assert len(hedera.nfts(known.ORDERING, page_size=3).all()) == len(ALL)
    assert seen == [f"/v1/SECRETKEY/api/v1/accounts/{known.ORDERING}/nfts"] * 3


def test_what_the_server_refuses_is_raised(sandbox: Sandbox) -> None:
    with Hedera(base_url=sandbox.url) as hedera:
        # The client refuses this by itself; the operation is altered to see the server's refusal arrive.
        listing = hedera.nfts(known.ORDERING)
        object.__setattr__(listing._operation, "filter", serial_number == 3)
        with pytest.raises(BadRequest, match=r"serialnumber without a token\.id parameter filter") as refused:
            listing.all()
    assert refused.value.status == 400
