"""Walks along the sandbox's links, over all bounds, orders and limits, against the rows that it was given.

Without `hedera_quirks` each walk ends with exactly the rows within its bounds. With it, a walk never ends where a real mirror node's
never ends: after an equality, or an inequality, on the key that links move along.
"""

import http.client
import json
import operator
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import product
from typing import Any

import httpx2
import pytest
from attrs import frozen
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.hedera_requests import MAXIMUM, next_of, nft

SERIALS = [1, 2, 4, 5, 9, 10, 11, MAXIMUM]
MOMENTS = [1_700_000_000_000_000_000 + step * 250_000_000 for step in range(7)]
TOKENS = [50, 51, 57, 98, 101, 1000]
ACCOUNTS = [5, 6, 9, 10, 99, 100, 1001]
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip
Bounds = tuple[tuple[str, int], ...]


def as_time(nanoseconds: int) -> str:
    return f"{nanoseconds // 10**9}.{nanoseconds % 10**9:09}"


@frozen
class Listing:
    """A listing: its path, its rows, the parameter and field of their key, all keys, and how keys are written."""

    path: str
    rows: str
    name: str
    field: str
    keys: list[int]
    written: Callable[[int], str]
    is_union: bool = False

    def truth(self, bounds: Bounds, *, descending: bool) -> list[int]:
        equal = [value for name, value in bounds if name == "eq"]
        others = [bound for bound in bounds if not (self.is_union and bound[0] == "eq")]
        within = [key for key in self.keys if all(OPERATORS[name](key, value) for name, value in others)]
        if self.is_union and equal:
            within = [key for key in within if key in equal]
        return sorted(within, reverse=descending)


def an_id(number: int) -> str:
    return f"0.0.{number}"


LISTINGS = [
    Listing("/api/v1/tokens/50/nfts", "nfts", "serialnumber", "serial_number", SERIALS, str),
    Listing("/api/v1/tokens/51/nfts/1/transactions", "transactions", "timestamp", "consensus_timestamp", MOMENTS, as_time),
    Listing("/api/v1/accounts/5/tokens", "tokens", "token.id", "token_id", TOKENS, an_id, is_union=True),
    Listing("/api/v1/tokens/50/balances", "balances", "account.id", "account", ACCOUNTS, an_id),
]
DOCUMENT = {
    "hedera": {
        "nfts": [nft(None if serial % 5 == 0 else ACCOUNTS[serial % 4], 50, serial, created_timestamp="1") for serial in SERIALS] + [nft(5, 51, 1, created_timestamp="1")],
        "changes": [
            {"token_id": 51, "serial_number": 1, "consensus_timestamp": as_time(moment), "type": "CRYPTOTRANSFER", "account_id": 5}
            for moment in MOMENTS
        ],
        "associations": [{"account_id": account, "token_id": 50} for account in ACCOUNTS]
        + [{"account_id": 5, "token_id": token} for token in TOKENS[1:]],
    }
}  # fmt: skip


@pytest.fixture(scope="module", params=[False, True], ids=["right", "quirks"])
def walked(request: pytest.FixtureRequest) -> Iterator[tuple[httpx2.Client, bool]]:
    with Sandbox(Settings(hedera_quirks=request.param), load=DOCUMENT) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client, request.param


def walk(client: httpx2.Client, listing: Listing, query: str) -> list[str] | None:
    """The keys of all rows, or None if a link leads back. Without a client's own work, as there are thousands of pages."""
    with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=10)) as connection:
        return walk_along(connection, listing, query)


def walk_along(connection: http.client.HTTPConnection, listing: Listing, query: str) -> list[str] | None:
    found: list[str] = []
    seen: set[str] = set()
    link: str | None = f"{listing.path}?{query}"
    while link:
        if link in seen:
            return None
        seen.add(link)
        connection.request("GET", link)
        reply = connection.getresponse()
        page = json.load(reply)
        assert reply.status == 200, page
        found += [str(row[listing.field]) for row in page[listing.rows]]
        link = page["links"]["next"]
    return found


