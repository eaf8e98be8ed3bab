"""Where listings end: links that lead back, totals that are wrong, limits."""

import pickle
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    ApiError,
    ConnectionFailed,
    DecodeError,
    FilterError,
    Hedera,
    IncompleteListing,
    Loopring,
)

from tests.unit.listings import PATH, STAGES, Reader, balance, nft


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
class TestLinksThatLeadBack:
    def link(self, *serials: int, to: str) -> dict[str, Any]:
        return {"nfts": [nft(serial) for serial in serials], "links": {"next": f"{PATH}?{to}"}}

    def test_to_the_same_page(self, blocking: bool) -> None:
        read = Reader(STAGES["hedera"], [self.link(5, 4, to="a=1"), self.link(3, to="a=2"), self.link(3, to="a=2")], blocking=blocking)
        with pytest.raises(IncompleteListing, match="read before") as stopped:
            read.all(read.listing())
        assert read.keys(stopped.value.items) == [5, 4, 3, 3]
        assert read.server.asked == 3
        assert stopped.value.cause is None

    def test_in_a_circle(self, blocking: bool) -> None:
        circle = [self.link(5, to="a=1"), self.link(4, to="a=2"), self.link(3, to="a=3"), self.link(2, to="a=1")]
        read = Reader(STAGES["hedera"], circle, blocking=blocking)
        with pytest.raises(IncompleteListing, match="read before"):
            read.all(read.listing())
        assert read.server.asked == 4

    def test_to_the_page_of_the_cursor(self, blocking: bool) -> None:
        read = Reader(STAGES["hedera"], [self.link(5, to="a=1")], blocking=blocking)
        cursor = read.pages(read.listing(), most=1)[0].cursor
        with pytest.raises(IncompleteListing, match="read before"):
            read.all(read.listing(cursor=cursor))


def test_an_incomplete_loopring_listing_says_how_much_came() -> None:
    read = Reader(
        STAGES["loopring balances"], [{"totalNum": 5, "data": [balance(1), balance(2)]}, {"totalNum": 0, "data": []}], blocking=True
    )
    with pytest.raises(IncompleteListing, match="after 2 of 5 rows") as stopped:
        read.all(read.listing())
    assert len(stopped.value.items) == 2
    assert stopped.value.cursor is not None


def test_an_empty_first_page_with_a_total_is_incomplete() -> None:
    read = Reader(STAGES["loopring balances"], [{"totalNum": 5, "data": []}], blocking=True)
    with pytest.raises(IncompleteListing, match="after 0 of 5 rows") as stopped:
        read.all(read.listing())
    assert (stopped.value.items, stopped.value.cursor) == ([], None)


def test_a_total_of_0_does_not_end_a_loopring_listing() -> None:
    pages = [{"totalNum": 0, "data": [balance(1)]}, {"totalNum": 0, "data": [balance(2)]}, {"totalNum": 0, "data": []}]
    read = Reader(STAGES["loopring balances"], pages, blocking=True)
    assert read.all(read.listing()) == [1, 2]


def test_more_rows_than_the_total_are_all_given() -> None:
    read = Reader(STAGES["loopring balances"], [{"totalNum": 1, "data": [balance(1), balance(2)]}], blocking=True)
    assert read.all(read.listing()) == [1, 2]


@pytest.mark.parametrize("wrong", [0, -1, 1.5, True, "2"])
def test_max_pages_is_checked(wrong: Any) -> None:
    with pytest.raises(FilterError):
        Hedera("http://a.example", max_pages=wrong)


def test_a_listing_shows_what_it_asks_and_no_key() -> None:
    listing = Loopring("http://a.example", api_key="s3cret", http_client=httpx2.Client()).nft_balances(77, token_ids=[5])
    assert "77" in repr(listing)
    assert "s3cret" not in repr(listing)


@pytest.mark.parametrize("link", ["", "/api", "//[", "http://[/x", "?", "http://other.example/api"])
def test_a_link_that_leads_nowhere_leaves_the_listing_incomplete(link: str) -> None:
    good = {"nfts": [nft(5)], "links": {"next": f"{PATH}?a=1"}}
    read = Reader(STAGES["hedera"], [good, {"nfts": [nft(4)], "links": {"next": link}}], blocking=True)
    with pytest.raises(IncompleteListing) as stopped:
        read.all(read.listing())
    assert isinstance(stopped.value.cause, DecodeError)
    assert stopped.value.cause.path == "$.links.next"
    assert read.keys(stopped.value.items) == [5]


def test_a_client_with_params_of_its_own_is_refused() -> None:
    with pytest.raises(FilterError, match="params"):
        Hedera("http://a.example", http_client=httpx2.Client(params={"k": "v"}))


def test_a_closed_client_is_a_connection_that_failed() -> None:
    client = Hedera("http://127.0.0.1:1")
    client.close()
    with pytest.raises(ConnectionFailed, match="closed") as failed:
        client.nfts(1).all()
    assert failed.value.sent is False


def test_a_listing_has_no_truth() -> None:
    with Hedera("http://a.example") as client, pytest.raises(FilterError, match="first"):
        bool(client.nfts(1))


def test_a_page_that_is_pickled_holds_no_key() -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"totalNum": 1, "data": [balance(1)]})

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
        page = next(Loopring("http://a.example", api_key="s3cret-key", http_client=http_client).nft_balances(1).pages())
    pickled = pickle.dumps(page)
    assert b"s3cret-key" not in pickled
    assert pickle.loads(pickled).items == page.items


def test_a_key_is_not_sent_after_a_redirect() -> None:
    asked: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request.url.host)
        return httpx2.Response(302, headers={"location": "http://evil.example/"})

    http_client = httpx2.Client(transport=httpx2.MockTransport(answer), follow_redirects=True)
    with http_client, pytest.raises(ApiError, match=r"redirects to http://evil\.example/"):
        Loopring("http://a.example", api_key="s3cret-key", http_client=http_client).nft_balances(1).all()
    assert asked == ["a.example"]
