"""The sandbox reads the paths and queries of tokens as a real mirror node does, and refuses what it refuses."""

from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import MAXIMUM, OTHER_EVM, messages, next_of

NFTS, NFT, HISTORY, TOKEN, BALANCES = TOKEN_PATHS = ("/nfts", "/nfts/1", "/nfts/1/transactions", "", "/balances")
ACCOUNT_TOKENS = f"/api/v1/accounts/{known.HOLDERS[0]}/tokens"
ACCOUNT = f"/api/v1/accounts/{known.HOLDERS[0]}"
LISTINGS = [f"/api/v1/tokens/700{end}" for end in (NFTS, HISTORY, BALANCES)] + [ACCOUNT_TOKENS]
CURSOR = dict(zip(LISTINGS, ("serialnumber", "timestamp", "account.id", "token.id"), strict=True))
ROWS = dict(zip(LISTINGS, ("nfts", "transactions", "balances", "tokens"), strict=True))
LONG_ZERO = f"{700:040x}"


def token_path(token: object, end: str) -> str:
    return f"/api/v1/tokens/{token}{end}"


def without_links(reply: httpx2.Response) -> dict[str, Any]:
    return {key: value for key, value in reply.json().items() if key != "links"}


@pytest.mark.parametrize("end", TOKEN_PATHS)
@pytest.mark.parametrize(
    "token",
    ["0.700", "0.0.700", "0.0.00700", "000000000700", "00.00000.700"]
    + [prefix + LONG_ZERO for prefix in ("", "0x", "0.", "0.0.")]
    + [prefix + LONG_ZERO.upper() for prefix in ("", "0x", "0.")],
)
def test_forms_of_one_token(client: httpx2.Client, token: str, end: str) -> None:
    reply, plain = client.get(token_path(token, end)), client.get(token_path(700, end))
    assert (reply.status_code, without_links(reply)) == (200, without_links(plain))


@pytest.mark.parametrize("end", TOKEN_PATHS)
@pytest.mark.parametrize(
    "token",
    [
        known.EVM_ADDRESS,
        OTHER_EVM,
        "0.0." + OTHER_EVM,
        "0.0.0x" + LONG_ZERO,
        "1.0." + LONG_ZERO,
        known.ALIAS,
        "x",
        "-1",
        "0.0.1.2",
        "%20",
        "274877906944",
        "0.0.274877906944",
        "0.65536.1",
        "1024.0.1",
        "0000000000700",
        f"{2**38:040x}",
        "0.0.700%20",
        "0.0.7%2F1",
    ],
)
def test_refused_tokens(client: httpx2.Client, token: str, end: str) -> None:
    assert messages(client.get(token_path(token, end))) == ["Invalid parameter: tokenid"]


@pytest.mark.parametrize("token", ["0.1.5", "500.3.77", "1.0.700", "0", "999999", "0.0.274877906940", known.HOLDERS[0]])
def test_tokens_that_nobody_knows(client: httpx2.Client, token: str) -> None:
    assert client.get(token_path(token, NFTS)).json() == {"nfts": [], "links": {"next": None}}
    assert client.get(token_path(token, HISTORY)).json() == {"transactions": [], "links": {"next": None}}
    assert client.get(token_path(token, BALANCES)).json() == {"timestamp": None, "balances": [], "links": {"next": None}}
    for end in (NFT, TOKEN):
        assert messages(client.get(token_path(token, end)), 404) == ["Not found"]


def test_a_fungible_token_has_no_nfts(client: httpx2.Client) -> None:
    assert client.get(token_path(known.COINS, NFTS)).json()["nfts"] == []
    assert client.get(token_path(known.COINS, HISTORY)).json()["transactions"] == []
    assert messages(client.get(token_path(known.COINS, NFT)), 404) == ["Not found"]
    assert client.get(token_path(known.COINS, TOKEN)).json()["type"] == "FUNGIBLE_COMMON"
    assert client.get(token_path(known.COINS, BALANCES)).json()["balances"][0] == {
        "account": known.HOLDERS[-1],
        "balance": 5 * 10**8,
        "decimals": 8,
    }


