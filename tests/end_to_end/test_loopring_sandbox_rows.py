"""Loopring's part of the sandbox: settings, seeds, and documents of rows."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import pytest
from nft_holdings.sandbox import LoadError, Sandbox, Settings
from nft_holdings.sandbox.loopring import _accounts as known

from tests.support.loopring_requests import ACCOUNTS, BALANCES, COLLECTIONS, KEY, SPEC, Row, everything, listing, refusal, walk


def test_other_limits() -> None:
    settings = Settings(
        nfts=1,
        loopring_default_limit=3,
        loopring_maximum_limit=7,
        loopring_collections_default_limit=4,
        loopring_collections_maximum_limit=6,
    )
    with Sandbox(settings) as sandbox, httpx2.Client(base_url=sandbox.url, headers=KEY) as client:
        for path, account, default, maximum in ((BALANCES, known.HUNDRED, 3, 7), (COLLECTIONS, known.COLLECTOR, 4, 6)):
            assert len(listing(client, path, f"accountId={account}")[1]) == default
            assert len(listing(client, path, f"accountId={account}&limit=50")[1]) == maximum


@pytest.mark.parametrize(
    "settings", [{"loopring_default_limit": 60}, {"loopring_maximum_limit": 0}, {"loopring_collections_maximum_limit": None}],
)  # fmt: skip
def test_settings_are_checked(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        Settings(**settings)


@pytest.mark.usefixtures("made_up_anew")
def test_the_same_seed_makes_the_same_rows() -> None:
    found = []
    for number in (1, 1, 2):
        with Sandbox(Settings(seed=number, nfts=60)) as sandbox, httpx2.Client(base_url=sandbox.url, headers=KEY) as client:
            found.append([everything(client, account) for account in ACCOUNTS])
    assert found[0] == found[1] != found[2]


def test_the_index_names_the_accounts(client: httpx2.Client) -> None:
    (entry,) = [api for api in client.get("/").json()["apis"] if api["name"] == "loopring"]
    assert entry["accounts"] == known.TO_TRY


def test_a_database_that_fails_gives_a_503() -> None:
    with Sandbox(Settings(nfts=1)) as sandbox:
        assert sandbox._connection is not None
        sandbox._connection.execute("DROP TABLE loopring_balance")
        reply = httpx2.get(f"{sandbox.url}{BALANCES}?accountId={known.HUNDRED}", headers=KEY)
        assert (reply.status_code, reply.json()) == (503, {"resultInfo": {"code": 100000, "message": "Unknown error"}})


def balance(slot: int = 1, **more: Any) -> Row:
    return {"accountId": 7, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}, **more}


ADDRESS = "0x" + "aB" * 20
EXAMPLES = SPEC["components"]["examples"]
FULL = [{**row, "accountId": 7} for row in EXAMPLES["BalancesPageWithMetadata"]["value"]["data"]]
LOADED = [
    *FULL,
    balance(1, more={"deep": [None, 10**77, "\u001b\u2028"]}, nftData="0xA", tokenAddress=f"0x{'C9':>040}"),
    balance(2, total="00", nftData="0xB", tokenAddress=f"0x{'c9':>040}"),
    balance(3, total="", collectionInfo={"id": 9}),
    balance(4, nftData="0xA", tokenAddress=f"0x{'C9':>040}", pending={"withdraw": "0", "deposit": "0", "more": None}),
    balance(5, nftData="0xE", tokenAddress=f"0x{'D0':>040}"),
]
COLLECTED: list[Row] = [
    {**EXAMPLES["CollectionsPage"]["value"]["collections"][0]["collection"], "more": [1.5, None]},
    {"id": 9},
    {"id": 8, "contractAddress": f"0x{'C9':>040}"},
    {"id": 10, "count": 2**40},
    {"id": 11, "count": 0},
    {"id": 12, "contractAddress": f"0x{'D0':>040}"},
    {"id": 13, "contractAddress": f"0x{'d0':>040}"},
]


@pytest.mark.parametrize("as_file", [True, False])
def test_documents_come_back_without_loss(tmp_path: Path, *, as_file: bool) -> None:
    account = {"account_id": 7, "address": ADDRESS, "balances": LOADED, "collections": COLLECTED}
    document: dict[str, Any] = {"loopring": {"accounts": [account, {"account_id": 8}, {"account_id": 0, "address": None}]}}
    file = tmp_path / "rows.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    with Sandbox(load=file if as_file else document) as sandbox, httpx2.Client(base_url=sandbox.url, headers=KEY) as client:
        assert everything(client, 7) == LOADED
        assert walk(client, BALANCES, f"address={ADDRESS.lower()}&metadata=true") == [row for row in LOADED if row["tokenId"] != 2]
        held = walk(client, COLLECTIONS, "accountId=7&nonZero=false", 2)
        assert [row["collection"] for row in held] == [{key: value for key, value in row.items() if key != "count"} for row in COLLECTED]
        assert [row["count"] for row in held] == [1, 1, 2, 2**40, 0, 0, 0]
        assert [row["count"] for row in walk(client, COLLECTIONS, "accountId=7")] == [1, 1, 1, 2**40]
        assert listing(client, BALANCES, "accountId=8") == listing(client, COLLECTIONS, "accountId=0") == (0, [])
        assert refusal(client.get(f"{BALANCES}?accountId={known.HUNDRED}"))[0] == 104007


def account(**more: object) -> Mapping[str, object]:
    return {"accounts": [{"account_id": 7, **more}]}


def balances(*rows: object) -> Mapping[str, object]:
    return account(balances=[balance(), *rows])


ROW, COLLECTION = "loopring.accounts[0].balances[1]", "loopring.accounts[0].collections[0]"
MISTAKES: dict[str, tuple[object, str]] = {
    "section": (3, "loopring: expected an object"),
    "unknown key": ({"account": []}, 'loopring: unknown key "account"'),
    "accounts": ({"accounts": {}}, "loopring.accounts: expected an array"),
    "no id": ({"accounts": [{}]}, "loopring.accounts[0]: account_id is missing"),
    "id": ({"accounts": [{"account_id": "7"}]}, "loopring.accounts[0].account_id: expected an integer"),
    "large id": ({"accounts": [{"account_id": 2**63}]}, "loopring.accounts[0].account_id: expected an integer"),
    "address": (account(address="0x1"), "loopring.accounts[0].address: expected an address"),
    "account twice": ({"accounts": [{"account_id": 7}] * 2}, "loopring.accounts[1]: account 7 is listed already, at loopring.accounts[0]"),
    "address twice": (
        {"accounts": [{"account_id": 1, "address": ADDRESS}, {"account_id": 2, "address": ADDRESS.lower()}]},
        f"loopring.accounts[1]: address {ADDRESS.lower()} is listed already",
    ),
    "balances": (account(balances=1), "loopring.accounts[0].balances: expected an array"),
    "row": (balances("x"), f'{ROW}: expected object, got "x"'),
    "no total": (balances({key: value for key, value in balance(2).items() if key != "total"}), f"{ROW}: total is missing"),
    "total": (balances(balance(2, total=1)), f"{ROW}.total: expected string, got 1"),
    "pending": (balances(balance(2, pending="{withdraw:0, deposit:0}")), f"{ROW}.pending: expected object"),
    "null": (balances(balance(2, nftId=None)), f"{ROW}.nftId: expected string, got null"),
    "metadata": (balances(balance(2, metadata={"imageSize": {"original": 1}})), f"{ROW}.metadata.imageSize.original: expected string"),
    "collection info": (balances(balance(2, collectionInfo={})), f"{ROW}.collectionInfo: id is missing"),
    "large collection info": (balances(balance(2, collectionInfo={"id": 2**63})), f"{ROW}.collectionInfo.id: expected an integer"),
    "another account": (balances({**balance(2), "accountId": 8}), f"{ROW}.accountId: expected 7"),
    "slot twice": (balances(balance()), f"{ROW}: tokenId 1 is listed already, at loopring.accounts[0].balances[0]"),
    "large slot": (balances(balance(2**31)), f"{ROW}.tokenId: expected an integer"),
    "not a number": (balances(balance(2, more=float("inf"))), f"{ROW}: it cannot be written as JSON"),
    "half a pair": (balances(balance(2, minter="\udfff")), f"{ROW}: it cannot be written as JSON"),
    "a name of the model's": (balances(balance(2, nft_data="0x1")), f"{ROW}: it would not come back as it is"),
    "collections": (account(collections={}), "loopring.accounts[0].collections: expected an array"),
    "no collection id": (account(collections=[{}]), f"{COLLECTION}: id is missing"),
    "collection name": (account(collections=[{"id": 1, "name": None}]), f"{COLLECTION}.name: expected string"),
    "count": (account(collections=[{"id": 1, "count": "1"}]), f"{COLLECTION}.count: expected an integer"),
    "negative count": (account(collections=[{"id": 1, "count": -1}]), f"{COLLECTION}.count: expected an integer"),
    "collection twice": (account(collections=[{"id": 1}] * 2), f"collections[1]: collection 1 is listed already, at {COLLECTION}"),
}


@pytest.mark.parametrize(("section", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_mistakes_in_documents_are_told_by_place(section: object, message: str) -> None:
    with pytest.raises(LoadError) as error, Sandbox(load={"loopring": section}):
        pass
    assert message in str(error.value)
