"""What `scripts/spec-diff` asks of versions and declarations, and what it publishes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from generation.published_form import published_form

from tests.support.small_spec import BOAT, LIST, Edit, changed, drop, put

ROOT = Path(__file__).parents[2]
BREAKING = [drop(f"{BOAT}/properties/length")]
WORDS = "Boat.length: is no longer there, in replies"


def diff(specs: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "versioning", "--specs", str(specs), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")}, check=False)


def write(specs: Path, version: str, *edits: Edit) -> None:
    spec = changed(*edits, put("/info/version", version))
    (specs / "harbour.yaml").write_text(yaml.safe_dump(spec, sort_keys=False), encoding="utf-8")


def declare(specs: Path, content: Any) -> None:
    (specs / "changes").mkdir(exist_ok=True)
    (specs / "changes" / "harbour.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    """A folder where 1.2.3 has been published, and nothing has changed since."""
    write(tmp_path, "1.2.3")
    done = diff(tmp_path, "--publish", "--date", "2026-01-02")
    assert done.returncode == 0, done.stderr
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_first_version_is_published_in_its_published_form(specs: Path) -> None:
    folder = specs / "published" / "harbour"
    assert sorted(contents(folder)) == ["1.2.3/SHA256SUMS", "1.2.3/openapi.yaml", "CHANGELOG.md"]
    assert (folder / "1.2.3" / "openapi.yaml").read_bytes() == published_form(specs / "harbour.yaml").encode()
    assert "\n## 1.2.3 - 2026-01-02\n\n### Added\n\n- The first published version.\n" in (folder / "CHANGELOG.md").read_text()
    assert subprocess.run(["sha256sum", "--check", "SHA256SUMS"], cwd=folder / "1.2.3", capture_output=True, check=False).returncode == 0


def test_publishing_again_changes_nothing(specs: Path) -> None:
    before = contents(specs)
    done = diff(specs, "--publish")
    assert (done.returncode, done.stdout) == (0, "harbour 1.2.3 is published\n")
    assert contents(specs) == before


def test_no_change_needs_no_version(specs: Path) -> None:
    done = diff(specs)
    assert (done.returncode, done.stdout, done.stderr) == (0, "harbour 1.2.3: no change since 1.2.3\n", "")


@pytest.mark.parametrize(
    ("edit", "too_little", "needed"),
    [
        (put(f"{BOAT}/description", "Boat."), "1.2.3", "1.2.4"),
        (put(f"{BOAT}/properties/colour", {"type": "string"}), "1.2.4", "1.3.0"),
        (drop(f"{LIST}/x-rules"), "1.2.9", "1.3.0"),
    ],
)
def test_the_version_moves_as_far_as_the_change_asks(specs: Path, edit: Edit, too_little: str, needed: str) -> None:
    write(specs, too_little, edit)
    done = diff(specs)
    assert done.returncode == 1
    assert f"harbour.yaml:4: write `version: {needed}`: the changes since " in done.stderr
    for enough in (needed, "1.9.0", "2.0.0"):
        write(specs, enough, edit)
        assert diff(specs).returncode == 0


def test_a_comment_is_a_version_too(specs: Path) -> None:
    path = specs / "harbour.yaml"
    path.write_text(path.read_text() + "# The end.\n")
    done = diff(specs)
    assert done.returncode == 1
    assert "write `version: 1.2.4`" in done.stderr
    assert "patch: The document: how it is written" in done.stdout


def test_a_version_may_move_by_itself(specs: Path) -> None:
    write(specs, "1.2.4")
    assert diff(specs, "--publish").returncode == 0
    assert "- Nothing but the version." in (specs / "published" / "harbour" / "CHANGELOG.md").read_text()


def test_a_breaking_change_is_declared_with_its_reason(specs: Path) -> None:
    write(specs, "2.0.0", *BREAKING)
    done = diff(specs)
    assert done.returncode == 1
    assert "changes/harbour.yaml: declare what breaks clients, and say why:" in done.stderr
    written = yaml.safe_load(done.stderr.partition("say why:\n")[2])
    assert written == {"breaking": [{"change": WORDS, "because": "…"}]}
    written["breaking"][0]["because"] = "Nobody measures boats."
    declare(specs, written)
    assert diff(specs).returncode == 0


def test_declaring_is_not_enough_without_a_major_version(specs: Path) -> None:
    write(specs, "1.3.0", *BREAKING)
    declare(specs, {"breaking": [{"change": WORDS, "because": "x"}]})
    done = diff(specs)
    assert done.returncode == 1
    assert "write `version: 2.0.0`: the changes since 1.2.3 are major, and the spec says 1.3.0" in done.stderr


def test_a_declaration_of_what_is_not_there_is_refused(specs: Path) -> None:
    declare(specs, {"breaking": [{"change": WORDS, "because": "x"}]})
    done = diff(specs)
    assert done.returncode == 1
    assert f"take this away, as no such change breaks anything: {WORDS}" in done.stderr


def test_publishing_writes_the_changelog_and_takes_the_declarations(specs: Path) -> None:
    write(specs, "2.0.0", *BREAKING, put(f"{BOAT}/properties/colour", {"type": "string"}), put(f"{LIST}/deprecated", True))
    declare(specs, {"breaking": [{"change": WORDS, "because": "Nobody measures boats."}]})
    section = """## 2.0.0 - 2026-03-04