@pytest.mark.parametrize("end", ["", "/transactions"])
def test_serial_numbers(client: httpx2.Client, end: str) -> None:
    plain = client.get(token_path(700, f"/nfts/2{end}"))
    for serial in ("0002", "0" * 18 + "2"):
        assert without_links(client.get(token_path(700, f"/nfts/{serial}{end}"))) == without_links(plain)
    for serial in ("0", "-1", "1.5", "x", "%20", "1%20", str(MAXIMUM + 1), "0" * 19 + "2", "0x2"):
        assert messages(client.get(token_path(700, f"/nfts/{serial}{end}"))) == ["Invalid parameter: serialnumber"]
        assert messages(client.get(token_path("x", f"/nfts/{serial}{end}"))) == ["Invalid parameter: tokenid"]
    assert client.get(token_path(1590, f"/nfts/{MAXIMUM}{end}")).status_code == 200
    assert client.get(token_path(700, f"/nfts/{MAXIMUM}{end}")).status_code == (200 if end else 404)


@pytest.mark.parametrize("prefix", ["", "/v1/Key-1"])
@pytest.mark.parametrize("path", [*LISTINGS, ACCOUNT, token_path(700, NFT), token_path(700, TOKEN)])
def test_any_case_and_one_slash(client: httpx2.Client, path: str, prefix: str) -> None:
    sent = path.replace("/api", "/API").replace("tokens", "toKens").replace("nfts", "NFTS").replace("accounts", "ACCOUNTS")
    reply = client.get(f"{prefix}{sent}/")
    plain = client.get(path)
    assert reply.status_code == 200
    if path in ROWS:
        assert next_of(client.get(f"{prefix}{sent}/?limit=1")) == (next_of(client.get(f"{path}?limit=1")) or "").replace(path, sent)
        assert without_links(reply) == without_links(plain)
    else:
        assert reply.json() == plain.json()
    assert client.get(f"{path}//").status_code == 404


def test_empty_segments(client: httpx2.Client) -> None:
    for path in ("/api/v1/tokens//nfts", "/api/v1/tokens/700/nfts//transactions", "/api/v1/tokens/", "/api/v1/accounts//tokens"):
        assert messages(client.get(path), 404) == ["Not found"]
    assert client.post(LISTINGS[0]).status_code == 404


@pytest.mark.parametrize("path", LISTINGS)
@pytest.mark.parametrize(
    ("query", "refused"),
    [(f"limit={value}", ["Invalid parameter: limit"]) for value in ("0", "-1", "1.5", "a", "", MAXIMUM + 1, "like:1", "gt:", "gt:1:2")]
    + [(f"order={value}", ["Invalid parameter: order"]) for value in ("up", "", "like:asc", "asc:desc")]
    + [("limit=5&limit=0&order=x&order=asc", ["Invalid parameter: limit", "Invalid parameter: order"])]
    + [("foo=1&limit=0&foo=2", ["Invalid parameter: limit", "Unknown query parameter: foo", "Unknown query parameter: foo"])]
    + [("accountid=1&AccountId=2", ["Unknown query parameter: accountid"] * 2)]
    + [(f"{name}=1", [f"Unknown query parameter: {name}"]) for name in ("spender.id", "transactions")]
    + [("&".join(["limit=1"] * 101), ["Array limit exceeded. Only 100 elements allowed in an array."])],
)
def test_refused_queries(client: httpx2.Client, path: str, query: str, refused: list[str]) -> None:
    assert messages(client.get(f"{path}?{query}")) == refused


