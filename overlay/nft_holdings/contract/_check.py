"""The check of a server against the contract of its API: first the rules, then generated requests."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from attrs import evolve

from nft_holdings._errors import ConnectionFailed, cut
from nft_holdings._option_values import RateLimit, documented_rate_limit
from nft_holdings._options import Options
from nft_holdings._redaction import hidden
from nft_holdings.contract._fuzz.runner import check_generated
from nft_holdings.contract._reports.baseline import Known, with_known
from nft_holdings.contract._reports.report import CannotCheck, Report
from nft_holdings.contract._rules.contract import Contract, contract_named
from nft_holdings.contract._rules.findings import INTERRUPTED, CheckInterrupted, Outcome, Status
from nft_holdings.contract._rules.rule import SCHEMA, Rule
from nft_holdings.contract._rules.runner import check_rules
from nft_holdings.contract._server.client import Bounds, Server
from nft_holdings.contract._server.reasons import EXITS, reason_of

from ._accounts import accounts_for

POLITE = Bounds(rate=RateLimit(5), requests=1000, seconds=600)
OWN = Bounds(rate=None, requests=50_000, seconds=600)
OnOutcome = Callable[[Outcome], object]
OnProgress = Callable[[str, int], object]


def usual_bounds(api: str, *, own_server: bool) -> Bounds:
    """Return the bounds of a check. A server that is not yours has the documented rate limit of its API."""
    return OWN if own_server else evolve(POLITE, rate=documented_rate_limit(api) or POLITE.rate)


def plan(options: Options, bounds: Bounds, *, own_server: bool) -> str:
    """Return a line on what is about to be checked, and what it may cost the server."""
    whose = "your own server" if own_server else "another's server"
    return f"checking {options.api} at {hidden(options.base_url)}, {whose}: {bounds}"


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
    on_progress: OnProgress = lambda *_: None,
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
        on_progress: Called after each reply, with the step of the check in words and the number of requests so far.
        generate: False to check the rules alone, without generated requests.
        examples: How many requests are generated for each operation and phase; the usual number if not given.

    Raises:
        CannotCheck: No reply came, or no account holds NFTs, or the check itself failed. Its `report` has what was found until then.
        NoAccounts: No account is named, and the server lists none. It is a CannotCheck too.
        KeyboardInterrupt: The check was interrupted. Its `report` has what was found until then.
    """
    known = list(known)
    contract = contract_named(options.api)
    try:
        server = Server(options, bounds)
    except ConnectionFailed as unusable:
        raise CannotCheck(str(unusable)) from None
    server.on_progress = on_progress
    report = Report(
        api=server.api, server=server.base_url, began=datetime.now(UTC), seed=seed, own_server=own_server, exchanges=server.exchanges
    )
    try:
        found = accounts_for(server, contract, accounts)
        report = evolve(report, accounts=found.names)
        probe = contract.probe(server, found)
        outcomes = check_rules(
            *(server.api, contract.rules, probe),
            begun=lambda why: _check_begun(contract, server, why),
            on_rule=lambda rule: setattr(server, "doing", rule),
        )
        report = _with(report, outcomes, known)
        _check_judged(contract, server, report)
        for outcome in report.outcomes:
            on_outcome(outcome)
        ended = server.stopped
        if generate and not ended:
            if unread := _unread(outcomes):
                ended = f"nothing was made up, as {unread} does not hold"
            else:
                server.doing = "generated requests"
                generated, ended = check_generated(server, contract, probe, own_server=own_server, seed=seed, examples=examples)
                report = _with(report, generated, known)
                for outcome in report.outcomes[len(outcomes) :]:
                    on_outcome(outcome)
        report = evolve(report, ended=ended)
    except CheckInterrupted as interrupted:
        report = _with(report, interrupted.outcomes, known)
        interrupted.report = evolve(report, ended=INTERRUPTED, unjudged="" if report.new else INTERRUPTED)
        raise
    except EXITS:
        raise
    except BaseException as error:
        cannot = error if isinstance(error, CannotCheck) else CannotCheck(reason_of(error))
        cannot.report = evolve(report, unjudged=str(cannot), outcomes=report.outcomes or _none_checked(contract))
        raise cannot from None
    finally:
        server.close()
    return report


def _with(report: Report, outcomes: Sequence[Outcome], known: Sequence[Known]) -> Report:
    """Return the report with more outcomes, whose known findings are marked."""
    marked, stale = with_known([*report.outcomes, *outcomes], known)
    return evolve(report, outcomes=marked, stale=stale)


def _none_checked(contract: Contract) -> list[Outcome]:
    why = "the server could not be checked"
    return [
        Outcome(check=f"{contract.api}/{rule.id}", operation=rule.operation, says=rule.says, source=rule.source, why=why)
        for rule in contract.rules
    ]


def _check_judged(contract: Contract, server: Server, report: Report) -> None:
    """Refuse to judge a server by rules that could not be checked.

    Raises:
        CannotCheck: The server cannot be judged.
    """
    if server.stopped and not report.findings:
        raise CannotCheck(f"{server.stopped}, before all rules were checked: allow more, or check a server of your own")
    # A server that fails does not conform; one that sends something else is another one.
    if not any(contract.is_page(each) or each.status >= 500 for each in server.exchanges):
        raise CannotCheck(_what_it_is(server))
    why = next((each.why for each in report.outcomes if each.why), "name an account that holds NFTs with --account")
    if not report.findings and not any(map(contract.rows_in, server.exchanges)):
        raise CannotCheck(f"no reply had a row in it: {why}")
    if all(each.status == Status.NOT_CHECKED for each in report.outcomes):
        raise CannotCheck(f"no rule could be checked: {why}")


def _check_begun(contract: Contract, server: Server, why: str) -> None:
    """Refuse a server that sends neither JSON nor failures, or refuses the account or the key.

    Raises:
        CannotCheck: The server cannot be judged.
    """
    if not server.stopped and all(each.json is None and each.status < 500 for each in server.exchanges):
        raise CannotCheck(_what_it_is(server, why))
    if unknown := next((each for each in server.exchanges if each.status == 401 or contract.is_owed(each)), None):
        said = cut(unknown.beginning(200))
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
    begins = cut(shown.beginning(80))
    return f"no reply is a page of {server.api}'s: {shown.url} gives {shown.status}{location} ({kind}): {begins}"
