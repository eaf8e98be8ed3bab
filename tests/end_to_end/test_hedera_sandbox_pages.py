"""What the sandbox sends: rows, headers, links to the next page, and whole walks along them."""

import gzip
import http.client
import json
import operator
from collections.abc import Iterator
from contextlib import closing
from itertools import product
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import MAXIMUM, SPEC, next_of, nft, pairs, path_of


def test_the_documented_row(client: httpx2.Client) -> None:
    documented = json.loads(SPEC.read_text())["components"]["examples"]["DocumentedNfts"]["value"]["nfts"][0]
    documented["spender"] = documented.pop("spender_id")
    assert client.get(path_of("0.1.2")).json() == {"nfts": [documented], "links": {"next": None}}


def test_limits(client: httpx2.Client) -> None:
    assert len(pairs(client.get(path_of(known.HUNDRED)))) == 25
    reply = client.get(path_of(known.LARGEST) + "?limit=1000")
    assert len(pairs(reply)) == 100
    assert (next_of(reply) or "").startswith(path_of(known.LARGEST) + "?limit=1000&token.id=lte:")


def test_odd_rows(client: httpx2.Client) -> None:
    reply = client.get(path_of(known.ODDITIES))
    rows = {(row["token_id"], row["serial_number"]): row for row in reply.json()["nfts"]}
    plain = {serial: rows["0.0.1590", serial] for serial in (1, 2, 3, 4, 5, 6, MAXIMUM)}
    keys = [
        "account_id",
        "created_timestamp",
        "delegating_spender",
        "deleted",
        "metadata",
        "modified_timestamp",
        "serial_number",
        "spender",
        "token_id",
    ]
    assert all(sorted(row) == keys for row in rows.values())
    assert (plain[1]["created_timestamp"], plain[1]["modified_timestamp"]) == (None, None)
    assert (plain[2]["metadata"], plain[3]["metadata"]) == (None, "")
    assert (plain[1]["deleted"], plain[4]["deleted"], plain[5]["deleted"]) == (False, None, True)
    assert (plain[6]["spender"], plain[6]["delegating_spender"]) == (None, None)
    assert f'"serial_number":{MAXIMUM},' in reply.text
    assert rows[known.DELETED_TOKEN, 1]["deleted"] is True
    assert next(iter(rows)) == ("0.0.274877906943", 7)
    for row in client.get(path_of(known.LARGEST) + "?limit=100").json()["nfts"]:
        seconds, _, fraction = row["modified_timestamp"].partition(".")
        assert (seconds.isdigit(), fraction.isdigit(), len(fraction)) == (True, True, 9)


