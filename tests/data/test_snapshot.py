"""Snapshots: made, stopped, resumed and read, by accounts and by token; what is refused."""

import gc
import re
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nft_holdings import EntityId, Hedera
from nft_holdings.data import Progress, Snapshot, SnapshotStatus
from nft_holdings.data._snapshot import reading
from nft_holdings.sandbox import Sandbox

from tests.data.test_as_of_simulated import client as lagging_client
from tests.data.test_as_of_simulated import truth
from tests.support.lagging_replicas import made_up
from tests.support.snapshot_node import TOKEN, Node, Row
from tests.support.token_ledger import SECOND, nanoseconds

REFUSAL = {"_status": {"messages": [{"message": "not today"}]}}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def create(folder: Path, node: Node, **given: Any) -> SnapshotStatus:
    """Make a snapshot of the node's token and all of its accounts, or of what is given."""
    options = {"clients": {"hedera": node.client()}, **given}
    if not any(name.startswith("hedera_") for name in given):
        options |= {"hedera_tokens": [TOKEN], "hedera_accounts": node.accounts}
    return Snapshot.create(folder, **options)


def resume(folder: Path, node: Node) -> SnapshotStatus:
    return Snapshot.resume(folder, clients={"hedera": node.client()})


def rows(folder: Path) -> list[Row]:
    with Snapshot(folder) as snapshot:
        found: list[Row] = snapshot.sql("SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL").fetchall()
    return found


def query(folder: Path, text: str) -> list[Any]:
    with Snapshot(folder) as snapshot:
        found: list[Any] = snapshot.sql(text).fetchall()
    return found


def is_page_of(target: str, unit: str) -> bool:
    return f"/{unit}/nfts" in target and "/transactions" not in target


def test_a_snapshot_has_all_rows_of_accounts_and_tokens(tmp_path: Path, node: Node) -> None:
    status = create(tmp_path, node)
    assert status.is_complete
    assert (dict(status.units), dict(status.rows), dict(status.errors)) == ({"done": 5}, {"nfts": len(node.all_rows)}, {})
    assert status.proved == (f"hedera token-nfts {TOKEN}",)
    assert rows(tmp_path) == node.all_rows
    assert all(began.tzinfo is not None for (began,) in query(tmp_path, "SELECT began FROM units")), "as the extra has pytz"
    units = query(tmp_path, 'SELECT unit, listing, state, rows, error, "time" IS NULL, proved, began <= ended FROM units ORDER BY ALL')
    assert units[0] == (TOKEN, "token-nfts", "done", 230, None, False, True, True)
    assert units[1:] == [(each, "nfts", "done", len(node.rows(each)), None, True, None, True) for each in node.accounts]


def test_progress_counts_units_and_rows(tmp_path: Path, node: Node) -> None:
    seen: list[Any] = []
    create(tmp_path, node, on_progress=seen.append)
    assert {each.units for each in seen} == {5}
    assert (seen[-1].done, seen[-1].failed, seen[-1].rows) == (5, 0, len(node.all_rows))
    assert [each.rows for each in seen] == sorted(each.rows for each in seen)


@pytest.mark.parametrize("unit", [TOKEN, "0.0.5001"])
def test_a_unit_that_cannot_be_read_stands_with_its_error_and_goes_on_later(tmp_path: Path, node: Node, unit: str) -> None:
    node.failure = lambda target: (400, REFUSAL) if is_page_of(target, unit) and "serialnumber=" in target else None
    status = create(tmp_path, node)
    assert not status.is_complete
    assert dict(status.units) == {"done": 4, "failed": 1}
    ((name, text),) = status.errors.items()
    assert name.endswith(unit)
    assert "not today" in text
    assert {row[0] for row in rows(tmp_path)} == {row[0] for row in node.all_rows} - {unit}
    assert "not today" in query(tmp_path, "SELECT error FROM units WHERE state = 'failed'")[0][0]
    node.failure, node.asked = lambda _: None, []
    assert resume(tmp_path, node).is_complete
    assert rows(tmp_path) == node.all_rows
    pages = [target for target in node.asked if "/nfts?" in target]
    assert pages, "the rest of the unit was not asked for"
    assert all(is_page_of(target, unit) and "serialnumber=" in target for target in pages), "pages that are stored were asked for again"


class Stop(Exception):
    """An end in the middle of a snapshot, as of a signal."""


