"""Loopring's and SwapChat's listings over lists that do not change, by servers that cap, overlap, and miscount."""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from nft_holdings import DecodeError, IncompleteListing, Loopring, SwapChat

from tests.support.property_settings import repeatable
from tests.support.servers.numbered_server import BALANCES, BARE_SWAPCHAT, COLLECTIONS, SWAPCHAT, TOTALS, NumberedServer, Paged

HONEST = ["true", "0 past the end", "quoted", "0", "of the first request"]
BY_OFFSET = [BALANCES, COLLECTIONS]
BY_NUMBER = [SWAPCHAT, BARE_SWAPCHAT]

paged_listings = st.sampled_from([*BY_OFFSET, *BY_NUMBER])
held = st.integers(0, 9)
page_sizes = st.integers(1, 5)
caps = st.sampled_from([1, 2, 3, 50])
wider_caps = st.sampled_from([2, 3, 50])


@repeatable(250)
@given(paged=paged_listings, held=held, page_size=page_sizes, cap=caps, total=st.sampled_from(HONEST), again=st.booleans())
def test_exactly_the_rows_in_their_order(paged: Paged, held: int, page_size: int, cap: int, total: str, again: bool) -> None:
    server = NumberedServer(paged, held, cap=cap, total=TOTALS[total], last_page_again=again)
    assert server.keys(server.listing(page_size=page_size).all()) == server.held


@repeatable(150)
@given(paged=st.sampled_from(BY_OFFSET), held=held, page_size=st.integers(3, 6), total=st.sampled_from(HONEST), data=st.data())
def test_windows_by_offset_that_overlap(paged: Paged, held: int, page_size: int, total: str, data: st.DataObject) -> None:
    """A window must reach past the last known row, else nobody could go on; so it begins too early by its size less two at most."""
    overlap = data.draw(st.lists(st.integers(0, page_size - 2), min_size=1, max_size=3))
    server = NumberedServer(paged, held, overlap=overlap, total=TOTALS[total])
    assert server.keys(server.listing(page_size=page_size).all()) == server.held


@repeatable(150)
@given(paged=st.sampled_from(BY_NUMBER), held=held, overlap=st.integers(0, 5), page_size=st.integers(2, 6), total=st.sampled_from(HONEST))
def test_pages_by_number_that_overlap(paged: Paged, held: int, overlap: int, page_size: int, total: str) -> None:
    """All windows begin too early by the same number of rows, so that each row is on some page."""
    assume(overlap < page_size)
    server = NumberedServer(paged, held, overlap=[overlap], total=TOTALS[total])
    assert server.keys(server.listing(page_size=page_size).all()) == server.held


@repeatable(200)
@given(
    paged=paged_listings,
    held=held,
    page_size=page_sizes,
    cap=caps,
    total=st.sampled_from([*(name for name in TOTALS if name not in ("0", "null", "1 too small"))]),
    overlap=st.lists(st.integers(0, 4), min_size=1, max_size=3),
    empty=st.sampled_from([lambda _: False, lambda asked: asked == 2, lambda asked: asked == 3, lambda asked: asked >= 2]),
    doubled=st.booleans(),
    again=st.booleans(),
)
@example(BALANCES, 5, 2, 50, "0 past the end", [0], lambda asked: asked >= 2, False, False)
@example(SWAPCHAT, 5, 2, 50, "0 past the end", [0], lambda asked: asked >= 2, False, False)
@example(SWAPCHAT, 4, 2, 50, "true", [1], lambda _: False, False, True)
def test_all_rows_or_an_error(
    paged: Paged, held: int, page_size: int, cap: int, total: str, overlap: list[int], empty: Any, doubled: bool, again: bool
) -> None:
    """Whatever is wrong at once, as long as the server says at some point how many rows there are, or more than there are.

    Left out: a total that is too small, which ends a listing that has come so far (the tests below), and no total at all, with
    which a list that is cut short looks like one that is short.
    """
    server = NumberedServer(paged, held, cap=cap, total=TOTALS[total], overlap=overlap, empty=empty, doubled=doubled, last_page_again=again)
    found: list[int] = []
    try:
        for row in server.listing(page_size=page_size):
            found.append(paged.key(row))
    except (IncompleteListing, DecodeError):
        assert set(found) <= set(server.held)
    else:
        assert set(found) == set(server.held)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("paged", [*BY_OFFSET, *BY_NUMBER])
