"""The errors of a store."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nft_holdings._errors import NftHoldingsError

FULL = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
"""The operating system's codes for a disk, a file or a quota that is full. Windows has no quota's code of its own."""
PRIMARY = 0xFF
"""The bits of a SQLite error code that name the error; the others say more about it."""
SQLITE_FULL = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_IOERR_WRITE,
        sqlite3.SQLITE_IOERR_FSYNC,
        sqlite3.SQLITE_IOERR_TRUNCATE,
        sqlite3.SQLITE_IOERR_SHMSIZE,
    }
)
"""SQLite's codes for a disk that takes no more. Only the first one says that it is full; a quota that is used up has the others."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class StoreError(NftHoldingsError):
    """A store that cannot be read or written. The error of the operating system or of SQLite, if one was the reason, is the `__cause__`."""


class StoreInUse(StoreError):
    """A store that another writer has opened."""

    temporary = True


class StoreMismatch(StoreError):
    """A store of another format, with the answer to another question, or with other columns."""


class StoreDamaged(StoreError):
    """A store whose manifest cannot be read, or in which parts are missing or changed."""


class StoreFull(StoreError):
    """A disk without room for the store. What was stored before is still there."""


@contextmanager
def storage_errors(folder: Path, errors: tuple[type[Exception], ...] = (OSError, sqlite3.Error)) -> Iterator[None]:
    """Turn errors of the operating system and of SQLite into those of a store.

    Args:
        folder: The store's folder, for the message.
        errors: The errors that are about the store.

    Raises:
        StoreFull: The disk is full.
        StoreDamaged: The manifest is no SQLite file, or is damaged.
        StoreError: Any other such error.
        RuntimeError: The connection to the manifest is closed.
    """
    try:
        yield
    except sqlite3.ProgrammingError as error:
        raise RuntimeError(f"the store {folder} cannot be used: {error}") from error
    except errors as error:
        code = getattr(error, "sqlite_errorcode", 0)
        if code in SQLITE_FULL or getattr(error, "errno", None) in FULL:
            raise StoreFull(f"no room on the disk for {folder} ({error}): free some, then start again; what was stored is kept") from error
        if code & PRIMARY in DAMAGED:
            raise StoreDamaged(f"the manifest of {folder} is damaged ({error}): restore the folder from a copy") from error
        raise StoreError(f"cannot use the store {folder}: {error}") from error
