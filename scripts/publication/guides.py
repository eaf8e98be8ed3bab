"""The guides: the pages of docs/, as they are, and the landing page, whose code and facts come out of the README."""

import re
from pathlib import Path

from attrs import frozen
from nft_holdings._apis import NAMES

from .rendering import rendered
from .spec import ROOT, PublicationRefused

DOCS = ROOT / "docs"
ORDER = (
    *("getting-started", "library", "filters", "paging", "many-accounts", "tokens", "errors", "reliability", "performance", "logging"),
    *("metadata", "data-frames", "snapshots", "as-of", "scale", "fastapi", "recipes", "testing", "command-line"),
    *("sandbox", "sandbox-rows", "faults", "contract", "schemathesis"),
    *NAMES,
)
"""The guides in the order of the navigation; others come after them."""


@frozen
class Guide:
    """A page of docs/.

    Attributes:
        path: The file.
        title: Its first heading.
    """

    path: Path
    title: str


@frozen
class Service:
    """A line of the README's table of services."""

    name: str
    state: str
    expect: str


def guides(folder: Path = DOCS) -> list[Guide]:
    """Return the guides, in the order of the navigation.

    Raises:
        PublicationRefused: A page has no heading.
    """
    found = []
    for path in folder.glob("*.md"):
        heading = re.match(r"# (.+)", path.read_text(encoding="utf-8"))
        if not heading:
            raise PublicationRefused(f"docs/{path.name} does not begin with a heading: give it one, `# Title`")
        found.append(Guide(path, heading[1]))
    return sorted(found, key=lambda guide: (ORDER.index(guide.path.stem) if guide.path.stem in ORDER else len(ORDER), guide.path.stem))


def attachments(folder: Path = DOCS) -> list[Path]:
    """Return the files that the guides show or refer to, other than pages."""
    return sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".md")


def landing_page(*, contract: bool, readme: Path = ROOT / "README.md") -> str:
    """Return the landing page, in Markdown; with a link to the contract checks if the guide exists.

    Raises:
        PublicationRefused: The README has no such code, or no such table.
    """
    text = readme.read_text(encoding="utf-8")
    code, services = _block(_section(text, "In ten lines")), _services(_section(text, "Which services are alive"))
    return rendered("landing.md.jinja", code=code, services=services, contract=contract)


def _section(text: str, heading: str) -> str:
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if not found:
        raise PublicationRefused(f"README.md has no section {heading!r}, which the landing page shows")
    return found[1]


def _block(section: str) -> str:
    found = re.search(r"^```python\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    if not found:
        raise PublicationRefused("README.md shows no Python in ten lines, which the landing page repeats")
    return found[1]


def _services(section: str) -> list[Service]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line.startswith("| ")]
    found = [Service(name, state.strip("*"), expect.partition(". ")[0].rstrip(".") + ".") for name, state, expect in rows[1:]]
    if not found:
        raise PublicationRefused("README.md has no table of services, which the landing page shows")
    return found