@pytest.mark.parametrize("path", LISTINGS)
def test_odd_queries(client: httpx2.Client, path: str) -> None:
    rows = {query: client.get(f"{path}?{query}").json()[ROWS[path]] for query in ("limit=2", "order=asc", "order=desc", "")}
    for query in (
        "limit=eq:2",
        "limit=gt:2",
        "limit=ne:2",
        "LIMIT=2",
        "limit=7&limit=2",
        "limit[]=2",
        "limit=eq:eq:2",
        "constructor=1&limit=2",
    ):
        assert client.get(f"{path}?{query}").json()[ROWS[path]] == rows["limit=2"]
    for query in ("order=ASC", "order=eq:asc", "order=desc&order=Asc"):
        assert client.get(f"{path}?{query}").json()[ROWS[path]] == rows["order=asc"]
    assert rows[""] == rows["order=asc" if path == ACCOUNT_TOKENS else "order=desc"]
    assert rows["order=asc"] != rows["order=desc"]
    link = next_of(client.get(f"{path}?Order=DESC&limit=ne:1")) or ""
    assert link.startswith(f"{path}?order=desc&limit=ne:1&{CURSOR[path]}=lt:")
    assert messages(client.get(f"{path}?limit[a]=1"), 500) == ["Internal error"]


KEYS = {
    "serialnumber": ("0", "-1", "a", "", "ge:1", "gt:1:2", "GT:1", str(MAXIMUM + 1), "0" * 20),
    "account.id": ("a", "", known.ALIAS, "0.0.1.2", "like:1", "GT:1"),
    "timestamp": ("1.", ".5", "", "12345678901", "1700000000123", "2023-11-14", "1.0123456789", "gt:", "like:1"),
    "token.id": ("a", "", known.EVM_ADDRESS, known.ALIAS, "0.0.1.2", "GT:1"),
    "account.balance": ("-1", "1.5", "", str(MAXIMUM + 1), "like:1"),
    "account.publickey": ("", "a", "0" * 63, "0" * 65, "g" * 64),
}
TAKEN = dict(
    zip(LISTINGS, (("serialnumber", "account.id"), ("timestamp",), ("account.id", "account.balance", "timestamp", "account.publickey"), ("token.id",)), strict=True)
)  # fmt: skip


@pytest.mark.parametrize("path", LISTINGS)
def test_values_of_filters(client: httpx2.Client, path: str) -> None:
    for name, values in KEYS.items():
        if name not in TAKEN[path]:
            assert messages(client.get(f"{path}?{name}=1")) == [f"Unknown query parameter: {name}"]
            continue
        for value in values:
            assert messages(client.get(f"{path}?{name}={value}")) == [f"Invalid parameter: {name}"], (name, value)
        bad = "&".join(f"{name}={value}" for value in values)
        assert messages(client.get(f"{path}?foo=1&{bad}")) == [f"Invalid parameter: {name}"] * len(values) + [
            "Unknown query parameter: foo"
        ]
        if name in {"account.id", "token.id"}:
            assert messages(client.get(f"{path}?{name}=274877906944")) == ['Invalid entity ID "0.0.274877906944"']
            assert messages(client.get(f"{path}?{name}=lt:0.0.274877906944&foo=1")) == ["Unknown query parameter: foo"]


def test_which_error_comes_first(client: httpx2.Client) -> None:
    for end in (NFTS, HISTORY, TOKEN, BALANCES):
        assert messages(client.get(token_path("x", end) + "?limit=0&foo=1")) == ["Invalid parameter: tokenid"]
    assert messages(client.get(token_path("x", NFT) + "?foo=1&limit=1&foo=2")) == [
        "Unknown query parameter: foo", "Unknown query parameter: foo", "Unknown query parameter: limit",
    ]  # fmt: skip
    assert messages(client.get("/api/v1/accounts/999999/tokens?limit=0"), 404) == ["Not found"]
    assert messages(client.get("/api/v1/accounts/A/tokens?limit=0")) == ["Invalid parameter: idOrAliasOrEvmAddress"]
    assert messages(client.get("/api/v1/accounts/A?limit=0")) == ["Invalid parameter: limit"]


