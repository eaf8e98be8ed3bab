"""Loopring's rules on what it refuses."""

from collections.abc import Iterator
from functools import partial

from nft_holdings.contract._rules.paging.probe import NumberedProbe
from nft_holdings.contract._rules.rule import NotChecked, Violation
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.schema import fault_of

from .balances import BALANCES, BALANCES_PATH, COLLECTIONS, COLLECTIONS_PATH, LOOPRING, named

NOBODY = 2**31 - 1


def _unknown(path: str, rows: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.refusal(path, [("accountId", NOBODY)])
    is_empty = exchange.status == 200 and isinstance(exchange.json, dict) and not exchange.json.get(rows)
    if exchange.status == 200 and not is_empty and _has_nobodys(probe):
        raise NotChecked(f"account {NOBODY}, which is taken for nobody's, is somebody's")
    if exchange.status != 400 and not is_empty:
        yield Violation(found=f"account {NOBODY} is answered with {exchange.status}", exchange=exchange)


def _has_nobodys(probe: NumberedProbe) -> bool:
    """Return True if somebody has the account that is taken for nobody's: it is not refused, and what it holds is its own."""
    exchange = probe.refusal(BALANCES_PATH, [("accountId", NOBODY)])
    rows = exchange.json.get("data") if exchange.status == 200 and isinstance(exchange.json, dict) else None
    return isinstance(rows, list) and all(isinstance(row, dict) and str(row.get("accountId")) == str(NOBODY) for row in rows)


def _nobody(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.refusal(path, [("limit", 10)])
    if exchange.status != 400:
        yield Violation(found=f"a question without an account is answered with {exchange.status}", exchange=exchange)


def _wrong_key(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.refusal(path, [named(probe.accounts[0])], X_API_KEY="not-a-key")
    if exchange.status not in (400, 401, 403):
        yield Violation(found=f"a question with a wrong key is answered with {exchange.status}", exchange=exchange)


def _keyless(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    by_address = [account for account in probe.accounts if account.startswith("0x") and path == BALANCES_PATH]
    for account in dict.fromkeys([probe.accounts[0], *by_address[:1]]):
        exchange = probe.refusal(path, [named(account)], X_API_KEY="")
        if exchange.status not in (400, 401, 403):
            yield Violation(found=f"a question without a key is answered with {exchange.status}", exchange=exchange)
            return


def _form(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    account = [named(probe.accounts[0])]
    keys = (probe.refusal(path, account, X_API_KEY=key) for key in ("", "not-a-key"))
    for exchange in (probe.refusal(path, [("limit", 10)]), probe.refusal(path, [("accountId", NOBODY)]), *keys):
        if exchange.status == 400 and (fault := fault_of(exchange, "loopring", "Error") or _without_code(exchange)):
            yield Violation(found=f"a refusal is {fault}", exchange=exchange)
            return


def _without_code(exchange: Exchange) -> str | None:
    told = exchange.json.get("resultInfo", exchange.json)  # an object, as its schema says
    return None if "code" in told and told.keys() & {"msg", "message"} else "a reply without a code and a message"


for _path, _prefix, _operation, _rows, _sources in (
    (BALANCES_PATH, "balances", BALANCES, "data", ["balances#request/accountId", "balances#request/address"]),
    (COLLECTIONS_PATH, "collections", COLLECTIONS, "collections", ["collections#request/accountId"]),
):
    _unknown_account = ["clients#errors/104007"] if _prefix == "balances" else ["collections#request/unknown", "clients#errors/104007"]
    LOOPRING.rule(
        f"{_prefix}/account-unknown", _operation, "An account that nobody has is refused with 400, or has no rows.", _unknown_account
    )(partial(_unknown, _path, _rows))
    LOOPRING.rule(
        f"{_prefix}/account-required", _operation, "A question that names no account is refused with 400.", _sources
    )(partial(_nobody, _path))  # fmt: skip
    LOOPRING.rule(
        f"{_prefix}/key-required", _operation, "A question without a key is refused.", ["older#key", f"{_prefix}#header/X-API-KEY"]
    )(partial(_keyless, _path))  # fmt: skip
    LOOPRING.rule(
        f"{_prefix}/key-refused", _operation, "A question with a wrong key is refused.", ["older#balances/codes", f"{_prefix}#header/X-API-KEY"]
    )(partial(_wrong_key, _path))  # fmt: skip
    LOOPRING.rule(
        f"{_prefix}/refusal-form", _operation, "A refusal has `resultInfo` with a code and a message, or has these by themselves.",
        ["older#errors/400", "older#errors/resultInfo"], [f"{_prefix}/account-required"],
    )(partial(_form, _path))  # fmt: skip
