"""`snapshot create`, `resume` and `watch`, killed at random moments: no row or change is lost or doubled, and a token keeps its time.

`SNAPSHOT_KILLS=40` kills them that often; the usual run does it a few times.
"""

import json
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


def started(*arguments: str, output: Any = subprocess.PIPE) -> "subprocess.Popen[str]":
    line = [sys.executable, "-m", "tests.support.snapshot_node", "snapshot", *arguments]
    return subprocess.Popen(line, cwd=ROOT, stdout=output, text=True)


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


def wait_for_more(file: Path, size: int) -> None:
    """Wait until a file has more bytes, as a process begins to read."""
    end = time.monotonic() + 60
    while file.stat().st_size == size and time.monotonic() < end:
        time.sleep(0.01)


def test_a_watch_killed_at_random_moments_loses_no_change(tmp_path: Path) -> None:
    """Each kill comes at another moment. The events of one snapshot may come twice, equal to the first ones."""
    chance = random.Random(KILLS)
    node = Node(accounts=5, each=120, whole=1)
    node.failure = lambda _: time.sleep(DELAY)
    folder, told, accounts = tmp_path / "watched", tmp_path / "told", tmp_path / "accounts"
    accounts.write_text("\n".join(node.accounts))
    moved: list[tuple[int, str | None, str | None]] = []
    with served(node) as url, told.open("w") as output:
        with started("create", str(folder), "--hedera-accounts", str(accounts), "--base-url", url) as process:
            process.communicate(timeout=60)
        for kill in range(KILLS + 1):
            serial = kill + 1
            moved.append((serial, node.held.nfts[serial].holder, node.accounts[1]))
            node.held.move(serial, node.accounts[1])
            times = ["--times", "1"] if kill == KILLS else []
            size = told.stat().st_size
            with started("watch", str(folder), "--every", "1s", *times, output=output) as process:
                if times:
                    assert process.wait(timeout=60) == 0
                else:
                    wait_for_more(told, size)
                    time.sleep(chance.uniform(0, 2 * LONGEST))
                    process.kill()
            with StoreReader(folder) as store:
                assert list(verify(store)) == []
    lines = [line for line in told.read_text().splitlines() if line != "ready"]
    rows = [json.loads(line) for line in dict.fromkeys(lines)]
    assert sorted((row["serial_number"], row["from_account"], row["to_account"]) for row in rows) == moved
    assert {row["change"] for row in rows} == {"moved"}
    assert len(lines) - len(rows) <= KILLS
    with Snapshot(folder) as snapshot:
        print(f"{KILLS} kills, {len(snapshot.times)} snapshots, {len(lines) - len(rows)} events twice")
        assert snapshot.sql("SELECT unit, token_id, serial_number FROM nfts ORDER BY ALL").fetchall() == [
            row for row in node.all_rows if row[0] != TOKEN
        ]
