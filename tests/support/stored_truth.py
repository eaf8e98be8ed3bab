"""Listings whose rows are known, and a program that stores them: what a store must contain, whatever happens to the process.

usage: python -m tests.support.stored_truth FOLDER SEED [STEP OCCURRENCE]

It prints "ready" when it begins to store. With a step, it kills itself when the writer is there for that time.
"""

import os
import random
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
from nft_holdings.data._store import State, Step, StoreLimits, StoreReader, StoreWriter, Unit, verify

QUESTION = {"network": "mainnet", "at": "2026-11-01T00:00:00Z"}
SCHEMAS = {
    "nfts": pa.schema(
        [
            pa.field("account", pa.int64(), nullable=False),
            ("serial", pa.int64()),
            ("time", pa.timestamp("ns", "UTC")),
            ("version", pa.int64()),
        ]
    ),
    "tokens": pa.schema([("name", pa.string()), ("version", pa.int64())]),
}
LIMITS = StoreLimits(seconds=0.02, rows=100, part_rows=600)
UNITS = 100
PAGE = 7
SNAPSHOTS = 3
AT_ONCE = 5
DONE: tuple[State, ...] = ("done",)


def units() -> Iterator[tuple[str, Any]]:
    for number in range(UNITS):
        yield ("tokens" if number % 4 == 0 else "nfts"), {"number": number}


def version(number: int, snapshot: int) -> int:
    """Return the version of a listing's content: every fifth one changes in each snapshot."""
    return sum(1 for each in range(2, snapshot + 1) if (number + each) % 5 == 0)


def rows_of(kind: str, number: int, snapshot: int) -> list[dict[str, Any]]:
    is_version = version(number, snapshot)
    count = number * 37 % 50 + is_version
    if kind == "tokens":
        return [{"name": f"{number}/{index}", "version": is_version} for index in range(count)]
    return [{"account": number, "serial": index, "time": number * 10**15 + index, "version": is_version} for index in range(count)]


def batch(kind: str, rows: list[dict[str, Any]]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist(rows, SCHEMAS[kind])


def store(folder: Path, seed: int, at_step: Any) -> None:
    """Store all snapshots, with units read side by side, attempts that begin anew, failures, shared rows and compactions."""
    chance = random.Random(seed)
    with StoreWriter(folder, QUESTION, SCHEMAS, limits=LIMITS, at_step=at_step) as writer:
        print("ready", flush=True)
        while True:
            known = writer.snapshots()
            if len(known) == SNAPSHOTS and known[-1].ended:
                return
            snapshot = known[-1].id if known and not known[-1].ended else writer.begin_snapshot(units())
            read(writer, snapshot, chance)
            share(writer, snapshot)
            writer.compact()
            writer.end_snapshot(snapshot)
            writer.compact()


def read(writer: StoreWriter, snapshot: int, chance: random.Random) -> None:
    waiting = writer.units(snapshot, ("waiting", "reading", "failed"))
    active: list[Unit] = []
    while True:
        while len(active) < AT_ONCE and (unit := next(waiting, None)):
            active.append(writer.begin(unit, anew=chance.random() < 0.2))
        if not active:
            return
        unit = active.pop(chance.randrange(len(active)))
        if chance.random() < 0.03:
            unit = writer.begin(unit, anew=True)
        elif chance.random() < 0.03:
            unit = writer.begin(writer.fail(unit, {"error": "TimedOut"}))
        start = int(unit.cursor or 0)
        rows = rows_of(unit.kind, unit.name["number"], snapshot)
        page = batch(unit.kind, rows[start : start + PAGE])
        if start + PAGE < len(rows):
            active.append(writer.add(unit, page, str(start + PAGE)))
        else:
            writer.finish(unit, page)


def share(writer: StoreWriter, snapshot: int) -> None:
    """Share the rows of units whose content has not changed."""
    units = writer.units(snapshot, DONE)
    same = {unit.reading for unit in units if version(unit.name["number"], snapshot) == version(unit.name["number"], snapshot - 1)}
    for kind in SCHEMAS:
        writer.share(snapshot, [each for each in writer.repeated(snapshot, kind) if each.reading in same])


def check(folder: Path, *, whole: bool) -> None:
    """Compare a store with the listings: the rows of each unit up to its cursor, and no others.

    Args:
        folder: The store's folder.
        whole: True if all snapshots have ended.
    """
    with StoreReader(folder) as reader:
        assert list(verify(reader)) == []
        known = reader.snapshots()
        assert not whole or [bool(each.ended) for each in known] == [True] * SNAPSHOTS
        for snapshot in known:
            found = {unit.name["number"]: unit for unit in reader.units(snapshot.id)}
            assert len(found) == UNITS
            stored: dict[int | None, list[dict[str, Any]]] = {}
            for kind in SCHEMAS:
                for row in plain(reader.rows(kind, snapshot.id, ("waiting", "reading", "done", "failed")).reader().read_all()):
                    stored.setdefault(row.pop("reading"), []).append(row)
            for number, unit in found.items():
                expected = rows_of(unit.kind, number, snapshot.id)
                end = len(expected) if unit.state == "done" else int(unit.cursor or 0)
                assert unit.state == "done" or not snapshot.ended
                # Merging parts may change the order of rows.
                assert sorted(map(str, stored.pop(unit.reading, []))) == sorted(map(str, expected[:end])), unit
            assert stored == {}


def check_files(folder: Path) -> None:
    """Assert that all files of parts are in the manifest, that of merged ones too: nothing is left of a part that was not stored."""
    with StoreReader(folder) as reader:
        listed = {file for (file,) in reader.manifest.select("SELECT file FROM parts")}
    assert {path.name for path in (folder / "parts").iterdir()} == listed


def plain(table: pa.Table) -> list[dict[str, Any]]:
    """Return rows with times as nanoseconds, for which Python has no type."""
    if "time" in table.schema.names:
        place = table.schema.get_field_index("time")
        table = table.set_column(place, "time", table.column(place).cast(pa.int64()))
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def main() -> None:
    folder, seed, *fatal = sys.argv[1:]
    left = int(fatal[1]) if fatal else 0

    def at_step(step: Step) -> None:
        nonlocal left
        if fatal and step == fatal[0]:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    store(Path(folder), int(seed), at_step)


if __name__ == "__main__":
    main()
