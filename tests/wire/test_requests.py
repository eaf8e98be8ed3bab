"""The requests of each client, byte for byte: one table for both clients of an API, over httpx2 and over httpx."""

import json
from typing import Any

import pytest
from nft_holdings import InvalidArgument, Retry, holder_id, nft_id, serial_number, spender_id, token_id
from yaml_text import loaded

from tests.support.sent_requests import (
    ALIAS,
    BASE,
    CLIENTS,
    EVM,
    FURTHER,
    KEY,
    NOTHING,
    OPERATIONS,
    SPECS,
    WALLET,
    Case,
    balances,
    collections,
    flavours,
    hedera,
    maker,
    mirror,
    sends,
    swapchat,
)

TRANSPORT = {"host", "user-agent", "connection", "content-length"}
"""Headers that are the HTTP library's own."""

CASES = [
    hedera("account by number", "idOrAliasOrEvmAddress", 1001, target="1001?limit=100"),
    hedera("account by realm and number", "", "7.1001", target="7.1001?limit=100"),
    hedera("account of another shard", "", "1.2.1001", target="1.2.1001?limit=100"),
    hedera("account by alias", "", ALIAS, target=f"{ALIAS}?limit=100"),
    hedera("account by alias with a prefix", "", f"0.0.{ALIAS}", target=f"0.0.{ALIAS}?limit=100"),
    hedera("account by EVM address, its case kept", "", EVM, target=f"{EVM}?limit=100"),
    hedera("page size", "limit", "0.0.1", page_size=7, target="0.0.1?limit=7"),
    hedera("page size above the documented maximum", "", "0.0.1", page_size=2**63 - 1, target="0.0.1?limit=9223372036854775807"),
    hedera("ascending", "order", "0.0.1", order="asc", target="0.0.1?limit=100&order=asc"),
    hedera("descending", "order", "0.0.1", order="desc", target="0.0.1?limit=100&order=desc"),
    hedera("no order and no filter", "", "0.0.1", None, order=None, target="0.0.1?limit=100"),
    hedera("one token", "token.id", "0.0.1", token_id == "0.0.2000", target="0.0.1?limit=100&token.id=0.0.2000"),
    hedera(
        "range of tokens, repeated and not joined",
        "token.id",
        "0.0.1",
        (token_id >= 2000) & (token_id < "3000"),
        target="0.0.1?limit=100&token.id=gte:2000&token.id=lt:3000",
    ),
    hedera(
        "range that is one token",
        "",
        "0.0.1",
        (token_id >= 2000) & (token_id <= f"0x{2000:040x}"),
        target="0.0.1?limit=100&token.id=0.0.2000",
    ),
    hedera(
        "serial number",
        "serialnumber",
        "0.0.1",
        (token_id == 2000) & (serial_number == 2**63 - 1),
        target="0.0.1?limit=100&serialnumber=9223372036854775807&token.id=2000",
    ),
    hedera(
        "range of serial numbers",
        "serialnumber",
        "0.0.1",
        (token_id == 2000) & (serial_number > 3) & (serial_number <= 9),
        target="0.0.1?limit=100&serialnumber=gt:3&serialnumber=lte:9&token.id=2000",
    ),
    hedera(
        "spenders, repeated and not joined",
        "spender.id",
        "0.0.1",
        spender_id.is_in([500, "0.0.501"]),
        target="0.0.1?limit=100&spender.id=500&spender.id=0.0.501",
    ),
    hedera(
        "spenders in a range",
        "spender.id",
        "0.0.1",
        (spender_id > 500) & (spender_id <= 600),
        target="0.0.1?limit=100&spender.id=gt:500&spender.id=lte:600",
    ),
    hedera(
        "pairs",
        "",
        "0.0.1",
        nft_id.between(("0.0.1", 3), ("0.0.3", 4)),
        order="asc",
        page_size=2,
        target="0.0.1?limit=2&order=asc&serialnumber=gte:3&serialnumber=lte:4&token.id=gte:0.0.1&token.id=lte:0.0.3",
    ),
    mirror("a token's NFTs", "tokenId limit", "token_nfts", "0.0.5", target="tokens/0.0.5/nfts?limit=100"),
    mirror(
        "a token's NFTs by serial number and holder",
        "serialnumber account.id order",
        "token_nfts",
        5,
        (serial_number > 3) & (serial_number < 9) & (holder_id == "0.0.7"),
        order="asc",
        target="tokens/5/nfts?account.id=0.0.7&limit=100&order=asc&serialnumber=gt:3&serialnumber=lt:9",
    ),
    mirror("one NFT", "tokenId serialNumber", "nft", "0.0.5", 3, target="tokens/0.0.5/nfts/3"),
    mirror("a history", "tokenId serialNumber limit", "nft_history", "0.0.5", 3, target="tokens/0.0.5/nfts/3/transactions?limit=100"),
    mirror("a token", "tokenId", "token", "0.0.5", target="tokens/0.0.5"),
    mirror("a token at a time", "timestamp", "token", "0.0.5", timestamp=7, target="tokens/0.0.5?timestamp=0.000000007"),
    mirror(
        "holders",
        "tokenId account.balance limit",
        "holders",
        "0.0.5",
        at_least=2,
        target="tokens/0.0.5/balances?account.balance=gte:2&limit=100",
    ),
    mirror(
        "holders in order",
        "order",
        "holders",
        "0.0.5",
        order="asc",
        page_size=9,
        target="tokens/0.0.5/balances?account.balance=gte:1&limit=9&order=asc",
    ),
    mirror("tokens of an account", "idOrAliasOrEvmAddress limit", "account_tokens", ALIAS, target=f"accounts/{ALIAS}/tokens?limit=100"),
    mirror("tokens of an account in order", "order", "account_tokens", 1, order="desc", target="accounts/1/tokens?limit=100&order=desc"),
    mirror("an account", "idOrAliasOrEvmAddress transactions", "account", "0.0.1", target="accounts/0.0.1?transactions=false"),
    balances("account by number", "accountId offset", "accountId=10110&offset=0&limit=50", account_id=10110),
    balances("account by address", "address", f"address={WALLET}&offset=0&limit=50", address=WALLET),
    balances("address of odd characters", "", "address=a+b%26c%3D%C3%BC%2B&offset=0&limit=50", address="a b&c=ü+"),
    balances("list of NFT data", "nftDatas", "accountId=1&nftDatas=0xa1,0xA2&offset=0&limit=50", account_id=1, nft_datas=["0xa1", "0xA2"]),
    balances(
        "list of contracts",
        "tokenAddrs",
        "accountId=1&tokenAddrs=0xc1,0xc2&offset=0&limit=50",
        account_id=1,
        token_addresses=("0xc1", "0xc2"),
    ),
    balances(
        "list of slots", "tokenIds", "accountId=1&tokenIds=32768,32769&offset=0&limit=50", account_id=1, token_ids=range(32768, 32770)
    ),
    balances("one slot", "", "accountId=1&tokenIds=32768&offset=0&limit=50", account_id=1, token_ids=[32768]),
    balances(
        "a value with characters of its own", "", "accountId=1&nftDatas=a%26b+c,d&offset=0&limit=50", account_id=1, nft_datas=["a&b c", "d"]
    ),
    balances("page size", "limit", "accountId=1&offset=0&limit=7", account_id=1, page_size=7),
    balances("page size above the documented maximum", "", "accountId=1&offset=0&limit=500", account_id=1, page_size=500),
    balances("empty balances too", "nonZero", "accountId=1&offset=0&limit=50&nonZero=false", account_id=1, non_zero=False),
    balances("empty balances not", "nonZero", "accountId=1&offset=0&limit=50&nonZero=true", account_id=1, non_zero=True),
    balances("with metadata", "metadata", "accountId=1&offset=0&limit=50&metadata=true", account_id=1, metadata=True),
    balances("without metadata", "metadata", "accountId=1&offset=0&limit=50&metadata=false", account_id=1, metadata=False),
    balances(
        "empty and None are not sent",
        "",
        "accountId=0&offset=0&limit=50",
        account_id=0,
        address=None,
        nft_datas=[],
        token_addresses=None,
        token_ids=(),
        non_zero=None,
        metadata=None,
        page_size=None,
        cursor=None,
    ),
    collections("account", "accountId offset", "accountId=10110&offset=0&limit=50", 10110),
    collections("page size", "limit", "accountId=1&offset=0&limit=12", 1, page_size=12),
    collections("what is held only", "nonZero", "accountId=1&offset=0&limit=50&nonZero=true", 1, non_zero=True),
    collections("what was held too", "nonZero", "accountId=1&offset=0&limit=50&nonZero=false", 1, non_zero=False),
    collections("one contract", "tokenAddress", f"accountId=1&offset=0&limit=50&tokenAddress={WALLET}", 1, token_address=WALLET),
    collections("None is not sent", "", "accountId=1&offset=0&limit=50", 1, token_address=None, non_zero=None, page_size=None, cursor=None),
    swapchat("wallet", "user_id wallet_address", "u1", f'{{"wallet_address":"{WALLET}","page":1,"size":20}}', "u1", WALLET),
    swapchat("page", "page", "u1", '{"wallet_address":"w","page":3,"size":20}', "u1", "w", first_page=3),
    swapchat("page 0 where a server counts so", "page", "u1", '{"wallet_address":"w","page":0,"size":20}', "u1", "w", first_page=0),
    swapchat("size", "size", "u1", '{"wallet_address":"w","page":1,"size":50}', "u1", "w", page_size=50),
    swapchat("user of odd characters", "", "a%2Fb%3Fc%20%C3%BC..", '{"wallet_address":"ü","page":1,"size":20}', "a/b?c ü..", "ü"),
]


