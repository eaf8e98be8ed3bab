"""The code of README.md, docs/ and the guides for contributors runs as it is printed."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

NEEDS = ("pandas", "polars")
"""Libraries of the pages that only the development environment has."""
ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$(?:\n\nIt prints `(?P<printed>[^`]+)`)?", re.MULTILINE | re.DOTALL)
SKIPPED = {"node_modules", "build", "site"}
GUIDES = [
    path
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/README.md")])
    if not SKIPPED & set(path.relative_to(ROOT).parts) and path.name != "CHANGELOG.md"
]
PAGES = [*GUIDES, *sorted((ROOT / "docs").glob("*.md"))]
RUN_ELSEWHERE = {"recipes.md", "scale.md"}
"""Pages whose code needs files: test_recipes.py and test_ray_kills.py run it."""
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def marks(code: str) -> list[pytest.MarkDecorator]:
    """Skip code whose library is not installed."""
    missing = [name for name in NEEDS if f"import {name}\n" in code and not find_spec(name)]
    return [pytest.mark.skip(reason=f"{name} is not installed") for name in missing]


BLOCKS = [
    pytest.param(block["code"], block["printed"], id=f"{page.name}-{index}", marks=marks(block["code"]))
    for page in PAGES
    if page.name not in RUN_ELSEWHERE
    for index, block in enumerate(BLOCK.finditer(page.read_text(encoding="utf-8")))
]


def said(block: str) -> list[str]:
    """What the comments beside its prints say that is printed, up to a colon or a comma."""
    return re.findall(r"^ *print\(.*\)  # ([^:,\n]+)", block, re.MULTILINE)


@pytest.mark.parametrize(("block", "printed"), BLOCKS)
def test_code_runs_and_prints_what_is_said(block: str, printed: str | None, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", block], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert set(said(block)) <= set(done.stdout.splitlines())
    assert printed is None or done.stdout == f"{printed}\n"


@pytest.mark.parametrize("block", [pytest.param(each.values[0], id=each.id) for each in BLOCKS if "def test_" in str(each.values[0])])
def test_tests_in_the_pages_pass(block: str, tmp_path: Path) -> None:
    (tmp_path / "test_page.py").write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout


def test_pages_say_what_their_code_prints() -> None:
    """So that the above is not true of nothing."""
    assert sum(len(said(str(each.values[0]))) for each in BLOCKS) >= 3
    assert any(each.values[1] for each in BLOCKS)


def test_the_readme_prints_holdings() -> None:
    first = next(block.values[0] for block in BLOCKS if block.id == "README.md-0")
    assert isinstance(first, str)
    done = subprocess.run([sys.executable, "-c", first], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[:2] == ["0.0.3 4", "0.0.3 3"]
    assert re.search(r"^[1-9]\d* NFTs that 0\.0\.500 may spend$", done.stdout, re.MULTILINE)


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_every_command_of_the_guides_exists() -> None:
    """Commands in blocks and in the text: the script, and the files and folders that it is given."""
    commands = []
    for page in GUIDES:
        text = page.read_text(encoding="utf-8")
        lines = "\n".join(CONSOLE.findall(text)).splitlines() + re.findall(r"`((?:scripts|\.ci)/[^`]+)`", text)
        commands += [(page, line.partition("#")[0].split()) for line in lines if line.startswith(("scripts/", ".ci/"))]
    for page, (script, *arguments) in commands:
        for path in (script, *(each for each in arguments if each.startswith(("tests/", "specs/", "docs/")))):
            assert "<" in path or (ROOT / path).exists(), f"{page.relative_to(ROOT)} names {path}"
    assert len(commands) > 20


def test_every_path_of_the_guides_for_contributors_exists() -> None:
    """Paths stand below the root or the package; `<api>` stands for each API."""
    apis = [path.stem for path in (ROOT / "specs").glob("*.yaml")]
    paths = []
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        text = re.sub(r"^```.*?^```$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        paths += [(name, path) for path in re.findall(r"`([\w<>./-]*(?:/|\.py))`", text)]
    for name, path in paths:
        for api in apis:
            written = path.replace("<api>", api)
            assert any((base / written).exists() for base in (ROOT, ROOT / "overlay" / "nft_holdings")), f"{name} names {path}"
    assert len(paths) > 20


def test_the_guides_for_contributors_are_short() -> None:
    for name in ("ARCHITECTURE.md", "CONTRIBUTING.md"):
        assert len((ROOT / name).read_text(encoding="utf-8").split()) <= 1_000, name
