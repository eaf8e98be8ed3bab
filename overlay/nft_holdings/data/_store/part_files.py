"""The files of parts: written aside, then renamed; found, hashed and deleted.

A file is whole once it has its name. It belongs to the store once the manifest lists it; before that, the next start deletes it.
"""

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

OWN_NAME = re.compile(r"[a-z][a-z0-9_]*-\d{6,}\.parquet(\.tmp)?")
GROUP_ROWS = 50_000
"""The rows of a row group, which readers of Parquet take at once."""
GROUP_BYTES = 32 * 2**20
"""The bytes after which a row group ends earlier."""

Step = Literal[
    "pages stored",
    "pages committed",
    "part written",
    "part synced",
    "part renamed",
    "folder synced",
    "part stored",
    "part committed",
    "merged part stored",
    "merged part committed",
    "old parts forgotten",
]
"""The steps of a writer that a process may not outlive. A writer calls its `at_step` after each of them."""
AtStep = Callable[[Step], object]


def part_file_name(kind: str, number: int) -> str:
    """Return the name of a part's file."""
    return f"{kind}-{number:06}.parquet"


def write_part(path: Path, schema: pa.Schema, rows: Iterable[pa.Table], at_step: AtStep) -> int:
    """Write a part's file so that it is on the disk, as a whole, under its name.

    Args:
        path: The file.
        schema: The columns of the rows.
        rows: The rows. Their chunks may have any size.
        at_step: What is called after each step.

    Returns:
        The number of rows.

    Raises:
        OSError: The file cannot be written.
    """
    aside = path.with_name(f"{path.name}.tmp")
    count = 0
    with aside.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for group in _row_groups(rows):
                writer.write_table(group)
                count += group.num_rows
        at_step("part written")
        file.flush()
        os.fsync(file.fileno())
    at_step("part synced")
    aside.replace(path)
    at_step("part renamed")
    sync_folder(path.parent)
    at_step("folder synced")
    return count


def _row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Join tables into row groups of a useful size."""
    waiting: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        waiting.append(table)
        rows += table.num_rows
        size += table.nbytes
        if rows >= GROUP_ROWS or size >= GROUP_BYTES:
            yield pa.concat_tables(waiting)
            waiting, rows, size = [], 0, 0
    if waiting:
        yield pa.concat_tables(waiting)


def sync_folder(folder: Path) -> None:
    """Write a folder's list of files to the disk. Windows does so by itself, and cannot open folders."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def own_files(folder: Path) -> list[Path]:
    """Return the files in a folder that a store has named, whole or not."""
    return [path for path in folder.iterdir() if OWN_NAME.fullmatch(path.name)]


def delete_unknown(folder: Path, known: Collection[str]) -> None:
    """Delete the files that a store has named, but does not know.

    Args:
        folder: The folder of parts.
        known: The names of files to keep.
    """
    for path in own_files(folder):
        if path.name not in known:
            with suppress(PermissionError):  # on Windows somebody reads it; a later start deletes it
                path.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