@flavours
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.api}.{case.method}: {case.id}")
def test_a_call_sends_exactly_this(case: Case, flavour: tuple[str, bool]) -> None:
    operation = OPERATIONS[case.api, case.method]
    replies = [NOTHING[operation], *FURTHER.get(operation, [])]
    request, *further = sends(
        flavour, maker(case.api), lambda client: getattr(client, case.method)(*case.arguments, **case.keywords), replies
    )
    assert len(further) == len(FURTHER.get(operation, []))
    assert (request.server, request.target, request.body) == ("https://api.example", case.target, case.body)
    assert request.method == ("POST" if case.body else "GET")
    expected = {"accept": "application/json", "accept-encoding": "gzip, deflate"}
    expected |= {"content-type": "application/json"} if case.body else {}
    expected |= {"x-api-key": KEY} if case.api == "loopring" else {}
    assert {name: value for name, value in request.headers.items() if name not in TRANSPORT} == expected


NEVER_SENT = {
    **dict.fromkeys((("getAccount", name) for name in ("limit", "order", "transactiontype", "timestamp")), "no transactions are asked for"),
    ("getTokenBalances", "account.publickey"): "holders are not sought by their keys",
    ("getTokenBalances", "account.id"): "it goes on from page to page; tests/tokens",
    ("getTokenBalances", "timestamp"): "the reply must have a snapshot; tests/tokens",
    ("getNftTransactions", "timestamp"): "it goes on from page to page; tests/tokens",
    ("getNftTransactions", "order"): "histories at a time are read forwards; tests/tokens",
    ("getTokensByAccountId", "token.id"): "it goes on from page to page; tests/tokens",
}
"""Parameters that no single call shows, each with the reason."""


