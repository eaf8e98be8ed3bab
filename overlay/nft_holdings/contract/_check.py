"""The check of a server against the contract of its API: first the rules, then generated requests."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import define, evolve, field

from nft_holdings._errors import ConnectionFailed, cut
from nft_holdings._option_values import RateLimit, documented_rate_limit
from nft_holdings._options import Options
from nft_holdings.contract._fuzz.runner import check_generated
from nft_holdings.contract._reports.baseline import Known, with_known
from nft_holdings.contract._reports.report import CannotCheck, Report
from nft_holdings.contract._rules.contract import Contract, contract_named
from nft_holdings.contract._rules.findings import Outcome, Status
from nft_holdings.contract._rules.rule import SCHEMA, Rule
from nft_holdings.contract._rules.runner import check_rules
from nft_holdings.contract._server.client import Bounds, Server
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.reasons import EXITS, reason_of

from ._accounts import accounts_for

POLITE = Bounds(rate=RateLimit(5), requests=1000, seconds=600)
OWN = Bounds(rate=None, requests=50_000, seconds=600)
OnOutcome = Callable[[Outcome], object]


def usual_bounds(api: str, *, own_server: bool) -> Bounds:
    """Return the bounds of a check. A server that is not yours has the documented rate limit of its API."""
    return OWN if own_server else evolve(POLITE, rate=documented_rate_limit(api) or POLITE.rate)


def rules_of(api: str) -> list[Rule]:
    """Return the rules of an API, in the order in which they are checked."""
    return list(contract_named(api).rules)


def check(
    options: Options,
    *,
    accounts: Sequence[str] = (),
    bounds: Bounds = POLITE,
    own_server: bool = False,
    seed: int = 0,
    known: Iterable[Known] = (),
    on_outcome: OnOutcome = lambda _: None,
    generate: bool = True,
    examples: int | None = None,
) -> Report:
    """Check a server.

    Args:
        options: The options of a client of the server, with its keys.
        accounts: Accounts that hold NFTs; if none is named, the server is asked for some.
        bounds: The bounds of what the check may cost the server.
        own_server: True if the server is yours: requests that it should refuse are sent too.
        seed: The seed of the generated requests.
        known: Known failures.
        on_outcome: Called with each outcome: when all rules are checked, and in the end.
        generate: False to check the rules alone, without generated requests.
        examples: How many requests are generated for each operation and phase; the usual number if not given.

    Raises:
        CannotCheck: No reply came, or no account holds NFTs, or the check itself failed. Its `report` has what was found until then.
        NoAccounts: No account is named, and the server lists none. It is a CannotCheck too.
    """
    known = list(known)

    def on_marked(outcome: Outcome) -> None:
        on_outcome(with_known([outcome], known)[0][0])

    try:
        server = Server.of(options, bounds)
    except ConnectionFailed as unusable:
        raise CannotCheck(str(unusable)) from None
    run = _Check(
        contract_named(options.api), server, began=datetime.now(UTC), own_server=own_server, seed=seed, known=known, on_outcome=on_marked
    )
    try:
        run.check_rules(accounts)
        if generate:
            run.check_generated(examples)
    except EXITS:
        raise
    except BaseException as error:
        cannot = error if isinstance(error, CannotCheck) else CannotCheck(reason_of(error))
        if server.exchanges:
            cannot.report = run.report(unjudged=str(cannot))
        raise cannot from None
    finally:
        server.close()
    return run.report()


@define(eq=False)
class _Check:
    """A check while it runs, with what was found so far."""

    contract: Contract
    server: Server
    began: datetime = field(kw_only=True)
    own_server: bool = field(kw_only=True)
    seed: int = field(kw_only=True)
    known: Sequence[Known] = field(kw_only=True)
    on_outcome: OnOutcome = field(kw_only=True)
    accounts: tuple[str, ...] = ()
    outcomes: list[Outcome] = field(factory=list)
    ended: str = ""
    _probe: Any = None

    def check_rules(self, named: Sequence[str]) -> None:
        """Check the server against the rules.

        Raises:
            CannotCheck: The server cannot be judged.
        """
        server = self.server
        found = accounts_for(server, self.contract, named)
        self.accounts = found.names
        self._probe = self.contract.probe(server, found)
        self.outcomes = outcomes = check_rules(
            server.api, self.contract.rules, self._probe, begun=lambda why: _check_begun(self.contract, server, why)
        )
        has_findings = any(each.findings for each in outcomes)
        if server.stopped and not has_findings:
            raise CannotCheck(f"{server.stopped}, before all rules were checked: allow more, or check a server of your own")
        # A server that fails does not conform; one that sends something else is another one.
        if not any(self._is_page(each) or each.status >= 500 for each in server.exchanges):
            raise CannotCheck(_what_it_is(server))
        why = next((each.why for each in outcomes if each.why), "name an account that holds NFTs with --account")
        if not has_findings and not any(map(self._has_rows, server.exchanges)):
            raise CannotCheck(f"no reply had a row in it: {why}")
        if all(each.status == Status.NOT_CHECKED for each in outcomes):
            raise CannotCheck(f"no rule could be checked: {why}")
        for outcome in outcomes:
            self.on_outcome(outcome)
        self.ended = server.stopped

    def check_generated(self, examples: int | None) -> None:
        """Check the server with generated requests, which have the ids that accounts hold."""
        if self.ended:
            return
        if unread := _unread(self.outcomes):
            self.ended = f"nothing was made up, as {unread} does not hold"
            return
        generated, self.ended = check_generated(
            self.server,
            self.contract,
            self._probe,
            own_server=self.own_server,
            seed=self.seed,
            on_outcome=self.on_outcome,
            examples=examples,
        )
        self.outcomes += generated

    def report(self, *, unjudged: str = "") -> Report:
        """Return what was found so far; `unjudged` says why the server cannot be judged by it."""
        outcomes, stale = with_known(self.outcomes, self.known)
        return Report(
            api=self.server.api,
            server=self.server.base_url,
            accounts=self.accounts,
            began=self.began,
            seed=self.seed,
            own_server=self.own_server,
            outcomes=outcomes,
            stale=stale,
            ended=self.ended,
            unjudged=unjudged,
            exchanges=self.server.exchanges,
            with_rows=sum(map(self._has_rows, self.server.exchanges)),
        )

    def _is_page(self, exchange: Exchange) -> bool:
        """Return True if a reply looks like a page, with rows or without."""
        return exchange.status == 200 and bool(self.contract.lists(exchange.json))

    def _has_rows(self, exchange: Exchange) -> bool:
        return exchange.status == 200 and any(isinstance(each, list) and each for each in self.contract.lists(exchange.json))


def _check_begun(contract: Contract, server: Server, why: str) -> None:
    """Refuse a server that sends neither JSON nor failures, or refuses the account or the key.

    Raises:
        CannotCheck: The server cannot be judged.
    """
    if not server.stopped and all(each.json is None and each.status < 500 for each in server.exchanges):
        raise CannotCheck(_what_it_is(server, why))
    if unknown := next((each for each in server.exchanges if each.status == 401 or contract.is_owed(each)), None):
        said = cut(unknown.body[:200].decode(errors="replace"))
        raise CannotCheck(f"{unknown.url} gives {unknown.status}: does the account exist, and is the key right? The server says {said}")


def _unread(outcomes: Sequence[Outcome]) -> str | None:
    """Return the rule without which no page can be read, so that no ids are known; None if all such rules hold."""
    return next((each.check for each in outcomes if each.check.endswith(("answers", SCHEMA)) and each.status != Status.HELD), None)


def _what_it_is(server: Server, why: str = "") -> str:
    """Describe what a server sends in place of a page, or why it sends nothing."""
    shown = next((each for each in server.exchanges if each.path != "/"), None)
    if shown is None:
        return f"{server.base_url} does not answer: {why}"
    location = f", to {shown.headers['location']} (--url names the server to check)" if "location" in shown.headers else ""
    kind = shown.headers.get("content-type", "no content type")
    begins = cut(shown.body[:80].decode(errors="replace"))
    return f"no reply is a page of {server.api}'s: {shown.url} gives {shown.status}{location} ({kind}): {begins}"
