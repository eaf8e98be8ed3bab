"""Whatever accounts hold, no rule finds a fault with a server that has none."""

from random import Random

import pytest
from nft_holdings._options import Options
from nft_holdings.contract import OWN, CannotCheck, Status, check

from tests.contract import shapes
from tests.contract.planting import planted
from tests.contract.test_rules_can_fail import CONFORMING, HEADERS

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("api", CONFORMING)
def test_nothing_fails_whatever_accounts_hold(api: str, seed: int) -> None:
    random = Random(f"{api} {seed}")
    document, accounts = getattr(shapes, api)(random)
    servers = CONFORMING[api]
    with planted(servers[random.choice(list(servers))], {api: document}) as sandbox:
        try:
            report = check(Options.of(api, sandbox.url, HEADERS[api], {}), accounts=accounts, bounds=OWN, mine=True, generate=False)
        except CannotCheck as cannot:
            assert "name one with --account" in str(cannot)
            return
    assert not report.findings, [(each.check, each.found, each.exchange.curl if each.exchange else "") for each in report.findings]
    assert sum(each.status == Status.HELD for each in report.outcomes) >= 10
