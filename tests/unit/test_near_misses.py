"""Calls that nearly work say what to write."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from nft_holdings import AsyncHedera, Hedera, InvalidArgument, spender_id, testing, token_id

BLOCKING = Hedera("http://127.0.0.1:1")
CALLS: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda client: client.nfts("0.0.5", limit=3), TypeError, "page_size"),
    (lambda client: client.nfts_of(["0.0.5"], limit=3), TypeError, "itertools.islice"),
    (lambda client: client.nfts("0.0.5", token_id="0.0.7"), TypeError, r"nfts\(…, token_id == …\)"),
    (lambda client: client.nfts(account_id="0.0.5"), TypeError, "it takes account, filter, order"),
    (lambda client: client.nfts("0.0.5", token_id in ["0.0.7"]), InvalidArgument, "token_id in"),
    (lambda client: client.nfts("0.0.5", spender_id in ["0.0.7"]), InvalidArgument, "is_in"),
]


@pytest.mark.parametrize(("call", "kind", "advice"), CALLS)
@pytest.mark.parametrize("client", [BLOCKING, AsyncHedera("http://127.0.0.1:1")], ids=["blocking", "async"])
def test_the_error_says_what_to_write(client: Any, call: Callable[[Any], Any], kind: type[Exception], advice: str) -> None:
    with pytest.raises(kind, match=advice):
        call(client)


def test_a_listing_that_is_awaited_says_what_to_write() -> None:
    async def run() -> None:
        await AsyncHedera("http://127.0.0.1:1").nfts("0.0.5")  # type: ignore[misc]  # it is wrong

    with pytest.raises(TypeError, match=r"await listing\.all\(\)"):
        asyncio.run(run())


@pytest.mark.parametrize("use", [dict, list, tuple], ids=lambda use: use.__name__)
def test_a_row_taken_for_a_sequence(use: Callable[[Any], object]) -> None:
    with pytest.raises(TypeError, match=r"^Nft is no sequence: write row\.to_dict\(\), for data frames"):
        use(testing.nft())


def test_rows_in_a_data_frame() -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is not there: scripts/test installs it")
    rows = [testing.nft(serial_number=number) for number in (1, 2)]
    with pytest.raises(TypeError, match="for data frames"):
        pandas.DataFrame(rows)
    assert list(pandas.Series(rows)) == list(pandas.DataFrame({"row": rows})["row"]) == rows
