"""For every check of schemathesis that applies there is something that a server can do wrong which that check tells, and nothing else."""

import pytest
from nft_holdings._options import Options
from nft_holdings.contract import OWN, check
from nft_holdings.contract._fuzz.runner import SAYS

from tests.contract.generated_defects import DEFECTS
from tests.contract.test_rules_can_fail import HEADERS
from tests.support.servers.defective_sandbox import planted


@pytest.mark.parametrize("name", DEFECTS)
def test_exactly_the_check_fails(name: str) -> None:
    api, defect = DEFECTS[name]
    with planted(defect) as sandbox:
        report = check(Options.of(api, sandbox.url, HEADERS[api], {}), bounds=OWN, own_server=True, examples=10)
    failed = {finding.check for finding in report.findings}
    assert failed == {f"schemathesis/{name}"}, [(each.check, each.found, each.exchange and each.exchange.curl) for each in report.findings]
    assert not report.ended


def test_every_check_has_a_defect() -> None:
    assert set(SAYS) == set(DEFECTS)
