"""Cursors: one printable word that is good for the same listing only, and in a later process."""

import base64
import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import AsyncHedera, Hedera, InvalidArgument, Listing, Loopring, SwapChat, nft_id, spender_id, token_id
from nft_holdings._paging.cursor import VERSION, from_cursor, to_cursor

# What every operation's own position has, and more.
POSITION = {
    "query": "limit=2&token.id=lte:0.0.5",
    "after": "0.0.5/3",
    "holder": "0.0.1",
    "offset": 2,
    "total": 5,
    "rows": 2,
    "units": 2,
    "page": 2,
    "last": "ab",
    "recent": "cd",
    "deep": [1, None, "ü", 2**70],
}


def http() -> httpx2.Client:
    return httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)))


def hedera(account: Any = "0.0.1", filter: Any = None, **keywords: Any) -> Listing[Any]:
    return Hedera("https://a.example", http_client=http()).nfts(account, filter, **keywords)


def loopring(**keywords: Any) -> Listing[Any]:
    return Loopring("https://a.example", api_key="k", http_client=http()).nft_balances(**keywords)


def collections(account_id: int = 1, **keywords: Any) -> Listing[Any]:
    return Loopring("https://a.example", api_key="k", http_client=http()).collections(account_id, **keywords)


def swapchat(user: str = "u", wallet: str = "w", **keywords: Any) -> Listing[Any]:
    return SwapChat("https://a.example", http_client=http()).nfts(user, wallet, **keywords)


LINK = {"query": "a=1", "after": None, "holder": None}
OFFSET = {"offset": 1, "total": 5, "rows": 1, "last": "ab", "recent": "cd"}
PAGE = {"page": 2, "rows": 1, "units": 1, "total": 5, "last": "ab", "recent": "cd"}
BY_OFFSET = ("loopring", "collections")
KEYS: dict[str, tuple[str, ...]] = {
    "hedera": tuple(LINK),
    "loopring": tuple(OFFSET),
    "collections": tuple(OFFSET),
    "swapchat": tuple(PAGE),
}
LISTINGS: dict[str, Callable[..., Listing[Any]]] = {
    "hedera": hedera,
    "loopring": lambda **keywords: loopring(account_id=1, **keywords),
    "collections": collections,
    "swapchat": swapchat,
}


@pytest.mark.parametrize("make", LISTINGS.values(), ids=LISTINGS)
def test_a_cursor_gives_its_position_back(make: Callable[..., Listing[Any]]) -> None:
    operation = make()._operation
    cursor = to_cursor(operation, POSITION)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", cursor)
    assert from_cursor(operation, cursor) == POSITION
    assert make(cursor=cursor).pages()


@pytest.mark.parametrize(
    ("name", "position"),
    [
        *[("hedera", {**LINK, "query": query}) for query in ("", 5, ["x"], "a=\ud800", "a=\r\n", None)],
        *[("hedera", {**LINK, "after": after}) for after in ("", 5, True, ["0.0.5/3"], "0.0.5", "/3", "0.0.5/", "x/3")],
        *[("hedera", {**LINK, "after": f"0.0.5/{serial}"}) for serial in ("-1", "1/2", "1.5", "٣", "9" * 5000)],
        *[("hedera", {**LINK, "holder": holder}) for holder in (5, True, ["0.0.1"])],
        *[(name, {**OFFSET, "offset": offset}) for name in BY_OFFSET for offset in ("1", 1.5, -5, 0, 2**40, True, None)],
        *[(name, {**OFFSET, "total": total}) for name in BY_OFFSET for total in (None, "5", -2, False)],
        *[(name, {**OFFSET, "rows": rows}) for name in BY_OFFSET for rows in (None, "5", -1, True)],
        *[(name, {**OFFSET, key: wrong}) for name in BY_OFFSET for key in ("last", "recent") for wrong in (None, 5, ["ab"])],
        *[("swapchat", {**PAGE, "page": page}) for page in ("x", -1, 2.5, 2**40, True, None)],
        *[("swapchat", {**PAGE, name: wrong}) for name in ("rows", "units", "total") for wrong in (-1, 1.5, "1", None, True)],
        *[("swapchat", {**PAGE, name: wrong}) for name in ("last", "recent") for wrong in (None, 5, ["ab"])],
        *[(name, {key: POSITION[key] for key in keys if key != left_out}) for name, keys in KEYS.items() for left_out in keys],
        *[(name, {}) for name in LISTINGS],
    ],
)
def test_a_position_that_no_listing_makes_is_refused(name: str, position: dict[str, Any]) -> None:
    cursor = to_cursor(LISTINGS[name]()._operation, position)
    with pytest.raises(InvalidArgument, match="this cursor belongs to another") as refused:
        LISTINGS[name](cursor=cursor)
    assert refused.value.argument == "cursor"


