"""Listings as streams of Arrow: what is sent, what comes, and how they end; the same for every API and both kinds of client."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pyarrow as pa
import pytest
from nft_holdings import (
    AccountResult,
    AsyncHedera,
    DecodeError,
    Hedera,
    IncompleteListing,
    InvalidArgument,
    Nft,
    NftAsset,
    NotFound,
    ServerError,
    SwapChat,
)
from nft_holdings.data import AccountRows, schema_of
from nft_holdings.data._stream import MOST_ROWS

from tests.support.mocked_clients import CALLS, CLIENTS, nft

KEYS = {"loopring": {"api_key": "key-of-the-test", "rate_limit": None}}
URL = "https://a.example"


class Server:
    """A server of Hedera's listing with pages of two rows, that counts requests."""

    def __init__(self, rows: int, fails_at: int | None = None, size: int = 2) -> None:
        self.rows, self.fails_at, self.size = rows, fails_at, size
        self.requests = 0

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.requests += 1
        bound = request.url.params.get("serialnumber", f"lt:{self.rows + 1}")
        first = int(bound.removeprefix("lt:")) - 1
        if self.fails_at is not None and first <= self.fails_at:
            return httpx2.Response(500)
        account = request.url.path.split("/")[4]
        rows = [{**nft(serial), "account_id": account} for serial in range(first, max(first - self.size, 0), -1)]
        more = rows and rows[-1]["serial_number"] > 1
        link = f"{request.url.path}?limit=100&serialnumber=lt:{rows[-1]['serial_number']}&token.id=lte:0.0.9" if more else None
        return httpx2.Response(200, json={"nfts": rows, "links": {"next": link}})


@pytest.fixture
def hedera() -> Iterator[Callable[..., Hedera[Any]]]:
    opened: list[httpx2.Client] = []

    def make(server: Any, **options: Any) -> Hedera[Any]:
        opened.append(httpx2.Client(transport=httpx2.MockTransport(server)))
        return Hedera(URL, http_client=opened[-1], concurrency=1, **options)

    yield make
    for client in opened:
        client.close()


def batches(listing: Any) -> list[pa.RecordBatch]:
    return list(pa.RecordBatchReader.from_stream(listing))


@pytest.mark.parametrize("api", CALLS)
def test_an_empty_listing_has_its_schema(api: str) -> None:
    empty = {
        "hedera": {"nfts": [], "links": {"next": None}},
        "loopring": {"totalNum": 0, "data": []},
        "swapchat": {"code": 0, "data": {"total": 0, "assets": []}},
    }
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=empty[api]))) as http_client:
        client = CLIENTS[api][0](URL, http_client=http_client, **KEYS.get(api, {}))
        listing = CALLS[api](client)
        rows: dict[str, Any] = {"hedera": Nft, "swapchat": NftAsset}
        table = pa.table(listing)
        assert (len(table), table.schema) == (0, listing.to_arrow().schema)
        if api in rows:
            assert table.schema == schema_of(rows[api])


def test_a_stream_has_all_rows_in_order(hedera: Callable[..., Hedera[Any]]) -> None:
    server = Server(rows=25)
    listing = hedera(server).nfts("0.0.1")
    for table in (pa.table(listing), listing.to_arrow(), pa.table(listing)):
        assert table["serial_number"].to_pylist() == list(range(25, 0, -1))
        assert table.schema == schema_of(Nft)
    assert server.requests == 3 * 13, "each reading lists anew"


def test_the_schema_alone_sends_nothing(hedera: Callable[..., Hedera[Any]]) -> None:
    server = Server(rows=5)
    listing = hedera(server).nfts("0.0.1")
    assert pa.schema(listing) == schema_of(Nft)
    pa.RecordBatchReader.from_stream(listing)  # opened, and not read
    assert server.requests == 0


def test_batches_come_as_pages_do(hedera: Callable[..., Hedera[Any]]) -> None:
    """The first batch waits for one page, so that who wants a few rows gets them; later ones hold more."""
    server = Server(rows=60)
    reader = pa.RecordBatchReader.from_stream(hedera(server).nfts("0.0.1"))
    assert len(reader.read_next_batch()) == 2
    assert server.requests == 1
    lengths = [len(batch) for batch in reader]
    assert lengths[:3] == [4, 8, 16]
    assert sum(lengths) == 58


def test_batches_stay_small_enough(hedera: Callable[..., Hedera[Any]]) -> None:
    lengths = [len(batch) for batch in batches(hedera(Server(rows=60_000, size=1_000)).nfts("0.0.1"))]
    assert sum(lengths) == 60_000
    assert max(lengths) <= MOST_ROWS + 1_000


def test_an_error_half_way_comes_behind_the_rows_before_it(hedera: Callable[..., Hedera[Any]]) -> None:
    listing = hedera(Server(rows=40, fails_at=20)).nfts("0.0.1")
    assert listing.error is None
    got = []
    with pytest.raises(Exception, match="stopped before its end") as raised:
        for batch in pa.RecordBatchReader.from_stream(listing):
            got += batch["serial_number"].to_pylist()
    assert not isinstance(raised.value, AssertionError)
    assert got == list(range(40, 20, -1)), "nothing that came is lost"
    error = listing.error
    assert isinstance(error, IncompleteListing)
    assert isinstance(error.cause, ServerError)
    rest = hedera(Server(rows=40)).nfts("0.0.1", cursor=error.cursor).to_arrow()
    assert rest["serial_number"].to_pylist() == list(range(20, 0, -1))


