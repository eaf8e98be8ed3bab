"""Hedera's rules on what a server must accept: the counterparts of refusals, and the forms of an account's name."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from nft_holdings._apis.hedera.sort_key import first_key
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._rules.server_errors import server_errors_rule

from .filters import middle_serial, spenders_of
from .links import SMALL_PAGE
from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaProbe, Query
from .refusals import MOST_SPENDERS

RULES = Rules(OPERATION)
ALIAS = re.compile(r"[A-Z2-7]{8,}")
ADDRESS = re.compile(r"(?:0x)?(?P<digits>[0-9a-fA-F]{40})")


@RULES.rule("order-case", "`order` may be written in capitals; of several the last one counts.", ["observed#order/case"], ["orders-agree"])
def _order_case(probe: HederaProbe) -> Iterator[Violation]:
    account = probe.largest().account
    for order, form in (("asc", "ASC"), ("desc", "Desc")):
        pages = [probe.page(account, [("limit", SMALL_PAGE), ("order", text)]) for text in (order, form)]
        if pages[0].pairs != pages[1].pairs:
            yield Violation(f"order={form} lists other rows than order={order}", pages[1].exchange)
        last = probe.page(account, [("limit", SMALL_PAGE), ("order", "desc" if order == "asc" else "asc"), ("order", order)])
        if last.pairs != pages[0].pairs:
            yield Violation(f"of two orders, {order} is the last and does not count", last.exchange)


@RULES.rule(
    "range-empty", "Bounds that nothing can be between are answered with 200 and no rows.",
    ["observed#filters/range", "page#filtering/spender.id/gt"], ["token-between", "serial-between", "spender-between"],
)  # fmt: skip
def _range_empty(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    queries: list[tuple[Query, str, object, object]] = [([], name, "0.0.9999", "0.0.9998") for name in ("token.id", "spender.id")]
    token, rows = max(holding.tokens.items(), key=lambda each: len(each[1]))
    if len(rows) > 1:
        queries.append(([("token.id", token)], "serialnumber", rows[0].serial, rows[-1].serial))
    for rest, name, lower, upper in queries:
        page = probe.page(holding.account, [*rest, (name, f"gte:{lower}"), (name, f"lte:{upper}"), ("limit", LARGEST_PAGE)])
        if page.rows:
            yield Violation(f"{name} from {lower} to {upper} lists {len(page.rows)} rows", page.exchange, about=name)


@RULES.rule(
    "pair-contradiction", "Token bounds that nothing can be between list nothing, whatever bounds serial numbers have.",
    ["observed#filters/range", "observed#filters/pair", "observed#next/defect/contradiction"], ["pair-bounds", "range-empty"],
)  # fmt: skip
def _pair_contradiction(probe: HederaProbe) -> Iterator[Violation]:
    holding, text, serial = middle_serial(probe)
    token = text.partition("/")[0]
    lower, upper = ("serialnumber", f"gte:{serial}"), ("serialnumber", f"lte:{serial}")
    above = next((other for other in reversed(holding.tokens) if first_key(other) > first_key(token)), None)
    queries = {
        "lower": [("token.id", f"gte:{token}"), ("token.id", f"lt:{token}"), lower],
        "upper": [("token.id", f"gt:{token}"), ("token.id", f"lte:{token}"), upper],
    }
    if above is not None:
        queries["both"] = [("token.id", f"gte:{above}"), ("token.id", f"lte:{token}"), lower, upper]
    for about, query in queries.items():
        page = probe.page(holding.account, [*query, ("order", "desc"), ("limit", LARGEST_PAGE)])
        if page.rows:
            asked = " with ".join(f"{name}={value}" for name, value in query)
            found = f"{asked} lists {page.rows[0].token}/{page.rows[0].serial}, which is not within both bounds"
            yield Violation(found, page.exchange, about=about)


@RULES.rule(
    "spender-most", f"`spender.id` may be equal to {MOST_SPENDERS} values.",
    ["observed#filters/spender.id/union"], ["spender-union"],
)  # fmt: skip
def _spender_most(probe: HederaProbe) -> Iterator[Violation]:
    holding = max(map(probe.holding, probe.accounts), key=lambda each: len(spenders_of(each.rows)))
    known = spenders_of(holding.rows)
    held = known[:1]
    others = [f"0.0.{number}" for number in range(1, MOST_SPENDERS * 10) if f"0.0.{number}" not in known][: MOST_SPENDERS - len(held)]
    for place, spenders in (("first", [*held, *others]), ("last", [*others, *held])):
        page = probe.page(holding.account, [*(("spender.id", each) for each in spenders), ("limit", 1)])
        if held and not page.rows:
            yield Violation(f"the {place} of {MOST_SPENDERS} values of spender.id is not looked for", page.exchange)


def _alias_forms(name: str) -> list[str]:
    return [f"0.{name}", f"0.0.{name}"] if ALIAS.fullmatch(name) and not ADDRESS.fullmatch(name) else []


def _address_forms(name: str) -> list[str]:
    found = ADDRESS.fullmatch(name)
    if not found or name.lower().removeprefix("0x").startswith("0" * 24):  # a number, and no address of its own
        return []
    digits = found["digits"]
    return [digits, f"0x{digits.lower()}", f"0x{digits.upper()}", f"0.0.{digits}"]


def _forms(what: str, forms: Callable[[str], list[str]], probe: HederaProbe) -> Iterator[Violation]:
    holding: HederaHolding | None = next((probe.holding(each) for each in probe.accounts if forms(each)), None)
    if holding is None:
        raise NotChecked(f"needs an account that is named by its {what}: --account")
    for form in forms(holding.account):
        page = probe.page(form, [("limit", LARGEST_PAGE), ("order", "desc")])
        if page.pairs != holding.first.pairs:
            yield Violation(f"{form} has other rows than {holding.account}", page.exchange)
    if holding.rows:
        number = holding.rows[0].raw["account_id"]
        for query in ([("order", "asc")], [("token.id", "lt:0.0.2")]):
            pages = [probe.page(account, [("limit", LARGEST_PAGE), *query]) for account in (number, holding.account)]
            if pages[0].pairs != pages[1].pairs:
                found = f"with {query[0][0]}={query[0][1]}, {holding.account} has other rows than {number}"
                yield Violation(found, pages[1].exchange)


RULES.rule(
    "alias-forms", "An alias is the same account behind `0.` and `0.0.`.", ["observed#path/alias"], ["owner"]
)(partial(_forms, "alias", _alias_forms))  # fmt: skip
RULES.rule(
    "evm-address-forms", "An EVM address is the same account with `0x` and without, in capitals, and behind `0.0.`.",
    ["observed#path/evm"], ["owner"],
)(partial(_forms, "EVM address, 0x…", _address_forms))  # fmt: skip

RULES.append(server_errors_rule(OPERATION, ["page#responses/200", "observed#errors/500"]))
