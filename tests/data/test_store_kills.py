"""A store whose process is killed or interrupted: at each step of the writer, and at any moment.

`STORE_KILLS=40` kills a store that often at random moments; the usual run kills it a few times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import get_args

import pytest
from nft_holdings.data._store import Step

from tests.support.stored_truth import check, check_files, store

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("STORE_KILLS", 4))
LONGEST = 0.6
"""The most seconds that a process stores before it is killed; it would need some 1.5 seconds for all."""
OCCURRENCES: dict[Step, int] = {"pages stored": 12, "pages committed": 20, "part written": 4, "part synced": 6, "part renamed": 3}


def started(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.support.stored_truth", str(folder), *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def ended(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


@pytest.mark.parametrize("step", get_args(Step))
def test_killed_at_a_step(tmp_path: Path, step: Step) -> None:
    if step == "old parts forgotten":
        assert ended(started(tmp_path, 1)) == 0
    assert ended(started(tmp_path, 1, step, OCCURRENCES.get(step, 1))) == -signal.SIGKILL
    if (tmp_path / "manifest.sqlite").exists():
        check(tmp_path, whole=False)
    assert ended(started(tmp_path, 2)) == 0
    check(tmp_path, whole=True)


def test_killed_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    killed = stores = 0
    while killed < KILLS:
        folder = tmp_path / str(stores)
        with started(folder, killed) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(chance.uniform(0, LONGEST))
            process.kill()
        assert process.returncode in (0, -signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        stores += process.returncode == 0
        check(folder, whole=process.returncode == 0)
    assert ended(started(folder, KILLS)) == 0
    check(folder, whole=True)


@pytest.mark.parametrize("step", get_args(Step))
def test_interrupted_at_a_step(tmp_path: Path, step: Step) -> None:
    left = OCCURRENCES.get(step, 1)

    def at_step(now: Step) -> None:
        nonlocal left
        left -= now == step
        if now == step and left == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store(tmp_path, 1, at_step)
    check_files(tmp_path)
    check(tmp_path, whole=False)
    store(tmp_path, 2, lambda _: None)
    check(tmp_path, whole=True)
