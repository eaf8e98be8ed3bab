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
from publication.reference.samples import constructor_of, samples_of
from publication.reference.sandbox_values import SANDBOX_URL
from publication.spec import Operation, Spec, spec_names

SPECS = {api: Spec.read(api) for api in spec_names()}
OPERATIONS = [(spec, operation) for spec in SPECS.values() for operation in spec.operations]
TITLES = ["Python", "Python, async", "curl", "httpx"]
NEVER_SENT = {
    "getNftTransactions": ("order",),
    "getTokenBalances": ("account.publickey",),
    "getAccount": ("limit", "order", "timestamp", "transactiontype"),
}
"""Parameters that no method sends, by their operations; the page says so."""
CALLS = [pytest.param(spec, operation, id=operation.id) for spec, operation in OPERATIONS]


@pytest.fixture(scope="module")
def sandbox() -> Any:
    with Sandbox() as sandbox:
        yield sandbox


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize(("spec", "operation"), CALLS)
def test_sample_runs(spec: Spec, operation: Operation, title: str, sandbox: Sandbox) -> None:
    samples = {sample.title: sample for sample in samples_of(spec, operation, python_call(spec, operation))}
    assert [*samples] == TITLES
    sample = samples[title]
    text = sample.text.replace(SANDBOX_URL, sandbox.url)
    if sample.language == "sh":
        if not shutil.which("curl"):
            pytest.skip("curl is not there")
        done = subprocess.run(["bash", "-c", text.replace("curl", "curl --silent --fail", 1)], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        assert re.search(r'"(token_id|nftData|collections|transactions|balances|account)"', done.stdout)
        return
    done = subprocess.run([sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    rows = done.stdout.splitlines()
    if "row in" not in text:
        (row,) = rows  # a single object
        assert len(row.split()) >= 2
        return
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
    assert said >= min(4, len(call.arguments))


def run(call: PythonCall, written: str, sandbox: Sandbox) -> None:
    """Run an expression such as `loopring.nft_balances(account_id=1)`, and read what it gives."""
    names = {name: getattr(nft_holdings, name) for name in nft_holdings.__all__}
    with eval(constructor_of(call).replace(SANDBOX_URL, sandbox.url), names) as client:
        try:
            answer = eval(written, {**names, call.variable: client})
            if call.command.rows_at:
                answer.first()
        except (nft_holdings.NotFound, nft_holdings.IncompleteListing):  # an example of the documents that no sandbox has
            assert re.search("account|address|timestamp|as_of", written)


@pytest.mark.parametrize(("spec", "operation"), CALLS)
def test_the_python_name_sets_the_parameter(spec: Spec, operation: Operation) -> None:
    call = python_call(spec, operation)
    named = {wire: names[0] for wire, names in call.arguments.items()}
    described = {each["name"] for each in (spec.resolved(place).node for place in parameters(operation))}
    assert described <= {*named, *call.paging, *call.always, *NEVER_SENT.get(operation.id, ())}, "the page has no Python name for these"
    assert not set(NEVER_SENT.get(operation.id, ())) & {*named, *call.paging, *call.always}
    if operation.id == "getUserNftBalances":
        assert call.paging >= {"offset"}
        assert named["nonZero"] == "non_zero"
        assert named["tokenAddrs"] == "token_addresses"
        assert "nonZero" not in sent_by(call.api, call.command, {"account_id": 1}).query
        assert sent_by(call.api, call.command, {"account_id": 1, "non_zero": False}).query["nonZero"] == ("false",)


def parameters(operation: Operation) -> list[Any]:
    return [operation.place.child("parameters", index) for index in range(len(operation.node["parameters"]))]


def test_a_page_says_which_parameters_no_argument_sets() -> None:
    spec = SPECS["hedera"]
    said = {}
    for operation in spec.operations:
        for element in parameter_elements(Links.of(spec), operation, python_call(spec, operation)):
            (fact,) = [fact for fact in element.facts if fact.term == "In Python"]
            said[element.anchor] = fact.says
    for anchor, says in {
        "getAccount-transactions": "always sends `transactions=false`",
        "getAccount-transactiontype": "never sends it",
        "getTokenBalances-account.publickey": "never sends it",
        "getTokenBalances-account.id": "pages by itself",
        "getTokenBalances-account.balance": "`at_least=1`",
        "getTokensByAccountId-token.id": "pages by itself",
        "getToken-tokenId": 'hedera.token("0.0.705")',
        "getNfts-account.id": 'holder_id == "0.0.2000"',
        "getNfts-serialnumber": 'hedera.token_nfts("0.0.705", serial_number == 7)',
    }.items():
        assert says in said[anchor]
