"""The toy API's contract: two rules, checked with a probe."""

from collections.abc import Iterator
from typing import Any

from nft_holdings.contract._rules.contract import Accounts, Contract
from nft_holdings.contract._rules.known_ids import KnownIds
from nft_holdings.contract._rules.rule import Rules, Violation
from nft_holdings.contract._server.client import Server

RULES = Rules("listToys")


class ToyProbe:
    """The accounts and the server of a check."""

    def __init__(self, server: Server, accounts: Accounts) -> None:
        self.server, self.accounts = server, accounts

    def forget(self) -> None:
        """Forget what was read, which is nothing."""


@RULES.rule("answers", "Every child's toys are answered with 200.", ["page#toys"])
def answers(probe: ToyProbe) -> Iterator[Violation]:
    """Ask for each child's toys."""
    for child in probe.accounts.names:
        exchange = probe.server.ask(f"/shelves/{child}/toys")
        if exchange.status != 200:
            yield Violation(f"the status is {exchange.status}", exchange)


@RULES.rule("total", "The total is the number of toys.", ["page#total"], ["answers"])
def total(probe: ToyProbe) -> Iterator[Violation]:
    """Compare the total with the rows."""
    for child in probe.accounts.names:
        exchange = probe.server.ask(f"/shelves/{child}/toys")
        if exchange.json["total"] != len(exchange.json["toys"]):
            yield Violation("the total is another number", exchange)


def fill(ids: KnownIds, case: Any) -> None:
    """Put a known child into a generated request."""
    case.path_parameters["child"] = ids.accounts[0]


CONTRACT = Contract(
    api="toy",
    rules=tuple(RULES),
    probe=ToyProbe,
    known_ids=lambda probe: KnownIds(accounts=probe.accounts.names, values={}),
    fill=fill,
)
