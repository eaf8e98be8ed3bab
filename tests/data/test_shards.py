"""Shards: how a list is divided, and snapshots that are merged of them."""

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nft_holdings import InvalidArgument, Loopring, SwapChat
from nft_holdings.data import Snapshot, diff
from nft_holdings.data._snapshot.shards import members_of
from nft_holdings.data._snapshot.sources import checked
from nft_holdings.data._store import StoreLimits, StoreReader
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.loopring import _accounts as loopring_accounts
from nft_holdings.sandbox.swapchat import _wallets as swapchat_wallets

from tests.data.test_snapshot import REFUSAL, Stop, is_page_of, query, resume
from tests.data.test_snapshot import each_page_at_once as each_page_at_once
from tests.support.shards import answers, content, make_shards, sources, writing
from tests.support.snapshot_node import TOKEN, Node, Row

ACCOUNTS = st.lists(st.integers(1, 40).map(lambda number: f"0.0.{number}"), max_size=60)
WALLETS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), max_size=12)


# Division


@given(ACCOUNTS, WALLETS, st.integers(1, 12), st.data())
def test_each_account_is_in_one_shard_whatever_the_order_of_the_list(
    accounts: list[str], wallets: list[tuple[str, str]], count: int, data: st.DataObject
) -> None:
    if not accounts and not wallets:
        return
    given: dict[str, list[Any]] = {"hedera_accounts": accounts, "swapchat_wallets": wallets}
    chosen = checked(given)
    others = checked({name: data.draw(st.permutations(given[name])) for name in reversed(given)})
    shards = [members_of(chosen, (number, count)) for number in range(1, count + 1)]
    for name, members in chosen.items():
        assert Counter(json.dumps(each) for shard in shards for each in shard[name]) == Counter(map(json.dumps, members))
        sizes = [len(shard[name]) for shard in shards]
        assert max(sizes) - min(sizes) <= 1
    totals = [sum(map(len, shard.values())) for shard in shards]
    assert max(totals) - min(totals) <= 1
    for number, shard in enumerate(shards, 1):
        again = members_of(others, (number, count))
        assert {name: sorted(map(json.dumps, found)) for name, found in again.items()} == {
            name: sorted(map(json.dumps, found)) for name, found in shard.items()
        }


def test_the_division_stays_the_same_in_all_versions() -> None:
    """Machines with other versions of the package divide a list in the same way."""
    chosen: dict[str, Any] = {"hedera_accounts": [f"0.0.{number}" for number in range(8)], "swapchat_wallets": [["a", "x"], ["b", "y"]]}
    assert [members_of(chosen, (number, 3)) for number in (1, 2, 3)] == DIVISION


DIVISION: list[dict[str, Any]] = [
    {"hedera_accounts": ["0.0.0", "0.0.1", "0.0.7"], "swapchat_wallets": [["a", "x"]]},
    {"hedera_accounts": ["0.0.3", "0.0.4", "0.0.6"], "swapchat_wallets": []},
    {"hedera_accounts": ["0.0.2", "0.0.5"], "swapchat_wallets": [["b", "y"]]},
]


@pytest.mark.parametrize(
    "shard",
    [
        (0, 8),
        (9, 8),
        (1, 0),
        (-1, 2),
        (1, -2),
        (1, 1_001),
        (1, 10**8),
        ("1", "2"),
        (1,),
        (1, 2, 3),
        "1/2",
        2,
        (1.0, 2),
        (True, 2),
        [None, 2],
        {},
    ],
)
def test_what_is_no_shard_is_refused(shard: Any, tmp_path: Path, node: Node) -> None:
    with pytest.raises(InvalidArgument, match=r"shard must be its number and the number of all, such as \(2, 8\)"):
        Snapshot.create(tmp_path / "new", shard=shard, **sources(node))
    assert not (tmp_path / "new").exists()
    assert node.asked == []


# Merging


