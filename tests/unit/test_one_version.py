"""A version stands in one place: the package's in pyproject.toml, a spec's in its `info.version`."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nft_holdings
import pytest
from yaml_text import loaded

ROOT = Path(__file__).parents[2]
VERSION: str = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
SPECS = {path.stem: loaded(path.read_text(encoding="utf-8"))["info"]["version"] for path in (ROOT / "specs").glob("*.yaml")}
WRITTEN_BY_HAND = ("overlay", "scripts", "docs", ".github", ".ci", "README.md")
NOT_OURS = {"node_modules", "__pycache__", ".ruff_cache", ".mypy_cache"}
TEXTS = {"", ".md", ".py", ".sh", ".toml", ".yaml", ".yml"}
STATED = r"(?i)(version_*|{name})[^\w\n]{{1,12}}v?{version}(?![\w.]\d)"


def files() -> Iterator[Path]:
    for name in WRITTEN_BY_HAND:
        for path in [ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"):
            if path.is_file() and path.suffix in TEXTS and not NOT_OURS & set(path.parts):
                yield path


def states(text: str, name: str, version: str) -> bool:
    """Return True if a text says that something has a version."""
    return re.search(STATED.format(name=name, version=re.escape(version)), text) is not None


def test_the_package_knows_its_version() -> None:
    assert nft_holdings.__version__ == VERSION, "scripts/test installs the package anew"
    command = [str(Path(sys.executable).with_name("nft-holdings")), "--version"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip().endswith(VERSION)


def test_nothing_else_states_a_version() -> None:
    names = {"nft.holdings": VERSION, **SPECS}
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in files()
        for name, version in names.items()
        if states(path.read_text("utf-8"), name, version)
    ]
    assert not found


def test_enough_is_looked_at() -> None:
    assert len(list(files())) > 150


@pytest.mark.parametrize(
    "text", ['__version__ = "1.2.0"', "version: 1.2.0\n", "nft-holdings==1.2.0", "nft_holdings 1.2.0.", "NFT-Holdings/v1.2.0"]
)
def test_a_version_would_be_found(text: str) -> None:
    assert states(text, "nft.holdings", "1.2.0")


@pytest.mark.parametrize("text", ["httpx2 1.2.0", 'version = "11.2.0"', "version 1.2.0.1", "nft-holdings takes 1.2.0"])
def test_another_version_is_not(text: str) -> None:
    assert not states(text, "nft.holdings", "1.2.0")
