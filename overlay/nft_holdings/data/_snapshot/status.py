"""How far a snapshot is, and what it has."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from nft_holdings.data._store import State, StoredSnapshot, StoreReader, Unit
from nft_holdings.data._stream import account_text

from .shards import Shard, shard_of

FAILED: tuple[State, ...] = ("failed",)
MOST_ERRORS = 100
"""The most errors that a status has."""


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
        shard: The number of the shard, and the number of all; None for a whole snapshot.
    """

    began: str
    ended: str | None
    units: Mapping[str, int]
    rows: Mapping[str, int]
    errors: Mapping[str, str]
    unproved: Mapping[str, str]
    proved: tuple[str, ...]
    as_of: Mapping[str, str]
    shard: Shard | None

    @property
    def is_complete(self) -> bool:
        """Return True if all units are done, and nothing speaks against their rows."""
        return set(self.units) <= {"done"} and not self.unproved


def status_of(store: StoreReader, snapshot: StoredSnapshot) -> SnapshotStatus:
    """Return what a snapshot of a store has."""
    units: dict[str, int] = {}
    rows: dict[str, int] = {}
    for count in store.counts(snapshot.id):
        units[count.state] = units.get(count.state, 0) + count.units
        if count.state == "done":
            rows[count.kind] = rows.get(count.kind, 0) + count.rows
    errors: dict[str, str] = {}
    for unit in store.units(snapshot.id, FAILED):
        if len(errors) < MOST_ERRORS:
            errors[unit_text(unit)] = unit.error["message"]
    proofs = [(unit, unit.notes["proof"]) for unit in store.noted(snapshot.id) if "proof" in unit.notes]
    return SnapshotStatus(
        began=snapshot.began,
        ended=snapshot.ended,
        units=units,
        rows=rows,
        errors=errors,
        unproved={unit_text(unit): text for unit, proof in proofs if (text := _against(proof))},
        proved=tuple(unit_text(unit) for unit, proof in proofs if proof["proved"]),
        as_of={unit_text(unit): _written(proof["time"]) for unit, proof in proofs},
        shard=shard_of(store.question),
    )


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
