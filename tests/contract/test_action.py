"""The action of GitHub: what it runs, with its inputs in the environment, and what it leaves behind."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.contract.planting import Defect, planted
from tests.contract.swapchat_defects import DEFECTS

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text())
TOTAL = next(defect for defect in DEFECTS if defect.rule == "total")


def run(tmp_path: Path, **inputs: str) -> tuple[subprocess.CompletedProcess[str], str, str]:
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
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
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
    assert summary == "## Contract of hedera: could not be checked\n"


def test_every_input_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text()
    for name, stated in ACTION["inputs"].items():
        assert f"inputs.{name} }}}}" in text
        assert stated["description"].endswith(".")


def test_the_example_gives_inputs_that_there_are() -> None:
    workflow = yaml.safe_load((ROOT / "docs/contract-workflow.yml").read_text())
    (step,) = (each for each in workflow["jobs"]["contract"]["steps"] if "nft-holdings" in each["uses"])
    assert set(step["with"]) <= set(ACTION["inputs"])
