"""The action of GitHub: what it runs, with its inputs in the environment, and what it leaves behind."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.swapchat_defects import DEFECTS
from tests.support.servers.defective_sandbox import Defect, planted

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
TOTAL = next(defect for defect in DEFECTS if defect.rule == "total")


def run(
    tmp_path: Path, programs: Path = Path(sys.executable).parent, /, **inputs: str
) -> tuple[subprocess.CompletedProcess[str], str, str]:
    """The action's last step, its output and its summary."""
    step = ACTION["runs"]["steps"][-1]
    given = {name: str(stated.get("default", "")) for name, stated in ACTION["inputs"].items()} | inputs
    variables = {
        variable: given[expression.removeprefix("${{ inputs.").removesuffix(" }}")] for variable, expression in step["env"].items()
    }  # fmt: skip
    output, summary = tmp_path / "output", tmp_path / "summary"
    output.touch()
    summary.touch()
    environment = {**os.environ, **variables, "GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary)}
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300)
    return done, output.read_text(), summary.read_text()


@pytest.mark.parametrize(("defect", "conforms"), [(Defect(rule="none"), "true"), (TOTAL, "false")], ids=["conforms", "does not"])
def test_a_server(tmp_path: Path, defect: Defect, conforms: str) -> None:
    with planted(defect) as sandbox:
        accounts = "u/0x00000000000000000000000000000000000A1001\n  u/0x00000000000000000000000000000000000A1002"
        done, output, summary = run(tmp_path, api="swapchat", url=sandbox.url, accounts=accounts, rate="none", **{"max-requests": "60"})
    assert done.returncode == (0 if conforms == "true" else 1), done.stdout + done.stderr
    assert output == f"conforms={conforms}\n"
    assert summary.startswith(f"## Contract of swapchat: {'conforms' if conforms == 'true' else 'does not conform'}")
    assert ("swapchat/total" in summary) == (conforms == "false")
    assert len(list((tmp_path / "contract-report").iterdir())) == 5


def test_a_server_that_cannot_be_checked(tmp_path: Path) -> None:
    done, output, summary = run(tmp_path, api="hedera", url="http://127.0.0.1:1")
    assert done.returncode == 2
    assert output == ""
    assert summary.startswith("## Contract of hedera: could not be checked\n")
    assert "The server could not be checked: `http://127.0.0.1:1 does not answer" in summary


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text()
    for name, stated in ACTION["inputs"].items():
        assert f"inputs.{name} }}}}" in text
        assert stated["description"].endswith(".")


def test_the_example_gives_inputs_that_there_are() -> None:
    workflow = yaml.safe_load((ROOT / "docs/contract-workflow.yml").read_text())
    (step,) = (each for each in workflow["jobs"]["contract"]["steps"] if "nft-holdings" in each["uses"])
    assert set(step["with"]) <= set(ACTION["inputs"])


@pytest.mark.parametrize(
    ("inputs", "told"),
    [
        ({}, "no server to check: give the input url or network, or sandbox: true"),
        ({"url": ""}, "no server to check"),
        ({"url": " \n", "network": " "}, "no server to check"),
        ({"url": "", "sandbox": "false"}, "no server to check"),
        ({"url": "http://127.0.0.1:1", "network": "testnet"}, "more than one server to check"),
        ({"url": "http://127.0.0.1:1", "sandbox": "true"}, "more than one server to check"),
        ({"network": "testnet", "sandbox": "true"}, "more than one server to check"),
        ({"sandbox": "yes"}, "the input sandbox must be true or false"),
    ],
)
def test_the_server_is_never_chosen_by_the_action(tmp_path: Path, inputs: dict[str, str], told: str) -> None:
    done, output, summary = run(tmp_path, api="hedera", **inputs)
    assert (done.returncode, output, done.stdout) == (2, "", "")
    assert told in done.stderr
    assert summary == "## Contract of hedera: could not be checked\n"
    assert not (tmp_path / "contract-report").exists()


def test_a_sandbox_is_checked_if_it_is_asked_for(tmp_path: Path) -> None:
    done, output, _ = run(tmp_path, api="swapchat", sandbox="true", rate="none", **{"max-requests": "60"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert output == "conforms=true\n"


@pytest.mark.parametrize("name", ["own-server", "mine"])
@pytest.mark.parametrize("value", ["true", "false"])
def test_your_own_server_under_either_name(tmp_path: Path, name: str, value: str) -> None:
    programs, arguments = tmp_path / "bin", tmp_path / "arguments"
    programs.mkdir()
    (programs / "python").write_text(f'#!/bin/sh\necho "$@" > {arguments}\n')
    (programs / "python").chmod(0o755)
    run(tmp_path, programs, api="hedera", url="http://127.0.0.1:1", **{name: value})
    assert ("--own-server" in arguments.read_text().split()) == (value == "true")


def test_a_package_that_cannot_be_run_says_nothing_of_the_server(tmp_path: Path) -> None:
    broken = tmp_path / "bin"
    broken.mkdir()
    (broken / "python").write_text("#!/bin/sh\nexit 1\n")
    (broken / "python").chmod(0o755)
    (tmp_path / "contract-report").mkdir()
    (tmp_path / "contract-report/hedera.md").write_text("## Contract of hedera: conforms\n")
    done, output, summary = run(tmp_path, broken, api="hedera", url="http://127.0.0.1:1")
    assert (done.returncode, output) == (2, "")
    assert summary == "## Contract of hedera: could not be checked\n"