def parameters() -> list[tuple[str, str, str]]:
    """(API, operation, parameter) for every parameter and every key of a body in the specs."""

    def resolved(spec: Any, node: Any) -> Any:
        while "$ref" in node:
            target = spec
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]
            node = target
        return node

    found = []
    for path in sorted(SPECS.glob("*.yaml")):
        spec = loaded(path.read_text(encoding="utf-8"))
        for item in spec["paths"].values():
            for operation in item.values():
                names = [resolved(spec, each)["name"] for each in operation.get("parameters", [])]
                for content in operation.get("requestBody", {}).get("content", {}).values():
                    names += resolved(spec, content["schema"])["properties"]
                found += [
                    (path.stem, operation["operationId"], name) for name in names if (operation["operationId"], name) not in NEVER_SENT
                ]
    return found


def is_in(name: str, case: Case) -> bool:
    """Return True if a parameter is in the request of a case."""
    if case.body and name in json.loads(case.body):
        return True
    return name in ("idOrAliasOrEvmAddress", "user_id", "tokenId", "serialNumber") or f"{name}=".encode() in case.target


@pytest.mark.parametrize(("api", "operation", "name"), parameters(), ids=lambda value: str(value))
def test_every_parameter_of_the_specs_has_a_row(api: str, operation: str, name: str) -> None:
    rows = [case for case in CASES if OPERATIONS[case.api, case.method] == operation and name in case.shows]
    assert rows, f"no row of CASES shows {name} of {api}'s {operation}"
    assert all(is_in(name, case) for case in rows)


