"""Contract checks as tests of pytest: one for each rule, and one for each check with generated requests."""

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from nft_holdings._apis import api_named
from nft_holdings._errors import NftHoldingsError
from nft_holdings._redaction import hidden
from nft_holdings._safe_text import for_terminal
from nft_holdings.contract._fuzz.runner import checks_of
from nft_holdings.contract._reports.baseline import read_baseline
from nft_holdings.contract._reports.files import as_text
from nft_holdings.contract._reports.report import CannotCheck, Report
from nft_holdings.contract._rules.findings import Status
from nft_holdings.contract._server.reasons import EXITS, reason_of

from ._check import check, plan, rules_of, usual_bounds

GENERATED = "schemathesis/"


class DoesNotConform(Exception):
    """A server does not do what its contract says."""


class ContractCollector(pytest.Collector):
    """The contract of an API. The server is checked once, when the first test runs.

    Requests are generated only if a test of such requests was selected, for instance with `-k`.
    """

    checks_here = True

    @cached_property
    def checked(self) -> Report | CannotCheck:
        """Return the report of the check, or the reason why the server could not be checked."""
        try:
            return self._check()
        except EXITS:
            raise
        except BaseException as error:
            return error if isinstance(error, CannotCheck) else CannotCheck(reason_of(error))

    def _check(self) -> Report:
        option: Any = self.config.getoption
        api = api_named(option("--nft-holdings-api"))
        own_server = bool(option("--nft-holdings-own-server"))
        known = option("--nft-holdings-baseline")
        make: Any = api.client
        with make(option("--nft-holdings-url")) as client:
            return check(
                client._options,
                accounts=option("--nft-holdings-account"),
                bounds=usual_bounds(api.name, own_server=own_server),
                own_server=own_server,
                seed=option("--nft-holdings-seed"),
                known=read_baseline(Path(known)) if known else (),
                generate=any(isinstance(item, ContractItem) and item.is_generated for item in self.session.items),
            )

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each rule and check."""
        api = str(self.config.getoption("--nft-holdings-api"))
        own_server = bool(self.config.getoption("--nft-holdings-own-server"))
        for rule in rules_of(api):
            yield ContractItem.from_parent(self, name=f"{api}/{rule.id}")
        for name in checks_of(own_server=own_server):
            yield ContractItem.from_parent(self, name=f"{GENERATED}{name}")


class ContractItem(pytest.Item):
    """The test of a rule, or of a check of schemathesis."""

    @property
    def is_generated(self) -> bool:
        """Return True if it checks generated requests."""
        return self.name.startswith(GENERATED)

    def runtest(self) -> None:
        """Fail with what was found, or skip with the reason why it was not checked."""
        contract = self.parent
        assert isinstance(contract, ContractCollector)  # noqa: S101  from_parent made it so
        if not contract.checks_here:
            _skip("another worker checks the server")
        report = contract.checked
        if isinstance(report, CannotCheck):
            raise report
        outcomes = [each for each in report.outcomes if each.check == self.name]
        if new := [finding for outcome in outcomes for finding in outcome.new]:
            raise DoesNotConform("\n\n".join(map(as_text, new)))
        if why := [outcome.why for outcome in outcomes if outcome.status == Status.NOT_CHECKED]:
            _skip(why[0])
        if not outcomes:
            _skip(report.ended or "nothing to look at")
        if known := [finding for outcome in outcomes for finding in outcome.findings]:
            _skip(f"known: {known[0].found}")

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what was found, without a traceback, which says nothing here."""
        if excinfo.errisinstance(DoesNotConform):
            return hidden(str(excinfo.value))  # lines that are harmless
        if isinstance(excinfo.value, EXITS):
            return super().repr_failure(excinfo, style)
        return for_terminal(hidden(reason_of(excinfo.value)))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the place that pytest names for the test."""
        return self.path, None, self.name


def _skip(reason: str) -> None:
    pytest.skip(for_terminal(hidden(reason)))


def header(config: pytest.Config) -> str | None:
    """Return the line on the server for the head of a test run; None if it cannot be asked, which each test explains."""
    option: Any = config.getoption
    api, own_server = api_named(option("--nft-holdings-api")), bool(option("--nft-holdings-own-server"))
    make: Any = api.client
    try:
        with make(option("--nft-holdings-url")) as client:
            line = plan(client._options, usual_bounds(api.name, own_server=own_server), own_server=own_server)
    except NftHoldingsError:
        return None
    return for_terminal(f"nft-holdings: {line}")


def contract_items(session: pytest.Session, *, checks_here: bool) -> list[pytest.Item]:
    """Return the tests of a contract; all of them are skipped if another process checks the server."""
    contract = ContractCollector.from_parent(session, name="contract", path=session.path)
    contract.checks_here = checks_here
    return list(contract.collect())
