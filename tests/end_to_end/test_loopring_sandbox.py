"""Loopring's two listings as the sandbox serves them, asked over HTTP and held against the spec."""

import http.client
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.loopring import _accounts as known

from tests.support.loopring_requests import (
    ACCOUNTS,
    BALANCES,
    COLLECTIONS,
    CONTENT,
    KEY,
    MAXIMUM,
    NFTS,
    PAGES,
    SPEC,
    Row,
    everything,
    is_zero,
    listing,
    refusal,
    walk,
)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with Sandbox(Settings(nfts=NFTS)) as sandbox, httpx2.Client(base_url=sandbox.url, headers=KEY) as opened:
        yield opened


@pytest.mark.parametrize(
    ("account", "count", "kinds"),
    [
        (known.EMPTY, 0, 0),
        (known.SINGLE, 1, 1),
        (known.HUNDRED, 100, 2),
        (known.LARGEST, NFTS, 3),
        (known.ZEROES, 20, 1),
        (known.DOCUMENTED, 1, 1),
    ],
)
def test_accounts_hold_what_they_should(client: httpx2.Client, account: int, count: int, kinds: int) -> None:
    by_number, by_address = (walk(client, BALANCES, query) for query in (f"accountId={account}", f"address={known.ADDRESSES[account]}"))
    assert by_number == by_address
    assert len({row["nftData"] for row in by_number}) == len({row["tokenId"] for row in by_number}) == len(by_number) == count
    assert {row["accountId"] for row in by_number} <= {account}
    assert len(walk(client, COLLECTIONS, f"accountId={account}")) == kinds


def test_the_first_documented_row(client: httpx2.Client) -> None:
    _, (row,) = listing(client, BALANCES, f"accountId={known.DOCUMENTED}&metadata=true")
    examples = {
        name: schema["examples"][0]
        for name, schema in SPEC["components"]["schemas"]["CombinedBalance"]["properties"].items()
        if "examples" in schema
    }
    assert examples.keys() == {"accountId", "tokenId", "nftData", "tokenAddress", "nftId", "total", "locked", "isCounterFactualNFT"}
    assert {name: row[name] for name in examples} == examples
    assert row["pending"] == {"withdraw": "10000000000000", "deposit": "10000000000000"}
    assert CONTENT.isdisjoint(row)


def test_the_second_documented_row(client: httpx2.Client) -> None:
    _, (row,) = listing(client, COLLECTIONS, f"accountId={known.DOCUMENTED}")

    def examples(schema: str) -> Row:
        properties = SPEC["components"]["schemas"][schema]["properties"].items()
        return {name: each["examples"][0] for name, each in properties if "examples" in each}

    collection = row["collection"]
    assert row["count"] == 10
    assert {name: collection[name] for name in examples("Collection")} == examples("Collection")
    assert collection["cached"] == examples("CollectionCached")
    assert collection["times"] == examples("CollectionTimes")
    assert collection["extra"] == {"properties": examples("CollectionProperties"), "mintChannel": "UNKNOWN_CHANNEL"}


@pytest.mark.parametrize("limit", [1, 3, 20, 50, 51, 10_000, 2**31 - 1])
@pytest.mark.parametrize(("path", "account"), [(BALANCES, known.LARGEST), (COLLECTIONS, known.COLLECTOR)])
def test_walks_of_any_limit_give_the_same_rows(client: httpx2.Client, path: str, account: int, limit: int) -> None:
    assert walk(client, path, f"accountId={account}", limit) == walk(client, path, f"accountId={account}", 7)


@pytest.mark.parametrize(
    ("path", "account", "query", "total", "count"),
    [
        (BALANCES, known.HUNDRED, "", 100, 20),
        (BALANCES, known.HUNDRED, "&limit=50", 100, 50),
        (BALANCES, known.HUNDRED, "&limit=51", 100, MAXIMUM),
        (BALANCES, known.HUNDRED, "&limit=2147483647", 100, MAXIMUM),
        (BALANCES, known.HUNDRED, "&offset=99", 100, 1),
        (BALANCES, known.HUNDRED, "&offset=100", 0, 0),
        (BALANCES, known.HUNDRED, "&offset=2147483647", 0, 0),
        (BALANCES, known.EMPTY, "", 0, 0),
        (COLLECTIONS, known.COLLECTOR, "", 68, 20),
        (COLLECTIONS, known.COLLECTOR, "&limit=2147483647", 68, MAXIMUM),
        (COLLECTIONS, known.COLLECTOR, "&offset=67", 68, 1),
        (COLLECTIONS, known.COLLECTOR, "&offset=68", 0, 0),
        (COLLECTIONS, known.EMPTY, "", 0, 0),
    ],
)
def test_pages(client: httpx2.Client, path: str, account: int, query: str, total: int, count: int) -> None:
    found, rows = listing(client, path, f"accountId={account}{query}")
    assert (found, len(rows)) == (total, count)


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("metadata", [True, False, None])
@pytest.mark.parametrize("non_zero", [True, False, None])
def test_non_zero_and_metadata_choose_rows_and_keys(
    client: httpx2.Client, account: int, *, metadata: bool | None, non_zero: bool | None
) -> None:
    rows = [row for row in everything(client, account) if non_zero is False or not is_zero(row)]
    truth = [{key: value for key, value in row.items() if metadata or key not in CONTENT} for row in rows]
    query = "".join(f"&{name}={str(value).lower()}" for name, value in (("metadata", metadata), ("nonZero", non_zero)) if value is not None)
    assert walk(client, BALANCES, f"accountId={account}{query}") == truth


