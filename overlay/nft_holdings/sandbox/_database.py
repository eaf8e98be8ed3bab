"""The rows of a sandbox, in SQLite."""

import re
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from random import Random

from ._api import SandboxApi
from ._document import Value, read_document
from ._settings import Settings

FILLED = "CREATE TABLE IF NOT EXISTS sandbox_filled (api TEXT PRIMARY KEY)"
MOST_KEPT = 2
LARGEST_KEPT = 5000
"""NFTs of the largest account, which make some 30 MB."""


def open_database(apis: Iterable[SandboxApi], settings: Settings, load: Path | Mapping[str, object] | None) -> sqlite3.Connection:
    """Open the database and fill it: with the document if given, else with made-up rows unless it has rows.

    Raises:
        LoadError: The document cannot be used. Rows that a file already held are left as they were.
        sqlite3.Error: The file cannot be opened, or is not a database.
    """
    apis = tuple(apis)
    if load is None and settings.database is None and settings.nfts <= LARGEST_KEPT:
        connection = _connect(None)
        connection.deserialize(_made_up(apis, settings))
        return connection
    document = None if load is None else read_document(load, frozenset(api.name for api in apis))
    return _fill(_connect(settings.database), apis, settings, document)


@lru_cache(maxsize=MOST_KEPT)
def _made_up(apis: tuple[SandboxApi, ...], settings: Settings) -> bytes:
    """Return a database of made-up rows. They are made once: a run of tests starts hundreds of sandboxes, and this takes the most time."""
    with closing(_fill(_connect(None), apis, settings, None)) as connection:
        return connection.serialize()


def _connect(file: Path | None) -> sqlite3.Connection:
    return sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)


def _fill(
    connection: sqlite3.Connection, apis: tuple[SandboxApi, ...], settings: Settings, document: Mapping[str, Value] | None
) -> sqlite3.Connection:
    """Make the tables and fill them; closes the connection if that fails."""
    try:
        connection.execute("BEGIN")
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if tables and "sandbox_filled" not in tables:
            raise sqlite3.DatabaseError("it holds the tables of another program")
        connection.execute(FILLED)
        for api in apis:
            for statement in filter(str.strip, api.tables.split(";")):
                connection.execute(statement)
            if document is not None:
                for table in re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", api.tables):
                    connection.execute(f"DELETE FROM {table}")
                api.load(connection, document[api.name])
            elif not connection.execute("SELECT 1 FROM sandbox_filled WHERE api = ?", (api.name,)).fetchone():
                # A stream of chance for each API: adding one leaves the rows of the others as they are.
                api.seed(connection, settings, Random(f"{settings.seed}/{api.name}"))
            connection.execute("INSERT OR IGNORE INTO sandbox_filled VALUES (?)", (api.name,))
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection
