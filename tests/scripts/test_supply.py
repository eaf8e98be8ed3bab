"""What the package is made with and runs on: the Pythons, the pinned requirements, the jobs that build and publish."""

import os
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from releasing.bill_of_materials import requirements

ROOT = Path(__file__).parents[2]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))
PIN = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<rest>(?:.*\\\n)*.*)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
WORKFLOWS = ROOT / ".github" / "workflows"


def jobs(workflow: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((WORKFLOWS / workflow).read_text())["jobs"]
    return found


def commands(job: Any) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_what_is_promised_is_what_is_tried() -> None:
    matrix = jobs("ci.yml")["test"]["strategy"]["matrix"]["python"]
    classifiers = [each.rpartition(" ")[2] for each in PROJECT["project"]["classifiers"] if "Python :: 3." in each]
    assert classifiers == matrix
    assert PROJECT["project"]["requires-python"] == f">={matrix[0]}"
    assert f"type -ap {' '.join(f'python{each}' for each in matrix)})" in (ROOT / "scripts" / "test-pythons").read_text()
    assert commands(jobs("ci.yml")["lowest"]) == ["scripts/test-lowest"]


def test_the_lower_bounds_are_those_that_are_tried() -> None:
    tried = {each["name"]: each["version"] for each in PIN.finditer((ROOT / "requirements" / "lowest.txt").read_text())}
    for each in requirements(ROOT):
        (bound,) = [part.version for part in each.specifier if part.operator == ">="]
        padded = [*bound.split("."), "0", "0"][:3]
        found = [*tried[canonicalize_name(each.name)].split("."), "0", "0"][:3]
        assert found == padded, f"{each}: {tried[each.name]} is tried; run scripts/lock, or raise the bound"


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.stem)
def test_all_that_is_installed_is_pinned_by_its_hash(path: Path) -> None:
    text = path.read_text()
    pins = list(PIN.finditer(text))
    assert len(pins) > 4
    assert [each["name"] for each in pins if "--hash=sha256:" not in each["rest"]] == []
    assert "://" not in text


def test_each_requirement_of_the_project_is_pinned() -> None:
    groups = PROJECT["dependency-groups"]
    for group, name in (
        ("dev", "test"),
        ("tests", "parts"),
        ("tests", "lowest"),
        ("build", "build"),
        ("release", "release"),
        ("publish", "publish"),
    ):
        pinned = {each["name"]: each["version"] for each in PIN.finditer((ROOT / "requirements" / f"{name}.txt").read_text())}
        for each in map(Requirement, (each for each in groups[group] if isinstance(each, str))):
            assert each.specifier.contains(pinned[canonicalize_name(each.name)]), f"{each}: run scripts/lock"
    (backend,) = PROJECT["build-system"]["requires"]
    assert backend in groups["build"]


def test_nothing_is_installed_without_a_hash() -> None:
    """What is of this repository has none, and brings nothing with it."""
    scripts = [path for path in (ROOT / "scripts").iterdir() if path.is_file()]
    found = 0
    for path in [*scripts, *WORKFLOWS.iterdir()]:
        text = path.read_text().replace("\\\n", " ")
        assert "pipx" not in text, path.name
        for line in text.splitlines():
            if re.search(r"(pip install|^\s*install (tools|package)) ", line):
                found += 1
                assert "--require-hashes" in line or ("--no-deps" in line and re.search(r"--editable \.|--no-index", line)), (
                    path.name,
                    line,
                )
    assert found > 5


def test_the_distributions_are_built_where_nothing_else_ran() -> None:
    release = jobs("release.yml")
    install, build, _ = commands(release["build"])
    assert install == "python -m pip install --require-hashes --requirement requirements/build.txt"
    assert build == "python -m hatchling build --directory dist --target sdist --target wheel"
    assert "needs" not in release["build"]
    assert [step["uses"].partition("@")[0] for step in release["build"]["steps"] if "uses" in step] == [
        "actions/checkout",
        "actions/setup-python",
        "actions/upload-artifact",
    ]
    takers = {name: job for name, job in release.items() if any("name: distributions" in yaml.dump(step) for step in job["steps"])}
    assert takers.keys() == {"build", "check", "attest", "publish-package", "publish-release"}
    for name in takers.keys() - {"build"}:
        assert "build" in takers[name]["needs"]
        assert any("sha256sum --check --strict" in each for each in commands(takers[name])), name
        assert not any("distributions" in yaml.dump(step) and "upload-artifact" in yaml.dump(step) for step in takers[name]["steps"])


def test_updates_are_looked_for_where_requirements_are() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
    assert {"pip", "github-actions"} <= {each["package-ecosystem"] for each in updates}
    for each in updates:
        assert each["schedule"]["interval"] == "weekly"
        assert each["groups"]
        for folder in each.get("directories", [each.get("directory")]):
            assert (ROOT / folder.lstrip("/")).is_dir()


@pytest.mark.parametrize(("setting", "is_kept", "no_cache"), [("true", False, "1"), ("", True, "")])
def test_only_continuous_integration_takes_its_environments_and_caches_away(
    tmp_path: Path, setting: str, is_kept: bool, no_cache: str
) -> None:
    venv = tmp_path / "environment"
    venv.mkdir()
    program = f'source "{ROOT}/scripts/environment.sh"; venv="$1"; discard_in_ci; echo "${{PIP_NO_CACHE_DIR:-}}"'
    environment = {"PATH": os.environ["PATH"], "CI": setting}
    done = subprocess.run(["bash", "-c", program, "bash", str(venv)], env=environment, capture_output=True, text=True, check=True)
    assert (venv.exists(), done.stdout.strip()) == (is_kept, no_cache)
    for script in ("test-pythons", "test-lowest"):
        assert "discard_in_ci" in (ROOT / "scripts" / script).read_text()
