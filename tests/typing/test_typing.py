"""The public interface as type checkers see it: the samples are clean under mypy and basedpyright, the mistakes are found."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SAMPLES = [HERE / "sample_sync.py", HERE / "sample_async.py"]
WRONG = HERE / "sample_wrong.txt"
SEARCHED = [ROOT / "overlay", ROOT / "generated"]
Errors = dict[str, dict[int, str]]
"""Messages by the names of files and the numbers of lines."""


def mypy(folder: Path, *paths: Path) -> Errors:
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
    return by_file((name, int(line), message) for name, line, message in found)


def basedpyright(folder: Path, *paths: Path) -> Errors:
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
    return by_file((Path(each["file"]).name, each["range"]["start"]["line"] + 1, each["message"]) for each in errors)


def by_file(found: Iterable[tuple[str, int, str]]) -> Errors:
    errors: Errors = {}
    for name, line, message in found:
        errors.setdefault(name, {})[line] = message
    return errors


@pytest.fixture(scope="module", params=[mypy, basedpyright], ids=["mypy", "basedpyright"])
def errors(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Errors:
    """Return the findings of a type checker in all samples. It reads the whole package for them, and does so once."""
    folder = tmp_path_factory.mktemp("typing")
    module = folder / "sample_wrong.py"
    module.write_text(WRONG.read_text(encoding="utf-8"), encoding="utf-8")
    checker: Callable[..., Errors] = request.param
    return checker(folder, *SAMPLES, module)


def test_the_samples_are_clean(errors: Errors) -> None:
    assert {name: found for name, found in errors.items() if name != "sample_wrong.py"} == {}


def test_the_mistakes_are_found_and_nothing_else(errors: Errors) -> None:
    wrong = {number for number, line in enumerate(WRONG.read_text(encoding="utf-8").splitlines(), start=1) if line.endswith("# wrong")}
    found = errors["sample_wrong.py"]
    assert len(wrong) > 30
    assert {number: found.get(number) for number in wrong if number not in found} == {}, "these mistakes were not found"
    assert {number: message for number, message in found.items() if number not in wrong} == {}, "these are no mistakes"
