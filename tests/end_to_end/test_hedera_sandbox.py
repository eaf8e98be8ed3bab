"""The sandbox's mirror node answers as the real one was seen to answer."""

import asyncio
import gzip
import http.client
import json
import operator
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import product
from pathlib import Path
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import LoadError, Sandbox, Settings, StartError
from nft_holdings.sandbox.hedera import _accounts as known

SPEC = files("nft_holdings_api.hedera") / "openapi.json"
LONG_ZERO = f"{1001:040x}"
OTHER_EVM = "ab" * 20
BAD_PATH = "Invalid parameter: idOrAliasOrEvmAddress"
BAD_TOKEN, BAD_SERIAL, BAD_LIMIT, BAD_ORDER = (f"Invalid parameter: {name}" for name in ("token.id", "serialnumber", "limit", "order"))
MAXIMUM = 2**63 - 1


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with Sandbox() as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        yield client


def path_of(account: str) -> str:
    return f"/api/v1/accounts/{account}/nfts"


def pairs(reply: httpx2.Response) -> list[tuple[int, int]]:
    assert reply.status_code == 200, reply.text
    return [(int(nft["token_id"].rpartition(".")[2]), nft["serial_number"]) for nft in reply.json()["nfts"]]


def messages(reply: httpx2.Response, status: int = 400) -> list[str]:
    assert reply.status_code == status, reply.text
    assert reply.headers["content-type"].startswith("application/json")
    body = reply.json()
    assert list(body) == ["_status"]
    assert list(body["_status"]) == ["messages"]
    assert all(list(each) == ["message"] for each in body["_status"]["messages"])
    return [each["message"] for each in body["_status"]["messages"]]


def next_of(reply: httpx2.Response) -> str | None:
    link: str | None = reply.json()["links"]["next"]
    assert reply.headers.get("link") == (f'<{link}>; rel="next"' if link else None)
    return link


# The account in the path


@pytest.mark.parametrize(
    "account", ["1001", "0.1001", "0.0.1001", LONG_ZERO, "0x" + LONG_ZERO, "0.0." + LONG_ZERO, "00.000.01001", "0%2E0.1001"]
)
def test_forms_of_one_account(client: httpx2.Client, account: str) -> None:
    reply = client.get(path_of(account))
    assert pairs(reply) == pairs(client.get(path_of(known.LARGEST)))
    assert (next_of(reply) or "").startswith(path_of(account) + "?token.id=lte:")


@pytest.mark.parametrize(
    "account",
    [
        "999999",
        "1.0.1001",
        "0.1.1001",
        "1.1001",
        "0.0.2000",
        "0.0.0",
        "0.0.274877906943",
        "274877906944",
        "999999999999",
        str(MAXIMUM),
        "1023.65535.274877906943",
        known.EMPTY,
    ],
)
def test_ids_without_nfts_are_empty(client: httpx2.Client, account: str) -> None:
    assert client.get(path_of(account)).json() == {"nfts": [], "links": {"next": None}}


@pytest.mark.parametrize(
    ("account", "owner"),
    [(prefix + known.ALIAS, known.ALIASED) for prefix in ("", "0.", "0.0.")]
    + [
        (form, known.EVM)
        for form in (known.EVM_ADDRESS, known.EVM_ADDRESS[2:], known.EVM_ADDRESS[2:].upper(), "0x" + known.EVM_ADDRESS[2:].upper())
    ]
    + [("0.0." + known.EVM_ADDRESS[2:], known.EVM), (known.UNDETERMINED_ALIAS, known.UNDETERMINED), (str((1 << 38) + 2), known.DOCUMENTED)]
    + [("1.2", known.DOCUMENTED)],
)
def test_aliases_and_addresses(client: httpx2.Client, account: str, owner: str) -> None:
    found = client.get(path_of(account)).json()["nfts"]
    assert found
    assert {nft["account_id"] for nft in found} == {owner}


