"""Parts: made of the pages that the manifest keeps, or of smaller parts.

First the file is on the disk under its name, then one transaction lists it and takes away what it contains.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq

from .errors import storage_errors
from .kinds import Kind
from .listed_parts import leaving_nothing
from .manifest import Manifest, Part
from .part_files import AtStep, part_file_name, sha256_of, write_part
from .readings import READING, only_readings, reading_column, reading_range
from .staging import staged_sizes, staged_tables

NOTHING = 0
"""In place of a part's number: its rows were left out, and no part replaces it."""


def seal(manifest: Manifest, kind: Kind, at_step: AtStep) -> None:
    """Move the pages of a kind from the manifest into a new part, without the rows of attempts that no unit refers to any more."""
    with leaving_nothing(manifest):
        rows = (_used(manifest, batch) for table in staged_tables(manifest, kind) for batch in table.to_batches() if batch.num_rows)
        part = written_part(manifest, kind, _next_number(manifest), rows, at_step)
        with manifest.transaction() as connection:
            insert_part(connection, part)
            connection.execute("DELETE FROM staged WHERE kind = ?", (kind.name,))
            at_step("part stored")
    at_step("part committed")


def compact(manifest: Manifest, kind: Kind, most_rows: int, most_bytes: int, at_step: AtStep) -> None:
    """Merge small parts of a kind, and leave out the rows of attempts that no unit refers to any more.

    A part is small if less than half of `most_rows`, and of `most_bytes`, are in use. The files of merged parts stay until a writer
    opens the store while nobody reads it.

    Args:
        manifest: The manifest.
        kind: The kind.
        most_rows: The number of rows after which a new part is large enough.
        most_bytes: The number of bytes after which it is.
        at_step: What is called after each step.
    """
    small = []
    parts = manifest.parts(kind.name)
    any_unused = _stored_rows(manifest, kind, parts) != _used_in_all(manifest, kind)
    for part in parts:
        used = sum(table.num_rows for table in _used_rows(manifest, kind, part, [READING.name])) if any_unused else part.rows
        if used < most_rows / 2 and part.bytes < most_bytes / 2:
            small.append((part, used))
    while small:
        merged, rows, size = [], 0, 0
        unused = False
        while small and rows < most_rows and size < most_bytes:
            part, used = small.pop(0)
            merged.append(part)
            rows, size, unused = rows + used, size + part.bytes, unused or used < part.rows
        if len(merged) > 1 or unused:
            _merge(manifest, kind, merged, at_step)


def _merge(manifest: Manifest, kind: Kind, parts: Sequence[Part], at_step: AtStep) -> None:
    with leaving_nothing(manifest):
        rows = (table for part in parts for table in _used_rows(manifest, kind, part, kind.schema.names))
        merged = written_part(manifest, kind, _next_number(manifest), rows, at_step)
        with manifest.transaction() as connection:
            insert_part(connection, merged)
            number = merged.id if merged else NOTHING
            connection.executemany("UPDATE parts SET replaced_by = ? WHERE id = ?", [(number, part.id) for part in parts])
            at_step("merged part stored")
    at_step("merged part committed")


def _stored_rows(manifest: Manifest, kind: Kind, parts: Sequence[Part]) -> int:
    return sum(part.rows for part in parts) + sum(rows for each, rows, _ in staged_sizes(manifest) if each.name == kind.name)


def _used_in_all(manifest: Manifest, kind: Kind) -> int:
    statement = "SELECT ifnull(sum(rows), 0) FROM (SELECT DISTINCT reading, rows FROM units WHERE kind = ? AND reading IS NOT NULL)"
    ((rows,),) = manifest.select(statement, kind.name)
    return int(rows)


def _used_rows(manifest: Manifest, kind: Kind, part: Part, columns: Sequence[str]) -> Iterator[pa.Table]:
    """Yield some columns of those rows of a part whose attempts units refer to."""
    with storage_errors(manifest.folder), pq.ParquetFile(manifest.parts_folder / part.file) as file:
        for batch in file.iter_batches(columns=list(columns)):
            if batch.num_rows:
                yield _used(manifest, batch)


def _used(manifest: Manifest, batch: pa.RecordBatch) -> pa.Table:
    found = manifest.select("SELECT DISTINCT reading FROM units WHERE reading BETWEEN ? AND ?", *reading_range(batch))
    return pa.Table.from_batches([only_readings(batch, reading_column(array("q", (reading for (reading,) in found))))])


def written_part(manifest: Manifest, kind: Kind, number: int, rows: Iterable[pa.Table], at_step: AtStep) -> Part | None:
    """Write the file of a part, which the manifest does not list yet; none if there are no rows."""
    filled = (table for table in rows if table.num_rows)
    first = next(filled, None)
    if first is None:
        return None
    path = manifest.parts_folder / part_file_name(kind.name, number)
    with storage_errors(manifest.folder):
        count = write_part(path, kind.schema, chain([first], filled), at_step)
        return Part(number, kind.name, path.name, count, path.stat().st_size, sha256_of(path), kind.fingerprint)


def insert_part(connection: sqlite3.Connection, part: Part | None) -> None:
    """List a part in the manifest, if there is one, inside a transaction."""
    if part is None:
        return
    connection.execute(
        "INSERT INTO parts VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
        (part.id, part.kind, part.file, part.rows, part.bytes, part.sha256, part.schema),
    )
    connection.execute("UPDATE meta SET last_part = ?", (part.id,))


def _next_number(manifest: Manifest) -> int:
    ((number,),) = manifest.select("SELECT last_part + 1 FROM meta")
    return int(number)
