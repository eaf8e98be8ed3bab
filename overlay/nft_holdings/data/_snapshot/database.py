"""A snapshot as a database of DuckDB."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from nft_holdings._installation import install_command
from nft_holdings.data._store import StoreReader, Unit
from nft_holdings.data._stream import account_text

from .sources import tables

NANOSECONDS = pa.timestamp("ns", "UTC")
UNITS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("table", "api", "listing", "unit", "state")),
        pa.field("rows", pa.int64()),
        pa.field("error", pa.string()),
        *(pa.field(name, pa.timestamp("ms", "UTC")) for name in ("began", "ended")),
        pa.field("time", NANOSECONDS),
        pa.field("time_source", pa.string()),
        pa.field("proved", pa.bool_()),
    ]
)
"""The columns of the table `units`."""
AT_ONCE = 10_000


def database_of(store: StoreReader, snapshot: int) -> duckdb.DuckDBPyConnection:
    """Return a database in memory with a view for each table of a snapshot, and the table `units`.

    A view has the rows of units that were read to their end, without those that are not certain.

    Args:
        store: The store; it must stay open as long as the database is used.
        snapshot: The snapshot's number.

    Raises:
        ImportError: This DuckDB would cut timestamps.
    """
    if duckdb.__version__.startswith(("0.", "1.")):
        raise ImportError(f"DuckDB {duckdb.__version__} cuts timestamps to microseconds: {install_command('data')}", name="duckdb")
    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    database.register("units", units_table(store, snapshot))
    for name in dict.fromkeys(count.kind for count in store.counts(snapshot)):
        table = tables()[name]
        rows = store.rows(name, snapshot)
        database.register(f"_{name}_staged", rows.staged)
        database.register(f"_{name}_readings", rows.readings)
        files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in rows.files)
        stored = f"SELECT * FROM read_parquet([{files}]) UNION ALL " if files else ""  # noqa: S608
        certain = " AND unresolved IS NULL" if table.at_a_time else ""
        left_out = "reading, unresolved" if table.at_a_time else "reading"
        database.execute(
            f"CREATE VIEW {name} AS SELECT * EXCLUDE ({left_out}) FROM ({stored}SELECT * FROM _{name}_staged) "  # noqa: S608 - our own names
            f"WHERE reading IN (SELECT reading FROM _{name}_readings){certain}"
        )
    return database


def units_table(store: StoreReader, snapshot: int) -> pa.Table:
    """Return the units of a snapshot as a table."""

    def batches() -> Iterator[pa.RecordBatch]:
        rows: list[dict[str, Any]] = []
        for unit in store.units(snapshot):
            rows.append(_row(unit))
            if len(rows) == AT_ONCE:
                yield pa.RecordBatch.from_pylist(rows, UNITS)
                rows = []
        yield pa.RecordBatch.from_pylist(rows, UNITS)

    return pa.Table.from_batches(batches(), UNITS)


def _row(unit: Unit) -> dict[str, Any]:
    api, listing, member = unit.name
    notes = unit.notes or {}
    as_of, proof = notes.get("as_of") or {}, notes.get("proof") or {}
    return {
        "table": unit.kind,
        "api": api,
        "listing": listing,
        "unit": account_text(member),
        "state": unit.state,
        "rows": unit.rows,
        "error": None if unit.error is None else f"{unit.error['type']}: {unit.error['message']}",
        "began": _time(unit.began),
        "ended": _time(unit.ended),
        "time": as_of.get("time"),
        "time_source": as_of.get("source"),
        "proved": proof.get("proved"),
    }


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