@pytest.mark.parametrize(
    ("account", "status", "message"),
    [("AABBCC22", 404, "No account with a matching alias found"), ("2" * 24, 404, "No account with a matching alias found")]
    + [(account, 404, "Not found") for account in (OTHER_EVM, known.DELETED_EVM_ADDRESS, known.UNDETERMINED_EVM_ADDRESS, f"{2**38:040x}")]
    + [
        (account, 400, BAD_PATH)
        for account in (
            "0.0.0x" + known.EVM_ADDRESS[2:],
            "1.0." + known.EVM_ADDRESS[2:],
            "0.0.0." + LONG_ZERO,
            "1.0." + known.ALIAS,
            known.ALIAS.lower(),
            "x",
            "-1",
            "A",
            "AAA",
            "0.0.274877906944",
            "0.65536.1",
            "1024.0.1",
            "9" * 19,
            "0.0.1001%20",
            "0.0%2F1001",
            "%20",
            "1%0A",
        )
    ],
)
def test_refused_accounts(client: httpx2.Client, account: str, status: int, message: str) -> None:
    assert messages(client.get(path_of(account)), status) == [message]


def test_digits_are_never_an_alias() -> None:
    digits = "2345672345672345"
    with Sandbox(load={"hedera": {"accounts": [{"number": 7, "alias": digits}], "nfts": [nft(7, 1, 1)]}}) as sandbox:
        assert httpx2.get(sandbox.url + path_of(digits)).json()["nfts"] == []


@pytest.mark.parametrize("column", ["alias", "evm_address"])
def test_two_live_accounts_on_one_name(column: str) -> None:
    name = {"alias": known.ALIAS, "evm_address": known.EVM_ADDRESS}[column]
    accounts: list[dict[str, object]] = [
        {"number": 5, column: name},
        {"number": 6, column: name},
        {"number": 7, column: name, "deleted": True},
    ]
    with Sandbox(load={"hedera": {"accounts": accounts}}) as sandbox:
        assert messages(httpx2.get(sandbox.url + path_of(name)), 500) == ["Internal error"]
    with Sandbox(load={"hedera": {"accounts": accounts[1:], "nfts": [nft(6, 1, 1)]}}) as sandbox:
        assert pairs(httpx2.get(sandbox.url + path_of(name))) == [(1, 1)]


# Filters

