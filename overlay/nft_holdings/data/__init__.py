"""Holdings as data: listings as tables and streams of Arrow, which pyarrow, polars, pandas and DuckDB read.

    pyarrow.table(hedera.nfts("0.0.1001"))

docs/data-frames.md describes the columns. Needs the extra `data`.

May import `nft_holdings` and everything below it. A listing imports it when it is read as Arrow.
"""

from nft_holdings._installation import install_command

try:
    from ._schemas import schema_of
    from ._snapshot.diff import diff
    from ._snapshot.differences import Differences, NotCompared
    from ._snapshot.snapshot import Snapshot
    from ._snapshot.status import Progress, SnapshotStatus
    from ._store import StoreDamaged, StoreError, StoreFull, StoreInUse, StoreMismatch
    from ._stream import AccountRows
except ModuleNotFoundError as missing:
    if missing.name != "pyarrow":
        raise
    raise ImportError(f"holdings as data need pyarrow: {install_command('data')}", name="pyarrow") from missing

__all__ = [
    "AccountRows",
    "Differences",
    "NotCompared",
    "Progress",
    "Snapshot",
    "SnapshotStatus",
    "StoreDamaged",
    "StoreError",
    "StoreFull",
    "StoreInUse",
    "StoreMismatch",
    "diff",
    "schema_of",
]

for _name in __all__:
    globals()[_name].__module__ = __name__  # so pickles and tracebacks outlive a move of the private modules