@repeatable(40)
@given(held=held, page_size=page_sizes, overlap=st.lists(st.integers(0, 4), min_size=1, max_size=3), again=st.booleans())
@example(2, 1, [0, 1], True)
def test_without_a_total_a_listing_ends(paged: Paged, held: int, page_size: int, overlap: list[int], again: bool) -> None:
    """Its pages may overlap by more and more, or the last ones come again in turn: the requests are bounded, and no row comes twice."""
    server = NumberedServer(paged, held, total=TOTALS["0"], overlap=overlap, last_page_again=again)
    found: list[int] = []
    try:
        for row in server.listing(page_size=page_size):
            found.append(paged.key(row))
    except IncompleteListing:
        pass
    assert len(set(found)) == len(found)


@repeatable(150)
@given(paged=paged_listings, held=held, page_size=page_sizes, total=st.sampled_from(HONEST), missing=st.integers(2, 8))
def test_an_empty_page_before_the_end_is_asked_for_again(paged: Paged, held: int, page_size: int, total: str, missing: int) -> None:
    server = NumberedServer(paged, held, total=TOTALS[total], empty=lambda asked: asked == missing)
    assert server.keys(server.listing(page_size=page_size).all()) == server.held


@repeatable(60)
@given(paged=paged_listings, held=st.integers(2, 8), page_size=page_sizes)
def test_a_total_that_is_too_small_does_not_hide_rows(paged: Paged, held: int, page_size: int) -> None:
    server = NumberedServer(paged, held, total=TOTALS["1 too small"])
    try:
        found = server.keys(server.listing(page_size=page_size).all())
    except IncompleteListing:
        return
    assert found == server.held


@repeatable(100)
@given(paged=paged_listings, held=held, page_size=page_sizes, cap=wider_caps, total=st.sampled_from(HONEST), again=st.booleans())
def test_cut_at_every_boundary_and_resumed(paged: Paged, held: int, page_size: int, cap: int, total: str, again: bool) -> None:
    def server() -> NumberedServer:
        return NumberedServer(paged, held, cap=cap, total=TOTALS[total], last_page_again=again)

    whole = [page for page in server().listing(page_size=page_size).pages() if page.items]
    for cut in range(1, len(whole)):
        one, other = server(), server()
        with pytest.raises(IncompleteListing) as stopped:
            one.listing(page_size=page_size, max_pages=cut).all()
        assert one.asked == cut
        rest = other.listing(page_size=page_size, cursor=stopped.value.cursor).all()
        assert one.keys(stopped.value.items) + other.keys(rest) == one.held


@repeatable(60)
@given(paged=paged_listings, held=held, page_size=page_sizes, cap=wider_caps, total=st.sampled_from(HONEST))
def test_one_page_in_each_process(paged: Paged, held: int, page_size: int, cap: int, total: str) -> None:
    found: list[int] = []
    cursor = None
    for _ in range(4 * (held + 4)):
        server = NumberedServer(paged, held, cap=cap, total=TOTALS[total])
        page = next(server.listing(page_size=page_size, cursor=cursor).pages())
        found += server.keys(page.items)
        cursor = page.cursor
        if cursor is None:
            break
    assert found == list(range(1, held + 1))
    assert cursor is None, "the listing does not end"


@repeatable(60)
@given(paged=paged_listings, held=held, page_size=page_sizes, cap=wider_caps, total=st.sampled_from(HONEST), cut=st.integers(1, 4))
def test_the_same_asynchronously(paged: Paged, held: int, page_size: int, cap: int, total: str, cut: int) -> None:
    server = NumberedServer(paged, held, cap=cap, total=TOTALS[total])

    async def read() -> list[int]:
        try:
            return server.keys(await server.async_listing(page_size=page_size, max_pages=cut).all())
        except IncompleteListing as stopped:
            rest = server.async_listing(page_size=page_size, cursor=stopped.cursor)
            return server.keys([*stopped.items, *[item async for item in rest]])

    with asyncio.Runner() as runner:
        assert runner.run(read()) == server.held