REFUSED = [
    ("token.id=ne:1500", "Not equal (ne) operator is not supported for token.id"),
    ("token.id=1500&serialnumber=ne:1", "Not equal (ne) operator is not supported for serialnumber"),
    ("spender.id=ne:500", "Not equals (ne) comparison operator is not supported"),
    ("serialnumber=1", "serialnumber without a token.id parameter filter"),
    ("serialnumber=gt:1", "serialnumber without a token.id parameter filter"),
    *(
        (query.replace("K", key) + rest, f"Only one {title} operator is allowed for {key}")
        for key, rest in (("token.id", ""), ("serialnumber", "&token.id=5"))
        for query, title in (
            ("K=1&K=eq:2", "equal (eq)"),
            ("K=gt:1&K=gte:2", "gt/gte"),
            ("K=gt:1&K=gt:1", "gt/gte"),
            ("K=lt:1&K=lte:2", "lt/lte"),
        )
    ),
    ("token.id=5&token.id=gte:5", "Can't support both range and equal for token.id"),
    ("token.id=5&serialnumber=1&serialnumber=lt:1", "Can't support both range and equal for serialnumber"),
    *(
        (f"token.id={bound}&serialnumber={low}:1", "token.id must have gte or eq operator")
        for bound in ("gt:5", "lte:5", "lt:5")
        for low in ("gt", "gte")
    ),
    *(
        (f"token.id={bound}&serialnumber={up}:1", "token.id must have lte or eq operator")
        for bound in ("lt:5", "gte:5", "gt:5")
        for up in ("lt", "lte")
    ),
    ("spender.id=gt:1&spender.id=gte:2", "Multiple range params not allowed for spender.id"),
    ("spender.id=lt:1&spender.id=lte:2", "Multiple range params not allowed for spender.id"),
    ("&".join(f"spender.id={number}" for number in range(1, 102)), "Array limit exceeded. Only 100 elements allowed in an array."),
    ("token.id=0.0.274877906944", 'Invalid entity ID "0.0.274877906944"'),
    ("spender.id=gte:0.65536.1", 'Invalid entity ID "0.65536.1"'),
    ("token.id=1024.0.1", 'Invalid entity ID "1024.0.1"'),
    ("spender.id=" + "9" * 19, f'Invalid entity ID "{"9" * 19}"'),
    *(
        (f"token.id={value}", BAD_TOKEN)
        for value in (OTHER_EVM, "0x" + OTHER_EVM, "EQ:5", "gt:2000:3", "gt:", "", "x", "-1", "1.2.3.4", "foo:1", " 5")
    ),
    *(
        (f"token.id=5&serialnumber={value}", BAD_SERIAL)
        for value in ("0", "-1", "", MAXIMUM + 1, "0" * 19 + "1", "9" * 20, "a", "1.5", "gt:0", "GT:1")
    ),
    *((f"limit={value}", BAD_LIMIT) for value in ("0", "-1", "1.5", "a", "", MAXIMUM + 1, "0" * 20)),
    ("limit", BAD_LIMIT),
    *((f"order={value}", BAD_ORDER) for value in ("up", "", "ascending", "descasc")),
    ("order=up&order=asc", BAD_ORDER),
    ("limit=0&limit=1", BAD_LIMIT),
    *((f"{key}=", f"Invalid parameter: {key}") for key in ("spender.id", "token.id", "serialnumber")),
    ("foo=1", "Unknown query parameter: foo"),
    ("tokenId=1", "Unknown query parameter: tokenid"),
    ("timestamp=gt:1", "Unknown query parameter: timestamp"),
]


@pytest.mark.parametrize(("query", "message"), REFUSED)
def test_refused_filters(client: httpx2.Client, query: str, message: str) -> None:
    assert messages(client.get(f"{path_of(known.LARGEST)}?{query}")) == [message]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "foo=1&limit=0&bar=2&order=x&token.id=a",
            [BAD_LIMIT, BAD_ORDER, BAD_TOKEN, "Unknown query parameter: foo", "Unknown query parameter: bar"],
        ),
        ("token.id=a&token.id=5&token.id=b", [BAD_TOKEN, BAD_TOKEN]),
        ("token.id=ne:5&limit=0", [BAD_LIMIT]),
        ("token.id=0.0.274877906944&foo=1", ["Unknown query parameter: foo"]),
        ("serialnumber=ne:5&token.id=ne:5", ["Not equal (ne) operator is not supported for serialnumber"]),
        ("token.id=5&token.id=gt:5&serialnumber=gt:5&serialnumber=6", ["Can't support both range and equal for token.id"]),
        ("spender.id=ne:5&spender.id=gt:5&spender.id=gt:6", ["Multiple range params not allowed for spender.id"]),
    ],
)
def test_several_faults(client: httpx2.Client, query: str, expected: list[str]) -> None:
    assert messages(client.get(f"{path_of(known.LARGEST)}?{query}")) == expected


RULES = json.loads(SPEC.read_text())["paths"]["/api/v1/accounts/{idOrAliasOrEvmAddress}/nfts"]["get"]["x-rules"]


@pytest.mark.parametrize("rule", RULES, ids=[rule["id"] for rule in RULES])
def test_rules_of_the_spec(client: httpx2.Client, rule: dict[str, Any]) -> None:
    refusal = rule["refusal"]
    assert messages(client.get(f"{path_of(known.LARGEST)}?{rule['example']}"), refusal["status"]) == [refusal["message"]]