def test_headers(client: httpx2.Client) -> None:
    path = path_of(known.LARGEST)
    reply = client.get(path)
    assert reply.headers["cache-control"] == "public, max-age=1"
    assert reply.headers["etag"].startswith('W/"')
    for known_tags in (reply.headers["etag"], '"x", ' + reply.headers["etag"], reply.headers["etag"][2:], "*"):
        unchanged = client.get(path, headers={"If-None-Match": known_tags})
        assert (unchanged.status_code, unchanged.content, unchanged.headers["etag"]) == (304, b"", reply.headers["etag"])
    assert client.get(path, headers={"If-None-Match": 'W/"x"'}).status_code == 200
    assert client.get(path + "?limit=1").headers["etag"] != reply.headers["etag"]
    with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        with connection.getresponse() as compressed:
            assert compressed.getheader("content-encoding") == "gzip"
            assert gzip.decompress(compressed.read()) == reply.content
    assert "content-encoding" not in client.get(path, headers={"Accept-Encoding": "identity"}).headers
    head = client.head(path, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", len(reply.content))
    assert head.headers["link"] == reply.headers["link"]


@pytest.mark.parametrize(
    ("query", "following"),
    [
        ("limit=2", "limit=2&token.id=lte:0.0.3&serialnumber=lt:3"),
        ("limit=2&order=ASC", "limit=2&order=asc&token.id=gte:0.0.1&serialnumber=gt:3"),
        ("LIMIT=3&order=Desc", "limit=3&order=desc&token.id=lte:0.0.2&serialnumber=lt:4"),
        ("limit=7", "limit=7&token.id=lte:0.0.1&serialnumber=lt:1"),
        ("limit=7&order=asc", "limit=7&order=asc&token.id=gte:0.0.3&serialnumber=gt:4"),
        ("limit=8", None),
        ("token.id=1&limit=2", "token.id=1&limit=2&serialnumber=lt:3"),
        ("token.id=1&limit=1&serialnumber=lt:5", "token.id=1&limit=1&serialnumber=lt:3"),
        ("token.id=eq:1&serialnumber=gte:1&limit=1", "token.id=eq:1&serialnumber=gte:1&serialnumber=lt:5&limit=1"),
        ("token.id=1&serialnumber=3&limit=1", None),
        ("token.id=gte%3A1&limit=2", "token.id=gte:1&token.id=lte:0.0.3&limit=2&serialnumber=lt:3"),
        ("token.id=lte:3&limit=2", "limit=2&token.id=lte:0.0.3&serialnumber=lt:3"),
        ("token.id=gte:1&token.id=lte:3&limit=3", "token.id=gte:1&token.id=lte:0.0.2&limit=3&serialnumber=lt:4"),
        ("token.id=gte:1&serialnumber=3&limit=1", "token.id=gte:1&token.id=lt:0.0.3&serialnumber=3&limit=1"),
        ("token.id=lt:3&serialnumber=3&limit=1&order=asc", "token.id=lt:3&token.id=gt:0.0.1&serialnumber=3&limit=1&order=asc"),
        ("token.id=gte:3&serialnumber=3&limit=1", None),
        ("token.id=gt:2&serialnumber=3&limit=1", None),
        ("token.id=lte:1&serialnumber=3&limit=1&order=asc", None),
        ("token.id=gte:0x" + f"{3:040x}" + "&serialnumber=3&limit=1", None),
        ("token.id=1&serialnumber=gte:5&limit=1", None),
        ("token.id=gte:3&serialnumber=gte:4&limit=1", "token.id=gte:3&token.id=lte:0.0.3&serialnumber=gte:4&serialnumber=lt:4&limit=1"),
    ],
)
def test_next(client: httpx2.Client, query: str, following: str | None) -> None:
    path = path_of("0x" + f"{1005:040x}")
    assert next_of(client.get(f"{path}?{query}")) == (f"{path}?{following}" if following else None)


def test_next_keeps_other_filters_and_the_alias(client: httpx2.Client) -> None:
    reply = client.get(f"{path_of('0.' + known.ALIAS)}?SPENDER.id=gte:1&spender.id=lte:9&limit=1")
    assert next_of(reply) is None
    path = path_of("0.0." + known.ALIAS)
    assert (
        next_of(client.get(f"{path}/?limit=1")) == f"{path}?limit=1&token.id=lte:0.0.1710&serialnumber=lt:{pairs(client.get(path))[0][1]}"
    )
    link = next_of(client.get(f"{path_of(known.SPENDERS)}?SPENDER.id=500&spender.id=0.0.501&limit=1")) or ""
    assert link.startswith(f"{path_of(known.SPENDERS)}?spender.id=500&spender.id=0.0.501&limit=1&token.id=lte:")


def test_a_full_last_page_has_a_next(client: httpx2.Client) -> None:
    first = client.get(path_of(known.HUNDRED) + "?limit=100")
    second = client.get(next_of(first) or "")
    assert (len(pairs(first)), len(pairs(second)), next_of(second)) == (100, 0, None)


def test_the_gateways_prefix(client: httpx2.Client) -> None:
    reply = client.get("/v1/SECRET" + path_of("1001") + "?limit=2")
    assert (next_of(reply) or "").startswith(path_of("1001") + "?limit=2&token.id=lte:")
    assert reply.content == client.get(path_of("1001") + "?limit=2").content


ROWS = [
    nft("0.0.1001", token, serial, spender=(None, "0.0.500", "0.0.501", "0.0.600")[(token * 7 + serial) % 4])
    for token, serials in {1498: (1, 2), 1500: (1, 2, 3, 4), 1501: (3,), 1503: (1, 4, 9, 10, 11), 1504: (2, 3), 1510: (1, MAXIMUM)}.items()
    for serial in serials
][::-1]
WALKED = [
    "",
    "token.id=1500",
    "token.id=1503&serialnumber=gt:4",
    "token.id=1503&serialnumber=lte:10",
    "token.id=1503&serialnumber=gt:1&serialnumber=lt:11",
    "token.id=gte:1500",
    "token.id=gt:1500",
    "token.id=lte:1503",
    "token.id=lt:1503",
    "token.id=gt:1498&token.id=lt:1510",
    "token.id=gte:1500&token.id=lte:1504",
    "token.id=gte:1500&serialnumber=gt:1",
    "token.id=gte:1500&serialnumber=gte:3",
    "token.id=lte:1503&serialnumber=lt:10",
    "token.id=lte:1503&serialnumber=lte:9",
    "token.id=gte:1500&token.id=lte:1503&serialnumber=gt:2&serialnumber=lt:10",
    "token.id=gte:1500&token.id=lte:1504&serialnumber=gte:2",
    "token.id=gt:1498&token.id=lte:1504&serialnumber=lt:3",
    "token.id=gte:1500&token.id=lt:1504&serialnumber=gt:3",
    "token.id=gte:1500&token.id=lte:1500",
    "token.id=gte:1500&token.id=lte:1500&serialnumber=gt:2&serialnumber=lt:4",
    "token.id=gte:1503&token.id=lte:1500",
    "token.id=gte:1498&serialnumber=3",
    "token.id=lt:1504&serialnumber=3",
    "token.id=gt:1498&token.id=lte:1510&serialnumber=1",
    "token.id=1500&serialnumber=2",
    "spender.id=500",
    "spender.id=500&spender.id=600",
    "spender.id=gt:500",
    "spender.id=gte:500&spender.id=lt:600",
    "spender.id=500&spender.id=gt:500",
    "token.id=gte:1500&serialnumber=gt:2&spender.id=500&spender.id=501",
    "token.id=lte:1503&spender.id=gte:501",
    "token.id=1501&spender.id=lte:501",
]
OPERATORS = {"eq": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}


def truth(query: str, order: str) -> list[tuple[int, int]]:
    conditions = [
        (name, *("eq:" + value).split(":")[-2:]) for name, _, value in (part.partition("=") for part in filter(None, query.split("&")))
    ]
    read = [(name, comparison, int(value)) for name, comparison, value in conditions]
    union = [value for name, comparison, value in read if (name, comparison) == ("spender.id", "eq")]
    serial_range = any(name == "serialnumber" and comparison != "eq" for name, comparison, _ in read)
    paired = serial_range and not any(name == "token.id" and comparison == "eq" for name, comparison, _ in read)

    def holds(row: dict[str, Any]) -> bool:
        spender = row["spender"] and int(row["spender"].rpartition(".")[2])
        if union and spender not in union:
            return False
        for name, comparison, value in read:
            serials = [(c, v) for n, c, v in read if n == "serialnumber" and c[0] == comparison[0]]
            if name == "spender.id" and comparison != "eq" and not (spender and OPERATORS[comparison](spender, value)):
                return False
            if name == "serialnumber" and not paired and not OPERATORS[comparison](row["serial_number"], value):
                return False
            if name == "token.id" and paired and serials:
                if not OPERATORS[serials[0][0]]((row["token_id"], row["serial_number"]), (value, serials[0][1])):
                    return False
            elif name == "token.id" and not OPERATORS[comparison](row["token_id"], value):
                return False
        return True

    return sorted(((row["token_id"], row["serial_number"]) for row in ROWS if holds(row)), reverse=order == "desc")


@pytest.fixture(scope="module")
def walked() -> Iterator[httpx2.Client]:
    strangers = [nft("0.0.1002", 1500, 100, spender="0.0.500"), nft("0.1.1001", 1503, 100)]
    with Sandbox(load={"hedera": {"nfts": ROWS + strangers}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client


@pytest.mark.parametrize("query", WALKED)
def test_walks_are_complete(walked: httpx2.Client, query: str) -> None:
    for order, limit in product(("asc", "desc"), (1, 2, 3, 7, 100, 1000)):
        following: str | None = f"{path_of('1001')}?{query}&order={order}&limit={limit}"
        found: list[tuple[int, int]] = []
        for _ in range(len(ROWS) + 2):
            page = walked.get(following or "")
            found += pairs(page)
            following = next_of(page)
            if following is None:
                break
        assert following is None, (order, limit)
        assert found == truth(query, order), (order, limit)


def test_the_largest_account_is_walked(client: httpx2.Client) -> None:
    following: str | None = path_of(known.LARGEST) + "?limit=100"
    found: list[tuple[int, int]] = []
    while following:
        page = client.get(following)
        found += pairs(page)
        following = next_of(page)
    assert len(set(found)) == 5000
    assert found == sorted(found, reverse=True)
