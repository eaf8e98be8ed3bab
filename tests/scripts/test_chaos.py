"""scripts/chaos finds nothing wrong with the clients, and finds what is wrong with broken ones."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
BROKEN = {
    "pages need not fit": "nft_holdings._paging.offset.OffsetPager._again = lambda self, why: setattr(self, '_is_over', True) or []",
    "rows may come twice": "nft_holdings._paging.rereading.SeenRows.new = lambda self, rows, keys: (self._in_pass.update(keys), list(rows))[1]",
    "an error that is not the package's own": "nft_holdings._apis.hedera.refusals.api_error = None",
    "a task is left behind": "make = nft_holdings.AsyncHedera.__aexit__; "
    "nft_holdings.AsyncHedera.__aexit__ = lambda self, *_: (asyncio.ensure_future(asyncio.sleep(9)), make(self))[1]",
}


def chaos(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = (
        "import asyncio, sys, nft_holdings, nft_holdings._apis.hedera.refusals, nft_holdings._paging.offset, nft_holdings._paging.rereading; "
        f"{code}; from chaos_testing.__main__ import main; sys.exit(main())"
    )
    environment = {**os.environ, "PYTHONPATH": str(SCRIPTS)}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments], capture_output=True, text=True, timeout=180, env=environment
    )


@pytest.mark.parametrize(("seed", "transport"), [("1", "aiohttp"), ("2", "httpx2")])
def test_no_answer_is_wrong(seed: str, transport: str) -> None:
    done = chaos("pass", "--listings", "50", "--seed", seed, "--transport", transport)
    assert done.returncode == 0, done.stdout
    assert "wrong answers, untyped exceptions and leaks: 0" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_client_is_found_out(what: str) -> None:
    done = chaos(BROKEN[what], "--listings", "120", "--seed", "11")
    assert done.returncode == 1, done.stdout + done.stderr


def test_a_wrong_number_of_listings_is_refused() -> None:
    done = chaos("pass", "--listings", "0")
    assert done.returncode == 2
    assert "--listings must be at least 1" in done.stderr
