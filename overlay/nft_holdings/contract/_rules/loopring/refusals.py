"""Loopring's rules on refusals."""

from collections.abc import Iterable, Iterator
from functools import partial

from nft_holdings.contract._rules.paging.probe import NumberedProbe
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

from .balances import BALANCES, BALANCES_PATH, COLLECTIONS, COLLECTIONS_PATH, named

NOBODY = 2**31 - 1
WRONG_KEY = "not-a-key"
OWED = (102003, 104002, 104003, 104007)
"""The codes for an account that nobody has, and for a wrong key."""


def is_owed(exchange: Exchange) -> bool:
    """Return True for the refusal of an account that nobody has, or of a wrong key."""
    body = exchange.json
    info = body.get("resultInfo", body) if isinstance(body, dict) else None
    return exchange.status == 400 and isinstance(info, dict) and info.get("code") in OWED


def _unknown(path: str, rows: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.refusal(path, [("accountId", NOBODY)])
    is_empty = exchange.status == 200 and isinstance(exchange.json, dict) and not exchange.json.get(rows)
    if exchange.status == 200 and not is_empty and _has_nobodys(probe):
        raise NotChecked(f"account {NOBODY}, which is taken for nobody's, is somebody's")
    if exchange.status != 400 and not is_empty:
        yield Violation(f"account {NOBODY} is answered with {exchange.status}", exchange)


def _has_nobodys(probe: NumberedProbe) -> bool:
    """Return True if somebody has the account that the rules take for nobody's: it is not refused, and its rows are its own."""
    exchange = probe.refusal(BALANCES_PATH, [("accountId", NOBODY)])
    rows = exchange.json.get("data") if exchange.status == 200 and isinstance(exchange.json, dict) else None
    return isinstance(rows, list) and all(isinstance(row, dict) and str(row.get("accountId")) == str(NOBODY) for row in rows)


def _nobody(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.refusal(path, [("limit", 10)])
    if exchange.status != 400:
        yield Violation(f"a request without an account is answered with {exchange.status}", exchange)


def _key(path: str, key: str, probe: NumberedProbe) -> Iterator[Violation]:
    by_address = [account for account in probe.accounts if account.startswith("0x") and path == BALANCES_PATH]
    for account in dict.fromkeys([probe.accounts[0], *by_address[:1]]):
        exchange = probe.refusal(path, [named(account)], X_API_KEY=key)
        if exchange.status not in (400, 401, 403):
            yield Violation(f"a request with {'a wrong' if key else 'no'} key is answered with {exchange.status}", exchange)


def _form(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    account = [named(probe.accounts[0])]
    keys = (probe.refusal(path, account, X_API_KEY=key) for key in ("", WRONG_KEY))
    for exchange in (probe.refusal(path, [("limit", 10)]), probe.refusal(path, [("accountId", NOBODY)]), *keys):
        if exchange.status == 400 and (fault := fault_of(exchange, "loopring", "Error") or _without_code(exchange)):
            yield Violation(f"a refusal is {fault}", exchange)


def _without_code(exchange: Exchange) -> str | None:
    info = exchange.json.get("resultInfo", exchange.json)  # an object, as its schema says
    return None if "code" in info and info.keys() & {"msg", "message"} else "a reply without a code and a message"


def _rules(operation: str, path: str, prefix: str, rows: str, account: Iterable[str], unknown: Iterable[str]) -> Rules:
    """Return the rules of an operation; `account` and `unknown` are sources on accounts and on those that nobody has."""
    rules, key = Rules(operation), f"{prefix}#header/X-API-KEY"
    says = "An account that nobody has is refused with 400, or has no rows."
    rules.rule(f"{prefix}/account-unknown", says, unknown)(partial(_unknown, path, rows))
    says = "A request that names no account is refused with 400."
    rules.rule(f"{prefix}/account-required", says, account)(partial(_nobody, path))
    rules.rule(f"{prefix}/key-required", "A request without a key is refused.", ["older#key", key])(partial(_key, path, ""))
    rules.rule(f"{prefix}/key-refused", "A request with a wrong key is refused.", ["older#balances/codes", key])(
        partial(_key, path, WRONG_KEY)
    )
    says = "A refusal has `resultInfo` with a code and a message, or has these by themselves."
    source = ["older#errors/400", "older#errors/resultInfo"]
    rules.rule(f"{prefix}/refusal-form", says, source, [f"{prefix}/account-required"])(partial(_form, path))
    return rules


RULES = (
    *_rules(
        *(BALANCES, BALANCES_PATH, "balances", "data"),
        account=["balances#request/accountId", "balances#request/address"],
        unknown=["clients#errors/104007"],
    ),
    *_rules(
        *(COLLECTIONS, COLLECTIONS_PATH, "collections", "collections"),
        account=["collections#request/accountId"],
        unknown=["collections#request/unknown", "clients#errors/104007"],
    ),
)
