"""Shards of a node's token and accounts, and a program that merges shards.

usage: python -m tests.support.shards DIR STEP OCCURRENCE SHARD…

It prints "ready" when it begins, and kills itself when the writer of DIR is at STEP for that time. With the step "none" it goes on to the end.
"""

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nft_holdings.data import Snapshot
from nft_holdings.data._store import Step, StoreLimits, StoreWriter

from tests.support.snapshot_node import TOKEN, Node

SMALL_PARTS = StoreLimits(part_rows=300)
"""The shards of a node have several parts then."""


def sources(node: Node) -> dict[str, Any]:
    return {"clients": {"hedera": node.client()}, "hedera_tokens": [TOKEN], "hedera_accounts": node.accounts}


def make_shards(folder: Path, node: Node, count: int, **given: Any) -> list[Path]:
    """Make all shards of a node's token and accounts, or of what is given, and return their folders."""
    made = [folder / f"shard{number}" for number in range(1, count + 1)]
    for number, each in enumerate(made, 1):
        Snapshot.create(each, shard=(number, count), **{**sources(node), **given})
    return made


def content(folder: Path) -> dict[str, str]:
    """Return the files of a store that hold its content, each with its hash."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith(("-wal", "-shm"))
    }


def answers(folder: Path) -> dict[str, Any]:
    """Return what a snapshot answers: the rows of each table, and all of its units but their times."""
    queries = {
        "nfts": "FROM nfts ORDER BY ALL",
        "conflicts": "FROM conflicts ORDER BY ALL",
        "units": "SELECT * EXCLUDE (began, ended, time) FROM units ORDER BY ALL",
    }
    with Snapshot(folder) as snapshot:
        assert list(snapshot.verify()) == []
        return {name: snapshot.sql(query).fetchall() for name, query in queries.items()}


@contextmanager
def writing(at_step: Callable[[Step], object] = lambda _: None, limits: StoreLimits = SMALL_PARTS) -> Iterator[None]:
    """Give the writers of this process small parts, and a function that is called after each step."""
    defaults: Any = StoreWriter.__init__.__kwdefaults__
    before = dict(defaults)
    defaults |= {"limits": limits, "at_step": at_step}
    try:
        yield
    finally:
        defaults |= before


def main() -> None:
    folder, fatal, occurrence, *shards = sys.argv[1:]
    left = int(occurrence)

    def at_step(step: Step) -> None:
        nonlocal left
        left -= step == fatal
        if step == fatal and left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    print("ready", flush=True)
    with writing(at_step):
        Snapshot.merge(folder, shards)


if __name__ == "__main__":
    main()
