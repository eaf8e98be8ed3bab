"""Checking a server against the contract of its API: rules first, then what schemathesis makes up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from attrs import frozen

from .._errors import ConnectionFailed, cut
from .._options import Options
from .._rate_limit import RateLimit
from . import _hedera_accepted_rules, _loopring_list_rules  # noqa: F401  the table is whole with all of its modules
from ._accounts import Accounts, accounts_for
from ._baseline import Known, with_known
from ._exchange import Exchange
from ._findings import Outcome, Status
from ._hedera_probe import HederaProbe
from ._hedera_rules import HEDERA
from ._loopring_rules import LOOPRING
from ._numbered_probe import NumberedProbe
from ._pool import Pool, hedera_pool, loopring_pool, swapchat_pool
from ._report import Report
from ._rule import SCHEMA, Rule, RuleTable
from ._rules_run import check_rules
from ._schemathesis import check_generated
from ._server import Bounds, Server
from ._swapchat_rules import SWAPCHAT

POLITE = Bounds(rate=RateLimit(5), requests=1000, seconds=600)
OWN = Bounds(rate=None, requests=50_000, seconds=600)
LISTS = {"nfts", "data", "collections", "assets"}
"""The fields that pages have their rows in."""
Tell = Callable[[Outcome], object]


class CannotCheck(Exception):
    """The server could not be checked. The text says why, and what to do."""


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
        CannotCheck: There is no reply, or nothing to check with.
        NoAccounts: No account is named, and the server does not tell.
    """
    began, known = datetime.now(UTC), list(known)

    def tell_marked(outcome: Outcome) -> None:
        tell(with_known([outcome], known)[0][0])

    contract = CONTRACTS[options.api]
    try:
        server = Server.of(options, bounds)
    except ConnectionFailed as unusable:
        raise CannotCheck(str(unusable)) from None
    try:
        found = accounts_for(server, accounts)
        probe = contract.probe(server, found)
        outcomes = check_rules(contract.table, probe, begun=lambda why: _check_begun(server, why))
        if server.stopped and not any(each.findings for each in outcomes):
            raise CannotCheck(f"{server.stopped}, before all rules were checked: allow more, or check a server of your own")
        # A server that fails does not conform; one that sends something else is another one.
        if not any(_is_page(each) or each.status >= 500 for each in server.exchanges):
            raise CannotCheck(_what_it_is(server))
        with_rows = any(_has_rows(each.json) for each in server.exchanges if each.status == 200)
        if not with_rows and not any(each.findings for each in outcomes):
            why = next((each.why for each in outcomes if each.why), "name an account that holds NFTs with --account")
            raise CannotCheck(f"no reply had a row in it: {why}")
        for outcome in outcomes:
            tell_marked(outcome)
        ended = server.stopped
        if not ended and generate and (unread := _unread(outcomes)):
            ended = f"nothing was made up, as {unread} does not hold"
        elif not ended and generate:
            generated, ended = check_generated(server, contract.pool(probe), mine=mine, seed=seed, tell=tell_marked, examples=examples)
            outcomes += generated
    finally:
        server.close()
    outcomes, stale = with_known(outcomes, known)
    return Report(
        api=options.api,
        server=server.base_url,
        accounts=found.names,
        began=began,
        seed=seed,
        mine=mine,
        outcomes=outcomes,
        stale=stale,
        ended=ended,
        exchanges=server.exchanges,
        with_rows=sum(each.status == 200 and _has_rows(each.json) for each in server.exchanges),
    )


def _check_begun(server: Server, why: str) -> None:
    """Whether there is a server that goes on being asked: it sends JSON, or fails."""
    if not server.stopped and all(each.json is None and each.status < 500 for each in server.exchanges):
        raise CannotCheck(_what_it_is(server, why))


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
