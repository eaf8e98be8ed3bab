"""Snapshots: making one, going on with it, and reading it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa

from nft_holdings._apis import api_named
from nft_holdings._errors import InvalidArgument
from nft_holdings.data._store import STATES, StoreError, StoreMismatch, StoreReader, StoreWriter, Unit, has_store, verify

from .pauses import short_pauses
from .reading import read_units
from .shards import SHARD, Shard, checked_shard, members_of, merge_shards, shard_folders
from .sharing import share_unchanged
from .sources import check_members, checked, listings_of, question_of, tables, units_of
from .sources import sources as sources_by_name
from .status import Progress, SnapshotStatus, status_of
from .times import chosen_snapshot

if TYPE_CHECKING:
    import duckdb

    from .differences import Differences

OnProgress = Callable[[Progress], None]
"""A function that is told how far a snapshot is, after each page."""


class Snapshot:
    """A snapshot in a folder: what accounts, wallets and tokens hold. Use it in a `with` statement, or call `close()`.

        Snapshot.create("holdings", hedera_tokens=["0.0.2000"])
        with Snapshot("holdings") as snapshot:
            print(snapshot.sql("SELECT account_id, count(*) FROM nfts WHERE NOT deleted GROUP BY ALL"))

    Args:
        folder: The folder.
        at: A time, as a text in ISO 8601 or a `datetime`: of several snapshots, the newest one that began at or before it is meant. By default
            the newest one that has ended; if none has, the newest.

    Attributes:
        folder: The folder.

    Raises:
        InvalidArgument: `at` is no time, or no snapshot began by then.
        StoreError: The folder contains no snapshot, or cannot be read.
    """

    def __init__(self, folder: Path | str, *, at: datetime | str | None = None) -> None:
        if not has_store(Path(folder)):
            raise StoreError(f"{folder} contains no snapshot: give the folder of one")
        with ExitStack() as opened:
            self._store = opened.enter_context(StoreReader(Path(folder)))
            if not self._store.snapshots():
                raise StoreError(f"{folder} contains no snapshot yet: create or merge it again")
            self._number = chosen_snapshot(Path(folder), self._store.snapshots(), at).id
            self._resources = opened.pop_all()
        self.folder = Path(folder)
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
        return _status(path)

    @classmethod
    def resume(
        cls,
        folder: Path | str,
        *,
        clients: Mapping[str, Any] | None = None,
        servers: Mapping[str, str] | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> SnapshotStatus:
        """Go on with the newest snapshot: read what has not been read, and what could not be.

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
        with _opened(Path(folder), clients, servers) as (writer, opened):
            _read(writer, opened, on_progress)
        return _status(Path(folder))

    @classmethod
    def again(
        cls,
        folder: Path | str,
        *,
        clients: Mapping[str, Any] | None = None,
        servers: Mapping[str, str] | None = None,
        on_progress: OnProgress = lambda _: None,
    ) -> SnapshotStatus:
        """Make one more snapshot in a folder, of the same accounts, wallets and tokens. Rows that have not changed are not stored again.

        If the newest snapshot has not ended, it is finished first.

            Snapshot.again("holdings")
            with Snapshot("holdings") as snapshot, snapshot.changes() as changes:
                print(changes.to_arrow())

        Args:
            folder: Its folder.
            clients: The client of each API, by its name; by default that of the same server as before.
            servers: What the servers are called, as for `create`.
            on_progress: A function that is told how far it is.

        Returns:
            What the new snapshot has. Units that could not be read are told, and are no error.

        Raises:
            StoreMismatch: A client has another server than the snapshots before.
            Unauthorized: A key is refused. `resume` and `again` go on with the snapshot.
            StoreError: The folder contains no snapshot, cannot be written, or another process writes it.
        """
        with _opened(Path(folder), clients, servers) as (writer, opened):
            if not writer.snapshots()[-1].ended:
                _read(writer, opened, on_progress)
            last = writer.snapshots()[-1].id
            writer.begin_snapshot((unit.kind, unit.name) for unit in writer.units(last, STATES))
            _read(writer, opened, on_progress)
        return _status(Path(folder))

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
        return _status(path)

    @property
    def servers(self) -> Mapping[str, str]:
        """Return the server of each API."""
        found: Mapping[str, str] = self._store.question["servers"]
        return found

    @property
    def times(self) -> tuple[str, ...]:
        """Return the times at which the snapshots of the folder began, in ISO 8601 and UTC, the first one first."""
        return tuple(each.began for each in self._store.snapshots())

    def status(self) -> SnapshotStatus:
        """Return what the snapshot has, while it is being made too."""
        (snapshot,) = (each for each in self._store.snapshots() if each.id == self._number)
        return status_of(self._store, snapshot)

    def changes(self) -> "Differences":
        """Return the differences to the snapshots before in the folder, as `diff` does.

        Each account, wallet and token is compared with what it had when it was last read to its end. One that could not be read in the snapshot
        before loses no change, and one that could not be read in this one is compared the next time.

        Raises:
            ImportError: This DuckDB would cut timestamps.
        """
        from .differences import changes_of

        return changes_of(self._store, self._number)

    def verify(self) -> Iterator[str]:
        """Yield what is wrong with the files of the folder, in words: nothing, if each part is as it was written and has the rows of its units."""
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


def _status(folder: Path) -> SnapshotStatus:
    with Snapshot(folder) as made:
        return made.status()


@contextmanager
def _opened(
    folder: Path, clients: Mapping[str, Any] | None, servers: Mapping[str, str] | None
) -> Iterator[tuple[StoreWriter, Mapping[str, Any]]]:
    """Yield the writer of a folder that has a snapshot, and the client of each API."""
    with Snapshot(folder) as before:
        question = before._store.question
    with _Clients(question["servers"], clients or {}) as opened:
        for api, server in opened.called(servers or {}).items():
            if question["servers"][api] != server:
                raise StoreMismatch(f"{folder} has holdings of {question['servers'][api]}, and the client's server is {server}")
        with StoreWriter(folder, question, _schemas()) as writer:
            yield writer, opened.clients


def _schemas() -> dict[str, pa.Schema]:
    return {name: table.schema for name, table in tables().items()}


def _read(writer: StoreWriter, clients: Mapping[str, Any], on_progress: OnProgress) -> None:
    snapshot = writer.snapshots()[-1]
    number = snapshot.id
    with StoreReader(writer.folder) as store:
        counts = store.counts(number)
    if snapshot.ended and all(each.state == "done" for each in counts):
        return
    if snapshot.told:
        writer.tell(number, told=False)  # for what is read now
    total, rows, failed = sum(each.units for each in counts), 0, 0
    done = sum(each.units for each in counts if each.state == "done")

    def on_unit(unit: Unit, new: int) -> None:
        nonlocal rows, failed, done
        rows += new
        done += unit.state == "done"
        failed += unit.state == "failed"
        on_progress(Progress(units=total, done=done, failed=failed, rows=rows))

    with short_pauses():
        read_units(writer, number, clients, listings_of(writer.question), on_unit)
    if len(writer.snapshots()) > 1:
        share_unchanged(writer, number, [*dict.fromkeys(each.kind for each in counts)])
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
