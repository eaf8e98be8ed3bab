"""Snapshots: making one, going on with it, and reading it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pyarrow as pa
from attrs import frozen

from nft_holdings._apis import api_named
from nft_holdings._errors import InvalidArgument
from nft_holdings.data._store import State, StoreError, StoreMismatch, StoreReader, StoreWriter, Unit, verify
from nft_holdings.data._stream import account_text

from .reading import read_units
from .sources import check_members, checked, question_of, tables, units_of
from .sources import sources as sources_by_name

if TYPE_CHECKING:
    import duckdb

MANIFEST = "manifest.sqlite"
FAILED: tuple[State, ...] = ("failed",)
MOST_ERRORS = 100
"""The most errors that a status has."""
OnProgress = Callable[["Progress"], None]
"""A function that is told how far a snapshot is, after each page."""


@frozen(kw_only=True)
class Progress:
    """How far a snapshot is.

    Attributes:
        units: The number of units.
        done: The number of those that have been read to their end.
        failed: The number of those that could not be read in this run.
        rows: The number of rows that came in this run.
    """

    units: int
    done: int
    failed: int
    rows: int


@frozen(kw_only=True)
class SnapshotStatus:
    """The state and content of a snapshot.

    Attributes:
        began: The time of its beginning, in ISO 8601 and UTC.
        ended: The time when its last unit was read; None before.
        units: The number of units by state: waiting, reading, done, failed.
        rows: The number of rows of units that are done, by table.
        errors: The units that failed, each with its error; the first hundred.
        unproved: What speaks against the rows of tokens as of their time, in words; nothing is said of those without balances.
        proved: The tokens that are proved as of their time.
        as_of: The time of each token, in ISO 8601 and UTC.
    """

    began: str
    ended: str | None
    units: Mapping[str, int]
    rows: Mapping[str, int]
    errors: Mapping[str, str]
    unproved: Mapping[str, str]
    proved: tuple[str, ...]
    as_of: Mapping[str, str]

    @property
    def is_complete(self) -> bool:
        """Return True if all units are done, and nothing speaks against their rows."""
        return set(self.units) <= {"done"} and not self.unproved


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
        if not (Path(folder) / MANIFEST).is_file():
            raise StoreError(f"{folder} contains no snapshot: give the folder of one")
        with ExitStack() as opened:
            self._store = opened.enter_context(StoreReader(Path(folder)))
            if not self._store.snapshots():
                raise StoreError(f"{folder} contains no snapshot yet: create it again")
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
        **sources: Iterable[Any],
    ) -> SnapshotStatus:
        """Make a snapshot. Whatever stops it, `resume` goes on with it.

        Args:
            folder: The folder, which is made.
            clients: The client of each API, by its name; by default that of its main network.
            servers: What the server of an API is called, where its address is another one each time, as that of a sandbox.
            on_progress: A function that is told how far it is.
            sources: What to read: `hedera_tokens`, `hedera_accounts`, `loopring_accounts`, `swapchat_wallets`.

        Returns:
            What the snapshot has. Units that could not be read are told, and are no error.

        Raises:
            InvalidArgument: A source is unknown, there is nothing to read, an account or token is refused, or the folder has a snapshot.
            Unauthorized: A key is refused.
            StoreError: The folder cannot be written, or another process writes it.
        """
        path, chosen = Path(folder), checked(sources)
        if path.exists() and not path.is_dir():
            raise InvalidArgument(f"{path} is no folder: give one, or a name that is free", argument="folder", rule="folder")
        if _has_snapshot(path):
            raise InvalidArgument(f"{path} has a snapshot: resume it, or choose another folder", argument="folder", rule="snapshot-exists")
        needed: dict[str, str | None] = dict.fromkeys(sources_by_name()[name].api.name for name in chosen)
        with _Clients(needed, clients or {}) as opened:
            check_members(chosen, opened.clients)
            question = question_of(chosen, opened.called(servers or {}))
            with StoreWriter(path, question, _schemas()) as writer:
                writer.begin_snapshot(units_of(chosen))
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

    @property
    def servers(self) -> Mapping[str, str]:
        """Return the server of each API."""
        found: Mapping[str, str] = self._store.question["servers"]
        return found

    def status(self) -> SnapshotStatus:
        """Return what the snapshot has, while it is being made too."""
        snapshot = self._store.snapshots()[-1]
        units: dict[str, int] = {}
        rows: dict[str, int] = {}
        for count in self._store.counts(self._number):
            units[count.state] = units.get(count.state, 0) + count.units
            if count.state == "done":
                rows[count.kind] = rows.get(count.kind, 0) + count.rows
        errors: dict[str, str] = {}
        for unit in self._store.units(self._number, FAILED):
            if len(errors) < MOST_ERRORS:
                errors[unit_text(unit)] = unit.error["message"]
        proofs = [(unit, unit.notes["proof"]) for unit in self._store.noted(self._number) if "proof" in unit.notes]
        return SnapshotStatus(
            began=snapshot.began,
            ended=snapshot.ended,
            units=units,
            rows=rows,
            errors=errors,
            unproved={unit_text(unit): text for unit, proof in proofs if (text := _against(proof))},
            proved=tuple(unit_text(unit) for unit, proof in proofs if proof["proved"]),
            as_of={unit_text(unit): _written(proof["time"]) for unit, proof in proofs},
        )

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


def unit_text(unit: Unit) -> str:
    """Return a unit in words, such as `hedera nfts 0.0.1001`."""
    api, listing, member = unit.name
    return f"{api} {listing} {account_text(member)}"


def _against(proof: Mapping[str, Any]) -> str:
    """Return what speaks against a proof, in words; nothing of one without balances to compare with."""
    unresolved, differ = len(proof["unresolved"]), len(proof["mismatches"] or ())
    words = [f"{unresolved} NFTs are not certain"] if unresolved else []
    return ", ".join([*words, f"{differ} balances differ"] if differ else words)


def _written(nanoseconds: int) -> str:
    seconds, fraction = divmod(nanoseconds, 10**9)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{fraction:09}Z"


def _has_snapshot(folder: Path) -> bool:
    if not (folder / MANIFEST).exists():
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

    read_units(writer, number, clients, on_unit)
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
