"""The fixtures that users' own tests may have."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from tests.contract.swapchat_defects import DEFECTS
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

TOTAL = next(defect for defect in DEFECTS if defect.rule == "total")
TESTS = """
import urllib.request

import pytest
from nft_holdings import Hedera, Retry
from nft_holdings.sandbox import LoadError, Settings

RUNNING = []
TWICE = {"faults": [{"fault": "status", "status": 503, "count": 2}]}


def test_a_sandbox(nft_holdings_sandbox):
    with Hedera(nft_holdings_sandbox.url) as hedera:
        assert len(hedera.nfts("0.0.1003").all()) == 100


def test_faults(nft_holdings_faults):
    sandbox = nft_holdings_faults(TWICE, Settings(nfts=7))
    RUNNING.append(sandbox)
    with Hedera(sandbox.url, retry=Retry(wait_initial=0.01)) as hedera:
        assert len(hedera.nfts("0.0.1001").all()) == 7
    assert sandbox.faults.injected == {"status 503": 2}


def test_it_was_stopped_and_the_other_was_not(nft_holdings_sandbox):
    assert "not running" in repr(RUNNING[0])
    assert urllib.request.urlopen(nft_holdings_sandbox.url).status == 200


def test_bad_faults(nft_holdings_faults):
    with pytest.raises(LoadError, match="expected one of"):
        nft_holdings_faults({"faults": [{"fault": "nonsense", "count": 1}]})


def test_that_fails(nft_holdings_faults):
    sandbox = nft_holdings_faults(TWICE, Settings(nfts=7))
    with Hedera(sandbox.url, retry=None) as hedera:
        hedera.nfts("0.0.1001").all()