### Added

- Boat.colour: is new, in replies.

### Deprecated

- listBoats: is deprecated.

### Removed

- **Breaking.** Boat.length: is no longer there, in replies. Nobody measures boats.
"""
    assert diff(specs, "--changelog", "--date", "2026-03-04").stdout == f"harbour\n\n{section}"
    assert diff(specs, "--publish", "--date", "2026-03-04").returncode == 0
    text = (specs / "published" / "harbour" / "CHANGELOG.md").read_text()
    assert f"\n\n{section}\n## 1.2.3 - 2026-01-02\n" in text
    assert not (specs / "changes" / "harbour.yaml").exists()
    assert diff(specs).stdout == "harbour 2.0.0: no change since 2.0.0\n"


def test_nothing_is_published_while_something_is_to_be_done(specs: Path) -> None:
    write(specs, "1.2.3", put(f"{BOAT}/description", "Boat."))
    before = contents(specs)
    assert diff(specs, "--publish").returncode == 1
    assert contents(specs) == before


def test_a_program_can_read_it(specs: Path) -> None:
    write(specs, "2.0.0", *BREAKING)
    declare(specs, {"breaking": [{"change": WORDS, "because": "Why not."}]})
    found = json.loads(diff(specs, "--json").stdout)
    change = {"rating": "major", "kind": "removed", "where": "Boat.length", "what": "is no longer there, in replies", "because": "Why not."}
    assert found == {"harbour": {"published": "1.2.3", "version": "2.0.0", "rating": "major", "changes": [change], "problems": []}}


def edit_file(name: str, text: str) -> Any:
    return lambda folder: (folder / name).write_text(text)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (edit_file("1.2.3/openapi.yaml", "info: {version: 1.2.3}"), "is not what was published"),
        (lambda folder: (folder / "1.2.3/openapi.yaml").unlink(), "has other files"),
        (lambda folder: (folder / "1.2.3/more.txt").touch(), "has other files"),
        (edit_file("CHANGELOG.md", "# Changelog\n"), "CHANGELOG.md says nothing of it"),
        (lambda folder: (folder / "1.2.3").rename(folder.parent / "elsewhere"), "1.2.3 is not there"),
        (lambda folder: (folder / "1.2.3").rename(folder / "1.2.4"), "says that it is another version"),
    ],
    ids=["changed", "removed", "added", "unsaid", "moved away", "renamed"],
)
def test_what_was_published_does_not_change(specs: Path, damage: Any, words: str) -> None:
    damage(specs / "published" / "harbour")
    for arguments in ([], ["--publish"], ["--json"]):
        done = diff(specs, *arguments)
        assert done.returncode == 1
        assert words in done.stderr


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.2.2", "harbour.yaml:4: the version went back: 1.2.2 is before 1.2.3"),
        ("1.3", "harbour.yaml:4: '1.3' is no version: write three numbers"),
        ("1.3.0-rc.1", "is no version"),
        ("01.3.0", "is no version"),
        (1.3, "1.3 is no version"),
        (None, "None is no version"),
    ],
)
def test_what_is_no_version_is_told(specs: Path, version: Any, words: str) -> None:
    write(specs, version)
    done = diff(specs)
    assert done.returncode == 2
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("harbour.yaml", "a: [", "harbour.yaml:2: this is no YAML"),
        ("harbour.yaml", "openapi: 3.1.0\n", "info.version is missing"),
        ("harbour.yaml", "openapi: 3.1.0\ninfo: {version: 1.2.4}\npaths: {/boats: {get: {responses: 7}}}\n", "cannot be compared"),
        ("changes/harbour.yaml", "breaking: {}\n", "changes/harbour.yaml:1: a list `breaking`"),
        ("changes/harbour.yaml", "breaking: []\nmore: 1\n", "and nothing else"),
        ("changes/harbour.yaml", "breaking:\n  - change: x\n", "changes/harbour.yaml:2: an entry has a `change` and a `because`"),
        ("changes/harbour.yaml", "breaking:\n  - {change: x, because: ' '}\n", "both texts"),
        ("published/harbour/latest/openapi.yaml", "", "'latest' is no version"),
    ],
)
def test_what_cannot_be_read_is_told(specs: Path, name: str, text: str, words: str) -> None:
    (specs / name).parent.mkdir(parents=True, exist_ok=True)
    (specs / name).write_text(text)
    done = diff(specs)
    assert done.returncode == 2
    assert done.stderr.startswith("scripts/spec-diff: ")
    assert words in done.stderr


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    assert diff(tmp_path).stderr == f"scripts/spec-diff: {tmp_path} has no specs\n"
    write(tmp_path, "1.0.0")
    done = diff(tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "scripts/spec-diff: nothing has been published of harbour: scripts/spec-diff --publish harbour\n",
    )
    done = diff(tmp_path, "port")
    assert done.returncode == 2
    assert f"unknown API port; {tmp_path} has harbour" in done.stderr
