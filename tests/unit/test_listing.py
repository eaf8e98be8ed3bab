"""Listings: lazy, started anew by each iteration, complete or an error; the same for both clients of every API."""

from typing import Any

import httpx2
import pytest
from nft_holdings import ApiError, ConnectionFailed, DecodeError, IncompleteListing, ServerError

from tests.support.servers.listing_servers import NUMBERS, PATH, STAGES, MakeReader, Reader, listed, nft

ROWS = list(NUMBERS)


def joined(pages: list[list[int]]) -> list[int]:
    return [number for page in pages for number in page]


@pytest.fixture(
    params=[(name, blocking) for name in STAGES for blocking in (True, False)],
    ids=lambda each: f"{each[0]}, {'sync' if each[1] else 'async'}",
)
def reader(request: pytest.FixtureRequest) -> MakeReader:
    name, blocking = request.param

    def make(**options: Any) -> Reader:
        return Reader(STAGES[name], blocking=blocking, **options)

    return make


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
    assert rows == ROWS
    assert read.server.asked == len(read.stage.raw)


def test_each_iteration_starts_anew(reader: MakeReader) -> None:
    read = reader()
    listing = read.listing()
    assert read.all(listing) == ROWS
    assert read.all(listing) == ROWS
    assert read.first(listing) == 5
    assert read.server.asked == 2 * len(read.stage.raw) + 1


def test_pages_are_asked_for_as_they_are_wanted(reader: MakeReader) -> None:
    read = reader()
    (page,) = read.pages(read.listing(), most=1)
    assert read.server.asked == 1
    assert read.keys(page.items) == [5, 4]


def test_a_page_tells_what_it_is(reader: MakeReader) -> None:
    read = reader()
    pages = read.pages(read.listing())
    assert [read.keys(page.items) for page in pages] == read.stage.new
    assert [page.raw for page in pages] == [read.stage.serve(request, NUMBERS) for request in read.server.requests]
    assert [len(listed(page.raw)) for page in pages] == [len(numbers) for numbers in read.stage.raw]
    assert [page.response.json() for page in pages] == [page.raw for page in pages]
    assert [page.response.status_code for page in pages] == [200] * len(pages)
    assert [page.total for page in pages] == [read.stage.total] * len(pages)
    assert [page.cursor is None for page in pages] == [False] * (len(pages) - 1) + [True]
    assert " raw=" not in repr(pages[0])


def test_first_asks_for_one_page(reader: MakeReader) -> None:
    read = reader()
    assert read.first(read.listing()) == 5
    assert read.server.asked == 1


def test_first_of_nothing_is_none(reader: MakeReader) -> None:
    read = reader(numbers=())
    assert read.first(read.listing()) is None
    assert read.all(read.listing()) == []
    assert read.server.asked == 2


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
def test_first_goes_past_an_empty_page(blocking: bool) -> None:
    pages = [{"nfts": [], "links": {"next": f"{PATH}?limit=1&serialnumber=lt:9"}}, {"nfts": [nft(1)], "links": {"next": None}}]
    read = Reader(STAGES["hedera"], pages, blocking=blocking)
    assert read.first(read.listing()) == 1


EMPTY_FIRST = [
    ("hedera", {"nfts": [], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:9"}}),
    ("swapchat", {"code": 0, "data": {"total": 5, "assets": []}}),
]


@pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
@pytest.mark.parametrize(("name", "empty"), EMPTY_FIRST, ids=[row[0] for row in EMPTY_FIRST])
def test_every_page_but_the_last_has_a_cursor(name: str, empty: Any, blocking: bool) -> None:
    read = Reader(STAGES[name], blocking=blocking, instead={0: lambda: httpx2.Response(200, json=empty)})
    pages = read.pages(read.listing())
    assert joined([read.keys(page.items) for page in pages]) == ROWS
    assert [page.cursor is None for page in pages] == [False] * (len(pages) - 1) + [True]


def test_max_pages_leaves_the_listing_incomplete(reader: MakeReader) -> None:
    for most in (1, 2):
        read = reader(max_pages=most)
        with pytest.raises(IncompleteListing, match="max_pages") as stopped:
            read.all(read.listing())
        assert read.server.asked == most
        assert read.keys(stopped.value.items) == joined(read.stage.new[:most])
        assert stopped.value.cause is stopped.value.__cause__ is None
        rest = reader()
        assert rest.all(rest.listing(cursor=stopped.value.cursor)) == joined(read.stage.new[most:])
        assert rest.server.asked == len(read.stage.raw) - most


def test_max_pages_that_suffice_are_no_error(reader: MakeReader) -> None:
    read = reader(max_pages=len(reader().stage.raw))
    assert read.all(read.listing()) == ROWS
    one = reader(max_pages=1)
    assert one.first(one.listing()) == 5


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
    read = reader(instead={0: failure})
    with pytest.raises(kind) as raised:
        read.all(read.listing())
    assert not isinstance(raised.value, IncompleteListing)
    assert raised.value.__cause__ is raised.value.__context__ is None
    assert read.server.asked == 1


@failures
def test_a_later_failure_leaves_the_listing_incomplete(reader: MakeReader, failure: Any, kind: type[Exception]) -> None:
    read = reader(instead={1: failure})
    with pytest.raises(IncompleteListing) as stopped:
        read.all(read.listing())
    error = stopped.value
    assert read.keys(error.items) == [5, 4]
    assert isinstance(error.cause, kind)
    assert error.__cause__ is error.cause
    assert error.__context__ is error.cause.__context__ is error.cause.__cause__ is None
    assert str(error.cause) in str(error)
    rest = reader()
    assert rest.all(rest.listing(cursor=error.cursor)) == [3, 2, 1]


def test_iterating_hands_out_what_came_before_a_failure(reader: MakeReader) -> None:
    read = reader(instead={2: httpx2.ReadError("gone")})
    rows: list[int] = []
    with pytest.raises(IncompleteListing) as stopped:
        read.iterate(read.listing(), rows)
    assert rows == joined(read.stage.new[:2])
    assert stopped.value.items == []
    rest = reader()
    assert rows + rest.all(rest.listing(cursor=stopped.value.cursor)) == ROWS


def test_a_failure_of_the_first_page_after_a_cursor_is_raised_as_itself(reader: MakeReader) -> None:
    read = reader()
    cursor = read.pages(read.listing(), most=1)[0].cursor
    resumed = reader(instead={0: lambda: httpx2.Response(503, json={})})
    with pytest.raises(ApiError):
        resumed.all(resumed.listing(cursor=cursor))


def test_a_cursor_of_each_page_gives_exactly_the_rest(reader: MakeReader) -> None:
    read = reader()
    pages = read.pages(read.listing())
    for number, page in enumerate(pages[:-1], start=1):
        rest = reader()
        listing = rest.listing(cursor=page.cursor)
        assert rest.all(listing) == joined(read.stage.new[number:])
        assert rest.all(listing) == joined(read.stage.new[number:])
        assert rest.server.asked == 2 * (len(pages) - number)
        assert [page.cursor for page in rest.pages(rest.listing(cursor=page.cursor))] == [page.cursor for page in pages[number:]]
