"""Fuzz the code that reads replies, starting with valid pages of all operations.

usage: scripts/fuzz [--seconds N] [--seed S] [--replay FILE]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .corpus import write_corpus
from .fuzzed_api import all_operations
from .oracle import Oracle
from .worker import CORPUS, FINDS, STATE

GRACE = 120


def main() -> int:
    """Run, print what there was, and return the exit status: 1 if there were finds."""
    parser = argparse.ArgumentParser(prog="scripts/fuzz", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=3600, help="how long (an hour)")
    parser.add_argument("--seed", type=int, default=None, help="repeats a run, as far as time allows (another one each time)")
    parser.add_argument("--replay", type=Path, default=None, help="judge one saved input only")
    arguments = parser.parse_args()
    if arguments.replay is not None:
        Oracle(all_operations()).judge(arguments.replay.read_bytes())
        print("The input is read correctly.")
        return 0
    seed = random.SystemRandom().randrange(1, 2**31) if arguments.seed is None else arguments.seed
    folder = Path(tempfile.mkdtemp(prefix="nft-holdings-fuzz-"))
    (folder / FINDS).mkdir()
    inputs = write_corpus(folder / CORPUS)
    print(f"{inputs} replies of the sandbox to begin with; seed {seed}; {folder}", flush=True)
    command = [sys.executable, "-m", "fuzzing.worker", str(folder), str(arguments.seconds), str(seed)]
    with (folder / "log").open("wb") as log:
        try:
            status = subprocess.run(command, stderr=log, timeout=arguments.seconds + GRACE, check=False).returncode
        except subprocess.TimeoutExpired:
            status = -1
    return _report(folder, status)


def _report(folder: Path, status: int) -> int:
    state_file = folder / STATE
    if not state_file.exists():
        print(f"The fuzzer did not start; see {folder / 'log'}")
        return 2
    state = json.loads(state_file.read_text(encoding="utf-8"))
    print(_summary(state))
    if status != 0:
        # libFuzzer ends the process where one input takes a minute or all the memory, and leaves the input.
        print(
            f"The fuzzer ended with status {status}: an input took too long or too much memory, see {folder / 'log'} and {folder / FINDS}"
        )
    if status != 0 or state["finds"]:
        print(f"{state['finds']} finds, in {folder / FINDS}")
        return 1
    print("No finds.")
    return 0


def _summary(state: Mapping[str, Any]) -> str:
    executions = sum(state["executions"].values())
    how = "guided by coverage" if state["guided"] else "by chance, as atheris is not installed"
    return "\n".join(
        [
            f"{executions} executions in {state['seconds']:.0f} seconds, {how}:",
            *(f"  {name:22} {count:>9}" for name, count in sorted(state["executions"].items())),
            f"{state['replies_read']} replies read, {state['rows_delivered']} rows delivered, {state['rows_refused']} refused, {state['drifts']} drifts",
            "errors:",
            *(f"  {name:22} {count:>9}" for name, count in sorted(state["errors"].items())),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
