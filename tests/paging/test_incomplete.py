"""The content of an IncompleteListing, for each way to read a listing and each reason to stop; and the cursors that a listing takes."""

import base64
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from attrs import frozen
from nft_holdings import ApiError, AsyncHedera, ConnectionFailed, DecodeError, Hedera, IncompleteListing, InvalidArgument, token_id

from tests.support.listing_readers import READERS, Outcome
from tests.support.servers.mirror_node import ACCOUNT, BASE, Holdings, MirrorNode, encoded
from tests.support.servers.numbered_server import BALANCES, BARE_SWAPCHAT, COLLECTIONS, SWAPCHAT, NumberedServer, Paged

ROWS = 7
SIZE = 2
STOP = 3
"""The request that fails; two pages have been read by then."""

Answer = Callable[[httpx2.Request], httpx2.Response]


def refused(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(503, text="later")


def unreachable(_: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadError("gone")


def garbled(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, content=b'{"nfts": [')


def refused_inside(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200, json={"code": 1, "msg": "no", "data": None, "resultInfo": {"code": 100000, "message": "no"}})


STOPS: dict[str, tuple[Answer, type[Exception]]] = {
    "refused": (refused, ApiError),
    "unreachable": (unreachable, ConnectionFailed),
    "garbled": (garbled, DecodeError),
    "refused inside of a 200": (refused_inside, ApiError),
}


@frozen
class Stage:
    """A server of an API with seven rows, for clients of both kinds; it fails at the third request, in the given way if any."""

    listing: Callable[..., Any]
    right: list[Any]
    key: Callable[[Any], Any]


def stage_of(api: str, *, sync: bool, stop: Answer | None = None) -> Stage:
    asked = 0

    def answer_of(server: Any) -> Answer:
        def answer(request: httpx2.Request) -> httpx2.Response:
            nonlocal asked
            asked += 1
            return stop(request) if stop is not None and asked == STOP else server.answer(request)

        return answer

    if api == "hedera":
        node = MirrorNode(Holdings((1500, serial, None) for serial in range(1, ROWS + 1)))
        return Stage(
            hedera_listing(answer_of(node), sync), node.holdings.right_of_all(), lambda row: (encoded(row.token_id), row.serial_number)
        )
    paged = next(each for each in (BALANCES, COLLECTIONS, SWAPCHAT, BARE_SWAPCHAT) if each.name == api)
    server = NumberedServer(paged, ROWS)
    return Stage(numbered_listing(answer_of(server), paged, sync), server.held, paged.key)


def http_client(answer: Answer, sync: bool) -> Any:
    transport = httpx2.MockTransport(answer)
    return httpx2.Client(transport=transport) if sync else httpx2.AsyncClient(transport=transport)


def hedera_listing(answer: Answer, sync: bool) -> Callable[..., Any]:
    def listing(cursor: str | None = None, **options: Any) -> Any:
        client: Any = (Hedera if sync else AsyncHedera)(BASE, http_client=http_client(answer, sync), **{"concurrency": 1, **options})
        return client.nfts(ACCOUNT, page_size=SIZE, cursor=cursor)

    return listing


def numbered_listing(answer: Answer, paged: Paged, sync: bool) -> Callable[..., Any]:
    def listing(cursor: str | None = None, **options: Any) -> Any:
        client = paged.clients[not sync](
            "https://api.example", http_client=http_client(answer, sync), **paged.options, **{"concurrency": 1, **options}
        )
        return paged.listing(client, page_size=SIZE, cursor=cursor)

    return listing


APIS = ["hedera", "balances", "collections", "swapchat", "bare swapchat"]
each_api = pytest.mark.parametrize("api", APIS)
each_reader = pytest.mark.parametrize("reader", READERS)


@each_api
@each_reader
@pytest.mark.parametrize("stop", STOPS)
def test_what_stopped_it_what_came_and_where_to_go_on(api: str, reader: str, stop: str) -> None:
    if api == "hedera" and stop == "refused inside of a 200":
        pytest.skip("Hedera has no such refusals")
    sync, read = READERS[reader]
    answer, kind = STOPS[stop]
    stage = stage_of(api, sync=sync, stop=answer)
    items, stopped = read(stage.listing(retry=None))
    assert stopped is not None
    assert isinstance(stopped.cause, kind)
    assert stopped.__cause__ is stopped.cause
    assert [stage.key(item) for item in items] == stage.right[: 2 * SIZE]
    rest, end = read(stage.listing(cursor=stopped.cursor))
    assert end is None
    assert [stage.key(item) for item in items + rest] == stage.right


@each_api
@each_reader
def test_a_limit_of_pages(api: str, reader: str) -> None:
    sync, read = READERS[reader]
    for most in (1, 2, 3):
        stage = stage_of(api, sync=sync)
        items, stopped = read(stage.listing(max_pages=most))
        assert stopped is not None
        assert stopped.cause is None
        assert [stage.key(item) for item in items] == stage.right[: most * SIZE]
        assert_resumes(stage_of(api, sync=sync), read, items, stopped)


def assert_resumes(stage: Stage, read: Callable[[Any], Outcome], items: list[Any], stopped: IncompleteListing) -> None:
    rest, end = read(stage.listing(cursor=stopped.cursor))
    assert end is None
    assert [stage.key(item) for item in items + rest] == stage.right


@each_reader
def test_a_hedera_server_that_goes_backwards(reader: str) -> None:
    sync, read = READERS[reader]
    pages: list[Any] = []
    node = MirrorNode(Holdings((1500, serial, None) for serial in range(1, ROWS + 1)))

    def answer(request: httpx2.Request) -> httpx2.Response:
        if len(pages) == STOP - 1:
            pages.append(None)
            return httpx2.Response(200, json=pages[0])
        reply = node.answer(request)
        pages.append(json.loads(reply.content))
        return reply

    listing = hedera_listing(answer, sync)
    items, stopped = read(listing())
    assert stopped is not None
    assert stopped.cause is None
    assert [item.serial_number for item in items] == [7, 6, 5, 4]
    rest, end = read(listing(cursor=stopped.cursor))
    assert end is None
    assert [item.serial_number for item in items + rest] == [7, 6, 5, 4, 3, 2, 1]


@pytest.mark.parametrize("paged", [BALANCES, COLLECTIONS, SWAPCHAT, BARE_SWAPCHAT])
@each_reader
def test_a_list_that_never_rests(paged: Paged, reader: str) -> None:
    """After the first change there is nowhere to go on from, as another process would not know what has come."""
    sync, read = READERS[reader]
    server = NumberedServer(paged, ROWS, pauses=[[("insert at front", 0, 0)]] * 99)
    items, stopped = read(server.listing(page_size=SIZE) if sync else server.async_listing(page_size=SIZE))
    assert stopped is not None
    assert stopped.cause is None
    assert stopped.cursor is None
    keys = server.keys(items)
    assert set(keys) <= server.ever
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("paged", [BALANCES, COLLECTIONS, SWAPCHAT, BARE_SWAPCHAT])
def test_no_page_of_a_later_pass_has_a_cursor_that_is_taken(paged: Paged) -> None:
    server = NumberedServer(paged, ROWS, pauses=[[], [("insert at front", 0, 0)]])
    pages = list(server.listing(page_size=SIZE).pages())
    later = [page.cursor for page in pages[2:] if page.cursor is not None]
    for cursor in later:
        with pytest.raises(InvalidArgument, match="changing"):
            server.listing(page_size=SIZE, cursor=cursor)


@pytest.mark.parametrize("paged", [BALANCES, COLLECTIONS, SWAPCHAT, BARE_SWAPCHAT])
def test_an_error_of_the_first_request_is_raised_as_it_is(paged: Paged) -> None:
    with pytest.raises(ConnectionFailed):
        numbered_listing(unreachable, paged, True)(retry=None).all()
    with pytest.raises(ConnectionFailed):
        hedera_listing(unreachable, True)(retry=None).all()


@each_api
def test_a_cursor_is_one_printable_word_without_secrets(api: str) -> None:
    cursor = cursor_of(api)
    assert cursor.isascii()
    assert cursor.isprintable()
    assert not set(cursor) & set(" +/=%&?#")
    assert len(cursor) < 2_000


def cursor_of(api: str) -> str:
    _, stopped = READERS["all"][1](stage_of(api, sync=True).listing(max_pages=2))
    assert stopped is not None
    assert stopped.cursor is not None
    return stopped.cursor


@each_api
@pytest.mark.parametrize("other", APIS)
def test_a_cursor_of_another_listing_is_refused(api: str, other: str) -> None:
    if {api, other} <= {"swapchat", "bare swapchat"} or api == other:
        stage_of(other, sync=True).listing(cursor=cursor_of(api))
        return
    with pytest.raises(InvalidArgument) as refused:
        stage_of(other, sync=True).listing(cursor=cursor_of(api))
    assert refused.value.argument == "cursor"


def test_a_cursor_of_another_account_filter_or_order_is_refused() -> None:
    cursor = cursor_of("hedera")
    client = MirrorNode(Holdings([])).client()
    client.nfts(ACCOUNT, cursor=cursor)
    client.nfts(1001, order="desc", cursor=cursor)
    for arguments, keywords in [
        (("0.0.1002",), {}),
        ((ACCOUNT, token_id == 1500), {}),
        ((ACCOUNT,), {"order": "asc"}),
    ]:
        with pytest.raises(InvalidArgument, match="another account, filter or order"):
            client.nfts(*arguments, cursor=cursor, **keywords)  # type: ignore[arg-type]


@each_api
def test_a_cursor_of_another_version_or_a_broken_one_is_refused(api: str) -> None:
    cursor = cursor_of(api)
    content = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    older = base64.urlsafe_b64encode(json.dumps({**content, "v": content["v"] + 1}).encode()).decode().rstrip("=")
    listing = stage_of(api, sync=True).listing
    with pytest.raises(InvalidArgument, match="version"):
        listing(cursor=older)
    for length in range(len(cursor)):
        with pytest.raises(InvalidArgument) as refused:
            listing(cursor=cursor[:length])
        assert refused.value.argument == "cursor"
