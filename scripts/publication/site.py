"""The site, built: pages written, then turned into HTML by zensical."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from nft_holdings._apis import APIS, NAMES

from .anchors import schemas_with_a_page
from .changelogs import changelog_page
from .contract_rules import rules_index, rules_page
from .guides import Guide, attachments, guides, landing_page
from .llms import llms_full, llms_index
from .provenance import provenance_index, provenance_page
from .python_reference import python_index, python_page, python_pages
from .reference.pages import reference_index, reference_pages
from .rendering import TEMPLATES, rendered
from .spec import ROOT, PublicationRefused, Spec, spec_names
from .versions import Version, all_versions, published_files

ASSETS = Path(__file__).parent / "assets"
MARK = "llms.txt"
"""A file that every site has, so that nothing else is taken for one and replaced."""
SEARCH = "search.json"
SEARCHED_FIRST, SEARCHED_LAST = "reference", {"rules": "Contract rules", "provenance": "Provenance"}
MOST_COMPLAINTS = 20


def build(target: Path) -> list[Path]:
    """Build the site in a folder, in place of one that is there.

    Returns:
        Its files.

    Raises:
        PublicationRefused: The folder holds something else, or what the pages are made of does not fit together.
    """
    if target.exists() and not target.is_dir():
        raise PublicationRefused(f"{target} is a file: name a folder for the site")
    if target.exists() and any(target.iterdir()) and not (target / MARK).exists():
        raise PublicationRefused(f"{target} holds something that is not a site of ours: name another folder, or empty this one")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _write_pages(folder / "pages")
        _run(folder)
        site = folder / "site"
        _finish(site, folder / "pages")
        if target.exists():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(site, target)
    return sorted(path for path in target.rglob("*") if path.is_file())


def _write_pages(pages: Path) -> None:
    found = guides()
    versions = all_versions()
    specs = [Spec.read(api) for api in spec_names()]
    python = python_pages()
    written: dict[str, str | bytes] = {"index.md": landing_page(contract=any(guide.path.stem == "contract" for guide in found))}
    written |= {f"guides/{guide.path.name}": guide.path.read_bytes() for guide in found}
    written |= {f"guides/{path.name}": path.read_bytes() for path in attachments()}
    written["reference/index.md"] = reference_index(specs)
    written["provenance/index.md"] = provenance_index(specs)
    written["rules/index.md"] = rules_index(specs)
    for spec in specs:
        written[f"rules/{spec.api}.md"] = rules_page(spec)
        written |= {f"reference/{spec.api}/{name}.md": page for name, page in reference_pages(spec, versions[spec.api]).items()}
        written[f"provenance/{spec.api}.md"] = provenance_page(spec)
    written["python/index.md"] = python_index(python)
    written |= {f"python/{page.name}.md": python_page(page) for page in python}
    written["changelog/index.md"] = (ROOT / "CHANGELOG.md").read_bytes()
    written |= {f"changelog/{spec.api}.md": changelog_page(spec) for spec in specs}
    written["specs/index.md"] = _specs_page(versions, specs)
    written |= {f"specs/{path}": content for path, content in published_files(versions)}
    written |= {f"assets/{path.name}": path.read_bytes() for path in sorted(ASSETS.iterdir())}
    for name, content in written.items():
        path = pages / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    nav = _navigation(found, [(page.title, page.name) for page in python], specs)
    paths = [str(ROOT / "overlay"), str(ROOT / "generated")]
    address = repository()
    config = rendered("zensical.toml.jinja", nav=_toml(nav), paths=_toml(paths), repository=address and _toml(address))
    partials = pages.parent / "theme" / "partials"
    partials.mkdir(parents=True)
    shutil.copy(TEMPLATES / "source.html", partials)
    (pages.parent / "zensical.toml").write_text(config, encoding="utf-8")


def repository() -> str | None:
    """Return the repository's address, which pyproject.toml has for all who need it; None as long as there is none."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    urls: dict[str, str] = project.get("urls", {})
    return urls.get("Repository")


def _specs_page(versions: dict[str, list[Version]], specs: list[Spec]) -> str:
    return rendered("specs.md.jinja", versions=versions, names={spec.api: spec.title for spec in specs})


