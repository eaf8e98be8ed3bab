"""Replies: held against the spec before they are read, refusals become errors, and nothing but our own errors comes out."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import (
    ApiError,
    BadRequest,
    DecodeError,
    Hedera,
    IncompleteListing,
    Loopring,
    NftHoldingsError,
    NotFound,
    Page,
    RateLimited,
    ServerError,
    SwapChat,
    Unauthorized,
)

NFT: dict[str, Any] = {
    "account_id": "0.0.1",
    "created_timestamp": "1700000000.000000001",
    "delegating_spender": None,
    "deleted": False,
    "metadata": "",
    "modified_timestamp": None,
    "serial_number": 7,
    "spender": None,
    "token_id": "0.0.9",
}
BALANCE: dict[str, Any] = {"accountId": 1, "tokenId": 32768, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}
ASSET: dict[str, Any] = {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": "1"}, "quantity": 1}
GOOD: dict[str, Any] = {
    "hedera.nfts": {"nfts": [NFT], "links": {"next": None}},
    "loopring.nft_balances": {"totalNum": 1, "data": [BALANCE]},
    "loopring.collections": {"totalNum": 1, "collections": [{"collection": {"id": 1}, "count": 2}]},
    "swapchat.nfts": {"code": 0, "msg": "ok", "data": {"total": 1, "assets": [ASSET]}},
}


def listing(operation: str, http_client: httpx2.Client) -> Any:
    api, _, method = operation.partition(".")
    client: Any
    arguments: tuple[Any, ...]
    if api == "hedera":
        client, arguments = Hedera("http://a.example", http_client=http_client), ("0.0.1",)
    elif api == "loopring":
        client, arguments = Loopring("http://a.example", api_key="k", http_client=http_client), (1,)
    else:
        client, arguments = SwapChat("http://a.example", http_client=http_client), ("u", "w")
    return getattr(client, method)(*arguments)


def read(operation: str, *replies: Any) -> list[Page[Any]]:
    """The pages of a listing whose replies are JSON documents, bytes or responses."""
    left = list(replies)

    def answer(_: httpx2.Request) -> httpx2.Response:
        reply = left.pop(0)
        if isinstance(reply, httpx2.Response):
            return reply
        return httpx2.Response(200, content=reply if isinstance(reply, bytes) else json.dumps(reply).encode())

    with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
        pages = list(listing(operation, http_client).pages())
    assert not left, "not every reply was asked for"
    return pages


def rows(operation: str, *replies: Any) -> list[Any]:
    return [item for page in read(operation, *replies) for item in page.items]


def error_of(operation: str, *replies: Any) -> Any:
    with pytest.raises(NftHoldingsError) as raised:
        read(operation, *replies)
    return raised.value


def changed(operation: str, *steps: Any, to: Any = ...) -> Any:
    """A good reply with one value put in place of another, or left out."""
    document = json.loads(json.dumps(GOOD[operation]))
    node = document
    for step in steps[:-1]:
        node = node[step]
    if to is ...:
        del node[steps[-1]]
    else:
        node[steps[-1]] = to
    return document


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


# Hedera's refusals


def hedera_error(status: int, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_of(
        "hedera.nfts", httpx2.Response(status, content=content, headers={name.replace("_", "-"): value for name, value in headers.items()})
    )


def told(*messages: Any) -> dict[str, Any]:
    return {"_status": {"messages": list(messages)}}


HEDERA: list[tuple[str, int, Any, type[ApiError], str]] = [
    ("one reason", 400, told({"message": "Invalid parameter: limit"}), BadRequest, "Invalid parameter: limit"),
    ("two reasons", 400, told({"message": "a"}, {"message": "b", "detail": None}), BadRequest, "a; b"),
    ("unknown alias", 404, told({"message": "No account with a matching alias found"}), NotFound, "No account with a matching alias found"),
    ("credentials", 401, told({"message": "Invalid credentials"}), Unauthorized, "Invalid credentials"),
    ("too many", 429, told({"message": "slower"}), RateLimited, "slower"),
    ("database", 503, told({"message": "Service unavailable"}), ServerError, "Service unavailable"),
    ("reason of odd form", 400, told("plain"), BadRequest, "plain"),
    ("empty reasons", 400, told(), BadRequest, "gave no reason"),
    ("long URL, empty body", 431, b"", ApiError, "the server gave no reason"),
    ("gateway's HTML", 502, b"<html>bad gateway</html>", ServerError, "<html>bad gateway</html>"),
    ("gateway's JSON", 403, {"error": "forbidden"}, Unauthorized, "forbidden"),
    ("array", 500, [1], ServerError, "[1]"),
    ("redirect", 302, b"", ApiError, "no reason"),
    ("another success", 204, b"", ApiError, "no reason"),
    ("unknown status", 520, b"\xff\xfe", ServerError, "no reason"),
    ("nested", 500, b"[" * 100_000, ServerError, "no reason"),
]


@pytest.mark.parametrize(("status", "body", "kind", "text"), [row[1:] for row in HEDERA], ids=[row[0] for row in HEDERA])
def test_hederas_refusals(status: int, body: Any, kind: type[ApiError], text: str) -> None:
    error = hedera_error(status, body)
    assert type(error) is kind
    assert (error.status, error.code) == (status, None)
    assert text in error.message
    assert f"(HTTP {status})" in str(error)
    assert error.raw == (body if not isinstance(body, bytes) else body.decode(errors="replace"))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("3", 3.0),
        ("0", 0.0),
        ("1.5", 1.5),
        ("-1", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
        ("", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
    ],
)
def test_retry_after_is_read_where_it_is_seconds(header: str, seconds: float | None) -> None:
    error = hedera_error(429, told({"message": "slower"}), retry_after=header, x_request_id="r-7")
    assert (error.retry_after, error.request_id) == (seconds, "r-7")


# Loopring's refusals


def loopring_error(status: int, body: Any, operation: str = "loopring.nft_balances") -> Any:
    return error_of(operation, httpx2.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode()))


SHAPES: dict[str, Callable[[Any, str], Any]] = {
    "resultInfo, message": lambda code, text: {"resultInfo": {"code": code, "message": text}},
    "resultInfo, msg": lambda code, text: {"resultInfo": {"code": code, "msg": text}},
    "flat, message": lambda code, text: {"code": code, "message": text},
    "flat, msg": lambda code, text: {"code": code, "msg": text},
    "beside rows": lambda code, text: {"resultInfo": {"code": code, "message": text}, "totalNum": 0, "data": [], "collections": []},
    "beside null": lambda code, text: {"resultInfo": {"code": code, "message": text}, "data": None},
}
CODES: list[tuple[int, type[ApiError], type[ApiError]]] = [
    (100001, BadRequest, BadRequest),
    (101001, NotFound, NotFound),
    (101002, NotFound, NotFound),
    (102003, NotFound, NotFound),
    (104001, Unauthorized, Unauthorized),
    (104002, Unauthorized, Unauthorized),
    (104003, NotFound, NotFound),
    (104007, NotFound, NotFound),
    (100000, BadRequest, ApiError),
    (999999, BadRequest, ApiError),
]


@pytest.mark.parametrize("operation", ["loopring.nft_balances", "loopring.collections"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("code", "with_400", "with_200"), CODES, ids=[str(row[0]) for row in CODES])
def test_loopring_codes_have_classes(code: int, with_400: type[ApiError], with_200: type[ApiError], shape: str, operation: str) -> None:
    for status, kind in ((400, with_400), (200, with_200)):
        body = SHAPES[shape](code, "told so")
        error = loopring_error(status, body, operation)
        assert type(error) is kind
        assert (error.status, error.code, error.message, error.raw) == (status, code, "told so", body)
        assert str(error) == f"told so (HTTP {status}, code {code})"


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (429, {"resultInfo": {"code": 100001, "message": "x"}}, RateLimited, 100001),
        (429, b"slow down", RateLimited, None),
        (429, b"", RateLimited, None),
        (500, {"resultInfo": {"code": 104002, "message": "x"}}, ServerError, 104002),
        (503, b"", ServerError, None),
        (502, b"<html>", ServerError, None),
        (400, {"resultInfo": {"code": 0, "message": "SUCCESS"}}, BadRequest, None),
        (400, b"", BadRequest, None),
        (400, [], BadRequest, None),
        (400, {"resultInfo": "odd"}, BadRequest, None),
        (404, b"", NotFound, None),
        (401, {"code": "x"}, Unauthorized, "x"),
        (200, {"code": 1}, ApiError, 1),
    ],
)
def test_other_refusals_of_loopring(status: int, body: Any, kind: type[ApiError], code: Any) -> None:
    error = loopring_error(status, body)
    assert type(error) is kind
    assert (error.status, error.code) == (status, code)


@pytest.mark.parametrize(
    "info", [{"resultInfo": {"code": 0, "message": "SUCCESS"}}, {"resultInfo": {"code": 0}}, {"resultInfo": {}}, {"code": 0, "msg": "ok"}]
)
def test_a_success_may_say_that_it_is_one(info: dict[str, Any]) -> None:
    assert len(rows("loopring.nft_balances", {**GOOD["loopring.nft_balances"], **info})) == 1


# SwapChat's replies


def asset(number: int, **changes: Any) -> dict[str, Any]:
    return {"nft": {**ASSET["nft"], "token_id": str(number)}, "quantity": 1, **changes}


def envelope(total: Any, *numbers: int) -> dict[str, Any]:
    return {"code": 0, "msg": "ok", "data": {"total": total, "assets": [asset(number) for number in numbers]}}


def bare(total: Any, *numbers: int) -> dict[str, Any]:
    return {"total": total, "assets": [asset(number) for number in numbers]}


ENDS: list[tuple[str, list[Any], list[int]]] = [
    ("by the total, in envelopes", [envelope(3, 1, 2), envelope(3, 3)], [1, 2, 3]),
    ("by the total, bare", [bare(3, 1, 2), bare(3, 3)], [1, 2, 3]),
    ("mixed", [bare(3, 1, 2), envelope(3, 3)], [1, 2, 3]),
    ("total 0, by an empty page", [envelope(0, 1, 2), envelope(0, 3), envelope(0)], [1, 2, 3]),
    ("no total, by an empty page", [{"assets": [asset(1)]}, {"assets": []}], [1]),
    ("total 0, by a repeated page", [envelope(0, 1, 2), envelope(0, 3), envelope(0, 3)], [1, 2, 3]),
    ("total reached, the rest is not asked for", [envelope(2, 1, 2)], [1, 2]),
    ("more rows than the total", [envelope(1, 1, 2, 3)], [1, 2, 3]),
    ("nothing", [envelope(0)], []),
    ("an empty page whose total says nothing", [bare(0)], []),
    ("short pages do not end it", [envelope(3, 1), envelope(3, 2), envelope(3, 3)], [1, 2, 3]),
]


@pytest.mark.parametrize(("replies", "numbers"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS])
def test_where_a_swapchat_listing_ends(replies: list[Any], numbers: list[int]) -> None:
    assert [int(row.nft.token_id) for row in rows("swapchat.nfts", *replies)] == numbers


@pytest.mark.parametrize(
    ("replies", "text"),
    [
        ([envelope(5, 1, 2), envelope(5)], "ends the listing after 2 of 5 rows"),
        ([envelope(5, 1, 2), envelope(5, 1, 2)], "repeats a page after 2 of 5 rows"),
        ([envelope(5)], "ends the listing after 0 of 5 rows"),
    ],
)
def test_a_swapchat_listing_that_ends_early_is_incomplete(replies: list[Any], text: str) -> None:
    error = error_of("swapchat.nfts", *replies)
    assert type(error) is IncompleteListing
    assert text in str(error)


SWAPCHAT: list[tuple[str, int, Any, type[ApiError], Any, str]] = [
    ("in a 200, data null", 200, {"code": 1, "msg": "no such user", "data": None}, ApiError, 1, "no such user"),
    ("in a 200, data a list", 200, {"code": 1, "msg": "no such user", "data": []}, ApiError, 1, "no such user"),
    ("in a 200, data absent", 200, {"code": 7, "msg": "no such user"}, ApiError, 7, "no such user"),
    ("in a 200, with rows beside it", 200, {**envelope(1, 1), "code": -1, "msg": "odd"}, ApiError, -1, "odd"),
    ("in a 200, without words", 200, {"code": 1}, ApiError, 1, "gave no reason"),
    ("message", 400, {"message": "malformed"}, BadRequest, None, "malformed"),
    ("msg", 401, {"code": 3, "msg": "expired"}, Unauthorized, 3, "expired"),
    ("empty msg, then message", 400, {"msg": "", "message": "malformed"}, BadRequest, None, "malformed"),
    ("a detail", 422, {"detail": "missing"}, BadRequest, None, "missing"),
    ("a detail that is a list", 422, {"detail": [{"loc": ["body"], "msg": "missing"}]}, BadRequest, None, "missing"),
    ("not JSON", 502, b"<html>", ServerError, None, "<html>"),
    ("empty", 500, b"", ServerError, None, "gave no reason"),
    ("array", 500, [1], ServerError, None, "gave no reason"),
    ("too many", 429, b"", RateLimited, None, "gave no reason"),
]


@pytest.mark.parametrize(("status", "body", "kind", "code", "text"), [row[1:] for row in SWAPCHAT], ids=[row[0] for row in SWAPCHAT])
def test_swapchats_refusals(status: int, body: Any, kind: type[ApiError], code: Any, text: str) -> None:
    error = error_of("swapchat.nfts", httpx2.Response(status, content=body if isinstance(body, bytes) else json.dumps(body).encode()))
    assert type(error) is kind
    assert (error.status, error.code) == (status, code)
    assert text in error.message
    assert error.raw == (body if not isinstance(body, bytes) else body.decode())
