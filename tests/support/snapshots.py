"""Snapshots of made-up rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from nft_holdings._apis import api_named
from nft_holdings.data import Differences, Snapshot, diff
from nft_holdings.data._snapshot.sources import tables
from nft_holdings.data._store import StoreWriter
from nft_holdings.data._stream import account_text

Row = dict[str, Any]
Units = Mapping[tuple[str, str, Any], Sequence[Row] | str]
"""The rows of each unit: of an API, a listing and a member. A text in place of rows: it failed, or is waiting."""
SERVERS = {"hedera": "https://a.example", "loopring": "https://b.example", "swapchat": "https://c.example"}


def write_snapshot(folder: Path, units: Units, servers: Mapping[str, str] = SERVERS) -> None:
    """Write a snapshot."""
    schemas = {name: table.schema for name, table in tables().items()}
    with StoreWriter(folder, {"made of": {}, "servers": servers}, schemas) as writer:
        number = writer.begin_snapshot((api_named(api).listing(listing).table, [api, listing, member]) for api, listing, member in units)
        for unit, rows in zip(list(writer.units(number)), units.values(), strict=True):
            if isinstance(rows, str):
                if rows != "waiting":
                    writer.fail(writer.begin(unit), {"type": "NotFound", "message": rows, "temporary": False})
                continue
            named = [{"unit": account_text(unit.name[2]), **row} for row in rows]
            writer.finish(writer.begin(unit), pa.RecordBatch.from_pylist(named, schemas[unit.kind]))
        writer.flush()


@contextmanager
def compared(folder: Path, before: Units, after: Units) -> Iterator[Differences]:
    """Write two snapshots, and compare them."""
    for name, units in (("before", before), ("after", after)):
        write_snapshot(folder / name, units)
    with Snapshot(folder / "before") as first, Snapshot(folder / "after") as second:
        differences = diff(first, second)
    with differences:
        yield differences


def rows_of(differences: Differences, *columns: str) -> list[tuple[Any, ...]]:
    """Return some columns of the changes."""
    return differences.sql(f"SELECT {', '.join(columns)} FROM changes").fetchall()