def _navigation(found: list[Guide], python: list[tuple[str, str]], specs: list[Spec]) -> list[Any]:
    about_apis = [guide for guide in found if guide.path.stem in NAMES]
    apis = [{api.title: f"{{}}/{api.name}.md"} for api in APIS]
    titles = {api.name: api.title for api in APIS}

    def below(folder: str) -> list[Any]:
        return [f"{folder}/index.md", *({name: path.format(folder) for name, path in each.items()} for each in apis)]

    return [
        {"Home": "index.md"},
        {
            "Guides": [
                *({guide.title: f"guides/{guide.path.name}"} for guide in found if guide not in about_apis),
                {"Each service": [{guide.title: f"guides/{guide.path.name}"} for guide in about_apis]},
            ]
        },
        {"API reference": ["reference/index.md", *({titles[spec.api]: _about_api(spec)} for spec in specs)]},
        {"Python reference": ["python/index.md", *({title: f"python/{name}.md"} for title, name in python)]},
        {"Contract rules": below("rules")},
        {"Provenance": below("provenance")},
        {"Specs": "specs/index.md"},
        {
            "Changelog": [
                "changelog/index.md",
                *({f"Spec of {name}": path.format("changelog") for name, path in each.items()} for each in apis),
            ]
        },
    ]


def _about_api(spec: Spec) -> list[Any]:
    """Return the pages of the API reference about one API."""
    folder = f"reference/{spec.api}"
    return [
        f"{folder}/index.md",
        *({operation.node["summary"]: f"{folder}/{operation.id}.md"} for operation in spec.operations),
        {"Schemas": [{name: f"{folder}/{name}.md"} for name in schemas_with_a_page(spec)]},
        {"Examples": f"{folder}/examples.md"},
    ]


def _toml(value: Any) -> str:
    """Return a value as TOML, in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _run(folder: Path) -> None:
    command = [sys.executable, "-m", "zensical", "build", "--clean", "--strict"]
    # The reference's extension is found by its name, so our own packages must be on the path there too.
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "scripts"), "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode or not (folder / "site" / "index.html").exists():
        raise PublicationRefused(f"zensical does not build the site:\n{complaints(done.stdout + done.stderr)}")


def complaints(output: str) -> str:
    """Return zensical's complaints, one line for each place; its whole output if it names no place."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", output)
    found = re.findall(r"^Warning: (.+)\n.*\[ (\S+) \]", plain, re.MULTILINE)
    lines = [f"  {place}: {what}" for what, place in found[:MOST_COMPLAINTS]]
    if len(found) > MOST_COMPLAINTS:
        lines.append(f"  and {len(found) - MOST_COMPLAINTS} more")
    errors = re.findall(r"^(?:\w+Error: .+)$", plain, re.MULTILINE)
    return "\n".join([*lines, *errors[:MOST_COMPLAINTS]]) or plain


def _searched(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the index of the search, in the order of what readers look for.

    The search puts what a title has before what a text has, so the names of rules and of sources become text.
    Earlier versions of a spec are left out: they would repeat each result.
    """
    found = []
    for item in items:
        folder = item["location"].partition("/")[0]
        if item["level"] > 1 and folder in SEARCHED_LAST:
            item = {**item, "title": SEARCHED_LAST[folder], "text": f"<p>{item['title']}</p> {item['text']}"}
        if "/version-" not in item["location"]:
            found.append((folder in SEARCHED_LAST, folder != SEARCHED_FIRST, item))
    return [item for *_, item in sorted(found, key=lambda each: each[:2])]


def _finish(site: Path, pages: Path) -> None:
    (site / "404.html").write_text((TEMPLATES / "404.html").read_text(encoding="utf-8"), encoding="utf-8")
    (site / "sitemap.xml").unlink(missing_ok=True)  # It would need the site's address, which is unknown.
    index = json.loads((site / SEARCH).read_text(encoding="utf-8"))
    index["items"] = _searched(index["items"])
    (site / SEARCH).write_text(json.dumps(index, ensure_ascii=False), encoding="utf-8")
    (site / MARK).write_text(llms_index(pages), encoding="utf-8")
    (site / "llms-full.txt").write_text(llms_full(pages), encoding="utf-8")
