"""llms.txt, in the form of llmstxt.org: what the site holds, for readers that are programs; and the guides and references in one file."""

import re
from pathlib import Path

from .guides import ORDER
from .rendering import rendered

SECTIONS = {
    "guides": "Guides",
    "reference": "API reference",
    "python": "Python reference",
    "specs": "Specs",
    "rules": "Contract rules",
    "provenance": "Optional",
}
IN_FULL = ("guides", "reference")


def llms_index(pages: Path) -> str:
    """Return the index."""
    sections = {
        title: [(_title(path), _address(path.relative_to(pages)), _first_sentence(path)) for path in _in_order(pages / folder)]
        for folder, title in SECTIONS.items()
    }
    for path in sorted((pages / "specs").glob("*/latest/openapi.yaml")):
        sections["Specs"].append((f"OpenAPI document of {path.parts[-3]}", str(path.relative_to(pages)), "The latest version"))
    return rendered("llms.txt.jinja", sections=sections)


def llms_full(pages: Path) -> str:
    """Return all guides and API references, in Markdown."""
    texts = [_body(path) for folder in IN_FULL for path in _in_order(pages / folder)]
    return "\n\n".join(text.strip() for text in texts) + "\n"


def _in_order(folder: Path) -> list[Path]:
    """Return the pages of a folder: what leads to the others first, then in the order of the navigation."""
    names = ["index", *ORDER]
    return sorted(folder.glob("*.md"), key=lambda path: (names.index(path.stem) if path.stem in names else len(names), path.stem))


def _body(path: Path) -> str:
    """Return a page without its front matter and forms."""
    text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^<form .*?</form>\n", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\n{3,}", "\n\n", text)


def _title(path: Path) -> str:
    found = re.search(r"^# (.+)$", _body(path), re.MULTILINE)
    return found[1] if found else path.stem


def _first_sentence(path: Path) -> str:
    found = re.search(r"^# .+\n+((?:[A-Za-z`*\[].*\n)+)", _body(path), re.MULTILINE)
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(found[1].split())) if found else ""
    return words.partition(". ")[0].rstrip(".:")


def _address(path: Path) -> str:
    return f"{path.parent}/" if path.stem == "index" else f"{path.with_suffix('')}/"
