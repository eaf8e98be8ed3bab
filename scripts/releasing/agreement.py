"""Agreement of a tag, the package's version, the changelog and the specs."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

from generation.published_form import published_form
from linting.document import Document
from versioning.published import Published
from versioning.version import NoVersion, Version

HEADING = re.compile(r"^## (?P<name>\S+)(?: - (?P<date>\S+))?[ \t]*$", re.MULTILINE)


def package_version(root: Path) -> str:
    """Return the package's version, which stands in pyproject.toml."""
    version: str = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    return version


def section(changelog: str, version: str) -> tuple[str, str] | None:
    """Return the date and the text of a version's section in a changelog, if it has one."""
    headings = list(HEADING.finditer(changelog))
    for index, heading in enumerate(headings):
        if heading["name"] == version:
            end = headings[index + 1].start() if index + 1 < len(headings) else len(changelog)
            return heading["date"] or "", changelog[heading.end() : end].strip()
    return None


def disagreements(root: Path, tag: str) -> Iterator[str]:
    """Yield the reasons why a tag cannot be released, each with what to do."""
    version = package_version(root)
    if tag != f"v{version}":
        yield f"the tag is {tag}, and pyproject.toml has version {version}: the tag of this version is v{version}"
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    found = section(changelog, version)
    if found is None:
        yield f"CHANGELOG.md has no section of {version}: call what is unreleased `## {version} - <date>`"
    elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", found[0]) or not found[1]:
        yield f"CHANGELOG.md: the section of {version} needs a date, as in `## {version} - 2026-01-31`, and something in it"
    unreleased = section(changelog, "Unreleased")
    if unreleased is not None and unreleased[1]:
        yield f"CHANGELOG.md has something that is unreleased: it belongs to {version}, or to a later commit"
    yield from _unpublished(root / "specs")


def uncommitted(root: Path) -> Iterator[str]:
    """Yield the files that are not committed, which a build would take in."""
    command = ["git", "status", "--porcelain", "--untracked-files=all"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # the git of this machine
    if done.returncode != 0:
        yield f"a release is made from a git repository: {done.stderr.strip()}"
    yield from (f"{line[3:]} is not committed: commit it, or take it away" for line in done.stdout.splitlines())


def _unpublished(specs: Path) -> Iterator[str]:
    for path in sorted(specs.glob("*.yaml")):
        stated = Document(path).data["info"]["version"]
        try:
            frozen = Published(specs, path.stem).path(Version.parse(stated))
        except NoVersion as error:
            yield f"{path.name}: {error}"
            continue
        if not frozen.is_file() or frozen.read_bytes() != published_form(path).encode():
            yield f"{path.name} is not published as {stated}: run scripts/spec-diff --publish {path.stem}, and commit what it writes"
