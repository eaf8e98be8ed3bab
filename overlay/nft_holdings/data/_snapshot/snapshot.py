"""Snapshots: making one, going on with it, and reading it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from nft_holdings._apis import api_named
from nft_holdings._errors import InvalidArgument
from nft_holdings.data._store import StoreError, StoreMismatch, StoreReader, StoreWriter, Unit, has_store, verify

from .reading import read_units
from .shards import SHARD, Shard, checked_shard, members_of, merge_shards, shard_folders
from .sources import check_members, checked, listings_of, question_of, tables, units_of
from .sources import sources as sources_by_name
from .status import Progress, SnapshotStatus, status_of

if TYPE_CHECKING:
    import duckdb

OnProgress = Callable[[Progress], None]
"""A function that is told how far a snapshot is, after each page."""


class Snapshot:
    """A snapshot in a folder: what accounts, wallets and tokens hold. Use it in a `with` statement, or call `close()`.

        Snapshot.create("holdings", hedera_tokens=["0.0.2000"])
        with Snapshot("holdings") as snapshot:
            print(snapshot.sql("SELECT account_id, count(*) FROM nfts WHERE NOT deleted GROUP BY ALL"))

    Args:
        folder: The folder.

    Raises:
        StoreError: It contains no snapshot, or cannot be read.
    """

    def __init__(self, folder: Path | str) -> None:
        if not has_store(Path(folder)):
            raise StoreError(f"{folder} contains no snapshot: give the folder of one")
        with ExitStack() as opened:
            self._store = opened.enter_context(StoreReader(Path(folder)))
            if not self._store.snapshots():
                raise StoreError(f"{folder} contains no snapshot yet: create or merge it again")
            self._resources = opened.pop_all()
        self._number = self._store.snapshots()[-1].id
        self._database: duckdb.DuckDBPyConnection | None = None

    @classmethod
    def create(
        cls,
        folder: Path | str,
        *,
        clients: Mapping[str, Any] | None = None,
        servers: Mapping[str, str] | None = None,
        on_progress: OnProgress = lambda _: None,
        shard: Shard | None = None,
        **sources: Iterable[Any],
    ) -> SnapshotStatus:
        """Make a snapshot. Whatever stops it, `resume` goes on with it.

        Args:
            folder: The folder, which is made.
            clients: The client of each API, by its name; by default that of its main network.
            servers: What the server of an API is called, where its address is another one each time, as that of a sandbox.
            on_progress: A function that is told how far it is.
            shard: The number of a shard, and the number of all, such as (2, 8): only the accounts, wallets and tokens of this shard are read,
                and `merge` joins all shards. Give all shards the same sources. By default, all is read.
            sources: What to read: `hedera_tokens`, `hedera_accounts`, `loopring_accounts`, `swapchat_wallets`.

        Returns:
            What the snapshot has. Units that could not be read are told, and are no error.

        Raises:
            InvalidArgument: A source is unknown, there is nothing to read, an account or token is refused, or the folder has a snapshot.
            Unauthorized: A key is refused.
            StoreError: The folder cannot be written, or another process writes it.
        """
        path, chosen = Path(folder), checked(sources)
        mine = chosen if shard is None else members_of(chosen, checked_shard(shard))
        _check_new(path, "resume it, or choose another folder")
        needed: dict[str, str | None] = dict.fromkeys(sources_by_name()[name].api.name for name in chosen)
        with _Clients(needed, clients or {}) as opened:
            check_members(chosen, opened.clients)
            question = question_of(chosen, opened.called(servers or {})) | ({} if shard is None else {SHARD: shard})
            with StoreWriter(path, question, _schemas()) as writer:
                writer.begin_snapshot(units_of(mine))
                _read(writer, opened.clients, on_progress)
        with cls(path) as made:
            return made.status()

    @classmethod
    def resume(
        cls,
        folder: Path | str,
        *,
        clients: Mapping[str, Any] | None = None,
        servers: Mapping[str, str] | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> SnapshotStatus:
        """Go on with a snapshot: read what has not been read, and what could not be.

        Args:
            folder: Its folder.
            clients: The client of each API, by its name; by default that of the same server as before.
            servers: What the servers are called, as for `create`.
            on_progress: A function that is told how far it is.

        Returns:
            What the snapshot has.

        Raises:
            StoreMismatch: A client has another server than the snapshot.
            Unauthorized: A key is refused.
            StoreError: It contains no snapshot, cannot be written, or another process writes it.
        """
        path = Path(folder)
        with cls(path) as before:
            question = before._store.question
        with _Clients(question["servers"], clients or {}) as opened:
            for api, server in opened.called(servers or {}).items():
                if question["servers"][api] != server:
                    raise StoreMismatch(f"{path} has holdings of {question['servers'][api]}, and the client's server is {server}")
            with StoreWriter(path, question, _schemas()) as writer:
                _read(writer, opened.clients, on_progress)
        with cls(path) as made:
            return made.status()

    @classmethod
    def merge(cls, folder: Path | str, shards: Iterable[Path | str]) -> SnapshotStatus:
        """Join all shards of a snapshot. The result is as if it had been made at once; the shards stay as they are.

        Whatever stops it, the same call can be made again.

        Args:
            folder: The folder, which is made.
            shards: The folders of all shards. Each has been read to its end; units that could not be read are no obstacle.

        Returns:
            What the snapshot has.

        Raises:
            InvalidArgument: A shard is missing, is given twice, or is of another snapshot; or the folder has a snapshot.
            StoreError: A shard has not ended, is damaged, another process writes it, or a folder cannot be used.
        """
        path = Path(folder)
        folders = shard_folders(path, shards)
        _check_new(path, "choose another folder")
        merge_shards(path, folders, _schemas())
        with cls(path) as made:
            return made.status()

    @property
    def servers(self) -> Mapping[str, str]:
        """Return the server of each API."""
        found: Mapping[str, str] = self._store.question["servers"]
        return found

    def status(self) -> SnapshotStatus:
        """Return what the snapshot has, while it is being made too."""
        return status_of(self._store, self._store.snapshots()[-1])

    def verify(self) -> Iterator[str]:
        """Yield what is wrong with the files, in words: nothing, if each part is as it was written and has the rows of its units."""
        yield from verify(self._store)

    @property
    def database(self) -> "duckdb.DuckDBPyConnection":
        """Return the snapshot as a database of DuckDB: a view for each table, and the table `units`."""
        if self._database is None:
            from .database import add_snapshot, open_database

            self._database = open_database()
            add_snapshot(self._database, self._store, self._number)
        return self._database

    def sql(self, query: str) -> "duckdb.DuckDBPyRelation":
        """Return the answer to a query in SQL.

        Args:
            query: The query. Tables are `nfts`, `conflicts`, `nft_balances`, `collections`, `assets` and `units`, as far as the snapshot has them.

        Raises:
            duckdb.Error: It is no query, or fails.
        """
        return self.database.sql(query)

    def close(self) -> None:
        """Release the folder."""
        if self._database is not None:
            self._database.close()
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()


def _check_new(folder: Path, advice: str) -> None:
    """Refuse a folder that cannot get a snapshot."""
    if folder.exists() and not folder.is_dir():
        raise InvalidArgument(f"{folder} is no folder: give one, or a name that is free", argument="folder", rule="folder")
    if _has_snapshot(folder):
        raise InvalidArgument(f"{folder} has a snapshot: {advice}", argument="folder", rule="snapshot-exists")


def _has_snapshot(folder: Path) -> bool:
    if not has_store(folder):
        return False
    with StoreReader(folder) as store:
        return bool(store.snapshots())


def _schemas() -> dict[str, pa.Schema]:
    return {name: table.schema for name, table in tables().items()}


def _read(writer: StoreWriter, clients: Mapping[str, Any], on_progress: OnProgress) -> None:
    number = writer.snapshots()[-1].id
    with StoreReader(writer.folder) as store:
        counts = store.counts(number)
    if writer.snapshots()[-1].ended and all(each.state == "done" for each in counts):
        return
    total, rows, failed = sum(each.units for each in counts), 0, 0
    done = sum(each.units for each in counts if each.state == "done")

    def on_unit(unit: Unit, new: int) -> None:
        nonlocal rows, failed, done
        rows += new
        done += unit.state == "done"
        failed += unit.state == "failed"
        on_progress(Progress(units=total, done=done, failed=failed, rows=rows))

    read_units(writer, number, clients, listings_of(writer.question), on_unit)
    writer.end_snapshot(number)
    writer.compact()


class _Clients:
    """The clients of a snapshot; those that nobody gave are closed at the end."""

    def __init__(self, servers: Mapping[str, str | None], given: Mapping[str, Any]) -> None:
        self.clients: dict[str, Any] = {}
        self._opened = ExitStack()
        for name, server in servers.items():
            make: Any = api_named(name).client
            client = given[name] if name in given else self._opened.enter_context(make(server))
            self.clients[name] = client.with_options(bad_rows="raise")  # a table has no place for errors

    def called(self, names: Mapping[str, str]) -> dict[str, str]:
        """Return what the servers are called: by default by their address."""
        return {api: names.get(api, client.base_url) for api, client in self.clients.items()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()
