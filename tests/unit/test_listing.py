"""Listings: lazy, started anew by each iteration, complete or an error; the same for both clients of every API."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    ApiError,
    ConnectionFailed,
    DecodeError,
    IncompleteListing,
    ServerError,
)

from tests.unit.listings import PATH, STAGES, MakeReader, Reader, nft


@pytest.fixture(
    params=[(name, blocking) for name in STAGES for blocking in (True, False)],
    ids=lambda each: f"{each[0]}, {'sync' if each[1] else 'async'}",
)
def reader(request: pytest.FixtureRequest) -> Iterator[MakeReader]:
    name, blocking = request.param
    stage = STAGES[name]

    def make(replies: Callable[[list[Any]], list[Any]] = list, **options: Any) -> Reader:
        return Reader(stage, replies(stage.pages), blocking=blocking, **options)

    yield make


def test_nothing_is_sent_before_iteration(reader: MakeReader) -> None:
    read = reader()
    listing = read.listing()
    repr(listing)
    listing.pages()
    iter(listing) if read.blocking else aiter(listing)
    assert read.server.asked == 0


def test_everything_comes_once_and_in_order(reader: MakeReader) -> None:
    read = reader()
    rows: list[int] = []
    read.iterate(read.listing(), rows)
    assert rows == [5, 4, 3, 2, 1]
    assert read.server.asked == 3


def test_each_iteration_starts_anew(reader: MakeReader) -> None:
    read = reader()
    listing = read.listing()
    assert read.all(listing) == [5, 4, 3, 2, 1]
    assert read.all(listing) == [5, 4, 3, 2, 1]
    assert read.first(listing) == 5
    assert read.server.asked == 7


def test_pages_are_asked_for_as_they_are_wanted(reader: MakeReader) -> None:
    read = reader()
    (page,) = read.pages(read.listing(), most=1)
    assert read.server.asked == 1
    assert read.keys(page.items) == [5, 4]


def test_a_page_tells_what_it_is(reader: MakeReader) -> None:
    read = reader()
    pages = read.pages(read.listing())
    assert [read.keys(page.items) for page in pages] == [[5, 4], [3, 2], [1]]
    assert [page.raw for page in pages] == read.stage.pages
    assert [page.total for page in pages] == read.stage.totals
    assert [page.response.status_code for page in pages] == [200, 200, 200]
    assert [page.cursor is None for page in pages] == [False, False, True]
    assert " raw=" not in repr(pages[0])


def test_first_asks_for_one_page(reader: MakeReader) -> None:
    read = reader()
    assert read.first(read.listing()) == 5
    assert read.server.asked == 1


def test_first_of_nothing_is_none(reader: MakeReader) -> None:
    def none_at_all(pages: list[Any]) -> list[Any]:
        text = str(pages[0])
        if "nfts" in text:
            return [{"nfts": [], "links": {"next": None}}]
        return [{"totalNum": 0, "data": [], "collections": []} if "totalNum" in text else {"assets": []}]

    read = reader(none_at_all)
    assert read.first(read.listing()) is None
    assert read.all(read.listing()) == []
    assert read.server.asked == 2


def test_first_goes_past_an_empty_page() -> None:
    pages = [{"nfts": [], "links": {"next": f"{PATH}?limit=1&serialnumber=lt:9"}}, {"nfts": [nft(1)], "links": {"next": None}}]
    for blocking in (True, False):
        read = Reader(STAGES["hedera"], pages, blocking=blocking)
        assert read.first(read.listing()) == 1


def test_max_pages_leaves_the_listing_incomplete(reader: MakeReader) -> None:
    for most in (1, 2):
        read = reader(max_pages=most)
        with pytest.raises(IncompleteListing, match="max_pages") as stopped:
            read.all(read.listing())
        assert read.server.asked == most
        assert read.keys(stopped.value.items) == [5, 4, 3, 2, 1][: 2 * most]
        assert stopped.value.cause is stopped.value.__cause__ is None
        read.server.asked = most
        rest = Reader(read.stage, read.stage.pages[most:], blocking=read.blocking)
        assert read.keys(stopped.value.items) + rest.all(rest.listing(cursor=stopped.value.cursor)) == [5, 4, 3, 2, 1]


def test_max_pages_that_suffice_are_no_error(reader: MakeReader) -> None:
    read = reader(max_pages=3)
    assert read.all(read.listing()) == [5, 4, 3, 2, 1]
    assert read.first(reader(max_pages=1).listing()) == 5


FAILURES: list[tuple[str, Any, type[Exception]]] = [
    ("refusal", lambda: httpx2.Response(503, json={}), ServerError),
    ("no connection", httpx2.ConnectError("refused"), ConnectionFailed),
    ("time-out", httpx2.ReadTimeout("slow"), ConnectionFailed),
    ("not JSON", lambda: httpx2.Response(200, text="<html>"), DecodeError),
    ("not the spec's JSON", lambda: httpx2.Response(200, json={"code": 0}), DecodeError),
]
failures = pytest.mark.parametrize(("failure", "kind"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])


@failures
def test_a_failure_of_the_first_page_is_raised_as_itself(reader: MakeReader, failure: Any, kind: type[Exception]) -> None:
    read = reader(lambda pages: [failure, *pages])
    with pytest.raises(kind) as raised:
        read.all(read.listing())
    assert not isinstance(raised.value, IncompleteListing)
    assert read.server.asked == 1


@failures
def test_a_later_failure_leaves_the_listing_incomplete(reader: MakeReader, failure: Any, kind: type[Exception]) -> None:
    read = reader(lambda pages: [pages[0], failure])
    with pytest.raises(IncompleteListing) as stopped:
        read.all(read.listing())
    error = stopped.value
    assert read.keys(error.items) == [5, 4]
    assert isinstance(error.cause, kind)
    assert error.__cause__ is error.cause
    assert str(error.cause) in str(error)
    rest = Reader(read.stage, read.stage.pages[1:], blocking=read.blocking)
    assert rest.all(rest.listing(cursor=error.cursor)) == [3, 2, 1]


def test_iterating_hands_out_what_came_before_a_failure(reader: MakeReader) -> None:
    read = reader(lambda pages: [*pages[:2], httpx2.ReadError("gone")])
    rows: list[int] = []
    with pytest.raises(IncompleteListing) as stopped:
        read.iterate(read.listing(), rows)
    assert rows == [5, 4, 3, 2]
    assert stopped.value.items == []
    rest = Reader(read.stage, read.stage.pages[2:], blocking=read.blocking)
    assert rest.all(rest.listing(cursor=stopped.value.cursor)) == [1]


def test_a_failure_of_the_first_page_after_a_cursor_is_raised_as_itself(reader: MakeReader) -> None:
    read = reader()
    cursor = read.pages(read.listing(), most=1)[0].cursor
    resumed = reader(lambda pages: [lambda: httpx2.Response(503, json={})])
    with pytest.raises(ApiError):
        resumed.all(resumed.listing(cursor=cursor))


def test_a_cursor_of_each_page_gives_exactly_the_rest(reader: MakeReader) -> None:
    read = reader()
    pages = read.pages(read.listing())
    for number, page in enumerate(pages[:-1], start=1):
        rest = Reader(read.stage, read.stage.pages[number:], blocking=read.blocking)
        listing = rest.listing(cursor=page.cursor)
        assert rest.all(listing) == [5, 4, 3, 2, 1][2 * number :]
        assert rest.all(listing) == [5, 4, 3, 2, 1][2 * number :]
        assert [page.cursor for page in rest.pages(rest.listing(cursor=page.cursor))] == [page.cursor for page in pages[number:]]
