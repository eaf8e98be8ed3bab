"""The fixtures that users' own tests may have."""

import os
import subprocess
import sys
from pathlib import Path

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


def test_fixtures_for_users(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert "1 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    assert "ServerError" in done.stdout
