"""Units and snapshots, as the manifest has them."""

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Literal, get_args

from attrs import frozen

from .manifest import Manifest

State = Literal["waiting", "reading", "done", "failed"]
STATES: tuple[State, ...] = get_args(State)
AT_ONCE = 1_000
"""The units that go into the manifest, or come out of it, at once."""
NAME_TEXT = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
COLUMNS = "units.id, units.kind, names.name, units.state, units.reading, units.cursor, units.rows, units.error, units.notes, units.began, units.ended"
NAMED = "units JOIN names ON names.id = units.name_id"
"""The units with their names, which all snapshots share."""


@frozen
class StoredSnapshot:
    """A snapshot.

    Attributes:
        id: Its number.
        began: The time of its beginning, in ISO 8601 and UTC.
        ended: The time of its end; None before.
        told: True if its differences to what was read before have been told.
    """

    id: int
    began: str
    ended: str | None
    told: bool


@frozen
class Unit:
    """A unit of a snapshot: one listing, and how far it is.

    Attributes:
        id: Its number.
        kind: The name of the table that its rows go to.
        name: The account or token, as JSON types.
        state: `waiting` before its first attempt, `reading`, `done`, or `failed`.
        reading: The number of the attempt that read its rows; None before the first one.
        cursor: The cursor after its stored rows; None before the first page, and when it is done.
        rows: The number of its stored rows.
        error: The error that ended it, as JSON types; None unless it has failed.
        notes: What its reader notes of the attempt, as JSON types; None without notes.
        began: The time of its attempt's beginning, in ISO 8601 and UTC; None before.
        ended: The time when it was done or failed; None before.
    """

    id: int
    kind: str
    name: Any
    state: State
    reading: int | None
    cursor: str | None
    rows: int
    error: Any
    notes: Any
    began: str | None
    ended: str | None


def now() -> str:
    """Return the time, in ISO 8601 and UTC, with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def now_after(last: str | None) -> str:
    """Return the time, or if the clock was set back, the first one after `last`."""
    time = now()
    if last is None or time > last:
        return time
    return (datetime.fromisoformat(last) + timedelta(milliseconds=1)).isoformat(timespec="milliseconds")


def name_text(name: object) -> str:
    """Return a unit's name as the manifest has it: the same text for equal names."""
    return NAME_TEXT.encode(name)


def add_units(manifest: Manifest, snapshot: int, units: Iterable[tuple[str, Any]]) -> None:
    """Add units to a snapshot, inside a transaction. Those that it has already are left as they are.

    Args:
        manifest: The manifest.
        snapshot: The snapshot's number.
        units: The kind and name of each.

    Raises:
        KeyError: The store has no such kind.
    """
    rows = ((snapshot, manifest.kinds[kind].name, name_text(name)) for kind, name in units)
    while chunk := list(islice(rows, AT_ONCE)):
        manifest.connection.executemany("INSERT OR IGNORE INTO names (kind, name) VALUES (?, ?)", [row[1:] for row in chunk])
        manifest.connection.executemany(
            "INSERT OR IGNORE INTO units (snapshot, kind, name_id) SELECT ?, kind, id FROM names WHERE kind = ? AND name = ?", chunk
        )


def snapshots(manifest: Manifest) -> list[StoredSnapshot]:
    """Return all snapshots, the first one first."""
    found = manifest.select("SELECT id, began, ended, told FROM snapshots ORDER BY id")
    return [StoredSnapshot(number, began, ended, bool(told)) for number, began, ended, told in found]


def units_of(manifest: Manifest, snapshot: int, states: Collection[State], *, noted: bool = False) -> Iterator[Unit]:
    """Yield the units of a snapshot that are in one of some states, in the order in which they were added; only those with notes, if `noted`."""
    last = 0
    places = ", ".join("?" * len(states))
    statement = f"SELECT {COLUMNS} FROM {NAMED} WHERE snapshot = ? AND units.id > ? AND state IN ({places}) {'AND notes IS NOT NULL ' if noted else ''}ORDER BY units.id LIMIT {AT_ONCE}"  # noqa: S608
    while found := manifest.select(statement, snapshot, last, *states):
        yield from map(_unit, found)
        last = found[-1][0]


def earlier_units(manifest: Manifest, snapshot: int) -> Iterator[Unit]:
    """Yield for each unit of a snapshot the same one in the last snapshot before that has read it to its end; if none has, in the last one before."""
    last = 0
    while found := manifest.select(
        f"SELECT {COLUMNS}, later.id FROM {NAMED} JOIN units AS later ON units.id = ("  # noqa: S608
        "SELECT each.id FROM units AS each WHERE each.name_id = later.name_id AND each.snapshot < later.snapshot "
        "ORDER BY each.state = 'done' DESC, each.snapshot DESC LIMIT 1"
        f") WHERE later.snapshot = ? AND later.id > ? ORDER BY later.id LIMIT {AT_ONCE}",
        snapshot,
        last,
    ):
        yield from (_unit(row[:-1]) for row in found)
        last = found[-1][-1]


def _unit(row: tuple[Any, ...]) -> Unit:
    number, kind, name, state, reading, cursor, rows, error, notes, began, ended = row
    return Unit(
        number,
        kind,
        json.loads(name),
        state,
        reading,
        cursor,
        rows,
        error and json.loads(error),
        notes and json.loads(notes),
        _written(began),
        _written(ended),
    )


def milliseconds(time: str | None) -> int | None:
    """Return a time of a unit as the manifest has it: in milliseconds since 1970."""
    return None if time is None else round(datetime.fromisoformat(time).timestamp() * 1_000)


def _written(time: int | None) -> str | None:
    return None if time is None else datetime.fromtimestamp(time / 1_000, UTC).isoformat(timespec="milliseconds")
