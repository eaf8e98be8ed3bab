"""The package where it is not a folder of files that Python reads as they are: without docstrings, in a zip archive, frozen."""

import os
import runpy
import subprocess
import sys
import zipfile
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import walk_packages
from types import ModuleType
from typing import cast

import pytest
from nft_holdings import _HOMES
from nft_holdings._apis import NAMES

ROOT = Path(__file__).parents[2]
PACKAGES = ("overlay/nft_holdings", "generated/nft_holdings_api", "generated/nft_holdings_server_models")
LISTING = """
import nft_holdings
from nft_holdings._apis import APIS
from nft_holdings.sandbox import Sandbox
with Sandbox() as sandbox:
    for api in APIS:
        for name in (api.title, "Async" + api.title):
            getattr(nft_holdings, name)(sandbox.url, **sandbox.credentials(api.name))
    with nft_holdings.Hedera(sandbox.url) as hedera:
        print(nft_holdings.__file__, len(hedera.nfts("0.0.1005", nft_holdings.token_id >= "0.0.1").all()))
"""
COMMANDS = {
    "help": ["--help"],
    "help of a listing": ["hedera", "nfts", "--help"],
    "help of contract": ["contract", "--help"],
    "a table": ["hedera", "nfts", "0.0.1005", "--sandbox", "--format", "table"],
    "lists and filters": ["hedera", "nfts", "0.0.1005", "--sandbox", "--token-id", "gte:0.0.1", "--format", "csv"],
    "numbers": ["loopring", "collections", "--account-id", "10110", "--sandbox"],
    "specs": ["specs", "export", "specs"],
    "demo": ["demo"],
}


def python(*arguments: str, folder: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("zip") / "packages.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for package in PACKAGES:
            for file in (ROOT / package).rglob("*"):
                packed.write(file, file.relative_to((ROOT / package).parent))
    return path


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_clients_and_sandbox_need_no_docstrings(flag: str, tmp_path: Path) -> None:
    assert python(flag, "-W", "error", "-c", LISTING, folder=tmp_path).endswith(" 7\n")


@pytest.mark.parametrize("arguments", COMMANDS.values(), ids=COMMANDS)
def test_commands_need_no_docstrings(arguments: list[str], tmp_path: Path) -> None:
    command = ["-m", "nft_holdings", *arguments]
    (tmp_path / "with").mkdir()
    (tmp_path / "without").mkdir()
    shown = python("-OO", *command, folder=tmp_path / "without")
    if "--help" not in arguments and arguments != ["demo"]:
        assert shown == python(*command, folder=tmp_path / "with")


def test_every_module_is_imported_without_docstrings(tmp_path: Path) -> None:
    """So it is on the first use of what is behind it, too."""
    code = """
import importlib, pkgutil
for package in ("nft_holdings", "nft_holdings_api", "nft_holdings_server_models"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        if "__main__" not in module.name and "hook-" not in module.name:
            importlib.import_module(module.name)
            print(module.name)
"""
    assert len(python("-OO", "-c", code, folder=tmp_path).split()) > 100


def test_an_archive_of_the_package_is_as_good_as_a_folder(archive: Path, tmp_path: Path) -> None:
    where, rows = python("-W", "error", "-c", LISTING, folder=tmp_path, PYTHONPATH=str(archive)).split()
    assert where.startswith(str(archive))
    assert rows == "7"
    python("-m", "nft_holdings", "specs", "export", "specs", folder=tmp_path, PYTHONPATH=str(archive))
    for api in NAMES:
        assert (tmp_path / "specs" / api / "latest" / "openapi.yaml").read_bytes() == (
            ROOT / "generated" / "nft_holdings_api" / api / "openapi.yaml"
        ).read_bytes()


@pytest.fixture
def hooks(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, object]]:
    """The variables of each hook, run as PyInstaller does, with a stand-in for the two functions of it that they use."""
    helpers = ModuleType("PyInstaller.utils.hooks")
    vars(helpers)["collect_data_files"] = lambda package, includes=(): [("data files", package, *includes)]
    vars(helpers)["collect_submodules"] = lambda package: [
        each.name for each in walk_packages(import_module(package).__path__, f"{package}.")
    ]
    vars(helpers)["copy_metadata"] = lambda distribution: [("metadata", distribution)]
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.hooks", helpers)
    (entry,) = (each for each in entry_points(group="pyinstaller40", name="hook-dirs") if each.module.startswith("nft_holdings"))
    return {hook.stem: runpy.run_path(str(hook)) for folder in entry.load()() for hook in Path(folder).glob("hook-*.py")}


def test_what_is_frozen_has_its_modules_its_specs_and_its_version(hooks: dict[str, dict[str, object]]) -> None:
    parts = ("cli", "contract", "data", "sandbox")
    assert hooks.keys() == {"hook-nft_holdings", "hook-nft_holdings_api", *(f"hook-nft_holdings.{part}" for part in parts)}
    modules = hooks["hook-nft_holdings"]["hiddenimports"]
    assert isinstance(modules, list)
    assert {module.rpartition(".")[2] for module in modules} >= {home.rpartition(".")[2] for home in _HOMES.values()}
    assert {f"nft_holdings._apis.{name}.descriptor" for name in NAMES} <= {*modules}
    served = hooks["hook-nft_holdings.sandbox"]["hiddenimports"]
    assert isinstance(served, list)
    assert {f"nft_holdings.sandbox.{name}.descriptor" for name in NAMES} <= {*served}
    assert all(
        module in modules for module in ("nft_holdings._apis.hedera.client", "nft_holdings._apis.swapchat.client", "nft_holdings_api.unset")
    )
    assert "nft_holdings.cli.hedera._holders_command" in cast("list[str]", hooks["hook-nft_holdings.cli"]["hiddenimports"])
    assert hooks["hook-nft_holdings.data"]["datas"] == [("data files", "nft_holdings.data", "**/*.sql")]
    assert "nft_holdings.data.hedera._token_reader" in cast("list[str]", hooks["hook-nft_holdings.data"]["hiddenimports"])
    assert "nft_holdings.data.ray" not in cast("list[str]", hooks["hook-nft_holdings.data"]["hiddenimports"])
    assert hooks["hook-nft_holdings"]["datas"] == [("metadata", "nft-holdings")]
    assert ("data files", "schemathesis") in cast("list[object]", hooks["hook-nft_holdings.contract"]["datas"])
    contracts = cast("list[str]", hooks["hook-nft_holdings.contract"]["hiddenimports"])
    assert "nft_holdings.contract._rules.hedera.descriptor" in contracts
    assert hooks["hook-nft_holdings_api"]["datas"] == [("data files", "nft_holdings_api")]