def test_ne_on_the_tokens_of_an_account(client: httpx2.Client) -> None:
    refused = "Not equal (ne) comparison operator is not supported for token.id"
    assert messages(client.get(f"{ACCOUNT_TOKENS}?token.id=ne:700")) == [refused]
    assert messages(client.get(f"{ACCOUNT_TOKENS}?token.id=ne:700&foo=1")) == ["Unknown query parameter: foo"]


@pytest.mark.parametrize(
    ("query", "serials"),
    [
        ("serialnumber=lt:4", [3, 2, 1]),
        ("serialnumber=lte:3&serialnumber=gt:1&order=asc", [2, 3]),
        ("serialnumber=ne:2&serialnumber=lt:4", [3, 1]),
        ("serialnumber=2&serialnumber=3", []),
        ("serialnumber=2&serialnumber=gt:1", [2]),
        ("serialnumber=lt:1", []),
        (f"serialnumber=gt:{MAXIMUM}", []),
        ("serialnumber=gt:5&serialnumber=gt:3&serialnumber=lt:7", [6]),
        (f"account.id={known.HOLDERS[0]}&serialnumber=lte:6", [6, 5]),
        (f"account.id=0x{610:040x}&serialnumber=lte:6", [6, 5]),
        (f"account.id=ne:{known.HOLDERS[0]}&serialnumber=gte:10&serialnumber=lte:13", [10]),
        ("account.id=gt:0&serialnumber=gte:10&serialnumber=lte:13", [13, 10]),
        ("account.id=gte:610&account.id=lt:0.0.612&serialnumber=lte:4", [4, 2]),
        (f"account.id={known.HOLDER_EVM_ADDRESS}", []),
        ("account.id=610&account.id=611", []),
    ],
)  # fmt: skip
def test_filters_of_a_token(client: httpx2.Client, query: str, serials: list[int]) -> None:
    reply = client.get(f"{token_path(700, NFTS)}?{query}")
    assert [row["serial_number"] for row in reply.json()["nfts"]] == serials
    assert next_of(reply) is None


def test_limits(client: httpx2.Client) -> None:
    path = token_path(known.MANY_ISSUED, NFTS)
    for query, rows in (("", 25), ("limit=100", 100), ("limit=101", 100), (f"limit={MAXIMUM}", 100)):
        assert len(client.get(f"{path}?{query}").json()["nfts"]) == rows
    assert next_of(client.get(f"{path}?limit=1000")) == f"{path}?limit=1000&serialnumber=lt:151"
    hundred = token_path(known.HUNDRED_ISSUED, NFTS)
    link = next_of(client.get(f"{hundred}?limit=100"))
    assert link == f"{hundred}?limit=100&serialnumber=lt:1"
    assert next_of(client.get(f"{hundred}?limit=100&serialnumber=gte:1")) is None
    assert client.get(link).json() == {"nfts": [], "links": {"next": None}}


@pytest.mark.parametrize(
    ("path", "age"),
    [(path, 1) for path in (*LISTINGS, token_path(700, NFT))] + [(token_path(700, TOKEN), 5), (ACCOUNT, 2), (token_path(700, "/nfts/19/transactions"), 1)],
)  # fmt: skip
def test_headers(client: httpx2.Client, path: str, age: int) -> None:
    reply = client.get(path)
    assert reply.status_code == (206 if "/19/" in path else 200)
    assert reply.headers["cache-control"] == f"public, max-age={age}"
    assert reply.headers["etag"].startswith('W/"')
    assert client.get(path, headers={"If-None-Match": reply.headers["etag"]}).status_code == 304
    head = client.head(path, headers={"Accept-Encoding": "identity"})
    assert (head.status_code, head.content, int(head.headers["content-length"])) == (reply.status_code, b"", len(reply.content))
    refused = client.get(f"{path}?foo=1")
    assert refused.status_code == 400
    assert not {"cache-control", "etag", "link"} & {*refused.headers}
    assert messages(client.get(path, headers={"Authorization": "Basic eDp5"}), 401) == ["Invalid credentials"]
