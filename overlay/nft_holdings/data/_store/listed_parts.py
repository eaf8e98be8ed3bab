"""The parts that the manifest lists, and the files beside them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyarrow as pa
import pyarrow.parquet as pq

from .errors import StoreDamaged, StoreError, storage_errors
from .kinds import check_schema
from .manifest import Manifest
from .part_files import AtStep, delete_unknown


def forget_replaced(manifest: Manifest, at_step: AtStep) -> None:
    """Take the parts that were merged into others off the manifest; their files are unknown then."""
    with manifest.transaction() as connection:
        connection.execute("DELETE FROM parts WHERE replaced_by IS NOT NULL")
    at_step("old parts forgotten")


def delete_unknown_files(manifest: Manifest) -> None:
    """Delete the files of parts that the manifest does not list."""
    known = {file for (file,) in manifest.select("SELECT file FROM parts")}
    with storage_errors(manifest.folder):
        delete_unknown(manifest.parts_folder, known)


@contextmanager
def leaving_nothing(manifest: Manifest) -> Iterator[None]:
    """Delete a part's file if an error or a signal comes before the manifest lists it."""
    try:
        yield
    except BaseException:
        with suppress(StoreError):  # the next start deletes it
            delete_unknown_files(manifest)
        raise


def check_parts(manifest: Manifest) -> None:
    """Raise StoreDamaged or StoreMismatch if a part is missing, has another size or other columns."""
    for part in manifest.parts():
        path = manifest.parts_folder / part.file
        try:
            size, schema = path.stat().st_size, pq.read_schema(path)
        except (OSError, pa.ArrowException) as error:
            raise StoreDamaged(f"{path} cannot be read ({error}): restore it from a copy") from error
        if size != part.bytes:
            raise StoreDamaged(f"{path} has {size} bytes instead of {part.bytes}: restore it from a copy")
        check_schema(str(path), schema, manifest.kinds[part.kind].schema)