@pytest.mark.parametrize("count", [1, 2, 3, 8])
def test_merged_shards_are_as_a_snapshot_that_was_made_at_once(count: int, tmp_path: Path, node: Node) -> None:
    Snapshot.create(tmp_path / "whole", **sources(node))
    shards = make_shards(tmp_path, node, count)
    before = [content(shard) for shard in shards]
    status = Snapshot.merge(tmp_path / "merged", reversed(shards))
    assert [content(shard) for shard in shards] == before
    assert answers(tmp_path / "merged") == answers(tmp_path / "whole")
    assert status.is_complete
    assert (status.shard, dict(status.rows), status.proved) == (None, {"nfts": len(node.all_rows)}, (f"hedera token-nfts {TOKEN}",))
    assert question(tmp_path / "merged") == question(tmp_path / "whole")
    times = "SELECT unit, began, ended, epoch_ns(time) FROM units"
    assert sorted(query(tmp_path / "merged", times)) == sorted(row for shard in shards for row in query(shard, times))
    with Snapshot(tmp_path / "merged") as merged, Snapshot(tmp_path / "whole") as whole, diff(whole, merged) as differences:
        assert len(differences) == 0
        assert differences.not_compared == ()
    asked = len(node.asked)
    assert resume(tmp_path / "merged", node).ended == status.ended
    assert len(node.asked) == asked


def question(folder: Path) -> Any:
    with StoreReader(folder) as store:
        return store.question


def test_a_shard_is_a_snapshot_and_knows_that_it_is_one(tmp_path: Path, node: Node) -> None:
    found: list[Row] = []
    for number, shard in enumerate(make_shards(tmp_path, node, 2), 1):
        with Snapshot(shard) as snapshot:
            assert snapshot.status().shard == (number, 2)
            assert snapshot.status().is_complete
            assert list(snapshot.verify()) == []
            found += snapshot.sql("SELECT unit, token_id, serial_number FROM nfts").fetchall()
    assert sorted(found) == node.all_rows


def test_an_empty_shard_is_a_snapshot_too(tmp_path: Path, node: Node) -> None:
    shards = make_shards(tmp_path, node, 3, hedera_accounts=node.accounts[:1], hedera_tokens=[])
    empty = [shard for shard in shards if query(shard, "FROM units") == []]
    assert len(empty) == 2
    for shard in empty:
        with Snapshot(shard) as snapshot:
            assert (snapshot.status().is_complete, list(snapshot.verify())) == (True, [])
        assert resume(shard, node).is_complete
    assert dict(Snapshot.merge(tmp_path / "merged", shards).rows) == {"nfts": 250}


def test_a_shard_that_was_stopped_goes_on_and_is_merged(tmp_path: Path, node: Node) -> None:
    shards = [tmp_path / "a", tmp_path / "b"]
    for number, shard in enumerate(shards, 1):
        left = 2

        def stop(_: Any) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Stop

        with pytest.raises(Stop):
            Snapshot.create(shard, shard=(number, 2), on_progress=stop, **sources(node))
        assert resume(shard, node).shard == (number, 2)
    Snapshot.merge(tmp_path / "merged", shards)
    assert query(tmp_path / "merged", "SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL") == node.all_rows


