"""Checks of the contents of the distributions."""

import tarfile
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from importlib.metadata import EntryPoint
from pathlib import Path

from generation.published_form import published_form
from packaging.metadata import ExceptionGroup, Metadata

from .agreement import package_version

PACKAGES = {"nft_holdings": "overlay", "nft_holdings_api": "generated", "nft_holdings_server_models": "generated"}
"""The packages of the wheel, and the folders that they are in."""
LEFT_OUT = {"__pycache__", ".ruff_cache"}
COMMAND = EntryPoint("nft-holdings", "nft_holdings.cli:main", "console_scripts")
SOURCES = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "scripts/test", "specs/sources/hedera.yaml", "tests/conftest.py")


def wheel_faults(wheel: Path, root: Path) -> Iterator[str]:
    """Yield what is wrong with a wheel of the package at a root."""
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    expected = _package_files(root)
    yield from (f"{name} is missing" for name in sorted(expected.keys() - found.keys()))
    yield from (
        f"{name} is not what is in the repository" for name in sorted(expected.keys() & found.keys()) if expected[name] != found[name]
    )
    extra = found.keys() - expected.keys()
    yield from (f"{name} does not belong there" for name in sorted(extra) if ".dist-info/" not in name)
    yield from (f"{package} is not marked as typed (py.typed)" for package in PACKAGES if f"{package}/py.typed" not in found)
    for spec in sorted((root / "specs").glob("*.yaml")):
        if found.get(f"nft_holdings_api/{spec.stem}/openapi.yaml") != published_form(spec).encode():
            yield f"nft_holdings_api/{spec.stem}/openapi.yaml is not specs/{spec.name}: run scripts/generate"
    information = {name.partition(".dist-info/")[2]: content for name, content in found.items() if ".dist-info/" in name}
    if "licenses/LICENSE" not in information:
        yield "the licence is missing"
    if f"{COMMAND.name} = {COMMAND.value}" not in information.get("entry_points.txt", b"").decode():
        yield f"the command {COMMAND.name} is missing"
    yield from _metadata_faults(information.get("METADATA", b""), root)


def _package_files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root / above).as_posix(): path.read_bytes()
        for package, above in PACKAGES.items()
        for path in (root / above / package).rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.parts)
    }


def _metadata_faults(text: bytes, root: Path) -> Iterator[str]:
    try:
        metadata = Metadata.from_email(text, validate=True)
    except ExceptionGroup as group:
        yield from (f"METADATA: {error}" for error in group.exceptions)
        return
    if str(metadata.version) != package_version(root):
        yield f"METADATA has version {metadata.version}, and pyproject.toml {package_version(root)}"
    readme = (root / "README.md").read_text(encoding="utf-8").strip()
    described = metadata.description or str(Parser().parsestr(text.decode()).get_payload())
    if described.strip() != readme:
        yield "METADATA does not have the README as its description"


def sdist_faults(sdist: Path) -> Iterator[str]:
    """Yield what a source distribution lacks, or has and should not have."""
    with tarfile.open(sdist) as archive:
        names = {member.name.partition("/")[2] for member in archive.getmembers()}
    yield from (f"{name} is missing" for name in SOURCES if name not in names)
    for name in sorted(names):
        if {"node_modules", ".venv", "__pycache__", ".git"} & set(Path(name).parts):
            yield f"{name} does not belong there"


def traces(distribution: Path, places: dict[str, str]) -> Iterator[str]:
    """Yield the files of a distribution that name a folder of this machine.

    Args:
        distribution: A wheel or a source distribution.
        places: Paths that must not be named, and what they are.
    """
    if distribution.suffix == ".whl":
        with zipfile.ZipFile(distribution) as wheel:
            contents = {name: wheel.read(name) for name in wheel.namelist()}
    else:
        with tarfile.open(distribution) as archive:
            members = [(member.name, archive.extractfile(member)) for member in archive.getmembers()]
            contents = {name: file.read() for name, file in members if file is not None}
    for name, content in sorted(contents.items()):
        for place, what in places.items():
            if place.encode() in content:
                yield f"{name} names {what}: {place}"
