"""A store on a disk that is full: what was stored stays, nothing else is left, and the store goes on when there is room."""

import errno
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from nft_holdings.data._store import Step, StoreError, StoreFull, StoreReader

from tests.support.stored_truth import check, check_files, store
from tests.support.stores import NEVER, begin_units, page, writer_of

WRITES: dict[Step, int] = {
    "pages stored": 25,
    "part written": 3,
    "part synced": 2,
    "part renamed": 3,
    "folder synced": 2,
    "part stored": 2,
    "merged part stored": 1,
}
"""The steps that need room, and the time at which they do not get it."""
KIB = 1024
FIRST_SIZE, MORE = 160 * KIB, 128 * KIB
"""The size of a disk in bytes, and what it gets more each time when it is full."""


@pytest.mark.parametrize("step", WRITES)
def test_full_at_a_step(tmp_path: Path, step: Step) -> None:
    left = WRITES[step]

    def at_step(now: Step) -> None:
        nonlocal left
        left -= now == step
        if left == 0 and now == step:
            if step.endswith("stored"):
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreFull, match="free some") as caught:
        store(tmp_path, 1, at_step)
    assert isinstance(caught.value.__cause__, sqlite3.Error if step.endswith("stored") else OSError)
    check_files(tmp_path)
    check(tmp_path, whole=False)
    store(tmp_path, 2, lambda _: None)
    check(tmp_path, whole=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={FIRST_SIZE}", "tmpfs", disk], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this user cannot mount a small disk: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", disk], check=True)


def test_a_disk_that_is_full_again_and_again(small_disk: Path) -> None:
    folder = small_disk / "store"
    size, times = FIRST_SIZE, 0
    while True:
        try:
            store(folder, times, lambda _: None)
            break
        except StoreFull:
            times += 1
            size += MORE
            subprocess.run(["mount", "-o", f"remount,size={size}", small_disk], check=True)
        check_files(folder)
        check(folder, whole=False)
    assert times > 5
    check(folder, whole=True)


@pytest.fixture
def limit_of_files() -> Iterator[Callable[[int], None]]:
    resource = pytest.importorskip("resource")
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def test_a_limit_of_file_sizes_is_a_full_disk(tmp_path: Path, limit_of_files: Callable[[int], None]) -> None:
    size = 96 * KIB
    causes: list[type[BaseException | None]] = []
    while len(causes) < 40:
        limit_of_files(size)
        try:
            store(tmp_path, len(causes), lambda _: None)
            break
        except StoreFull as full:
            causes.append(type(full.__cause__))
        size += 24 * KIB
        check_files(tmp_path)
        check(tmp_path, whole=False)
    assert sqlite3.OperationalError in causes
    check(tmp_path, whole=True)


def test_a_writer_that_could_not_store_stores_nothing_more(tmp_path: Path) -> None:
    full = True

    def at_step(step: Step) -> None:
        if full and step == "pages stored":
            raise sqlite3.OperationalError("disk I/O error")

    with writer_of(tmp_path, limits=NEVER, at_step=at_step) as writer:
        snapshot, (unit,) = begin_units(writer, 1)
        unit = writer.add(unit, page("a"), "1")
        with pytest.raises(StoreError, match=r"cannot use the store .*: disk I/O error"):
            writer.flush()
        full = False
        with pytest.raises(RuntimeError, match="could not store something: open the store again"):
            writer.finish(unit, page("b"))
    with StoreReader(tmp_path) as reader:
        assert [(each.state, each.rows) for each in reader.units(snapshot)] == [("waiting", 0)]