def some(rows: list[Row], key: str, step: int) -> list[str]:
    return [str(row[key]) for row in rows[::step] if row.get(key)]


@pytest.mark.parametrize("account", [known.LARGEST, known.COLLECTOR, known.ODDITIES, known.EMPTY])
@pytest.mark.parametrize(
    "names", [("nftDatas",), ("tokenAddrs",), ("tokenIds",), ("nftDatas", "tokenIds"), ("tokenAddrs", "nftDatas", "tokenIds")]
)
@pytest.mark.parametrize("step", [1, 3, 1000])
def test_lists_narrow_down(client: httpx2.Client, account: int, names: tuple[str, ...], step: int) -> None:
    rows = everything(client, account)
    keys = {"nftDatas": "nftData", "tokenAddrs": "tokenAddress", "tokenIds": "tokenId"}
    asked = {name: [*some(rows, keys[name], step + index), "99"] for index, name in enumerate(names)}
    if "tokenAddrs" in asked:
        asked["tokenAddrs"] = [address.upper() for address in asked["tokenAddrs"]]
    truth = [
        row
        for row in rows
        if all(str(row.get(keys[name])).lower() in {value.lower() for value in values} for name, values in asked.items())
        and not is_zero(row)
    ]
    query = "".join(f"&{name}={','.join(values)}" for name, values in asked.items())
    assert walk(client, BALANCES, f"accountId={account}&metadata=true{query}") == truth


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("tokenIds=32768", 1), ("tokenIds=32768,32769,32768", 2), ("tokenIds=1", 0), ("tokenIds=-1", 0), ("tokenIds=32768%2C32769", 2),
        ("nftDatas=0xabc", 0), ("tokenAddrs=%00", 0), ("tokenAddrs=x%20,'%22%ff", 0),
    ],
)  # fmt: skip
def test_lists_of_any_text(client: httpx2.Client, query: str, count: int) -> None:
    assert len(listing(client, BALANCES, f"accountId={known.HUNDRED}&limit=50&{query}")[1]) == count


def test_lists_of_any_length(client: httpx2.Client) -> None:
    with closing(http.client.HTTPConnection(client.base_url.host, client.base_url.port or 0)) as connection:
        slots = ",".join(map(str, range(100_000)))
        connection.request("GET", f"{BALANCES}?accountId={known.HUNDRED}&limit=50&tokenIds={slots}", headers=KEY)
        body = json.loads(connection.getresponse().read())
    PAGES[BALANCES].validate(body)
    assert (body["totalNum"], len(body["data"])) == (100, 50)


def test_nft_data_are_compared_as_they_are_written(client: httpx2.Client) -> None:
    (row,) = everything(client, known.SINGLE)
    assert listing(client, BALANCES, f"accountId={known.SINGLE}&nftDatas={row['nftData'].upper()}") == (0, [])


@pytest.mark.parametrize("account", ACCOUNTS)
@pytest.mark.parametrize("non_zero", [True, False, None])
def test_collections_count_kinds(client: httpx2.Client, account: int, *, non_zero: bool | None) -> None:
    rows = [row for row in everything(client, account) if non_zero is False or not is_zero(row)]
    kinds = Counter(number for number, _ in {(row["collectionInfo"]["id"], row["nftData"]) for row in rows if "collectionInfo" in row})
    if account == known.DOCUMENTED:
        kinds[256] = 10
    query = f"accountId={account}" + ("" if non_zero is None else f"&nonZero={str(non_zero).lower()}")
    held = walk(client, COLLECTIONS, query)
    assert {row["collection"]["id"]: row["count"] for row in held if row["count"]} == kinds
    assert (non_zero is False) or all(row["count"] for row in held)
    info = {row["collectionInfo"]["id"]: row["collectionInfo"] for row in rows if "collectionInfo" in row}
    assert all(info.get(row["collection"]["id"], row["collection"]) == row["collection"] for row in held)


