"""The manifest: the SQLite file that knows what a store contains."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import frozen

from .errors import StoreDamaged, StoreMismatch, storage_errors
from .kinds import Kind, check_schema, mapping_differences, new_kind
from .part_files import own_files, sync_folder

FORMAT = 2
FILE = "manifest.sqlite"
TIMEOUT = 10.0
"""The most seconds to wait for SQLite's own short locks."""
TABLES = """
CREATE TABLE meta (
    format INTEGER NOT NULL, question TEXT NOT NULL, fingerprint TEXT NOT NULL, last_reading INTEGER NOT NULL, last_part INTEGER NOT NULL
);
CREATE TABLE kinds (name TEXT PRIMARY KEY, schema BLOB NOT NULL);
CREATE TABLE snapshots (id INTEGER PRIMARY KEY, began TEXT NOT NULL, ended TEXT, told INTEGER NOT NULL DEFAULT 0);
CREATE TABLE names (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name));
CREATE TABLE units (
    id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL, kind TEXT NOT NULL, name_id INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
    reading INTEGER, cursor TEXT, rows INTEGER NOT NULL DEFAULT 0, error TEXT, notes TEXT, began INTEGER, ended INTEGER,
    UNIQUE (name_id, snapshot)
);
CREATE INDEX units_by_snapshot ON units (snapshot);
CREATE INDEX units_by_reading ON units (reading);
CREATE TABLE staged (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, batch BLOB NOT NULL);
CREATE TABLE parts (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, file TEXT NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL, sha256 TEXT NOT NULL,
    schema TEXT NOT NULL, replaced_by INTEGER
);
"""


@frozen
class Part:
    """A part, as the manifest lists it.

    Attributes:
        id: Its number.
        kind: The kind of its rows.
        file: The name of its file.
        rows: The number of its rows.
        bytes: The size of its file.
        sha256: The SHA-256 of its file.
        schema: The fingerprint of its columns.
    """

    id: int
    kind: str
    file: str
    rows: int
    bytes: int
    sha256: str
    schema: str


