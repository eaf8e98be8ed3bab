"""The verdict on a spec: do its version and declarations fit the changes since the last published version?"""

from pathlib import Path
from typing import NamedTuple

import yaml
from generation.published_form import published_form
from linting.document import Document, Unreadable
from yaml_text import loaded

from .compare import changes
from .declared import declared
from .published import Published
from .rating import Change, Kind, Rating
from .version import NoVersion, Version


class Verdict(NamedTuple):
    """The verdict on one API's spec.

    Attributes:
        api: The API's name.
        published: The last published version; None before the first.
        version: The version that the spec says it is.
        changes: The changes since then, the gravest first.
        reasons: The reasons of breaking changes, by their words.
        problems: Tasks before the spec can be published or merged.
    """

    api: str
    published: Version | None
    version: Version
    changes: list[Change]
    reasons: dict[str, str]
    problems: list[str]


def declarations(specs: Path, api: str) -> Path:
    """Return the file in which an API's breaking changes are declared."""
    return specs / "changes" / f"{api}.yaml"


def judge(specs: Path, api: str) -> Verdict:
    """Compare a spec with its last published version, if it has one.

    Raises:
        Unreadable: A file is not what it should be, or the version went back.
    """
    path, published = specs / f"{api}.yaml", Published(specs, api)
    spec = Document(path)
    version = _version(spec)
    reasons = declared(declarations(specs, api))
    damages = published.damages()
    versions = published.versions()
    if not versions or damages:
        return Verdict(api, versions[-1] if versions else None, version, [], reasons, damages)
    last = versions[-1]
    if version < last:
        raise Unreadable(
            f"{path}:{spec.line('/info/version')}: the version went back: {version} is before {last}, which has been published"
        )
    found = _changes(published.path(last), spec)
    problems = []
    if found and version < (needed := last.after(found[0].rating)):
        line, gravest = spec.line("/info/version"), found[0].rating.name.lower()
        problems.append(f"{path}:{line}: write `version: {needed}`: the changes since {last} are {gravest}, and the spec says {version}")
    breaking = {str(change) for change in found if change.rating is Rating.MAJOR}
    if breaking - reasons.keys():
        entries = [{"change": change, "because": "…"} for change in sorted(breaking - reasons.keys())]
        written = yaml.safe_dump({"breaking": entries}, sort_keys=False, allow_unicode=True, width=10_000)
        problems.append(f"{declarations(specs, api)}: declare what breaks clients, and say why:\n{written.rstrip()}")
    for stale in sorted(reasons.keys() - breaking):
        problems.append(f"{declarations(specs, api)}: take this away, as no such change breaks anything: {stale}")
    return Verdict(api, last, version, found, reasons, problems)


def _version(spec: Document) -> Version:
    try:
        return Version.parse(spec.data["info"]["version"])
    except NoVersion as error:
        raise Unreadable(f"{spec.path}:{spec.line('/info/version')}: {error}") from error
    except (LookupError, TypeError) as error:
        raise Unreadable(f"{spec.path}: info.version is missing") from error


def _changes(last: Path, spec: Document) -> list[Change]:
    earlier = Document(last)
    try:
        published = published_form(spec.path)
        found = changes(earlier.data, loaded(published))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Unreadable(
            f"{spec.path}: cannot be compared ({error!r}); scripts/lint-specs --skip-redocly {spec.path.stem} may say what is wrong"
        ) from error
    if not found and last.read_bytes() != published.encode() and earlier.data["info"]["version"] == spec.data["info"]["version"]:
        # A published version is kept byte for byte, so that a comment is a new version too.
        found = [Change(Rating.PATCH, Kind.CHANGED, "The document", "how it is written, and nothing that it says")]
    return found
