"""Listings as pyarrow, polars, pandas and DuckDB read them: exact values there and back, and what each says of a listing that fails."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nft_holdings import Hedera, IncompleteListing, Listing, Nft, NftAsset, ServerError, SwapChat
from nft_holdings.data import AccountRows, schema_of

from tests.support.mocked_clients import nft

pandas = pytest.importorskip("pandas", reason="pandas is in the development environment alone")
polars = pytest.importorskip("polars", reason="polars is in the development environment alone")
duckdb = pytest.importorskip("duckdb")

Tool = Callable[[Any], pa.Table]
TOOLS: dict[str, Tool] = {
    "pyarrow": pa.table,
    "polars": lambda listing: pa.table(polars.DataFrame(listing)),
    "pandas": lambda listing: pa.Table.from_pandas(pandas.DataFrame.from_arrow(listing)),
    "duckdb": lambda listing: duckdb.sql("FROM listing").to_arrow_table(),
}
tools = pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
SERIALS = [2**63 - 1, 2**53 + 1, 1]
NANOSECONDS = [1_234_567_890_000_000_001, 1_700_000_000_999_999_999, 1]
QUANTITIES = [2**256 - 1, 2**63, 1]


def text(nanoseconds: int) -> str:
    return f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09}"


@pytest.fixture
def nfts() -> Iterator[Listing[Nft]]:
    rows = [{**nft(serial), "modified_timestamp": text(time)} for serial, time in zip(SERIALS, NANOSECONDS, strict=True)]
    with listing_of(lambda _: httpx2.Response(200, json={"nfts": rows, "links": {"next": None}})) as found:
        yield found.nfts("0.0.1")


def listing_of(answer: Callable[[httpx2.Request], httpx2.Response]) -> Hedera[Any]:
    return Hedera("https://a.example", http_client=httpx2.Client(transport=httpx2.MockTransport(answer)), concurrency=1)


@tools
def test_large_numbers_and_nanoseconds_survive_there_and_back(tool: Tool, nfts: Listing[Nft], tmp_path: Path) -> None:
    table = tool(nfts)
    assert table["serial_number"].to_pylist() == SERIALS
    assert table["modified_timestamp"].type.unit == "ns"
    assert table["modified_timestamp"].cast(pa.int64()).to_pylist() == NANOSECONDS
    pq.write_table(table, tmp_path / "there.parquet")
    back = tool(pq.read_table(tmp_path / "there.parquet"))
    assert back["serial_number"].to_pylist() == SERIALS
    assert back["modified_timestamp"].cast(pa.int64()).to_pylist() == NANOSECONDS


@tools
def test_amounts_of_256_bits_survive(tool: Tool) -> None:
    assets = [
        {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": each}
        for number, each in enumerate(QUANTITIES)
    ]
    reply = httpx2.Response(200, json={"code": 0, "data": {"total": len(assets), "assets": assets}})
    with httpx2.Client(transport=httpx2.MockTransport(lambda _: reply)) as http_client:
        table = tool(SwapChat("https://a.example", http_client=http_client).nfts("u", "w"))
    assert [int(each) for each in table["quantity"].to_pylist()] == QUANTITIES
    assert table.schema.names == schema_of(NftAsset).names


@tools
def test_the_error_behind_a_failure_is_on_the_listing(tool: Tool) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if "serialnumber" in request.url.params:
            return httpx2.Response(503)
        link = f"{request.url.path}?limit=2&serialnumber=lt:4&token.id=lte:0.0.9"
        return httpx2.Response(200, json={"nfts": [nft(5), nft(4)], "links": {"next": link}})

    with listing_of(answer) as client:
        listing = client.nfts("0.0.1")
        with pytest.raises(Exception) as raised:
            tool(listing)
        assert not isinstance(raised.value, IncompleteListing), "if tools raised it themselves, `listing.error` would not be needed"
        assert isinstance(listing.error, IncompleteListing)
        assert isinstance(listing.error.cause, ServerError)


def test_duckdb_asks_for_the_rows_once() -> None:
    requests = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return httpx2.Response(200, json={"nfts": [nft(2), nft(1)], "links": {"next": None}})

    with listing_of(answer) as client:
        listing = client.nfts("0.0.1")
        assert isinstance(listing, Listing)
        assert duckdb.sql("SELECT count(*) FROM listing").fetchall() == [(2,)]
        assert len(requests) == 1


def test_polars_reads_lazily_what_it_reads_at_once(nfts: Listing[Nft]) -> None:
    assert polars.DataFrame(nfts).lazy().filter(polars.col("serial_number") > 1).collect().height == 2


@pytest.mark.parametrize("version", ["1.5.5", "0.10.2"])
def test_an_old_duckdb_is_refused(version: str, nfts: Listing[Nft], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "__version__", version)
    with pytest.raises(Exception, match=rf"DuckDB {version} cuts timestamps to microseconds: pip install"):
        duckdb.sql("FROM nfts").fetchall()
    with pytest.raises(ImportError, match="cuts timestamps"):
        pa.table(AccountRows([], Nft))
    assert len(nfts.to_arrow()) == len(SERIALS), "a table can be had, and the choice of a reader is the user's"
