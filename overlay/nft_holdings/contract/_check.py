"""Checking a server against the contract of its API: rules first, then what schemathesis makes up."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import define, field, frozen

from nft_holdings._errors import ConnectionFailed, cut
from nft_holdings._option_values import RateLimit
from nft_holdings._options import Options
from nft_holdings.contract._fuzz.known_ids import Pool, hedera_pool, loopring_pool, swapchat_pool
from nft_holdings.contract._fuzz.runner import check_generated
from nft_holdings.contract._reports.baseline import Known, with_known
from nft_holdings.contract._reports.findings import Outcome, Status
from nft_holdings.contract._reports.report import Report
from nft_holdings.contract._rules.hedera.listing import HEDERA
from nft_holdings.contract._rules.hedera.probe import HederaProbe
from nft_holdings.contract._rules.loopring import lists as _loopring_list_rules  # noqa: F401  the table is whole with all of its modules
from nft_holdings.contract._rules.loopring.balances import LOOPRING
from nft_holdings.contract._rules.paging.probe import NumberedProbe
from nft_holdings.contract._rules.rule import SCHEMA, Rule, RuleTable
from nft_holdings.contract._rules.runner import check_rules
from nft_holdings.contract._rules.swapchat.listing import SWAPCHAT
from nft_holdings.contract._server.accounts import Accounts, accounts_for
from nft_holdings.contract._server.client import Bounds, Server
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.reasons import EXITS, CannotCheck, reason_of

POLITE = Bounds(rate=RateLimit(5), requests=1000, seconds=600)
OWN = Bounds(rate=None, requests=50_000, seconds=600)
LISTS = {"nfts", "data", "collections", "assets"}
"""The fields that pages have their rows in."""
OWED = (102003, 104002, 104003, 104007)
"""Loopring's codes for an account that nobody has, and for a wrong key."""
ALIAS_PATH = re.compile(r"/accounts/(?![0-9.]+/)[^/]+/nfts$")
Tell = Callable[[Outcome], object]


@frozen(kw_only=True)
class Contract:
    """What there is to check of an API."""

    table: RuleTable[Any]
    probe: Callable[[Server, Accounts], Any]
    pool: Callable[[Any], Pool]


def _numbered(server: Server, accounts: Accounts) -> NumberedProbe:
    return NumberedProbe(server, accounts.names, dict(accounts.known))


CONTRACTS: Mapping[str, Contract] = {
    "hedera": Contract(table=HEDERA, probe=lambda server, accounts: HederaProbe(server, accounts.names), pool=hedera_pool),
    "loopring": Contract(table=LOOPRING, probe=_numbered, pool=loopring_pool),
    "swapchat": Contract(table=SWAPCHAT, probe=_numbered, pool=swapchat_pool),
}


def rules_of(api: str) -> list[Rule]:
    """The rules of an API, in the order in which they are checked."""
    return list(CONTRACTS[api].table)


