"""Documents may bring tokens, histories, associations and snapshots of their own."""

import base64
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import LoadError, Sandbox, Settings, StartError

from tests.support.hedera_requests import messages, nft

DOCUMENT: Mapping[str, object] = {
    "accounts": [{"number": 7, "balance": 12, "created_timestamp": "5", "public_key": "ab" * 32, "info": {"memo": "a shop", "staked_node_id": 3}}],
    "tokens": [
        {"token_id": 50, "deleted": True, "created_timestamp": "10", "modified_timestamp": "40", "treasury_account_id": 7, "info": {"name": "Boats"}},
        {
            "token_id": 51, "type": "FUNGIBLE_COMMON", "decimals": 3, "created_timestamp": "10", "modified_timestamp": "30",
            "treasury_account_id": 8, "info": {"symbol": "NEW", "total_supply": "9"},
            "past": [{"modified_timestamp": "10", "treasury_account_id": 7, "info": {"symbol": "OLD"}}],
        },
        {"token_id": 52, "unknown": True},
    ],
    "nfts": [
        nft(8, 50, 1, created_timestamp="20", modified_timestamp="30"),
        nft(None, 50, 2, created_timestamp="20", deleted=True),
        nft(7, 52, 1),
    ],
    "changes": [
        {"token_id": 50, "serial_number": 1, "consensus_timestamp": "20", "type": "TOKENMINT", "account_id": 7, "receiver_account_id": 7, "is_approval": None},
        {
            "token_id": 50, "serial_number": 1, "consensus_timestamp": "30", "type": "CRYPTOTRANSFER", "account_id": 8, "nonce": 2,
            "payer_account_id": 9, "valid_start_timestamp": "29.5", "sender_account_id": 7, "receiver_account_id": 8, "is_approval": True,
        },
        {"token_id": 50, "serial_number": 3, "consensus_timestamp": "35", "type": None, "account_id": 8},
    ],
    "associations": [
        {"account_id": 8, "token_id": 50, "created_timestamp": "19", "automatic_association": True, "freeze_status": "FROZEN"},
        {"account_id": 7, "token_id": 51, "balance": 5, "balance_timestamp": "31", "kyc_status": "GRANTED"},
    ],
    "snapshots": [
        {"consensus_timestamp": "1700000000", "balances": [{"account_id": 7, "token_id": 0, "balance": 3}, {"account_id": 7, "token_id": 51, "balance": 4}]},
        {"consensus_timestamp": "1700000900", "balances": [{"account_id": 8, "token_id": 51, "balance": 6}]},
    ],
}  # fmt: skip


def get(client: httpx2.Client, path: str) -> dict[str, Any]:
    reply = client.get(f"/api/v1{path}")
    assert reply.status_code in {200, 206}, reply.text
    found: dict[str, Any] = reply.json()
    return found


