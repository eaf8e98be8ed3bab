"""Refusals of every shape become errors of the class that fits, and SwapChat's listings end where they should."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import ApiError, BadRequest, Forbidden, IncompleteListing, NotFound, RateLimited, ServerError, Unauthorized

from tests.support.canned_replies import ASSET, GOOD, error_of, rows

# Hedera's refusals


def hedera_error(status: int, body: Any, **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_of(
        "hedera.nfts", httpx2.Response(status, content=content, headers={name.replace("_", "-"): value for name, value in headers.items()})
    )


def refusing(*messages: Any) -> dict[str, Any]:
    return {"_status": {"messages": list(messages)}}


HEDERA: list[tuple[str, int, Any, type[ApiError], str]] = [
    ("one reason", 400, refusing({"message": "Invalid parameter: limit"}), BadRequest, "Invalid parameter: limit"),
    ("two reasons", 400, refusing({"message": "a"}, {"message": "b", "detail": None}), BadRequest, "a; b"),
    (
        "unknown alias",
        404,
        refusing({"message": "No account with a matching alias found"}),
        NotFound,
        "No account with a matching alias found",
    ),
    ("credentials", 401, refusing({"message": "Invalid credentials"}), Unauthorized, "Invalid credentials"),
    ("too many", 429, refusing({"message": "slower"}), RateLimited, "slower"),
    ("database", 503, refusing({"message": "Service unavailable"}), ServerError, "Service unavailable"),
    ("reason of odd form", 400, refusing("plain"), BadRequest, "plain"),
    ("empty reasons", 400, refusing(), BadRequest, "gave no reason"),
    ("long URL, empty body", 431, b"", ApiError, "the server gave no reason"),
    ("gateway's HTML", 502, b"<html>bad gateway</html>", ServerError, "<html>bad gateway</html>"),
    ("gateway's JSON", 403, {"error": "forbidden"}, Forbidden, "forbidden"),
    ("array", 500, [1], ServerError, "[1]"),
    ("redirect", 302, b"", ApiError, "no reason"),
    ("another success", 204, b"", ApiError, "no reason"),
    ("unknown status", 530, b"\xff\xfe", ServerError, "no reason"),
    ("nested", 500, b"[" * 100_000, ServerError, "no reason"),
]


@pytest.mark.parametrize(("status", "body", "kind", "text"), [row[1:] for row in HEDERA], ids=[row[0] for row in HEDERA])
def test_hederas_refusals(status: int, body: Any, kind: type[ApiError], text: str) -> None:
    error = hedera_error(status, body)
    assert type(error) is kind
    assert (error.status, error.code, error.temporary) == (status, None, status in (429, 500, 502, 503))
    assert text in error.message
    assert f"(HTTP {status})" in str(error)
    assert error.raw == (body if not isinstance(body, bytes) else body.decode(errors="replace"))


NOON = "Wed, 21 Oct 2015 12:00:00 GMT"
WAITS: list[tuple[dict[str, str], float | None]] = [
    ({"retry_after": "3"}, 3.0),
    ({"retry_after": "0"}, 0.0),
    ({"retry_after": "1.5"}, 1.5),
    ({"retry_after": "1500ms"}, 1.5),
    ({"retry_after": "2s"}, 2.0),
    ({"retry_after": "-1"}, None),
    ({"retry_after": "1e3"}, None),
    ({"retry_after": ""}, None),
    ({"retry_after": "nan"}, None),
    ({"retry_after": "inf"}, None),
    ({"retry_after": "soon"}, None),
    ({"retry_after": NOON}, 0.0),
    ({"retry_after": "Wed, 21 Oct 2015 12:00:07 GMT", "date": NOON}, 7.0),
    ({"retry_after": "Wed, 21 Oct 2015 11:59:00 GMT", "date": NOON}, 0.0),
    ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
    ({"ratelimit_reset": "4"}, 4.0),
    ({"x_ratelimit_reset": "5"}, 5.0),
    ({"retry_after": "2", "ratelimit_reset": "4"}, 2.0),
    ({"retry_after": "soon", "ratelimit_reset": "4"}, 4.0),
    ({"x_ratelimit_reset": "1445428806", "date": NOON}, 6.0),
    ({"x_ratelimit_reset": "1445428806000", "date": NOON}, 6.0),
    ({"x_ratelimit_reset": "1445428000", "date": NOON}, 0.0),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), WAITS, ids=[" ".join(map("=".join, row[0].items())) or "nothing" for row in WAITS])
def test_how_long_to_wait_is_read_in_every_form(headers: dict[str, str], seconds: float | None) -> None:
    error = hedera_error(429, refusing({"message": "slower"}), **headers, x_request_id="r-7")
    assert (error.retry_after, error.request_id, error.temporary) == (seconds, "r-7", True)


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
        body = SHAPES[shape](code, "a reason")
        error = loopring_error(status, body, operation)
        assert type(error) is kind
        assert (error.status, error.code, error.message, error.raw) == (status, code, "a reason", body)
        assert str(error) == f"a reason (HTTP {status}, code {code})"


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


def bare(total: Any, *numbers: int | dict[str, Any]) -> dict[str, Any]:
    """A page of assets, or of numbers that stand for one."""
    return {"total": total, "assets": [asset(number) if isinstance(number, int) else number for number in numbers]}


def envelope(total: Any, *numbers: int | dict[str, Any]) -> dict[str, Any]:
    return {"code": 0, "msg": "ok", "data": bare(total, *numbers)}


ENDS: list[tuple[str, list[Any], list[int]]] = [
    ("by the total, in envelopes", [envelope(3, 1, 2), envelope(3, 3)], [1, 2, 3]),
    ("by the total, bare", [bare(3, 1, 2), bare(3, 3)], [1, 2, 3]),
    ("mixed", [bare(3, 1, 2), envelope(3, 3)], [1, 2, 3]),
    ("total 0, by an empty page", [envelope(0, 1, 2), envelope(0, 3), envelope(0), envelope(0)], [1, 2, 3]),
    ("total 0, an empty page that is none", [envelope(0, 1, 2), envelope(0), envelope(0, 3), envelope(0), envelope(0)], [1, 2, 3]),
    ("no total, by an empty page", [{"assets": [asset(1)]}, {"assets": []}, {"assets": []}], [1]),
    ("total 0, by a repeated page", [envelope(0, 1, 2), envelope(0, 3), envelope(0, 3)], [1, 2, 3]),
    ("total 0, by a repeated page that is full", [envelope(0, 1, 2), envelope(0, 1, 2), envelope(0, 1, 2)], [1, 2]),
    (
        "a page full of rows came before, read again",
        [*[envelope(0, 1, 2)] * 2, envelope(0, 3), *[envelope(0, 8, 9), envelope(0, 1, 2), envelope(0, 3), envelope(0), envelope(0)]],
        [1, 2, 8, 9, 3],
    ),
    ("total reached, the rest is not requested", [envelope(2, 1, 2)], [1, 2]),
    ("more rows than the total", [envelope(1, 1, 2, 3), envelope(1), envelope(1)], [1, 2, 3]),
    ("more rows than the total, on later pages", [envelope(1, 1, 2), envelope(1, 3), envelope(1, 3)], [1, 2, 3]),
    ("units", [envelope(5, asset(1, quantity=2), asset(2, quantity=3)), envelope(5), envelope(5)], [1, 2]),
    ("units, by a repeated page", [envelope(3, asset(1, quantity=3))] * 3, [1]),
    ("nothing", [envelope(0)], []),
    ("an empty page whose total says nothing", [bare(0)], []),
    ("short pages do not end it", [envelope(3, 1), envelope(3, 2), envelope(3, 3)], [1, 2, 3]),
    ("a first page that was empty by mistake", [envelope(2), envelope(2, 1, 2)], [1, 2]),
    ("a total that changes, read again", [envelope(3, 1, 2), envelope(4, 3, 4), envelope(4, 1, 2), envelope(4, 3, 4)], [1, 2, 3, 4]),
    (
        "a row that moved to the next page, read again",
        [envelope(0, 1, 2), envelope(0, 2, 3), envelope(0), envelope(0), envelope(0, 9, 1), envelope(0, 2, 3), envelope(0), envelope(0)],
        [1, 2, 3, 9],
    ),
    (
        "rows that always come twice",
        [*[envelope(0, 1, 2), envelope(0, 2, 3), envelope(0), envelope(0)] * 2],
        [1, 2, 3],
    ),
]


@pytest.mark.parametrize(("replies", "numbers"), [row[1:] for row in ENDS], ids=[row[0] for row in ENDS])
def test_where_a_swapchat_listing_ends(replies: list[Any], numbers: list[int]) -> None:
    assert [int(row.nft.token_id) for row in rows("swapchat.nfts", *replies)] == numbers


INCOMPLETE: list[tuple[str, list[Any], str]] = [
    (
        "by a repeated page",
        [envelope(5, 1, 2), envelope(5, 1, 2), envelope(5, 1, 2)] * 4,
        "after 2 rows, and has announced 5, and reading it 4 times",
    ),
    ("by an empty page", [envelope(5, 1, 2), envelope(5), envelope(5)] * 4, "after 2 rows, and has announced 5"),
    ("nothing, whatever the total", [envelope(5), envelope(5)] * 4, "after 0 rows, and has announced 5"),
    ("never the same total", [envelope(3, 1, 2), envelope(4, 3)] * 4, "total changes from 3 to 4, and reading it 4 times did not help"),
]


@pytest.mark.parametrize(("replies", "text"), [row[1:] for row in INCOMPLETE], ids=[row[0] for row in INCOMPLETE])
def test_a_swapchat_listing_that_ends_early_is_incomplete(replies: list[Any], text: str) -> None:
    error = error_of("swapchat.nfts", *replies)
    assert type(error) is IncompleteListing
    assert text in str(error)
    assert (error.cursor, error.cause) == (None, None)


def test_rows_that_only_differ_in_their_names_are_not_a_repeated_page() -> None:
    replies = [
        {"assets": [asset(0, nft={**ASSET["nft"], "token_id": None, "name": name}) for name in page]} for page in ("ab", "cd", "", "")
    ]
    assert [row.nft.name for row in rows("swapchat.nfts", *replies)] == ["a", "b", "c", "d"]


def test_rows_without_a_token_id_that_look_alike_are_two() -> None:
    alike = asset(0, nft={**ASSET["nft"], "token_id": None})
    assert len(rows("swapchat.nfts", bare(2, alike, alike))) == 2


def test_the_key_of_a_row_has_chain_contract_and_token_id() -> None:
    info = ASSET["nft"]
    different = [info, {**info, "token_id": "2"}, {**info, "blockchain": "BSC"}, {**info, "contract_address": "0xB3"}]
    doubles = [{**info, "contract_address": "0xB2"}, {**info, "name": "another"}]
    found = rows("swapchat.nfts", bare(4, *[asset(0, nft=each) for each in [*different, *doubles]]))
    assert [row.nft.to_dict() for row in found] == different


SWAPCHAT: list[tuple[str, int, Any, type[ApiError], Any, str]] = [
    ("in a 200, data null", 200, {"code": 1, "msg": "no such user", "data": None}, ApiError, 1, "no such user"),
    ("in a 200, data an object", 200, {"code": 1, "msg": "no such user", "data": {}}, ApiError, 1, "no such user"),
    ("in a 200, data the word None", 200, {"code": 1, "msg": "no such user", "data": "None"}, ApiError, 1, "no such user"),
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
