"""A snapshot as a database of DuckDB."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from uuid import uuid4

import pyarrow as pa

from nft_holdings._installation import install_command
from nft_holdings.data._store import SnapshotRows, StoreReader, Unit
from nft_holdings.data._stream import account_text

from .conflicts import make_views
from .sources import tables

try:
    import duckdb
except ModuleNotFoundError as missing:
    if missing.name != "duckdb":
        raise
    raise ImportError(f"queries need duckdb: {install_command('data')}", name="duckdb") from missing

QueryError: type[Exception] = duckdb.Error
"""The error of a text that is no query, or of a query that fails."""
NANOSECONDS = pa.timestamp("ns", "UTC")
UNITS = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("table", "api", "listing", "unit", "state")),
        pa.field("rows", pa.int64()),
        pa.field("reading", pa.int64()),
        pa.field("error", pa.string()),
        *(pa.field(name, pa.timestamp("ms", "UTC")) for name in ("began", "ended")),
        pa.field("time", NANOSECONDS),
        pa.field("time_source", pa.string()),
        pa.field("proved", pa.bool_()),
    ]
)
"""The columns of the table `_units`; `units` has no `reading`."""
AT_ONCE = 10_000


def open_database() -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory, in UTC. What does not fit into memory goes to a temporary folder, until the database is closed.

    Raises:
        ImportError: This DuckDB would cut timestamps.
    """
    if duckdb.__version__.startswith(("0.", "1.")):
        raise ImportError(f"DuckDB {duckdb.__version__} cuts timestamps to microseconds: {install_command('data')}", name="duckdb")
    database = duckdb.connect()
    database.execute("SET GLOBAL TimeZone = 'UTC'")
    folder = Path(gettempdir()) / f"nft-holdings-{uuid4().hex}"  # DuckDB makes it when it needs it, and deletes it
    database.execute("SET temp_directory = $folder", {"folder": str(folder)})
    return database


def add_rows(database: duckdb.DuckDBPyConnection, rows: SnapshotRows, name: str, schema: str = "main") -> None:
    """Make the view of all stored rows of a kind, with the column `reading`.

    Args:
        database: The database.
        rows: The rows; their store must stay open as long as the database is used.
        name: The name of the view.
        schema: Its schema.
    """
    staged = f"_{schema}_{name}_staged"
    database.register(staged, rows.staged)
    files = ", ".join("'" + str(path).replace("'", "''") + "'" for path in rows.files)
    stored = f"FROM read_parquet([{files}]) UNION ALL " if files else ""
    database.execute(f"CREATE VIEW {schema}.{name} AS {stored}FROM {staged}")


def add_snapshot(
    database: duckdb.DuckDBPyConnection, store: StoreReader, snapshot: int, schema: str = "main", *, earlier: bool = False
) -> None:
    """Add a snapshot to a database: the table `units`, and in the schema `main` a view for each table.

    A view has the rows of units that were read to their end, without those that are not certain, and without older rows of the same NFT.
    `_units` and the views of all stored rows, such as `_nfts`, also have the column `reading`.

    Args:
        database: The database.
        store: The store; it must stay open as long as the database is used.
        snapshot: The snapshot's number.
        schema: The schema of the database that gets them.
        earlier: True for what each of its units was when it was last read to its end before.
    """
    database.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")

    def view(name: str, query: str) -> None:
        database.execute(f"CREATE VIEW {schema}.{name} AS {query}")

    def registered(name: str, rows: pa.Table) -> str:
        database.register(f"_{schema}_{name}", rows)
        return f"_{schema}_{name}"

    view("_units", f"FROM {registered('units', units_table(store.earlier_units(snapshot) if earlier else store.units(snapshot)))}")
    view("units", f"SELECT * EXCLUDE (reading) FROM {schema}._units")  # noqa: S608 - our own names, here and below
    for name in dict.fromkeys(count.kind for count in store.counts(snapshot)):
        table = tables()[name]
        rows = store.rows(name, snapshot)
        add_rows(database, rows, f"_{name}", schema)
        if schema == "main":
            readings = registered(f"{name}_readings", rows.readings)
            certain = " AND unresolved IS NULL" if table.at_a_time else ""
            view(f"_{name}_shown", f"FROM _{name} WHERE reading IN (SELECT reading FROM {readings}){certain}")  # noqa: S608
            make_views(database, table, units=rows.readings.num_rows)


def units_table(units: Iterable[Unit]) -> pa.Table:
    """Return units as a table."""

    def batches() -> Iterator[pa.RecordBatch]:
        rows: list[dict[str, Any]] = []
        for unit in units:
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
        "reading": unit.reading,
        "error": None if unit.error is None else f"{unit.error['type']}: {unit.error['message']}",
        "began": _time(unit.began),
        "ended": _time(unit.ended),
        "time": as_of.get("time"),
        "time_source": as_of.get("source"),
        "proved": proof.get("proved"),
    }


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
