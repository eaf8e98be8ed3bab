"""Replies: held against the spec while they are read, refusals become errors, and nothing but our own errors comes out."""

import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from nft_holdings import DecodeError, Drift

from tests.support.canned_replies import ASSET, BALANCE, GOOD, NFT, changed, error_of, rows


@pytest.mark.parametrize("operation", GOOD)
def test_a_good_reply_is_read_without_a_drift(operation: str) -> None:
    drifts: list[Drift] = []
    assert len(rows(operation, GOOD[operation], on_drift=drifts.append)) == 1
    assert drifts == []
    assert len(rows(operation, GOOD[operation], strict=True)) == 1


OPERATION = {"hedera": "hedera.nfts", "loopring": "loopring.nft_balances", "swapchat": "swapchat.nfts"}
WRONG_PAGES: list[tuple[str, str, Any, str, str, str]] = [
    ("hedera", "list missing", changed("hedera.nfts", "nfts"), "$.nfts", "a value", "nothing"),
    ("hedera", "links missing", changed("hedera.nfts", "links"), "$.links", "a value", "nothing"),
    ("hedera", "links null", changed("hedera.nfts", "links", to=None), "$.links", "a value", "null"),
    ("hedera", "next missing", changed("hedera.nfts", "links", "next"), "$.links.next", "a value", "nothing"),
    ("hedera", "next a number", changed("hedera.nfts", "links", "next", to=5), "$.links.next", "a link with a query", "'5'"),
    ("hedera", "next an object", changed("hedera.nfts", "links", "next", to={}), "$.links.next", "null or string", "{}"),
    ("hedera", "list null", changed("hedera.nfts", "nfts", to=None), "$.nfts", "a value", "null"),
    ("hedera", "list an object", changed("hedera.nfts", "nfts", to={}), "$.nfts", "array", "{}"),
    ("hedera", "an array", [], "$", "object", "[]"),
    ("hedera", "null", None, "$", "object", "null"),
    ("hedera", "a text", "ok", "$", "object", '"ok"'),
    ("loopring", "total missing", changed("loopring.nft_balances", "totalNum"), "$.totalNum", "a value", "nothing"),
    ("loopring", "total null", changed("loopring.nft_balances", "totalNum", to=None), "$.totalNum", "a value", "null"),
    ("loopring", "total a word", changed("loopring.nft_balances", "totalNum", to="all"), "$.totalNum", "integer", '"all"'),
    ("loopring", "data null", changed("loopring.nft_balances", "data", to=None), "$.data", "a value", "null"),
    ("loopring", "data missing", changed("loopring.nft_balances", "data"), "$.data", "a value", "nothing"),
    ("loopring", "an array", [], "$", "object", "[]"),
    ("swapchat", "rows missing", changed("swapchat.nfts", "data", "assets"), "$.data.assets", "a value", "nothing"),
    ("swapchat", "data missing", changed("swapchat.nfts", "data"), "$.data", "a value", "nothing"),
    ("swapchat", "data null", changed("swapchat.nfts", "data", to=None), "$.data", "object", "null"),
    ("swapchat", "data an empty list", changed("swapchat.nfts", "data", to=[]), "$.data", "object", "[]"),
    ("swapchat", "code null", changed("swapchat.nfts", "code", to=None), "$.code", "integer", "null"),
    ("swapchat", "code true", changed("swapchat.nfts", "code", to=True), "$.code", "integer", "true"),
    ("swapchat", "bare, null list", {"total": 0, "assets": None}, "$.assets", "a value", "null"),
    ("swapchat", "bare, no list", {"total": 0}, "$.assets", "a value", "nothing"),
    ("swapchat", "bare, total a list", {"total": [], "assets": [ASSET]}, "$.total", "integer", "[]"),
    ("swapchat", "an array", [], "$", "object", "[]"),
]
wrong_pages = pytest.mark.parametrize(
    ("api", "reply", "path", "expected", "got"),
    [(row[0], *row[2:]) for row in WRONG_PAGES],
    ids=[f"{row[0]}, {row[1]}" for row in WRONG_PAGES],
)


@pytest.mark.parametrize("bad_rows", ["raise", "deliver"])
@wrong_pages
def test_a_page_that_is_not_the_specs_says_where(api: str, reply: Any, path: str, expected: str, got: str, bad_rows: str) -> None:
    error = error_of(OPERATION[api], reply, bad_rows=bad_rows)
    assert type(error) is DecodeError
    assert (error.operation, error.path) == (OPERATION[api], path)
    assert (" or ".join(sorted(error.expected.split(" or "))), error.got) == (expected, got)
    assert (error.raw, error.index, error.temporary) == (reply, None, True)