@pytest.mark.parametrize("name", LISTINGS)
def test_a_position_needs_no_more_than_its_own_keys(name: str) -> None:
    position = {key: POSITION[key] for key in KEYS[name]}
    assert from_cursor(LISTINGS[name]()._operation, to_cursor(LISTINGS[name]()._operation, position)) == position


@pytest.mark.parametrize("name", LISTINGS)
def test_a_cursor_of_a_listing_that_was_changing_says_so(name: str) -> None:
    with pytest.raises(
        InvalidArgument, match="made while the account was changing under the listing: list again from the start"
    ) as refused:
        LISTINGS[name](cursor=to_cursor(LISTINGS[name]()._operation, {"changed": True}))
    assert refused.value.argument == "cursor"


SAME: list[tuple[str, Listing[Any], Listing[Any]]] = [
    ("conditions in another order", hedera(filter=(token_id >= 5) & (token_id < 9)), hedera(filter=(token_id < 9) & (token_id >= 5))),
    ("spenders in another order", hedera(filter=spender_id.is_in([5, 6])), hedera(filter=spender_id.is_in([6, 5]))),
    ("values in another order", loopring(account_id=1, token_ids=[1, 2]), loopring(account_id=1, token_ids=[2, 1])),
    ("account written otherwise", hedera(1001), hedera("0.0.1001")),
    ("the default order, said and not said", hedera(), hedera(order="desc")),
    ("page size", hedera(page_size=5), hedera(page_size=6)),
    ("filter written otherwise", hedera(filter=(token_id >= 5) & (token_id <= 5)), hedera(filter=token_id == "0.0.5")),
    ("page size of balances", loopring(account_id=1, page_size=5), loopring(account_id=1)),
    ("empty list", loopring(account_id=1, token_ids=[]), loopring(account_id=1)),
    ("page size of collections", collections(page_size=3), collections()),
    ("the default page size, said and not said", swapchat(page_size=20), swapchat()),
]


