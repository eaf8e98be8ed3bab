"""generated/ is what the specs and templates give, byte for byte; `scripts/generate --check` says so, and says what is not."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from generation.__main__ import TOOLS, build, differences, files_below

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated"
IGNORED = {"__pycache__", ".ruff_cache"}
PYPROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not IGNORED & set(path.relative_to(folder).parts)
    }


def copied(target: Path) -> Path:
    """The part of the repository that generation needs, in a place of its own."""
    leave_out = shutil.ignore_patterns(*IGNORED)
    for folder in ("specs", "generated", "scripts/generation", "scripts/templates"):
        shutil.copytree(ROOT / folder, target / folder, ignore=leave_out)
    shutil.copy(ROOT / "scripts" / "yaml_text.py", target / "scripts")
    return target


def generate(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(tree / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "generation", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=tree, env=environment, check=False)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("fresh") / "generated"
    build(target)
    return target


def test_a_generation_gives_what_is_committed(fresh: Path) -> None:
    committed, made = contents(GENERATED), contents(fresh)
    assert sorted(committed) == sorted(made)
    stale = [name for name in made if made[name] != committed[name]]
    assert not stale, "run scripts/generate"


def test_a_second_generation_gives_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    (tree / "generated" / "left_over.py").write_text("# of an earlier generation\n", encoding="utf-8")
    done = generate(tree)
    assert (done.returncode, done.stderr) == (0, "")
    assert contents(tree / "generated") == contents(fresh)
    assert done.stdout.splitlines()[-1] == f"generated/ now holds {len(contents(fresh))} files"


def test_check_names_what_was_deleted_edited_and_added(fresh: Path, tmp_path: Path) -> None:
    tree = copied(tmp_path)
    shutil.rmtree(tree / "generated")
    shutil.copytree(fresh, tree / "generated", ignore=shutil.ignore_patterns(*IGNORED))
    package = tree / "generated" / "nft_holdings_api" / "hedera"
    (package / "models" / "nft.py").unlink()
    edited = package / "models" / "links.py"
    edited.write_text(edited.read_text(encoding="utf-8").replace("next_: None | str", "next_: str", 1), encoding="utf-8")
    (package / "models" / "mine.py").write_text("VALUE = 1\n", encoding="utf-8")
    before = contents(tree)
    done = generate(tree, "--check")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert "missing: generated/nft_holdings_api/hedera/models/nft.py" in lines
    assert "added by hand: generated/nft_holdings_api/hedera/models/mine.py" in lines
    assert "stale: generated/nft_holdings_api/hedera/models/links.py" in lines
    assert "-    next_: str" in lines
    assert "+    next_: None | str" in lines
    assert lines[-1] == "generated/ is not what the specs and templates give. Run scripts/generate, or undo the edit."
    assert sum(line.startswith(("missing: ", "added by hand: ", "stale: ")) for line in lines) == 3
    assert contents(tree) == before, "--check changed something"


def test_files_are_compared_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"x\n")
    (tmp_path / "newline").write_bytes(b"x\r\n")
    (tmp_path / "binary").write_bytes(b"\xff")
    (tmp_path / "run").write_bytes(b"x\n")
    (tmp_path / "run").chmod(0o755)
    (tmp_path / "link").symlink_to("plain")
    (tmp_path / "empty").mkdir()
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "mine.py").write_bytes(b"x\n")
    (tmp_path / "__pycache__" / "mine.pyc").write_bytes(b"x\n")
    assert files_below(tmp_path) == {
        "plain": "x\n",
        "newline": "x\r\n",
        "binary": "\\xff",
        "run": "an executable file\nx\n",
        "link": "a symbolic link to plain\n",
        "empty/": "an empty folder\n",
        "__pycache__/mine.py": "x\n",
    }
    assert differences({"a": "x\r\n"}, {"a": "x\n"})[-2:] == [r"-'x\r'", "+x"]


def test_a_spec_that_the_generator_cannot_take_whole_fails_and_leaves_generated_alone(tmp_path: Path) -> None:
    tree = copied(tmp_path)
    for path in (tree / "specs").glob("*.yaml"):
        if path.stem != "hedera":
            path.unlink()
    spec = tree / "specs" / "hedera.yaml"
    spec.write_text(
        spec.read_text(encoding="utf-8").replace('$ref: "#/components/schemas/Links"', '$ref: "#/components/schemas/Gone"'),
        encoding="utf-8",
    )
    before = contents(tree)
    for arguments in (["--check"], []):
        done = generate(tree, *arguments)
        assert done.returncode == 2
        assert done.stderr.startswith("scripts/generate: ")
        assert "Traceback" not in done.stderr
    assert contents(tree) == before


@pytest.mark.parametrize(
    ("committed", "fresh_files", "report"),
    [
        ({}, {}, []),
        ({"a": "x\n"}, {"a": "x\n"}, []),
        ({}, {"a": ""}, ["missing: generated/a"]),
        ({"a": ""}, {}, ["added by hand: generated/a"]),
        (
            {"a": "x\n"},
            {"a": "y\n"},
            ["stale: generated/a", "--- generated/a (committed)", "+++ generated/a (fresh)", "@@ -1 +1 @@", "-x", "+y"],
        ),
    ],
    ids=["nothing", "the same", "missing", "added", "stale"],
)
def test_differences(committed: dict[str, str], fresh_files: dict[str, str], report: list[str]) -> None:
    assert differences(committed, fresh_files) == report


def test_a_missing_end_of_line_is_a_difference() -> None:
    assert differences({"a": "x"}, {"a": "x\n"})[0] == "stale: generated/a"


def test_a_long_difference_is_cut_and_says_so() -> None:
    report = differences({"a": ""}, {"a": "x\n" * 500})
    assert len(report) < 100
    assert report[-1].endswith("more lines")


def test_the_lock_names_every_input_and_tool() -> None:
    lock = json.loads((GENERATED / "LOCK.json").read_text(encoding="utf-8"))
    inputs = [*(ROOT / "specs").glob("*.yaml"), *(path for path in (ROOT / "scripts" / "templates").rglob("*") if path.is_file())]
    assert lock["sha256"] == {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in inputs}
    assert lock["tools"] == {tool: version(tool) for tool in TOOLS}
    assert lock.keys() == {"sha256", "tools"}


def pins() -> list[tuple[str, str]]:
    # The group "release" is installed where a release is made, and nowhere else.
    groups = [group for name, group in PYPROJECT["dependency-groups"].items() if name != "release"] + [
        PYPROJECT["build-system"]["requires"]
    ]
    texts = {text for group in groups for text in group if isinstance(text, str) and "==" in text}
    return [(name, pinned) for name, _, pinned in (text.partition("==") for text in sorted(texts))]


@pytest.mark.parametrize(("name", "pinned"), pins(), ids=[name for name, _ in pins()])
def test_what_is_pinned_is_what_is_installed(name: str, pinned: str) -> None:
    assert version(name) == pinned


def test_the_tools_that_write_generated_are_pinned() -> None:
    assert set(TOOLS) <= {name for name, _ in pins()}
    assert len(pins()) == len({name for name, _ in pins()}), "two pins of one package"


def test_every_generated_module_says_that_it_is() -> None:
    for path in GENERATED.rglob("*.py"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first.startswith("# Generated from specs/"), path
        assert first.endswith("do not edit. Rebuild with scripts/generate."), path


def test_the_packages_are_typed() -> None:
    assert {path.parent.name for path in GENERATED.glob("*/py.typed")} == {"nft_holdings_api", "nft_holdings_server_models"}
