"""The recipes of docs/recipes.md run as they are printed, and print what the page says."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from nft_holdings import Hedera
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as known

PAGE = (Path(__file__).parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
RECIPES = dict(section.split("\n", 1) for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:])
MONTH, NOTEBOOK, JOB = "A month's movements", "A notebook", "A nightly job"
PROGRAMS = sorted(set(RECIPES) - {NOTEBOOK, JOB})
BLOCK = re.compile(
    r"^(?:`(?P<file>[\w.]+)`:\n\n)?(?P<result>(?:It prints|They show):\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
"""A file that the reader makes, a program, or what programs print."""
STARTS = {"console": ["sh", "-e", "-c"], "python": [sys.executable, "-W", "error", "-c"]}
CELLS = """
import ast, sys

names = {}
for cell in sys.argv[1:]:
    *statements, last = ast.parse(cell).body
    exec(compile(ast.Module(statements, []), "cell", "exec"), names)
    exec(compile(ast.Interactive([last]), "cell", "single"), names)
"""
"""A program that runs cells as a notebook does: it prints the value of the last line of each."""


def started(arguments: list[str], folder: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a program in a folder, with the commands of this environment."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", **settings}
    return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)


def printed(arguments: list[str], folder: Path) -> str:
    """Return what a program prints, which ends well and complains of nothing."""
    done = started(arguments, folder)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def blocks(title: str) -> Iterator[re.Match[str]]:
    """Yield the blocks of a recipe. Skip it if only the development environment has its library."""
    for name in ("pandas", "polars"):
        if f"import {name}\n" in RECIPES[title] and not find_spec(name):
            pytest.skip(f"{name} is not installed")
    yield from BLOCK.finditer(RECIPES[title])


def without_last_lines(text: str) -> str:
    """Return a text without empty lines at its end, which a page cannot show."""
    return text.rstrip("\n") + "\n"


def test_there_are_twelve_recipes() -> None:
    assert len(RECIPES) == 12
    assert {MONTH, NOTEBOOK, JOB} < set(RECIPES)


@pytest.mark.parametrize("title", PROGRAMS)
def test_a_recipe_prints_what_the_page_says(title: str, tmp_path: Path) -> None:
    found, said = "", None
    for block in blocks(title):
        if block["file"]:
            (tmp_path / block["file"]).write_text(block["text"], encoding="utf-8")
        elif block["result"]:
            said = block["text"]
        else:
            found += printed([*STARTS[block["kind"]], block["text"]], tmp_path)
    assert without_last_lines(found) == said


def test_a_notebook_shows_what_the_page_says(tmp_path: Path) -> None:
    cells = [block["text"] for block in blocks(NOTEBOOK) if block["kind"] == "python"]
    (said,) = [block["text"] for block in blocks(NOTEBOOK) if block["result"]]
    program = [*STARTS["python"], CELLS, *cells]
    assert len(cells) == 3
    assert without_last_lines(printed(program, tmp_path)) == said
    # The second run reads the folder.
    assert without_last_lines(printed(program, tmp_path)) == said


def test_a_month_has_the_entries_from_its_start_to_its_end(tmp_path: Path) -> None:
    start, end = "1758386400.000004000", "1759000000.000000000"  # times of entries: the first is in the month, the second is not
    program, count = re.subn(r"^START, END = .*$", f'START, END = "{start}", "{end}"', RECIPES[MONTH], flags=re.MULTILINE)
    assert count == 1
    (code,) = [block["text"] for block in BLOCK.finditer(program) if block["kind"] == "python"]
    printed([*STARTS["python"], code], tmp_path)
    with (tmp_path / "movements.csv").open(encoding="utf-8", newline="") as file:
        rows = [(int(row["serial"]), row["time"], row["type"], row["sender"], row["receiver"]) for row in csv.DictReader(file)]
    with Sandbox() as sandbox, Hedera(sandbox.url) as hedera:
        expected = [
            (serial, entry.consensus_timestamp, str(entry.type), entry.sender_account_id or "", entry.receiver_account_id or "")
            for serial in range(1, 20)
            for entry in hedera.nft_history(known.HISTORIES, serial)
            if start <= entry.consensus_timestamp < end
        ]
    assert rows == expected
    assert start in {row[1] for row in rows}


def test_a_nightly_job_goes_on_where_it_stopped(tmp_path: Path) -> None:
    (script,) = [block for block in blocks(JOB) if block["file"]]
    (tmp_path / script["file"]).write_text(script["text"], encoding="utf-8")

    with Sandbox(faults={"faults": [{"fault": "status", "status": 400, "count": 1}]}) as sandbox:
        server = {"NFT_HOLDINGS_HEDERA_URL": sandbox.url}
        night = partial(started, ["sh", script["file"], "holdings"], tmp_path, **server)
        assert night().returncode == ExitCode.INCOMPLETE
        assert not list(tmp_path.glob("holdings/*/tables"))
        assert night().returncode == ExitCode.OK
        (file,) = tmp_path.glob("holdings/*/tables/nfts.parquet")
        assert pq.read_table(file).num_rows == 19
    # No server answers any more, and a complete snapshot needs none.
    assert night().returncode == ExitCode.OK
