"""The differences of two snapshots: each kind of change, each rule, and random changes of a ledger that knows the truth."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from nft_holdings import Hedera, InvalidArgument, Loopring, SwapChat
from nft_holdings.data import NotCompared, Snapshot, diff
from nft_holdings.data._snapshot.differences import CHANGES, DATA
from nft_holdings.data._snapshot.sources import sources
from nft_holdings.sandbox import Sandbox

from tests.support.snapshots import Row, Units, compared, rows_of, write_snapshot

TOKEN, ANN, BEN, EVE = "0.0.700", "0.0.901", "0.0.902", "0.0.903"
HUGE = str(2**256 - 1)
HOLDERS = ("change", "serial_number", "from_account", "to_account")
QUANTITIES = ("change", "from_account", "to_account", "before", "after")


def nft(serial: int, holder: str | None, time: int | None = 1, **more: Any) -> Row:
    row = {"token_id": TOKEN, "serial_number": serial, "account_id": holder, "deleted": holder is None, "modified_timestamp": time}
    return {**row, "metadata": b"m", **more}


def of_token(*rows: Row, token: str = TOKEN) -> Units:
    return {("hedera", "token-nfts", token): [{"rolled_back": False, **row} for row in rows]}


def of_accounts(**rows: list[Row]) -> Units:
    accounts = {"ann": ANN, "ben": BEN, "eve": EVE}
    return {("hedera", "nfts", accounts[name]): each for name, each in rows.items()}


def balance(nft_data: str | None, total: str, slot: int = 32768, **more: Any) -> Row:
    return {"nftData": nft_data, "total": total, "tokenId": slot, "tokenAddress": "0xAB", "nftId": "0x01", **more}


def asset(token: str | None, quantity: str | None, contract: str = "0xab", **more: Any) -> Row:
    return {"nft": {"blockchain": "ETH", "contract_address": contract, "token_id": token, **more}, "quantity": quantity}


def of_loopring(listing: str = "balances", **rows: list[Row]) -> Units:
    return {("loopring", listing, int(name.removeprefix("a"))): each for name, each in rows.items()}


def of_swapchat(**rows: list[Row]) -> Units:
    return {("swapchat", "nfts", ("me", name)): each for name, each in rows.items()}


def changes(folder: Path, before: Units, after: Units, *columns: str) -> list[tuple[Any, ...]]:
    """Return the changes of two snapshots in which all is compared."""
    with compared(folder, before, after) as differences:
        assert differences.not_compared == ()
        return rows_of(differences, *columns)


# Tokens


def test_changes_of_a_token(tmp_path: Path) -> None:
    before = of_token(nft(1, ANN), nft(2, ANN), nft(3, ANN), nft(4, ANN), nft(5, None))
    after = of_token(
        nft(1, ANN), nft(2, BEN, 20), nft(3, None, 30), nft(4, ANN, 40, metadata=b"n"), nft(5, None), nft(6, EVE, 60), nft(7, None, 70)
    )
    with compared(tmp_path, before, after) as differences:
        assert differences.to_arrow().drop_columns(["time"]).to_pylist() == [
            {**dict.fromkeys(CHANGES.names[:-1]), "api": "hedera", "table": "nfts", "token_id": TOKEN, **change}
            for change in (
                {"change": "moved", "serial_number": 2, "from_account": ANN, "to_account": BEN},
                {"change": "burned", "serial_number": 3, "from_account": ANN},
                {"change": "metadata", "serial_number": 4, "from_account": ANN, "to_account": ANN, "before": "bQ==", "after": "bg=="},
                {"change": "minted", "serial_number": 6, "to_account": EVE},
            )
        ]
        assert differences.to_arrow().column("time").cast(pa.int64()).to_pylist() == [20, 30, 40, 60]


def test_an_nft_may_move_and_change(tmp_path: Path) -> None:
    found = changes(tmp_path, of_token(nft(1, ANN)), of_token(nft(1, BEN, 2, metadata=b"n")), *HOLDERS)
    assert found == [("metadata", 1, ANN, BEN), ("moved", 1, ANN, BEN)]


def test_nfts_of_a_deleted_token_are_burned(tmp_path: Path) -> None:
    found = changes(tmp_path, of_token(nft(1, ANN)), of_token(nft(1, ANN, deleted=True)), *HOLDERS)
    assert found == [("burned", 1, ANN, None)]
    found = changes(tmp_path / "accounts", of_accounts(ann=[nft(1, ANN)]), of_accounts(ann=[nft(1, ANN, deleted=True)]), *HOLDERS)
    assert found == [("burned", 1, ANN, None)]


@pytest.mark.parametrize("unknown_before", [True, False])
def test_metadata_that_is_not_known_has_not_changed(tmp_path: Path, unknown_before: bool) -> None:
    known, unknown = of_token(nft(1, ANN)), of_token(nft(1, ANN, 2, metadata=None, rolled_back=True))
    assert changes(tmp_path, *((unknown, known) if unknown_before else (known, unknown)), *HOLDERS) == []


def test_nfts_that_are_not_certain_are_not_compared_and_are_told(tmp_path: Path) -> None:
    before = of_token(nft(1, ANN, unresolved="206"), nft(2, ANN), nft(3, ANN))
    after = of_token(nft(1, BEN, 2), nft(2, BEN, 2, unresolved="206"), nft(3, BEN, 2), nft(4, BEN, 2, unresolved="206"))
    with compared(tmp_path, before, after) as differences:
        assert rows_of(differences, *HOLDERS) == [("moved", 3, ANN, BEN)]
        assert list(map(str, differences.not_compared)) == [
            "hedera token-nfts 0.0.700: NFTs that are not certain in the snapshot after: 2",
            "hedera token-nfts 0.0.700: NFTs that are not certain in the snapshot before: 1",
        ]


# Accounts


def test_changes_of_accounts(tmp_path: Path) -> None:
    before = of_accounts(ann=[nft(1, ANN), nft(2, ANN), nft(3, ANN)], ben=[nft(4, BEN)])
    after = of_accounts(ann=[nft(1, ANN), nft(5, ANN, 50)], ben=[nft(4, BEN), nft(2, BEN, 20)])
    found = changes(tmp_path, before, after, *HOLDERS, "time::VARCHAR")
    assert found == [
        ("moved", 2, ANN, BEN, "1970-01-01 00:00:00.00000002+00"),
        ("released", 3, ANN, None, None),
        ("acquired", 5, None, ANN, "1970-01-01 00:00:00.00000005+00"),
    ]


def test_an_account_that_only_one_snapshot_has_is_not_compared(tmp_path: Path) -> None:
    before = {**of_accounts(ann=[nft(1, ANN)], ben=[nft(2, BEN)]), ("hedera", "nfts", "0.0.x"): "waiting"}
    after = {**of_accounts(ann=[], eve=[nft(1, EVE, 2)]), ("hedera", "nfts", BEN): "not there", ("hedera", "nfts", "0.0.x"): []}
    with compared(tmp_path, before, after) as differences:
        assert rows_of(differences, *HOLDERS) == [("released", 1, ANN, None)]
        assert differences.not_compared == (
            NotCompared(api="hedera", listing="nfts", unit=BEN, reason="it failed after: NotFound: not there"),
            NotCompared(api="hedera", listing="nfts", unit=EVE, reason="it is not in the snapshot before"),
            NotCompared(api="hedera", listing="nfts", unit="0.0.x", reason="the snapshot before has not read it to its end: resume it"),
        )
    with compared(tmp_path / "other", after, before) as differences:
        assert rows_of(differences, *HOLDERS) == [("acquired", 1, None, ANN)]
        assert [each.reason for each in differences.not_compared] == [
            "it failed before: NotFound: not there",
            "it is not in the snapshot after",
            "the snapshot after has not read it to its end: resume it",
        ]


@pytest.mark.parametrize("after_time", [2, 100], ids=["nothing is later", "all is later"])
def test_of_an_nft_that_was_seen_twice_the_newest_row_counts(tmp_path: Path, after_time: int) -> None:
    """Ann's listing was read, then the NFT moved to Ben, then Ben's was read."""
    twice = of_accounts(ann=[nft(1, ANN, 1), nft(9, ANN, after_time)], ben=[nft(1, BEN, 2)], eve=[])
    once = of_accounts(ann=[nft(9, ANN, after_time)], ben=[nft(1, BEN, 2)], eve=[])
    early = of_accounts(ann=[nft(1, ANN, 1), nft(9, ANN, after_time)], ben=[], eve=[])
    for number, (before, after, expected) in enumerate(
        [
            (twice, once, []),
            (twice, twice, []),
            (early, twice, [("moved", 1, ANN, BEN)]),
            (twice, of_accounts(ann=[nft(9, ANN, after_time)], ben=[], eve=[nft(1, EVE, 200)]), [("moved", 1, BEN, EVE)]),
            (twice, of_accounts(ann=[nft(9, ANN, after_time), nft(1, ANN, 200)], ben=[], eve=[]), [("moved", 1, BEN, ANN)]),
            (twice, of_accounts(ann=[nft(9, ANN, after_time)], ben=[], eve=[]), [("released", 1, BEN, None)]),
            (of_accounts(ann=[nft(9, ANN, after_time)], ben=[], eve=[]), twice, [("acquired", 1, None, BEN)]),
        ]
    ):
        assert changes(tmp_path / str(number), before, after, *HOLDERS) == expected, number


def test_a_token_and_an_account_that_holds_it(tmp_path: Path) -> None:
    """The token's rows are those of a time before the account was read."""
    before = {**of_token(nft(1, ANN, metadata=None, rolled_back=True), nft(2, ANN)), **of_accounts(ann=[nft(1, ANN), nft(2, ANN)])}
    after = {
        **of_token(nft(1, ANN), nft(2, BEN, 5), nft(3, EVE, 6)),
        **of_accounts(ann=[nft(1, ANN), nft(3, ANN, 7), nft(4, ANN, 8)]),
    }
    assert changes(tmp_path, before, after, *HOLDERS) == [("moved", 2, ANN, BEN), ("minted", 3, None, ANN), ("acquired", 4, None, ANN)]


