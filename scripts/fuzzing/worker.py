"""The process that fuzzes: guided by coverage where atheris is installed, else by chance.

usage: python -m fuzzing.worker FOLDER SECONDS SEED
"""

import base64
import hashlib
import importlib
import json
import os
import re
import sys
import time
import traceback
from pathlib import Path
from random import Random
from typing import Any, NoReturn

MOST = 100_000
CORPUS, FINDS, STATE = "corpus", "finds", "state.json"
INSTRUMENTED = ("nft_holdings", "nft_holdings_api")
HANGS = 60


class Worker:
    """A judge of inputs until its time is up: it reports each kind of find once, and counts in a file."""

    def __init__(self, folder: Path, seconds: float, guided: bool) -> None:
        # Here and not above, so that atheris sees the modules being imported.
        from .fuzzed_api import all_operations
        from .oracle import Oracle

        self.oracle = Oracle(all_operations())
        self.places: set[str] = set()
        self.guided = guided
        self._folder = folder
        self._began = time.monotonic()
        self._end = self._began + seconds
        self._written = 0.0

    def one(self, data: bytes) -> None:
        """Judge an input, and stop the process when time is up."""
        try:
            self.oracle.judge(data)
        except Exception as error:
            self._found(data, error)
        now = time.monotonic()
        if now > self._written + 1:
            self._written = now
            self._write(now)
        if now > self._end:
            self.stop()

    def stop(self) -> NoReturn:
        """Write the counts and end the process; libFuzzer would not return."""
        self._write(time.monotonic())
        sys.stdout.flush()
        os._exit(0)

    def _write(self, now: float) -> None:
        state = {**self.oracle.counts.as_json(), "finds": len(self.places), "seconds": now - self._began, "guided": self.guided}
        partial = self._folder / f"{STATE}.new"
        partial.write_text(json.dumps(state), encoding="utf-8")
        partial.replace(self._folder / STATE)

    def _found(self, data: bytes, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        reason = re.sub("[0-9]+", "#", str(error))[:40] if type(error).__name__ == "Wrong" else ""
        place = f"{type(error).__name__} {frames[-1].filename}:{frames[-1].lineno} {reason}"
        if place in self.places:
            return
        self.places.add(place)
        path = self._folder / FINDS / hashlib.sha256(data).hexdigest()[:16]
        path.write_bytes(data)
        trace = "".join(traceback.format_exception(error))
        shown = base64.b64encode(data).decode()
        print(f"\nFIND in {self.oracle.operations[data[0] % len(self.oracle.operations)]!r:.200}" if data else "\nFIND")
        print(f"saved as {path}\n{shown if len(shown) <= 4000 else f'{shown[:4000]}… ({len(data)} bytes)'}\n{trace[-6000:]}", flush=True)


def fuzz(folder: Path, seconds: float, seed: int) -> None:
    """Fuzz until time is up; the process ends here."""
    atheris = atheris_if_installed()
    if atheris is None:
        _fuzz_by_chance(Worker(folder, seconds, guided=False), folder, seed)
        return
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        worker = Worker(folder, seconds, guided=True)
    from .mutation import changed_bytes, mutated

    def mutate(data: bytes, most: int, chance: int) -> bytes:
        random = Random(chance)

        def bytewise(given: bytes, limit: int) -> bytes:
            return changed_bytes(given, limit, random) if random.random() < 0.5 else bytes(atheris.Mutate(given, max(limit, 1)))

        return mutated(data, most, random, len(worker.oracle.operations), bytewise)

    options = [f"-seed={seed}", f"-max_len={MOST}", "-rss_limit_mb=4096", f"-timeout={HANGS}", "-print_final_stats=1", "-len_control=0"]
    arguments = [sys.argv[0], *options, f"-artifact_prefix={folder / FINDS}/", str(folder / CORPUS)]
    atheris.Setup(arguments, worker.one, custom_mutator=mutate)
    atheris.Fuzz()


def _fuzz_by_chance(worker: Worker, folder: Path, seed: int) -> NoReturn:
    from .mutation import changed_bytes, mutated

    random = Random(seed)
    pool = [path.read_bytes() for path in sorted((folder / CORPUS).iterdir())]
    for data in pool:
        worker.one(data)
    while True:
        data = random.choice(pool)
        for _ in range(random.choice((1, 1, 2, 4))):
            data = mutated(data, MOST, random, len(worker.oracle.operations), lambda given, most: changed_bytes(given, most, random))
        worker.one(data)


def atheris_if_installed() -> Any:
    """Return the module atheris, or None."""
    try:
        return importlib.import_module("atheris")
    except ImportError:
        return None


if __name__ == "__main__":
    fuzz(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