def test_collections_without_nfts_come_if_amounts_of_0_count(client: httpx2.Client) -> None:
    held = walk(client, COLLECTIONS, f"accountId={known.COLLECTOR}&nonZero=false")
    assert (len(held), [row["count"] for row in held].count(0)) == (75, 1)
    ids = [row["collection"]["id"] for row in held]
    assert ids not in (sorted(ids), sorted(ids, reverse=True))


def test_collections_of_one_contract(client: httpx2.Client) -> None:
    held = walk(client, COLLECTIONS, f"accountId={known.COLLECTOR}")
    contracts = Counter(row["collection"]["contractAddress"] for row in held)
    (shared,) = [contract for contract, count in contracts.items() if count > 1]
    for contract, count in contracts.items():
        truth = [row for row in held if row["collection"]["contractAddress"] == contract]
        assert walk(client, COLLECTIONS, f"accountId={known.COLLECTOR}&tokenAddress={contract.upper()}") == truth
        assert len(truth) == count
    assert contracts[shared] == 2
    assert listing(client, COLLECTIONS, f"accountId={known.COLLECTOR}&tokenAddress=fe{shared}") == (0, [])


def test_rows_are_in_the_order_of_no_key(client: httpx2.Client) -> None:
    slots = [row["tokenId"] for row in everything(client, known.HUNDRED)]
    assert slots not in (sorted(slots), sorted(slots, reverse=True))


@pytest.mark.parametrize("path", [BALANCES, COLLECTIONS])
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, (104001, "Empty ApiKey")), ({"X-API-KEY": ""}, (104001, "Empty ApiKey")), ({"X-API-KEY": "x"}, (104002, "Invalid ApiKey")),
        ({"X-API-KEY": known.SANDBOX_API_KEY.upper()}, (104002, "Invalid ApiKey")),
        ({"Authorization": known.SANDBOX_API_KEY}, (104001, "Empty ApiKey")),
    ],
)  # fmt: skip
def test_keys(client: httpx2.Client, path: str, headers: dict[str, str], expected: tuple[int, str]) -> None:
    for query in ("", f"?accountId={known.HUNDRED}", "?accountId=x"):
        assert refusal(httpx2.get(f"{str(client.base_url).rstrip('/')}{path}{query}", headers=headers)) == expected


REFUSED: dict[str, tuple[int, str]] = {
    "": (100001, "accountId or address is required"),
    "limit=10": (100001, "accountId or address is required"),
    "accountid=20002": (100001, "accountId or address is required"),
    "accountId=999": (104007, "Invalid accountId"),
    "accountId=-1": (104007, "Invalid accountId"),
    "accountId=9223372036854775807": (104007, "Invalid accountId"),
    f"accountId=999&address={known.ADDRESSES[known.HUNDRED]}": (104007, "Invalid accountId"),
    "address=0x00000000000000000000000000000000000000ff": (101001, "Address not found"),
    "address=": (101001, "Address not found"),
    "address=x": (101001, "Address not found"),
    "accountId=9223372036854775808": (100001, "accountId:Must be less or equal to 9,223,372,036,854,775,807"),
    "accountId=20002&limit=0": (100001, "limit:Must be greater or equal to 1"),
    "accountId=20002&limit=-5": (100001, "limit:Must be greater or equal to 1"),
    "accountId=20002&limit=2147483648": (100001, "limit:Must be less or equal to 2,147,483,647"),
    "accountId=20002&offset=-1": (100001, "offset:Must be greater or equal to 0"),
    "accountId=20002&offset=2147483648": (100001, "offset:Must be less or equal to 2,147,483,647"),
    "accountId=20002&tokenIds=2147483648": (100001, "tokenIds:Must be less or equal to 2,147,483,647"),
    "accountId=20002&accountId=20002": (100001, "accountId:Must be sent once"),
    "accountId=999&limit=0": (100001, "limit:Must be greater or equal to 1"),
    **{
        f"{name}={value}" if name == "accountId" else f"accountId=20002&{name}={value}": (100001, f"{name}:Must be an integer")
        for name in ("accountId", "offset", "limit", "tokenIds")
        for value in ("x", "1.0", "1e3", "+1", "%201", "0x1", "%D9%A1", "null", "9" * 500, "1%00", "--1", "1%0A")
    },
    **{f"accountId=20002&{name}=": (100001, f"{name}:Must be an integer") for name in ("offset", "limit")},
    **{
        f"accountId=20002&{name}={value}": (100001, f"{name}:Must be true or false")
        for name in ("nonZero", "metadata")
        for value in ("True", "TRUE", "1", "0", "", "yes", "null", "true%20")
    },
    **{
        f"accountId=20002&{name}={value}": (100001, f"{name}:Must not have empty items")
        for name in ("nftDatas", "tokenAddrs", "tokenIds")
        for value in ("", ",", "1,", ",1", "1,,2")
    },
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), REFUSED.items())
def test_refused_queries(client: httpx2.Client, query: str, expected: tuple[int, str]) -> None:
    assert refusal(client.get(f"{BALANCES}?{query}")) == expected


