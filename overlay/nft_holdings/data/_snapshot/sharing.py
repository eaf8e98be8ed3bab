"""Units whose rows have not changed since an earlier snapshot, which are not stored twice."""

from collections.abc import Iterator, Sequence
from contextlib import closing

import pyarrow as pa

from nft_holdings.data._store import Repeated, StoreReader, StoreWriter

MOST_ROWS = 200_000
"""The rows of units that are compared at once; a unit with more is compared alone."""
PAIRS = pa.schema([pa.field(name, pa.int64()) for name in ("reading", "earlier")])
CHANGED = """
SELECT DISTINCT reading FROM (
    SELECT * FROM stored WHERE reading IN (SELECT reading FROM pairs)
    EXCEPT ALL
    SELECT stored.* REPLACE (pairs.reading AS reading) FROM stored JOIN pairs ON stored.reading = pairs.earlier
)
"""
"""The units with a row that they did not have before. With as many rows as before, the others have the same rows."""


def share_unchanged(writer: StoreWriter, snapshot: int, kinds: Sequence[str]) -> None:
    """Let each unit of a snapshot with exactly the same rows as before refer to those, in any order and on any pages.

    Args:
        writer: The store's writer.
        snapshot: The snapshot's number.
        kinds: The kinds of its units.

    Raises:
        ImportError: This DuckDB would cut timestamps.
    """
    for kind in kinds:
        for units in _at_once(writer.repeated(snapshot, kind)):
            writer.share(snapshot, _unchanged(writer, snapshot, kind, units))


def _at_once(units: Sequence[Repeated]) -> Iterator[list[Repeated]]:
    found: list[Repeated] = []
    rows = 0
    for unit in units:
        if found and rows + unit.rows > MOST_ROWS:
            yield found
            found, rows = [], 0
        found.append(unit)
        rows += unit.rows
    if found:
        yield found


def _unchanged(writer: StoreWriter, snapshot: int, kind: str, units: Sequence[Repeated]) -> list[Repeated]:
    from .database import add_rows, open_database

    with StoreReader(writer.folder) as store, closing(open_database()) as database:
        add_rows(database, store.rows(kind, snapshot), "stored")
        pairs = pa.Table.from_pylist([{"reading": unit.reading, "earlier": unit.earlier} for unit in units], PAIRS)
        database.register("pairs", pairs)
        changed = {reading for (reading,) in database.execute(CHANGED).fetchall()}
    return [unit for unit in units if unit.reading not in changed]
