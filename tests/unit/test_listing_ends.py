"""The ends of listings: links that lead back, foreign rows, wrong totals, limits."""

import pickle
from typing import Any

import httpx2
import pytest
from attrs import evolve
from nft_holdings import ApiError, DecodeError, Hedera, IncompleteListing, InvalidArgument, Loopring, token_id

from tests.support.servers.listing_servers import PATH, STAGES, Reader, balance, by_offset, nft


def link(*rows: int | dict[str, Any], to: str | None) -> dict[str, Any]:
    """A page of rows, or of serial numbers, that leads to a query."""
    return {
        "nfts": [nft(row) if isinstance(row, int) else row for row in rows],
        "links": {"next": None if to is None else f"{PATH}?{to}"},
    }


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
class TestLinksThatLeadBack:
    def test_to_the_same_page(self, blocking: bool) -> None:
        read = Reader(STAGES["hedera"], [link(5, to="a=1"), link(4, to="a=2"), link(3, to="a=2")], blocking=blocking)
        with pytest.raises(IncompleteListing, match="read before") as stopped:
            read.all(read.listing())
        assert read.keys(stopped.value.items) == [5, 4]
        assert read.server.asked == 3
        assert stopped.value.cause is None
        # The page that cannot be right is not handed out, and is the one to go on with.
        rest = Reader(STAGES["hedera"], [link(3, to=None)], blocking=blocking)
        assert rest.all(rest.listing(cursor=stopped.value.cursor)) == [3]

    def test_in_a_circle(self, blocking: bool) -> None:
        circle = [link(5, to="a=1"), link(4, to="a=2"), link(3, to="a=3"), link(2, to="a=1")]
        read = Reader(STAGES["hedera"], circle, blocking=blocking)
        with pytest.raises(IncompleteListing, match="read before"):
            read.all(read.listing())
        assert read.server.asked == 4

    def test_to_the_page_of_the_cursor(self, blocking: bool) -> None:
        read = Reader(STAGES["hedera"], [link(5, to="a=1"), link(4, to="a=1")], blocking=blocking)
        cursor = read.pages(read.listing(), most=1)[0].cursor
        with pytest.raises(IncompleteListing, match="read before"):
            read.all(read.listing(cursor=cursor))
        assert read.server.asked == 2

    def test_from_one_empty_page_to_the_next(self, blocking: bool) -> None:
        empty = [link(to=f"a={number}") for number in range(11) for _ in range(2)]  # each is requested twice
        read = Reader(STAGES["hedera"], [link(5, to="b=1"), *empty], blocking=blocking)
        with pytest.raises(IncompleteListing, match="from one empty page to the next"):
            read.all(read.listing())
        assert read.server.asked == 1 + 2 * 11
        ten = Reader(STAGES["hedera"], [link(5, to="b=1"), *empty[:20], link(4, to=None)], blocking=blocking)
        assert ten.all(ten.listing()) == [5, 4]


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize(
    ("again", "rows"),
    [
        ([link(3, 2, to="a=2"), link(1, to=None)], [5, 4, 3, 2, 1]),
        ([link(3, to="a=2"), link(1, to=None)], [5, 4, 3, 1]),
        ([link(3, to=None)], [5, 4, 3]),
    ],
    ids=["whole then", "short again", "the last then"],
)
def test_a_short_page_that_is_not_the_last_is_asked_for_again(again: list[Any], rows: list[int], blocking: bool) -> None:
    read = Reader(STAGES["hedera"], [link(5, 4, to="a=1"), link(3, to="a=2"), *again], blocking=blocking)
    assert read.all(read.listing()) == rows
    assert read.server.requests[1].url == read.server.requests[2].url
    assert read.server.asked == 2 + len(again)


