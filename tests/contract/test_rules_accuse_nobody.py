"""Whatever accounts hold, no rule finds a fault with a server that has none."""

from random import Random
from typing import Any

import pytest
from nft_holdings._options import Options
from nft_holdings.contract import OWN, CannotCheck, Status, check

from tests.contract import shapes
from tests.contract.test_rules_can_fail import CONFORMING, HEADERS
from tests.support.servers.defective_sandbox import Defect, planted

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("api", CONFORMING)
def test_nothing_fails_whatever_accounts_hold(api: str, seed: int) -> None:
    random = Random(f"{api} {seed}")
    document, accounts = getattr(shapes, api)(random)
    servers = CONFORMING[api]
    with planted(servers[random.choice(list(servers))], {api: document}) as sandbox:
        try:
            report = check(Options.of(api, sandbox.url, HEADERS[api], {}), accounts=accounts, bounds=OWN, own_server=True, generate=False)
        except CannotCheck as cannot:
            assert "name one with --account" in str(cannot)
            return
    assert not report.findings, [(each.check, each.found, each.exchange.curl if each.exchange else "") for each in report.findings]
    assert sum(each.status == Status.HELD for each in report.outcomes) >= 10


HIGHEST = f"0.0.{2**38 - 1}"


def nft(token: str, serial: int, spender: str | None = None, account: str = "0.0.1001") -> dict[str, Any]:
    return {"account_id": account, "token_id": token, "serial_number": serial, "spender": spender}


def three_tokens(*more: dict[str, Any]) -> dict[str, Any]:
    """Three tokens with two spenders each, and more."""
    nfts = [nft(f"0.0.{token}", serial, f"0.0.{500 + serial % 2}") for token in (2000, 2001, 2002) for serial in range(1, 8)]
    return {"accounts": [{"number": "0.0.1001"}], "nfts": [*nfts, *more]}


KINDS: dict[str, dict[str, Any]] = {
    "the highest id is a spender": three_tokens(*(nft(f"0.0.{2000 + each}", 20, HIGHEST) for each in range(3))),
    "the highest id is an account": {
        **three_tokens(nft("0.0.2000", 30, account=HIGHEST)), "accounts": [{"number": "0.0.1001"}, {"number": HIGHEST}]
    },
    "tokens of another realm": three_tokens(*(nft("0.1.2000", serial) for serial in range(1, 5))),
    "a token of the same number elsewhere": three_tokens(*(nft(f"7.7.{2000 + each}", serial) for each in range(3) for serial in (1, 2))),
    "a spender of another realm": three_tokens(*(nft("0.0.2003", serial, "0.1.500") for serial in (1, 2, 3))),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_ids_that_rules_do_not_expect(kind: str) -> None:
    with planted(Defect(rule=""), {"hedera": KINDS[kind]}) as sandbox:
        report = check(Options.of("hedera", sandbox.url, {}, {}), accounts=["0.0.1001"], bounds=OWN, own_server=True, generate=False)
    assert not report.findings, [(each.check, each.found, each.exchange and each.exchange.curl) for each in report.findings]
    assert sum(each.status == Status.HELD for each in report.outcomes) > 60


def test_an_account_with_zeroes_in_front_of_its_number_is_the_same() -> None:
    with planted(Defect(rule=""), {"hedera": three_tokens()}) as sandbox:
        report = check(Options.of("hedera", sandbox.url, {}, {}), accounts=["0.0.001001"], bounds=OWN, own_server=True, generate=False)
    assert not report.findings, [(each.check, each.found) for each in report.findings]