SECOND: dict[str, Any] = {
    "hedera.nfts": {**NFT, "serial_number": 6},
    "loopring.nft_balances": {**BALANCE, "tokenId": 32769},
    "swapchat.nfts": {**ASSET, "nft": {**ASSET["nft"], "token_id": "2"}},
}
LIST_AT: dict[str, tuple[str, ...]] = {"hedera.nfts": ("nfts",), "loopring.nft_balances": ("data",), "swapchat.nfts": ("data", "assets")}


def without(row: dict[str, Any], *steps: str) -> dict[str, Any]:
    """A row without the key at the end of some steps."""
    first, *others = steps
    return {**row, first: without(row[first], *others)} if others else {key: value for key, value in row.items() if key != first}


WRONG_ROWS: list[tuple[str, str, Any, str, str, str]] = [
    ("hedera", "key missing", without(NFT, "serial_number"), ".serial_number", "a value", "nothing"),
    ("hedera", "null", None, "", "a row like Nft", "null"),
    ("hedera", "a text", "x", "", "object", '"x"'),
    ("hedera", "serial a fraction", {**NFT, "serial_number": 7.5}, ".serial_number", "integer", "7.5"),
    ("hedera", "serial a word", {**NFT, "serial_number": "7th"}, ".serial_number", "integer", '"7th"'),
    ("hedera", "serial a padded text", {**NFT, "serial_number": "07"}, ".serial_number", "integer", '"07"'),
    ("hedera", "serial true", {**NFT, "serial_number": True}, ".serial_number", "integer", "true"),
    ("hedera", "serial null", {**NFT, "serial_number": None}, ".serial_number", "integer", "null"),
    ("hedera", "token null", {**NFT, "token_id": None}, ".token_id", "an id", "null"),
    ("hedera", "token a word", {**NFT, "token_id": "x"}, ".token_id", "an id", '"x"'),
    ("hedera", "deleted a text", {**NFT, "deleted": "no"}, ".deleted", "boolean or null", '"no"'),
    ("hedera", "deleted a number", {**NFT, "deleted": 0}, ".deleted", "boolean or null", "0"),
    ("loopring", "slot null and no data", {**BALANCE, "tokenId": None}, ".tokenId", "integer", "null"),
    ("loopring", "amount true", {**BALANCE, "total": True}, ".total", "string", "true"),
    ("loopring", "pending a text", {**BALANCE, "pending": "{}"}, ".pending", "object", '"{}"'),
    ("loopring", "pending cut", without(BALANCE, "pending", "deposit"), ".pending.deposit", "a value", "nothing"),
    ("swapchat", "no quantity", without(ASSET, "quantity"), ".quantity", "a value", "nothing"),
    ("swapchat", "nft null", {**ASSET, "nft": None}, ".nft", "object", "null"),
    ("swapchat", "nft cut", without(ASSET, "nft", "blockchain"), ".nft.blockchain", "a value", "nothing"),
]
wrong_rows = pytest.mark.parametrize(
    ("api", "row", "path", "expected", "got"),
    [(row[0], *row[2:]) for row in WRONG_ROWS],
    ids=[f"{row[0]}, {row[1]}" for row in WRONG_ROWS],
)


def page_of(operation: str, *listed: Any) -> Any:
    """A page with some rows, and a total that says how many."""
    page = changed(operation, *LIST_AT[operation], to=list(listed))
    around = page["data"] if operation == "swapchat.nfts" else page
    around.update({name: len(listed) for name in ("total", "totalNum") if name in around})
    return page


def check(error: Any, operation: str, row: Any, path: str, expected: str, got: str) -> None:
    assert type(error) is DecodeError
    assert (error.operation, error.path) == (operation, f"$.{'.'.join(LIST_AT[operation])}[1]{path}")
    assert (" or ".join(sorted(error.expected.split(" or "))), error.got) == (expected, got)
    assert (error.raw, error.index, error.temporary) == (row, 1, False)


@wrong_rows
def test_a_row_that_cannot_be_read_is_raised(api: str, row: Any, path: str, expected: str, got: str) -> None:
    operation = OPERATION[api]
    check(error_of(operation, page_of(operation, SECOND[operation], row)), operation, row, path, expected, got)


@wrong_rows
def test_a_row_that_cannot_be_read_is_delivered_in_its_place(api: str, row: Any, path: str, expected: str, got: str) -> None:
    operation = OPERATION[api]
    first, error = rows(operation, page_of(operation, SECOND[operation], row), bad_rows="deliver")
    assert first.to_dict() == SECOND[operation]
    check(error, operation, row, path, expected, got)


