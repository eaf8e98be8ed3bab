"""Read the units of a snapshot into its store."""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

import pyarrow as pa
import pyarrow.compute

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import Forbidden, IncompleteListing, InvalidArgument, NftHoldingsError, Unauthorized
from nft_holdings._option_values import RateLimit
from nft_holdings._paging.many_accounts import AccountResult, ReadAhead, Resumed
from nft_holdings.data._batches import batch_of, with_first
from nft_holdings.data._store import State, StoreReader, StoreWriter, Unit
from nft_holdings.data._stream import account_text

from .sources import Table, tables

LEFT: tuple[State, ...] = ("waiting", "reading", "failed")
"""The states of units that are read."""
READING: tuple[State, ...] = ("reading",)
MOST_REFUSALS = 20
"""The units that a server may forbid before the first one that it answers."""
MOST_ROWS = 1_000
LONGEST_WAIT = 0.1
"""The rows, and the seconds, after which results become columns."""
LONGEST_STORING = 0.5
MOST_AHEAD = 256
"""The seconds that storing may take, and the most accounts that are begun ahead, so that requests go on meanwhile."""
OnUnit = Callable[[Unit, int], None]
"""A function that takes a unit after each page, and the number of rows that came."""


class UnitReader:
    """The reader of one listing's units, which go into a store.

    Args:
        api: The API.
        listing: The listing.
        writer: The store's writer.
        snapshot: The number of the snapshot.
        on_unit: A function that is told what has come.
    """

    def __init__(self, api: Api, listing: ListingInfo, writer: StoreWriter, snapshot: int, on_unit: OnUnit) -> None:
        self.api, self.listing = api, listing
        self.table: Table = tables()[listing.table]
        self._writer, self._snapshot, self._on_unit = writer, snapshot, on_unit
        self._was_answered = False
        self._refusals = 0

    def page(self, units: Sequence[Unit], rows: Sequence[Any], flags: Mapping[str, pa.Array] | None = None) -> pa.RecordBatch:
        """Return rows as a page of the table.

        Args:
            units: The unit of each row.
            rows: The rows.
            flags: The columns of rows as of a time; null if not given.
        """
        named = with_first(
            batch_of(rows, self.table.struct), {"unit": pa.array([account_text(unit.name[2]) for unit in units], pa.string())}
        )
        if not self.table.at_a_time:
            return named
        more = [(flags or {}).get(name, pa.nulls(len(rows), self.table.schema.field(name).type)) for name in self.table.schema.names[-2:]]
        return pa.RecordBatch.from_arrays([*named.columns, *more], schema=self.table.schema)

    def begin(self, unit: Unit) -> Unit:
        """Begin an attempt, or go on with the last one."""
        return self._writer.begin(unit)

    def take(self, unit: Unit, page: pa.RecordBatch, cursor: str | None, *, is_last: bool, size: int | None = None) -> Unit:
        """Take a page.

        Args:
            unit: The unit, as the last call returned it.
            page: The page.
            cursor: The cursor after it; None if it has none, so that the unit would begin anew.
            is_last: True for the last page.
            size: About how many bytes the page is, if that is known.
        """
        unit = self._writer.finish(unit, page, size=size) if is_last else self._writer.add(unit, page, cursor or "", size=size)
        self._was_answered = True
        self._on_unit(unit, page.num_rows)
        return unit

    def note(self, unit: Unit, notes: Any) -> Unit:
        """Replace the notes of a unit."""
        return self._writer.note(unit, notes)

    def latest(self, unit: Unit) -> Unit:
        """Return a unit as the last call for it returned it."""
        return self._writer.latest(unit)

    def stored(self, unit: Unit, columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Yield some columns of the unit's rows that are stored."""
        self._writer.flush()
        with StoreReader(self._writer.folder) as store:
            for batch in store.rows(unit.kind, self._snapshot, READING).batches():
                yield batch.filter(pyarrow.compute.field("reading") == unit.reading).select(list(columns))

    def fail(self, unit: Unit, error: NftHoldingsError) -> Unit:
        """End a unit with an error.

        Raises:
            Unauthorized: The key is refused, as it would be for every other unit.
            Forbidden: Every unit has been refused so far.
        """
        cause = error.cause if isinstance(error, IncompleteListing) else error
        if isinstance(cause, Unauthorized):
            raise cause
        has_no_cursor = error.cursor is None if isinstance(error, IncompleteListing) else isinstance(error, InvalidArgument)
        if has_no_cursor and unit.cursor is not None:
            unit = self._writer.begin(unit, anew=True)  # it cannot go on from there
        unit = self._writer.fail(unit, {"type": type(error).__name__, "message": str(error), "temporary": error.temporary})
        self._on_unit(unit, 0)
        if isinstance(cause, Forbidden) and not self._was_answered:
            self._refusals += 1
            if self._refusals == MOST_REFUSALS:
                raise cause
        return unit


def read_units(
    writer: StoreWriter, snapshot: int, clients: Mapping[str, Any], listings: Iterable[tuple[Api, ListingInfo]], on_unit: OnUnit
) -> None:
    """Read all units of a snapshot that are not done, listing by listing. An error of one unit ends only that.

    Args:
        writer: The store's writer.
        snapshot: The snapshot's number.
        clients: The client of each API.
        listings: The listings that have units, with their APIs.
        on_unit: A function that is told what has come.

    Raises:
        Unauthorized: A key is refused.
        StoreError: The store cannot be written.
    """
    for api, listing in listings:
        reader = UnitReader(api, listing, writer, snapshot, on_unit)
        units = (unit for unit in writer.units(snapshot, LEFT) if unit.name[:2] == [api.name, listing.name])
        if listing.snapshot_reader:
            module: Any = import_module(f"nft_holdings.data.{listing.snapshot_reader}")
            for unit in units:
                module.read(clients[api.name], unit, reader)
        else:
            client = clients[api.name]
            _read_accounts(getattr(client, listing.many_method), units, reader, _ahead(client.options["rate_limit"]))


def _ahead(limit: RateLimit | None) -> int:
    """Return how many accounts are begun ahead: no more than a rate limit lets through, as the time of each begins then."""
    return MOST_AHEAD if limit is None else min(MOST_AHEAD, math.ceil(LONGEST_STORING * limit.requests / limit.seconds))


def _read_accounts(list_many: Callable[[ReadAhead[Any]], Any], units: Iterator[Unit], reader: UnitReader, ahead: int) -> None:
    open_units: dict[Any, Unit] = {}

    def accounts() -> Iterator[Any]:
        for unit in units:
            account = tuple(unit.name[2]) if isinstance(unit.name[2], list) else unit.name[2]
            begun = reader.begin(unit)
            open_units[account] = begun
            yield account if begun.cursor is None else Resumed(account, begun.cursor)

    collected = _Results(reader)
    results = list_many(ReadAhead(accounts(), ahead))
    try:
        for result in results:
            is_over = result.is_last or result.error is not None
            collected.add(open_units.pop(result.account) if is_over else open_units[result.account], result)
    finally:
        results.close()
        collected.take()


class _Results:
    """Results of many accounts, whose rows become columns together: for few rows each, that takes a tenth of the time.

    Args:
        reader: What takes them.
    """

    def __init__(self, reader: UnitReader) -> None:
        self._reader = reader
        self._waiting: list[tuple[Unit, AccountResult[Any, Any]]] = []
        self._rows = 0
        self._due = time.monotonic() + LONGEST_WAIT

    def add(self, unit: Unit, result: AccountResult[Any, Any]) -> None:
        """Add a result, and take all that wait if they are many or have waited for long, or if this one is an error."""
        self._waiting.append((unit, result))
        self._rows += len(result.items)
        if result.error is not None or self._rows >= MOST_ROWS or time.monotonic() >= self._due:
            self.take()

    def take(self) -> None:
        """Take all results that wait. After an error or a signal the rest is not taken, and its pages are read again later."""
        waiting, self._waiting = self._waiting, []
        self._rows = 0
        rows = [row for _, result in waiting for row in result.items]
        page = self._reader.page([unit for unit, result in waiting for _ in result.items], rows)
        row_size = page.nbytes // max(len(rows), 1)
        end = 0
        for begun, result in waiting:
            unit, start, end = self._reader.latest(begun), end, end + len(result.items)
            if result.error is not None:
                self._reader.fail(unit, result.error)
            else:
                part = page.slice(start, end - start)
                self._reader.take(unit, part, result.cursor, is_last=result.is_last, size=row_size * len(part))
        self._due = time.monotonic() + LONGEST_WAIT