@repeatable(60)
@given(paged=paged_listings, held=held, page_size=page_sizes, total=st.sampled_from(HONEST), cut=st.integers(1, 9))
def test_one_row_at_a_time_is_resumed_or_refused(paged: Paged, held: int, page_size: int, total: str, cut: int) -> None:
    """A page of one row cannot show both the last row of the page before and a new one, so a client may refuse to go on."""
    server = NumberedServer(paged, held, cap=1, total=TOTALS[total])
    try:
        assert server.keys(server.listing(page_size=page_size, max_pages=cut).all()) == server.held
    except IncompleteListing as stopped:
        found = server.keys(stopped.items)
        try:
            for row in server.listing(page_size=page_size, cursor=stopped.cursor):
                found.append(paged.key(row))
        except IncompleteListing:
            assert found == server.held[: len(found)]
        else:
            assert found == server.held


@pytest.mark.parametrize("wrong", [{"accountId": 2}, {"tokenId": 99}, {"nftData": "0xff"}, {"tokenAddress": "0xbad"}])
@pytest.mark.parametrize("on", [1, 2])
def test_a_row_that_does_not_match_the_request(wrong: dict[str, Any], on: int) -> None:
    server = NumberedServer(BALANCES, 6)

    def answer(request: httpx2.Request) -> httpx2.Response:
        page = json.loads(server.answer(request).content)
        page["data"] = [{"tokenAddress": "0xb2", **row} for row in page["data"]]
        if server.asked == on:
            page["data"][-1] |= wrong
        return httpx2.Response(200, json=page)

    client = Loopring(
        "https://api.example", http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), concurrency=1, **BALANCES.options
    )
    asked: dict[str, Any] = {"token_ids": range(1, 7), "nft_datas": [f"0x{key:064x}" for key in range(1, 7)], "token_addresses": ["0xB2"]}
    found: list[int] = []
    with pytest.raises(IncompleteListing, match="does not match the request"):
        for row in client.nft_balances(1, page_size=3, **asked):
            found.append(BALANCES.key(row))
    assert found == [1, 2, 3][: 3 * (on - 1)]
    assert server.asked == on


@pytest.mark.parametrize("paged", [*BY_OFFSET, *BY_NUMBER])
def test_a_total_of_the_page_only_is_not_that_of_the_listing(paged: Paged) -> None:
    server = NumberedServer(paged, 120, total=lambda server, _: server.on_page)
    assert server.keys(server.listing(page_size=50).all()) == server.held
    server.asked = 0
    with pytest.raises(IncompleteListing, match="max_pages") as stopped:
        server.listing(page_size=50, max_pages=1).all()
    assert len(stopped.value.items) == 50


@pytest.mark.parametrize("refusal", [{"code": 1, "msg": "no such page"}, None])
def test_a_refusal_behind_all_that_was_announced_is_the_end(refusal: Any) -> None:
    server = NumberedServer(SWAPCHAT, 20, total=TOTALS["true"])

    def answer(request: httpx2.Request) -> httpx2.Response:
        if json.loads(request.content)["page"] > 1:
            return httpx2.Response(404) if refusal is None else httpx2.Response(200, json=refusal)
        return server.answer(request)

    client = SwapChat("https://api.example", http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), concurrency=1)
    assert server.keys(client.nfts("u", "w", page_size=20).all()) == server.held


def test_a_key_that_is_refused_is_no_end() -> None:
    """The total that has come may be that of the page only."""
    server = NumberedServer(SWAPCHAT, 40, total=lambda server, _: server.on_page)

    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(401) if json.loads(request.content)["page"] > 1 else server.answer(request)

    client = SwapChat("https://api.example", http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), concurrency=1)
    with pytest.raises(IncompleteListing, match="401") as stopped:
        client.nfts("u", "w", page_size=20).all()
    assert server.keys(stopped.value.items) == server.held[:20]