ORDERING = {
    "order=asc": "1-1, 1-3, 1-5, 2-2, 2-4, 3-3, 3-4",
    "order=desc": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    "order=asc&token.id=gte:1&serialnumber=gt:1": "1-3, 1-5, 2-2, 2-4, 3-3, 3-4",
    "order=asc&token.id=lte:3&serialnumber=lt:3": "1-1, 1-3, 1-5, 2-2, 2-4",
    "order=desc&token.id=gte:1&serialnumber=gte:3&token.id=lte:3&serialnumber=lte:3": "3-3, 2-4, 2-2, 1-5, 1-3",
    "": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    # The same account, in the other forms that are accepted.
    "ORDER=Asc&order=DESC": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
    "order=ASC&LIMIT=1&Limit=2": "1-1, 1-3",
    "Token.Id=gte%3A2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=gte:0.2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=gte:0.0.2&order=asc": "2-2, 2-4, 3-3, 3-4",
    "token.id=0x" + f"{2:040x}": "2-4, 2-2",
    "token.id=eq:" + f"{2:040x}": "2-4, 2-2",
    "token.id=gt:1&token.id=lt:3": "2-4, 2-2",
    "token.id=gt:3&token.id=lt:1": "",
    "token.id=lt:0.1.0&limit=1": "3-4",
    "token.id=3&serialnumber=" + "3".zfill(19): "3-3",
    **{
        f"serialnumber=3&token.id={bound}": rows
        for bound, rows in {"gte:1": "3-3, 1-3", "gt:1": "3-3", "lt:3": "1-3", "lte:3": "3-3, 1-3"}.items()
    },
    f"token.id=1&serialnumber={MAXIMUM}": "",
    f"limit={MAXIMUM}": "3-4, 3-3, 2-4, 2-2, 1-5, 1-3, 1-1",
}


@pytest.mark.parametrize(("query", "expected"), ORDERING.items())
def test_ordering(client: httpx2.Client, query: str, expected: str) -> None:
    found = pairs(client.get(f"{path_of(known.ORDERING)}?{query}"))
    assert ", ".join(f"{token}-{serial}" for token, serial in found) == expected


@pytest.mark.parametrize(
    ("query", "spenders"),
    [
        ("spender.id=500", {"0.0.500"}),
        ("spender.id=0.0.500&spender.id=501", {"0.0.500", "0.0.501"}),
        ("spender.id=gt:500", {"0.0.501"}),
        ("spender.id=gte:500&spender.id=lt:501", {"0.0.500"}),
        ("spender.id=500&spender.id=gt:500", set()),
        ("spender.id=500&spender.id=gte:500&spender.id=501", {"0.0.500", "0.0.501"}),
        ("spender.id=gt:0", {"0.0.500", "0.0.501"}),
        ("spender.id=" + OTHER_EVM, set()),
        ("spender.id=lt:0x" + OTHER_EVM, set()),
        (f"spender.id={OTHER_EVM}&spender.id=500", {"0.0.500"}),
        ("&".join(f"spender.id={number}" for number in range(401, 501)), {"0.0.500"}),
        ("Spender.ID[]=500&spender.id[1]=501", {"0.0.500", "0.0.501"}),
    ],
)
def test_spenders(client: httpx2.Client, query: str, spenders: set[str]) -> None:
    everything = client.get(f"{path_of(known.SPENDERS)}?limit=100").json()["nfts"]
    assert {row["spender"] for row in everything} == {None, "0.0.500", "0.0.501"}
    found = client.get(f"{path_of(known.SPENDERS)}?limit=100&{query}").json()["nfts"]
    assert found == [row for row in everything if row["spender"] in spenders]


# Output


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


# links.next


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


# Whole walks, against what Python makes of the same rows


def nft(account: object, token: object, serial: int, **more: object) -> dict[str, Any]:
    return {"account_id": account, "token_id": token, "serial_number": serial, **more}


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


