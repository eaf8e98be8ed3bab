"""Verification: what a store contains is what its manifest says."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from .kinds import schema_fingerprint
from .manifest import Manifest, Part
from .part_files import sha256_of
from .reader import StoreReader
from .readings import READING
from .staging import staged_tables
from .units import NAMED


class Counts:
    """The numbers of stored rows by attempt, of those that units refer to.

    Args:
        readings: The numbers of the attempts, in rising order.
    """

    def __init__(self, readings: "array[int]") -> None:
        self._readings = readings
        self.stored = array("q", [0]) * len(readings)

    def add(self, columns: Iterable[Any]) -> None:
        """Count the rows of columns `reading`."""
        for column in columns:
            for counted in column.value_counts():
                reading = counted["values"].as_py()
                place = bisect_left(self._readings, reading)
                if place < len(self._readings) and self._readings[place] == reading:
                    self.stored[place] += counted["counts"].as_py()


def verify(reader: StoreReader) -> Iterator[str]:
    """Compare a store with its manifest: each part's file, and the number of each unit's rows.

    It takes 24 bytes of memory for each attempt that units refer to, and works beside a writer.

    Args:
        reader: The reader of the store.

    Yields:
        Each difference, as a sentence.
    """
    manifest = reader.manifest
    yield from (f"{manifest.folder}: the manifest is damaged: {text}" for (text,) in manifest.select("PRAGMA quick_check") if text != "ok")
    with manifest.transaction("DEFERRED") as connection:
        parts = manifest.parts()
        readings, expected = array("q"), array("q")
        disagreeing = []
        statement = "SELECT reading, min(rows), max(rows) FROM units WHERE reading IS NOT NULL GROUP BY reading ORDER BY reading"
        for reading, least, most in connection.execute(statement):
            readings.append(reading)
            expected.append(least)
            if least != most:
                disagreeing.append(reading)
        counts = Counts(readings)
        for kind in manifest.kinds.values():
            counts.add(table.column(0) for table in staged_tables(manifest, kind))
    for part in parts:
        yield from _differences(manifest, part, counts)
    for reading in disagreeing:
        yield f"attempt {reading}: units that share its rows have different numbers of rows"
    for reading, rows, stored in zip(readings, expected, counts.stored, strict=True):
        if rows != stored:
            yield f"{_name(manifest, reading)}: {stored} rows are stored instead of {rows}"


def _differences(manifest: Manifest, part: Part, counts: Counts) -> Iterator[str]:
    """Yield how a part's file differs from the manifest, and count its rows by attempt."""
    path = manifest.parts_folder / part.file
    try:
        size, digest = path.stat().st_size, sha256_of(path)
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
            counts.add(batch.column(0) for batch in file.iter_batches(columns=[READING.name]))
    except FileNotFoundError:
        yield f"{part.file}: the file is missing"
        return
    except (OSError, pa.ArrowException) as error:
        yield f"{part.file}: the file cannot be read: {error}"
        return
    found: dict[str, tuple[Any, Any]] = {
        "bytes": (size, part.bytes),
        "SHA-256": (digest, part.sha256),
        "rows": (rows, part.rows),
        "fingerprint of columns": (schema_fingerprint(schema), part.schema),
    }
    yield from (f"{part.file}: its {name} is {is_} instead of {should}" for name, (is_, should) in found.items() if is_ != should)


def _name(manifest: Manifest, reading: int) -> str:
    """Return the name of the unit with an attempt."""
    statement = f"SELECT snapshot, units.kind, name FROM {NAMED} WHERE reading = ? LIMIT 1"  # noqa: S608
    found = manifest.select(statement, reading)
    return "snapshot {}, {} of {}".format(*found[0]) if found else f"attempt {reading}"
