"""Shards that cannot be merged: what is said, and that nothing is left of the attempt."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nft_holdings import Hedera, InvalidArgument
from nft_holdings.data import Snapshot, StoreDamaged, StoreError, StoreInUse, StoreMismatch
from nft_holdings.data._snapshot.snapshot import _schemas
from nft_holdings.data._store import Step, StoreWriter

from tests.data.test_snapshot import REFUSAL, Stop, resume
from tests.support.shards import answers, content, make_shards, sources, writing
from tests.support.snapshot_node import TOKEN, Node


@pytest.fixture
def shards(tmp_path: Path, node: Node) -> list[Path]:
    return make_shards(tmp_path, node, 3)


def refused(shards: list[Path], error: type[Exception], text: str, *, folder: Path | None = None) -> None:
    """Assert that a merge is refused, and that it changes and leaves nothing."""
    into = folder or shards[0].parent / "merged"
    before = [content(shard) for shard in shards]
    into_before = content(into) if into.is_dir() else into.exists()
    with pytest.raises(error) as caught:
        Snapshot.merge(into, shards)
    assert text in str(caught.value)
    assert [content(shard) for shard in shards] == before
    assert (content(into) if into.is_dir() else into.exists()) == into_before


def test_shards_of_another_list_are_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    (other,) = make_shards(tmp_path / "o", node, 1, hedera_accounts=node.accounts[1:])
    shutil.rmtree(other)
    other.mkdir()
    Snapshot.create(other, shard=(2, 3), **{**sources(node), "hedera_accounts": node.accounts[1:]})
    text = f"{other} and {shards[0]} are not of one snapshot: they have different hedera_accounts; give the shards of one list"
    refused([shards[0], other, shards[2]], InvalidArgument, text)


def test_shards_of_another_server_are_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    other = tmp_path / "other"
    Snapshot.create(other, shard=(2, 3), servers={"hedera": "elsewhere"}, **sources(node))
    text = "the first has holdings of elsewhere, the second of https://mirror.example; give shards of one server"
    refused([shards[0], other, shards[2]], InvalidArgument, f"{other} and {shards[0]} are not of one snapshot: {text}")


def test_shards_of_another_division_are_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    others = make_shards(tmp_path / "o", node, 2)
    text = "the first is the shard 2/2, the second 1/3; give the shards of one division"
    refused([shards[0], others[1], shards[2]], InvalidArgument, f"{others[1]} and {shards[0]} are not of one snapshot: {text}")


def test_a_shard_that_comes_twice_is_refused(shards: list[Path], tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(shards[1], copy)
    refused([*shards, copy], InvalidArgument, f"{shards[1]} and {copy} are both the shard 2/3: give one of them")
    refused([*shards, shards[1]], InvalidArgument, f"{shards[1]} is given twice: give each shard once")
    link = tmp_path / "link"
    link.symlink_to(shards[1])
    refused([*shards, link], InvalidArgument, f"{link} is given twice: give each shard once")


def test_missing_shards_are_told(shards: list[Path], tmp_path: Path, node: Node) -> None:
    refused(shards[:2], InvalidArgument, f"of the shards of {shards[0]} these are missing: 3/3; give them too")
    refused(shards[1:2], InvalidArgument, f"of the shards of {shards[1]} these are missing: 1/3, 3/3; give them too")
    alone = tmp_path / "alone"
    Snapshot.create(alone, shard=(1, 100), **sources(node))
    named = ", ".join(f"{number}/100" for number in range(2, 12))
    refused([alone], InvalidArgument, f"these are missing: {named} and 89 more; give them too")
    with pytest.raises(InvalidArgument, match="there is nothing to merge: give the folders of all shards"):
        Snapshot.merge(tmp_path / "merged", [])
    with pytest.raises(InvalidArgument, match="shards must be a list of folders, not 'one'"):
        Snapshot.merge(tmp_path / "merged", "one")
    assert not (tmp_path / "merged").exists()


def test_a_shard_that_has_not_ended_is_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    def stop(_: Any) -> None:
        raise Stop

    open_one = tmp_path / "open"
    with pytest.raises(Stop):
        Snapshot.create(open_one, shard=(2, 3), on_progress=stop, **sources(node))
    given = [shards[0], open_one, shards[2]]
    refused(given, StoreError, f"{open_one}, the shard 2/3, has not ended: resume it, then merge again")
    resume(open_one, node)
    assert Snapshot.merge(tmp_path / "merged", given).is_complete


def test_a_shard_whose_last_run_was_killed_is_refused(shards: list[Path], node: Node) -> None:
    """It has ended once, with errors, and a later run had begun to read the rest."""
    with sqlite3.connect(shards[1] / "manifest.sqlite") as manifest:
        assert manifest.execute("SELECT ended FROM snapshots").fetchone()[0]
        manifest.execute("UPDATE units SET state = 'reading' WHERE id = 1")
    manifest.close()
    refused(shards, StoreError, f"{shards[1]}, the shard 2/3, has not ended: resume it")


def test_folders_that_are_no_shards_are_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("mine")
    for name in ("empty", "file", "missing"):
        refused([*shards, tmp_path / name], StoreError, f"{tmp_path / name} contains no snapshot: give the folder of a shard")
    Snapshot.create(tmp_path / "whole", **sources(node))
    refused([*shards, tmp_path / "whole"], InvalidArgument, f"{tmp_path / 'whole'} has a whole snapshot, and no shard: leave it out")
    junk = tmp_path / "junk"
    shutil.copytree(shards[1], junk)
    (junk / "manifest.sqlite").write_bytes(b"junk" * 1000)
    refused([shards[0], junk, shards[2]], StoreDamaged, f"the manifest of {junk} is damaged")


def test_a_shard_of_which_nothing_was_stored_is_refused(shards: list[Path], tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with StoreWriter(begun, {"made of": {}, "servers": {}, "shard": [2, 3]}, _schemas()):
        pass
    refused([shards[0], begun, shards[2]], StoreError, f"{begun} contains no snapshot yet: create the shard 2/3 again")


def test_a_shard_with_several_snapshots_is_refused(shards: list[Path]) -> None:
    with sqlite3.connect(shards[1] / "manifest.sqlite") as manifest:
        manifest.execute("INSERT INTO snapshots (began, ended) VALUES ('2026', '2026')")
    manifest.close()
    refused(shards, InvalidArgument, f"{shards[1]} has 2 snapshots, and only a shard with one can be merged: create the shard 2/3 again")


def test_folders_that_cannot_be_merged_into_are_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    Snapshot.create(tmp_path / "whole", **sources(node))
    (tmp_path / "file").write_text("mine")
    refused(shards, InvalidArgument, f"{tmp_path / 'whole'} has a snapshot: choose another folder", folder=tmp_path / "whole")
    refused(shards, InvalidArgument, f"{shards[1]} is one of the shards: merge them into a new folder", folder=shards[1])
    with pytest.raises(InvalidArgument, match="file is no folder: give one, or a name that is free"):
        Snapshot.merge(tmp_path / "file", shards)
    assert (tmp_path / "file").read_text() == "mine"
    with pytest.raises(StoreError, match="cannot use the store /proc/new: "):
        Snapshot.merge("/proc/new", shards)
    for folder in (tmp_path / "new" / "deep", tmp_path):
        Snapshot.merge(folder, shards)
        assert answers(folder) == answers(tmp_path / "whole")


def test_a_merged_snapshot_is_not_merged_into_again(shards: list[Path], tmp_path: Path) -> None:
    Snapshot.merge(tmp_path / "merged", shards)
    refused(shards, InvalidArgument, f"{tmp_path / 'merged'} has a snapshot: choose another folder")


def test_a_shard_cannot_go_on_as_another_one(tmp_path: Path, node: Node) -> None:
    """Neither as another shard nor as the whole, even if it was killed before its snapshot began."""
    made_of: dict[str, Any] = {"clients": {"hedera": node.client()}, "hedera_accounts": node.accounts}
    Snapshot.create(tmp_path / "once", shard=(1, 2), **made_of)
    with sqlite3.connect(tmp_path / "once" / "manifest.sqlite") as manifest:
        manifest.executescript("DELETE FROM snapshots; DELETE FROM units; DELETE FROM parts")
    manifest.close()
    for shard, told in (((2, 2), r"shard is \[1, 2\] in the store, and \[2, 2\] now"), (None, "shard is only in the store")):
        with pytest.raises(StoreMismatch, match=f"answers another question: {told}"):
            Snapshot.create(tmp_path / "once", shard=shard, **made_of)
    with pytest.raises(InvalidArgument, match="has a snapshot: resume it"):
        make_shards(tmp_path, node, 2)
        Snapshot.create(tmp_path / "shard1", **made_of)


# Other processes


def test_a_shard_that_another_process_writes_is_refused(shards: list[Path], tmp_path: Path, node: Node) -> None:
    others = make_shards(tmp_path / "o", node, 3)
    node.failure = lambda target: (400, REFUSAL) if TOKEN in target else None
    seen = []

    def merge(_: Any) -> None:
        seen.append(True)
        refused([shards[0], writing_now, shards[2]], StoreInUse, f"another process writes to {writing_now}: wait until it ends")

    writing_now = tmp_path / "now"
    Snapshot.create(writing_now, shard=(2, 3), on_progress=merge, **sources(node))
    assert seen
    with StoreWriter(tmp_path / "merged", {}, {}), pytest.raises(StoreInUse, match=r"another process writes to .*merged"):
        Snapshot.merge(tmp_path / "merged", others)


def test_nobody_writes_a_shard_while_it_is_merged_and_others_may_read_it(shards: list[Path], tmp_path: Path, node: Node) -> None:
    seen: list[Step] = []

    def look(step: Step) -> None:
        seen.append(step)
        for shard in shards:
            with pytest.raises(StoreInUse):
                resume(shard, node)
            with Snapshot(shard) as snapshot:
                assert snapshot.status().is_complete

    with writing(look):
        Snapshot.merge(tmp_path / "merged", shards)
    assert {"part renamed", "part stored"} <= {*seen}
    for shard in shards:
        assert resume(shard, node).is_complete


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Callable[[Path], Path]]:
    """A function that shows a folder on a disk that can only be read."""
    place = tmp_path / "read-only"
    place.mkdir()
    mounted = []

    def shown(folder: Path) -> Path:
        done = subprocess.run(["mount", "--bind", folder, place], capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"this user cannot mount a folder: {done.stderr.strip()}")
        mounted.append(place)
        subprocess.run(["mount", "-o", "remount,bind,ro", place], check=True)
        return place

    yield shown
    for each in mounted:
        subprocess.run(["umount", each], check=True)


def test_a_shard_on_a_disk_that_can_only_be_read_is_merged(
    shards: list[Path], tmp_path: Path, read_only: Callable[[Path], Path], node: Node
) -> None:
    assert Snapshot.merge(tmp_path / "merged", [shards[0], read_only(shards[1]), shards[2]]).rows == {"nfts": len(node.all_rows)}


# Damage


def largest_part(shards: list[Path]) -> Path:
    return max((path for shard in shards for path in (shard / "parts").iterdir()), key=lambda path: path.stat().st_size)


def test_a_part_that_is_missing_or_cut_is_told_before_anything_is_written(shards: list[Path]) -> None:
    part = largest_part(shards)
    kept = part.read_bytes()
    part.write_bytes(kept[:-10])
    refused(shards, StoreDamaged, f"{part} cannot be read")
    part.unlink()
    refused(shards, StoreDamaged, f"{part} cannot be read")
    part.write_bytes(kept + b"more")
    refused(shards, StoreDamaged, str(part))


def test_a_part_with_other_bytes_ends_a_merge_which_can_be_run_again(shards: list[Path], tmp_path: Path, node: Node) -> None:
    part = largest_part(shards)
    kept = part.read_bytes()
    part.write_bytes(kept[:100] + bytes([kept[100] ^ 1]) + kept[101:])
    with pytest.raises(StoreDamaged) as caught:
        Snapshot.merge(tmp_path / "merged", shards)
    assert str(caught.value) == f"{part} has changed since it was written: restore it from a copy"
    assert list((tmp_path / "merged" / "parts").iterdir()) == []
    with pytest.raises(StoreError, match="contains no snapshot yet: create or merge it again"):
        Snapshot(tmp_path / "merged")
    part.write_bytes(kept)
    assert Snapshot.merge(tmp_path / "merged", shards).rows == {"nfts": len(node.all_rows)}


def test_shards_with_a_gap_or_the_same_unit_are_refused(shards: list[Path], tmp_path: Path) -> None:
    names = []
    for shard in shards:
        with sqlite3.connect(shard / "manifest.sqlite") as manifest:
            names += manifest.execute("SELECT name FROM names WHERE name LIKE '%\"nfts\"%' ORDER BY id LIMIT 1").fetchall()
            if len(names) == 2:
                manifest.execute("UPDATE names SET name = ? WHERE name = ?", [*names[0], *names[1]])
        manifest.close()
    with pytest.raises(StoreMismatch, match=f"{shards[1]} has units that another store has too"):
        Snapshot.merge(tmp_path / "merged", shards)
    with sqlite3.connect(shards[1] / "manifest.sqlite") as manifest:
        manifest.execute("DELETE FROM units WHERE name_id = (SELECT id FROM names WHERE name = ?)", names[0])
    manifest.close()
    refused(shards, StoreDamaged, "have 4 listings instead of 5: restore them from a copy, or create them again", folder=tmp_path / "new")


def test_other_columns_are_refused(shards: list[Path], tmp_path: Path, node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """As of a shard that another version has made."""
    schemas = _schemas()
    older = {**schemas, "nfts": schemas["nfts"].remove(3)}
    monkeypatch.setattr("nft_holdings.data._snapshot.snapshot._schemas", lambda: older)
    refused(shards, StoreMismatch, f"{shards[0]}: nfts has other columns: ")
    less = {name: schema for name, schema in schemas.items() if name != "nfts"}
    monkeypatch.setattr("nft_holdings.data._snapshot.snapshot._schemas", lambda: less)
    refused(shards, StoreMismatch, f"{shards[0]}: nfts has other columns: ")


def test_a_client_of_another_server_cannot_go_on_with_a_merged_snapshot(shards: list[Path], tmp_path: Path) -> None:
    Snapshot.merge(tmp_path / "merged", shards)
    with Hedera("https://other.example") as other, pytest.raises(StoreMismatch, match=r"holdings of https://mirror\.example"):
        Snapshot.resume(tmp_path / "merged", clients={"hedera": other})