# Errors


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", path_of("1001")), ("DELETE", path_of("1001")), ("GET", "/nonsense"), ("GET", "/api/v1/accounts/1001"), ("PUT", "/")],
)
def test_no_such_route(client: httpx2.Client, method: str, path: str) -> None:
    assert messages(client.request(method, path), 404) == ["Not found"]


def test_other_errors(client: httpx2.Client) -> None:
    path = path_of("1001")
    for query in ("token.id[a]=1", "order[a]=asc", "foo[a]=1", "token.id[a][b]=1"):
        assert messages(client.get(f"{path}?{query}"), 500) == ["Internal error"]
    assert messages(client.get(path, headers={"Authorization": "Basic eDp5"}), 401) == ["Invalid credentials"]
    assert client.get(path, headers={"Authorization": "Bearer x"}).status_code == 200
    for size in (20_000, 100_000):
        with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port)) as connection:
            connection.request("GET", f"{path}?spender.id={'1' * size}")
            with connection.getresponse() as reply:
                assert (reply.status, reply.read(), reply.getheader("content-type")) == (431, b"", None)
    assert client.get(f"{path}?{'&'.join(['order=asc'] * 100)}").status_code == 200


# The sandbox itself


def test_index_and_specs(client: httpx2.Client) -> None:
    (hedera,) = (api for api in client.get("/").json()["apis"] if api["name"] == "hedera")
    assert client.get(hedera["openapi"]).content == SPEC.read_bytes()
    for account in hedera["accounts"].values():
        assert client.get(path_of(account)).status_code == (404 if account == known.DELETED_EVM_ADDRESS else 200)
    for path in ("/docs", "/redoc", "/openapi.json"):
        assert client.get(path).status_code == 404


def contents(sandbox: Sandbox, account: str = known.LARGEST) -> bytes:
    return httpx2.get(f"{sandbox.url}{path_of(account)}?limit=100").content


def test_the_same_seed_makes_the_same_rows() -> None:
    with Sandbox() as one, Sandbox() as same, Sandbox(Settings(seed=1)) as other:
        assert len({one.url, same.url, other.url}) == 3
        assert contents(one) == contents(same) != contents(other)
        assert contents(one, "0.0.1119") == contents(same, "0.0.1119")
    with Sandbox(Settings(accounts=0, nfts=3)) as small:
        assert len(json.loads(contents(small))["nfts"]) == 3
        assert json.loads(contents(small, "0.0.1100"))["nfts"] == []


def test_limits_are_settings() -> None:
    with Sandbox(Settings(hedera_default_limit=2, hedera_maximum_limit=3)) as sandbox:
        lengths = [len(pairs(httpx2.get(f"{sandbox.url}{path_of('1001')}?{query}"))) for query in ("", "limit=1", "limit=3", "limit=4")]
    assert lengths == [2, 1, 3, 3]
    assert Settings(hedera_maximum_limit=10).hedera_limits.default == 10


