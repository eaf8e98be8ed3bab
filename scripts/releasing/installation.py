"""Installation of a wheel, as a user does it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


def installation_faults(wheel: Path, root: Path, folder: Path) -> Iterator[str]:
    """Install a wheel into a new environment, run its demo, and return what fails. It needs a package index.

    Args:
        wheel: The wheel.
        root: The repository, whose pinned versions are installed with it.
        folder: An empty folder to work in.
    """
    venv = folder / "venv"
    python = venv / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    commands: dict[str, list[str]] = {
        "making an environment": [sys.executable, "-m", "venv", str(venv)],
        "installing the wheel": [*pip, "--no-index", "--no-deps", str(wheel.resolve())],
        "installing what it depends on": [*pip, "--require-hashes", "--requirement", str(root / "requirements" / "demo.txt")],
        "finding all that it asks for": [*pip, "--no-index", f"{wheel.resolve()}[cli,sandbox]"],
        "checking what it needs": [str(python), "-m", "pip", "check", "--disable-pip-version-check"],
        "running the demo": [str(venv / "bin" / "nft-holdings"), "demo"],
        "writing the specs": [str(venv / "bin" / "nft-holdings"), "specs", "export", str(folder / "specs")],
    }
    environment = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    for what, command in commands.items():
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, timeout=300, check=False)
        if done.returncode != 0:
            yield f"{what} failed with {done.returncode}:\n{(done.stderr or done.stdout).strip()[-2000:]}"
            return
