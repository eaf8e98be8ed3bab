"""Several snapshots of one folder: what they share, their times, and changes that no failure loses."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from nft_holdings import InvalidArgument
from nft_holdings.data import Snapshot, SnapshotStatus, StoreError
from nft_holdings.data._snapshot import sharing
from nft_holdings.data._snapshot.telling import told, untold
from nft_holdings.data._store import StoreReader

from tests.support.snapshot_node import HELD_TOKEN, TOKEN, Node

REFUSAL = {"_status": {"messages": [{"message": "not today"}]}}
ONE, TWO, THREE = "0.0.5000", "0.0.5001", "0.0.5002"
Change = tuple[str, int, str | None, str | None]


@pytest.fixture
def small() -> Node:
    return Node(accounts=4, each=120, whole=130)


def again(folder: Path, node: Node) -> SnapshotStatus:
    return Snapshot.again(folder, clients={"hedera": node.client()})


def create(folder: Path, node: Node, **given: Any) -> SnapshotStatus:
    return Snapshot.create(folder, clients={"hedera": node.client()}, **(given or {"hedera_accounts": node.accounts}))


def changes(folder: Path, at: str | None = None) -> tuple[list[Change], list[str]]:
    """Return the changes of a snapshot, and the units that were not compared."""
    with Snapshot(folder, at=at) as snapshot, snapshot.changes() as found:
        rows: list[Change] = found.sql("SELECT change, serial_number, from_account, to_account FROM changes").fetchall()
        return rows, [f"{each.unit}: {each.reason.partition(':')[0]}" for each in found.not_compared]


def fails(node: Node, *units: str) -> None:
    node.failure = lambda target: (400, REFUSAL) if any(f"/{unit}/nfts" in target for unit in units) else None


def parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "parts").iterdir()}


def readings(folder: Path, number: int) -> dict[str, int | None]:
    with StoreReader(folder) as store:
        return {unit.name[2]: unit.reading for unit in store.units(number)}


def test_a_snapshot_in_which_nothing_changed_adds_no_part(tmp_path: Path, small: Node) -> None:
    create(tmp_path, small, hedera_accounts=small.accounts, hedera_tokens=[TOKEN])
    before = parts(tmp_path)
    small.token.snapshots.append(small.token.now)
    small.token.now += 10**12
    status = again(tmp_path, small)
    assert status.is_complete
    assert parts(tmp_path) == before
    assert readings(tmp_path, 1) == readings(tmp_path, 2)
    with Snapshot(tmp_path) as new, Snapshot(tmp_path, at=new.times[0]) as old:
        assert list(new.verify()) == []
        assert new.sql("FROM nfts ORDER BY ALL").fetchall() == old.sql("FROM nfts ORDER BY ALL").fetchall()
        assert new.status().as_of != old.status().as_of, "the time and proof of a token are its own"
        assert new.status().proved == old.status().proved == (f"hedera token-nfts {TOKEN}",)
    assert changes(tmp_path) == ([], [])


def test_only_units_with_other_rows_are_stored_again(tmp_path: Path, small: Node) -> None:
    create(tmp_path, small)
    small.held.move(7, TWO)  # both have another row, and THREE has the same ones
    again(tmp_path, small)
    first, second = readings(tmp_path, 1), readings(tmp_path, 2)
    assert {unit for unit in first if first[unit] != second[unit]} == {ONE, TWO}
    with StoreReader(tmp_path) as store:
        assert sum(part.rows for part in store.manifest.parts()) == 3 * 120 + 119 + 121
    small.held.change(300, "CRYPTOAPPROVEALLOWANCE")  # the number of rows is the same
    again(tmp_path, small)
    assert {unit for unit in first if readings(tmp_path, 2)[unit] != readings(tmp_path, 3)[unit]} == {THREE}
    with Snapshot(tmp_path) as snapshot:
        assert list(snapshot.verify()) == []
        assert snapshot.sql("SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL").fetchall() == [
            row for row in small.all_rows if row[1] == HELD_TOKEN
        ]


def test_units_are_compared_some_at_a_time(tmp_path: Path, small: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_ROWS", 130)
    create(tmp_path, small)
    small.held.change(300, "CRYPTOAPPROVEALLOWANCE")
    again(tmp_path, small)
    first, second = readings(tmp_path, 1), readings(tmp_path, 2)
    assert {unit for unit in first if first[unit] != second[unit]} == {THREE}


def test_an_account_that_failed_loses_no_change(tmp_path: Path, small: Node) -> None:
    create(tmp_path, small)
    small.held.move(7, THREE)
    fails(small, ONE)
    assert dict(again(tmp_path, small).units) == {"done": 3, "failed": 1}
    assert changes(tmp_path) == ([("acquired", 7, None, THREE)], [f"{ONE}: it failed after"])
    small.held.move(8, TWO)
    fails(small, ONE, TWO)
    again(tmp_path, small)
    assert changes(tmp_path) == ([], [f"{ONE}: it failed after", f"{TWO}: it failed after"])
    fails(small)
    small.held.move(200, ONE)
    assert again(tmp_path, small).is_complete
    assert changes(tmp_path) == ([("moved", 8, ONE, TWO), ("moved", 200, TWO, ONE)], []), "7 was told, and 8 was not"


def test_an_account_that_was_never_read_is_not_compared(tmp_path: Path, small: Node) -> None:
    fails(small, ONE)
    create(tmp_path, small)
    assert changes(tmp_path)[0] == []
    fails(small)
    again(tmp_path, small)
    assert changes(tmp_path) == ([], [f"{ONE}: it failed before"])
    small.held.move(1, TWO)
    again(tmp_path, small)
    assert changes(tmp_path) == ([("moved", 1, ONE, TWO)], [])


def test_a_snapshot_that_has_not_ended_is_finished_first(tmp_path: Path, small: Node) -> None:
    def stops(target: str) -> Any:
        if TWO in target:
            raise KeyboardInterrupt

    create(tmp_path, small)
    small.held.move(1, THREE)
    small.failure = stops
    with pytest.raises(KeyboardInterrupt):
        again(tmp_path, small)
    small.failure = lambda _: None
    with Snapshot(tmp_path) as snapshot:
        first, second = snapshot.times
        assert snapshot.status().began == first, "the newest that has ended"
        with Snapshot(tmp_path, at=second) as newest:
            assert newest.status().ended is None
    small.held.move(2, THREE)
    again(tmp_path, small)
    with Snapshot(tmp_path) as snapshot:
        assert len(snapshot.times) == 3
        assert snapshot.status().began == snapshot.times[2]
        with Snapshot(tmp_path, at=second) as finished:
            assert finished.status().is_complete
    assert untold(tmp_path) == [*snapshot_times(tmp_path)[1:]]


def snapshot_times(folder: Path) -> tuple[str, ...]:
    with Snapshot(folder) as snapshot:
        return snapshot.times


def test_snapshots_are_named_by_their_time(tmp_path: Path, small: Node) -> None:
    create(tmp_path, small)
    small.held.move(1, THREE)
    again(tmp_path, small)
    first, second = snapshot_times(tmp_path)
    between = datetime.fromisoformat(second) - timedelta(milliseconds=1)
    names: list[tuple[Any, str]] = [
        (first, first),
        (second, second),
        (between, first),
        (between.replace(tzinfo=None), first),
        (second.replace("+00:00", "Z"), second),
        ("2999-01-01", second),
        (None, second),
    ]
    for at, began in names:
        with Snapshot(tmp_path, at=at) as snapshot:
            assert snapshot.status().began == began, at
    with pytest.raises(
        InvalidArgument, match=rf"has no snapshot of 1999-01-01 or before: those that it has began at {first[:10]}\S+, \S+$"
    ):
        Snapshot(tmp_path, at="1999-01-01")
    for wrong in ("yesterday", "", 7):
        with pytest.raises(InvalidArgument, match="the time of a snapshot is one such as 20"):
            Snapshot(tmp_path, at=wrong)  # type: ignore[arg-type]


def test_what_was_told_is_told_again_if_resume_adds_to_it(tmp_path: Path, small: Node) -> None:
    create(tmp_path, small)
    small.held.move(7, THREE)
    fails(small, ONE)
    again(tmp_path, small)
    _, second = snapshot_times(tmp_path)
    assert untold(tmp_path) == [second]
    told(tmp_path, second)
    assert untold(tmp_path) == []
    fails(small)
    Snapshot.resume(tmp_path, clients={"hedera": small.client()})
    assert untold(tmp_path) == [second]
    assert changes(tmp_path) == ([("moved", 7, ONE, THREE)], [])
    told(tmp_path, second)
    Snapshot.resume(tmp_path, clients={"hedera": small.client()})
    assert untold(tmp_path) == [], "nothing was left to read"


def test_again_needs_a_snapshot(tmp_path: Path, small: Node) -> None:
    with pytest.raises(StoreError, match="contains no snapshot"):
        again(tmp_path / "none", small)
    assert not (tmp_path / "none").exists()