def test_snapshots_of_different_kinds_share_what_both_have(tmp_path: Path) -> None:
    before = {**of_token(nft(1, ANN)), **of_loopring(a1=[])}
    after = {**of_token(nft(1, BEN, 2)), **of_accounts(ben=[nft(1, BEN, 2), nft(8, BEN, 2)])}
    with compared(tmp_path, before, after) as differences:
        assert rows_of(differences, *HOLDERS) == [("moved", 1, ANN, BEN)]
        assert [(each.listing, each.unit) for each in differences.not_compared] == [("nfts", BEN), ("balances", "1")]


# Quantities


def test_changes_of_balances(tmp_path: Path) -> None:
    before = of_loopring(a1=[balance("0xA", "5"), balance("0xb", HUGE, 32769)], a2=[balance("0xc", "1"), balance("0xd", "3", 32770)])
    after = of_loopring(
        a1=[balance("0xb", str(2**256 - 2), 32769, balanceUpdatedAt=7), balance("0xe", "1", 32770), balance("0xd", "1", 32771)],
        a2=[balance("0xa", "5", 32771, updatedAt=8), balance("0xc", "0")],
    )
    with compared(tmp_path, before, after) as differences:
        assert rows_of(differences, "nft_data", *QUANTITIES, "slot", "epoch_ns(time)") == [
            ("0xa", "moved", "1", "2", "5", "5", 32771, 8_000_000),
            ("0xb", "quantity", "1", "1", HUGE, str(2**256 - 2), 32769, 7_000_000),
            ("0xc", "released", "2", None, "1", None, 32768, None),
            ("0xd", "released", "2", None, "3", None, 32770, None),
            ("0xd", "acquired", None, "1", None, "1", 32771, None),
            ("0xe", "acquired", None, "1", None, "1", 32770, None),
        ]
        assert set(rows_of(differences, "api", '"table"', "contract_address", "token_id")) == {("loopring", "nft_balances", "0xAB", "0x01")}


