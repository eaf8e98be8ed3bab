"""Verification: what a store contains is what its manifest says."""

from array import array
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

NOT_USED = -1
"""In place of a count: no unit refers to the attempt."""


def verify(reader: StoreReader) -> Iterator[str]:
    """Compare a store with its manifest: each part's file, and the number of each unit's rows.

    It takes 16 bytes of memory for each attempt, and works beside a writer.

    Args:
        reader: The reader of the store.

    Yields:
        Each difference, as a sentence.
    """
    manifest = reader.manifest
    yield from (f"{manifest.folder}: the manifest is damaged: {text}" for (text,) in manifest.select("PRAGMA quick_check") if text != "ok")
    with manifest.transaction("DEFERRED") as connection:
        parts = manifest.parts()
        ((last_reading,),) = manifest.select("SELECT last_reading FROM meta")
        expected = array("q", [NOT_USED]) * (last_reading + 1)
        stored = array("q", [0]) * (last_reading + 1)
        disagreeing = []
        for reading, rows in connection.execute("SELECT reading, rows FROM units WHERE reading IS NOT NULL"):
            if expected[reading] not in (NOT_USED, rows):
                disagreeing.append(reading)
            expected[reading] = rows
        for kind in manifest.kinds.values():
            _count(stored, (table.column(0) for table in staged_tables(manifest, kind)))
    for part in parts:
        yield from _differences(manifest, part, stored)
    for reading in disagreeing:
        yield f"attempt {reading}: units that share its rows have different numbers of rows"
    for reading, rows in enumerate(expected):
        if rows not in (NOT_USED, stored[reading]):
            yield f"{_name(manifest, reading)}: {stored[reading]} rows are stored instead of {rows}"


def _differences(manifest: Manifest, part: Part, stored: "array[int]") -> Iterator[str]:
    """Yield how a part's file differs from the manifest, and count its rows by attempt."""
    path = manifest.parts_folder / part.file
    try:
        size, digest = path.stat().st_size, sha256_of(path)
        with pq.ParquetFile(path) as file:
            rows, schema = file.metadata.num_rows, file.schema_arrow
            _count(stored, (batch.column(0) for batch in file.iter_batches(columns=[READING.name])))
    except FileNotFoundError:
        yield f"{part.file}: the file is missing"
        return
    except (OSError, pa.ArrowException, IndexError) as error:
        yield f"{part.file}: the file cannot be read: {error}"
        return
    found: dict[str, tuple[Any, Any]] = {
        "bytes": (size, part.bytes),
        "SHA-256": (digest, part.sha256),
        "rows": (rows, part.rows),
        "fingerprint of columns": (schema_fingerprint(schema), part.schema),
    }
    yield from (f"{part.file}: its {name} is {is_} instead of {should}" for name, (is_, should) in found.items() if is_ != should)


def _count(stored: "array[int]", columns: Iterable[Any]) -> None:
    for column in columns:
        for counted in column.value_counts():
            stored[counted["values"].as_py()] += counted["counts"].as_py()


def _name(manifest: Manifest, reading: int) -> str:
    """Return the name of the unit with an attempt."""
    statement = f"SELECT snapshot, units.kind, name FROM {NAMED} WHERE reading = ? LIMIT 1"  # noqa: S608
    found = manifest.select(statement, reading)
    return "snapshot {}, {} of {}".format(*found[0]) if found else f"attempt {reading}"
