"""A merge whose process is killed or interrupted, and one on a full disk: it can be run again, and no shard is changed.

`STORE_KILLS=40` kills a merge that often at random moments; the usual run kills it a few times.
"""

import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nft_holdings.data import Snapshot, StoreError, StoreFull
from nft_holdings.data._store import Step

from tests.support.shards import answers, content, make_shards, sources, writing
from tests.support.snapshot_node import Node

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("STORE_KILLS", 4))
LONGEST = 0.4
"""The most seconds that a process merges before it is killed; it needs about as many for all."""
OCCURRENCES: dict[Step, int] = {
    "part written": 2,
    "part synced": 1,
    "part renamed": 2,
    "folder synced": 3,
    "part stored": 1,
    "part committed": 1,
}
"""The steps of a merge, and the time at which it ends there."""
KIB = 1024


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shards")


@pytest.fixture(scope="module")
def shards(place: Path) -> list[Path]:
    """Shards that no test changes, with several parts together."""
    with writing():
        return make_shards(place, Node(accounts=12), 3)


@pytest.fixture(scope="module")
def expected(place: Path, shards: list[Path]) -> dict[str, Any]:
    Snapshot.create(place / "whole", **sources(Node(accounts=12)))
    return answers(place / "whole")


@pytest.fixture(autouse=True)
def unchanged(shards: list[Path]) -> Iterator[None]:
    before = [content(shard) for shard in shards]
    yield
    assert [content(shard) for shard in shards] == before


def started(folder: Path, shards: list[Path], step: str = "none", occurrence: int = 1) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.support.shards", str(folder), step, str(occurrence), *map(str, shards)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def is_merged(folder: Path, expected: dict[str, Any]) -> bool:
    """Return True if a folder has the whole snapshot. It must have that or none."""
    try:
        found = answers(folder)
    except StoreError as error:
        assert "contains no snapshot" in str(error)
        return False
    assert found == expected
    return True


def parts(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "parts").iterdir())


@pytest.mark.parametrize("step", OCCURRENCES)
def test_killed_at_a_step(step: Step, shards: list[Path], expected: dict[str, Any], tmp_path: Path) -> None:
    folder = tmp_path / "merged"
    with started(folder, shards, step, OCCURRENCES[step]) as process:
        process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert is_merged(folder, expected) == (step == "part committed")
    if step == "part committed":
        return
    with started(folder, shards) as process:
        process.communicate(timeout=60)
    assert process.returncode == 0
    assert is_merged(folder, expected)
    assert len(parts(folder)) == 3
    assert all(name.endswith(".parquet") for name in parts(folder))


def test_killed_at_random_moments(shards: list[Path], expected: dict[str, Any], tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    folder = tmp_path / "0"
    killed = in_the_middle = 0
    while killed < KILLS:
        with started(folder, shards) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, LONGEST))
            process.kill()
        assert process.returncode in (0, -signal.SIGKILL)
        killed += process.returncode != 0
        in_the_middle += (folder / "parts").exists() and bool(parts(folder))
        if is_merged(folder, expected):
            folder = tmp_path / str(killed)
        else:
            assert process.returncode
    with started(folder, shards) as process:
        process.communicate(timeout=60)
    assert process.returncode == 0 or is_merged(folder, expected)
    assert is_merged(folder, expected)
    print(f"{killed} kills, {in_the_middle} of them with parts")


@pytest.mark.parametrize("step", OCCURRENCES)
def test_interrupted_at_a_step(step: Step, shards: list[Path], expected: dict[str, Any], tmp_path: Path) -> None:
    left = OCCURRENCES[step]

    def at_step(now: Step) -> None:
        nonlocal left
        left -= now == step
        if now == step and left == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), writing(at_step):
        Snapshot.merge(tmp_path, shards)
    if step == "part committed":
        assert is_merged(tmp_path, expected)
        return
    assert not is_merged(tmp_path, expected)
    assert parts(tmp_path) == []
    Snapshot.merge(tmp_path, shards)
    assert is_merged(tmp_path, expected)


# Full disks


@pytest.mark.parametrize("step", [step for step in OCCURRENCES if step != "part committed"])
def test_full_at_a_step(step: Step, shards: list[Path], expected: dict[str, Any], tmp_path: Path) -> None:
    left = OCCURRENCES[step]

    def at_step(now: Step) -> None:
        nonlocal left
        left -= now == step
        if left == 0 and now == step:
            if step == "part stored":
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreFull, match=f"no room on the disk for {tmp_path} .*free some"), writing(at_step):
        Snapshot.merge(tmp_path, shards)
    assert not is_merged(tmp_path, expected)
    assert parts(tmp_path) == []
    Snapshot.merge(tmp_path, shards)
    assert is_merged(tmp_path, expected)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={16 * KIB}", "tmpfs", disk], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this user cannot mount a small disk: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_is_full_again_and_again(small_disk: Path, shards: list[Path], expected: dict[str, Any]) -> None:
    folder = small_disk / "merged"
    size, times = 16 * KIB, 0
    while True:
        try:
            with writing():
                Snapshot.merge(folder, shards)
            break
        except StoreFull:
            times += 1
            size += 16 * KIB
            subprocess.run(["mount", "-o", f"remount,size={size}", small_disk], check=True)
        assert not (folder / "parts").exists() or parts(folder) == []
    assert times > 5
    assert is_merged(folder, expected)