@pytest.mark.parametrize(
    ("wrong", "message"),
    [({name: value}, name) for name in ("nfts", "hedera_default_limit", "hedera_maximum_limit") for value in (0, -1, True, 1.5, "1")]
    + [({"accounts": -1}, "accounts"), ({"seed": "x"}, "seed"), ({"hedera_default_limit": 101}, "101 is above 100")]
    + [({"hedera_default_limit": 5, "hedera_maximum_limit": 4}, "5 is above 4")],
)
def test_settings_are_checked(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Settings(**wrong)


def test_a_database_file_keeps_its_rows(tmp_path: Path) -> None:
    settings = Settings(database=tmp_path / "rows.sqlite", nfts=5)
    with Sandbox(settings) as sandbox:
        before = contents(sandbox)
    with Sandbox(Settings(database=settings.database, nfts=7, seed=3)) as sandbox:
        assert contents(sandbox) == before
    with pytest.raises(LoadError), Sandbox(settings, load={"hedera": {"nfts": [nft(0, 1, 1)]}}):
        pass
    with Sandbox(settings) as sandbox:
        assert contents(sandbox) == before
    with Sandbox(settings, load={"hedera": {"nfts": [nft(1001, 1, 1)]}}):
        pass
    with Sandbox(settings) as sandbox:
        assert [row["token_id"] for row in json.loads(contents(sandbox))["nfts"]] == ["0.0.1"]
    (tmp_path / "other").write_text("this is no database at all" * 100)
    with pytest.raises(StartError, match="other cannot be used"), Sandbox(Settings(database=tmp_path / "other")):
        pass


def test_a_document_is_read(tmp_path: Path) -> None:
    times = {"created_timestamp": "1.5", "modified_timestamp": "2"}
    rows = [nft("0.0.7", 9, 3, metadata="aGk=", deleted=None, spender=5, delegating_spender="0.1.6", **times), nft(7, "0.0.8", 1)]
    document = tmp_path / "rows.json"
    document.write_text(json.dumps({"hedera": {"tokens": [{"token_id": 8, "deleted": True}], "nfts": rows}}))
    with Sandbox(load=document) as sandbox:
        first, second = json.loads(contents(sandbox, "7"))["nfts"]
        assert json.loads(contents(sandbox))["nfts"] == []
    assert first == {
        "account_id": "0.0.7", "token_id": "0.0.9", "serial_number": 3, "spender": "0.0.5", "delegating_spender": "0.1.6",
        "created_timestamp": "1.500000000", "modified_timestamp": "2.000000000", "metadata": "aGk=", "deleted": None,
    }  # fmt: skip
    assert (second["deleted"], second["metadata"], second["spender"]) == (True, None, None)
    with Sandbox(load={}) as sandbox:
        assert json.loads(contents(sandbox))["nfts"] == []


GOOD = nft(1, 2, 3)
WRONG = [
    ({"hedera": {"nfts": [GOOD, nft(1, 2, 0)]}}, f"hedera.nfts[1].serial_number: expected an integer from 1 to {MAXIMUM}, got 0"),
    (
        {"hedera": {"nfts": [nft(1, 2, MAXIMUM + 1)]}},
        f"hedera.nfts[0].serial_number: expected an integer from 1 to {MAXIMUM}, got {MAXIMUM + 1}",
    ),
    ({"hedera": {"nfts": [GOOD, GOOD]}}, "hedera.nfts[1]: token 0.0.2 serial 3 is listed already, at hedera.nfts[0]"),
    (
        {"hedera": {"tokens": [{"token_id": 5}, {"token_id": "0.0.5"}]}},
        "hedera.tokens[1]: token 0.0.5 is listed already, at hedera.tokens[0]",
    ),
    (
        {"hedera": {"accounts": [{"number": 5}, {"number": "0.5"}]}},
        "hedera.accounts[1]: account 0.0.5 is listed already, at hedera.accounts[0]",
    ),
    ({"hedera": {"nft": []}}, 'hedera: unknown key "nft"; known are accounts, nfts, tokens'),
    ({"hedera": {"tokens": [{"token_id": 5, "x": 1}]}}, 'hedera.tokens[0]: unknown key "x"; known are deleted, token_id'),
    ({"hedera": {"tokens": [{}]}}, "hedera.tokens[0]: token_id is missing"),
    ({"hedera": {"tokens": [5]}}, "hedera.tokens[0]: expected an object, got 5"),
    ({"hedera": {"tokens": {}}}, "hedera.tokens: expected an array, got {}"),
    ({"hedera": []}, "hedera: expected an object, got []"),
    ({"hedera": {"tokens": [{"token_id": 5, "deleted": None}]}}, "hedera.tokens[0].deleted: expected true or false, got null"),
    ({"hedera": {"accounts": [{"number": "0.0.x"}]}}, 'hedera.accounts[0].number: expected an id such as 0.0.1001, got "0.0.x"'),
    ({"hedera": {"accounts": [{"number": 0}]}}, "hedera.accounts[0].number: expected an id other than 0.0.0, got 0"),
    (
        {"hedera": {"accounts": [{"number": 1, "alias": "abc"}]}},
        'alias: expected an alias in base32, in capitals and without padding, got "abc"',
    ),
    (
        {"hedera": {"accounts": [{"number": 1, "evm_address": "0x1"}]}},
        'evm_address: expected an EVM address of 40 hexadecimal digits, got "0x1"',
    ),
    ({"hedera": {"nfts": [{**GOOD, "metadata": "?"}]}}, 'hedera.nfts[0].metadata: expected base64, got "?"'),
    ({"hedera": {"nfts": [{**GOOD, "metadata": "é"}]}}, 'hedera.nfts[0].metadata: expected base64, got "é"'),
    ({"hedera": {"nfts": [{**GOOD, "created_timestamp": 5}]}}, "hedera.nfts[0].created_timestamp: expected seconds since 1970 as a string"),
    ({"hedera": {"nfts": [{**GOOD, "spender": True}]}}, "hedera.nfts[0].spender: expected an id such as 0.0.1001, got true"),
    ({"mina": {}}, 'unknown section "mina"; known are '),
]


@pytest.mark.parametrize(("document", "message"), WRONG)
def test_wrong_documents(document: dict[str, object], message: str) -> None:
    with pytest.raises(LoadError) as raised, Sandbox(load=document):
        pass
    assert message in str(raised.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [('{"hedera":\n {,}}', "line 2 column 3: "), ("[]", "expected an object"), (b"\xff", "is not UTF-8"), (None, "No such file")],
)
def test_malformed_files(tmp_path: Path, text: str | bytes | None, message: str) -> None:
    document = tmp_path / "rows.json"
    if text is not None:
        document.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(LoadError, match=message), Sandbox(load=document):
        pass


def test_nothing_is_left_behind() -> None:
    before = set(threading.enumerate())
    sandbox = Sandbox(Settings(nfts=1))
    for _ in range(2):
        began = time.monotonic()
        with sandbox, httpx2.Client(base_url=sandbox.url) as client:
            assert client.get("/").status_code == 200
            port = client.base_url.port
            with pytest.raises(StartError, match="running already"):
                sandbox.start()
        assert time.monotonic() - began < 5
        assert set(threading.enumerate()) == before
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port or 0)):
            pass
        with pytest.raises(StartError, match="not running"):
            _ = sandbox.url


