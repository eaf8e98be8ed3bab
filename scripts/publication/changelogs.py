"""The changelogs of the specs: of what was published, and of what will be."""

from nft_holdings._apis import APIS
from versioning.published import Published
from versioning.report import as_section
from versioning.verdict import judge

from .spec import SPECS, Spec

UNPUBLISHED = "not published yet"


def changelog_page(spec: Spec) -> str:
    """Return the changelog of a spec, in Markdown."""
    path = Published(SPECS, spec.api).changelog
    published = path.read_text(encoding="utf-8").partition("\n## ")[2] if path.is_file() else ""
    verdict = judge(SPECS, spec.api)
    sections = [as_section(verdict, UNPUBLISHED).strip()] if verdict.changes or not published else []
    sections += [f"## {published.strip()}"] if published else []
    name = next(api.title for api in APIS if api.name == spec.api)
    about = (
        f"Versions of the [spec of {name}](../reference/{spec.api}/index.md), rated by [Semantic Versioning](https://semver.org/). "
        "[Files of each version](../specs/index.md)."
    )
    return "\n\n".join([f"# Changelog of {name}'s spec", about, *sections]) + "\n"
