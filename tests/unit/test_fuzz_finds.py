"""Replies that the fuzzer found to be read wrongly, each as small as it can be."""

import json
from typing import Any

import httpx2
import pytest
from nft_holdings import ApiError, DecodeError, Drift, Hedera, NftHoldingsError
from nft_holdings._apis.hedera.operations import HederaNfts
from nft_holdings._apis.loopring.operations import CollectionsListing, NftBalancesListing
from nft_holdings._apis.swapchat.operations import SwapChatNfts
from nft_holdings._paging.cursor import from_cursor, to_cursor
from nft_holdings._paging.operation import Operation
from nft_holdings._transport.messages import Reply

from tests.support.canned_replies import ASSET, BALANCE, GOOD, NFT, changed

BALANCES = NftBalancesListing.of(
    1, None, nft_datas=None, token_addresses=None, token_ids=None, non_zero=None, metadata=None, page_size=None
)
OPERATIONS: dict[str, Operation[Any]] = {
    operation.name: operation
    for operation in (
        HederaNfts.of("0.0.1", None, None, None),
        BALANCES,
        CollectionsListing.of(1, token_address=None, non_zero=None, page_size=None),
        SwapChatNfts.of("u", "w", None, None),
    )
}
PLACE = "a number goes here"


def text_of(document: Any, number: str = "") -> bytes:
    """A document as JSON, with a number written as given."""
    return json.dumps(document).replace(json.dumps(PLACE), number).encode()


def reply(content: bytes, status: int = 200) -> Reply:
    return Reply(status, httpx2.Headers(), content, None)


