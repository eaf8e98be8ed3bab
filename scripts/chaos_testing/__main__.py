"""Run listings in rounds, each round with its own holdings and faults, and report. scripts/chaos runs it."""

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

from nft_holdings import IncompleteListing, NftHoldingsError, Retry
from nft_holdings.sandbox import Sandbox, Settings

from .comparison import ExpectedRows
from .expected_holdings import ExpectedHoldings
from .fault_plans import LARGEST_REPLY, fault_plan
from .listing_calls import ListingCall, listing_call

LISTINGS_IN_A_ROUND = 50
MOST_RESUMPTIONS = 10
RETRY = Retry(attempts=4, timeout=5, wait_initial=0.001, wait_max=0.01, wait_jitter=0.002, retry_after_max=1)


class Tally:
    """Counts over all rounds."""

    def __init__(self) -> None:
        self.results: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.requests = 0
        self.drifts = 0
        self.wrong: list[str] = []

    def report(self, listings: int, seconds: float) -> None:
        """Print the counts."""
        print(f"{listings} listings, {self.requests} requests, {self.faults.total()} faults, {self.drifts} drifts, {seconds:.0f} s")
        for title, counts in (("results", self.results), ("errors", self.errors), ("faults", self.faults)):
            print(f"\n{title}")
            for name, count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
                print(f"  {count:7}  {name}")
        print(f"\nwrong answers, untyped exceptions and leaks: {len(self.wrong)}")
        for each in self.wrong[:20]:
            print(f"  {each}")


class Round:
    """Listings with the same holdings and faults."""

    def __init__(self, seed: str, tally: Tally) -> None:
        self._random = Random(seed)
        self._seed = seed
        self._tally = tally
        self._holdings = ExpectedHoldings(self._random)
        self._plan = fault_plan(self._random)
        self._changes_applied = 0

    def run(self, listings: int) -> None:
        """Make the listings, half of them async, and count their results."""
        before = _open_files()
        threads = threading.active_count()
        faults = self._plan.faults if self._plan.faults["faults"] else None
        settings = Settings(**self._plan.settings)
        with Sandbox(settings, load=self._holdings.document(), faults=faults) as sandbox:
            for number in range(listings):
                listing = listing_call(self._random, self._holdings)
                options = {
                    "retry": RETRY if self._random.random() < 0.8 else None,
                    "timeout": 0.3,
                    "rate_limit": None,
                    "bad_rows": self._random.choice(["raise", "deliver"]),
                    "max_reply_bytes": LARGEST_REPLY,
                    "max_pages": self._random.choice([None, None, 1, 3]),
                }
                where = f"seed {self._seed}, listing {number}: {listing}, {options}"
                try:
                    self._list(sandbox, listing, options, where)
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

    def _list(self, sandbox: Sandbox, listing: ListingCall, options: dict[str, Any], where: str) -> None:
        expected = ExpectedRows(listing, self._holdings.rows[listing.held])
        rows: list[Any] = []
        drifts: list[Any] = []
        blocking = self._random.random() < 0.5
        cursor, error = None, None
        resumed = 0
        while True:
            found, error = self._read(sandbox, listing, {**options, "on_drift": drifts.append}, cursor, blocking=blocking)
            rows += found
            self._apply_changes(sandbox, listing, expected)
            if mistake := expected.mistake(rows, drifts, complete=error is None):
                self._tally.wrong.append(f"{where}: {mistake}")
                return
            if not isinstance(error, IncompleteListing) or error.cursor is None or resumed == MOST_RESUMPTIONS:
                break
            cursor = error.cursor
            resumed += 1
            self._count(error)
        self._tally.drifts += len(drifts)
        if error is None:
            self._tally.results["as expected" + (", resumed" if resumed else "")] += 1
        else:
            self._count(error)
            self._tally.results["a typed error" + (", after resuming" if resumed else "")] += 1

    def _count(self, error: NftHoldingsError) -> None:
        cause = f" because of {type(error.cause).__name__}" if isinstance(error, IncompleteListing) and error.cause else ""
        self._tally.errors[type(error).__name__ + cause] += 1

    def _apply_changes(self, sandbox: Sandbox, listing: ListingCall, expected: ExpectedRows) -> None:
        changes = [] if sandbox.faults is None else sandbox.faults.changes
        for change in changes[self._changes_applied :]:
            held, key, row = self._holdings.apply(change)
            if held == listing.held:
                expected.change(change.kind, key, row)
        self._changes_applied = len(changes)

    def _read(
        self, sandbox: Sandbox, listing: ListingCall, options: dict[str, Any], cursor: str | None, *, blocking: bool
    ) -> tuple[list[Any], NftHoldingsError | None]:
        held, call, rows = listing.held, listing.call, list[Any]()
        credentials = sandbox.credentials(held.api)
        make: Any = held.client_api.client if blocking else held.client_api.async_client

        def listed(client: Any) -> Any:
            return getattr(client, held.listing.method)(*call.arguments, **call.keywords, cursor=cursor)

        if blocking:
            with make(sandbox.url, **credentials, **options) as client:
                try:
                    for row in listed(client):
                        rows.append(row)
                except NftHoldingsError as error:
                    return rows, error
            return rows, None

        async def read() -> NftHoldingsError | None:
            error = None
            async with make(sandbox.url, **credentials, **options) as client:
                try:
                    async for row in listed(client):
                        rows.append(row)
                except NftHoldingsError as raised:
                    error = raised
            if left := asyncio.all_tasks() - {asyncio.current_task()}:
                self._tally.wrong.append(f"seed {self._seed}: tasks are left: {left}")
            return error

        return rows, asyncio.run(read())


def _open_files() -> int:
    folder = "/proc/self/fd"
    return len(os.listdir(folder)) if os.path.isdir(folder) else 0  # noqa: PTH112, PTH208 - of a running process


def main() -> int:
    """Run, report, and return the exit code: 1 if one answer was wrong."""
    parser = argparse.ArgumentParser(prog="scripts/chaos", description=__doc__)
    parser.add_argument("--listings", type=int, default=500, help="how many listings to make (500)")
    parser.add_argument("--seed", type=int, default=0, help="the seed of calls and faults (0)")
    parser.add_argument("--transport", choices=["aiohttp", "httpx2"], help="the HTTP library (aiohttp, if it is installed)")
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
