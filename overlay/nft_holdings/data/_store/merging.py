"""Merging: the snapshots of several stores become one snapshot of a new store.

The parts are written first. One transaction lists them together with the units. Whatever stops it before, the store has no snapshot, and the next
start deletes the files.
"""

import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from .errors import StoreDamaged, StoreMismatch
from .kinds import Kind, check_schema, new_kind
from .limits import StoreLimits
from .listed_parts import check_parts, leaving_nothing
from .manifest import Manifest
from .part_files import AtStep, sha256_of
from .reader import StoreReader
from .readings import READING, reading_column
from .sealing import insert_part, written_part
from .staging import staged_tables
from .units import AT_ONCE, NAMED

KEPT = "state, reading, cursor, rows, error, notes, began, ended"
"""The columns of a unit that are copied as they are."""
INSERT = f"INSERT INTO units (id, snapshot, {KEPT}, kind, name_id) SELECT ?, ?{', ?' * 8}, kind, id FROM names WHERE kind = ? AND name = ?"  # noqa: S608
ATTEMPTS = "CREATE TEMP TABLE attempts (number INTEGER PRIMARY KEY, unit INTEGER NOT NULL UNIQUE, reading INTEGER NOT NULL)"
"""The attempts of all units, numbered anew: `reading` is the number in the store that the unit comes from."""


def check_mergeable(store: StoreReader, schemas: Mapping[str, pa.Schema]) -> None:
    """Check that a store has the columns of the store that it will be merged into, and all of its parts.

    Args:
        store: The store.
        schemas: The columns of each kind's rows in the other store.

    Raises:
        StoreMismatch: It has other columns.
        StoreDamaged: A part is missing, or has another size.
    """
    for name, kind in store.manifest.kinds.items():
        check_schema(f"{store.folder}: {name}", kind.schema, new_kind(name, schemas[name]).schema if name in schemas else pa.schema([]))
    check_parts(store.manifest)


def merge_stores(manifest: Manifest, folders: Sequence[Path], limits: StoreLimits, at_step: AtStep) -> None:
    """Copy the units and rows of other stores, as one snapshot. Nobody writes them meanwhile.

    An attempt gets a higher number than those that began before it, as in a store that was made at once. Rows of attempts that no unit
    refers to are left out.

    Args:
        manifest: The manifest of a store without snapshots.
        folders: The folders of the other stores. Each has one snapshot, which has ended, and kinds of this store.
        limits: The size of a part.
        at_step: What is called after each step.

    Raises:
        StoreDamaged: A part of another store is missing or damaged.
        StoreMismatch: A unit is in two stores.
        StoreError: A store cannot be used.
    """
    with leaving_nothing(manifest), manifest.transaction() as connection:
        ends = _copy_units(connection, folders)
        _number_attempts(connection)
        sources = [*zip(folders, [0, *ends], ends, strict=False)]
        number = 0
        for kind in manifest.kinds.values():
            tables = chain.from_iterable(_rows(connection, kind, *source) for source in sources)
            for first in tables:
                number += 1
                insert_part(connection, written_part(manifest, kind, number, _of_one_part(first, tables, limits), at_step))
        connection.execute("UPDATE meta SET last_reading = (SELECT ifnull(max(number), 0) FROM attempts)")
        connection.execute("DROP TABLE attempts")
        at_step("part stored")
    at_step("part committed")


def _copy_units(connection: sqlite3.Connection, folders: Sequence[Path]) -> list[int]:
    """Copy the snapshot and its units, store by store, and return the number of each store's last unit."""
    snapshot = connection.execute("INSERT INTO snapshots (began) VALUES ('')").lastrowid
    began, ended, ends = [], [], []
    number = 0
    for folder in folders:
        with StoreReader(folder) as store:
            (stored,) = store.snapshots()
            assert stored.ended  # noqa: S101 - as the caller has checked
            began.append(stored.began)
            ended.append(stored.ended)
            last = 0
            statement = f"SELECT units.id, {KEPT}, names.kind, name FROM {NAMED} WHERE units.id > ? ORDER BY units.id LIMIT {AT_ONCE}"  # noqa: S608
            while found := store.manifest.select(statement, last):
                connection.executemany("INSERT OR IGNORE INTO names (kind, name) VALUES (?, ?)", [row[-2:] for row in found])
                rows = [(number + place, snapshot, *row[1:]) for place, row in enumerate(found, 1)]
                try:
                    connection.executemany(INSERT, rows)
                except sqlite3.IntegrityError:
                    raise StoreMismatch(f"{folder} has units that another store has too: give stores with different units") from None
                number, last = number + len(rows), found[-1][0]
        ends.append(number)
    connection.execute("UPDATE snapshots SET began = ?, ended = ? WHERE id = ?", (min(began), max(ended), snapshot))
    return ends


def _number_attempts(connection: sqlite3.Connection) -> None:
    """Number the attempts of all units in the order in which they began."""
    connection.execute(ATTEMPTS)
    connection.execute("INSERT INTO attempts (unit, reading) SELECT id, reading FROM units WHERE reading IS NOT NULL ORDER BY began, id")
    connection.execute("UPDATE units SET reading = (SELECT number FROM attempts WHERE unit = id) WHERE reading IS NOT NULL")


def _rows(connection: sqlite3.Connection, kind: Kind, folder: Path, before: int, last: int) -> Iterator[pa.Table]:
    """Yield the rows of a store, with the new numbers of their attempts.

    Args:
        connection: The connection to the new manifest.
        kind: The kind of the rows.
        folder: The store's folder.
        before: The last unit of the stores before.
        last: The store's last unit.
    """
    with StoreReader(folder) as store:
        ((last_reading,),) = store.manifest.select("SELECT last_reading FROM meta")
        numbers = array("q", [0]) * (last_reading + 1)
        for number, reading in connection.execute("SELECT number, reading FROM attempts WHERE unit > ? AND unit <= ?", (before, last)):
            numbers[reading] = number
        column = reading_column(numbers)
        for table in _stored(store, kind):
            numbered = table.set_column(0, READING, pc.take(column, table.column(0)))
            used = numbered.filter(pc.field(READING.name) > 0)
            if used.num_rows:
                yield used


def _stored(store: StoreReader, kind: Kind) -> Iterator[pa.Table]:
    """Yield all stored rows of a kind. The files must be as they were written."""
    for part in store.manifest.parts(kind.name):
        path = store.manifest.parts_folder / part.file
        try:
            if sha256_of(path) != part.sha256:
                raise StoreDamaged(f"{path} has changed since it was written: restore it from a copy")
            with pq.ParquetFile(path) as file:
                yield from (pa.Table.from_batches([batch]) for batch in file.iter_batches())
        except (OSError, pa.ArrowException) as error:
            raise StoreDamaged(f"{path} cannot be read ({error}): restore it from a copy") from error
    yield from staged_tables(store.manifest, kind)


def _of_one_part(first: pa.Table, tables: Iterator[pa.Table], limits: StoreLimits) -> Iterator[pa.Table]:
    """Yield tables until they fill a part."""
    yield first
    rows, size = first.num_rows, first.nbytes
    while rows < limits.part_rows and size < limits.part_bytes and (table := next(tables, None)):
        yield table
        rows, size = rows + table.num_rows, size + table.nbytes
