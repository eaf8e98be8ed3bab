"""The sandbox against the specs, by schemathesis: every operation, all phases, every check."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from nft_holdings.sandbox import Sandbox
from nft_holdings.sandbox.hedera import _accounts as hedera
from nft_holdings.sandbox.loopring import _accounts as loopring

HERE = Path(__file__).parent
SPECS = HERE.parents[1] / "specs"
PHASES = ("Examples", "Coverage", "Fuzzing", "Stateful")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def schemathesis(sandbox: Sandbox, api: str, spec: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "SCHEMATHESIS_HOOKS": "hooks",
        "PYTHONPATH": str(HERE),
        "CONTRACT_HEDERA_ACCOUNT": hedera.LARGEST,
        "CONTRACT_LOOPRING_ACCOUNT": str(loopring.HUNDRED),
        "CONTRACT_LOOPRING_ADDRESS": loopring.HUNDRED_ADDRESS,
    }
    key = sandbox.credentials(api).get("api_key")
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(HERE / "schemathesis.toml"), "run", str(spec)]
    command += ["--url", sandbox.url, "--phases", "examples,coverage,fuzzing,stateful"]
    command += ["--generation-deterministic", "--continue-on-failure", "--no-color", *options]
    command += ["--header", f"X-API-KEY: {key}"] if key else []
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)


@pytest.mark.parametrize("api", ["hedera", "loopring", "swapchat"])
def test_sandbox_conforms(sandbox: Sandbox, api: str) -> None:
    done = schemathesis(sandbox, api, SPECS / f"{api}.yaml", "--max-examples", "60")
    assert done.returncode == 0, done.stdout + done.stderr
    for phase in PHASES:
        assert re.search(rf"✅\s+{phase}\b", done.stdout), f"the phase {phase} did not pass:\n{done.stdout}"
    operations = sum(len(item) for item in yaml.safe_load((SPECS / f"{api}.yaml").read_text())["paths"].values())
    assert f"Selected: {operations}/{operations}" in done.stdout
    assert f"Tested: {operations}" in done.stdout


BROKEN = [
    pytest.param("hedera", ("Nft", "serial_number", {"type": "string"}), "Response violates schema", id="a field of another type"),
    pytest.param("loopring", ("NftBalances", "totalNum", {"type": "string"}), "Response violates schema", id="a total of another type"),
    pytest.param(
        "swapchat", ("NftListRequest", "size", {"type": "string"}), "Schema-valid request rejected", id="a parameter of another type"
    ),
]


@pytest.mark.parametrize(("api", "change", "expected"), BROKEN)
def test_a_sandbox_that_is_not_what_the_spec_says_fails(
    sandbox: Sandbox, tmp_path: Path, api: str, change: tuple[str, str, dict[str, str]], expected: str
) -> None:
    schema, field, instead = change
    spec = yaml.safe_load((SPECS / f"{api}.yaml").read_text())
    spec["components"]["schemas"][schema]["properties"][field] = instead
    (tmp_path / "spec.json").write_text(json.dumps(spec))
    done = schemathesis(sandbox, api, tmp_path / "spec.json", "--max-examples", "10")
    assert done.returncode == 1, done.stdout + done.stderr
    assert expected in done.stdout
