"""The sandbox tells the histories of NFTs as a real mirror node does, and who holds an NFT follows from them."""

from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import Sandbox, Settings
from nft_holdings.sandbox.hedera import _accounts as known
from nft_holdings.sandbox.hedera._stories.histories import (
    NEW_TREASURY_SINCE,
    STORIES,
    WITHOUT_MINT,
    WITHOUT_ROW,
)

from tests.support.hedera_requests import messages, next_of

SERIALS = {shows: serial for serial, shows in enumerate(STORIES, 1)}
ANN, BEN, CLEO = known.HOLDERS[:3]
OLD, NEW = known.OLD_TREASURY, known.NEW_TREASURY
MINT = ("TOKENMINT", None, OLD, False)
GIVEN = ("CRYPTOTRANSFER", OLD, ANN, False)
BY_SPENDER = ("CRYPTOTRANSFER", ANN, BEN, True)


def silent(kind: str) -> tuple[str, None, None, bool]:
    return kind, None, None, False


def history_path(serial: int, token: str = known.HISTORIES) -> str:
    return f"/api/v1/tokens/{token}/nfts/{serial}/transactions"


def history(client: httpx2.Client, serial: int, token: str = known.HISTORIES) -> list[dict[str, Any]]:
    reply = client.get(history_path(serial, token) + "?limit=100&order=asc")
    assert reply.status_code in {200, 206}
    entries: list[dict[str, Any]] = reply.json()["transactions"]
    return entries


@pytest.mark.parametrize(
    ("shows", "entries", "holder"),
    [
        ("never moved, so the new treasury has it", [silent("TOKENUPDATE")], NEW),
        ("given on twice", [GIVEN, ("CRYPTOTRANSFER", ANN, BEN, False)], BEN),
        ("given on twice in one transaction", [GIVEN, ("CRYPTOTRANSFER", ANN, BEN, False)], CLEO),
        ("moved by a spender", [GIVEN, silent("CRYPTOAPPROVEALLOWANCE"), BY_SPENDER], BEN),
        ("its allowance stands", [GIVEN, silent("CRYPTOAPPROVEALLOWANCE")], ANN),
        ("its allowance was taken back", [GIVEN, silent("CRYPTOAPPROVEALLOWANCE"), silent("CRYPTODELETEALLOWANCE")], ANN),
        ("its metadata changed", [GIVEN, silent("TOKENUPDATENFTS")], ANN),
        ("airdropped", [("TOKENAIRDROP", OLD, BEN, False)], BEN),
        ("airdropped and claimed", [("TOKENCLAIMAIRDROP", OLD, CLEO, False)], CLEO),
        (
            "rejected, so the treasury has it",
            [("TOKENAIRDROP", OLD, ANN, False), ("TOKENREJECT", ANN, OLD, False), silent("TOKENUPDATE")],
            NEW,
        ),
        ("wiped", [GIVEN, ("TOKENWIPE", ANN, None, False)], None),
        ("burned", [GIVEN, ("CRYPTOTRANSFER", ANN, OLD, False), ("TOKENBURN", OLD, None, False)], None),
        ("given to oneself", [GIVEN, ("CRYPTOTRANSFER", ANN, ANN, False)], ANN),
        ("moved by a transaction of unknown type", [GIVEN, ("UNKNOWN", ANN, BEN, None)], BEN),
        ("moved by a contract", [GIVEN, ("CONTRACTCALL", ANN, CLEO, False)], CLEO),
        ("sold by the new treasury", [silent("TOKENUPDATE"), ("CRYPTOTRANSFER", NEW, BEN, False)], BEN),
    ],
)
def test_each_kind_of_history(client: httpx2.Client, shows: str, entries: list[tuple[Any, ...]], holder: str | None) -> None:
    serial = SERIALS[shows]
    found = history(client, serial)
    shown = [(each["type"], each["sender_account_id"], each["receiver_account_id"], each["is_approval"]) for each in found]
    assert shown == [MINT, *entries]
    nft = client.get(f"/api/v1/tokens/{known.HISTORIES}/nfts/{serial}").json()
    assert (nft["account_id"], nft["deleted"]) == (holder, holder is None)
    assert nft["created_timestamp"] == found[0]["consensus_timestamp"]
    assert nft["modified_timestamp"] == found[-1]["consensus_timestamp"]
    assert nft["spender"] == (known.SPENDER if shows == "its allowance stands" else None)
    assert [each["nonce"] for each in found] == [0] * len(entries) + [int(shows == "moved by a contract")]


