"""`snapshot create` and `snapshot resume`, killed at random moments: no row is lost or doubled, and a token keeps its time.

`SNAPSHOT_KILLS=40` kills them that often; the usual run does it a few times.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from nft_holdings.data import Snapshot
from nft_holdings.data._store import StoreReader, verify

from tests.support.snapshot_node import TOKEN, Node, served

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("SNAPSHOT_KILLS", 4))
LONGEST = 2.0
"""The most seconds that a process reads before it is killed; it would need about as many for all."""
DELAY = 0.03
"""Seconds that the server takes for a reply, so that a process is killed in the middle of listings."""


def started(*arguments: str) -> "subprocess.Popen[str]":
    line = [sys.executable, "-m", "tests.support.snapshot_node", "snapshot", *arguments]
    return subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def check(node: Node, folder: Path, known: dict[str, Any]) -> bool:
    """Compare what is stored with the listings: the rows of each unit up to its cursor, and no others.

    Args:
        node: The server.
        folder: The snapshot's folder.
        known: The rows and the time of each unit after the kill before; those after this one take their place.

    Returns:
        True if the snapshot has begun.
    """
    with StoreReader(folder) as store:
        assert list(verify(store)) == []
        if not store.snapshots():
            return False
        stored: dict[int, list[int]] = {}
        for batch in store.rows("nfts", 1, ("waiting", "reading", "done", "failed")).batches():
            for reading, serial in zip(batch["reading"].to_pylist(), batch["serial_number"].to_pylist(), strict=True):
                stored.setdefault(reading, []).append(serial)
        for unit in store.units(1):
            name = unit.name[2]
            found = stored.pop(unit.reading, []) if unit.reading is not None else []
            expected = [serial for _, _, serial in node.rows(name)]
            assert found == (expected if unit.state == "done" else expected[: unit.rows]), unit
            assert len(found) == unit.rows
            if name in known:
                assert known[name][0] <= unit.rows
                assert name != TOKEN or known[name][1] == unit.notes["as_of"]
            if unit.cursor is not None or unit.state == "done":
                known[name] = unit.rows, (unit.notes or {}).get("as_of")
        assert stored == {}
        return True


def test_killed_at_random_moments(tmp_path: Path) -> None:
    chance = random.Random(KILLS)
    node = Node(accounts=13, each=250, whole=1_200)
    node.failure = lambda _: time.sleep(DELAY)
    accounts = tmp_path / "accounts"
    accounts.write_text("\n".join(node.accounts))
    killed = folders = in_the_middle = 0
    known: dict[str, Any] = {}
    has_begun = False
    with served(node) as url:
        create = ["--hedera-token", TOKEN, "--hedera-accounts", str(accounts), "--base-url", url]
        while killed < KILLS:
            folder = tmp_path / str(folders)
            with started(*(["resume", str(folder)] if has_begun else ["create", str(folder), *create])) as process:
                assert process.stdout
                process.stdout.readline()
                time.sleep(chance.uniform(0, LONGEST))
                process.kill()
            assert process.returncode in (0, -signal.SIGKILL)
            if process.returncode:
                killed += 1
                if (folder / "manifest.sqlite").exists():
                    has_begun = check(node, folder, known)
                    in_the_middle += bool(known)
            else:
                whole(node, folder)
                folders, known, has_begun = folders + 1, {}, False
        folder = tmp_path / str(folders)
        with started(*(["resume", str(folder)] if has_begun else ["create", str(folder), *create])) as process:
            process.communicate(timeout=60)
        assert process.returncode == 0
    whole(node, folder)
    print(f"{killed} kills of {folders + 1} snapshots, {in_the_middle} of them with rows stored")
    assert in_the_middle >= KILLS / 4


def whole(node: Node, folder: Path) -> None:
    with Snapshot(folder) as snapshot:
        assert snapshot.status().is_complete
        assert snapshot.status().proved == (f"hedera token-nfts {TOKEN}",)
        assert snapshot.sql("SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL").fetchall() == node.all_rows
        assert snapshot.sql("SELECT count(*) FROM conflicts").fetchall() == [(0,)]
