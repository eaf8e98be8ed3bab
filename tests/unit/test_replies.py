"""Replies: held against the spec before they are read, refusals become errors, and nothing but our own errors comes out."""

import contextlib
import json
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    DecodeError,
    NftHoldingsError,
)

from tests.unit.reading import ASSET, GOOD, changed, error_of, rows


@pytest.mark.parametrize("operation", GOOD)
def test_a_good_reply_is_read(operation: str) -> None:
    assert len(rows(operation, GOOD[operation])) == 1


WRONG: list[tuple[str, str, Any, str, str, str]] = [
    ("hedera", "row key missing", changed("hedera.nfts", "nfts", 0, "serial_number"), "$.nfts[0].serial_number", "a value", "nothing"),
    ("hedera", "list missing", changed("hedera.nfts", "nfts"), "$.nfts", "a value", "nothing"),
    ("hedera", "links missing", changed("hedera.nfts", "links"), "$.links", "a value", "nothing"),
    ("hedera", "next missing", changed("hedera.nfts", "links", "next"), "$.links.next", "a value", "nothing"),
    ("hedera", "list null", changed("hedera.nfts", "nfts", to=None), "$.nfts", "array", "null"),
    ("hedera", "list an object", changed("hedera.nfts", "nfts", to={}), "$.nfts", "array", "{}"),
    ("hedera", "row null", changed("hedera.nfts", "nfts", 0, to=None), "$.nfts[0]", "object", "null"),
    ("hedera", "serial a text", changed("hedera.nfts", "nfts", 0, "serial_number", to="7"), "$.nfts[0].serial_number", "integer", '"7"'),
    (
        "hedera",
        "serial a fraction",
        changed("hedera.nfts", "nfts", 0, "serial_number", to=7.5),
        "$.nfts[0].serial_number",
        "integer",
        "7.5",
    ),
    ("hedera", "serial true", changed("hedera.nfts", "nfts", 0, "serial_number", to=True), "$.nfts[0].serial_number", "integer", "true"),
    ("hedera", "token null", changed("hedera.nfts", "nfts", 0, "token_id", to=None), "$.nfts[0].token_id", "string", "null"),
    ("hedera", "next a number", changed("hedera.nfts", "links", "next", to=5), "$.links.next", "null or string", "5"),
    ("hedera", "deleted a text", changed("hedera.nfts", "nfts", 0, "deleted", to="no"), "$.nfts[0].deleted", "boolean or null", '"no"'),
    ("hedera", "an array", [], "$", "object", "[]"),
    ("hedera", "null", None, "$", "object", "null"),
    ("hedera", "a text", "ok", "$", "object", '"ok"'),
    ("loopring", "total missing", changed("loopring.nft_balances", "totalNum"), "$.totalNum", "a value", "nothing"),
    ("loopring", "data null", changed("loopring.nft_balances", "data", to=None), "$.data", "array", "null"),
    ("loopring", "data missing", changed("loopring.nft_balances", "data"), "$.data", "a value", "nothing"),
    ("loopring", "amount a number", changed("loopring.nft_balances", "data", 0, "total", to=1), "$.data[0].total", "string", "1"),
    ("loopring", "pending a text", changed("loopring.nft_balances", "data", 0, "pending", to="{}"), "$.data[0].pending", "object", '"{}"'),
    (
        "loopring",
        "pending cut",
        changed("loopring.nft_balances", "data", 0, "pending", "deposit"),
        "$.data[0].pending.deposit",
        "a value",
        "nothing",
    ),
    ("loopring", "an array", [], "$", "object", "[]"),
    ("swapchat", "rows missing", changed("swapchat.nfts", "data", "assets"), "$.data.assets", "a value", "nothing"),
    ("swapchat", "data missing", changed("swapchat.nfts", "data"), "$.data", "a value", "nothing"),
    ("swapchat", "data an empty list", changed("swapchat.nfts", "data", to=[]), "$.data", "object", "[]"),
    ("swapchat", "code a text", changed("swapchat.nfts", "code", to="0"), "$.code", "integer", '"0"'),
    ("swapchat", "bare, null list", {"total": 0, "assets": None}, "$.assets", "array", "null"),
    ("swapchat", "bare, no list", {"total": 0}, "$.assets", "a value", "nothing"),
    ("swapchat", "bare, no quantity", {"assets": [{"nft": ASSET["nft"]}]}, "$.assets[0].quantity", "a value", "nothing"),
    ("swapchat", "bare, quantity a text", {"assets": [{**ASSET, "quantity": "1"}]}, "$.assets[0].quantity", "integer", '"1"'),
    ("swapchat", "an array", [], "$", "object", "[]"),
]
OPERATION = {"hedera": "hedera.nfts", "loopring": "loopring.nft_balances", "swapchat": "swapchat.nfts"}