@frozen
class Manifest:
    """An open manifest.

    Attributes:
        folder: The store's folder.
        connection: The connection to its SQLite file.
        question: The question that the store answers, as JSON types.
        kinds: The tables of the store by their names.
    """

    folder: Path
    connection: sqlite3.Connection
    question: Mapping[str, Any]
    kinds: Mapping[str, Kind]

    @property
    def parts_folder(self) -> Path:
        """Return the folder of the parts."""
        return self.folder / "parts"

    def select(self, statement: str, *values: object) -> list[Any]:
        """Return the rows that a SELECT finds."""
        with storage_errors(self.folder):
            return self.connection.execute(statement, values).fetchall()

    def parts(self, kind: str | None = None) -> list[Part]:
        """Return the parts that count, of one kind or of all."""
        found = self.select(
            "SELECT id, kind, file, rows, bytes, sha256, schema FROM parts WHERE replaced_by IS NULL AND kind = ifnull(?, kind) ORDER BY id",
            kind,
        )
        return [Part(*row) for row in found]

    @contextmanager
    def transaction(self, how: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
        """Hold a transaction: it is committed at the end, or rolled back if an error or a signal comes."""
        with storage_errors(self.folder, (sqlite3.Error,)), rolled_back(self.connection):
            self.connection.execute(f"BEGIN {how}")
            yield self.connection
            self.connection.execute("COMMIT")


@contextmanager
def rolled_back(connection: sqlite3.Connection) -> Iterator[None]:
    """Roll back the open transaction, if there is one, when an error or a signal comes."""
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # after some errors SQLite has rolled back already
            connection.execute("ROLLBACK")
        raise


def connect(folder: Path, mode: str) -> sqlite3.Connection:
    """Connect to the SQLite file of a manifest.

    Args:
        folder: The store's folder.
        mode: `rwc` to write, and to make the file; `ro` to read.
    """
    address = f"{(folder / FILE).absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=TIMEOUT, isolation_level=None, check_same_thread=False)
    try:
        # A commit has reached the disk when it returns: files that it replaces are deleted only after it.
        connection.execute("PRAGMA synchronous = FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def open_manifest(folder: Path, question: Mapping[str, Any], schemas: Mapping[str, pa.Schema]) -> Manifest:
    """Open the manifest of a store to write, and make it if there is none. The caller has the writer's lock.

    Args:
        folder: The store's folder, which exists.
        question: The question that the store answers, as JSON types.
        schemas: The columns of the rows of each kind, without `reading`.

    Raises:
        StoreMismatch: The manifest has another format, another question or other columns.
        StoreDamaged: The folder contains parts, but no manifest.
        sqlite3.Error: The file cannot be used.
    """
    asked = json.loads(json.dumps(question))
    kinds = {name: new_kind(name, schema) for name, schema in schemas.items()}
    connection = connect(folder, "rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        with rolled_back(connection):
            connection.execute("BEGIN IMMEDIATE")
            if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                _create(folder, connection, asked)
            stored = _question(folder, connection)
            if stored != asked:
                raise StoreMismatch(f"{folder} answers another question: {mapping_differences(stored, asked)}; give another folder")
            known = _kinds(connection)
            for name, kind in kinds.items():
                if name in known:
                    check_schema(f"{folder}: {name}", known[name].schema, kind.schema)
                else:
                    connection.execute("INSERT INTO kinds VALUES (?, ?)", (name, kind.schema.serialize()))
            connection.execute("COMMIT")
        return Manifest(folder, connection, stored, {**known, **kinds})
    except BaseException:
        connection.close()
        raise


def has_store(folder: Path) -> bool:
    """Return True if a folder contains a store; False also if the making of its manifest was stopped.

    Raises:
        StoreError: The manifest cannot be read.
    """
    if not (folder / FILE).is_file():
        return False
    with storage_errors(folder), closing(connect(folder, "ro")) as connection:
        return bool(connection.execute("SELECT 1 FROM sqlite_master").fetchone())


def read_manifest(folder: Path) -> Manifest:
    """Open the manifest of a store to read.

    Raises:
        StoreMismatch: The manifest has another format.
        sqlite3.Error: The file cannot be used.
    """
    connection = connect(folder, "ro")
    try:
        return Manifest(folder, connection, _question(folder, connection), _kinds(connection))
    except BaseException:
        connection.close()
        raise


def _create(folder: Path, connection: sqlite3.Connection, question: Mapping[str, Any]) -> None:
    parts = folder / "parts"
    parts.mkdir(exist_ok=True)
    if own_files(parts):
        raise StoreDamaged(f"{parts} contains parts, but {folder} has no {FILE}: restore it from a copy, or give another folder")
    sync_folder(folder)
    for statement in filter(str.strip, TABLES.split(";")):
        connection.execute(statement)
    text = json.dumps(question, sort_keys=True)
    connection.execute("INSERT INTO meta VALUES (?, ?, ?, 0, 0)", (FORMAT, text, hashlib.sha256(text.encode()).hexdigest()))


def _question(folder: Path, connection: sqlite3.Connection) -> Any:
    """Return the question of a manifest, if it has this format."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
        raise StoreMismatch(f"{folder / FILE} is not the manifest of a store: give another folder")
    (stored,) = connection.execute("SELECT format FROM meta").fetchone()
    if stored != FORMAT:
        raise StoreMismatch(f"{folder} has format {stored}, this version of nft-holdings has format {FORMAT}: give another folder")
    text, fingerprint = connection.execute("SELECT question, fingerprint FROM meta").fetchone()
    if hashlib.sha256(text.encode()).hexdigest() != fingerprint:
        raise StoreDamaged(f"the question in {folder / FILE} does not have its fingerprint: restore the folder from a copy")
    return json.loads(text)


def _kinds(connection: sqlite3.Connection) -> dict[str, Kind]:
    found = connection.execute("SELECT name, schema FROM kinds").fetchall()
    return {name: Kind(name, pa.ipc.read_schema(pa.py_buffer(schema))) for name, schema in found}
