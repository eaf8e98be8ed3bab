"""The published versions of a spec, which never change."""

import hashlib
from pathlib import Path

from linting.document import Unreadable
from yaml_text import loaded

from .version import NoVersion, Version

SPEC, CHECKSUMS, CHANGELOG = "openapi.yaml", "SHA256SUMS", "CHANGELOG.md"
HEADING = "## {version} - {date}"
PREAMBLE = """# Changelog of the spec of {api}

Written by `scripts/spec-diff --publish`. The format is that of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/); the spec
follows [Semantic Versioning](https://semver.org/), rated by the tables in scripts/versioning/README.md.
"""


class Published:
    """The published versions of one API's spec.

    Args:
        specs: The folder of the specs.
        api: The API's name.
    """

    def __init__(self, specs: Path, api: str) -> None:
        self.api = api
        self.folder = specs / "published" / api
        self.changelog = self.folder / CHANGELOG

    def versions(self) -> list[Version]:
        """Return the published versions, the latest last.

        Raises:
            Unreadable: A folder has the name of no version.
        """
        folders = [path for path in self.folder.iterdir() if path.is_dir()] if self.folder.is_dir() else []
        try:
            return sorted(Version.parse(path.name) for path in folders)
        except NoVersion as error:
            raise Unreadable(f"{self.folder}: {error}; every folder here has a version as its name") from error

    def path(self, version: Version) -> Path:
        """Return the path of the spec of a version."""
        return self.folder / str(version) / SPEC

    def damages(self) -> list[str]:
        """Return the published files that were changed, added or removed."""
        found = []
        listed = self.changelog.read_text(encoding="utf-8") if self.changelog.is_file() else ""
        headings = [line.split()[1] for line in listed.splitlines() if line.startswith("## ")]
        versions = [str(version) for version in self.versions()]
        for version in versions:
            path = self.path(Version.parse(version))
            sums = path.parent / CHECKSUMS
            content = path.read_bytes() if path.is_file() else b""
            if sorted(each.name for each in path.parent.iterdir()) != [CHECKSUMS, SPEC]:
                found.append(f"{path.parent} has other files than {SPEC} and {CHECKSUMS}: restore them from the history")
            elif sums.read_text(encoding="utf-8") != _sums(content):
                found.append(f"{path} is not what was published: restore it from the history, and change specs/{self.api}.yaml instead")
            elif loaded(content)["info"]["version"] != version:
                found.append(f"{path} says that it is another version than {version}: restore it from the history")
        for version in sorted(set(versions) ^ set(headings)):
            missing = f"{self.changelog} says nothing of it" if version in versions else f"{self.folder / version} is not there"
            found.append(f"{version} of {self.api} was published, and {missing}: restore it from the history")
        return found

    def freeze(self, version: Version, content: bytes, section: str) -> Path:
        """Keep a version of the spec for ever, and its section of the changelog.

        Args:
            version: The version.
            content: The spec, in its published form.
            section: Its section of the changelog, with the heading.

        Returns:
            Where the spec is.
        """
        path = self.path(version)
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
        (path.parent / CHECKSUMS).write_text(_sums(content), encoding="utf-8")
        before = self.changelog.read_text(encoding="utf-8") if self.changelog.is_file() else PREAMBLE.format(api=self.api)
        preamble, found, rest = before.partition("\n## ")
        self.changelog.write_text(f"{preamble.rstrip()}\n\n{section.rstrip()}\n{found}{rest}", encoding="utf-8")
        return path


def _sums(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()}  {SPEC}\n"