def sets(keys: list[int]) -> Iterator[Bounds]:
    low, middle, high = keys[1], keys[len(keys) // 2], keys[-2]
    yield ()
    for name in ("gt", "gte", "lt", "lte"):
        yield ((name, middle),)
    for lower, upper in product(("gt", "gte"), ("lt", "lte")):
        yield (lower, low), (upper, high)
        yield (upper, high), (lower, low)
        yield (lower, middle), (upper, middle)
    yield ("gt", low), ("gt", middle), ("lte", high)
    yield (("eq", middle),)
    yield ("eq", middle), ("eq", high)
    yield ("eq", middle), ("gte", low)
    yield ("gte", low), ("eq", middle)
    yield ("lt", high), ("eq", middle)


NOT_EQUAL = (("ne", 2),), (("ne", 2), ("gt", 0)), (("gt", 0), ("ne", 2)), (("lt", -2), ("ne", 2)), (("ne", 2), ("ne", 3))


def chosen(keys: list[int]) -> Iterator[Bounds]:
    """Sets with an inequality, whose numbers are places in the list of keys."""
    for bounds in NOT_EQUAL:
        yield tuple((name, keys[place]) for name, place in bounds)


def outcomes(
    client: httpx2.Client, listing: Listing, all_bounds: Iterator[Bounds]
) -> Iterator[tuple[Bounds, int, bool, list[str] | None, list[str]]]:
    for bounds, order, limit in product(all_bounds, ("asc", "desc"), (1, 3, 100)):
        descending = order == "desc"
        filters = "".join(f"&{listing.name}={name}:{listing.written(value)}" for name, value in bounds)
        expected = [listing.written(key) for key in listing.truth(bounds, descending=descending)]
        yield bounds, limit, descending, walk(client, listing, f"limit={limit}&order={order}{filters}"), expected


@pytest.mark.parametrize("listing", LISTINGS, ids=lambda listing: listing.rows)
def test_walks(walked: tuple[httpx2.Client, bool], listing: Listing) -> None:
    client, quirks = walked
    endless = 0
    for bounds, limit, descending, found, expected in outcomes(client, listing, sets(listing.keys)):
        equal_first = bool(bounds) and bounds[0][0] == "eq"
        loops = quirks and equal_first and len(expected) >= limit
        assert found == (None if loops else expected), (bounds, limit, descending)
        endless += loops
    assert bool(endless) == quirks


@pytest.mark.parametrize("listing", [listing for listing in LISTINGS if not listing.is_union], ids=lambda listing: listing.rows)
def test_walks_after_an_inequality(walked: tuple[httpx2.Client, bool], listing: Listing) -> None:
    client, quirks = walked
    endless = 0
    for bounds, limit, descending, found, expected in outcomes(client, listing, chosen(listing.keys)):
        first = bounds[0][0]
        # A bound that goes with the cursor takes the cursor with it, once it has been moved.
        forgets = first == "ne" or first == ("lt" if descending else "gt")
        fills = len(expected) >= limit * (1 if first == "ne" else 2)
        loops = quirks and forgets and fills
        assert found == (None if loops else expected), (bounds, limit, descending)
        endless += loops
    assert bool(endless) == quirks


def test_the_bound_that_is_lost_with_the_cursor(walked: tuple[httpx2.Client, bool]) -> None:
    client, quirks = walked
    first = client.get("/api/v1/tokens/50/nfts?limit=2&serialnumber=lt:11&serialnumber=ne:5")
    second = client.get(next_of(first) or "")
    assert [row["serial_number"] for row in first.json()["nfts"] + second.json()["nfts"]] == [10, 9, 4, 2]
    lost = "/api/v1/tokens/50/nfts?limit=2&serialnumber=ne:5"
    assert next_of(second) == (lost if quirks else f"{lost}&serialnumber=lt:2")


def test_a_list_of_ids_that_is_cut(walked: tuple[httpx2.Client, bool]) -> None:
    client, quirks = walked
    path = "/api/v1/accounts/5/tokens?token.id=50&token.id=98&token.id=1000&limit=2"
    first = client.get(path)
    assert [row["token_id"] for row in first.json()["tokens"]] == ["0.0.50", "0.0.98"]
    assert next_of(first) == (path if quirks else path.replace("&limit", "&token.id=gt:0.0.98&limit"))


def test_links_of_accounts_filters(walked: tuple[httpx2.Client, bool]) -> None:
    client, _ = walked
    filters: dict[str, Callable[[int], bool]] = {
        "5": lambda holder: holder == 5,
        "ne:5": lambda holder: holder != 5,
        "gt:5&account.id=lt:10": lambda holder: 5 < holder < 10,
        "5&account.id=6": lambda holder: False,
    }
    held = {row["serial_number"]: row["account_id"] for row in DOCUMENT["hedera"]["nfts"] if row["token_id"] == 50}
    for (account, fits), order, limit in product(filters.items(), ("asc", "desc"), (1, 3)):
        found = walk(client, LISTINGS[0], f"account.id={account}&order={order}&limit={limit}")
        expected = sorted((serial for serial, holder in held.items() if holder and fits(holder)), reverse=order == "desc")
        assert found == [str(serial) for serial in expected]
