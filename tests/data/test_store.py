"""Stores: rows come back as they were given, of the attempts that count."""

from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from nft_holdings import InvalidArgument
from nft_holdings.data._store import Repeated, State, StoreLimits, StoreReader, units, verify

from tests.support.stores import AT_ONCE, NEVER, begin_units, filled, names, page, part_files, writer_of

ALL: tuple[State, ...] = ("waiting", "reading", "done", "failed")


def test_rows_come_back(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot, (one, two) = begin_units(writer, 2)
        one = writer.add(one, page("a", "b"), "2")
        writer.finish(two, page("c"))
        writer.finish(one, page("d"))
        writer.end_snapshot(snapshot)
    with StoreReader(tmp_path) as reader:
        found = reader.rows("nfts", snapshot).reader().read_all()
        assert found.column("reading").to_pylist() == [1, 1, 2, 1]
        assert found.column("name").to_pylist() == ["a", "b", "c", "d"]
        assert found.column("time").cast(pa.int64()).to_pylist() == [10**18 + 1] * 4
        assert [(unit.name, unit.state, unit.rows, unit.cursor) for unit in reader.units(snapshot)] == [
            (0, "done", 3, None),
            (1, "done", 1, None),
        ]
        assert [(each.kind, each.state, each.units, each.rows) for each in reader.counts(snapshot)] == [("nfts", "done", 2, 4)]
        assert reader.question == {"network": "mainnet", "order": "asc"}
        assert list(verify(reader)) == []


def test_a_page_and_its_cursor_are_stored_together(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=NEVER) as writer, StoreReader(tmp_path) as reader:
        snapshot, (unit,) = begin_units(writer, 1)
        writer.flush()
        unit = writer.add(unit, page("a"), "1")
        unit = writer.add(unit, page("b"), "2")
        assert [(each.cursor, each.rows) for each in reader.units(snapshot)] == [(None, 0)]
        assert names(tmp_path, states=ALL) == []
        writer.flush()
        assert [(each.cursor, each.rows) for each in reader.units(snapshot)] == [("2", 2)]
        assert names(tmp_path, states=ALL) == ["a", "b"]
        assert names(tmp_path) == []


@pytest.mark.parametrize("limits", [StoreLimits(seconds=0), StoreLimits(seconds=1e9, rows=2), StoreLimits(seconds=1e9, bytes=26)])
def test_each_limit_stores_what_was_collected(tmp_path: Path, limits: StoreLimits) -> None:
    with writer_of(tmp_path, limits=limits) as writer:
        _, (unit,) = begin_units(writer, 1)
        unit = writer.add(unit, page("a"), "1")
        writer.add(unit, page("b"), "2")
        assert names(tmp_path, states=ALL) == ["a", "b"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_of_the_caller_loses_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), writer_of(tmp_path, limits=NEVER) as writer:
        _, (unit,) = begin_units(writer, 1)
        writer.add(unit, page("a"), "1")
        raise error
    with writer_of(tmp_path) as writer:
        (unit,) = writer.units(1)
        assert writer.begin(unit).cursor == "1"
    assert names(tmp_path, states=ALL) == ["a"]


def test_an_attempt_that_begins_anew_replaces_the_rows(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=AT_ONCE) as writer:
        _, (unit,) = begin_units(writer, 1)
        unit = writer.add(unit, page("old"), "1")
        unit = writer.begin(unit, anew=True)
        assert (unit.reading, unit.cursor, unit.rows) == (2, None, 0)
        writer.finish(unit, page("new"))
    assert names(tmp_path) == ["new"]
    with StoreReader(tmp_path) as reader:
        assert list(verify(reader)) == []


def test_numbers_of_attempts_are_used_once(tmp_path: Path) -> None:
    for reading in (1, 2, 3):
        with writer_of(tmp_path) as writer:
            snapshot = writer.begin_snapshot([("nfts", 0)])
            assert writer.begin(next(writer.units(snapshot))).reading == reading


def test_a_failed_unit_goes_on_from_its_cursor(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot, (unit,) = begin_units(writer, 1)
        unit = writer.add(unit, page("a"), "1")
        writer.fail(unit, {"error": "NotFound", "status": 404})
        writer.end_snapshot(snapshot)
        (unit,) = writer.units(snapshot, ["failed"])
        assert (unit.error, unit.rows) == ({"error": "NotFound", "status": 404}, 1)
        assert names(tmp_path) == []
        unit = writer.begin(unit)
        assert (unit.cursor, unit.error, unit.ended) == ("1", None, None)
        writer.finish(unit, page("b"))
    assert names(tmp_path) == ["a", "b"]


def test_snapshots_share_rows(tmp_path: Path) -> None:
    filled(tmp_path)
    with writer_of(tmp_path) as writer:
        snapshot = writer.begin_snapshot([("nfts", 0), ("nfts", 1)])
        same, new = writer.units(snapshot)
        writer.finish(writer.begin(same), page("a3", "a2", "a1", "a0"))
        writer.finish(writer.begin(new), page("z"))
        (repeated,) = writer.repeated(snapshot, "nfts")
        assert repeated == Repeated(2, 1, 4)
        writer.share(snapshot, [repeated])
        assert writer.repeated(snapshot, "nfts") == []
        writer.end_snapshot(snapshot)
    assert names(tmp_path, 1) == ["a0", "a1", "a2", "a3"]
    assert names(tmp_path, 2) == ["a0", "a1", "a2", "a3", "z"]
    with StoreReader(tmp_path) as reader:
        assert list(verify(reader)) == []
        assert pq.read_table(reader.rows("nfts", 2).files[-1]).column("name").to_pylist() == ["z"], "the part has no row that is not new"


def test_a_unit_that_failed_shares_the_rows_of_the_last_snapshot_that_has_them(tmp_path: Path) -> None:
    filled(tmp_path)
    with writer_of(tmp_path) as writer:
        failed, (unit,) = begin_units(writer, 1)
        writer.fail(unit, "gone")
        writer.end_snapshot(failed)
        snapshot, (unit,) = begin_units(writer, 1)
        writer.finish(unit, page("a0", "a1", "a2", "a3"))
        assert writer.repeated(snapshot, "nfts") == [Repeated(3, 1, 4)]
        with StoreReader(tmp_path) as reader:
            assert [unit.reading for unit in reader.earlier_units(snapshot)] == [1]
            assert [unit.state for unit in reader.earlier_units(failed)] == ["done"]
            assert list(reader.earlier_units(1)) == []


def test_where_nothing_is_new_no_part_is_added(tmp_path: Path) -> None:
    filled(tmp_path)
    before = part_files(tmp_path)
    for limits in (StoreLimits(), StoreLimits(seconds=0, part_rows=2)):
        with writer_of(tmp_path, limits=limits) as writer:
            snapshot, (unit,) = begin_units(writer, 1)
            writer.finish(unit, page("a0", "a1", "a2", "a3"))
            writer.share(snapshot, writer.repeated(snapshot, "nfts"))
            writer.end_snapshot(snapshot)
            writer.compact()
    with writer_of(tmp_path):
        assert part_files(tmp_path) == before, "also that is gone which was sealed before the rows were compared"
    with StoreReader(tmp_path) as reader:
        assert list(verify(reader)) == []


def test_two_snapshots_never_begin_at_one_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter(["2026-11-01T10:00:00.999+00:00", "2026-11-01T10:00:00.999+00:00", "2026-11-01T09:00:00.000+00:00"])
    monkeypatch.setattr(units, "now", lambda: next(times))
    with writer_of(tmp_path) as writer:
        for _ in range(3):
            writer.begin_snapshot([])
        assert [each.began[11:23] for each in writer.snapshots()] == ["10:00:00.999", "10:00:01.000", "10:00:01.001"]


def test_units_that_come_twice_count_once(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot = writer.begin_snapshot([("nfts", {"a": 1, "b": 2}), ("nfts", {"b": 2, "a": 1})])
        assert [unit.name for unit in writer.units(snapshot)] == [{"a": 1, "b": 2}]
        with pytest.raises(KeyError, match="nft_sales"):
            writer.begin_snapshot([("nft_sales", 1)])
        assert len(writer.snapshots()) == 1


def test_units_are_not_all_in_memory(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot = writer.begin_snapshot(("nfts", number) for number in range(2_500))
        units = writer.units(snapshot)
        first = next(units)
        writer.finish(writer.begin(first))
        assert [first.name, *(unit.name for unit in units)] == list(range(2_500))


def test_enough_rows_become_a_part(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=StoreLimits(rows=50, part_rows=100)) as writer:
        snapshot, (unit,) = begin_units(writer, 1)
        for number in range(25):
            unit = writer.add(unit, page(*(f"{number}/{row}" for row in range(10))), str(number))
        assert part_files(tmp_path) == ["nfts-000001.parquet", "nfts-000002.parquet"]
        writer.finish(unit)
        writer.end_snapshot(snapshot)
    assert [pq.read_metadata(tmp_path / "parts" / name).num_rows for name in part_files(tmp_path)] == [100, 100, 50]
    assert names(tmp_path) == [f"{number}/{row}" for number in range(25) for row in range(10)]


def test_large_rows_become_a_part_earlier(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=StoreLimits(bytes=1_000, part_bytes=20_000)) as writer:
        _, (unit,) = begin_units(writer, 1)
        for number in range(5):
            unit = writer.add(unit, page("x" * 10_000), str(number))
        assert part_files(tmp_path) == ["nfts-000001.parquet", "nfts-000002.parquet"]


def test_a_snapshot_ends_when_all_is_read(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot, (one, two) = begin_units(writer, 2)
        writer.finish(one, page("a"))
        with pytest.raises(ValueError, match="unit 1 is reading"):
            writer.end_snapshot(snapshot)
        assert writer.snapshots()[0].ended is None
        writer.fail(two, "gone")
        writer.end_snapshot(snapshot)
        assert writer.snapshots()[0].ended


def test_compaction_merges_small_parts(tmp_path: Path) -> None:
    filled(tmp_path, snapshots=3)
    with writer_of(tmp_path) as writer:
        writer.compact()
        assert part_files(tmp_path) == [f"nfts-00000{number}.parquet" for number in range(1, 5)]
        with StoreReader(tmp_path) as reader:
            assert [path.name for path in reader.rows("nfts", 1).files] == ["nfts-000004.parquet"]
            assert list(verify(reader)) == []
        writer.compact()
    assert [names(tmp_path, number)[0] for number in (1, 2, 3)] == ["a0", "b0", "c0"]
    assert len(part_files(tmp_path)) == 4
    with writer_of(tmp_path):
        assert part_files(tmp_path) == ["nfts-000004.parquet"]


def test_compaction_leaves_large_parts_alone(tmp_path: Path) -> None:
    filled(tmp_path, snapshots=2, rows=60)
    filled(tmp_path, snapshots=5, rows=40)
    with writer_of(tmp_path, limits=StoreLimits(part_rows=100)) as writer:
        writer.compact()
    with writer_of(tmp_path):
        found = [pq.read_metadata(tmp_path / "parts" / name).num_rows for name in part_files(tmp_path)]
    assert found == [60, 60, 120, 80]


def test_compaction_drops_rows_that_nobody_refers_to(tmp_path: Path) -> None:
    filled(tmp_path)
    with writer_of(tmp_path) as writer:
        (unit,) = writer.units(1, ["done"])
        writer.finish(writer.begin(unit, anew=True), page("new"))
        writer.end_snapshot(1)
        writer.compact()
    with StoreReader(tmp_path) as reader:
        (file,) = reader.rows("nfts", 1).files
        assert pq.read_table(file).column("name").to_pylist() == ["new"]


def test_readers_keep_merged_files(tmp_path: Path) -> None:
    filled(tmp_path, snapshots=2)
    with StoreReader(tmp_path) as reader:
        rows = reader.rows("nfts", 1)
        with writer_of(tmp_path) as writer:
            writer.compact()
        with writer_of(tmp_path):
            assert rows.reader().read_all().num_rows == 4
    with writer_of(tmp_path):
        assert part_files(tmp_path) == ["nfts-000003.parquet"]


def test_duckdb_and_datasets_read_a_snapshot_beside_the_writer(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=StoreLimits(seconds=0, part_rows=4)) as writer:
        _, (one, two, three) = begin_units(writer, 3)
        one = writer.add(one, page("old", "old", "old"), "3")
        writer.finish(two, page("b"))
        writer.finish(writer.begin(one, anew=True), page("a"))
        writer.add(three, page("part of a unit"), "1")
        with StoreReader(tmp_path) as reader, duckdb.connect() as connection:
            rows = reader.rows("nfts", 1)
            assert len(rows.files) == 1
            assert rows.staged.num_rows == 2
            staged, readings = rows.staged, rows.readings
            connection.register("staged", staged).register("readings", readings)
            files = connection.read_parquet([str(path) for path in rows.files])
            connection.register("stored", files.union(connection.table("staged")))
            found: Any = connection.sql("SELECT name FROM stored SEMI JOIN readings USING (reading) ORDER BY name").fetchall()
            assert found == [("a",), ("b",)]
            dataset = ds.dataset([ds.dataset(list(map(str, rows.files)), format="parquet"), ds.dataset(staged)])
            kept = dataset.to_table(filter=ds.field("reading").isin(readings.column(0)))
            assert sorted(kept.column("name").to_pylist()) == ["a", "b"]
            assert sorted(rows.reader().read_all().column("name").to_pylist()) == ["a", "b"]


def test_an_empty_kind_has_columns(tmp_path: Path) -> None:
    filled(tmp_path, snapshots=0)
    with StoreReader(tmp_path) as reader:
        assert reader.kinds == ("nfts",)
        assert reader.snapshots() == []
        assert reader.rows("nfts", 1).reader().read_all().schema.names == ["reading", "name", "time"]


def test_changes_that_would_double_rows_are_refused(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        snapshot = writer.begin_snapshot([("nfts", 0)])
        (waiting,) = writer.units(snapshot)
        unit = writer.begin(waiting)
        newest = writer.add(unit, page("a"), "1")
        for stale in (waiting, unit):
            with pytest.raises(ValueError, match="has changed since"):
                writer.add(stale, page("a"), "1")
            with pytest.raises(ValueError, match="has changed since"):
                writer.begin(stale)
        writer.finish(newest, page("b"))
        with pytest.raises(ValueError, match="has not begun"):
            writer.finish(newest, page("b"))
        with pytest.raises(ValueError, match="has not begun"):
            writer.fail(newest, "late")
    assert names(tmp_path) == ["a", "b"]


def test_pages_with_other_columns_are_refused(tmp_path: Path) -> None:
    with writer_of(tmp_path) as writer:
        _, (unit,) = begin_units(writer, 1)
        with pytest.raises(InvalidArgument, match="does not have the columns of nfts: time is only in the store"):
            writer.finish(unit, pa.RecordBatch.from_pylist([{"name": "a"}]))
        writer.finish(unit, page("a"))
    assert names(tmp_path) == ["a"]


def test_what_is_closed_is_used_no_more(tmp_path: Path) -> None:
    filled(tmp_path)
    writer = writer_of(tmp_path)
    reader = StoreReader(tmp_path)
    writer.close()
    reader.close()
    for use in (writer.flush, writer.compact, lambda: writer.begin_snapshot([]), lambda: writer.end_snapshot(1), reader.snapshots):
        with pytest.raises(RuntimeError, match="closed"):
            use()
