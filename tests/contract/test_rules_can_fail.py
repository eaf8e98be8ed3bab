"""For every rule there is something that a server can do wrong which that rule tells, and no other."""

import operator
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from nft_holdings._options import Options
from nft_holdings.contract import OWN, Status, check, rules_of
from nft_holdings.sandbox.loopring._accounts import SANDBOX_API_KEY
from nft_holdings.sandbox.swapchat._wallets import SANDBOX_TOKEN
from yaml_text import loaded

from tests.contract import hedera_defects, loopring_defects, swapchat_defects
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

SOURCES = Path(__file__).parents[2] / "specs/sources"
MODULES = {"hedera": hedera_defects, "loopring": loopring_defects, "swapchat": swapchat_defects}
DEFECTS = {api: module.DEFECTS for api, module in MODULES.items()}
CONFORMING = {api: {"as it is": Defect(rule=""), **module.CONFORMING} for api, module in MODULES.items()}
HEADERS = {"hedera": {}, "loopring": {"X-API-KEY": SANDBOX_API_KEY}, "swapchat": {"Authorization": f"Bearer {SANDBOX_TOKEN}"}}
MEMBERS: dict[str, str | int] = {
    "hedera/owner": "account_id",
    "hedera/keys": "spender",
    "hedera/timestamp-form": "modified_timestamp",
    "hedera/token-filter": "token_id",
    "hedera/link-ends": "next",
    "loopring/balances/metadata-default": "metadata",
    "loopring/balances/token-ids": "tokenId",
    "loopring/balances/owner": "accountId",
    "swapchat/owner": "owner_addresses",
}
"""The members of rows that show violations of some rules."""
CASES = [(api, defect) for api, defects in DEFECTS.items() for defect in defects]


@pytest.mark.parametrize(("api", "defect"), CASES, ids=[f"{api}/{defect.rule}" for api, defect in CASES])
def test_exactly_the_rule_fails(api: str, defect: Defect) -> None:
    with planted(defect) as sandbox:
        report = check(Options.of(api, sandbox.url, HEADERS[api], {}), bounds=OWN, own_server=True, generate=False)
    failed = {finding.check for finding in report.findings}
    for finding in report.findings:
        for place in finding.at:
            body: Any = finding.exchange and finding.exchange.json
            reduce(operator.getitem, place[:-1], body)  # the row is there
    if member := MEMBERS.get(f"{api}/{defect.rule}"):
        assert all(finding.at and finding.at[0][-1] == member for finding in report.findings), report.findings
    assert failed == {f"{api}/{defect.rule}"}, [(each.check, each.found, each.exchange.curl) for each in report.findings if each.exchange]


def test_operations_that_fail_alike_are_all_named() -> None:
    def fail(asked: Asked, answered: Answered) -> None:
        if asked.path.endswith(("/balances", "/transactions")):
            answered.status, answered.body = 503, {"_status": {"messages": [{"message": "Service unavailable"}]}}

    with planted(Defect(rule="", misanswer=fail)) as sandbox:
        report = check(Options.of("hedera", sandbox.url, {}, {}), bounds=OWN, own_server=True, generate=False)
    named = [(each.check, each.about) for each in report.findings]
    assert sorted(named) == [("hedera/server-errors", "balances"), ("hedera/server-errors", "transactions")]


def test_each_refusal_that_is_missing_is_told_by_its_own_rule() -> None:
    """All are planted at once, as they have nothing to do with each other: a server for each would take minutes."""

    def misread(asked: Asked) -> Asked:
        return reduce(lambda meant, defect: defect.misread(meant) if defect.misread else meant, hedera_defects.REFUSALS, asked)

    with planted(Defect(rule="", misread=misread)) as sandbox:
        report = check(Options.of("hedera", sandbox.url, {}, {}), bounds=OWN, own_server=True, generate=False)
    assert {finding.check for finding in report.findings} == {f"hedera/{defect.rule}" for defect in hedera_defects.REFUSALS}


@pytest.mark.parametrize("api", DEFECTS)
def test_every_rule_has_a_defect(api: str) -> None:
    together = hedera_defects.REFUSALS if api == "hedera" else []
    assert {rule.id for rule in rules_of(api)} == {defect.rule for defect in (*DEFECTS[api], *together)}


@pytest.mark.parametrize("api", DEFECTS)
def test_every_rule_rests_on_rows_of_the_inventory(api: str) -> None:
    rows = {row["id"] for row in loaded((SOURCES / f"{api}.yaml").read_text())["rows"]}
    assert {source for rule in rules_of(api) for source in rule.source} <= rows
    assert all(rule.source for rule in rules_of(api))


@pytest.mark.parametrize(
    ("api", "server"),
    [(api, server) for api, servers in CONFORMING.items() for server in servers.values()],
    ids=[f"{api}/{name}" for api, servers in CONFORMING.items() for name in servers],
)
def test_nothing_fails_without_a_defect(api: str, server: Defect) -> None:
    with planted(server) as sandbox:
        report = check(Options.of(api, sandbox.url, HEADERS[api], {}), bounds=OWN, own_server=True, generate=False)
    assert all(each.status == Status.HELD for each in report.outcomes), [each for each in report.outcomes if each.status != Status.HELD]
