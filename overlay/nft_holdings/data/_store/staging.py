"""Staging: pages go into the manifest, together with the cursors after them."""

import json
from array import array
from collections.abc import Iterator, Sequence
from itertools import repeat
from typing import NamedTuple

import pyarrow as pa

from .kinds import Kind
from .manifest import Manifest
from .part_files import AtStep
from .readings import READING, reading_column
from .units import Unit, milliseconds


class UnitChange(NamedTuple):
    """A unit after a change, and the page that came with it.

    Attributes:
        unit: The unit.
        page: The page's rows; None if the change brought none.
    """

    unit: Unit
    page: pa.RecordBatch | None


def store_changes(manifest: Manifest, changes: Sequence[UnitChange], last_reading: int, at_step: AtStep) -> None:
    """Store changes of units, in one transaction.

    Args:
        manifest: The manifest.
        changes: The changes, in their order.
        last_reading: The highest number of an attempt.
        at_step: What is called after each step.
    """
    newest = {change.unit.id: change.unit for change in changes}
    pages: dict[str, list[tuple[int, pa.RecordBatch]]] = {}
    for unit, page in changes:
        if page is not None and unit.reading is not None:
            pages.setdefault(unit.kind, []).append((unit.reading, page))
    with manifest.transaction() as connection:
        for kind, of_kind in pages.items():
            _stage(manifest, manifest.kinds[kind], of_kind)
        connection.executemany(
            "UPDATE units SET state = ?, reading = ?, cursor = ?, rows = ?, error = ?, notes = ?, began = ?, ended = ? WHERE id = ?",
            [
                (
                    unit.state,
                    unit.reading,
                    unit.cursor,
                    unit.rows,
                    _json(unit.error),
                    _json(unit.notes),
                    milliseconds(unit.began),
                    milliseconds(unit.ended),
                    unit.id,
                )
                for unit in newest.values()
            ],
        )
        connection.execute("UPDATE meta SET last_reading = ?", (last_reading,))
        at_step("pages stored")
    at_step("pages committed")


def staged_sizes(manifest: Manifest) -> list[tuple[Kind, int, int]]:
    """Return each kind that has pages in no part yet, the number of their rows, and their bytes."""
    found = manifest.select("SELECT kind, sum(rows), sum(bytes) FROM staged GROUP BY kind ORDER BY kind")
    return [(manifest.kinds[kind], rows, size) for kind, rows, size in found]


def _stage(manifest: Manifest, kind: Kind, pages: Sequence[tuple[int, pa.RecordBatch]]) -> None:
    """Put pages into the manifest, inside a transaction.

    Args:
        manifest: The manifest.
        kind: The kind of their rows.
        pages: The number of the attempt, and the rows, of each page.
    """
    readings = array("q")
    for reading, rows in pages:
        readings.extend(repeat(reading, rows.num_rows))
    table = pa.Table.from_batches([rows for _, rows in pages], kind.page_schema).add_column(0, READING, reading_column(readings))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, kind.schema) as writer:
        writer.write_table(table.combine_chunks())
    batch = sink.getvalue()
    statement = "INSERT INTO staged (kind, rows, bytes, batch) VALUES (?, ?, ?, ?)"
    manifest.connection.execute(statement, (kind.name, table.num_rows, batch.size, batch))


def staged_tables(manifest: Manifest, kind: Kind) -> Iterator[pa.Table]:
    """Yield the pages of a kind that are in no part yet, many together, in the order in which they came."""
    for (number,) in manifest.select("SELECT id FROM staged WHERE kind = ? ORDER BY id", kind.name):
        ((batch,),) = manifest.select("SELECT batch FROM staged WHERE id = ?", number)
        yield pa.ipc.open_stream(batch).read_all()


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value)
