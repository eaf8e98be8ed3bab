"""Whatever accounts hold, no rule finds a fault with a server that has none."""

import os
from itertools import count
from random import Random
from typing import Any

import pytest
from attrs import evolve
from nft_holdings._options import Options
from nft_holdings.contract import OWN, CannotCheck, Report, Status, check
from nft_holdings.sandbox import Settings

from tests.contract import shapes
from tests.contract.hedera_token_defects import BALANCES, LISTING
from tests.contract.test_rules_can_fail import CONFORMING, HEADERS
from tests.support.servers.defective_sandbox import Answered, Asked, Defect, planted

SEEDS = range(int(os.environ.get("CONTRACT_SEEDS", 8)))


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


def checked(server: Defect, accounts: list[str], document: dict[str, Any] | None = None, *, prefix: str = "") -> Report:
    with planted(server, document and {"hedera": document}) as sandbox:
        options = Options.of("hedera", sandbox.url + prefix, {}, {})
        return check(options, accounts=accounts, bounds=OWN, own_server=True, generate=False)


def not_checked(report: Report) -> set[str]:
    return {each.check for each in report.outcomes if each.status == Status.NOT_CHECKED}


def test_an_nft_that_a_transaction_moved_twice() -> None:
    """The history shows the first receiver, and another account holds the NFT."""
    accounts = ["0.0.1001", "0.0.1002", "0.0.1003"]
    nfts, changes = [], []
    for serial, account in enumerate(accounts * 2, 1):
        name = {"token_id": "0.0.2000", "serial_number": serial}
        nfts.append(
            {**name, "account_id": account, "created_timestamp": "1700000001.000000000", "modified_timestamp": "1700000050.000000000"}
        )
        minted = {"account_id": "0.0.9", "consensus_timestamp": "1700000001.000000000", "type": "TOKENMINT", "receiver_account_id": "0.0.9"}
        moved = {
            "account_id": account, "consensus_timestamp": "1700000050.000000000", "type": "CRYPTOTRANSFER",
            "sender_account_id": "0.0.9", "receiver_account_id": "0.0.77",
        }  # fmt: skip
        changes += [{**name, **minted}, {**name, **moved}]
    report = checked(Defect(rule=""), accounts, {"accounts": [{"number": each} for each in accounts], "nfts": nfts, "changes": changes})
    assert not report.findings
    assert "hedera/history-holder" in not_checked(report)


@pytest.mark.parametrize("largest", [25, 50])
def test_counts_where_the_largest_page_is_smaller_than_the_documented_one(largest: int) -> None:
    document = {"accounts": [{"number": "0.0.1001"}], "nfts": [nft("0.0.2000", serial) for serial in range(1, 101)]}
    report = checked(Defect(rule="", settings=Settings(hedera_maximum_limit=largest)), ["0.0.1001"], document)
    assert {each.check for each in report.findings} == {"hedera/limit"}  # the documented largest page is 100
    assert "hedera/account-tokens-count" in not_checked(report)


def test_links_behind_a_gateway_lack_its_prefix() -> None:
    report = checked(
        Defect(rule="", misread=lambda asked: evolve(asked, path=asked.path.removeprefix("/v1/gateway"))), [], prefix="/v1/gateway"
    )
    assert not report.findings, [(each.check, each.found) for each in report.findings]


def test_nfts_that_are_minted_between_two_requests() -> None:
    serials = count(10**6)

    def mint(asked: Asked, answered: Answered) -> None:
        """Show one NFT more on each first page in descending order."""
        if LISTING.fullmatch(asked.path) and asked.one("order") != "asc" and not any("l" in each for each in asked.all("serialnumber")):
            rows = answered.body.get("nfts") or []
            is_full = bool(rows and answered.body["links"]["next"])
            answered.body["nfts"] = [{**row, "serial_number": next(serials)} for row in rows[:1]] + rows[: len(rows) - is_full]

    report = checked(Defect(rule="", misanswer=mint), ["0.0.1001"], three_tokens())
    # One NFT by itself and balances do not change with the listing here.
    assert not [each.found for each in report.findings if each.operation == "getNfts"]
    assert {"hedera/token-nfts-serial", "hedera/token-nfts-link"} <= not_checked(report)


def test_balances_that_change_between_two_requests() -> None:
    numbers = count(1)

    def move(asked: Asked, answered: Answered) -> None:
        if BALANCES.fullmatch(asked.path) and answered.status == 200 and answered.body["balances"]:
            answered.body["balances"][0]["balance"] += next(numbers)

    report = checked(Defect(rule="", misanswer=move), ["0.0.1001"], three_tokens())
    assert not report.findings, [(each.check, each.found) for each in report.findings]
    assert {"hedera/balances-amount", "hedera/balances-sum"} <= not_checked(report)
