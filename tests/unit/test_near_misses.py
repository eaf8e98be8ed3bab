"""Calls that nearly work say what to write."""

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import nft_holdings
import pytest
from nft_holdings import AsyncHedera, FilterError, InvalidArgument, SwapChat, spender_id, testing

# They are wrong for type checkers too: hence Any.
Hedera: Any = nft_holdings.Hedera
Loopring: Any = nft_holdings.Loopring
token_id: Any = nft_holdings.token_id

BLOCKING = Hedera("http://127.0.0.1:1")
CALLS: list[tuple[Callable[[Any], Any], type[Exception], str]] = [
    (lambda client: client.nfts("0.0.5", limit=3), TypeError, "page_size"),
    (lambda client: client.nfts_of(["0.0.5"], limit=3), TypeError, "leave the loop with `break`"),
    (lambda client: client.nfts_of(["0.0.5"], cursor="x"), TypeError, r"belongs to one account: nfts\(…, cursor=…\)"),
    (lambda client: client.nfts("0.0.5", token_id="0.0.7"), TypeError, r"nfts\(…, token_id == …\)"),
    (lambda client: client.nfts("0.0.5", tokenId="0.0.7"), TypeError, r"nfts\(…, token_id == …\)"),
    (lambda client: client.nfts("0.0.5", holder_id="0.0.7"), TypeError, "no argument 'holder_id': it takes account, filter"),
    (lambda client: client.nfts_of(["0.0.5"], serialNumber=7), TypeError, r"nfts_of\(…, serial_number == …\)"),
    (lambda client: client.token_nfts("0.0.5", holderid="0.0.7"), TypeError, r"token_nfts\(…, holder_id == …\)"),
    (lambda client: client.token_nfts("0.0.5", token_id="0.0.7"), TypeError, "no argument 'token_id': it takes token, filter"),
    (lambda client: client.nfts(account_id="0.0.5"), TypeError, "it takes account, filter, order, page_size, cursor$"),
    (lambda client: client.nfts("0.0.5", token_id > 3, token_id < 7), TypeError, "join filters with '&', each in parentheses"),
    (lambda client: client.nfts("0.0.5", token_id >= "0.0.7" & token_id < "0.0.9"), FilterError, "put each comparison in parentheses"),
    (lambda client: client.nfts("0.0.5", (token_id >= 7) & token_id < 9), FilterError, "put each comparison in parentheses"),
    (lambda client: client.nfts("0.0.5", token_id.is_in(["0.0.7"])), FilterError, "list each by itself"),
    (lambda client: client.nfts("0.0.5", token_id in ["0.0.7"]), InvalidArgument, "token_id in"),
    (lambda client: client.nfts("0.0.5", spender_id in ["0.0.7"]), InvalidArgument, "is_in"),
]


@pytest.mark.parametrize(("call", "kind", "advice"), CALLS)
@pytest.mark.parametrize("client", [BLOCKING, AsyncHedera("http://127.0.0.1:1")], ids=["blocking", "async"])
def test_the_error_says_what_to_write(client: Any, call: Callable[[Any], Any], kind: type[Exception], advice: str) -> None:
    with pytest.raises(kind, match=advice):
        call(client)


@pytest.mark.parametrize(
    ("client", "end"), [(BLOCKING, "itertools.islice"), (AsyncHedera("http://127.0.0.1:1"), "leave the loop with `break`")]
)
def test_the_first_rows_of_a_listing(client: Any, end: str) -> None:
    with pytest.raises(TypeError, match=end):
        client.nfts("0.0.5", limit=3)


@pytest.mark.parametrize(
    "made", [lambda client: client.nfts("5"), lambda client: client.nfts("5").pages(), lambda client: client.nfts_of([5])]
)
def test_what_is_read_with_async_for_is_not_awaited(made: Callable[[AsyncHedera], Any]) -> None:
    async def run() -> None:
        await made(AsyncHedera("http://127.0.0.1:1"))

    with pytest.raises(TypeError, match=r"`await listing\.all\(\)`"):
        asyncio.run(run())


def test_a_closed_client_says_so_and_nothing_else(recwarn: pytest.WarningsRecorder) -> None:
    async def run() -> None:
        async with AsyncHedera("http://127.0.0.1:1") as client:
            pass
        client.nfts_of(["0.0.5"])

    with pytest.raises(RuntimeError, match="has been closed"):
        asyncio.run(run())
    gc.collect()
    assert not [str(each.message) for each in recwarn]


@pytest.mark.parametrize(
    ("client", "values", "message"),
    [
        (Hedera, {"NFT_HOLDINGS_HEDERA_URL": "localhost:80"}, "^NFT_HOLDINGS_HEDERA_URL must start with .*mirrornode"),
        (Hedera, {"NFT_HOLDINGS_HEDERA_URL": "https://host/api/v1"}, "^NFT_HOLDINGS_HEDERA_URL must end before /api/v1"),
        (SwapChat, {"NFT_HOLDINGS_SWAPCHAT_URL": "https://"}, "^NFT_HOLDINGS_SWAPCHAT_URL must have a host.*server.example"),
        (Loopring, {"LOOPRING_API_KEY": "key\n"}, "^LOOPRING_API_KEY has characters that a header cannot carry"),
    ],
)
def test_the_error_names_the_variable(
    client: Callable[[], object], values: dict[str, str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidArgument, match=message):
        client()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Hedera("testnet"), "give one such as https://testnet.mirrornode.hedera.com"),
        (lambda: Hedera("https://host/api/v1/accounts/0.0.5/nfts"), "must end before /api/v1/accounts"),
        (lambda: Hedera(network="testnet"), r"\.testnet\(\)"),
        (lambda: Hedera(url="https://host"), "base_url"),
        (lambda: Hedera(verify=False), "http_client="),
        (lambda: Hedera(headers={"X": 1}), "the value of X must be a text, not int"),
        (lambda: Loopring(api_key="key").nft_balances(5, token_id == 7), "address must be a text"),
    ],
)
def test_a_client_says_what_to_write(call: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        call()


@pytest.mark.parametrize("name", ["accountId", "account_id"])
def test_a_field_taken_for_an_unknown_one(name: str) -> None:
    row = testing.combined_balance()
    with pytest.raises(KeyError, match=r"write row\.account_id"):
        row[name]
    with pytest.raises(KeyError, match=r"write row\.account_id"):
        row[name] = 5
    row["new"] = 5
    assert row["new"] == row.to_dict()["new"] == 5


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


def test_a_listing_shows_what_differs() -> None:
    assert repr(BLOCKING.nfts("0.0.5")) == "<Listing hedera.nfts: account='0.0.5', page_size=100>"
    listing = BLOCKING.nfts("0.0.5", (token_id >= 7) & (token_id < "0.0.9"), order="asc")
    filters = "(token_id >= '7') & (token_id < '0.0.9')"
    assert repr(listing) == f"<Listing hedera.nfts: account='0.0.5', filter={filters}, order='asc', page_size=100>"
    balances = Loopring(api_key="key").nft_balances(5, non_zero=False, page_size=9)
    assert repr(balances) == "<Listing loopring.nft_balances: account_id=5, non_zero=False, page_size=9>"
