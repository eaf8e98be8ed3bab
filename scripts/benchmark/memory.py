"""Memory growth while NFTs stream by; each measurement is a separate process.

usage: python -m benchmark.memory URL blocking|async
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from . import data_sets, expected_rows
from .apis import hedera
from .figures import Figure, Outcome
from .package_clients import PACKAGE, PACKAGE_ASYNC, client
from .service import SCRIPTS, PageServer

ACCOUNT = data_sets.account_of("million")
STRIDE = 1_000
"""After how many rows to look at the memory."""

MEGABYTE = 2**20
LONGEST = 600
RESIDENT = Path("/proc/self/statm")


def resident() -> int:
    """Return the resident memory in bytes; its highest value on systems that do not report the present one."""
    import resource  # not on Windows, where the rest can be measured all the same

    if RESIDENT.exists():
        return int(RESIDENT.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


class Stream:
    """Rows that pass by: each is compared with the expected key, and dropped."""

    def __init__(self) -> None:
        self._keys = data_sets.hedera_keys(data_sets.HEDERA["million"][0])
        self.rows, self.wrong = 0, 0
        self._after_first_page = self._most = 0

    def take(self, row: Any) -> None:
        """Look at a row, and now and then at the memory."""
        self.rows += 1
        self.wrong += self.rows > len(self._keys) or expected_rows.hedera_key(row) != self._keys[-self.rows]
        if self.rows == hedera.PAGE_SIZE:
            self._after_first_page = resident()
        if self.rows % STRIDE == 0:
            self._most = max(self._most, resident())

    def report(self) -> str:
        """Return the growth in bytes, and whether the rows were right, as JSON."""
        right = not self.wrong and self.rows == len(self._keys)
        return json.dumps({"growth": self._most - self._after_first_page, "right": right, "rows": self.rows})


def stream(url: str) -> Stream:
    """Stream with the blocking client."""
    passing = Stream()
    with client("Hedera", url) as hedera:
        rows: Iterable[Any] = hedera.nfts(ACCOUNT)
        for row in rows:
            passing.take(row)
    return passing


async def stream_async(url: str) -> Stream:
    """Stream with the async client."""
    passing = Stream()
    async with client("AsyncHedera", url) as hedera:
        async for row in hedera.nfts(ACCOUNT):
            passing.take(row)
    return passing


def memory(figure: Figure, server: PageServer) -> Outcome:
    """Measure how much more memory a stream takes than its first page, once for each kind of client."""
    outcome = Outcome(figure, package=(PACKAGE, PACKAGE_ASYNC))
    for name, kind in ((PACKAGE, "blocking"), (PACKAGE_ASYNC, "async")):
        server.answer()
        command = [sys.executable, "-m", "benchmark.memory", server.url, kind]
        done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False, timeout=LONGEST)
        if done.returncode:
            outcome.problems[name] = (done.stderr.strip().splitlines() or ["it failed"])[-1]
            continue
        result = json.loads(done.stdout)
        outcome.samples[name] = [result["growth"] / MEGABYTE]
        outcome.counts[name] = [server.counts("million")]
        if not result["right"]:
            outcome.problems[name] = f"WRONG ANSWER: {result['rows']:,} rows"
    return outcome


if __name__ == "__main__":
    _, where, how = sys.argv
    print((stream(where) if how == "blocking" else asyncio.run(stream_async(where))).report())