def test_an_account_stays_together_with_all_of_its_listings(tmp_path: Path) -> None:
    wallet = (swapchat_wallets.USER, swapchat_wallets.HUNDRED)
    numbers = [loopring_accounts.HUNDRED, *range(loopring_accounts.HUNDRED + 90_001, loopring_accounts.HUNDRED + 90_004)]
    with (
        Sandbox() as sandbox,
        Loopring(sandbox.url, **sandbox.credentials("loopring"), rate_limit=None) as loopring,
        SwapChat(sandbox.url, **sandbox.credentials("swapchat"), rate_limit=None) as swapchat,
    ):
        given = {"loopring_accounts": numbers, "swapchat_wallets": [wallet], "clients": {"loopring": loopring, "swapchat": swapchat}}
        Snapshot.create(tmp_path / "whole", **given)  # type: ignore[arg-type]  # mypy joins the values
        shards = [tmp_path / str(number) for number in (1, 2, 3)]
        for number, shard in enumerate(shards, 1):
            Snapshot.create(shard, shard=(number, 3), **given)  # type: ignore[arg-type]
            listings = Counter(unit for (unit,) in query(shard, "SELECT unit FROM units WHERE api = 'loopring'"))
            assert set(listings.values()) <= {2}
    status = Snapshot.merge(tmp_path / "merged", shards)
    assert {*status.units} == {"done", "failed"}
    assert {*status.rows} == {"nft_balances", "collections", "assets"}
    for table in (*status.rows, "(SELECT * EXCLUDE (began, ended) FROM units)"):
        text = f"FROM {table} ORDER BY ALL"
        assert query(tmp_path / "merged", text) == query(tmp_path / "whole", text)


# Conflicts


def two_shards_of(tmp_path: Path, node: Node, accounts: Sequence[str], order: Sequence[int] = (1, 2), between: Any = None) -> list[Path]:
    """Make two shards, of which each has one account, in some order; `between` is called after the first."""
    for number in order:
        Snapshot.create(tmp_path / f"s{number}", shard=(number, 2), clients={"hedera": node.client()}, hedera_accounts=accounts)
        if between and number == order[0]:
            between()
    shards = [tmp_path / f"s{number}" for number in (1, 2)]
    assert [len(query(shard, "FROM units")) for shard in shards] == [1, 1]
    return shards


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_an_nft_that_moved_between_accounts_of_two_shards_is_shown_once_and_listed(
    order: tuple[int, int], tmp_path: Path, node: Node
) -> None:
    accounts = node.accounts[:2]
    first = members_of({"hedera_accounts": accounts}, (order[0], 2))["hedera_accounts"][0]
    (second,) = {*accounts} - {first}
    moved = node.rows(first)[0][2]
    shards = two_shards_of(tmp_path, node, accounts, order, lambda: node.held.move(moved, second))
    Snapshot.merge(tmp_path / "merged", shards)
    assert query(tmp_path / "merged", f"SELECT unit, account_id FROM nfts WHERE serial_number = {moved}") == [(second, second)]
    assert query(tmp_path / "merged", "SELECT unit, serial_number, is_newest FROM conflicts ORDER BY is_newest") == [
        (first, moved, False),
        (second, moved, True),
    ]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_of_equal_rows_that_of_the_listing_that_began_last_counts(order: tuple[int, int], tmp_path: Path, node: Node) -> None:
    spellings = [node.accounts[0], node.accounts[0].rpartition(".")[2]]
    shards = two_shards_of(tmp_path, node, spellings, order)
    Snapshot.merge(tmp_path / "merged", shards)
    (last,) = query(shards[order[1] - 1], "SELECT DISTINCT unit FROM nfts")
    assert query(tmp_path / "merged", "SELECT DISTINCT unit FROM nfts") == [last]
    assert query(tmp_path / "merged", "SELECT count(*), count_if(is_newest) FROM conflicts") == [(500, 250)]


# Units that failed


@pytest.mark.parametrize("unit", [TOKEN, "0.0.5001"])
def test_units_that_failed_keep_their_errors_and_rows_and_go_on_in_the_merged_snapshot(unit: str, tmp_path: Path, node: Node) -> None:
    node.failure = lambda target: (400, REFUSAL) if is_page_of(target, unit) and "serialnumber=" in target else None
    shards = make_shards(tmp_path, node, 2)
    status = Snapshot.merge(tmp_path / "merged", shards)
    assert not status.is_complete
    assert dict(status.units) == {"done": 4, "failed": 1}
    ((name, text),) = status.errors.items()
    assert name.endswith(unit)
    assert "not today" in text
    node.failure, node.asked = lambda _: None, []
    assert resume(tmp_path / "merged", node).is_complete
    assert query(tmp_path / "merged", "SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL") == node.all_rows
    pages = [target for target in node.asked if "/nfts?" in target]
    assert pages, "the rest of the unit was not asked for"
    assert all(is_page_of(target, unit) and "serialnumber=" in target for target in pages), "pages that are stored were asked for again"
    assert answers(tmp_path / "merged")["conflicts"] == []