def test_the_rules_of_the_spec_are_refused_as_it_says(client: httpx2.Client) -> None:
    for path, item in SPEC["paths"].items():
        for rule in item["get"].get("x-rules", []):
            assert refusal(client.get(f"{path}?{rule['example']}")) == (rule["refusal"]["code"], rule["refusal"]["message"])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", (100001, "accountId:Must be sent")),
        (f"address={known.ADDRESSES[known.HUNDRED]}", (100001, "accountId:Must be sent")),
        ("accountId=999", (104007, "Invalid accountId")),
        ("accountId=", (100001, "accountId:Must be an integer")),
        ("accountId=" + "9" * 500, (100001, "accountId:Must be an integer")),
        ("accountId=20002&limit=0", (100001, "limit:Must be greater or equal to 1")),
        ("accountId=20002&offset=-1", (100001, "offset:Must be greater or equal to 0")),
        ("accountId=20002&nonZero=1", (100001, "nonZero:Must be true or false")),
    ],
)
def test_refused_queries_for_collections(client: httpx2.Client, query: str, expected: tuple[int, str]) -> None:
    assert refusal(client.get(f"{COLLECTIONS}?{query}")) == expected


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (BALANCES, f"accountId={known.HUNDRED}&page=2&tokenAddress=0x1&favourite=x&hidden=1&hidden=2&LIMIT=0&=&&x"),
        (BALANCES, f"accountId={known.HUNDRED}&address=0x1"),
        (BALANCES, f"address={known.ADDRESSES[known.HUNDRED].lower()}"),
        (BALANCES, f"address={known.ADDRESSES[known.HUNDRED].upper()}"),
        (BALANCES, f"accountId=000{known.HUNDRED}"),
        (COLLECTIONS, f"accountId={known.HUNDRED}&collectionId=x&metadata=x&address=1"),
    ],
)
def test_what_is_passed_over(client: httpx2.Client, path: str, query: str) -> None:
    assert listing(client, path, query) == listing(client, path, f"accountId={known.HUNDRED}")


@pytest.mark.parametrize("method", ["POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", [BALANCES, COLLECTIONS])
def test_other_methods_are_not_allowed(client: httpx2.Client, method: str, path: str) -> None:
    reply = client.request(method, path)
    assert reply.status_code == 405
    assert reply.headers["allow"] == "GET"


@pytest.mark.parametrize("path", [f"{BALANCES}/", f"{BALANCES}/x", "/api/v3/user/nft", "/api/v3/account"])
def test_other_paths_are_not_found(client: httpx2.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_odd_rows(client: httpx2.Client) -> None:
    rows = everything(client, known.ODDITIES)
    collections = [row["collection"] for row in walk(client, COLLECTIONS, f"accountId={known.ODDITIES}&nonZero=false")]
    totals = {row["total"] for row in rows}
    assert totals >= {"0", "000", "", str(2**64 + 1), str(10**77)}
    assert {row.get("nftType") for row in rows} >= {None, "ERC721", "ERC1155", "ERC404"}
    assert {row.get("deploymentStatus") for row in rows} >= {"NOT_DEPLOYED", "DEPLOY_FAILED", "DEPLOYING", "DEPLOYED", "DEPLOY_PAUSED"}
    assert min(len(row) for row in rows) == 5
    metadata = [row["metadata"] for row in rows if "metadata" in row]
    assert len(metadata) < len(rows)
    assert {} in metadata
    assert {"base": {}, "imageSize": {}} in metadata
    assert any("base" not in each for each in metadata)
    names = {each.get("base", {}).get("name") for each in metadata}
    assert names >= {"Boat that doesn&apos;t float &lt;b&gt;", "", "\u001b[31mred\u001b[0m\u0000", "=1+1"}
    assert {"0x", "ipfs", "https"} <= {each.get("collectionAddress", "").partition(":")[0][:5].partition("1")[0] for each in collections}
    assert any("-0x" in each.get("collectionAddress", "") for each in collections)
    assert {"id": 2**53 + 1} in collections


def test_real_rows_have_more_than_the_page_says(client: httpx2.Client) -> None:
    _, (row,) = listing(client, BALANCES, f"accountId={known.SINGLE}")
    assert {"id", "minter", "royaltyPercentage", "preference", "updatedAt", "balanceUpdatedAt"} <= row.keys()
    _, rows = listing(client, BALANCES, f"accountId={known.HUNDRED}&metadata=true&limit=50")
    full = [row["metadata"] for row in rows if row.get("metadata", {}).get("base")]
    assert 0 < len(full) < 50
    for row in rows:
        if row.get("metadata", {}).get("base"):
            assert int(row["metadata"]["nftId"].removeprefix("0x")) == int(row["nftId"], 16)
