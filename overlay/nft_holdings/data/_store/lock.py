"""The lock of a store: one writer, and readers beside it.

It is a SQLite file, because SQLite's locks exist on all systems, end with the process, and count within one process too.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .errors import StoreInUse, storage_errors

READER_WAIT = 10.0
"""The most seconds that a reader waits while a writer deletes files."""


class WriterLock:
    """The lock of the one writer, held until it is closed.

    Args:
        folder: The store's folder.

    Attributes:
        exclusive: True while no reader can have the store open.

    Raises:
        StoreInUse: Another writer has the lock.
        sqlite3.Error: The file cannot be locked.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = _connect(folder, "rwc", 0)
        try:
            self.exclusive = _begin(self._connection, "EXCLUSIVE")
            if not self.exclusive and not _begin(self._connection, "IMMEDIATE"):
                raise _in_use(folder)
            self._folder = folder
        except BaseException:
            self._connection.close()
            raise

    def admit_readers(self) -> None:
        """Let readers open the store from now on.

        Raises:
            StoreInUse: Another writer has come in between.
        """
        if self.exclusive:
            self._connection.execute("COMMIT")
            self.exclusive = False
            if not _begin(self._connection, "IMMEDIATE"):
                raise _in_use(self._folder)

    def close(self) -> None:
        """Release the lock."""
        self._connection.close()


class ReaderLock:
    """The lock of a reader, held until it is closed: as long as it is held, no writer deletes a part.

    Args:
        folder: The store's folder.

    Raises:
        sqlite3.Error: The folder contains no store, or its files cannot be locked.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = _connect(folder, "ro", READER_WAIT)
        try:
            self._connection.execute("BEGIN")
            self._connection.execute("SELECT * FROM sqlite_master").fetchall()  # SQLite locks when the first statement reads
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Release the lock."""
        self._connection.close()


@contextmanager
def without_writers(folder: Path) -> Iterator[None]:
    """Keep writers away from a store until the block ends, and change nothing in it. It may be on a disk that can only be read.

    Args:
        folder: The folder of a store.

    Raises:
        StoreInUse: A writer has the store open.
        StoreError: The file cannot be locked.
    """
    with storage_errors(folder):
        lock = WriterLock(folder)
    with closing(lock):
        lock.admit_readers()
        yield


def _connect(folder: Path, mode: str, timeout: float) -> sqlite3.Connection:
    address = f"{(folder / 'lock.sqlite').absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=timeout, isolation_level=None, check_same_thread=False)


def _begin(connection: sqlite3.Connection, how: str) -> bool:
    """Begin a transaction, which locks the file; return False if others keep it locked."""
    try:
        connection.execute(f"BEGIN {how}")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _in_use(folder: Path) -> StoreInUse:
    return StoreInUse(f"another process writes to {folder}: wait until it ends, or give another folder")