def check(
    options: Options,
    *,
    accounts: Sequence[str] = (),
    bounds: Bounds = POLITE,
    mine: bool = False,
    seed: int = 0,
    known: Iterable[Known] = (),
    tell: Tell = lambda _: None,
    generate: bool = True,
    examples: int | None = None,
) -> Report:
    """Check a server.

    Args:
        options: Where it is, and with which keys.
        accounts: Accounts that hold NFTs; if none is named, the server is asked for some.
        bounds: What it may cost the server.
        mine: Whether what it ought to refuse may be sent as well.
        seed: Which requests are made up.
        known: Failures that are known.
        tell: Called with each outcome: when all rules are checked, and in the end.
        generate: Whether requests are made up too, and not the rules alone checked.
        examples: How many are made up for each operation and phase; as is usual if not given.

    Raises:
        CannotCheck: There is no reply, or nothing to check with, or the check itself failed. Its `report` has what was found until then.
        NoAccounts: No account is named, and the server does not tell. It is a CannotCheck too.
    """
    known = list(known)

    def tell_marked(outcome: Outcome) -> None:
        tell(with_known([outcome], known)[0][0])

    try:
        server = Server.of(options, bounds)
    except ConnectionFailed as unusable:
        raise CannotCheck(str(unusable)) from None
    run = _Check(CONTRACTS[options.api], server, began=datetime.now(UTC), mine=mine, seed=seed, known=known, tell=tell_marked)
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
    """A check while it runs: what was found so far."""

    contract: Contract
    server: Server
    began: datetime = field(kw_only=True)
    mine: bool = field(kw_only=True)
    seed: int = field(kw_only=True)
    known: Sequence[Known] = field(kw_only=True)
    tell: Tell = field(kw_only=True)
    accounts: tuple[str, ...] = ()
    outcomes: list[Outcome] = field(factory=list)
    ended: str = ""
    _probe: Any = None

    def check_rules(self, named: Sequence[str]) -> None:
        """Hold the rules against the server.

        Raises:
            CannotCheck: The server cannot be judged.
        """
        server = self.server
        found = accounts_for(server, named)
        self.accounts = found.names
        self._probe = self.contract.probe(server, found)
        self.outcomes = outcomes = check_rules(self.contract.table, self._probe, begun=lambda why: _check_begun(server, why))
        has_findings = any(each.findings for each in outcomes)
        if server.stopped and not has_findings:
            raise CannotCheck(f"{server.stopped}, before all rules were checked: allow more, or check a server of your own")
        # A server that fails does not conform; one that sends something else is another one.
        if not any(_is_page(each) or each.status >= 500 for each in server.exchanges):
            raise CannotCheck(_what_it_is(server))
        why = next((each.why for each in outcomes if each.why), "name an account that holds NFTs with --account")
        if not has_findings and not any(each.status == 200 and _has_rows(each.json) for each in server.exchanges):
            raise CannotCheck(f"no reply had a row in it: {why}")
        if all(each.status == Status.NOT_CHECKED for each in outcomes):
            raise CannotCheck(f"no rule could be checked: {why}")
        for outcome in outcomes:
            self.tell(outcome)
        self.ended = server.stopped

    def check_generated(self, examples: int | None) -> None:
        """Send what schemathesis makes up, with the ids that accounts hold."""
        if self.ended:
            return
        if unread := _unread(self.outcomes):
            self.ended = f"nothing was made up, as {unread} does not hold"
            return
        generated, self.ended = check_generated(
            self.server, lambda: self.contract.pool(self._probe), mine=self.mine, seed=self.seed, tell=self.tell, examples=examples
        )
        self.outcomes += generated

    def report(self, *, unjudged: str = "") -> Report:
        """Return what was found so far; `unjudged` says why the server cannot be judged by it."""
        outcomes, stale = with_known(self.outcomes, self.known)
        exchanges = self.server.exchanges
        return Report(
            api=self.server.api,
            server=self.server.base_url,
            accounts=self.accounts,
            began=self.began,
            seed=self.seed,
            mine=self.mine,
            outcomes=outcomes,
            stale=stale,
            ended=self.ended,
            unjudged=unjudged,
            exchanges=exchanges,
            with_rows=sum(each.status == 200 and _has_rows(each.json) for each in exchanges),
        )


def _check_begun(server: Server, why: str) -> None:
    """Whether there is a server that goes on being asked: it sends JSON, or fails."""
    if not server.stopped and all(each.json is None and each.status < 500 for each in server.exchanges):
        raise CannotCheck(_what_it_is(server, why))
    if unknown := next(filter(_is_about_the_question, server.exchanges), None):
        said = cut(unknown.body[:200].decode(errors="replace"))
        raise CannotCheck(f"{unknown.url} gives {unknown.status}: does the account exist, and is the key right? The server says {said}")


def _is_about_the_question(exchange: Exchange) -> bool:
    """Return True for a refusal that a server owes: of a wrong key, or of an account that nobody has."""
    body = exchange.json
    info = body.get("resultInfo", body) if isinstance(body, dict) else None
    code = info.get("code") if isinstance(info, dict) else None
    is_alias = ALIAS_PATH.search(exchange.path) is not None  # a number that nobody has is no reason for a 404
    return exchange.status == 401 or (exchange.status == 400 and code in OWED) or (exchange.status == 404 and is_alias)


def _unread(outcomes: Sequence[Outcome]) -> str | None:
    """The rule without which pages are not read, so that there are no ids to ask with; None if all such rules hold."""
    return next((each.check for each in outcomes if each.check.endswith(("answers", SCHEMA)) and each.status != Status.HELD), None)


def _is_page(exchange: Exchange) -> bool:
    """Whether a reply looks like a page, with rows or without."""
    body = exchange.json
    inner = body.get("data") if isinstance(body, dict) else None
    places = (body, inner) if isinstance(inner, dict) else (body,)
    return exchange.status == 200 and any(isinstance(place, dict) and place.keys() & LISTS for place in places)


def _what_it_is(server: Server, why: str = "") -> str:
    """What a server sends that sends no page, or why it sends nothing."""
    shown = next((each for each in server.exchanges if each.path != "/"), None)
    if shown is None:
        return f"{server.base_url} does not answer: {why}"
    location = f", to {shown.headers['location']} (--url names the server to check)" if "location" in shown.headers else ""
    kind = shown.headers.get("content-type", "no content type")
    begins = cut(shown.body[:80].decode(errors="replace"))
    return f"no reply is a page of {server.api}'s: {shown.url} gives {shown.status}{location} ({kind}): {begins}"


def _has_rows(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    inner = body.get("data")
    lists = [body.get("nfts"), inner, body.get("collections"), body.get("assets")]
    lists += [inner.get("assets")] if isinstance(inner, dict) else []
    return any(isinstance(each, list) and each for each in lists)