"""


def pytest_in(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-rsf", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_fixtures_for_users(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS)
    done = pytest_in(tmp_path)
    assert "1 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    assert "ServerError" in done.stdout


def contract_of(url: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return pytest_in(folder, "--nft-holdings-url", url, "--nft-holdings-api", "swapchat", "--nft-holdings-own-server", *more)


def telling(methods: set[str]) -> Defect:
    """A wrong total, from a server that tells with which methods it is asked."""

    def answer(asked: Asked, answered: Answered) -> None:
        methods.add(asked.method)
        if TOTAL.misanswer:
            TOTAL.misanswer(asked, answered)

    return evolve(TOTAL, misanswer=answer)


def test_a_contract_is_tests(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_mine():\n    pass\n")
    methods: set[str] = set()
    with planted(telling(methods)) as sandbox:
        done = contract_of(sandbox.url, tmp_path, "-k", "mine or total or wallets or unsupported")
    assert done.returncode == 1
    assert len(methods) > 3, "no request is made up, though a test of such requests was chosen"
    assert "1 failed, 3 passed" in done.stdout, done.stdout + done.stderr
    assert "FAILED ::contract::swapchat/total - the total is 20, and there are" in done.stdout
    assert "rule: The total is the number of rows, or of NFTs, on each page." in done.stdout
    assert "curl -sS" in done.stdout
    assert "Traceback" not in done.stdout


def test_pytest_counts_the_tests_of_a_contract(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text("def test_mine():\n    pass\n")
    done = contract_of("http://127.0.0.1:1", tmp_path, "-v", "--collect-only", "-k", "mine or total")
    found = re.search(r"collected ([0-9]+) items / ([0-9]+) deselected / 2 selected", done.stdout)
    assert found, done.stdout + done.stderr
    assert int(found[1]) == int(found[2]) + 2


def test_known_failures_of_a_contract_are_skipped(tmp_path: Path) -> None:
    known = {"format": 1, "known": [{"check": "swapchat/total", "operation": "getUserNfts", "about": "", "why": "known"}]}
    (tmp_path / "known.json").write_text(json.dumps(known))
    methods: set[str] = set()
    with planted(telling(methods)) as sandbox:
        done = contract_of(sandbox.url, tmp_path, "--nft-holdings-baseline", "known.json", "-k", "total or size")
    assert methods == {"POST"}, "requests are made up, and no test of them was chosen"
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed, 1 skipped" in done.stdout
    assert "known: the total is 20" in done.stdout


def test_a_server_that_is_not_there_fails_each_test_in_a_line(tmp_path: Path) -> None:
    done = contract_of("http://127.0.0.1:1", tmp_path, "-k", "total or size")
    assert done.returncode == 1
    assert "2 failed" in done.stdout
    assert done.stdout.count("http://127.0.0.1:1 does not answer") >= 2
    assert "Traceback" not in done.stdout


KEY = "0123456789abcdefghij"


@pytest.mark.parametrize(
    ("url", "own_server", "told"),
    [
        ("http://127.0.0.1:1", [], "at http://127.0.0.1:1, another's server: at most 1,000 requests, 5 a second, and at most 10 min"),
        ("http://127.0.0.1:1", ["--nft-holdings-own-server"], "your own server: at most 50,000 requests, as fast as the server answers"),
        (f"https://mainnet.hedera.validationcloud.io/v1/{KEY}", [], "validationcloud.io/v1/***, another's"),
        (f"http://user:{KEY}@127.0.0.1:1", [], "127.0.0.1:1, another's"),
    ],
    ids=["another's", "your own", "a key in the path", "a password"],
)
def test_the_head_says_which_server_is_checked_and_what_that_may_cost(tmp_path: Path, url: str, own_server: list[str], told: str) -> None:
    options = ["--nft-holdings-url", url, "--nft-holdings-api", "hedera", *own_server, "-k", "nothing"]
    loud, quiet = pytest_in(tmp_path, "-v", *options), pytest_in(tmp_path, *options)
    (line,) = [each for each in loud.stdout.splitlines() if each.startswith("nft-holdings:")]
    assert told in line
    assert "checking" not in quiet.stdout
    assert KEY not in loud.stdout + loud.stderr


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--nft-holdings-url", "http://127.0.0.1:1"], "--nft-holdings-url URL and --nft-holdings-api API go together"),
        (["--nft-holdings-api", "hedera"], "--nft-holdings-url URL and --nft-holdings-api API go together"),
        (["--nft-holdings-url", "", "--nft-holdings-api", "hedera"], "--nft-holdings-url is empty"),
        (["--nft-holdings-url", " "], "--nft-holdings-url is empty"),
        (["--nft-holdings-account", "0.0.1001"], "--nft-holdings-account needs --nft-holdings-url URL"),
        (["--nft-holdings-own-server"], "--nft-holdings-own-server needs --nft-holdings-url URL"),
        (["--nft-holdings-mine"], "--nft-holdings-own-server needs --nft-holdings-url URL"),  # its former name
    ],
)
def test_options_that_do_not_go_together(tmp_path: Path, options: list[str], told: str) -> None:
    done = pytest_in(tmp_path, *options)
    assert done.returncode == 4
    assert told in done.stderr


@pytest.mark.parametrize("dist", ["load", "worksteal", "loadscope", "each"])  # loadgroup is handed out as load is
def test_workers_of_xdist_send_no_more_requests_than_one_process(tmp_path: Path, dist: str) -> None:
    """One worker checks the server, whichever way tests are handed out, and the tests of others go to all."""
    (tmp_path / "test_mine.py").write_text(
        "import pytest\n\n@pytest.mark.parametrize('n', range(4))\ndef test_total(n, record_property):\n    pass\n"
    )
    sent: list[str] = []

    def answer(asked: Asked, answered: Answered) -> None:
        sent.append(asked.method)

    counts = []
    with planted(Defect(rule="", misanswer=answer)) as sandbox:
        for more in ([], ["-n", "2", "--dist", dist]):
            sent.clear()
            options = ["--nft-holdings-account", "u/0x00000000000000000000000000000000000A1001", "-k", "total or size or once"]
            done = contract_of(sandbox.url, tmp_path, *options, *more)
            assert done.returncode == 0, done.stdout + done.stderr
            assert "7 passed" in done.stdout or dist == "each", done.stdout
            counts.append(len(sent))
    assert counts[0] > 0
    assert counts[1] == counts[0]


def test_text_of_the_server_is_harmless_in_what_pytest_shows(tmp_path: Path) -> None:
    def answer(asked: Asked, answered: Answered) -> None:
        answered.status, answered.body = 403, {"message": "\n::error::x\n##[command]\x1b[2J"}

    with planted(Defect(rule="", misanswer=answer)) as sandbox:
        done = contract_of(sandbox.url, tmp_path, "-k", "total or size or answers")
    lines = (done.stdout + done.stderr).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line or "\x1b" in line], lines