TIMES = r'a value for which this does not hold: "1700000000123" does not match "^[0-9]{1,10}\.[0-9]{9}$"'
PLAIN_TEXT = 'a value for which this does not hold: "A boat" does not match "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"'
DRIFTS: list[tuple[str, str, Any, str, str, str, Any]] = [
    ("hedera", "serial a text", {**NFT, "serial_number": "7"}, ".serial_number", "integer", '"7"', NFT),
    ("hedera", "metadata a number", {**NFT, "metadata": 12}, ".metadata", "null or string", "12", {**NFT, "metadata": "12"}),
    ("hedera", "account null", {**NFT, "account_id": None}, ".account_id", "string", "null", ...),
    ("hedera", "unknown field", {**NFT, "later": {"a": [1, None]}}, ".later", "no field of this name", '{"a": [1, null]}', ...),
    (
        "hedera",
        "a time in milliseconds",
        {**NFT, "created_timestamp": "1700000000123"},
        ".created_timestamp",
        TIMES,
        '"1700000000123"',
        ...,
    ),
    ("hedera", "metadata in plain text", {**NFT, "metadata": "A boat"}, ".metadata", PLAIN_TEXT, '"A boat"', ...),
    ("loopring", "amount a number", {**BALANCE, "total": 1}, ".total", "string", "1", BALANCE),
    ("loopring", "slot a text", {**BALANCE, "tokenId": "32768"}, ".tokenId", "integer", '"32768"', BALANCE),
    ("loopring", "pending null", {**BALANCE, "pending": None}, ".pending", "object", "null", ...),
    ("loopring", "minter null", {**BALANCE, "minter": None}, ".minter", "string", "null", ...),
    ("swapchat", "quantity a text", {**ASSET, "quantity": "1"}, ".quantity", "integer", '"1"', ASSET),
    (
        "swapchat",
        "token id a number",
        {**ASSET, "nft": {**ASSET["nft"], "token_id": 10**77}},
        ".nft.token_id",
        "null or string",
        str(10**77),
        {**ASSET, "nft": {**ASSET["nft"], "token_id": str(10**77)}},
    ),
]
drifting = pytest.mark.parametrize(
    ("api", "row", "path", "expected", "got", "read"),
    [(row[0], *row[2:]) for row in DRIFTS],
    ids=[f"{row[0]}, {row[1]}" for row in DRIFTS],
)


@drifting
def test_a_row_that_is_read_without_loss_is_delivered_with_a_drift(
    api: str, row: Any, path: str, expected: str, got: str, read: Any
) -> None:
    operation = OPERATION[api]
    drifts: list[Drift] = []
    (found,) = rows(operation, page_of(operation, row), on_drift=drifts.append)
    assert found.to_dict() == (row if read is ... else read)
    (drift,) = drifts
    assert (drift.operation, drift.path, drift.got) == (operation, f"$.{'.'.join(LIST_AT[operation])}[0]{path}", got)
    assert " or ".join(sorted(drift.expected.split(" or "))) == expected


@drifting
def test_strict_raises_for_every_drift(api: str, row: Any, path: str, expected: str, got: str, read: Any) -> None:
    operation = OPERATION[api]
    error = error_of(operation, page_of(operation, row), strict=True)
    assert type(error) is DecodeError
    assert (error.path, error.got) == (f"$.{'.'.join(LIST_AT[operation])}[0]{path}", got)


DRIFTS_AROUND: list[tuple[str, Any, str, str]] = [
    ("hedera.nfts", {**GOOD["hedera.nfts"], "later": 1}, "$.later", "1"),
    ("hedera.nfts", changed("hedera.nfts", "links", "later", to=1), "$.links.later", "1"),
    ("loopring.nft_balances", changed("loopring.nft_balances", "totalNum", to="1"), "$.totalNum", '"1"'),
    ("swapchat.nfts", changed("swapchat.nfts", "data", "total", to="1"), "$.data.total", '"1"'),
    ("swapchat.nfts", changed("swapchat.nfts", "code", to="0"), "$.code", '"0"'),
    ("swapchat.nfts", changed("swapchat.nfts", "msg", to=5), "$.msg", "5"),
]


@pytest.mark.parametrize(("operation", "reply", "path", "got"), DRIFTS_AROUND, ids=[f"{row[0]} {row[2]}" for row in DRIFTS_AROUND])
def test_a_drift_beside_the_rows_is_reported(operation: str, reply: Any, path: str, got: str) -> None:
    drifts: list[Drift] = []
    (row,) = rows(operation, reply, on_drift=drifts.append)
    assert row == rows(operation, GOOD[operation])[0]
    assert [(drift.path, drift.got) for drift in drifts] == [(path, got)]
    assert error_of(operation, reply, strict=True).path == path