def test_rows_of_a_later_run_that_are_in_no_part_yet_are_merged_too(tmp_path: Path, node: Node) -> None:
    unit, (shard, *_) = "0.0.5001", make_shards(tmp_path, node, 1, hedera_accounts=["0.0.5001"], hedera_tokens=[])
    assert _ == []
    folder = tmp_path / "again"
    node.failure = lambda target: (400, REFUSAL) if is_page_of(target, unit) and "serialnumber=" in target else None
    given = {**sources(node), "hedera_accounts": [unit], "hedera_tokens": []}
    Snapshot.create(folder, shard=(1, 1), **given)
    pages = 0

    def second_of_the_rest(target: str) -> Any:
        nonlocal pages
        pages += is_page_of(target, unit)
        return (400, REFUSAL) if pages == 2 else None

    def stop(progress: Any) -> None:
        if progress.failed:
            raise Stop

    node.failure = second_of_the_rest
    with pytest.raises(Stop):
        Snapshot.resume(folder, clients={"hedera": node.client()}, on_progress=stop)
    with StoreReader(folder) as store:
        assert store.manifest.select("SELECT sum(rows) FROM staged") == [(100,)]
    Snapshot.merge(tmp_path / "merged", [folder])
    node.failure = lambda _: None
    assert resume(tmp_path / "merged", node).is_complete
    assert answers(tmp_path / "merged")["nfts"] == answers(shard)["nfts"]


def test_rows_of_attempts_that_nobody_refers_to_are_left_out(tmp_path: Path, node: Node) -> None:
    (shard,) = make_shards(tmp_path, node, 1)
    with sqlite3.connect(shard / "manifest.sqlite") as manifest:
        manifest.execute(
            "UPDATE units SET state = 'failed', reading = NULL, rows = 0, error = ? "
            "WHERE name_id IN (SELECT id FROM names WHERE name LIKE '%5001%')",
            [ERROR],
        )
    manifest.close()
    Snapshot.merge(tmp_path / "merged", [shard])
    assert sum(part_rows(tmp_path / "merged")) == len(node.all_rows) - 250
    assert resume(tmp_path / "merged", node).is_complete
    assert len(answers(tmp_path / "merged")["nfts"]) == len(node.all_rows)
    assert query(tmp_path / "merged", "SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL") == node.all_rows


ERROR = json.dumps({"type": "NotFound", "message": "not there", "temporary": False})


# Parts


def part_rows(folder: Path) -> list[int]:
    return [pq.read_metadata(path).num_rows for path in sorted((folder / "parts").iterdir())]


def test_small_shards_become_one_part(tmp_path: Path, node: Node) -> None:
    shards = make_shards(tmp_path, node, 8)
    assert sum(len(part_rows(shard)) for shard in shards) >= 4
    Snapshot.merge(tmp_path / "merged", shards)
    assert part_rows(tmp_path / "merged") == [len(node.all_rows)]


def test_parts_end_when_they_are_large_enough(tmp_path: Path, node: Node) -> None:
    shards = make_shards(tmp_path, node, 4)
    with writing(limits=StoreLimits(part_rows=400)):
        Snapshot.merge(tmp_path / "merged", shards)
    found = part_rows(tmp_path / "merged")
    assert sum(found) == len(node.all_rows)
    assert all(400 <= rows <= 650 for rows in found[:-1])
    assert len(found) == 2
    with writing(limits=StoreLimits(part_bytes=1)):
        Snapshot.merge(tmp_path / "bytes", shards)
    assert sorted(part_rows(tmp_path / "bytes")) == [250, 250, 480]
    assert answers(tmp_path / "bytes") == answers(tmp_path / "merged")
