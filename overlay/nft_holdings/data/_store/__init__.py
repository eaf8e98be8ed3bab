"""A store of snapshots: a folder with a SQLite manifest and Parquet parts, into which each row comes exactly once.

    manifest.sqlite   snapshots, units with their cursors, pages that are in no part yet, the list of parts
    lock.sqlite       locked by the one writer and by readers, as long as they live
    parts/            <kind>-<number>.parquet, about 100,000 rows each

A snapshot consists of units. A unit is one listing, such as that of an account; its kind names the table that its rows go to. The store
sends nothing and knows no API: it takes Arrow record batches. It may import `_errors`, and pyarrow.
"""

from .errors import StoreDamaged, StoreError, StoreFull, StoreInUse, StoreMismatch
from .limits import StoreLimits
from .lock import without_writers
from .manifest import has_store
from .merging import check_mergeable
from .part_files import Step
from .reader import SnapshotRows, StoreReader, UnitCount
from .sharing import Repeated
from .units import STATES, State, StoredSnapshot, Unit
from .verification import verify
from .writer import StoreWriter

__all__ = [
    "STATES",
    "Repeated",
    "SnapshotRows",
    "State",
    "Step",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreInUse",
    "StoreLimits",
    "StoreMismatch",
    "StoreReader",
    "StoreWriter",
    "StoredSnapshot",
    "Unit",
    "UnitCount",
    "check_mergeable",
    "has_store",
    "verify",
    "without_writers",
]
