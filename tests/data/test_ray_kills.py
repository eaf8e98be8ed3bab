"""Shards in tasks of Ray: exact rows after a worker and the driver were killed, and never more requests than the limit of all together.

`RAY_ACCOUNTS=30000` reads that many accounts, at 500 requests a second.
"""

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from nft_holdings.data import Snapshot

from tests.support.servers.failing_node import failing_node

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install '.[ray]'")

ROOT = Path(__file__).parents[2]
ACCOUNTS = int(os.environ.get("RAY_ACCOUNTS", 400))
LIMIT = 500 if ACCOUNTS > 5_000 else 50
SHARDS = 8
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT}:{ROOT / 'scripts'}",
    "RAY_USAGE_STATS_ENABLED": "0",  # else Ray sends home how it is used
    "RAY_AUTH_MODE": "disabled",  # else Ray writes a token into the home folder
    "RAY_ENABLE_UV_RUN_RUNTIME_ENV": "0",
}
REFUSED = 401, b'{"_status": {"messages": [{"message": "no such key"}]}}'
LONGEST = 90.0
"""The most seconds in which Ray starts, and begins to read."""
SLOWEST = 30
"""The accounts that a busy machine reads in a second."""


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The environment of a driver, with a folder for what Ray leaves. Its path must be short, as sockets are in it."""
    with TemporaryDirectory(prefix="ray", dir="/tmp", ignore_cleanup_errors=True) as place:
        mine = f"RAY_TMPDIR={place}"
        yield {**ENVIRONMENT, "RAY_TMPDIR": place}
        for each in Path("/proc").glob("[0-9]*/environ"):  # some processes outlive a driver that is killed by a minute
            with suppress(OSError):
                if mine.encode() in each.read_bytes().split(b"\0"):
                    os.kill(int(each.parent.name), signal.SIGKILL)


def driver(environment: dict[str, str], *arguments: object) -> "subprocess.Popen[str]":
    line = [sys.executable, "-W", "error", "-m", "tests.support.ray_driver", *map(str, arguments)]
    return subprocess.Popen(line, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def rows_in(folder: Path) -> int:
    """Return the number of rows that the shards have."""
    found = 0
    for shard in folder.glob("shards/*/manifest.sqlite"):
        try:
            with Snapshot(shard.parent) as snapshot:
                found += sum(snapshot.status().rows.values())
        except Exception:
            continue  # it has not begun
    return found


def wait_for_rows(folder: Path, least: int) -> None:
    end = time.monotonic() + LONGEST + ACCOUNTS / SLOWEST
    while rows_in(folder) < least:
        assert time.monotonic() < end, "no rows come"
        time.sleep(0.1)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_exact_after_a_worker_and_the_driver_were_killed(environment: dict[str, str], tmp_path: Path) -> None:
    from benchmark.service import PageServer

    chance = random.Random(ACCOUNTS)
    folder, pids = tmp_path / "made", tmp_path / "made.pids"
    pids.mkdir()
    with PageServer() as server, failing_node(lambda *_: REFUSED) as refusing:
        server.answer()
        task = [server.url, folder, ACCOUNTS, SHARDS, LIMIT]
        with driver(environment, *task) as process:
            wait_for_rows(folder, ACCOUNTS)
            workers = [int(each.name) for each in pids.iterdir() if is_running(int(each.name))]
            os.kill(chance.choice(workers), signal.SIGKILL)
            wait_for_rows(folder, 5 * ACCOUNTS)
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert not (folder / "manifest.sqlite").exists()
        asked = server.counts("tens").requests
        assert ACCOUNTS / 2 <= asked < ACCOUNTS
        with driver(environment, *task, refusing.url) as process:
            out, _ = process.communicate(timeout=2 * LONGEST + ACCOUNTS / SLOWEST)
        counts = server.counts("tens")
    ready, unauthorized, unshared, made = out.splitlines()
    assert ready == "ready"
    assert unauthorized.startswith("Unauthorized: ")
    assert "no such key" in unauthorized
    assert unshared.startswith("InvalidArgument: each shard would send 50 requests in 1 s: give the client of hedera rate_limit=")
    assert process.returncode == 0
    assert made == f'{{"complete": true, "rows": {{"nfts": {10 * ACCOUNTS}}}}}'
    with Snapshot(folder) as snapshot:
        assert list(snapshot.verify()) == []
        query = "SELECT count(*), count(DISTINCT (token_id, serial_number)), count(DISTINCT unit), count_if(unit != account_id) FROM nfts"
        assert snapshot.sql(query).fetchall() == [(10 * ACCOUNTS, 10 * ACCOUNTS, ACCOUNTS, 0)]
    assert counts.most_in_a_second <= LIMIT
    assert counts.requests < 1.5 * ACCOUNTS, "it began anew"
    print(f"{counts.requests} requests for {ACCOUNTS} accounts, {counts.most_in_a_second} in a second at most")
    assert not [each.name for each in pids.iterdir() if is_running(int(each.name))]


def test_the_program_of_the_guide_runs(environment: dict[str, str], tmp_path: Path) -> None:
    from benchmark.data_sets import accounts_of_ten
    from benchmark.service import PageServer

    (code,) = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "scale.md").read_text(), re.MULTILINE | re.DOTALL)
    (tmp_path / "program.py").write_text(code)
    (tmp_path / "accounts.txt").write_text("\n".join(accounts_of_ten(40)))
    with PageServer() as server:
        given = {"NFT_HOLDINGS_HEDERA_URL": server.url, "NFT_HOLDINGS_SHARED_LIMIT": str(tmp_path / "limit")}
        line = [sys.executable, "-W", "error", "program.py"]
        done = subprocess.run(line, cwd=tmp_path, env=environment | given, capture_output=True, text=True, check=False, timeout=2 * LONGEST)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "True {'nfts': 400}"