OUT_OF_PLACE: list[tuple[str, Any, dict[str, Any], str]] = [
    ("the same row again", 4, {}, "the server goes back"),
    ("a row of a page before", 5, {}, "the server goes back"),
    ("another token, in the other order", nft(1, token_id="0.0.10"), {}, "the server goes back"),
    ("another account", nft(2, account_id="0.0.2"), {}, "another account"),
    ("a token that the filter excludes", nft(3, token_id="0.0.8"), {"filter": token_id == 9}, "does not match the request"),
]


@pytest.mark.parametrize("row_at", [1, 2], ids=["inside of a page", "on the next page"])
@pytest.mark.parametrize(("row", "keywords", "why"), [row[1:] for row in OUT_OF_PLACE], ids=[row[0] for row in OUT_OF_PLACE])
def test_a_row_out_of_place_leaves_the_listing_incomplete(row: Any, keywords: dict[str, Any], why: str, row_at: int) -> None:
    later = [link(row, to=None)] if row_at == 2 else [link(3, row, to=None)]
    read = Reader(STAGES["hedera"], [link(5, 4, to="a=1"), *later], blocking=True)
    with pytest.raises(IncompleteListing, match=why) as stopped:
        read.all(read.listing(**keywords))
    assert read.keys(stopped.value.items) == [5, 4]
    rest = Reader(STAGES["hedera"], [link(3, to=None)], blocking=True)
    assert rest.all(rest.listing(**keywords, cursor=stopped.value.cursor)) == [3]


def test_rows_of_one_account_only_where_it_is_asked_for_by_an_alias() -> None:
    alias = "HIQQEXWKW53RKN4W6XXC4Q232SYNZ3SZANVZZSUME5B5PRGXL663UAQA"
    stage = evolve(STAGES["hedera"], listing=lambda client, **keywords: client.nfts(alias, **keywords))
    page = {"nfts": [nft(5, account_id="0.0.7")], "links": {"next": None}}
    read = Reader(stage, [page], blocking=True)
    assert read.all(read.listing()) == [5]
    page["nfts"] = [nft(5, account_id="0.0.7"), nft(4, account_id="0.0.8")]
    with pytest.raises(IncompleteListing, match=r"another account: .* of 0\.0\.8, not of 0\.0\.7"):
        read.all(read.listing())


def test_an_incomplete_loopring_listing_says_how_much_came() -> None:
    read = Reader(
        STAGES["loopring balances"], [{"totalNum": 5, "data": [balance(1), balance(2)]}, {"totalNum": 0, "data": []}], blocking=True
    )
    with pytest.raises(IncompleteListing, match="after 2 of 5 rows, and reading it 4 times") as stopped:
        read.all(read.listing())
    assert read.keys(stopped.value.items) == [1, 2]
    assert stopped.value.cursor is None
    assert [request.url.params["offset"] for request in read.server.requests] == ["0", "1"] * 4


def test_an_empty_first_page_with_a_total_is_incomplete() -> None:
    read = Reader(STAGES["loopring balances"], [{"totalNum": 5, "data": []}], blocking=True)
    with pytest.raises(IncompleteListing, match="after 0 of 5 rows") as stopped:
        read.all(read.listing())
    assert (stopped.value.items, stopped.value.cursor) == ([], None)
    assert read.server.asked == 4


