"""Listings: lazy, started anew by each iteration, complete or an error; the same for both clients of every API."""

import asyncio
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import httpx2
import pytest
from attrs import frozen
from nft_holdings import (
    ApiError,
    AsyncHedera,
    AsyncLoopring,
    AsyncSwapChat,
    ConnectionFailed,
    DecodeError,
    FilterError,
    Hedera,
    IncompleteListing,
    Loopring,
    Page,
    ServerError,
    SwapChat,
)

PATH = "/api/v1/accounts/0.0.1/nfts"


@frozen
class Stage:
    """An API with a listing of five rows on three pages, and how its rows are told apart."""

    clients: tuple[Any, Any]
    listing: Callable[..., Any]
    pages: list[Any]
    key: Callable[[Any], int]
    totals: list[int | None]


def nft(serial: int) -> dict[str, Any]:
    empty = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**empty, "account_id": "0.0.1", "token_id": "0.0.9", "serial_number": serial}


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def asset(number: int) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}


STAGES = {
    "hedera": Stage(
        (Hedera, AsyncHedera),
        lambda client, **keywords: client.nfts("0.0.1", **keywords),
        [
            {"nfts": [nft(5), nft(4)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:4"}},
            {"nfts": [nft(3), nft(2)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:2"}},
            {"nfts": [nft(1)], "links": {"next": None}},
        ],
        lambda row: int(row.serial_number),
        [None, None, None],
    ),
    "loopring balances": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.nft_balances(1, **keywords),
        [
            {"totalNum": 5, "data": [balance(5), balance(4)]},
            {"totalNum": 5, "data": [balance(3), balance(2)]},
            {"totalNum": 5, "data": [balance(1)]},
        ],
        lambda row: int(row.token_id),
        [5, 5, 5],
    ),
    "loopring collections": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.collections(1, **keywords),
        [
            {"totalNum": 5, "collections": [{"collection": {"id": 5}, "count": 1}, {"collection": {"id": 4}, "count": 1}]},
            {"totalNum": 5, "collections": [{"collection": {"id": 3}, "count": 1}, {"collection": {"id": 2}, "count": 1}]},
            {"totalNum": 5, "collections": [{"collection": {"id": 1}, "count": 1}]},
        ],
        lambda row: int(row.collection.id),
        [5, 5, 5],
    ),
    "swapchat": Stage(
        (SwapChat, AsyncSwapChat),
        lambda client, **keywords: client.nfts("u", "w", **keywords),
        [
            {"code": 0, "data": {"total": 5, "assets": [asset(5), asset(4)]}},
            {"code": 0, "data": {"total": 5, "assets": [asset(3), asset(2)]}},
            {"code": 0, "data": {"total": 5, "assets": [asset(1)]}},
        ],
        lambda row: int(row.nft.token_id),
        [5, 5, 5],
    ),
}


class Server:
    """Answers with pages in turn. An exception among them is raised, a function is asked for its response."""

    def __init__(self, stage: Stage, replies: list[Any]) -> None:
        self.stage = stage
        self.replies = replies
        self.asked = 0

    def _answer(self, _: httpx2.Request) -> httpx2.Response:
        reply = self.replies[self.asked % len(self.replies)]
        self.asked += 1
        assert self.asked < 50, "the listing does not end"
        if isinstance(reply, Exception):
            raise reply
        return reply() if callable(reply) else httpx2.Response(200, json=reply)

    def client(self, blocking: bool, **options: Any) -> Any:
        if self.stage.clients[0] is Loopring:
            options["api_key"] = "k"
        transport = httpx2.MockTransport(self._answer)
        http_client = httpx2.Client(transport=transport) if blocking else httpx2.AsyncClient(transport=transport)
        return self.stage.clients[not blocking]("http://a.example", http_client=http_client, **options)


class Reader:
    """Does with a listing of either client what the blocking one does."""

    def __init__(self, stage: Stage, replies: list[Any], *, blocking: bool, **options: Any) -> None:
        self.stage, self.blocking, self.options = stage, blocking, options
        self.server = Server(stage, replies)
        self._client = self.server.client(blocking, **options)

    def listing(self, **keywords: Any) -> Any:
        return self.stage.listing(self._client, **keywords)

    def _run(self, coroutine: Any) -> Any:
        with asyncio.Runner() as runner:
            return runner.run(coroutine)

    def all(self, listing: Any) -> list[int]:
        rows = listing.all() if self.blocking else self._run(listing.all())
        return [self.stage.key(row) for row in rows]

    def first(self, listing: Any) -> int | None:
        row = listing.first() if self.blocking else self._run(listing.first())
        return None if row is None else self.stage.key(row)

    def pages(self, listing: Any, most: int = 99) -> list[Page[Any]]:
        if self.blocking:
            return list(islice(listing.pages(), most))

        async def collect() -> list[Page[Any]]:
            found: list[Page[Any]] = []
            async for page in listing.pages():
                found.append(page)
                if len(found) == most:
                    break
            return found

        return list(self._run(collect()))

    def iterate(self, listing: Any, into: list[int]) -> None:
        if self.blocking:
            for row in listing:
                into.append(self.stage.key(row))
            return

        async def collect() -> None:
            async for row in listing:
                into.append(self.stage.key(row))

        self._run(collect())

    def keys(self, rows: list[Any]) -> list[int]:
        return [self.stage.key(row) for row in rows]


MakeReader = Callable[..., Reader]


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
