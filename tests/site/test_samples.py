"""The samples of the API reference run as they are printed, against a sandbox; so does what is said of each parameter in Python."""

import re
import shutil
import subprocess
import sys
from html import unescape
from typing import Any

import nft_holdings
import pytest
from nft_holdings.sandbox import Sandbox
from publication.links import Links
from publication.reference.elements import parameter_elements
from publication.reference.python_arguments import PythonCall, python_call
from publication.reference.recorded_calls import sent_by
from publication.reference.samples import Sample, constructor_of, samples_of
from publication.reference.sandbox_values import SANDBOX_URL
from publication.spec import Operation, Spec, spec_names

OPERATIONS = [(spec, operation) for spec in map(Spec.read, spec_names()) for operation in spec.operations]
SAMPLES = [
    pytest.param(sample, id=f"{operation.id}-{sample.title}")
    for spec, operation in OPERATIONS
    for sample in samples_of(spec, operation, python_call(spec, operation))
]
CALLS = [pytest.param(spec, operation, id=operation.id) for spec, operation in OPERATIONS]


@pytest.fixture(scope="module")
def sandbox() -> Any:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("sample", SAMPLES)
def test_sample_runs(sample: Sample, sandbox: Sandbox) -> None:
    text = sample.text.replace(SANDBOX_URL, sandbox.url)
    if sample.language == "sh":
        if not shutil.which("curl"):
            pytest.skip("curl is not there")
        done = subprocess.run(["bash", "-c", text.replace("curl", "curl --silent --fail", 1)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert re.search(r'"(token_id|nftData|collections)"', done.stdout)
        return
    done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    rows = done.stdout.splitlines()
    assert all(len(row.split()) == 2 for row in rows)
    assert len(rows) == 5 if "httpx" in text else len(rows) > 5


@pytest.mark.parametrize(("spec", "operation"), CALLS)
def test_each_parameter_is_set_as_the_page_says(spec: Spec, operation: Operation, sandbox: Sandbox) -> None:
    call = python_call(spec, operation)
    said = 0
    for element in parameter_elements(Links.of(spec), operation, call):
        (fact,) = [fact for fact in element.facts if fact.term == "In Python"]
        for written in re.findall(rf"`({call.variable}\..+?)`", fact.says):
            run(call, unescape(written), sandbox)
            said += 1
    assert said >= 4


def run(call: PythonCall, written: str, sandbox: Sandbox) -> None:
    """Run an expression such as `loopring.nft_balances(account_id=1)`, and read what it gives."""
    names = {name: getattr(nft_holdings, name) for name in nft_holdings.__all__}
    with eval(constructor_of(call).replace(SANDBOX_URL, sandbox.url), names) as client:
        try:
            eval(written, {**names, call.variable: client}).first()
        except nft_holdings.NotFound:  # an example of the documents that no sandbox has
            assert "account" in written or "address" in written


@pytest.mark.parametrize(("spec", "operation"), CALLS)
def test_the_python_name_sets_the_parameter(spec: Spec, operation: Operation) -> None:
    call = python_call(spec, operation)
    named = {wire: names[0] for wire, names in call.arguments.items()}
    described = {each["name"] for each in (spec.resolved(place).node for place in parameters(operation))}
    assert described <= {*named, "offset"}, "the page has no Python name for these"
    if operation.id == "getUserNftBalances":
        assert named["nonZero"] == "non_zero"
        assert named["tokenAddrs"] == "token_addresses"
        assert "nonZero" not in sent_by(call.api, call.command, {"account_id": 1}).query
        assert sent_by(call.api, call.command, {"account_id": 1, "non_zero": False}).query["nonZero"] == ("false",)


def parameters(operation: Operation) -> list[Any]:
    return [operation.place.child("parameters", index) for index in range(len(operation.node["parameters"]))]
