"""The public interface as type checkers see it: the samples are clean under mypy and basedpyright, the mistakes are found."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLES = [HERE / "sample_sync.py", HERE / "sample_async.py"]
WRONG = HERE / "sample_wrong.txt"
SEARCHED = [ROOT / "overlay", ROOT / "generated"]


def mypy(folder: Path, *paths: Path) -> dict[int, str]:
    """Line numbers and messages, of the last path."""
    (folder / "mypy.ini").write_text("[mypy]\nstrict = True\npretty = False\nfollow_imports = silent\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--config-file",
        str(folder / "mypy.ini"),
        "--cache-dir",
        str(folder / "cache"),
        *map(str, paths),
    ]
    environment = {**os.environ, "MYPYPATH": os.pathsep.join(map(str, SEARCHED))}
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)
    assert done.stderr == ""
    found = re.findall(r"^(?:.*/)?(\S+?):(\d+): error: (.*)$", done.stdout, re.MULTILINE)
    assert bool(found) == (done.returncode != 0), done.stdout
    return {int(line): f"{name}: {message}" for name, line, message in found}


def basedpyright(folder: Path, *paths: Path) -> dict[int, str]:
    """Line numbers and messages."""
    settings = {
        "include": [str(path) for path in paths],
        "extraPaths": [str(path) for path in SEARCHED],
        "pythonVersion": "3.11",
        "typeCheckingMode": "standard",
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--level", "error", "--pythonpath", sys.executable]
    done = subprocess.run([*command, "--project", str(folder)], capture_output=True, text=True, cwd=folder, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(paths), done.stdout
    errors = [each for each in report["generalDiagnostics"] if each["severity"] == "error"]
    return {each["range"]["start"]["line"] + 1: f"{Path(each['file']).name}: {each['message']}" for each in errors}


Checker = Callable[..., dict[int, str]]
CHECKERS = pytest.mark.parametrize("checker", [mypy, basedpyright], ids=["mypy", "basedpyright"])


@CHECKERS
def test_the_samples_are_clean(checker: Checker, tmp_path: Path) -> None:
    assert checker(tmp_path, *SAMPLES) == {}


@CHECKERS
def test_the_mistakes_are_found_and_nothing_else(checker: Checker, tmp_path: Path) -> None:
    module = tmp_path / "sample_wrong.py"
    module.write_text(WRONG.read_text(encoding="utf-8"), encoding="utf-8")
    wrong = {number for number, line in enumerate(WRONG.read_text(encoding="utf-8").splitlines(), start=1) if line.endswith("# wrong")}
    found = checker(tmp_path, module)
    assert len(wrong) > 30
    assert {number: found.get(number) for number in wrong if number not in found} == {}, "these mistakes were not found"
    assert {number: message for number, message in found.items() if number not in wrong} == {}, "these are no mistakes"