def test_to_arrow_raises_the_error_itself(hedera: Callable[..., Hedera[Any]]) -> None:
    with pytest.raises(IncompleteListing) as raised:
        hedera(Server(rows=40, fails_at=20)).nfts("0.0.1").to_arrow()
    assert raised.value.cursor
    with pytest.raises(ServerError):
        hedera(Server(rows=40, fails_at=40)).nfts("0.0.1").to_arrow()


def test_the_error_is_that_of_the_newest_reading(hedera: Callable[..., Hedera[Any]]) -> None:
    server = Server(rows=4, fails_at=4)
    listing = hedera(server).nfts("0.0.1")
    with pytest.raises(Exception, match="500"):
        pa.table(listing)
    assert isinstance(listing.error, ServerError)
    server.fails_at = None
    assert len(pa.table(listing)) == 4
    assert listing.error is None


def test_a_row_that_cannot_be_read_ends_a_stream(hedera: Callable[..., Hedera[Any]]) -> None:
    """`bad_rows="deliver"` gives errors in the places of rows, and a table has no such places."""
    document = {"nfts": [nft(3), {**nft(2), "serial_number": "x"}, nft(1)], "links": {"next": None}}
    client = hedera(lambda _: httpx2.Response(200, json=document), bad_rows="deliver")
    listing = client.nfts("0.0.1")
    with pytest.raises(Exception, match="serial_number"):
        pa.table(listing)
    assert isinstance(listing.error, DecodeError)
    with pytest.raises(DecodeError, match="serial_number"):
        listing.to_arrow()


def test_a_stream_that_is_left_sends_no_more(hedera: Callable[..., Hedera[Any]]) -> None:
    server = Server(rows=60)
    reader = pa.RecordBatchReader.from_stream(hedera(server).nfts("0.0.1"))
    reader.read_next_batch()
    reader.close()
    del reader
    assert server.requests == 1


def test_another_schema_can_be_asked_for(hedera: Callable[..., Hedera[Any]]) -> None:
    listing = hedera(Server(rows=3)).nfts("0.0.1")
    wanted = schema_of(Nft).set(0, pa.field("account_id", pa.large_string()))
    assert pa.RecordBatchReader.from_stream(listing, schema=wanted).read_all().schema == wanted


def test_an_async_listing_says_what_to_write_and_has_a_table() -> None:
    async def run() -> pa.Table:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(Server(rows=9))) as http_client:
            listing = AsyncHedera(URL, http_client=http_client).nfts("0.0.1")
            for read in (pa.table, pa.schema, pa.RecordBatchReader.from_stream):
                with pytest.raises(TypeError, match=r"write `await listing\.to_arrow\(\)`"):
                    read(listing)
            return await listing.to_arrow()

    table = asyncio.run(run())
    assert table["serial_number"].to_pylist() == list(range(9, 0, -1))
    assert table.schema == schema_of(Nft)


def test_an_async_table_raises_the_error_itself() -> None:
    async def run() -> None:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(Server(rows=9, fails_at=5))) as http_client:
            await AsyncHedera(URL, http_client=http_client).nfts("0.0.1").to_arrow()

    with pytest.raises(IncompleteListing):
        asyncio.run(run())


def test_many_accounts_have_a_column_of_their_own(hedera: Callable[..., Hedera[Any]]) -> None:
    results = hedera(Server(rows=5)).nfts_of(["0.0.1", "0.0.2"])
    table = pa.table(AccountRows(results, Nft))
    assert table.schema.names == ["account", *schema_of(Nft).names]
    found = sorted(zip(table["account"].to_pylist(), table["account_id"].to_pylist(), table["serial_number"].to_pylist(), strict=True))
    assert found == [(account, account, serial) for account in ("0.0.1", "0.0.2") for serial in range(1, 6)]


def test_no_accounts_are_an_empty_table(hedera: Callable[..., Hedera[Any]]) -> None:
    rows = AccountRows(hedera(Server(rows=5)).nfts_of([]), Nft)
    assert pa.schema(rows) == rows.schema
    assert len(rows.to_arrow()) == 0


def test_an_account_of_parts_is_joined() -> None:
    asset = {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": "1"}, "quantity": 1}
    answer = httpx2.Response(200, content=json.dumps({"code": 0, "data": {"total": 1, "assets": [asset]}}))
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: answer)) as http_client:
        results = SwapChat(URL, http_client=http_client).nfts_of([("me", "0xA")])
        assert AccountRows(results, NftAsset).to_arrow()["account"].to_pylist() == ["me/0xA"]


def some_fail(request: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(404) if "/0.0.2/" in request.url.path else Server(rows=5)(request)


def test_the_error_of_an_account_ends_a_stream_unless_it_is_taken(hedera: Callable[..., Hedera[Any]]) -> None:
    client = hedera(some_fail)
    rows = AccountRows(client.nfts_of(["0.0.1", "0.0.2", "0.0.3"]), Nft)
    with pytest.raises(Exception, match="404"):
        pa.table(rows)
    assert isinstance(rows.error, NotFound)
    with pytest.raises(NotFound):
        AccountRows(client.nfts_of(["0.0.2"]), Nft).to_arrow()
    taken: list[AccountResult[Any, Any]] = []
    table = pa.table(AccountRows(client.nfts_of(["0.0.1", "0.0.2", "0.0.3"]), Nft, on_error=taken.append))
    assert {*table["account"].to_pylist()} == {"0.0.1", "0.0.3"}
    assert [each.account for each in taken] == ["0.0.2"]


def test_rows_of_accounts_need_results_and_a_row_class(hedera: Callable[..., Hedera[Any]]) -> None:
    with pytest.raises(InvalidArgument, match="a row class such as Nft is needed"):
        AccountRows([], "Nft")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgument, match="results of a blocking client's nfts_of are needed"):
        AccountRows(5, Nft)  # type: ignore[arg-type]
