"""The sandbox shows tokens, accounts and balances as a real mirror node does, and they agree with each other."""

from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.hedera import _accounts as known

from tests.support.hedera_requests import MAXIMUM, OTHER_EVM, messages, next_of

ANN, BEN, CLEO = known.HOLDERS[:3]
TOKEN_KEYS = {
    "admin_key", "auto_renew_account", "auto_renew_period", "created_timestamp", "custom_fees", "decimals", "deleted", "expiry_timestamp",
    "fee_schedule_key", "freeze_default", "freeze_key", "initial_supply", "kyc_key", "max_supply", "memo", "metadata", "metadata_key",
    "modified_timestamp", "name", "pause_key", "pause_status", "supply_key", "supply_type", "symbol", "token_id", "total_supply",
    "treasury_account_id", "type", "wipe_key",
}  # fmt: skip
ACCOUNT_KEYS = {
    "account", "alias", "auto_renew_period", "balance", "created_timestamp", "decline_reward", "deleted", "ethereum_nonce", "evm_address",
    "expiry_timestamp", "key", "links", "max_automatic_token_associations", "memo", "pending_reward", "receiver_sig_required",
    "stake_period_start", "staked_account_id", "staked_node_id", "transactions",
}  # fmt: skip


def get(client: httpx2.Client, path: str) -> dict[str, Any]:
    reply = client.get(f"/api/v1{path}")
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()
    return found


def everything(client: httpx2.Client, path: str, rows: str) -> list[dict[str, Any]]:
    """All rows of a listing, page after page."""
    found: list[dict[str, Any]] = []
    link: str | None = f"/api/v1{path}"
    while link:
        reply = client.get(link)
        found += reply.json()[rows]
        link = next_of(reply)
    return found


def counts(client: httpx2.Client, token: str) -> dict[str, int]:
    return {row["account"]: row["balance"] for row in everything(client, f"/tokens/{token}/balances?limit=100", "balances")}


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        (known.HISTORIES, {"type": "NON_FUNGIBLE_UNIQUE", "decimals": "0", "total_supply": "17", "name": "Paper Boats", "deleted": False}),
        (known.ENDED, {"deleted": True, "total_supply": "5"}),
        (known.UNISSUED, {"total_supply": "0", "max_supply": "1000", "supply_type": "FINITE"}),
        (known.ONE_OF_ONE, {"total_supply": "1"}),
        (known.HUNDRED_ISSUED, {"total_supply": "90"}),
        (known.COINS, {"type": "FUNGIBLE_COMMON", "decimals": "8", "total_supply": "1500000000", "deleted": None}),
        (known.WHOLE_COINS, {"type": "FUNGIBLE_COMMON", "decimals": "0", "metadata": "ZG9jaw=="}),
        (known.WITH_KEYS, {"pause_status": "UNPAUSED", "wipe_key": None}),
        ("0.0.2000", {"name": "Token 0.0.2000", "symbol": "T2000", "treasury_account_id": known.TREASURY, "custom_fees": None}),
    ],
)
def test_tokens(client: httpx2.Client, token: str, expected: dict[str, Any]) -> None:
    found = get(client, f"/tokens/{token}")
    assert {*found} == TOKEN_KEYS
    assert found["token_id"] == token
    assert isinstance(found["expiry_timestamp"], int)
    fees = {"created_timestamp", "fixed_fees", "fractional_fees" if found["type"] == "FUNGIBLE_COMMON" else "royalty_fees"}
    assert {*found["custom_fees"]} == fees
    assert {name: found[name] for name in expected if name != "custom_fees"} == {
        name: value for name, value in expected.items() if name != "custom_fees"
    }


def test_keys_and_fees(client: httpx2.Client) -> None:
    token = get(client, f"/tokens/{known.WITH_KEYS}")
    assert token["freeze_key"]["_type"] == "ED25519"
    (royalty,) = token["custom_fees"]["royalty_fees"]
    assert (royalty["amount"], royalty["fallback_fee"]["amount"]) == ({"numerator": 1, "denominator": 20}, 100_000_000)


