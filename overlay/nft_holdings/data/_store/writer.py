"""The writer of a store."""

import json
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from attrs import evolve

from nft_holdings._errors import InvalidArgument

from .errors import storage_errors
from .kinds import differences
from .limits import DEFAULT_LIMITS, StoreLimits
from .listed_parts import check_parts, delete_unknown_files, forget_replaced
from .lock import WriterLock
from .manifest import open_manifest
from .merging import merge_stores
from .part_files import AtStep
from .sealing import compact, seal
from .sharing import Repeated, repeated_units, share
from .staging import UnitChange, staged_sizes, store_changes
from .units import State, StoredSnapshot, Unit, add_units, now, now_after, snapshots, units_of


class StoreWriter:
    """The one writer of a store: a context manager, to be used by one thread at a time.

    Pages and their cursors are collected in memory, and one transaction stores them, both or neither: in the first call after a second
    without one, or when there are many rows. `flush` stores them at once. At the end of a `with` block the rest is stored, also if the
    block ends with an error. A writer that could not store something stores nothing more: what it had collected is read again.

    Args:
        folder: The store's folder; it is made if it does not exist.
        question: The question that the store answers, as JSON types: a store is never continued with another one.
        schemas: The columns of each kind's rows.
        limits: When to store what was collected.
        at_step: What is called after each step of storing.

    Raises:
        StoreInUse: Another writer has opened the store.
        StoreMismatch: The store has another format, question or other columns.
        StoreDamaged: The manifest or a part is missing or damaged.
        StoreFull: The disk is full.
        StoreError: The folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        question: Mapping[str, Any],
        schemas: Mapping[str, pa.Schema],
        *,
        limits: StoreLimits = DEFAULT_LIMITS,
        at_step: AtStep = lambda _: None,
    ) -> None:
        self.folder = folder
        self._limits = limits
        self._at_step = at_step
        self._usable = False
        self._open: dict[int, Unit] = {}
        self._clear()
        with ExitStack() as opened, storage_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            lock = WriterLock(folder)
            opened.callback(lock.close)
            self._manifest = open_manifest(folder, question, schemas)
            opened.callback(self._manifest.connection.close)
            if lock.exclusive:
                forget_replaced(self._manifest, at_step)
            delete_unknown_files(self._manifest)
            lock.admit_readers()
            check_parts(self._manifest)
            ((self._last_reading,),) = self._manifest.select("SELECT last_reading FROM meta")
            self._resources = opened.pop_all()
        self._page_schemas = {name: kind.page_schema for name, kind in self._manifest.kinds.items()}
        self._committed = time.monotonic()
        self._usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Store what was collected, and release the store."""
        try:
            if self._usable:
                self.flush()
        finally:
            self._usable = False
            self._resources.close()

    @property
    def question(self) -> Mapping[str, Any]:
        """Return the question that the store answers."""
        return self._manifest.question

    def snapshots(self) -> list[StoredSnapshot]:
        """Return all snapshots, the first one first. One without an end goes on."""
        return snapshots(self._manifest)

    def begin_snapshot(self, units: Iterable[tuple[str, Any]]) -> int:
        """Begin a snapshot. No two begin at the same time.

        Args:
            units: The kind and name of each unit. One that comes twice counts once.

        Returns:
            The snapshot's number.
        """
        self._check_usable()
        with self._manifest.transaction() as connection:
            ((last,),) = connection.execute("SELECT max(began) FROM snapshots")
            number = connection.execute("INSERT INTO snapshots (began) VALUES (?)", (now_after(last),)).lastrowid
            assert number is not None  # noqa: S101 - a row was inserted
            add_units(self._manifest, number, units)
        return number

    def units(self, snapshot: int, states: Collection[State] = ("waiting", "reading")) -> Iterator[Unit]:
        """Yield the units of a snapshot that are in one of some states, each once; units that are added meanwhile too."""
        return units_of(self._manifest, snapshot, states)

    def latest(self, unit: Unit) -> Unit:
        """Return a unit that is being read as the last call for it returned it."""
        return self._open.get(unit.id, unit)

    def begin(self, unit: Unit, *, anew: bool = False) -> Unit:
        """Begin an attempt to read a unit, or go on with the last one from its cursor.

        Args:
            unit: The unit.
            anew: True to leave its stored rows out, and to read it from the start.

        Returns:
            The unit; its `cursor` tells where to go on, None for the start.
        """
        if unit.cursor is not None and not anew:
            return self._change(unit, evolve(unit, state="reading", error=None, ended=None), begins=True)
        self._last_reading += 1
        begun = evolve(
            unit, state="reading", reading=self._last_reading, rows=0, cursor=None, error=None, notes=None, began=now(), ended=None
        )
        return self._change(unit, begun, begins=True)

    def add(self, unit: Unit, page: pa.RecordBatch, cursor: str, *, size: int | None = None) -> Unit:
        """Add a page that is not the last one.

        Args:
            unit: The unit, as the last call returned it.
            page: The page's rows.
            cursor: The cursor after the page.
            size: About how many bytes they are, if that is known: to find out takes longer than all else.

        Returns:
            The unit with them.
        """
        return self._change(unit, evolve(unit, cursor=cursor, rows=unit.rows + page.num_rows), page, size)

    def finish(self, unit: Unit, page: pa.RecordBatch | None = None, *, size: int | None = None) -> Unit:
        """End a unit that was read to its end.

        Args:
            unit: The unit, as the last call returned it.
            page: The rows of the last page; None if they were added.
            size: About how many bytes they are, as for `add`.
        """
        rows = unit.rows + (0 if page is None else page.num_rows)
        return self._change(unit, evolve(unit, state="done", cursor=None, rows=rows, ended=now()), page, size)

    def note(self, unit: Unit, notes: object) -> Unit:
        """Replace the notes of a unit, as JSON types. They are stored together with the pages before and after."""
        return self._change(unit, evolve(unit, notes=notes))

    def fail(self, unit: Unit, error: object) -> Unit:
        """End a unit with an error, as JSON types, and keep its rows: `begin` goes on after them."""
        return self._change(unit, evolve(unit, state="failed", error=json.loads(json.dumps(error)), ended=now()))

    def flush(self) -> None:
        """Store what was collected, in one transaction; then seal the kinds that have enough rows."""
        self._check_usable()
        self._usable = False  # until the end: after an error or a signal, the next writer reads again what was not stored
        changes, last_reading = self._pending, self._last_reading
        self._clear()
        if changes:
            store_changes(self._manifest, changes, last_reading, self._at_step)
        for kind, rows, size in staged_sizes(self._manifest):
            if rows >= self._limits.part_rows or size >= self._limits.part_bytes:
                seal(self._manifest, kind, self._at_step)
        self._committed = time.monotonic()
        self._usable = True

    def repeated(self, snapshot: int, kind: str) -> list[Repeated]:
        """Return the units of a kind whose rows may be the same as in an earlier snapshot."""
        self.flush()
        return repeated_units(self._manifest, snapshot, kind)

    def share(self, snapshot: int, units: Iterable[Repeated]) -> None:
        """Let units whose rows are the same as in an earlier snapshot refer to those; their own are left out of the parts.

        Args:
            snapshot: The snapshot's number.
            units: The units, from `repeated`.
        """
        self._check_usable()
        share(self._manifest, snapshot, units)

    def tell(self, snapshot: int, *, told: bool = True) -> None:
        """Note that the differences of a snapshot have been told, or that they have to be told again."""
        self._check_usable()
        with self._manifest.transaction() as connection:
            connection.execute("UPDATE snapshots SET told = ? WHERE id = ?", (told, snapshot))

    def end_snapshot(self, snapshot: int) -> None:
        """End a snapshot: all of its rows are in parts then.

        Raises:
            ValueError: Some of its units are not read yet.
        """
        self.flush()
        if unit := next(self.units(snapshot), None):
            raise ValueError(f"snapshot {snapshot} cannot end: unit {unit.name!r} is {unit.state}, neither done nor failed")
        for kind, _, _ in staged_sizes(self._manifest):
            seal(self._manifest, kind, self._at_step)
        with self._manifest.transaction() as connection:
            connection.execute("UPDATE snapshots SET ended = ? WHERE id = ?", (now(), snapshot))

    def compact(self) -> None:
        """Merge small parts, and leave out the rows of attempts that no unit refers to any more."""
        self.flush()
        for kind in self._manifest.kinds.values():
            compact(self._manifest, kind, self._limits.part_rows, self._limits.part_bytes, self._at_step)

    def merge(self, folders: Sequence[Path]) -> None:
        """Copy the units and rows of other stores as the first snapshot of this one, whole or not at all.

        Args:
            folders: The folders of the other stores. Each has one snapshot, which has ended, and kinds of this store. Nobody writes it
                meanwhile.

        Raises:
            StoreDamaged: A part of another store is missing or damaged.
        """
        self._check_usable()
        self._usable = False
        merge_stores(self._manifest, folders, self._limits, self._at_step)
        ((self._last_reading,),) = self._manifest.select("SELECT last_reading FROM meta")
        self._usable = True

    def _change(self, last: Unit, unit: Unit, page: pa.RecordBatch | None = None, size: int | None = None, *, begins: bool = False) -> Unit:
        self._check_usable()
        known = self._open.get(last.id, last if begins else None)
        if known is not last and known != last:
            raise ValueError(f"unit {last.name!r} has not begun, or has changed since: give the unit that the last call returned")
        if page is not None:
            self._check_page(unit, page)
            self._rows += page.num_rows
            self._bytes += page.nbytes if size is None else size
        self._pending.append(UnitChange(unit, page))  # one step: a signal comes before it or after it
        if unit.state == "done":
            self._open.pop(unit.id, None)
        else:
            self._open[unit.id] = unit
        due = time.monotonic() >= self._committed + self._limits.seconds
        if due or self._rows >= self._limits.rows or self._bytes >= self._limits.bytes:
            self.flush()
        return unit

    def _check_page(self, unit: Unit, page: pa.RecordBatch) -> None:
        columns = self._page_schemas[unit.kind]
        if not page.schema.equals(columns):
            raise InvalidArgument(
                f"a page of {unit.name!r} does not have the columns of {unit.kind}: {differences(columns, page.schema)}", argument="page"
            )

    def _clear(self) -> None:
        self._pending: list[UnitChange] = []
        self._rows = 0
        self._bytes = 0

    def _check_usable(self) -> None:
        if not self._usable:
            raise RuntimeError(f"this writer of {self.folder} is closed, or could not store something: open the store again")
