"""The specs at their addresses: every version that was published, the present one, and the latest, each with checksums."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import frozen
from generation.published_form import published_form
from yaml_text import loaded

from .bundles import as_json, schema_bundle
from .overlays import overlay_of
from .spec import SPECS, PublicationRefused, spec_names

FROZEN = "published"
CHECKSUMS = "SHA256SUMS"
LATEST = "latest"
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")


@frozen
class Version:
    """One version of a spec.

    Attributes:
        api: The API's name.
        number: The version, such as 1.0.0.
        document: Its OpenAPI document.
        files: Its published files, by name.
        is_frozen: True if it is published, and so does not change.
    """

    api: str
    number: str
    document: dict[str, Any]
    files: dict[str, bytes]
    is_frozen: bool

    @property
    def order(self) -> tuple[int, ...]:
        """Its rank among the versions."""
        found = _VERSION.fullmatch(self.number)
        if not found:
            raise PublicationRefused(f"{self.api}: {self.number!r} is no version: write it as 1.2.3")
        return tuple(map(int, found.groups()))

    def checksum(self, name: str) -> str:
        """Return the SHA-256 of a file, in hexadecimal."""
        return hashlib.sha256(self.files[name]).hexdigest()


def versions_of(api: str, folder: Path = SPECS) -> list[Version]:
    """Return the versions of a spec, the newest first.

    Raises:
        PublicationRefused: The present spec differs from the published one of the same version, a folder's name is not its
            spec's version, or the present one is older than a published one.
    """
    present = _version(api, folder / f"{api}.yaml", is_frozen=False)
    found = {present.number: present}
    for path in sorted((folder / FROZEN / api).glob("*/openapi.yaml")):
        published = _version(api, path, is_frozen=True)
        if published.number != path.parent.name:
            raise PublicationRefused(
                f"{path} says that it is version {published.number}: a published file does not change, so bring it back"
            )
        if published.number == present.number and published.files["openapi.yaml"] != present.files["openapi.yaml"]:
            raise PublicationRefused(
                f"specs/{api}.yaml differs from {path.relative_to(folder.parent)}, which is published under the same version: "
                "give the spec another version, or take the change back"
            )
        found[published.number] = published
    newest = sorted(found.values(), key=lambda version: version.order, reverse=True)
    if newest[0].number != present.number:
        raise PublicationRefused(f"specs/{api}.yaml is version {present.number}, and {newest[0].number} is published: go on from that one")
    return newest


def _version(api: str, path: Path, *, is_frozen: bool) -> Version:
    content = path.read_bytes() if is_frozen else published_form(path).encode()
    document: dict[str, Any] = loaded(content)
    files = {"openapi.yaml": content, "openapi.json": as_json(document), "schemas.json": as_json(schema_bundle(api, document))}
    if overlay := overlay_of(api, document):
        files["overlay.yaml"] = overlay.encode()
    return Version(api, str(document["info"]["version"]), document, files, is_frozen)


def all_versions(folder: Path = SPECS) -> dict[str, list[Version]]:
    """Return the versions of all specs, by API."""
    return {api: versions_of(api, folder) for api in spec_names(folder)}


def published_files(versions: dict[str, list[Version]]) -> Iterator[tuple[str, bytes]]:
    """Yield the files below `specs/` of the site, by path."""
    for api, each in versions.items():
        for name, version in [*((version.number, version) for version in each), (LATEST, each[0])]:
            sums = "".join(f"{version.checksum(file)}  {file}\n" for file in version.files)
            for file, content in {**version.files, CHECKSUMS: sums.encode()}.items():
                yield f"{api}/{name}/{file}", content