def test_a_token_at_a_time(client: httpx2.Client) -> None:
    created = get(client, f"/tokens/{known.HISTORIES}")["created_timestamp"]
    path = f"/api/v1/tokens/{known.HISTORIES}?timestamp="
    assert client.get(f"{path}{created}").json()["total_supply"] == "0"
    assert messages(client.get(f"{path}lt:{created}"), 404) == ["Not found"]
    past, today = client.get(f"{path}1758343200").json(), get(client, f"/tokens/{known.HISTORIES}")
    assert (past["total_supply"], past["memo"], today["memo"]) == ("19", "", "Sold to a new treasury")
    assert past["modified_timestamp"] == created
    ended = get(client, f"/tokens/{known.ENDED}")["modified_timestamp"]
    assert get(client, f"/tokens/{known.ENDED}?timestamp={ended}")["deleted"] is True
    assert get(client, f"/tokens/{known.ENDED}?timestamp=lt:{ended}")["deleted"] is False


def test_a_token_that_the_node_does_not_know(client: httpx2.Client) -> None:
    assert messages(client.get(f"/api/v1/tokens/{known.UNKNOWN_TOKEN}"), 404) == ["Not found"]
    assert [row["deleted"] for row in get(client, f"/tokens/{known.UNKNOWN_TOKEN}/nfts")["nfts"]] == [False] * 3
    (row,) = get(client, f"/accounts/{CLEO}/tokens?token.id={known.UNKNOWN_TOKEN}")["tokens"]
    assert (row["balance"], row["decimals"], row["freeze_status"], row["kyc_status"]) == (3, None, None, None)
    assert get(client, f"/tokens/{known.UNKNOWN_TOKEN}/balances")["balances"][0]["decimals"] is None


@pytest.mark.parametrize(
    "account", [ANN, "610", "0.610", f"0x{610:040x}", BEN, known.HOLDER_ALIAS, known.HOLDER_EVM_ADDRESS, known.TREASURY]
)
def test_accounts(client: httpx2.Client, account: str) -> None:
    found = get(client, f"/accounts/{account}?transactions=false")
    assert {*found} == ACCOUNT_KEYS
    assert (found["transactions"], found["links"]) == ([], {"next": None})
    listed = everything(client, f"/accounts/{account}/tokens?limit=7", "tokens")
    assert found["balance"]["tokens"] == [{"token_id": row["token_id"], "balance": row["balance"]} for row in listed]
    if account in {BEN, known.HOLDER_ALIAS, known.HOLDER_EVM_ADDRESS}:
        expected = (BEN, known.HOLDER_ALIAS, known.HOLDER_EVM_ADDRESS, {"_type": "ECDSA_SECP256K1", "key": known.PUBLIC_KEY})
        assert (found["account"], found["alias"], found["evm_address"], found["key"]) == expected
    elif account == ANN:
        assert (found["alias"], found["evm_address"], found["key"]) == (None, f"0x{610:040x}", None)


@pytest.mark.parametrize(
    ("account", "status", "message"),
    [
        (account, 404, "Not found")
        for account in ("999999", "0", "1.0.1001", "0.1.1001", known.HISTORIES, OTHER_EVM, known.DELETED_EVM_ADDRESS)
    ]
    + [(known.UNDETERMINED_EVM_ADDRESS, 404, "Not found"), ("AABBCC22", 404, "No account with a matching alias found")]
    + [
        (account, 400, "Invalid parameter: idOrAliasOrEvmAddress")
        for account in (
            "0.0.0x" + OTHER_EVM,
            "0X" + OTHER_EVM,
            "0.1." + OTHER_EVM,
            "1.0." + known.ALIAS,
            "x",
            "-1",
            "0.0.1.2",
            "%20",
            "9" * 13,
        )
    ]
    + [("%FF", 500, "Internal error")],
)
def test_accounts_that_are_not_found(client: httpx2.Client, account: str, status: int, message: str) -> None:
    assert messages(client.get(f"/api/v1/accounts/{account}"), status) == [message]
    tokens = client.get(f"/api/v1/accounts/{account}/tokens")
    if account == known.HISTORIES:
        assert tokens.json() == {"tokens": [], "links": {"next": None}}
    else:
        assert messages(tokens, status) == [message]


def test_a_deleted_account_is_found_by_its_id(client: httpx2.Client) -> None:
    found = get(client, f"/accounts/{known.DELETED}")
    assert (found["deleted"], found["evm_address"]) == (True, known.DELETED_EVM_ADDRESS)
    assert found["balance"]["tokens"]
    assert len(get(client, f"/accounts/{known.DELETED}/tokens")["tokens"]) == len(found["balance"]["tokens"])
    for query, deleted in (
        ("1760000000", False),
        ("1772000000", True),
        ("lt:1772000000", False),
        ("1760000000&timestamp=1770000000", False),
    ):
        assert get(client, f"/accounts/{known.DELETED}?timestamp={query}")["deleted"] is deleted
    assert get(client, f"/accounts/{known.UNDETERMINED_ALIAS}")["deleted"] is None


