"""Small stores for tests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from nft_holdings.data._store import State, StoreLimits, StoreReader, StoreWriter, Unit

QUESTION = {"network": "mainnet", "order": "asc"}
SCHEMA = pa.schema([("name", pa.string()), ("time", pa.timestamp("ns", "UTC"))])
NEVER = StoreLimits(seconds=1e9, rows=10**9, bytes=10**12)
"""Nothing is stored but when the test says so."""
AT_ONCE = StoreLimits(seconds=0)


def writer_of(folder: Path, *, question: Mapping[str, Any] = QUESTION, schema: pa.Schema = SCHEMA, **options: Any) -> StoreWriter:
    return StoreWriter(folder, question, {"nfts": schema}, **options)


def page(*names: str) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{"name": name, "time": 10**18 + 1} for name in names], SCHEMA)


def begin_units(writer: StoreWriter, count: int) -> tuple[int, list[Unit]]:
    """Begin a snapshot, and attempts to read its units."""
    snapshot = writer.begin_snapshot([("nfts", number) for number in range(count)])
    return snapshot, [writer.begin(unit) for unit in list(writer.units(snapshot))]


def filled(folder: Path, snapshots: int = 1, rows: int = 4, **options: Any) -> None:
    """Fill a store: in each snapshot one unit and one part, with rows a0, a1 and so on, then b0, b1 and so on."""
    with writer_of(folder, **options) as writer:
        for number in range(snapshots):
            snapshot, (unit,) = begin_units(writer, 1)
            writer.finish(unit, page(*(f"{chr(ord('a') + number)}{row}" for row in range(rows))))
            writer.end_snapshot(snapshot)


def names(folder: Path, snapshot: int = 1, states: tuple[State, ...] = ("done",)) -> list[str]:
    """Return the names in the rows of a snapshot."""
    with StoreReader(folder) as reader:
        found: list[str] = reader.rows("nfts", snapshot, states).reader().read_all().column("name").to_pylist()
    return found


def part_files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "parts").iterdir())
