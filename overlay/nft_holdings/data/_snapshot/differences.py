"""Differences: what changed between two snapshots, or since each unit was last read."""

from collections.abc import Callable, Iterator
from importlib.resources import files
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pyarrow as pa
from attrs import frozen

from nft_holdings.data._store import StoreReader
from nft_holdings.data._stream import refuse_old_duckdb

if TYPE_CHECKING:
    import duckdb

CHANGES = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("change", "api", "table", "token_id")),
        pa.field("serial_number", pa.int64()),
        *(pa.field(name, pa.string()) for name in ("blockchain", "contract_address", "nft_data")),
        *(pa.field(name, pa.int64()) for name in ("slot", "collection_id")),
        *(pa.field(name, pa.string()) for name in ("from_account", "to_account", "before", "after")),
        pa.field("time", pa.timestamp("ns", "UTC")),
    ]
)
"""The columns of changes."""
DATA = files("nft_holdings.data")
"""The folder of `<api>/<table>.sql`, which brings the rows of a table into the form that all tables have here."""


@frozen(kw_only=True)
class NotCompared:
    """An account, wallet or token that was not compared, or of which some NFTs were not.

    Attributes:
        api: The API.
        listing: The listing.
        unit: The account, wallet or token.
        reason: The reason, in words.
    """

    api: str
    listing: str
    unit: str
    reason: str

    def __str__(self) -> str:
        return f"{self.api} {self.listing} {self.unit}: {self.reason}"


class Differences:
    """The differences of two snapshots, as a stream of Arrow that can be read again. Its length is the number of changes.

    `diff` and `Snapshot.changes` make it. Use it in a `with` statement, or call `close()`.

    Attributes:
        not_compared: What was not compared, and why.
    """

    def __init__(self, database: "duckdb.DuckDBPyConnection", not_compared: tuple[NotCompared, ...]) -> None:
        self._database = database
        self.not_compared = not_compared

    @property
    def schema(self) -> pa.Schema:
        """Return the columns, which docs/snapshots.md describes."""
        return CHANGES

    def sql(self, query: str) -> "duckdb.DuckDBPyRelation":
        """Return the answer to a query in SQL.

        Args:
            query: The query. The table is `changes`.

        Raises:
            duckdb.Error: It is no query, or fails.
        """
        return self._database.sql(query)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the changes as record batches: those of each table in the order of the NFTs."""
        return iter(self._reader())

    def to_arrow(self) -> pa.Table:
        """Return the changes as a table."""
        return self._reader().read_all()

    def __len__(self) -> int:
        return self._database.table("changes").shape[0]

    def __arrow_c_schema__(self) -> object:
        return CHANGES.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        refuse_old_duckdb()
        return self._reader().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """Release the memory."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def _reader(self) -> pa.RecordBatchReader:
        return self._database.cursor().table("changes").to_arrow_reader()  # with a cursor, several can be read at once


def changes_of(store: StoreReader, snapshot: int) -> Differences:
    """Compare a snapshot with what each of its units was when it was last read to its end before.

    Args:
        store: The store; it may be closed afterwards.
        snapshot: The snapshot's number.
    """
    from .database import add_snapshot

    def add(database: "duckdb.DuckDBPyConnection") -> None:
        add_snapshot(database, store, snapshot, "before", earlier=True)
        add_snapshot(database, store, snapshot, "after")

    return differences(add)


def differences(add: "Callable[[duckdb.DuckDBPyConnection], None]") -> Differences:
    """Compare the schemas `before` and `after`, which a function adds to a database."""
    from .database import open_database

    database = open_database()
    try:
        add(database)
        database.execute(_sql("_snapshot", "diff_units"))
        for api, table in database.execute('SELECT DISTINCT api, "table" FROM compared ORDER BY ALL').fetchall():
            for view, schema in (("old", "before"), ("new", "after")):
                stored = _compared_rows(database, schema, table)
                database.execute(f"CREATE OR REPLACE TEMP VIEW {view} AS WITH stored AS ({stored}) {_sql(api, table)}")
            way = "quantities" if "quantity" in database.table("new").columns else "holders"
            database.execute(_sql("_snapshot", f"diff_{way}"), {"api": api, "table": table})
        columns = ("api", "listing", "unit", "reason")
        rows = database.execute(f"SELECT {', '.join(columns)} FROM not_compared ORDER BY ALL").fetchall()  # noqa: S608
        return Differences(database, tuple(NotCompared(**dict(zip(columns, row, strict=True))) for row in rows))
    except BaseException:
        database.close()
        raise


def _compared_rows(database: "duckdb.DuckDBPyConnection", schema: str, table: str) -> str:
    """Return the query for a snapshot's rows of compared units. If there are no others, nothing is looked up, which takes an eighth of the time."""
    ((others,),) = database.execute(
        f"SELECT (SELECT count(*) FROM {schema}._{table}) IS DISTINCT FROM sum(rows) FROM "  # noqa: S608 - our own names
        f'(SELECT DISTINCT {schema}_reading, {schema}_rows AS rows FROM compared WHERE "table" = $table)',
        {"table": table},
    ).fetchall()
    every = f"FROM {schema}._{table}"
    return f"{every} WHERE reading IN (SELECT {schema}_reading FROM compared)" if others else every  # noqa: S608


def _sql(folder: str, name: str) -> str:
    return (DATA / folder / f"{name}.sql").read_text(encoding="utf-8")
