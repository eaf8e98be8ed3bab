"""Stores that do not fit, are in use or are damaged: each is refused with the reason, and nothing in it is changed."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from nft_holdings import InvalidArgument, NftHoldingsError
from nft_holdings.data._store import StoreDamaged, StoreError, StoreInUse, StoreMismatch, StoreReader, StoreWriter

from tests.support.stores import QUESTION, SCHEMA, filled, names, part_files, writer_of

HOLD = """
import sys
from pathlib import Path
from tests.support.stores import writer_of
with writer_of(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.readline()
"""
ROOT = Path(__file__).parents[2]
PART = "nfts-000001.parquet"


def execute(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / "manifest.sqlite")) as connection, connection:
        connection.execute(statement)


def test_a_second_writer_in_the_process(tmp_path: Path) -> None:
    with writer_of(tmp_path):
        with pytest.raises(StoreInUse, match=f"another process writes to {tmp_path}: wait") as caught:
            writer_of(tmp_path)
        assert caught.value.temporary
        with StoreReader(tmp_path), pytest.raises(StoreInUse):
            writer_of(tmp_path)
    writer_of(tmp_path).close()


def test_a_second_process(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, tmp_path], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"open\n"
        with pytest.raises(StoreInUse):
            writer_of(tmp_path)
        with StoreReader(tmp_path) as reader:
            assert reader.snapshots() == []
        process.kill()
    writer_of(tmp_path).close()


def test_a_writer_that_was_refused_holds_no_lock(tmp_path: Path) -> None:
    filled(tmp_path)
    for _ in range(2):
        with pytest.raises(StoreMismatch):
            writer_of(tmp_path, question={})


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ({**QUESTION, "network": "testnet"}, "network is 'mainnet' in the store, and 'testnet' now"),
        ({"network": "mainnet"}, "order is only in the store"),
        ({**QUESTION, "spender": 5}, "spender is not in the store"),
    ],
)
def test_another_question(tmp_path: Path, question: dict[str, object], reason: str) -> None:
    filled(tmp_path)
    with pytest.raises(StoreMismatch, match=f"answers another question: {reason}; give another folder"):
        writer_of(tmp_path, question=question)
    assert names(tmp_path) == ["a0", "a1", "a2", "a3"]


def test_a_question_in_another_order_is_the_same(tmp_path: Path) -> None:
    filled(tmp_path)
    filled(tmp_path, question=dict(reversed(QUESTION.items())))


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        (SCHEMA.append(pa.field("more", pa.bool_())), "more is not in the store"),
        (SCHEMA.remove(0), "name is only in the store"),
        (SCHEMA.set(0, pa.field("name", pa.int64())), "name is 'string' in the store, and 'int64' now"),
        (SCHEMA.set(0, pa.field("name", pa.string(), nullable=False)), "name is 'string' in the store, and 'string not null' now"),
        (pa.schema(list(SCHEMA)[::-1]), "they come in another order"),
    ],
)
def test_other_columns(tmp_path: Path, schema: pa.Schema, reason: str) -> None:
    filled(tmp_path)
    with pytest.raises(StoreMismatch, match=f"nfts has other columns: {reason}; give another folder"):
        writer_of(tmp_path, schema=schema)


def test_another_kind_may_come_later(tmp_path: Path) -> None:
    filled(tmp_path)
    with StoreWriter(tmp_path, QUESTION, {"tokens": SCHEMA}) as writer:
        writer.end_snapshot(writer.begin_snapshot([]))
    with StoreReader(tmp_path) as reader:
        assert reader.kinds == ("nfts", "tokens")


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("UPDATE meta SET format = 1", "has format 1, this version of nft-holdings has format 2"),
        ("ALTER TABLE meta RENAME TO other", "is not the manifest of a store"),
    ],
)
def test_another_format(tmp_path: Path, statement: str, reason: str) -> None:
    filled(tmp_path)
    execute(tmp_path, statement)
    for opened in (writer_of, StoreReader):
        with pytest.raises(StoreMismatch, match=reason):
            opened(tmp_path)


def test_a_question_without_its_fingerprint(tmp_path: Path) -> None:
    filled(tmp_path)
    execute(tmp_path, "UPDATE meta SET question = '{}'")
    with pytest.raises(StoreDamaged, match="does not have its fingerprint"):
        writer_of(tmp_path, question={})


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:4] + b"\0" + content[4:])


def with_another_column(path: Path) -> None:
    size = path.stat().st_size
    pq.write_table(pq.read_table(path).rename_columns(["reading", "other", "time"]), path)
    with closing(sqlite3.connect(path.parents[1] / "manifest.sqlite")) as connection, connection:
        connection.execute("UPDATE parts SET bytes = ? WHERE bytes = ?", (path.stat().st_size, size))


@pytest.mark.parametrize(
    ("damage", "error", "reason"),
    [
        (Path.unlink, StoreDamaged, f"{PART} cannot be read"),
        (cut_off, StoreDamaged, f"{PART} cannot be read"),
        (lengthen, StoreDamaged, f"{PART} has .* bytes instead of"),
        (with_another_column, StoreMismatch, f"{PART} has other columns: name is not in the store|other is only in the store"),
    ],
)
def test_a_part_that_does_not_fit(tmp_path: Path, damage: Callable[[Path], None], error: type[StoreError], reason: str) -> None:
    filled(tmp_path)
    damage(tmp_path / "parts" / PART)
    with pytest.raises(error, match=reason):
        writer_of(tmp_path)


def test_unknown_parts_are_deleted_and_other_files_are_not(tmp_path: Path) -> None:
    filled(tmp_path)
    others = ["notes.txt", "nfts.parquet", "nfts-1.parquet", "nfts-000001.parquet.bak", "Nfts-000007.parquet"]
    for name in ["nfts-000002.parquet", "nfts-000002.parquet.tmp", "tokens-1000000.parquet", *others]:
        (tmp_path / "parts" / name).touch()
    writer_of(tmp_path).close()
    assert part_files(tmp_path) == sorted([PART, *others])


def test_parts_without_a_manifest_are_kept(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "manifest.sqlite").unlink()
    with pytest.raises(StoreDamaged, match=r"contains parts, but .* has no manifest\.sqlite: restore it"):
        writer_of(tmp_path)
    assert part_files(tmp_path) == [PART]


def test_a_manifest_that_is_damaged(tmp_path: Path) -> None:
    filled(tmp_path)
    (tmp_path / "manifest.sqlite").write_bytes(b"no database at all" * 1000)
    for opened in (writer_of, StoreReader):
        with pytest.raises(StoreDamaged, match=r"the manifest of .* is damaged"):
            opened(tmp_path)


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(StoreError, match="cannot use the store"):
        writer_of(file)
    with pytest.raises(StoreError, match="contains no store: give the folder of one"):
        StoreReader(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    folder = tmp_path / "100% of #1? é"
    filled(folder)
    assert names(folder) == ["a0", "a1", "a2", "a3"]


@pytest.mark.parametrize(
    ("kind", "schema", "reason"),
    [
        ("../nfts", SCHEMA, "no name of a table: write a-z, 0-9 and _"),
        ("nfts", SCHEMA.append(pa.field("reading", pa.int64())), "one is called 'reading'"),
        ("nfts", SCHEMA.append(SCHEMA.field(0)), "two columns have the same name"),
    ],
)
def test_tables_that_cannot_be_stored(tmp_path: Path, kind: str, schema: pa.Schema, reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason):
        StoreWriter(tmp_path, QUESTION, {kind: schema})


def test_errors_are_of_the_package() -> None:
    assert issubclass(StoreError, NftHoldingsError)
    assert not StoreError("").temporary
