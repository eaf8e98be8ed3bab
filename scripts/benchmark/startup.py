"""Start-up time of an interpreter that imports the package, and of the command, beside one that does nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import packages_distributions, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

from .comparison import Candidate, Comparison, Repetition, Run, Unavailable, WrongAnswer
from .figures import Figure, Outcome
from .package_clients import PACKAGE

BURSTS = 3
NOTHING = (sys.executable, "-c", "pass")
IMPORT = (sys.executable, "-c", "import nft_holdings")
LOADED = (sys.executable, "-c", "import nft_holdings, json, sys; print(json.dumps(sorted(sys.modules)))")
COMMAND = Path(sys.executable).with_name("nft-holdings.exe" if sys.platform == "win32" else "nft-holdings")


@contextmanager
def _process(*command: str) -> Iterator[Run]:
    if not Path(command[0]).exists():
        raise Unavailable(f"not installed: {command[0]}")
    yield partial(subprocess.run, command, capture_output=True, check=False)


def _ends_well(done: Any) -> None:
    if done.returncode:
        raise WrongAnswer(done.stderr.decode(errors="replace").strip()[-300:])


def modules_of_extras() -> list[str]:
    """Return the top-level modules that `import nft_holdings` loads and only an extra installs."""
    extras = {Requirement(each).name.lower() for each in requires("nft-holdings") or () if "extra ==" in each}
    loaded = json.loads(subprocess.run(LOADED, capture_output=True, check=True).stdout)
    found = packages_distributions()
    return [name for name in loaded if "." not in name and extras & {each.lower() for each in found.get(name, ())}]


def startup(figure: Figure, rounds: int) -> Outcome:
    """Measure how many milliseconds longer it takes."""
    command = (str(COMMAND), "--help") if figure.name == "help" else IMPORT
    in_milliseconds = 1 / 1000
    candidates = [
        Candidate(figure.against, partial(_process, *NOTHING), _ends_well, share=in_milliseconds),
        Candidate(PACKAGE, partial(_process, *command), _ends_well, is_package=True, share=in_milliseconds),
    ]
    outcome = Comparison(figure, candidates, Repetition(rounds, BURSTS)).outcome()
    if figure.name == "import":
        if loaded := modules_of_extras():
            outcome.problems[PACKAGE] = f"it imports modules of extras: {', '.join(loaded)}"
        else:
            outcome.notes.append("no module of an extra is imported")
    return outcome
