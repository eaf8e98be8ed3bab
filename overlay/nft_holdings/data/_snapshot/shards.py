"""Shards: parts of a snapshot that are made on their own, and joined afterwards.

The accounts, wallets and tokens of each source are put into an order that depends on nothing but themselves, and dealt out like cards. So each
is in one shard with all of its listings, and shards differ by one at most.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import frozen

from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings.data._store import StoreDamaged, StoreError, StoreReader, StoreWriter, check_mergeable, has_store, without_writers

from .sources import sources

MOST_SHARDS = 1_000
"""The most shards of a snapshot. A merge holds a lock on each, and so has as many files open."""
SHARD = "shard"
"""The key of a shard in its question: its number, and the number of all."""
MOST_NAMED = 10
"""The most missing shards that a message names."""
ENDED = ("done", "failed")
"""The states of units in a shard that has ended."""
Shard = tuple[int, int]
"""The number of a shard, and the number of all."""


def checked_shard(shard: object) -> Shard:
    """Return the number of a shard, and the number of all.

    Raises:
        InvalidArgument: It is no shard.
    """
    if isinstance(shard, tuple | list) and len(shard) == 2 and all(type(each) is int for each in shard):
        number, count = shard
        if 1 <= number <= count <= MOST_SHARDS:
            return number, count
    raise InvalidArgument(
        f"shard must be its number and the number of all, such as (2, 8) for the second of eight, of {MOST_SHARDS:,} at most, not {shown(shard)}",
        argument="shard",
    )


def members_of(chosen: Mapping[str, Sequence[Any]], shard: Shard) -> dict[str, list[Any]]:
    """Return the accounts, wallets and tokens of a shard, in their order.

    Args:
        chosen: All of each source.
        shard: The shard.
    """
    number, count = shard
    found: dict[str, list[Any]] = {}
    dealt = 0
    for name in sorted(chosen):
        members = chosen[name]
        places = sorted(range(len(members)), key=lambda place: _order(members[place]))
        mine = sorted(place for card, place in enumerate(places, dealt) if card % count == number - 1)
        found[name] = [members[place] for place in mine]
        dealt += len(members)
    return found


def _order(member: Any) -> bytes:
    return hashlib.sha256(json.dumps(member).encode()).digest()


def shard_of(question: Mapping[str, Any]) -> Shard | None:
    """Return the shard that a question is about; None for a whole snapshot."""
    found = question.get(SHARD)
    return None if found is None else (found[0], found[1])


def shard_text(shard: Shard) -> str:
    """Return a shard as the command line has it, such as `2/8`."""
    return f"{shard[0]}/{shard[1]}"


def shard_folders(folder: Path, shards: Iterable[Path | str]) -> list[Path]:
    """Return the folders of shards.

    Raises:
        InvalidArgument: There are none, one is given twice, or is the folder to merge into.
    """
    if isinstance(shards, str | bytes | Path) or not isinstance(shards, Iterable):
        raise InvalidArgument(f"shards must be a list of folders, not {shown(shards)}", argument="shards")
    found: dict[Path, Path] = {}
    for shard in map(Path, shards):
        if shard.resolve() in found:
            raise InvalidArgument(f"{shard} is given twice: give each shard once", argument="shards")
        found[shard.resolve()] = shard
    if not found:
        raise InvalidArgument("there is nothing to merge: give the folders of all shards", argument="shards")
    if folder.resolve() in found:
        raise InvalidArgument(f"{folder} is one of the shards: merge them into a new folder", argument="folder", rule="merge-into-shard")
    return [*found.values()]


def merge_shards(folder: Path, shards: Sequence[Path], schemas: Mapping[str, pa.Schema]) -> None:
    """Merge shards into a snapshot in a new folder. Nothing is written before all of them are found to fit.

    Args:
        folder: The new folder.
        shards: The folders of all shards of one snapshot.
        schemas: The columns of each table.

    Raises:
        InvalidArgument: A shard is missing, comes twice, or is of another snapshot.
        StoreError: A shard has not ended, is damaged, another process writes it, or a folder cannot be used.
    """
    with ExitStack() as locks:
        found = [_found(shard, schemas, locks) for shard in shards]
        question = _common_question(found)
        with StoreWriter(folder, question, schemas) as writer:
            if writer.snapshots():
                raise StoreError(f"{folder} has a snapshot: choose another folder")
            writer.merge([each.folder for each in sorted(found, key=lambda each: each.shard)])


@frozen
class _Found:
    """A shard to merge."""

    folder: Path
    shard: Shard
    question: Mapping[str, Any]
    units: int


def _found(folder: Path, schemas: Mapping[str, pa.Schema], locks: ExitStack) -> _Found:
    """Return what is in the folder of a shard, and keep writers away from it until `locks` are closed."""
    if not has_store(folder):
        raise StoreError(f"{folder} contains no snapshot: give the folder of a shard")
    with StoreReader(folder) as store:
        locks.enter_context(without_writers(folder))
        shard = shard_of(store.question)
        if shard is None:
            raise InvalidArgument(f"{folder} has a whole snapshot, and no shard: leave it out", argument="shards", rule="no-shard")
        snapshots = store.snapshots()
        if not snapshots:
            raise StoreError(f"{folder} contains no snapshot yet: create the shard {shard_text(shard)} again")
        if len(snapshots) > 1:
            raise InvalidArgument(
                f"{folder} has {len(snapshots)} snapshots, and only a shard with one can be merged: create the shard "
                f"{shard_text(shard)} again, in another folder",
                argument="shards",
                rule="one-snapshot",
            )
        counts = store.counts(snapshots[0].id)
        if not snapshots[0].ended or any(each.state not in ENDED for each in counts):
            raise StoreError(f"{folder}, the shard {shard_text(shard)}, has not ended: resume it, then merge again")
        check_mergeable(store, schemas)
        return _Found(folder, shard, {**store.question, SHARD: None}, sum(each.units for each in counts))


def _common_question(found: Sequence[_Found]) -> Mapping[str, Any]:
    """Return the question of the whole snapshot, if the shards are all of its shards."""
    first = found[0]
    count = first.shard[1]
    by_number: dict[int, _Found] = {}
    for each in found:
        if each.question != first.question or each.shard[1] != count:
            raise _refused(f"{each.folder} and {first.folder} are not of one snapshot: {_difference(each, first)}", "same-snapshot")
        other = by_number.setdefault(each.shard[0], each)
        if other is not each:
            raise _refused(f"{other.folder} and {each.folder} are both the shard {shard_text(each.shard)}: give one of them", "shard-twice")
    if missing := [shard_text((number, count)) for number in range(1, count + 1) if number not in by_number]:
        more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        raise _refused(
            f"of the shards of {first.folder} these are missing: {', '.join(missing[:MOST_NAMED])}{more}; give them too", "all-shards"
        )
    question = {name: value for name, value in first.question.items() if name != SHARD}
    expected = sum(made["count"] * len(sources()[name].listings) for name, made in question["made of"].items())
    units = sum(each.units for each in found)
    if units != expected:
        raise StoreDamaged(
            f"the shards of {first.folder} have {units} listings instead of {expected}: restore them from a copy, or create them again"
        )
    return question


def _difference(one: _Found, other: _Found) -> str:
    """Return in words how the questions of two shards differ."""
    made_of, servers = one.question["made of"], one.question["servers"]
    if names := [name for name in {**made_of, **other.question["made of"]} if made_of.get(name) != other.question["made of"].get(name)]:
        return f"they have different {' and '.join(names)}; give the shards of one list"
    if servers != other.question["servers"]:
        texts = [" and ".join(each.question["servers"].values()) for each in (one, other)]
        return f"the first has holdings of {texts[0]}, the second of {texts[1]}; give shards of one server"
    return f"the first is the shard {shard_text(one.shard)}, the second {shard_text(other.shard)}; give the shards of one division"


def _refused(message: str, rule: str) -> InvalidArgument:
    return InvalidArgument(message, argument="shards", rule=rule)