BROKEN: list[tuple[str, bytes, str]] = [
    ("empty", b"", "an empty body"),
    ("blank", b" \r\n ", "an empty body"),
    ("HTML", b"<html><body>Welcome</body></html>", "<html><body>Welcome"),
    ("cut", b'{"nfts": [', "Expecting value"),
    ("two documents", b"{}{}", "Extra data"),
    ("NaN", b'{"x": NaN}', "NaN is not JSON"),
    ("Infinity", b'{"x": Infinity}', "Infinity is not JSON"),
    ("-Infinity", b'{"x": -Infinity}', "-Infinity is not JSON"),
    ("not UTF-8", b'{"x": "\xff"}', "utf-8"),
    ("nested", b"[" * 200_000, "nested more deeply"),
    ("nested objects", b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested more deeply"),
    ("a number of 5000 digits", b'{"x": ' + b"9" * 5000 + b"}", "4300 digits"),
]


@pytest.mark.parametrize("operation", GOOD)
@pytest.mark.parametrize(("body", "got"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_body_that_is_not_json_is_a_decode_error(operation: str, body: bytes, got: str) -> None:
    error = error_of(operation, httpx2.Response(200, content=body, headers={"content-type": "text/odd"}))
    assert type(error) is DecodeError
    deep = "nested" in got
    assert (error.operation, error.path, error.expected) == (operation, "$", "JSON of at most 64 levels" if deep else "JSON")
    assert got in error.got
    assert len(str(error)) < 500
    assert error.temporary is not deep
    if not deep:
        assert "text/odd" in error.got
        assert error.raw == body.decode(errors="replace")


def test_a_body_in_another_unicode_encoding_is_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert len(rows("hedera.nfts", json.dumps(GOOD["hedera.nfts"]).encode(encoding))) == 1


PAST_EVERY_NUMBER = "1e999"


def nested(depth: int) -> Any:
    document: Any = 1
    for _ in range(depth):
        document = [document]
    return document


@pytest.mark.parametrize("depth", [1, 50, 61])
def test_an_unknown_key_may_be_nested(depth: int) -> None:
    (row,) = rows("hedera.nfts", changed("hedera.nfts", "nfts", 0, "later", to=nested(depth)))
    assert row.additional_properties == {"later": nested(depth)}


@pytest.mark.parametrize("depth", [62, 200, 500, 900])
@pytest.mark.parametrize(("key", "strict"), [("later", True), ("metadata", True), ("metadata", False)])
def test_a_reply_of_more_than_64_levels_is_refused(key: str, strict: bool, depth: int) -> None:
    error = error_of("hedera.nfts", changed("hedera.nfts", "nfts", 0, key, to=nested(depth)), strict=strict)
    assert type(error) is DecodeError
    assert (error.path, error.expected, error.raw) == ("$", "JSON of at most 64 levels", None)


@pytest.mark.parametrize("unknown", [nested(100), PAST_EVERY_NUMBER])
def test_an_unknown_field_may_be_what_a_close_look_refuses(unknown: Any) -> None:
    body = json.dumps(changed("hedera.nfts", "nfts", 0, "later", to=unknown)).replace(f'"{PAST_EVERY_NUMBER}"', PAST_EVERY_NUMBER)
    (row,) = rows("hedera.nfts", body.encode())
    assert row.additional_properties == {"later": Decimal(PAST_EVERY_NUMBER) if unknown == PAST_EVERY_NUMBER else unknown}
    assert error_of("hedera.nfts", body.encode(), strict=True).path == "$"


def test_a_wrong_value_that_is_nested_is_a_decode_error() -> None:
    error = error_of("hedera.nfts", changed("hedera.nfts", "nfts", 0, "metadata", to=nested(61)))
    assert (type(error), error.path, error.index) == (DecodeError, "$.nfts[0].metadata", 0)


def test_a_key_with_half_a_character_is_a_decode_error() -> None:
    body = json.dumps(changed("hedera.nfts", "nfts", 0, "later", to=1)).replace('"later"', r'"\ud83d"').encode()
    assert type(error_of("hedera.nfts", body)) is DecodeError


def test_half_a_character_in_a_text_is_kept() -> None:
    (row,) = rows("hedera.nfts", json.dumps(changed("hedera.nfts", "nfts", 0, "metadata", to="x")).replace('"x"', r'"\ud83d"').encode())
    assert row.metadata == "\ud83d"


def test_a_whole_number_written_with_a_fraction_is_an_int() -> None:
    (row,) = rows("hedera.nfts", changed("hedera.nfts", "nfts", 0, "serial_number", to=7.0))
    assert type(row.serial_number) is int


def test_big_integers_are_kept() -> None:
    (row,) = rows("hedera.nfts", changed("hedera.nfts", "nfts", 0, "serial_number", to=2**63 - 1))
    assert row.serial_number == 2**63 - 1
    (asset,) = rows("swapchat.nfts", changed("swapchat.nfts", "data", "assets", 0, "quantity", to=2**256 - 1))
    assert asset.quantity == 2**256 - 1
    (balance,) = rows("loopring.nft_balances", changed("loopring.nft_balances", "data", 0, "total", to=str(2**256 - 1)))
    assert balance.total == "115792089237316195423570985008687907853269984665640564039457584007913129639935"
