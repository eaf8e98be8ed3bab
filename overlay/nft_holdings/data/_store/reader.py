"""The reader of a store: it works beside a writer, and beside other readers."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

from .errors import StoreError, storage_errors
from .lock import ReaderLock
from .manifest import FILE, Manifest, read_manifest
from .readings import READING, only_readings, reading_column, reading_range
from .staging import staged_tables
from .units import STATES, State, StoredSnapshot, Unit, earlier_units, snapshots, units_of

WHOLE: tuple[State, ...] = ("done",)
"""The states of units with all of their rows."""


@frozen
class UnitCount:
    """The units of one kind that are in one state.

    Attributes:
        kind: The kind.
        state: The state.
        units: The number of units.
        rows: The number of their stored rows.
    """

    kind: str
    state: State
    units: int
    rows: int


@frozen
class SnapshotRows:
    """The rows of one kind in a snapshot: those rows of the files and of `staged` whose `reading` is in `readings`.

    Attributes:
        schema: The columns; the first is `reading`.
        files: The Parquet files that may contain rows.
        staged: The rows that are in no file yet.
        readings: The numbers of the attempts that count, as a column `reading` in rising order.
    """

    schema: pa.Schema
    files: tuple[Path, ...]
    staged: pa.Table = field(repr=False)
    readings: pa.Table = field(repr=False)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows, one batch in memory at a time. Merged parts come after others, so the order is not that of the listings."""
        numbers = self.readings.column(0).combine_chunks()
        for batch in self._stored():
            if batch.num_rows:
                lowest, highest = reading_range(batch)
                first, end = bisect_left(numbers, lowest, key=_number), bisect_right(numbers, highest, key=_number)
                found = only_readings(batch, numbers[first:end])
                if found.num_rows:
                    yield found

    def reader(self) -> pa.RecordBatchReader:
        """Return the rows as a stream, which can be read once."""
        return pa.RecordBatchReader.from_batches(self.schema, self.batches())

    def _stored(self) -> Iterator[pa.RecordBatch]:
        for path in self.files:
            with pq.ParquetFile(path) as file:
                yield from file.iter_batches()
        yield from self.staged.to_batches()


class StoreReader:
    """A reader of a store: a context manager. As long as it is open, no writer deletes a file that it has named.

    Args:
        folder: The store's folder.

    Raises:
        StoreError: The folder contains no store, or its files cannot be read.
        StoreMismatch: The store has another format.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not (folder / FILE).is_file():
            raise StoreError(f"{folder} contains no store: give the folder of one")
        with ExitStack() as opened, storage_errors(folder):
            opened.callback(ReaderLock(folder).close)
            self.manifest: Manifest = read_manifest(folder)
            opened.callback(self.manifest.connection.close)
            self._resources = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Release the store."""
        self._resources.close()

    @property
    def question(self) -> Mapping[str, Any]:
        """Return the question that the store answers."""
        return self.manifest.question

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the names of the store's tables."""
        return tuple(self.manifest.kinds)

    def snapshots(self) -> list[StoredSnapshot]:
        """Return all snapshots, the first one first."""
        return snapshots(self.manifest)

    def counts(self, snapshot: int) -> list[UnitCount]:
        """Return the numbers of units and rows of a snapshot, by kind and state."""
        statement = "SELECT kind, state, count(*), sum(rows) FROM units WHERE snapshot = ? GROUP BY kind, state ORDER BY kind, state"
        return [UnitCount(*row) for row in self.manifest.select(statement, snapshot)]

    def units(self, snapshot: int, states: Collection[State] = STATES) -> Iterator[Unit]:
        """Yield the units of a snapshot that are in one of some states."""
        return units_of(self.manifest, snapshot, states)

    def earlier_units(self, snapshot: int) -> Iterator[Unit]:
        """Yield for each unit of a snapshot the same one in the last snapshot before that has read it to its end; else in the last one before."""
        return earlier_units(self.manifest, snapshot)

    def noted(self, snapshot: int) -> Iterator[Unit]:
        """Yield the units of a snapshot that have notes."""
        return units_of(self.manifest, snapshot, STATES, noted=True)

    def rows(self, kind: str, snapshot: int, states: Collection[State] = WHOLE) -> SnapshotRows:
        """Return the rows of one kind in a snapshot, as they are at this moment.

        Args:
            kind: The kind.
            snapshot: The snapshot's number.
            states: The states of the units whose rows count. Only `done` units have all of theirs.

        Raises:
            KeyError: The store has no such kind.
        """
        table = self.manifest.kinds[kind]
        places = ", ".join("?" * len(states))
        with self.manifest.transaction("DEFERRED") as connection:
            parts = self.manifest.parts(kind)
            staged = pa.concat_tables([table.schema.empty_table(), *staged_tables(self.manifest, table)])
            found = connection.execute(
                f"SELECT DISTINCT reading FROM units WHERE snapshot = ? AND kind = ? AND reading IS NOT NULL AND state IN ({places}) "  # noqa: S608
                "ORDER BY reading",
                (snapshot, kind, *states),
            )
            numbers = array("q", (reading for (reading,) in found))
        return SnapshotRows(
            table.schema,
            tuple(self.manifest.parts_folder / part.file for part in parts),
            staged,
            pa.Table.from_arrays([reading_column(numbers)], schema=pa.schema([READING])),
        )


def _number(reading: pa.Scalar) -> int:
    return int(reading.as_py())