def test_no_row_shows_what_the_specs_do_not_have() -> None:
    known = {(operation, name) for _, operation, name in parameters()}
    assert {(OPERATIONS[case.api, case.method], name) for case in CASES for name in case.shows} == known


class TestCredentials:
    @flavours
    def test_a_key_is_sent_as_x_api_key(self, flavour: tuple[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOOPRING_API_KEY", "from-outside")
        nothing = [NOTHING["getUserNftBalances"]]
        for given, arrives in (({}, "from-outside"), ({"api_key": "given"}, "given")):
            make = lambda which, http_client, given=given: CLIENTS["loopring"][which](BASE, http_client=http_client, **given)  # noqa: E731
            (request,) = sends(flavour, make, lambda client: client.nft_balances(1), nothing)
            assert request.headers["x-api-key"] == arrives
            assert "authorization" not in request.headers

    @flavours
    def test_a_token_is_sent_as_a_bearer(self, flavour: tuple[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
        for given, outside, arrives in (
            ({"token": "t0"}, None, "Bearer t0"),
            ({}, "t1", "Bearer t1"),
            ({"token": ""}, "t1", None),
            ({}, None, None),
        ):
            monkeypatch.setenv("SWAPCHAT_TOKEN", outside or "")
            (request,) = sends(flavour, maker("swapchat", **given), lambda client: client.nfts("u", "w"), [NOTHING["getUserNfts"]])
            assert request.headers.get("authorization") == arrives
            assert "x-api-key" not in request.headers

    @flavours
    @pytest.mark.parametrize(
        ("name", "url"),
        [
            ("mainnet", "https://mainnet.mirrornode.hedera.com"),
            ("testnet", "https://testnet.mirrornode.hedera.com"),
            ("previewnet", "https://previewnet.mirrornode.hedera.com"),
        ],
    )
    def test_hedera_servers(self, flavour: tuple[str, bool], name: str, url: str) -> None:
        def make(which: int, http_client: Any) -> Any:
            return getattr(CLIENTS["hedera"][which], name)(http_client=http_client)

        (request,) = sends(flavour, make, lambda client: client.nfts("0.0.1"), [NOTHING["getNftsByAccountId"]])
        assert request.server + request.target.decode() == f"{url}/api/v1/accounts/0.0.1/nfts?limit=100"

    @flavours
    @pytest.mark.parametrize(("name", "url"), [("mainnet", "https://api3.loopring.io"), ("testnet", "https://uat2.loopring.io")])
    def test_loopring_servers(self, flavour: tuple[str, bool], name: str, url: str) -> None:
        def make(which: int, http_client: Any) -> Any:
            return getattr(CLIENTS["loopring"][which], name)(api_key="k", http_client=http_client)

        (request,) = sends(flavour, make, lambda client: client.collections(1), [NOTHING["getUserCollectionDetails"]])
        assert request.server == url

    @flavours
    def test_validation_cloud_takes_the_key_in_the_path(self, flavour: tuple[str, bool], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VALIDATION_CLOUD_API_KEY", "outside")
        for given, start in (
            ({}, "https://mainnet.hedera.validationcloud.io/v1/outside"),
            ({"api_key": "given", "network": "testnet"}, "https://testnet.hedera.validationcloud.io/v1/given"),
        ):

            def make(which: int, http_client: Any, given: Any = given) -> Any:
                return CLIENTS["hedera"][which].validation_cloud(http_client=http_client, **given)

            (request,) = sends(flavour, make, lambda client: client.nfts("0.0.1"), [NOTHING["getNftsByAccountId"]])
            assert request.server + request.target.decode() == f"{start}/api/v1/accounts/0.0.1/nfts?limit=100"

    @flavours
    def test_a_slash_behind_the_base_url_changes_nothing(self, flavour: tuple[str, bool]) -> None:
        make = maker("hedera", f"{BASE}/")
        (request,) = sends(flavour, make, lambda client: client.nfts("0.0.1"), [NOTHING["getNftsByAccountId"]])
        assert request.target == b"/gate/api/v1/accounts/0.0.1/nfts?limit=100"


TIMEOUTS: list[tuple[dict[str, Any], float | None]] = [
    ({}, 30.0),
    ({"timeout": 2.5}, 2.5),
    ({"timeout": 200, "retry": None}, 200),
    ({"timeout": None, "retry": None}, None),
]


def timeouts(seconds: float | None, flavour: tuple[str, bool]) -> dict[str, float | None]:
    """A little less for connecting asynchronously: a connection that is cancelled meanwhile would stay open."""
    connecting = seconds if seconds is None or flavour[1] else 0.95 * seconds
    return {**dict.fromkeys(("read", "write", "pool"), seconds), "connect": connecting}


@flavours
@pytest.mark.parametrize(("options", "seconds"), TIMEOUTS)
def test_the_timeout_goes_with_the_request(flavour: tuple[str, bool], options: dict[str, Any], seconds: float | None) -> None:
    (request,) = sends(flavour, maker("hedera", **options), lambda client: client.nfts("0.0.1"), [NOTHING["getNftsByAccountId"]])
    assert request.timeout == timeouts(seconds, flavour)
    (request,) = sends(
        flavour, maker("hedera"), lambda client: client.with_options(**options).nfts("0.0.1"), [NOTHING["getNftsByAccountId"]]
    )
    assert request.timeout == timeouts(seconds, flavour)


@flavours
@pytest.mark.parametrize(("options", "most"), [({"timeout": None}, 120), ({"timeout": None, "retry": Retry(timeout=50)}, 50)])
def test_no_attempt_may_take_longer_than_all_attempts(flavour: tuple[str, bool], options: dict[str, Any], most: float) -> None:
    (request,) = sends(flavour, maker("hedera", **options), lambda client: client.nfts("0.0.1"), [NOTHING["getNftsByAccountId"]])
    assert all(0.8 * most < seconds <= most for seconds in request.timeout.values())


@flavours
@pytest.mark.parametrize("user", [".", ".."])
def test_a_user_that_would_be_another_path_is_never_sent(flavour: tuple[str, bool], user: str) -> None:
    with pytest.raises(InvalidArgument, match="another path"):
        sends(flavour, maker("swapchat"), lambda client: client.nfts(user, "w"), [NOTHING["getUserNfts"]])