def test_a_port_that_is_taken() -> None:
    before = set(threading.enumerate())
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"port {port} on 127.0.0.1 cannot be used: Address already in use"), Sandbox(port=port):
            pass
    assert set(threading.enumerate()) == before
    with Sandbox(port=port) as sandbox:
        assert sandbox.url == f"http://127.0.0.1:{port}"


def test_async_with() -> None:
    async def first_page() -> int:
        async with Sandbox() as sandbox, httpx2.AsyncClient(base_url=sandbox.url) as client:
            replies = await asyncio.gather(*(client.get(path_of("1001")) for _ in range(20)))
            return sum(len(pairs(reply)) for reply in replies)

    assert asyncio.run(first_page()) == 500


def test_serve_prints_its_url_and_ends_on_interrupt() -> None:
    command = [sys.executable, "-W", "error", "-c", "from nft_holdings.sandbox import serve; serve(); print('ended')"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx2.get(url + path_of("1001")).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=20) == ("ended\n", "")
    assert process.returncode == 0


@pytest.mark.parametrize("missing", ["fastapi", "uvicorn", "pydantic"])
def test_a_missing_extra_is_named(missing: str) -> None:
    script = f"import sys; sys.modules[{missing!r}] = None\nimport nft_holdings.sandbox"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert f'ImportError: the sandbox needs {missing}: pip install "nft-holdings[sandbox]"' in ended.stderr