class Answering(httpx2.SyncByteStream):
    def __iter__(self) -> Any:
        yield text_of(GOOD["hedera.nfts"])


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("name", [b"X-Request-Id", b"Server", b"Retry-After"])
def test_a_header_beyond_ascii_does_no_harm(name: bytes, status: int) -> None:
    def answer(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(status, headers=[(name, b"caf\xe9")], stream=Answering())

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
        listing = Hedera("http://a.example", http_client=http_client).nfts("0.0.1")
        if status == 200:
            page = next(listing.pages())
            assert len(page.items) == 1
            assert page.response.headers.raw[0] == (name, b"caf\xe9")
        else:
            with pytest.raises(ApiError):
                listing.all()


@pytest.mark.parametrize("number", ["1e-99999999999999999999", "0e99999999999999999999", "-1E-9999999999999999999"])
@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_exponent_that_no_decimal_has_is_our_own_error(operation: str, status: int, number: str) -> None:
    with pytest.raises(NftHoldingsError):
        OPERATIONS[operation].read(reply(text_of(PLACE, number), status))


@pytest.mark.parametrize("number", ["1e-99999999999999999999", "0e99999999999999999999", "1e999", "-1E-9999999999999999999"])
def test_a_text_with_such_an_exponent_is_no_number(number: str) -> None:
    nft = {**ASSET["nft"], "rarity": {"score": number}}
    read = OPERATIONS["swapchat.nfts"].read(reply(text_of({"assets": [{**ASSET, "nft": nft}]})))
    assert isinstance(read.rows[0], DecodeError)
    assert read.rows[0].path == "$.assets[0].nft.rarity.score"


FRACTIONS = ["9007199254740993.5", "1.00000000000000000001", "1e-400", "123456789012345678.25"]


@pytest.mark.parametrize("number", FRACTIONS)
@pytest.mark.parametrize(
    ("operation", "document"),
    [
        ("hedera.nfts", changed("hedera.nfts", "nfts", 0, "serial_number", to=PLACE)),
        ("loopring.nft_balances", changed("loopring.nft_balances", "data", 0, "tokenId", to=PLACE)),
        ("loopring.collections", changed("loopring.collections", "collections", 0, "count", to=PLACE)),
        ("swapchat.nfts", changed("swapchat.nfts", "data", "assets", 0, "quantity", to=PLACE)),
    ],
)
def test_a_fraction_is_never_taken_for_a_whole_number(operation: str, document: Any, number: str) -> None:
    """A float rounds it to a whole one, and the digits behind the point were gone without a word."""
    try:
        read = OPERATIONS[operation].read(reply(text_of(document, number)))
    except DecodeError:
        return
    assert all(isinstance(row, DecodeError) for row in read.rows)


@pytest.mark.parametrize("number", FRACTIONS)
def test_a_fraction_in_a_field_that_no_spec_has_is_not_cut(number: str) -> None:
    read = OPERATIONS["hedera.nfts"].read(reply(text_of({"nfts": [{**NFT, "more": PLACE}], "links": {"next": None}}, number)))
    row: Any = read.rows[0]
    got = row.to_dict()["more"]
    assert isinstance(got, float)
    assert got == float(number)


def drifts_of(document: Any, number: str = "") -> list[Drift]:
    return list(OPERATIONS["loopring.nft_balances"].read(reply(text_of({"totalNum": 1, "data": [document]}, number))).drifts)


@pytest.mark.parametrize("number", ["7.5", "1.50", "1e2"])
def test_a_number_with_a_point_is_shown_as_a_number(number: str) -> None:
    """It was shown as `"7.5"`, like a text, though the point of the drift is that it is none."""
    (drift,) = drifts_of({**BALANCE, "total": PLACE}, number)
    assert '"' not in drift.got
    assert float(drift.got) == float(number)


@pytest.mark.parametrize(("number", "amount"), [("1e3", "1000"), ("1e+21", "1000000000000000000000"), ("1.5E3", "1500"), ("2.0", "2")])
def test_a_whole_amount_with_an_exponent_or_a_point_becomes_digits(number: str, amount: str) -> None:
    """Encoders write large numbers so; amounts are documented as whole numbers in decimal, which int() must take."""
    read = OPERATIONS["loopring.nft_balances"].read(reply(text_of({"totalNum": 1, "data": [{**BALANCE, "total": PLACE}]}, number)))
    row: Any = read.rows[0]
    assert row.total == amount


@pytest.mark.parametrize("code", [["x"], {"x": 1}, 0.5])
@pytest.mark.parametrize(
    ("operation", "status"),
    [("swapchat.nfts", 400), ("loopring.nft_balances", 400), ("loopring.nft_balances", 200), ("loopring.collections", 200)],
)
def test_the_code_of_an_error_is_a_number_or_a_text(operation: str, status: int, code: Any) -> None:
    with pytest.raises(NftHoldingsError) as raised:
        OPERATIONS[operation].read(reply(text_of({"code": code, "message": "no"}), status))
    if isinstance(raised.value, ApiError):
        assert raised.value.code is None or isinstance(raised.value.code, int | str)


@pytest.mark.parametrize("code", ["x" * 5000, 10**4000], ids=["text", "number"])
@pytest.mark.parametrize("operation", ["swapchat.nfts", "loopring.collections"])
def test_an_error_with_a_long_code_is_still_short(operation: str, code: Any) -> None:
    with pytest.raises(NftHoldingsError) as raised:
        OPERATIONS[operation].read(reply(text_of({"code": code, "message": "no"})))
    assert len(str(raised.value)) < 2000


LONG = "a" * 5000


def test_a_drift_of_a_long_name_is_still_short() -> None:
    assert [len(str(drift)) < 2000 for drift in drifts_of({**BALANCE, LONG: 1})] == [True]


def test_an_error_at_a_long_name_is_still_short() -> None:
    document = {"totalNum": 1, "data": [{**BALANCE, "metadata": {"imageSize": {LONG: True}}}]}
    read = OPERATIONS["loopring.nft_balances"].read(reply(text_of(document)))
    assert len(str(read.rows[0])) < 2000


@pytest.mark.parametrize(
    ("operation", "page"),
    [
        ("swapchat.nfts", {"assets": [{**ASSET, "quantity": -1}]}),
        ("swapchat.nfts", {"total": -5, "assets": [ASSET]}),
        ("loopring.nft_balances", {"totalNum": -5, "data": [BALANCE]}),
        ("hedera.nfts", {"nfts": [{**NFT, "serial_number": -7}], "links": {"next": "/api/v1/accounts/0.0.1/nfts?x=1"}}),
        ("hedera.nfts", {"nfts": [{**NFT, "serial_number": 10**30}], "links": {"next": "/api/v1/accounts/0.0.1/nfts?x=1"}}),
    ],
    ids=["quantity", "total", "total of balances", "serial below 0", "serial of 31 digits"],
)
def test_a_page_gives_a_cursor_that_its_listing_takes(operation: str, page: Any) -> None:
    """Or the page is refused. A cursor that cannot be used looks good until the listing has to go on from it."""
    pager = OPERATIONS[operation].pager(None)
    try:
        read = OPERATIONS[operation].read(reply(text_of(page)))
    except DecodeError:
        return
    pager.take(read)
    if pager.position is not None and pager.resumable:
        assert from_cursor(OPERATIONS[operation], to_cursor(OPERATIONS[operation], pager.position)) == pager.position


@pytest.mark.parametrize("bound", ["token.id=glnumber=gt:5", "token.id=ne:5", "serialnumber=:5", "spender.id=GTE:5"])
def test_a_link_with_a_comparison_that_there_is_none_of_is_not_judged(bound: str) -> None:
    pager = OPERATIONS["hedera.nfts"].pager(None)
    page = {"nfts": [NFT], "links": {"next": f"/api/v1/accounts/0.0.1/nfts?{bound}"}}
    assert pager.take(OPERATIONS["hedera.nfts"].read(reply(text_of(page)))) is not None


@pytest.mark.parametrize("wrong", [b"\xed\xa0\xbd\xed\xb8\x80", b"\xed\xa0\x80"], ids=["surrogate pair", "half a pair"])
def test_bytes_that_are_not_utf_8_are_no_json(wrong: bytes) -> None:
    """Python's parser lets surrogates through, which makes a row that cannot be written to any file."""
    content = text_of({**GOOD["hedera.nfts"], "nfts": [{**NFT, "metadata": PLACE}]}, '"%"').replace(b"%", wrong)
    with pytest.raises(DecodeError):
        OPERATIONS["hedera.nfts"].read(reply(content))


@pytest.mark.parametrize("value", [5, None, [True], {"x": "y"}])
@pytest.mark.parametrize("name", ["240", "0", "007", "+1", "-1", "", "240-240", "a/b", "~1"])
def test_a_field_may_be_called_like_a_number(name: str, value: Any) -> None:
    """The validator's path has a number for such a name, and nothing for an empty one; sizes of pictures are named so."""
    document = {"totalNum": 1, "data": [{**BALANCE, "metadata": {"imageSize": {name: value}}}]}
    read = OPERATIONS["loopring.nft_balances"].read(reply(text_of(document)))
    row: Any = read.rows[0]
    if value is None or value == 5:
        sizes = row.to_dict()["metadata"]["imageSize"]
        assert sizes == {name: None if value is None else "5"}
    else:
        assert isinstance(row, DecodeError)
        assert row.path.startswith("$.data[0].metadata.imageSize")


@pytest.mark.parametrize("number", ["100", "1e3", "1e23", "1e308", "12345678901234567890"])
def test_a_whole_number_that_may_have_a_point_is_the_same_number_however_it_is_read(number: str) -> None:
    nft = {**ASSET["nft"], "traits": [{"type": "Size", "value": "L", "percentage": PLACE}]}
    content = text_of({"total": 1, "assets": [{**ASSET, "nft": nft}]}, number)
    rows: list[Any] = [OPERATIONS["swapchat.nfts"].read(reply(content), closely=each).rows[0] for each in (False, True)]
    found = [row.to_dict()["nft"]["traits"][0]["percentage"] for row in rows]
    assert [type(each) for each in found] == [float, int]
    assert found[0] == float(found[1]) == float(number)


@pytest.mark.parametrize("number", ["1e-999999999999999", "1e-5000", "9.5e-99999999"])
def test_a_number_of_very_many_digits_is_not_written_out(number: str) -> None:
    """Text in whose place such a number comes would take more memory than there is."""
    with pytest.raises(DecodeError) as raised:
        OPERATIONS["hedera.nfts"].read(reply(text_of({"nfts": [], "links": {"next": PLACE}}, number)))
    assert len(str(raised.value)) < 1000
    row: Any = OPERATIONS["hedera.nfts"].read(reply(text_of({**GOOD["hedera.nfts"], "nfts": [{**NFT, "metadata": PLACE}]}, number))).rows[0]
    assert isinstance(row, DecodeError)
    assert row.path == "$.nfts[0].metadata"