def test_the_transaction_id_names_payer_and_start(client: httpx2.Client) -> None:
    entry = history(client, 2)[1]
    assert entry["consensus_timestamp"] == "1758343200.000002000"
    assert entry["transaction_id"] == f"{OLD}-1758343192-000002000"


def test_no_nft_has_another_story(client: httpx2.Client) -> None:
    serials = [row["serial_number"] for row in client.get(f"/api/v1/tokens/{known.HISTORIES}/nfts?order=asc").json()["nfts"]]
    assert serials == [serial for serial in range(1, len(STORIES) + 1) if serial != WITHOUT_ROW]


def test_the_treasury_follows_from_the_token(client: httpx2.Client) -> None:
    path = f"/api/v1/tokens/{known.HISTORIES}"
    assert client.get(path).json()["treasury_account_id"] == NEW
    for query, treasury in (
        (f"eq:{NEW_TREASURY_SINCE}", NEW),
        (f"lt:{NEW_TREASURY_SINCE}", OLD),
        (f"lte:{NEW_TREASURY_SINCE - 1}", OLD),
        (f"{NEW_TREASURY_SINCE}.000000001", NEW),
    ):
        assert client.get(f"{path}?timestamp={query}").json()["treasury_account_id"] == treasury, query
    assert client.get(f"{path}?timestamp={NEW_TREASURY_SINCE}&timestamp=lt:{NEW_TREASURY_SINCE}").json()["treasury_account_id"] == OLD
    changes = [
        entry["consensus_timestamp"] for serial in (1, 10, 16) for entry in history(client, serial) if entry["type"] == "TOKENUPDATE"
    ]
    assert changes == [f"{NEW_TREASURY_SINCE}.000000000"] * 3, "all go to the new treasury in the transaction that changes the token"


def test_a_long_history_in_pages(client: httpx2.Client) -> None:
    path = history_path(SERIALS["a long history"])
    sizes = []
    link: str | None = f"{path}?limit=50"
    while link:
        reply = client.get(link)
        sizes.append(len(reply.json()["transactions"]))
        link = next_of(reply)
    assert sizes == [50, 50, 32]
    assert len(client.get(path).json()["transactions"]) == 25


def test_a_history_that_ends_early(client: httpx2.Client) -> None:
    serial = SERIALS["a history that ends early, as a transaction is missing"]
    path = history_path(serial)
    pages = [client.get(f"{path}?limit=7")]
    assert next_of(pages[0]) is not None
    pages.append(client.get(next_of(pages[0]) or ""))
    assert (len(pages[1].json()["transactions"]), next_of(pages[1])) == (6, None)
    seen = [entry["consensus_timestamp"] for page in pages for entry in page.json()["transactions"]]
    rest = client.get(f"{path}?limit=100&timestamp=lt:{seen[-1]}").json()["transactions"]
    everything = history(client, serial)[::-1]
    assert [entry["consensus_timestamp"] for entry in everything] == seen + [entry["consensus_timestamp"] for entry in rest]
    assert len(rest) == 3


@pytest.mark.parametrize(("serial", "entries"), [(WITHOUT_MINT, 3), (WITHOUT_ROW, 3)])
def test_partial_histories(client: httpx2.Client, serial: int, entries: int) -> None:
    reply = client.get(history_path(serial))
    assert (reply.status_code, len(reply.json()["transactions"])) == (206, entries)
    page = client.get(f"{history_path(serial)}?limit={entries}")
    assert page.status_code == 206
    assert page.headers["link"]
    last = client.get(next_of(page) or "")
    assert (last.status_code, last.json()["transactions"]) == (200, [])


def test_deletions(client: httpx2.Client) -> None:
    shown = [entry["type"] for entry in history(client, 3, known.ENDED)]
    assert shown == ["TOKENMINT", "CRYPTOTRANSFER", "TOKENDELETION"]
    assert client.get(history_path(3, known.ENDED)).status_code == 200
    for serial, token, kind in ((999, known.ENDED, "TOKENDELETION"), (1, known.DELETED, "CRYPTODELETE")):
        reply = client.get(history_path(serial, token))
        (entry,) = reply.json()["transactions"]
        assert (reply.status_code, entry["type"], entry["receiver_account_id"]) == (206, kind, None)
    assert client.get(history_path(1, known.UNDETERMINED)).json()["transactions"] == []
    row = client.get(f"/api/v1/tokens/{known.ENDED}/nfts/3").json()
    assert (row["deleted"], row["account_id"]) == (True, ANN)