@pytest.mark.parametrize(("one", "same"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_a_cursor_is_good_for_the_same_listing(one: Listing[Any], same: Listing[Any]) -> None:
    assert from_cursor(same._operation, to_cursor(one._operation, POSITION)) == POSITION


OTHER: list[tuple[str, Listing[Any], Listing[Any]]] = [
    ("account", hedera(1001), hedera(1002)),
    ("order", hedera(), hedera(order="asc")),
    ("filter", hedera(filter=token_id > 5), hedera(filter=token_id >= 5)),
    ("no filter", hedera(filter=token_id > 5), hedera()),
    ("bound of a pair", hedera(filter=nft_id > (5, 1)), hedera(filter=nft_id > (5, 2))),
    ("account of balances", loopring(account_id=1), loopring(account_id=2)),
    ("address for number", loopring(account_id=1), loopring(address="1")),
    ("slots", loopring(account_id=1, token_ids=[1, 2]), loopring(account_id=1, token_ids=[12])),
    ("list of another kind", loopring(account_id=1, nft_datas=["a"]), loopring(account_id=1, token_addresses=["a"])),
    ("empty balances", loopring(account_id=1, non_zero=False), loopring(account_id=1, non_zero=True)),
    ("operation", loopring(account_id=1), collections(1)),
    ("contract", collections(1), collections(1, token_address="0xc1")),
    ("user", swapchat("u"), swapchat("v")),
    ("wallet", swapchat("u", "w"), swapchat("u", "W")),
    ("page size, which moves pages", swapchat(page_size=2), swapchat(page_size=3)),
    ("first page, which moves pages", swapchat(first_page=0), swapchat(first_page=1)),
    ("API", swapchat(), hedera()),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in OTHER], ids=[row[0] for row in OTHER])
def test_a_cursor_of_another_listing_is_refused(one: Listing[Any], other: Listing[Any]) -> None:
    for mine, foreign in ((one, other), (other, one)):
        with pytest.raises(InvalidArgument, match="belongs to another account, filter or order") as refused:
            from_cursor(mine._operation, to_cursor(foreign._operation, POSITION))
        assert refused.value.argument == "cursor"


def written(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


GOOD = to_cursor(hedera()._operation, POSITION)
GARBAGE: list[tuple[str, Any]] = [
    ("empty", ""),
    ("cut at its end", GOOD[:-1]),
    ("cut to half", GOOD[: len(GOOD) // 2]),
    ("cut at its start", GOOD[1:]),
    ("one letter", "A"),
    ("letters", "garbage"),
    ("white space behind it", GOOD + "\n"),
    ("non-ASCII", "ünïcode"),
    ("other alphabet", GOOD + "+/"),
    ("lone surrogate", "\ud800"),
    ("JSON", '{"v": 1}'),
    ("a list", written([1, 2, 3])),
    ("a number", written(5)),
    ("null", written(None)),
    ("no keys", written({})),
    ("a link", "https://a.example/api?x=1"),
    ("nesting", base64.urlsafe_b64encode(b"[" * 100_000).decode()),
    ("bytes", GOOD.encode()),
    ("a number itself", 5),
    ("position of another kind", written({**json.loads(base64.urlsafe_b64decode(GOOD + "==")), "at": [1]})),
]


@pytest.mark.parametrize("cursor", [row[1] for row in GARBAGE], ids=[row[0] for row in GARBAGE])
def test_what_is_no_cursor_is_refused_when_the_listing_is_made(cursor: Any) -> None:
    with pytest.raises(InvalidArgument) as refused:
        hedera(cursor=cursor)
    assert refused.value.argument == "cursor"


def test_every_cut_of_a_cursor_is_refused() -> None:
    for end in range(len(GOOD)):
        with pytest.raises(InvalidArgument):
            hedera(cursor=GOOD[:end])


def test_the_async_client_refuses_a_bad_cursor_at_once_too() -> None:
    with pytest.raises(InvalidArgument, match="not a cursor"):
        AsyncHedera("https://a.example", http_client=httpx2.AsyncClient()).nfts("0.0.1", cursor="garbage")


def test_a_cursor_of_another_version_says_so() -> None:
    content = json.loads(base64.urlsafe_b64decode(GOOD + "=="))
    assert VERSION == 2
    for other in (1, 3):
        with pytest.raises(InvalidArgument, match=f"version {other}, this package reads version 2: list again from the start"):
            hedera(cursor=written({**content, "v": other}))


def test_a_cursor_is_good_in_a_later_process() -> None:
    script = (
        "import sys, httpx2\nfrom nft_holdings import Hedera, token_id\nfrom nft_holdings._paging.cursor import to_cursor\n"
        "listing = Hedera('http://b.example', http_client=httpx2.Client()).nfts('0.0.1', token_id > 5)\n"
        "print(to_cursor(listing._operation, {'query': 'x', 'after': None, 'holder': None}), end='')"
    )
    cursor = subprocess.run([sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True).stdout
    assert from_cursor(hedera(filter=token_id > 5)._operation, cursor) == {"query": "x", "after": None, "holder": None}


def test_a_cursor_holds_no_key() -> None:
    operation = Loopring("https://a.example", api_key="s3cret-key", http_client=http()).nft_balances(account_id=1)._operation
    assert b"s3cret" not in base64.urlsafe_b64decode(to_cursor(operation, POSITION) + "==")