def test_a_move_is_said_only_where_it_is_clear(tmp_path: Path) -> None:
    """Two accounts have it no longer, one has it now. And without nftData, equal slots of two accounts are not the same NFT."""
    before = of_loopring(a1=[balance("0xa", "5"), balance(None, "1", 40000)], a2=[balance("0xa", "5")], a3=[])
    after = of_loopring(a1=[], a2=[], a3=[balance("0xa", "5"), balance(None, "1", 40000)])
    found = changes(tmp_path, before, after, "change", "slot")
    assert sorted(found) == [("acquired", 32768), ("acquired", 40000), ("released", 32768), ("released", 32768), ("released", 40000)]


def test_changes_of_collections(tmp_path: Path) -> None:
    one, two, three = ({"collection": {"id": number, "contractAddress": "0xc"}} for number in (1, 2, 3))
    before = of_loopring("collections", a1=[{**one, "count": 2}, {**two, "count": 1}], a2=[])
    after = of_loopring("collections", a1=[{**one, "count": 3}], a2=[{**two, "count": 1}, {**three, "count": 2**62}])
    assert changes(tmp_path, before, after, "collection_id", "contract_address", *QUANTITIES) == [
        (1, "0xc", "quantity", "1", "1", "2", "3"),
        (2, "0xc", "released", "1", None, "1", None),
        (2, "0xc", "acquired", None, "2", None, "1"),
        (3, "0xc", "acquired", None, "2", None, str(2**62)),
    ]