@pytest.mark.parametrize(
    ("query", "refused"),
    [(f"transactions={value}", "transactions") for value in ("0", "", "ne:true", "yes")]
    + [(f"limit={value}&transactions=false", "limit") for value in ("0", "a", "")]
    + [("order=up", "order"), ("timestamp=1.", "timestamp"), ("timestamp=", "timestamp")]
    + [(f"transactiontype={value}", "transactiontype") for value in ("", "nonsense", "like:tokenmint")],
)
def test_refused_queries_of_an_account(client: httpx2.Client, query: str, refused: str) -> None:
    assert messages(client.get(f"/api/v1/accounts/{ANN}?{query}")) == [f"Invalid parameter: {refused}"]


def test_queries_of_an_account(client: httpx2.Client) -> None:
    plain = get(client, f"/accounts/{ANN}")
    for query in (
        "transactions=FALSE", "transactions=eq:true", "transactions=true&transactions=false", "limit=1&order=asc", "limit=101",
        "transactiontype=CryptoTransfer&transactiontype=ne:tokenmint",
    ):  # fmt: skip
        assert get(client, f"/accounts/{ANN}?{query}") == plain
    for name in ("balance", "account.id", "type", "result", "token.id", "foo"):
        assert messages(client.get(f"/api/v1/accounts/{ANN}?{name}=1")) == [f"Unknown query parameter: {name}"]


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("timestamp=gt:5&timestamp=lt:5", 404, "Timestamp range is empty"),
        ("timestamp=1&timestamp=2", 404, "Not found"),
        ("timestamp=gte:6&timestamp=lte:5&timestamp=1700000000", 404, "Timestamp range is empty"),
        ("timestamp=1", 404, "Not found"),
        ("timestamp=lt:1568000610", 404, "Not found"),
        ("timestamp=ne:1700000000", 404, "Not found"),
        ("timestamp=9223372036.854775807", 503, "Service unavailable"),
        ("timestamp=gt:9223372036.854775807", 503, "Service unavailable"),
        ("timestamp=lt:9999999999", 503, "Service unavailable"),
    ],
)
def test_times_of_an_account(client: httpx2.Client, query: str, status: int, message: str) -> None:
    assert messages(client.get(f"/api/v1/accounts/{ANN}?{query}"), status) == [message]
    if message == "Timestamp range is empty":
        assert messages(client.get(f"/api/v1/accounts/999999?{query}"), status) == [message]
        assert messages(client.get(f"/api/v1/accounts/AABBCC22?{query}"), 404) == ["No account with a matching alias found"]


def test_balances_of_an_account_at_a_time(client: httpx2.Client) -> None:
    moment = 1_758_345_000  # 25 September 2025 is the first day with snapshots
    assert get(client, f"/accounts/{ANN}?timestamp={moment}")["balance"]["tokens"] == []
    first = get(client, f"/accounts/{ANN}?timestamp=1758758400")["balance"]
    assert first["timestamp"] == "1758758400.000000000"
    assert {row["token_id"]: row["balance"] for row in first["tokens"]}[known.COINS] == 10**8
    old = get(client, f"/accounts/{known.OLD_TREASURY}?timestamp=1758999900")["balance"]["tokens"]
    assert old == [{"token_id": known.HISTORIES, "balance": 3}]
    later = get(client, f"/accounts/{known.OLD_TREASURY}?timestamp=1759001000")["balance"]["tokens"]
    assert later == [{"token_id": known.HISTORIES, "balance": 0}]


def test_balances_of_every_page(client: httpx2.Client) -> None:
    path = f"/tokens/{known.MANY_ISSUED}/balances"
    first = get(client, path)
    assert len(first["balances"]) == 25
    assert first["balances"][0] == {"account": "0.0.896", "balance": 4, "decimals": 0}
    pages = {get(client, f"{path}?account.id={account}")["timestamp"] for account in (800, 801, 804)}
    assert len(pages) == 3
    assert get(client, f"{path}?limit=1&account.id=700") == {"timestamp": None, "balances": [], "links": {"next": None}}


