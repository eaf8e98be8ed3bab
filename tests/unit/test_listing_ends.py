"""Where listings end: links that lead back, totals that are wrong, limits."""

from typing import Any

import httpx2
import pytest
from nft_holdings import (
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
