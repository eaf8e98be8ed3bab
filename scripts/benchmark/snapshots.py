"""A snapshot of many accounts: the share of a rate limit that it uses, and how much memory it takes. It is made in a separate process.

usage: python -m benchmark.snapshots URL ACCOUNTS
"""

import json
import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from . import data_sets
from .figures import Figure, Outcome
from .memory import MEGABYTE, resident
from .package_clients import PACKAGE, client
from .service import SCRIPTS, PageServer

ACCOUNTS = int(os.environ.get("BENCH_SNAPSHOT_ACCOUNTS", "300000"))
"""The accounts, with ten NFTs each: 300,000 take ten minutes. The fewer they are, the more beginning and end count."""
LIMIT = 500
"""The requests a second of a server of one's own."""
SMALLEST_PART, LARGEST_PART = 50_000, 200_000
LONGEST = 3_600


def made(url: str, accounts: int) -> dict[str, float | str]:
    """Make a snapshot, and return the share of the limit, the growth in bytes, and what is wrong with the rows.

    The share is that of the whole time, from the call to its return: a limit lets the first second's requests pass at once.
    """
    import resource

    from nft_holdings import RateLimit
    from nft_holdings.data import Snapshot

    members = data_sets.accounts_of_ten(accounts)
    with TemporaryDirectory() as folder, client("Hedera", url, rate_limit=RateLimit(LIMIT)) as hedera:
        before = resident()
        began = time.perf_counter()
        status = Snapshot.create(folder, hedera_accounts=members, clients={"hedera": hedera})
        seconds = time.perf_counter() - began
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        wrong = _wrong(Path(folder), accounts) if status.is_complete else f"not complete: {dict(status.units)}"
    return {"share": (accounts - LIMIT) / LIMIT / seconds, "growth": most - before, "wrong": wrong}


def _wrong(folder: Path, accounts: int) -> str:
    """Return what is wrong with the rows of a snapshot; an empty text if nothing is."""
    import pyarrow.parquet as pq
    from nft_holdings.data import Snapshot

    with Snapshot(folder) as snapshot:
        (counts,) = snapshot.sql(
            "SELECT count(*), count(DISTINCT (token_id, serial_number)), count(DISTINCT unit), count_if(unit != account_id) FROM nfts"
        ).fetchall()
    if counts != (10 * accounts, 10 * accounts, accounts, 0):
        return f"{counts} rows, NFTs, accounts and strangers"
    sizes = [pq.read_metadata(path).num_rows for path in sorted((folder / "parts").glob("nfts-*.parquet"))]
    odd = [size for size in sizes[:-1] if not SMALLEST_PART <= size <= LARGEST_PART]
    return f"parts of {odd} rows" if odd or sizes[-1] > LARGEST_PART else ""


@cache
def _measured(url: str) -> tuple[dict[str, float | str] | None, str]:
    """Return what another process has measured, or None and the reason. The figures of one snapshot share it."""
    command = [sys.executable, "-m", "benchmark.snapshots", url, str(ACCOUNTS)]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, check=False, timeout=LONGEST)
    if done.returncode:
        return None, (done.stderr.strip().splitlines() or ["it failed"])[-1]
    return json.loads(done.stdout), ""


def snapshot(figure: Figure, server: PageServer) -> Outcome:
    """Measure a figure of the snapshot."""
    outcome = Outcome(figure, package=(PACKAGE,))
    server.answer()
    result, problem = _measured(server.url)
    if result is None or result["wrong"]:
        outcome.problems[PACKAGE] = problem if result is None else f"WRONG ANSWER: {result['wrong']}"
    else:
        outcome.samples[PACKAGE] = [float(result["share"]) if figure.kind == "share" else float(result["growth"]) / MEGABYTE]
    return outcome


if __name__ == "__main__":
    _, where, count = sys.argv
    print(json.dumps(made(where, int(count))))