@pytest.mark.parametrize(
    ("api", "reply", "path", "expected", "got"), [(row[0], *row[2:]) for row in WRONG], ids=[f"{row[0]}, {row[1]}" for row in WRONG]
)
def test_a_reply_that_is_not_the_specs_says_where(api: str, reply: Any, path: str, expected: str, got: str) -> None:
    error = error_of(OPERATION[api], reply)
    assert type(error) is DecodeError
    assert error.operation == OPERATION[api]
    assert error.path == path
    if expected:
        assert (" or ".join(sorted(error.expected.split(" or "))), error.got) == (expected, got)
    if api != "swapchat" or path != "$.data":
        assert error.raw == reply


@pytest.mark.parametrize(
    "reply", [changed("swapchat.nfts", "data"), changed("swapchat.nfts", "data", to=[])], ids=["data missing", "data a list"]
)
def test_the_whole_reply_is_kept_where_an_envelope_has_no_listing(reply: Any) -> None:
    assert error_of("swapchat.nfts", reply).raw == reply


@pytest.mark.parametrize(
    ("reply", "path"),
    [
        (changed("swapchat.nfts", "data", "assets"), "$.data.assets"),
        (changed("swapchat.nfts", "data", "assets", 0, "quantity", to="1"), "$.data.assets[0].quantity"),
    ],
    ids=["no rows", "quantity a text"],
)
def test_a_reply_in_an_envelope_says_where_too(reply: Any, path: str) -> None:
    assert error_of("swapchat.nfts", reply).path == path


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
    ("nested", b"[" * 200_000, "nested too deeply"),
    ("nested objects", b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested too deeply"),
    ("a number of 5000 digits", b'{"x": ' + b"9" * 5000 + b"}", "4300 digits"),
]


@pytest.mark.parametrize("operation", GOOD)
@pytest.mark.parametrize(("body", "got"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_body_that_is_not_json_is_a_decode_error(operation: str, body: bytes, got: str) -> None:
    error = error_of(operation, httpx2.Response(200, content=body, headers={"content-type": "text/odd"}))
    assert type(error) is DecodeError
    assert (error.operation, error.path, error.expected) == (operation, "$", "JSON")
    assert got in error.got
    assert len(str(error)) < 500
    if "nested" not in got:
        assert "text/odd" in error.got
        assert error.raw == body.decode(errors="replace")


def test_a_body_in_another_unicode_encoding_is_read() -> None:
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert len(rows("hedera.nfts", json.dumps(GOOD["hedera.nfts"]).encode(encoding))) == 1


def nested(depth: int) -> Any:
    document: Any = 1
    for _ in range(depth):
        document = [document]
    return document


@pytest.mark.parametrize("depth", [50, 200, 300, 500])
def test_an_unknown_key_may_be_nested(depth: int) -> None:
    (row,) = rows("hedera.nfts", changed("hedera.nfts", "nfts", 0, "later", to=nested(depth)))
    assert row.additional_properties == {"later": nested(depth)}


def test_a_wrong_value_that_is_nested_is_a_decode_error() -> None:
    assert type(error_of("hedera.nfts", changed("hedera.nfts", "nfts", 0, "metadata", to=nested(300)))) is DecodeError


def test_a_key_with_half_a_character_is_no_crash() -> None:
    body = json.dumps(changed("hedera.nfts", "nfts", 0, "later", to=1)).replace('"later"', r'"\ud83d"').encode()
    with contextlib.suppress(NftHoldingsError):
        rows("hedera.nfts", body)


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