def test_a_document_of_everything() -> None:
    with Sandbox(load={"hedera": DOCUMENT}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        account = get(client, "/accounts/7")
        assert (account["memo"], account["staked_node_id"], account["key"]) == ("a shop", 3, {"_type": "ED25519", "key": "ab" * 32})
        assert account["balance"] == {"balance": 12, "timestamp": "5.000000000", "tokens": [{"token_id": "0.0.51", "balance": 5}]}
        token = get(client, "/tokens/50")
        assert (token["name"], token["deleted"], token["treasury_account_id"], token["total_supply"]) == ("Boats", True, "0.0.7", "1")
        assert (get(client, "/tokens/50?timestamp=39")["deleted"], get(client, "/tokens/50?timestamp=40")["deleted"]) == (False, True)
        for query, symbol, treasury in (("", "NEW", "0.0.8"), ("?timestamp=29.9", "OLD", "0.0.7"), ("?timestamp=30", "NEW", "0.0.8")):
            token = get(client, f"/tokens/51{query}")
            assert (token["symbol"], token["treasury_account_id"], token["decimals"]) == (symbol, treasury, "3")
        assert messages(client.get("/api/v1/tokens/51?timestamp=9.999999999"), 404) == ["Not found"]
        assert messages(client.get("/api/v1/tokens/52"), 404) == ["Not found"]
        assert [(row["serial_number"], row["account_id"], row["deleted"]) for row in get(client, "/tokens/50/nfts")["nfts"]] == [
            (2, None, True),
            (1, "0.0.8", True),
        ]
        deletion, transfer, mint = get(client, "/tokens/50/nfts/1/transactions")["transactions"]
        assert (deletion["type"], mint["is_approval"], mint["transaction_id"]) == ("TOKENDELETION", None, "0.0.2-20-000000000")
        assert transfer == {
            "consensus_timestamp": "30.000000000", "nonce": 2, "transaction_id": "0.0.9-29-500000000", "type": "CRYPTOTRANSFER",
            "is_approval": True, "receiver_account_id": "0.0.8", "sender_account_id": "0.0.7",
        }  # fmt: skip
        assert get(client, "/tokens/52/nfts/1/transactions")["transactions"] == []
        assert get(client, "/tokens/50/nfts/3/transactions?timestamp=lt:40")["transactions"] == []
        (row,) = get(client, "/accounts/8/tokens")["tokens"]
        assert row == {
            "automatic_association": True, "balance": 1, "created_timestamp": "19.000000000", "decimals": 0,
            "freeze_status": "FROZEN", "kyc_status": "NOT_APPLICABLE", "token_id": "0.0.50",
        }  # fmt: skip


def test_snapshots_keep_what_they_do_not_repeat() -> None:
    with Sandbox(load={"hedera": DOCUMENT}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        balances = [
            [(row["account"], row["balance"]) for row in get(client, f"/tokens/51/balances?timestamp={moment}")["balances"]]
            for moment in (1699999999, 1700000000, 1700000900)
        ]
        assert balances == [[], [("0.0.7", 4)], [("0.0.8", 6), ("0.0.7", 4)]]
        assert get(client, "/accounts/7?timestamp=1700000950")["balance"] == {
            "balance": 3,
            "timestamp": "1700000900.000000000",
            "tokens": [{"token_id": "0.0.51", "balance": 4}],
        }
        assert get(client, "/accounts/8?timestamp=1700000000")["balance"]["balance"] == 0


def test_what_a_document_leaves_out_follows_from_its_nfts() -> None:
    rows = [
        nft(7, 50, 1, created_timestamp="1", modified_timestamp="2"),
        nft(8, 50, 2, created_timestamp="1", modified_timestamp="2"),
        nft(8, 50, 3),
    ]
    with Sandbox(load={"hedera": {"nfts": rows}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        assert get(client, "/tokens/50")["treasury_account_id"] == "0.0.7"
        assert [(row["account"], row["balance"]) for row in get(client, "/tokens/50/balances")["balances"]] == [("0.0.8", 2), ("0.0.7", 1)]
        kinds = [
            [
                (entry["type"], entry["receiver_account_id"])
                for entry in get(client, f"/tokens/50/nfts/{serial}/transactions")["transactions"]
            ]
            for serial in (1, 2, 3)
        ]
        assert kinds == [[("TOKENMINT", "0.0.7")], [("CRYPTOTRANSFER", "0.0.8"), ("TOKENMINT", "0.0.7")], []]
        assert get(client, "/accounts/8")["account"] == "0.0.8"
        assert get(client, "/tokens/50/balances?timestamp=1700000000")["timestamp"] is None


def test_amounts_of_hbar_with_their_times() -> None:
    accounts = [
        {"number": 5, "created_timestamp": "10", "balance": 900, "balance_timestamp": "20"},
        {"number": 6, "created_timestamp": "10", "balance": 0},
        {"number": 7},
    ]
    document = {"accounts": accounts, "associations": [{"account_id": 5, "token_id": 50, "balance": 3, "balance_timestamp": "30"}]}
    with Sandbox(load={"hedera": document}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        tokens = [{"token_id": "0.0.50", "balance": 3}]
        assert get(client, "/accounts/5")["balance"] == {"balance": 900, "timestamp": "20.000000000", "tokens": tokens}
        assert get(client, "/accounts/5?timestamp=40")["balance"] == {"balance": 900, "timestamp": "20.000000000", "tokens": []}
        assert get(client, "/accounts/6")["balance"] == {"balance": 0, "timestamp": "10.000000000", "tokens": []}
        assert get(client, "/accounts/7")["balance"] == {"balance": None, "timestamp": None, "tokens": []}


def test_addresses_of_accounts() -> None:
    address = "12" * 20
    alias = base64.b32encode(bytes.fromhex(address)).decode().rstrip("=")
    accounts = [{"number": 5, "alias": alias, "deleted": None}, {"number": "0.1.6"}, {"number": 7, "evm_address": address}]
    with Sandbox(load={"hedera": {"accounts": accounts}}) as sandbox, httpx2.Client(base_url=sandbox.url) as client:
        shown = [get(client, f"/accounts/{account}")["evm_address"] for account in ("5", "0.1.6", "7")]
        assert shown == [f"0x{address}", f"0x{6:040x}", f"0x{address}"]
        assert get(client, f"/accounts/{alias}")["account"] == "0.0.5"
        assert get(client, f"/accounts/{address}")["account"] == "0.0.7"


CHANGE = {"token_id": 1, "serial_number": 1, "consensus_timestamp": "1", "account_id": None}


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"changes": [CHANGE, CHANGE]}, "hedera.changes[1]: token 0.0.1 serial 1 at 1000000000 is listed already, at hedera.changes[0]"),
        ({"changes": [{**CHANGE, "type": 5}]}, "hedera.changes[0].type: expected a text, got 5"),
        ({"changes": [{**CHANGE, "consensus_timestamp": "x"}]}, "hedera.changes[0].consensus_timestamp: expected seconds since 1970"),
        ({"associations": [{"account_id": 1, "token_id": 2}] * 2}, "hedera.associations[1]: account 0.0.1 token 0.0.2 is listed already"),
        ({"associations": [{"account_id": 1}]}, "hedera.associations[0]: token_id is missing"),
        ({"tokens": [{"token_id": 1, "info": {"name": 5}}]}, "hedera.tokens[0].info.name: expected string, got 5"),
        ({"tokens": [{"token_id": 1, "info": []}]}, "hedera.tokens[0].info: expected an object, got []"),
        ({"tokens": [{"token_id": 1, "type": "x"}]}, "hedera.tokens[0].type: expected one of FUNGIBLE_COMMON, NON_FUNGIBLE_UNIQUE"),
        ({"tokens": [{"token_id": 1, "past": [{}]}]}, "hedera.tokens[0].past[0].modified_timestamp: expected seconds since 1970"),
        ({"accounts": [{"number": 1, "public_key": "AB" * 32}]}, "hedera.accounts[0].public_key: expected a public key of 64 or 66"),
        ({"accounts": [{"number": 1, "info": {"memo": 1}}]}, "hedera.accounts[0].info.memo: expected"),
        (
            {"snapshots": [{"consensus_timestamp": "1", "balances": [{"account_id": 1, "token_id": 2}]}]},
            "hedera.snapshots[0].balances[0].balance: expected an integer",
        ),
        ({"nfts": [{"token_id": 1, "serial_number": 1}]}, "hedera.nfts[0]: account_id is missing"),
    ],
)
def test_wrong_rows(section: dict[str, object], message: str) -> None:
    with pytest.raises(LoadError) as raised, Sandbox(load={"hedera": section}):
        pass
    assert message in str(raised.value)


def test_a_file_of_an_older_version(tmp_path: Path) -> None:
    file = tmp_path / "rows.sqlite"
    with Sandbox(Settings(database=file, nfts=5, accounts=0)):
        pass
    connection = sqlite3.connect(file)
    for statement in (
        "DROP VIEW hedera_history", "DROP VIEW hedera_nft_issued", "DROP TABLE hedera_nft",
        "CREATE TABLE hedera_nft (account_id, token_id, serial_number)",
    ):  # fmt: skip
        connection.execute(statement)
    connection.commit()
    connection.close()
    with (
        pytest.raises(StartError, match="cannot be used: an older version wrote it; use another file, or delete it"),
        Sandbox(Settings(database=file)),
    ):
        pass
