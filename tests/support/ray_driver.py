"""A driver of Ray on this machine, in a process that can be killed.

usage: python -m tests.support.ray_driver URL FOLDER ACCOUNTS SHARDS LIMIT [REFUSING_URL]

It makes a snapshot of accounts with ten NFTs each, and prints what it has. Each task leaves its process number in FOLDER.pids. If the URL of a
server is given that refuses all keys, a snapshot of that server is tried first, and one whose clients do not share their limit.
"""

import json
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

import ray
from benchmark.data_sets import accounts_of_ten
from nft_holdings import Hedera, RateLimit
from nft_holdings.data import ray as by_ray
from nft_holdings.data._store import StoreLimits, StoreWriter


def clients(url: str, folder: str, limit: RateLimit | None) -> dict[str, Any]:
    """Return the clients of a task, whose process it makes known and lets store often."""
    StoreWriter.__init__.__kwdefaults__["limits"] = StoreLimits(seconds=0.2)  # type: ignore[index]  # it has some
    Path(f"{folder}.pids", str(os.getpid())).touch()
    return {"hedera": Hedera(url, rate_limit=limit, concurrency=4)}


def refusal(url: str, folder: str, limit: RateLimit | None) -> str:
    """Return the error of a snapshot that must fail."""
    try:
        by_ray.create_snapshot(f"{folder}.refused", shards=2, clients=partial(clients, url, folder, limit), hedera_accounts=["1", "2", "3"])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def main() -> None:
    url, folder, accounts, shards, limit, *refusing = sys.argv[1:]
    shared = RateLimit(int(limit), shared=f"{folder}.limit")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    print("ready", flush=True)
    for each in refusing:
        print(refusal(each, folder, None), flush=True)
        print(refusal(each, folder, RateLimit(50)), flush=True)
    status = by_ray.create_snapshot(
        folder, shards=int(shards), clients=partial(clients, url, folder, shared), hedera_accounts=accounts_of_ten(int(accounts))
    )
    ray.shutdown()
    print(json.dumps({"complete": status.is_complete, "rows": dict(status.rows)}))


if __name__ == "__main__":
    main()
