"""The code in README.md and docs/ runs as it is printed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```python\n(?P<code>.*?)^```$(?:\n\nIt prints `(?P<printed>[^`]+)`)?", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(block["code"], block["printed"], id=f"{page.name}-{index}")
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
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


def test_pages_say_what_their_code_prints() -> None:
    """So that the above is not true of nothing."""
    assert sum(len(said(str(each.values[0]))) for each in BLOCKS) >= 3
    assert any(each.values[1] for each in BLOCKS)


def test_the_readme_prints_holdings() -> None:
    first = BLOCKS[0].values[0]
    assert isinstance(first, str)
    done = subprocess.run([sys.executable, "-c", first], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[:2] == ["0.0.3 4", "0.0.3 3"]
    assert re.search(r"^[1-9]\d* NFTs that 0\.0\.500 may spend$", done.stdout, re.MULTILINE)


def test_every_link_of_the_pages_leads_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"
