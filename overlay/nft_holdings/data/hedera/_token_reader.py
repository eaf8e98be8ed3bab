"""Read a token's NFTs for a snapshot: as they were at one consensus time, and compared with the balances of that time."""

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from attrs import asdict
from nft_holdings_api.hedera.models import TokenNft

from nft_holdings import Hedera, NftHoldingsError

from ._as_of import AsOf, time_of
from ._proof import Proof, mismatches
from ._rows import SnapshotRow, Unresolved, Verdict, rolled_back, settled

if TYPE_CHECKING:
    from nft_holdings.data._snapshot.reading import UnitReader
    from nft_holdings.data._store import Unit

AtTime = list[tuple[TokenNft, bool, str | None]]
"""The rows of a page at a time, each with whether it comes from its history, and why it is not certain."""


def read(hedera: Hedera[Any], unit: "Unit", reader: "UnitReader") -> None:
    """Read a token, or go on with it. An error ends the unit, and it goes on from its last page later.

    Raises:
        Unauthorized: The key is refused.
    """
    unit = reader.begin(unit)
    try:
        if unit.notes is None:
            began = time.time_ns()
            unit = reader.note(unit, {"as_of": asdict(time_of(hedera, unit.name[2])), "began": began})
        _read_on(hedera, unit, reader)
    except NftHoldingsError as error:
        reader.fail(reader.latest(unit), error)


def _read_on(hedera: Hedera[Any], unit: "Unit", reader: "UnitReader") -> None:
    as_of = AsOf(**unit.notes["as_of"])
    counts: Counter[str] = Counter()
    unresolved: list[Unresolved] = []
    if unit.cursor is not None:
        for batch in reader.stored(unit, ("account_id", "serial_number", "unresolved")):
            _count(zip(*(column.to_pylist() for column in batch.columns), strict=True), counts, unresolved)
    last = reader.page([], [])  # a listing may also end behind a page that has a cursor
    for page in hedera.token_nfts(as_of.token, order="asc", burned=True, cursor=unit.cursor).pages():
        rows = _at_time(hedera, page.items, as_of)
        _count(((nft.account_id, nft.serial_number, reason) for nft, _, reason in rows), counts, unresolved)
        flags = {
            "rolled_back": pa.array([is_rolled_back for _, is_rolled_back, _ in rows], pa.bool_()),
            "unresolved": pa.array([reason for _, _, reason in rows], pa.string()),
        }
        batch = reader.page([unit] * len(rows), [nft for nft, _, _ in rows], flags)
        if page.cursor is None:
            last = batch
        else:
            unit = reader.take(unit, batch, page.cursor, is_last=False)
    proof = Proof(
        time=as_of.time,
        source=as_of.source,
        began=unit.notes["began"],
        ended=time.time_ns(),
        unresolved=unresolved,
        mismatches=mismatches(hedera, counts, as_of) if as_of.has_sums else None,
    )
    unit = reader.note(unit, {**unit.notes, "proof": {**asdict(proof), "proved": proof.proved}})
    reader.take(unit, last, None, is_last=True)


def _at_time(hedera: Hedera[Any], items: Sequence[TokenNft], as_of: AsOf) -> AtTime:
    verdicts = [settled(row, as_of) for row in items]
    changed = [row for row, verdict in zip(items, verdicts, strict=True) if verdict is Verdict.NEEDS_HISTORY]
    from_histories = iter(rolled_back(hedera, changed, as_of) if changed else ())
    found: AtTime = []
    for row, verdict in zip(items, verdicts, strict=True):
        settled_row = next(from_histories) if verdict is Verdict.NEEDS_HISTORY else verdict
        if isinstance(settled_row, SnapshotRow):
            found.append((settled_row.nft, settled_row.rolled_back, None))
        elif isinstance(settled_row, Unresolved):
            found.append((row, False, settled_row.reason))
    return found


def _count(rows: Any, counts: Counter[str], unresolved: list[Unresolved]) -> None:
    """Count the rows of each holder; burned NFTs have none."""
    for holder, serial, reason in rows:
        if reason is not None:
            unresolved.append(Unresolved(serial_number=serial, reason=reason))
        elif holder is not None:
            counts[holder] += 1