@pytest.mark.parametrize("page_size", [1, 2, 3, 50])
def test_a_total_of_0_does_not_end_a_loopring_listing(page_size: int) -> None:
    read = Reader(evolve(STAGES["loopring balances"], serve=by_offset("data", balance, total=0)), blocking=True)
    assert read.all(read.listing(page_size=page_size)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(("total", "page_size"), [(1, 2), (1, 50), (3, 50)])
def test_more_rows_than_the_total_are_all_given(total: int, page_size: int) -> None:
    read = Reader(evolve(STAGES["loopring balances"], serve=by_offset("data", balance, total=total)), blocking=True)
    assert read.all(read.listing(page_size=page_size)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("stage", ["loopring balances", "loopring collections"])
@pytest.mark.parametrize("page_size", [1, 3, 4, 5, 6])
def test_every_page_size_gives_all_of_a_loopring_listing(stage: str, page_size: int) -> None:
    read = Reader(STAGES[stage], blocking=True)
    assert read.all(read.listing(page_size=page_size)) == [5, 4, 3, 2, 1]


@pytest.mark.parametrize("stage", ["loopring balances", "loopring collections", "swapchat"])
@pytest.mark.parametrize("then", [(6, 5, 4, 3, 2, 1), (4, 3, 2, 1), (5, 4, 1)], ids=["one came", "one went", "some went"])
def test_a_listing_that_moves_is_read_again_and_gives_each_row_once(stage: str, then: tuple[int, ...]) -> None:
    read = Reader(STAGES[stage], blocking=True)
    rows: list[int] = []
    for page in read.listing().pages():
        rows += read.keys(page.items)
        if read.server.asked == 2:
            seen = set(rows)
            read.server.numbers = then
    assert sorted(rows) == sorted(seen | set(then))


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "2"])
def test_max_pages_is_checked(wrong: Any) -> None:
    with pytest.raises(InvalidArgument):
        Hedera("http://a.example", max_pages=wrong)


def test_a_listing_shows_what_it_asks_and_no_key() -> None:
    listing = Loopring("https://a.example", api_key="s3cret-key", http_client=httpx2.Client()).nft_balances(77, token_ids=[5])
    assert "77" in repr(listing)
    assert "s3cret" not in repr(listing) + repr(vars(listing))


@pytest.mark.parametrize(
    "link",
    ["", "/api", "//[", "http://[/x", "?", "http://other.example/api", "/api/v1/transactions?a=2", "/api/v1/accounts/0.0.2/nfts?a=2"],
)
def test_a_link_that_leads_nowhere_leaves_the_listing_incomplete(link: str) -> None:
    good = {"nfts": [nft(5)], "links": {"next": f"{PATH}?a=1"}}
    read = Reader(STAGES["hedera"], [good, {"nfts": [nft(4)], "links": {"next": link}}], blocking=True)
    with pytest.raises(IncompleteListing) as stopped:
        read.all(read.listing())
    assert isinstance(stopped.value.cause, DecodeError)
    assert (stopped.value.cause.path, stopped.value.cause.temporary) == ("$.links.next", True)
    assert read.keys(stopped.value.items) == [5]


def test_a_client_with_params_of_its_own_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="params"):
        Hedera("http://a.example", http_client=httpx2.Client(params={"k": "v"}))


def test_a_closed_client_is_refused() -> None:
    client = Hedera("http://127.0.0.1:1")
    client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.nfts(1).all()


def test_a_closed_client_of_the_caller_is_refused() -> None:
    http_client = httpx2.Client()
    client = Hedera("http://127.0.0.1:1", http_client=http_client)
    http_client.close()
    with pytest.raises(RuntimeError, match="closed"):
        client.nfts(1).all()


def test_a_listing_has_no_truth() -> None:
    with Hedera("http://a.example") as client, pytest.raises(InvalidArgument, match="first"):
        bool(client.nfts(1))


def test_a_page_that_is_pickled_holds_no_key() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"totalNum": 1, "data": [balance(1)]})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
        page = next(Loopring("https://a.example", api_key="s3cret-key", http_client=http_client).nft_balances(1).pages())
    pickled = pickle.dumps(page)
    assert b"s3cret-key" not in pickled
    assert pickle.loads(pickled).items == page.items


def test_a_key_is_not_sent_after_a_redirect() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(302, headers={"location": "http://evil.example/"})

    http_client = httpx2.Client(transport=httpx2.MockTransport(answer), follow_redirects=True)
    listing = Loopring("https://a.example", api_key="s3cret-key", http_client=http_client).nft_balances(1)
    with http_client, pytest.raises(ApiError, match=r"redirects to http://evil\.example/"):
        listing.all()
    assert asked == ["a.example"]
