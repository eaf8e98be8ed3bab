"""Verification finds each difference between a store and its manifest."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from nft_holdings.data._store import StoreReader, verify

from tests.support.stores import NEVER, begin_units, filled, page, writer_of

PART = "nfts-000001.parquet"


def change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"parquet-cpp", b"parquet-dpp"))


def empty(path: Path) -> None:
    path.write_bytes(b"PAR1" * 9)


def lose_a_row(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(1), path)


def rename_a_column(path: Path) -> None:
    pq.write_table(pq.read_table(path).rename_columns(["reading", "other", "time"]), path)


def change_the_manifest(statement: str) -> Callable[[Path], None]:
    def execute(path: Path) -> None:
        with closing(sqlite3.connect(path.parents[1] / "manifest.sqlite")) as connection, connection:
            connection.execute(statement)

    return execute


DAMAGES: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "missing": (Path.unlink, ["the file is missing", "snapshot 1, nfts of 0: 0 rows are stored instead of 4"]),
    "changed": (change, ["its SHA-256 is"]),
    "no Parquet": (empty, ["the file cannot be read", "0 rows are stored"]),
    "a row less": (
        lose_a_row,
        ["its bytes is", "its SHA-256 is", "its rows is 3 instead of 4", "nfts of 0: 3 rows are stored instead of 4"],
    ),
    "columns": (rename_a_column, ["its bytes is", "its SHA-256 is", "its fingerprint of columns is"]),
    "units": (change_the_manifest("UPDATE units SET rows = 5"), ["nfts of 0: 4 rows are stored instead of 5"]),
    "shared": (
        change_the_manifest("INSERT INTO units (snapshot, kind, name_id, reading, rows) VALUES (2, 'nfts', 1, 1, 3)"),
        ["attempt 1: units that share its rows have different numbers of rows", "4 rows are stored instead of 3"],
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_found(tmp_path: Path, damage: str) -> None:
    filled(tmp_path)
    with StoreReader(tmp_path) as reader:
        assert list(verify(reader)) == []
    act, expected = DAMAGES[damage]
    act(tmp_path / "parts" / PART)
    with StoreReader(tmp_path) as reader:
        found = list(verify(reader))
    assert len(found) >= len(expected)
    for sentence in expected:
        assert any(sentence in each for each in found), found


def test_pages_in_no_part_count(tmp_path: Path) -> None:
    with writer_of(tmp_path, limits=NEVER) as writer:
        _, (unit,) = begin_units(writer, 1)
        writer.add(unit, page("a"), "1")
        writer.flush()
        with StoreReader(tmp_path) as reader:
            assert list(verify(reader)) == []
        with closing(sqlite3.connect(tmp_path / "manifest.sqlite")) as connection, connection:
            connection.execute("DELETE FROM staged")
        with StoreReader(tmp_path) as reader:
            assert list(verify(reader)) == ["snapshot 1, nfts of 0: 0 rows are stored instead of 1"]