@pytest.mark.parametrize(
    ("query", "accounts"),
    [
        ("account.balance=gt:0", [CLEO, BEN, ANN, known.NEW_TREASURY]),
        ("account.balance=0", [known.WAITING, known.OLD_TREASURY]),
        ("account.balance=gte:1&account.balance=lt:6&account.balance=ne:3", [BEN, known.NEW_TREASURY]),
        ("account.id=ne:610&order=asc&account.balance=gt:0", [known.NEW_TREASURY, BEN, CLEO]),
        ("account.id=gte:611&account.id=lt:612", [BEN]),
        (f"account.id={known.HOLDER_EVM_ADDRESS}", []),
        (f"account.publickey={known.PUBLIC_KEY}", [BEN]),
        (f"account.publickey=0x{known.PUBLIC_KEY.upper()}", [BEN]),
        (f"account.publickey={known.PUBLIC_KEY}&account.publickey={'0' * 64}", []),
        (f"account.publickey={'0' * 64}&account.publickey={known.PUBLIC_KEY}", [BEN]),
        (f"account.balance={MAXIMUM}", []),
    ],
)
def test_filters_of_balances(client: httpx2.Client, query: str, accounts: list[str]) -> None:
    assert [row["account"] for row in get(client, f"/tokens/{known.HISTORIES}/balances?{query}")["balances"]] == accounts


@pytest.mark.parametrize(
    ("query", "snapshot"),
    [
        ("timestamp=1758758399.999999999", None),
        ("timestamp=1758758400", 1758758400),
        ("timestamp=eq:1758759299", 1758758400),
        ("timestamp=lte:1758759300", 1758759300),
        ("timestamp=lt:1758759300", 1758758400),
        ("timestamp=gt:1758758400&timestamp=lt:1758760000", 1758759300),
        ("timestamp=gt:1758758400&timestamp=lt:1758759300", None),
        ("timestamp=lte:1758759300&timestamp=ne:1758759300", 1758758400),
        ("timestamp=1759190400", 1759103100),
        ("timestamp=1761955199.999999999", 1759103100),  # the end of October
        ("timestamp=1761955200", None),  # November looks back no further than the first day of October
        ("timestamp=gte:1758758400&timestamp=lte:1761955200", None),
    ],
)
def test_snapshots(client: httpx2.Client, query: str, snapshot: int | None) -> None:
    page = get(client, f"/tokens/{known.HISTORIES}/balances?{query}")
    assert page["timestamp"] == (None if snapshot is None else f"{snapshot}.000000000")
    assert bool(page["balances"]) == (snapshot is not None)


def test_a_snapshot_has_the_balances_of_its_time(client: httpx2.Client) -> None:
    for token in (known.HISTORIES, known.MANY_ISSUED, known.COINS, "0.0.2000"):
        last = {
            row["account"]: row["balance"]
            for row in everything(client, f"/tokens/{token}/balances?limit=9&timestamp=1761955199", "balances")
        }
        if token != "0.0.2000":
            assert last == counts(client, token)
        else:
            assert sum(last.values()) > 0
    before = {row["account"]: row["balance"] for row in get(client, f"/tokens/{known.HISTORIES}/balances?timestamp=1758999900")["balances"]}
    assert (before[known.OLD_TREASURY], before.get(known.NEW_TREASURY, 0)) == (3, 0)
    three = get(client, f"/tokens/{known.HISTORIES}/balances?timestamp=1758999900&account.balance=3")["balances"]
    assert {row["account"]: row["balance"] for row in three} == {account: 3 for account, balance in before.items() if balance == 3}


@pytest.mark.parametrize(
    ("query", "tokens"),
    [
        ("", [700, 701, 702, 704, 706, 707, 708, 709]),
        ("order=desc&limit=2", [709, 708]),
        ("token.id=706", [706]),
        ("token.id=706&token.id=0.0.700&token.id=eq:999&limit=3", [700, 706]),
        ("token.id=706&token.id=700&token.id=709&token.id=gt:700", [706, 709]),
        ("token.id=gt:704&token.id=lte:708", [706, 707, 708]),
        ("token.id=gt:709&token.id=lt:704", []),
        (f"token.id=0x{706:040x}", [706]),
    ],
)
def test_tokens_of_an_account(client: httpx2.Client, query: str, tokens: list[int]) -> None:
    rows = get(client, f"/accounts/{ANN}/tokens?{query}")["tokens"]
    assert [row["token_id"] for row in rows] == [f"0.0.{token}" for token in tokens]