def test_changes_of_wallets(tmp_path: Path) -> None:
    traits = [{"type": "hat", "value": "red", "percentage": 0.5}]
    before = of_swapchat(
        w1=[
            asset("1", HUGE, traits=traits, name="old"),
            asset("2", "1", "0xAB"),
            asset("3", "1", "So1"),
            asset(None, "1", name="x"),
            asset("5", None),
        ],
        w2=[],
    )
    after = of_swapchat(
        w1=[
            asset("1", HUGE, traits=[{**traits[0], "percentage": 0.4}], name="new", rarity={"rank": 3}),
            asset("3", "1", "so1"),
            asset(None, "2", name="x"),
            asset("5", "2"),
        ],
        w2=[asset("2", "1", "0xab")],
    )
    found = changes(tmp_path, before, after, "contract_address", "token_id", *QUANTITIES)
    text = '{{"name":"{}","description":null,"image":null,"animation_url":null,"traits":[{{"type":"hat","value":"red"}}]}}'
    assert found == [
        ("0xab", "1", "metadata", "me/w1", "me/w1", text.format("old"), text.format("new")),
        ("0xab", "2", "moved", "me/w1", "me/w2", "1", "1"),
        ("0xab", None, "quantity", "me/w1", "me/w1", "1", "2"),
        ("So1", "3", "released", "me/w1", None, "1", None),
        ("so1", "3", "acquired", None, "me/w1", None, "1"),
    ]


# Use


def test_equal_snapshots_of_all_apis_have_no_differences(tmp_path: Path) -> None:
    with (
        Sandbox() as sandbox,
        Hedera(sandbox.url) as hedera,
        Loopring(sandbox.url, **sandbox.credentials("loopring")) as loopring,
        SwapChat(sandbox.url, **sandbox.credentials("swapchat")) as swapchat,
    ):
        for name in ("one", "two"):
            Snapshot.create(
                tmp_path / name,
                clients={"hedera": hedera, "loopring": loopring, "swapchat": swapchat},
                hedera_tokens=["0.0.700"],
                hedera_accounts=["0.0.1001", "0.0.1003", "0.0.610"],
                loopring_accounts=[10110, 20002],
                swapchat_wallets=[("me", "0x00000000000000000000000000000000000A1002")],
            )
    with Snapshot(tmp_path / "one") as one, Snapshot(tmp_path / "two") as two, diff(one, two) as differences:
        assert differences.sql('SELECT DISTINCT "table" FROM compared ORDER BY ALL').fetchall() == [
            ("assets",),
            ("collections",),
            ("nft_balances",),
            ("nfts",),
        ]
        assert differences.to_arrow().to_pylist() == []
        assert differences.not_compared == ()
        assert not differences


def test_differences_are_read_by_all_tools_and_again(tmp_path: Path) -> None:
    with compared(tmp_path, of_token(nft(1, ANN), nft(2, ANN)), of_token(nft(1, BEN, 2), nft(2, EVE, 3))) as differences:
        assert len(differences) == 2
        assert differences.schema.equals(CHANGES)
        for _ in range(2):
            table = pa.table(differences)
            assert table.schema.equals(CHANGES)
            assert table.column("serial_number").to_pylist() == [1, 2]
        assert len(pa.table(differences)) == 2
        answer = duckdb.sql("SELECT to_account FROM differences ORDER BY ALL")
        assert answer is not None
        assert answer.fetchall() == [(BEN,), (EVE,)]
        batches = differences.batches()
        assert sum(batch.num_rows for batch in batches) == 2
        assert differences.sql("SELECT count(*) FROM changes WHERE change = 'moved'").fetchall() == [(2,)]


def test_snapshots_of_other_servers_are_refused(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "one", of_token())
    write_snapshot(tmp_path / "two", of_token(), {"hedera": "https://other.example"})
    with (
        Snapshot(tmp_path / "one") as one,
        Snapshot(tmp_path / "two") as two,
        pytest.raises(InvalidArgument, match=r"before has holdings of https://a.example, and after of https://other.example: give two"),
    ):
        diff(one, two)


def test_every_table_has_a_form() -> None:
    for source in sources().values():
        for listing in source.listings:
            assert (DATA / source.api.name / f"{listing.table}.sql").is_file()