@pytest.fixture(autouse=True)
def each_page_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take each page when it comes, so that a stop falls between any two."""
    monkeypatch.setattr(reading, "LONGEST_WAIT", 0)


def stopped(folder: Path, node: Node, pages: int, **given: Any) -> None:
    """Stop the making of a snapshot after some pages."""
    left = pages

    def stop(_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stop

    with pytest.raises(Stop):
        create(folder, node, on_progress=stop, **given)


@pytest.mark.parametrize("pages", range(1, 10))
def test_a_snapshot_that_was_stopped_goes_on_with_the_rest(tmp_path: Path, node: Node, pages: int) -> None:
    stopped(tmp_path, node, pages)
    with Snapshot(tmp_path) as snapshot:
        assert snapshot.status().ended is None
        assert not snapshot.status().is_complete
    assert resume(tmp_path, node).is_complete
    assert rows(tmp_path) == node.all_rows


@pytest.mark.parametrize("whole", [1, 99, 100, 101, 200])
def test_a_token_of_any_number_of_nfts_is_read_to_its_end(tmp_path: Path, whole: int) -> None:
    status = create(tmp_path, Node(whole=whole), hedera_tokens=[TOKEN])
    assert (status.is_complete, status.rows) == (True, {"nfts": whole})


@pytest.mark.parametrize("token", ["0.0.700", "0.0.702", "0.0.704", "0.0.705", "0.0.709"])
def test_the_tokens_of_a_sandbox_are_read_to_their_end(tmp_path: Path, sandbox: Sandbox, token: str) -> None:
    with Hedera(sandbox.url) as hedera:
        status = Snapshot.create(tmp_path, clients={"hedera": hedera}, hedera_tokens=[token])
        assert (status.is_complete, status.rows) == (True, {"nfts": len(hedera.token_nfts(token, burned=True).all())})


@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_garbage_collector_is_as_before_whatever_ends_a_snapshot(tmp_path: Path, node: Node, is_frozen: bool) -> None:
    if is_frozen:
        gc.freeze()
    seen: list[int] = []

    def stop(_: Progress) -> None:
        seen.append(gc.get_freeze_count())
        raise KeyboardInterrupt

    try:
        with pytest.raises(KeyboardInterrupt):
            create(tmp_path, node, on_progress=stop)
        assert all(seen)
        assert bool(gc.get_freeze_count()) is is_frozen
    finally:
        gc.unfreeze()


def test_a_complete_snapshot_stays_as_it_is(tmp_path: Path, node: Node) -> None:
    ended = create(tmp_path, node).ended
    asked = len(node.asked)
    assert resume(tmp_path, node).ended == ended
    assert len(node.asked) == asked


def test_parts_of_several_runs_are_merged(tmp_path: Path, node: Node) -> None:
    node.failure = lambda target: (400, REFUSAL) if is_page_of(target, node.accounts[0]) else None
    assert not create(tmp_path, node).is_complete
    node.failure = lambda _: None
    assert resume(tmp_path, node).is_complete
    with Snapshot(tmp_path) as snapshot:
        assert len(snapshot._store.rows("nfts", snapshot._number).files) == 1
    assert rows(tmp_path) == node.all_rows


def test_without_duckdb_a_query_says_what_to_install(tmp_path: Path, node: Node) -> None:
    create(tmp_path, node)
    program = "import sys; sys.modules['duckdb'] = None; from nft_holdings.cli import main; sys.exit(main())"
    line = [sys.executable, "-c", program, "snapshot", "sql", str(tmp_path), "FROM nfts"]
    done = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert re.search(r'queries need duckdb: pip install .*\[data\]"', done.stderr)


def test_a_token_that_was_stopped_keeps_its_time(tmp_path: Path, node: Node) -> None:
    stopped(tmp_path, node, 2, hedera_tokens=[TOKEN])  # before the last of three pages
    before = query(tmp_path, 'SELECT epoch_ns("time") FROM units')
    node.token.snapshots.append(node.token.now)  # a newer time, which a snapshot that began now would choose
    node.token.now += 900 * SECOND
    node.token.move(230, "0.0.1001")
    assert resume(tmp_path, node).proved == (f"hedera token-nfts {TOKEN}",)
    assert query(tmp_path, 'SELECT epoch_ns("time") FROM units') == before
    assert query(tmp_path, "SELECT account_id, rolled_back FROM nfts WHERE serial_number = 230") == [("0.0.1005", True)]


@pytest.mark.parametrize("seed", range(6))
def test_a_token_that_was_stopped_shows_the_holders_at_its_time(tmp_path: Path, seed: int) -> None:
    """Replicas lag and the ledger goes on, before the stop, in between and after it."""
    replicas = made_up(seed)
    left = 2

    def stop(_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Stop

    pages_of_25 = {"hedera": SmallPages(lagging_client(replicas))}
    with pytest.raises(Stop):
        Snapshot.create(tmp_path, hedera_tokens=["0.0.2000"], clients=pages_of_25, on_progress=stop)
    replicas.ledger.advance(120)
    status = Snapshot.resume(tmp_path, clients=pages_of_25)
    assert status.is_complete
    assert status.proved
    ((time,),) = query(tmp_path, 'SELECT epoch_ns("time") FROM units')
    found = query(tmp_path, "SELECT serial_number, account_id, deleted, epoch_ns(modified_timestamp) FROM nfts")
    expected = {
        serial: (holder, gone, nanoseconds(changed or "")) for serial, (holder, gone, changed) in truth(replicas.ledger, time).items()
    }
    assert {serial: tuple(rest) for serial, *rest in found} == expected
    assert len(found) == len(expected)


class SmallPages:
    """A client whose token listings have pages of 25, so that a stop falls between two of them."""

    def __init__(self, hedera: Hedera[Any]) -> None:
        self._hedera = hedera

    def with_options(self, **options: Any) -> "SmallPages":
        return SmallPages(self._hedera.with_options(**options))

    def token_nfts(self, *arguments: Any, **options: Any) -> Any:
        return self._hedera.token_nfts(*arguments, page_size=25, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._hedera, name)


def test_a_cursor_that_no_listing_takes_makes_the_unit_begin_anew(tmp_path: Path, node: Node) -> None:
    stopped(tmp_path, node, 4)
    with sqlite3.connect(tmp_path / "manifest.sqlite") as manifest:
        assert manifest.execute("UPDATE units SET cursor = 'x' WHERE cursor IS NOT NULL").rowcount
    manifest.close()
    assert dict(resume(tmp_path, node).units) != {"done": 5}
    assert resume(tmp_path, node).is_complete
    assert rows(tmp_path) == node.all_rows


# Conflicts


def test_an_nft_that_moved_between_two_accounts_is_shown_once_and_listed(tmp_path: Path, node: Node) -> None:
    first, second, *_ = node.accounts
    moved = node.rows(first)[0][2]

    def move(target: str) -> None:
        if is_page_of(target, second) and node.held.nfts[moved].holder == first:
            node.held.move(moved, second)

    node.failure = move
    create(tmp_path, node, hedera_accounts=[first, second], clients={"hedera": node.client(concurrency=1)})
    shown = query(tmp_path, f"SELECT unit, account_id FROM nfts WHERE serial_number = {moved}")
    assert shown == [(second, second)]
    assert len(rows(tmp_path)) == 500
    found = query(tmp_path, "SELECT unit, serial_number, is_newest FROM conflicts")
    assert found == [(first, moved, False), (second, moved, True)]


def test_the_newest_row_counts_if_it_was_read_first(tmp_path: Path, node: Node) -> None:
    first, second, *_ = node.accounts
    moved = node.rows(second)[0][2]
    old = {**node.held.row(node.held.nfts[moved])}
    node.held.move(moved, first)
    answer = node._holdings

    def behind(target: str) -> Any:
        page = answer(target)
        if is_page_of(target, second) and "serialnumber" not in target:
            page["nfts"] = sorted([old, *page["nfts"]], key=lambda row: -row["serial_number"])[:100]
            page["links"]["next"] = page["links"]["next"].rpartition(":")[0] + f":{page['nfts'][-1]['serial_number']}"
        return page

    node._holdings = behind  # type: ignore[method-assign]
    create(tmp_path, node, hedera_accounts=[first, second], clients={"hedera": node.client(concurrency=1)})
    assert query(tmp_path, f"SELECT unit FROM nfts WHERE serial_number = {moved}") == [(first,)]
    assert query(tmp_path, "SELECT unit, is_newest FROM conflicts ORDER BY ALL") == [(first, True), (second, False)]


def test_one_account_in_two_spellings_shows_each_nft_once(tmp_path: Path, node: Node) -> None:
    account = node.accounts[0]
    number = account.rpartition(".")[2]
    status = create(tmp_path, node, hedera_accounts=[account, account, number, f"0.{number}", EntityId(0, 0, int(number))])
    assert sum(status.units.values()) == 3
    assert Counter(serial for _, _, serial in rows(tmp_path)) == Counter(serial for _, _, serial in node.rows(account))
    assert query(tmp_path, "SELECT count(*), count_if(is_newest) FROM conflicts") == [(750, 250)]


def test_without_conflicts_the_view_of_them_is_empty(tmp_path: Path, node: Node) -> None:
    create(tmp_path, node)
    assert query(tmp_path, "FROM conflicts") == []