@pytest.mark.parametrize(
    ("query", "seconds"),
    [
        ("", [86400, 43200, 0]),
        ("order=asc", [0, 43200, 86400]),
        ("timestamp=lt:1758386400", [43200, 0]),
        ("timestamp=lte:1758386400.000002", [86400, 43200, 0]),
        ("timestamp=gt:1758300000.000002000", [86400, 43200]),
        ("timestamp=gte:1758300000.000002&timestamp=lt:1758343200.000002", [0]),
        ("timestamp=1758343200.000002", [43200]),
        ("timestamp=1758343200", []),
        ("timestamp=ne:1758343200.000002000", [86400, 0]),
        ("timestamp=1758343200.000002&timestamp=gt:1", [43200]),
        ("timestamp=1758343200.000002&timestamp=1758300000.000002", []),
        ("timestamp=gt:1758343200&timestamp=lt:1758343200", []),
        ("timestamp=gt:9223372036.854775807", []),
    ],
)
def test_times(client: httpx2.Client, query: str, seconds: list[int]) -> None:
    found = client.get(f"{history_path(2)}?{query}").json()["transactions"]
    assert [entry["consensus_timestamp"] for entry in found] == [f"{1758300000 + each}.000002000" for each in seconds]


def test_times_that_overflow(client: httpx2.Client) -> None:
    for query in ("9223372036.854775808", "lt:9999999999", "ne:9223372037"):
        assert messages(client.get(f"{history_path(2)}?timestamp={query}"), 503) == ["Service unavailable"]
        assert messages(client.get(f"{history_path(2)}?timestamp={query}&limit=0")) == ["Invalid parameter: limit"]
    assert messages(client.get("/api/v1/tokens/700?timestamp=9223372036.854775808"), 503) == ["Service unavailable"]
    assert client.get("/api/v1/tokens/700/balances?timestamp=gt:9999999999").json()["balances"] == []
    for refused in ("gt:1", "gte:1", "ne:1", "1.", "x", ""):
        assert messages(client.get(f"/api/v1/tokens/700?timestamp={refused}")) == ["Invalid parameter: timestamp"]


ALL_CHANGES = """
    SELECT serial_number, holder FROM hedera_history AS change
    WHERE token_id = ? AND consensus_timestamp = (
        SELECT max(consensus_timestamp) FROM hedera_history AS one
        WHERE one.token_id = change.token_id AND one.serial_number = change.serial_number
    )
"""


def test_holders_follow_from_histories() -> None:
    with Sandbox(Settings(nfts=300, hedera_token_nfts=300)) as sandbox:
        assert sandbox._connection is not None
        tokens = [token for (token,) in sandbox._connection.execute("SELECT DISTINCT token_id FROM hedera_nft")]
        held = 0
        for token in tokens:
            rows = dict(
                sandbox._connection.execute("SELECT serial_number, account_id FROM hedera_nft WHERE token_id = ?", (token,)).fetchall()
            )
            last = dict(sandbox._connection.execute(ALL_CHANGES, (token,)).fetchall())
            assert {serial: last.get(serial) for serial in rows if serial in last} == {
                serial: rows[serial] for serial in rows if serial in last
            }
            assert all(token == 1590 for serial in rows if serial not in last), token
            held += len(last)
    assert held > 1000


def test_nfts_without_a_told_history_have_one(client: httpx2.Client) -> None:
    (nft,) = client.get(f"/api/v1/accounts/{known.HUNDRED}/nfts?limit=1").json()["nfts"]
    entries = history(client, nft["serial_number"], nft["token_id"])
    assert [(entry["type"], entry["sender_account_id"], entry["receiver_account_id"]) for entry in entries] == [
        ("TOKENMINT", None, known.TREASURY),
        ("CRYPTOTRANSFER", known.TREASURY, known.HUNDRED),
    ]
    assert [entry["consensus_timestamp"] for entry in entries] == [nft["created_timestamp"], nft["modified_timestamp"]]
    for serial in (10, 70):
        minted, burned = history(client, serial, known.MANY_ISSUED)
        assert (minted["receiver_account_id"], burned["type"], burned["receiver_account_id"]) == (known.TREASURY, "TOKENBURN", None)
    assert history(client, 7, known.MANY_ISSUED)[0]["type"] == "TOKENMINT"
    assert len(history(client, 7, known.MANY_ISSUED)) == 1
