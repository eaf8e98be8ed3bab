"""Completion in a shell: what it offers, what it imports, and a shell that it does not know."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from unittest.mock import Mock

import pytest
from nft_holdings.cli import _app
from nft_holdings.cli._app import run
from nft_holdings.cli._exit_codes import ExitCode

NETWORKS = ["mainnet", "testnet", "previewnet", "validation-cloud"]
HEDERA = "nft-holdings hedera nfts"
OFFERED = {
    "nft-holdings ": ["hedera", "loopring", "swapchat", "snapshot", "contract", "sandbox", "demo", "drift", "specs"],
    "nft-holdings loopring ": ["balances", "collections"],
    f"{HEDERA} --network ": NETWORKS,
    f"{HEDERA} 0.0.1001 --network t": ["testnet"],
    f"{HEDERA} --format ": ["table", "json", "ndjson", "csv", "parquet", "arrow"],
    f"{HEDERA} -f c": ["csv"],
    f"{HEDERA} --order ": ["asc", "desc"],
    f"{HEDERA} --tok": ["--token-id"],
    "nft-holdings contract ": ["hedera", "loopring", "swapchat"],
    "nft-holdings contract hedera --network v": ["validation-cloud"],
    "nft-holdings drift --api s": ["swapchat"],
    "nft-holdings specs export x --api h": ["hedera"],
}


def asked(shell: str, line: str) -> dict[str, str]:
    """The environment in which the scripts of typer ask."""
    if shell == "bash":
        words = line.split(" ")
        found = {"COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1)}
    else:
        found = {"_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    return {**found, "_NFT_HOLDINGS_COMPLETE": f"complete_{shell}"}


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("line", OFFERED)
def test_values_are_offered(shell: str, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in asked(shell, line).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="0"):
        run([])
    out = capsys.readouterr().out
    if shell == "zsh":
        out = out.removeprefix("_arguments '*: :((").removesuffix("))'\n").replace('"', "").replace(":", "\t")
    assert [each.partition("\t")[0] for each in out.splitlines()] == OFFERED[line]
    assert "..." not in out, "a description is cut"


def test_bash_completes_with_the_script_that_is_shown(tmp_path: Path) -> None:
    script = tmp_path / "script.sh"
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    shown = subprocess.run(
        ["nft-holdings"], env={**environment, "_NFT_HOLDINGS_COMPLETE": "source_bash"}, capture_output=True, text=True, check=True
    )
    script.write_text(shown.stdout)
    line = (
        f"source {script}; COMP_WORDS=({HEDERA} --network ''); COMP_CWORD=4; _nft_holdings_completion nft-holdings; echo ${{COMPREPLY[@]}}"
    )
    done = subprocess.run(["bash", "-c", line], env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout.split(), done.stderr) == (NETWORKS, "")


@pytest.mark.parametrize(
    ("line", "not_imported"),
    [
        (f"{HEDERA} --network ", {"fastapi", "schemathesis", "jsonschema_rs", "pydantic", "nft_holdings.sandbox"}),
        ("nft-holdings ", {"fastapi", "schemathesis", "rich", "asyncio", "httpx2", "nft_holdings._client"}),
    ],
)
def test_completion_imports_little(line: str, not_imported: set[str]) -> None:
    program = (
        "import sys\nfrom nft_holdings.cli._app import run\ntry:\n    run([])\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, **asked("bash", line)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.split()
    assert not {*done.stderr.split()} & not_imported


def test_the_completion_is_installed_for_the_shell_that_runs(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", "-c", f"'{sys.executable}' -m nft_holdings --install-completion; exit $?"], env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / ".bash_completions" / "nft-holdings.sh").exists()
    assert "nft-holdings.sh" in (tmp_path / ".bashrc").read_text()


@pytest.mark.parametrize("option", ["--install-completion", "--show-completion"])
@pytest.mark.parametrize("shell", ["tcsh", None])
def test_a_shell_that_is_not_known_is_an_error(
    option: str, shell: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shellingham = import_module("shellingham")
    detect = Mock(return_value=(shell, f"/bin/{shell}"), side_effect=None if shell else shellingham.ShellDetectionFailure)
    monkeypatch.setattr(shellingham, "detect_shell", detect)
    assert run([option]) == ExitCode.USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"nft-holdings: {option} is for bash, zsh, fish and PowerShell, and this is {shell or 'no shell'}")


def test_the_shells_are_those_of_typer() -> None:
    from typer._completion_shared import Shells

    assert {*_app.SHELLS} == {shell.value for shell in Shells}
