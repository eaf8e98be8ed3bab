"""An API is added by folders of its own and a line in at most three other files: a toy API, listed with from everywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOY = ROOT / "tests" / "support" / "toy_api"
SOURCES = (ROOT / "overlay" / "nft_holdings", ROOT / "generated" / "nft_holdings_api", ROOT / "generated" / "nft_holdings_server_models")
IGNORED = shutil.ignore_patterns("__pycache__")
GENERATE = """
import json, sys
from pathlib import Path
from generation.client import generate_client
generate_client(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))
"""
EDITS = {
    "nft_holdings/_apis/__init__.py": ('    "swapchat",\n', '    "swapchat",\n    "toy",\n'),
    "nft_holdings/__init__.py": (
        '    "ApiError": "._errors",\n',
        '    "Toy": "._apis.toy.client",\n    "AsyncToy": "._apis.toy.client",\n    "ApiError": "._errors",\n',
    ),
}
"""The files outside of the toy's folders that have to be touched, each with the change."""
KEY = "sandbox-toy-key"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with the toy API in it."""
    folder = tmp_path_factory.mktemp("with_toy")
    for source in SOURCES:
        shutil.copytree(source, folder / source.name, ignore=IGNORED)
    shutil.copytree(TOY / "nft_holdings", folder / "nft_holdings", ignore=IGNORED, dirs_exist_ok=True)
    command = [sys.executable, "-c", GENERATE, str(TOY / "openapi.json"), str(folder / "nft_holdings_api" / "toy")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")}, capture_output=True, timeout=120)
    for name, (before, after) in EDITS.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert text.count(before) == 1, name
        (folder / name).write_text(text.replace(before, after), encoding="utf-8")
    return folder


def run(package: Path, *command: str, key: str = KEY, code: int = 0, **files: str) -> str:
    for name, text in files.items():
        (package.parent / f"{name}.json").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(package), "TOY_BOX_KEY": key, "COLUMNS": "120"}
    done = subprocess.run([sys.executable, *command], cwd=package.parent, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def cli(package: Path, *arguments: str, key: str = KEY, code: int = 0, **files: str) -> str:
    return run(package, "-m", "nft_holdings", *arguments, key=key, code=code, **files)


def test_at_most_three_files_outside_of_its_folders_are_touched(package: Path) -> None:
    sources = {path.relative_to(source.parent).as_posix(): path for source in SOURCES for path in source.rglob("*.py")}
    found = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    new = [name for name in found.keys() - sources.keys() if "toy" not in Path(name).parts]
    touched = [name for name in sources if found[name].read_bytes() != sources[name].read_bytes()]
    assert new == []
    assert sorted(touched) == sorted(EDITS)
    assert len(touched) <= 3


def test_its_clients_list(package: Path) -> None:
    script = """
import asyncio
from nft_holdings import AsyncToy, Toy
from nft_holdings.sandbox import Sandbox

async def listed(url, key):
    async with AsyncToy(url, **key) as toy:
        return [row.id async for row in toy.toys("ann", page_size=2)]

with Sandbox() as sandbox:
    key = sandbox.credentials("toy")
    with Toy(sandbox.url, **key) as toy:
        print([row.id for row in toy.toys("ann", page_size=3)], toy.toys("bob").all(), sandbox.accounts("toy"))
        print(sorted((each.account, row.id) for each in toy.toys_of(["ann", "bob"]) for row in each.items)[-1])
    print(asyncio.run(listed(sandbox.url, key)))
"""
    lines = run(package, "-W", "error", "-c", script).splitlines()
    assert lines == [
        "[1, 2, 3, 4, 5, 6, 7] [] {'seven toys': 'ann', 'none': 'bob'}",
        "('ann', 7)",
        "[1, 2, 3, 4, 5, 6, 7]",
    ]


def test_the_command_line_lists_it(package: Path) -> None:
    assert re.search(r"^ *toy +List what an account holds on Toy: toys", cli(package, "--help"), re.MULTILINE)
    rows = [json.loads(line) for line in cli(package, "toy", "toys", "ann", "--sandbox").splitlines()]
    assert [row["id"] for row in rows] == [*range(1, 8)]
    assert "Toy: what Ann has" in cli(package, "demo")
    assert "id,name" in cli(package, "toy", "toys", "ann", "--sandbox", "--format", "csv")


def test_the_sandbox_serves_its_spec_and_its_faults(package: Path) -> None:
    script = """
import httpx2
from nft_holdings import Toy
from nft_holdings.sandbox import Sandbox
faults = {"faults": [{"fault": "row_removed", "api": "toy", "count": 1}, {"fault": "status", "api": "toy", "at": [2]}]}
with Sandbox(faults=faults) as sandbox, Toy(sandbox.url, **sandbox.credentials("toy")) as toy:
    index = httpx2.get(sandbox.url).json()
    print([api["name"] for api in index["apis"]][-1], httpx2.get(sandbox.url + "/openapi/toy.json").json()["info"]["title"])
    print(len(toy.toys("ann").all()), toy.toys("ann").first().id, dict(sandbox.faults.injected))
"""
    lines = run(package, "-W", "error", "-c", script).splitlines()
    assert lines == ["toy Toy", "6 2 {'row_removed': 1, 'status 503': 1}"]


def test_its_key_is_hidden(package: Path) -> None:
    key = "another-key-of-the-toy-box"
    script = """
from nft_holdings import ApiError, Toy
from nft_holdings.sandbox import Sandbox
with Sandbox() as sandbox, Toy(sandbox.url) as toy:
    try:
        toy.toys("ann").all()
    except ApiError as error:
        print(error.status, error, error.raw)
"""
    text = run(package, "-c", script, key=key)
    assert text.startswith("401 ")
    assert key not in text
    assert "wrong key ***" in text


def test_its_drift_is_found(package: Path) -> None:
    entry = {"operation": "toy.toys", "path": "$.toys[0].colour", "expected": "no field of this name", "got": '"red"'}
    found = cli(package, "drift", "log.json", code=1, log=json.dumps(entry) + "\n" + json.dumps(entry))
    assert found.startswith("toy: a field that the spec does not have: colour at $.toys[0].colour")


def test_a_document_of_rows_has_its_section(package: Path) -> None:
    script = """
from nft_holdings import Toy
from nft_holdings.sandbox import Sandbox
with Sandbox(load={"toy": {"toys": [{"child": "eve", "id": 3, "name": "kite"}]}}) as sandbox, Toy(sandbox.url, **sandbox.credentials("toy")) as toy:
    print([row.name for row in toy.toys("eve")])
"""
    assert run(package, "-c", script) == "['kite']\n"


def test_its_contract_is_checked(package: Path) -> None:
    assert [line.split()[0] for line in cli(package, "contract", "toy", "--rules").splitlines()] == ["toy/answers:", "toy/total:"]
    assert " conforms: " in cli(package, "contract", "toy", "--sandbox", key="")