def test_rows_of_associations(client: httpx2.Client) -> None:
    rows = {row["token_id"]: row for row in everything(client, f"/accounts/{ANN}/tokens", "tokens")}
    assert rows[known.WITH_KEYS]["freeze_status"] == "FROZEN"
    assert (rows[known.WHOLE_COINS]["automatic_association"], rows[known.UNISSUED]["automatic_association"]) == (True, None)
    assert rows[known.UNISSUED]["created_timestamp"] is None
    assert (rows[known.UNISSUED]["balance"], rows[known.COINS]["decimals"], rows[known.HISTORIES]["decimals"]) == (0, 8, 0)
    assert get(client, f"/accounts/{BEN}/tokens?token.id={known.WITH_KEYS}")["tokens"][0]["kyc_status"] == "REVOKED"
    waiting = everything(client, f"/accounts/{known.WAITING}/tokens?limit=10", "tokens")
    assert len(waiting) == 29
    assert {row["token_id"] for row in waiting} > {f"0.0.{number}" for number in range(700, 710)}
    assert {row["balance"] for row in waiting} == {0}
    assert get(client, f"/accounts/{known.DELETED}/tokens")["tokens"][0]["token_id"] == "0.0.1730"


@pytest.mark.parametrize(
    "token", [known.HISTORIES, known.ENDED, known.HUNDRED_ISSUED, known.MANY_ISSUED, known.UNKNOWN_TOKEN, "0.0.1001", "0.0.2003"]
)
def test_all_listings_agree(client: httpx2.Client, token: str) -> None:
    nfts = everything(client, f"/tokens/{token}/nfts?limit=100", "nfts")
    held: dict[str, int] = {}
    for nft in nfts:
        if nft["account_id"] is not None:
            held[nft["account_id"]] = held.get(nft["account_id"], 0) + 1
    assert held
    assert {account: count for account, count in counts(client, token).items() if count} == held
    for account, count in held.items():
        (row,) = get(client, f"/accounts/{account}/tokens?token.id={token}")["tokens"]
        assert row["balance"] == count
        own = everything(client, f"/accounts/{account}/nfts?limit=100&token.id={token}", "nfts")
        assert own == [nft for nft in nfts if nft["account_id"] == account]
    if token != known.UNKNOWN_TOKEN:
        assert get(client, f"/tokens/{token}")["total_supply"] == str(sum(held.values()))
    single = nfts[len(nfts) // 2]
    assert get(client, f"/tokens/{token}/nfts/{single['serial_number']}") == single


@pytest.mark.parametrize("token", [known.COINS, known.WHOLE_COINS])
def test_a_fungible_supply_is_what_accounts_have(client: httpx2.Client, token: str) -> None:
    assert get(client, f"/tokens/{token}")["total_supply"] == str(sum(counts(client, token).values()))


def test_settings() -> None:
    with (
        Sandbox(Settings(nfts=500, hedera_token_nfts=1_000, hedera_wrong_counts=30, hedera_unknown_tokens=40)) as sandbox,
        httpx2.Client(base_url=sandbox.url) as client,
    ):
        nfts = everything(client, f"/tokens/{known.MANY_ISSUED}/nfts?limit=100", "nfts")
        assert [nft["serial_number"] for nft in nfts] == [*range(1_000, 0, -1)]
        held = [nft["account_id"] for nft in nfts if nft["account_id"]]
        balances = counts(client, known.MANY_ISSUED)
        wrong = [account for account in {*held} if balances[account] != held.count(account)]
        assert 10 < len(wrong) < 50
        rows = {row["token_id"]: row["balance"] for row in everything(client, f"/accounts/{wrong[0]}/tokens", "tokens")}
        assert rows[known.MANY_ISSUED] == balances[wrong[0]]
        found = [
            client.get(f"/api/v1/tokens/{token}").status_code for token in (*range(700, 710), 2000, 2001, 2002, *range(5000, 5200, 10))
        ]
        assert 5 < found.count(404) < 25
        assert found.count(200) > 5
    with pytest.raises(ValueError, match="hedera_wrong_counts"):
        Settings(hedera_wrong_counts=101)


def test_a_balance_has_at_most_a_thousand_tokens() -> None:
    associations = [{"account_id": 5, "token_id": number} for number in range(2000, 3100)]
    document = {"hedera": {"accounts": [{"number": 5}], "associations": associations}}
    with Sandbox(load=document) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        tokens = [row["token_id"] for row in get(client, "/accounts/5?order=desc")["balance"]["tokens"]]
        assert tokens == [f"0.0.{number}" for number in range(2000, 3000)]
        assert len(everything(client, "/accounts/5/tokens?limit=100", "tokens")) == 1100
