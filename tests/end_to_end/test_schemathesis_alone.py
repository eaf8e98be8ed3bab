"""The commands of docs/schemathesis.md pass against the sandbox."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from nft_holdings.sandbox import Sandbox

PAGE = Path(__file__).parents[2] / "docs" / "schemathesis.md"
COMMANDS = re.findall(r"^st (run .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
FEWER = ["--max-examples", "10", "--seed", "1", "--generation-database", "none", "--no-color"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with Sandbox() as sandbox:
        yield sandbox.url


def run(command: str, address: str) -> "subprocess.CompletedProcess[str]":
    arguments = shlex.split(command.replace("http://127.0.0.1:8000", address))
    st = Path(sys.executable).with_name("st")
    return subprocess.run([st, *arguments, *FEWER], capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: Path(command.split()[1]).stem)
def test_a_command_of_the_page_passes(command: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(command, address)
    assert done.returncode == 0, done.stdout


def test_the_page_has_a_command_for_each_api() -> None:
    assert len(COMMANDS) == 3


def test_without_the_option_valid_requests_are_refused(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the page names no option in vain."""
    monkeypatch.chdir(tmp_path)
    done = run(COMMANDS[0].replace("--exclude-checks positive_data_acceptance", "--max-failures 1"), address)
    assert done.returncode == 1
    assert "ST202" in done.stdout
