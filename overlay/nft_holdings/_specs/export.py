"""Export the specs in the package as files, to read or to publish."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from uuid import uuid4

from .access import spec_of

FORMS = ("openapi.yaml", "openapi.json")
"""The YAML of a spec, and the same as JSON."""
CHECKSUMS = "SHA256SUMS"
LATEST = "latest"


class ExportRefused(ValueError):
    """A folder that the specs cannot be written to. Nothing was written."""


def export_specs(folder: Path, apis: Iterable[str]) -> list[Path]:
    """Write specs below a folder: `<api>/<version>/openapi.yaml`, `openapi.json` and their checksums, and the same in `<api>/latest`.

    Versions that the folder has already are kept: a published version does not change.

    Args:
        folder: The folder. It is created if it does not exist.
        apis: The APIs, by the names of their specs.

    Returns:
        The files that were written, without those that had the same content already.

    Raises:
        ExportRefused: A version exists with other content, or a file has the name of a folder, or a folder that of a file.
        OSError: A file cannot be written.
    """
    wanted = dict(_files(folder, apis))
    for path, content in wanted.items():
        taken = next((each for each in (path, *path.parents) if each.exists()), folder)
        if taken != path and not taken.is_dir():
            raise ExportRefused(f"{taken} is a file where a folder is needed: name another folder")
        if path.is_dir():
            raise ExportRefused(f"{path} is a folder where a file is to be written: name another folder")
        if taken == path and path.parent.name != LATEST and path.read_bytes() != content:
            raise ExportRefused(
                f"{path} has other content, and a published version does not change: "
                "give the spec another version, name another folder, or remove the file"
            )
    written = [path for path, content in wanted.items() if not path.exists() or path.read_bytes() != content]
    for path in written:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(path, wanted[path])
    return written


def _files(folder: Path, apis: Iterable[str]) -> Iterator[tuple[Path, bytes]]:
    for api in apis:
        contents = {form: (files(f"nft_holdings_api.{api}") / form).read_bytes() for form in FORMS}
        sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {form}\n" for form, content in contents.items())
        for version in (str(spec_of(api)["info"]["version"]), LATEST):
            for form, content in {**contents, CHECKSUMS: sums.encode()}.items():
                yield folder / api / version / form, content


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole or not at all."""
    part = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
