"""scripts/chaos: runs listings in rounds, each round with its own world and weather, and reports."""

import argparse
import asyncio
import gc
import os
import sys
import threading
import time
import traceback
from collections import Counter
from importlib.util import find_spec
from random import Random
from typing import Any, cast

import nft_holdings
from nft_holdings import IncompleteListing, NftHoldingsError, Retry
from nft_holdings.sandbox import Sandbox, Settings

from .comparison import Held
from .expected_holdings import World
from .fault_plans import LARGEST_REPLY, weather
from .listing_calls import Question, question

LISTINGS_IN_A_ROUND = 50
MOST_RESUMPTIONS = 10
RETRY = Retry(attempts=4, timeout=5, wait_initial=0.001, wait_max=0.01, wait_jitter=0.002, retry_after_max=1)


class Tally:
    """What happened, over all rounds."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.requests = 0
        self.drifts = 0
        self.wrong: list[str] = []

    def report(self, listings: int, seconds: float) -> None:
        """Print it."""
        print(f"{listings} listings, {self.requests} requests, {self.faults.total()} faults, {self.drifts} drifts, {seconds:.0f} s")
        for title, counts in (("results", self.results), ("errors", self.errors), ("faults", self.faults)):
            print(f"\n{title}")
            for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
                print(f"  {count:7}  {name}")
        print(f"\nwrong answers, untyped exceptions and leaks: {len(self.wrong)}")
        for each in self.wrong[:20]:
            print(f"  {each}")


class Round:
    """Listings in one world and one weather."""

    def __init__(self, seed: str, tally: Tally) -> None:
        self._random = Random(seed)
        self._seed = seed
        self._tally = tally
        self._world = World(self._random)
        self._weather = weather(self._random)
        self._followed = 0

    def run(self, listings: int) -> None:
        """Make the listings, half of them async, and count what they gave."""
        before = _open_files()
        threads = threading.active_count()
        faults = self._weather.faults if self._weather.faults["faults"] else None
        settings = Settings(hedera_quirks=self._weather.quirks)
        with Sandbox(settings, load=self._world.document(), faults=faults) as sandbox:
            for number in range(listings):
                asked = question(self._random, self._world)
                options = {
                    "retry": RETRY if self._random.random() < 0.8 else None,
                    "timeout": 0.3,
                    "rate_limit": None,
                    "bad_rows": self._random.choice(["raise", "deliver"]),
                    "max_reply_bytes": LARGEST_REPLY,
                    "max_pages": self._random.choice([None, None, 1, 3]),
                }
                where = f"seed {self._seed}, listing {number}: {asked}, {options}"
                try:
                    self._listing(sandbox, asked, options, where)
                except Exception:
                    self._tally.wrong.append(f"{where}: an exception that is not the package's own\n{traceback.format_exc()}")
            if sandbox.faults is not None:
                self._tally.faults += sandbox.faults.injected
                self._tally.requests += sandbox.faults.requests
        gc.collect()
        if threading.active_count() > threads:
            self._tally.wrong.append(f"seed {self._seed}: {threading.active_count() - threads} threads are left")
        if _open_files() > before:
            self._tally.wrong.append(f"seed {self._seed}: {_open_files() - before} files or sockets are left open")

    def _listing(self, sandbox: Sandbox, asked: Question, options: dict[str, Any], where: str) -> None:
        held = Held(asked, self._world.held[asked.operation, asked.account])
        rows: list[Any] = []
        drifts: list[Any] = []
        blocking = self._random.random() < 0.5
        cursor, error = None, None
        resumed = 0
        while True:
            found, error = self._ask(sandbox, asked, {**options, "on_drift": drifts.append}, cursor, blocking=blocking)
            rows += found
            self._follow(sandbox, asked, held)
            if told := held.wrong(rows, drifts, complete=error is None):
                self._tally.wrong.append(f"{where}: {told}")
                return
            if not isinstance(error, IncompleteListing) or error.cursor is None or resumed == MOST_RESUMPTIONS:
                break
            cursor = error.cursor
            resumed += 1
            self._count(error)
        self._tally.drifts += len(drifts)
        if error is None:
            self._tally.results["equal to the truth" + (", resumed" if resumed else "")] += 1
        else:
            self._count(error)
            self._tally.results["a typed error" + (", after resuming" if resumed else "")] += 1

    def _count(self, error: NftHoldingsError) -> None:
        cause = f" because of {type(error.cause).__name__}" if isinstance(error, IncompleteListing) and error.cause else ""
        self._tally.errors[type(error).__name__ + cause] += 1

    def _follow(self, sandbox: Sandbox, asked: Question, held: Held) -> None:
        changes = [] if sandbox.faults is None else sandbox.faults.changes
        for change in changes[self._followed :]:
            operation, account, key, row = self._world.apply(change)
            if (operation, account) == (asked.operation, asked.account):
                held.changed(change.kind, key, row)
        self._followed = len(changes)

    def _ask(
        self, sandbox: Sandbox, asked: Question, options: dict[str, Any], cursor: str | None, *, blocking: bool
    ) -> tuple[list[Any], NftHoldingsError | None]:
        credentials = sandbox.credentials(asked.operation.partition(".")[0])
        make = getattr(nft_holdings, asked.client if blocking else f"Async{asked.client}")
        rows: list[Any] = []
        if blocking:
            with make(sandbox.url, **credentials, **options) as client:
                try:
                    for row in getattr(client, asked.method)(*asked.arguments, **asked.keywords, cursor=cursor):
                        rows.append(row)
                except NftHoldingsError as error:
                    return rows, error
            return rows, None

        async def ask() -> NftHoldingsError | None:
            error = None
            async with make(sandbox.url, **credentials, **options) as client:
                try:
                    async for row in getattr(client, asked.method)(*asked.arguments, **asked.keywords, cursor=cursor):
                        rows.append(row)
                except NftHoldingsError as raised:
                    error = raised
            if left := asyncio.all_tasks() - {asyncio.current_task()}:
                self._tally.wrong.append(f"seed {self._seed}: tasks are left: {left}")
            return error

        return rows, asyncio.run(ask())


def _open_files() -> int:
    folder = "/proc/self/fd"
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0  # noqa: PTH112, PTH208 - of a running process


def main() -> int:
    """Run, report, and give the exit code: 1 if one answer was wrong."""
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--listings", type=int, default=500, help="how many listings to make (500)")
    parser.add_argument("--seed", type=int, default=0, help="what is asked and what goes wrong (0)")
    parser.add_argument("--transport", choices=["aiohttp", "httpx2"], help="what to send with (aiohttp, if it is installed)")
    arguments = parser.parse_args()
    if arguments.listings < 1:
        parser.error("--listings must be at least 1")
    if arguments.transport == "aiohttp" and find_spec("aiohttp") is None:
        parser.error("aiohttp is not installed: scripts/test installs it")
    if arguments.transport == "httpx2":
        cast(dict[str, Any], sys.modules)["aiohttp"] = None  # as if it were not installed
    tally, began = Tally(), time.monotonic()
    for number, start in enumerate(range(0, arguments.listings, LISTINGS_IN_A_ROUND)):
        Round(f"{arguments.seed}/{number}", tally).run(min(LISTINGS_IN_A_ROUND, arguments.listings - start))
    tally.report(arguments.listings, time.monotonic() - began)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
