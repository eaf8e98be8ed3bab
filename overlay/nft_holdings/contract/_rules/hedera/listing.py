"""Hedera's rules on accounts, order, page sizes and rows."""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, pairwise, product

from nft_holdings._errors import cut
from nft_holdings._specs.access import spec_of
from nft_holdings.contract._rules.rule import SCHEMA, NotChecked, Rules, Violation

from .probe import LARGEST_PAGE, MOST_PAGES, OPERATION, SMALL_PAGE, HederaHolding, HederaPage, HederaProbe, Query

RULES = Rules(OPERATION)
MOST_ACCOUNTS = 3
SIZES, FEW_SIZES = (2, 7, 25, 30, 50, 99, 100), (7, 25)
FILTERS_OF_ALL: tuple[Query, ...] = ([("token.id", "gte:0.0.1")], [("spender.id", "gt:0.0.0")])
WITH_AND_WITHOUT_FILTERS: tuple[Query, ...] = ([], *FILTERS_OF_ALL)
ROW = spec_of("hedera")["components"]["schemas"]["Nft"]["properties"]
ALIAS = re.compile(r"[A-Z2-7]{8,}")
ADDRESS = re.compile(r"(?:0x)?(?P<digits>[0-9a-fA-F]{40})")


@RULES.rule("answers", "An account's NFTs are answered with 200 and a page.", ["page#responses/200"])
def _answers(probe: HederaProbe) -> Iterator[Violation]:
    for account in probe.accounts:
        probe.holding(account)
    yield from ()


@RULES.rule("owner", "Every row is of the account that was asked for.", ["page#purpose", "observed#output/holder"], ["answers"])
def _owner(probe: HederaProbe) -> Iterator[Violation]:
    # For an account that is named by its number, the probe finds rows of others, whichever rule reads them.
    for account in probe.accounts:
        holding = probe.holding(account)
        owners = {row.raw["account_id"] for row in holding.rows}
        if len(owners) > 1:
            at = holding.first.places(holding.first.rows, "account_id")
            yield Violation(f"the rows are of {len(owners)} accounts: {', '.join(sorted(owners)[:3])}", holding.first.exchange, at=at)
        elif owners and not account.startswith("0.0."):
            other = probe.page(owners.pop(), [("limit", LARGEST_PAGE), ("order", "desc")])
            if other.pairs != holding.first.pairs:
                yield Violation(f"{account} has other rows than the account that they are of", holding.first.exchange)


# The probe finds violations of these two, whichever rule reads the page.
RULES.rule(SCHEMA, "Every page is what its schema says.", ["page#responses/200", "observed#output/keys"], ["answers"])(lambda _: ())
RULES.rule(
    "keys", "All nine keys are in every row, `spender` among them.", ["observed#output/keys", "observed#output/spender"], ["answers"]
)(lambda _: ())


@RULES.rule("repeatable", "The same request has the same rows.", ["page#purpose"], ["answers"])
def _repeatable(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    for _ in range(2):
        page = probe.page(holding.account, holding.first.exchange.query)
        if page.pairs != holding.first.pairs:
            yield Violation("the same request has other rows the second time", page.exchange)


def _form(names: Sequence[str], probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for each field that does not match its pattern in some row."""
    for name, holding in product(names, probe.holdings):
        pattern = re.compile(ROW[name]["pattern"])
        for page in holding.pages:
            if wrong := [row for row in page.rows if (value := row.raw.get(name)) is not None and not pattern.fullmatch(value)]:
                found = f"{name} is {cut(repr(wrong[0].raw[name]))}"
                yield Violation(found, page.exchange, name if len(names) > 1 else "", page.places(wrong, name))
                break


@RULES.rule("serial-range", "A serial number is 1 to 2^63-1.", ["observed#output/serial"], ["answers"])
def _serial_range(probe: HederaProbe) -> Iterator[Violation]:
    for page in (page for holding in probe.holdings for page in holding.pages):
        if wrong := [row for row in page.rows if not 0 < row.raw["serial_number"] < 2**63]:
            yield Violation(f"serial_number is {wrong[0].raw['serial_number']}", page.exchange, "", page.places(wrong, "serial_number"))
            return


RULES.rule(
    "timestamp-form", "Timestamps are seconds since 1970 with exactly nine decimals, as text.", ["observed#output/timestamps"], ["answers"]
)(partial(_form, ["created_timestamp", "modified_timestamp"]))
RULES.rule("id-form", "Ids are written shard.realm.number.", ["upstream#entity-id", "observed#output/twelve-digits"], ["answers"])(
    partial(_form, ["account_id", "token_id", "spender", "delegating_spender"])
)
RULES.rule("metadata-form", "`metadata` is base64.", ["observed#output/metadata", "upstream#nft"], ["answers"])(
    partial(_form, ["metadata"])
)


@RULES.rule("limit", "A page has as many rows as `limit` says, if there are so many.", ["page#query/limit"], ["repeatable"])
def _limit(probe: HederaProbe) -> Iterator[Violation]:
    largest = probe.largest(2)
    held, lowest = len(largest.rows), next(reversed(largest.tokens))
    among = sum(map(len, largest.tokens.values()))
    asked: list[tuple[str, Query, int]] = [(holding.account, [], 1) for holding in probe.holdings if len(holding.rows) > 1]
    asked += [(largest.account, [("order", "desc")], size) for size in SIZES if size <= held]
    asked += [(largest.account, [("order", "asc")], size) for size in FEW_SIZES if size <= held]
    asked += [(largest.account, [("token.id", f"gte:{lowest}")], size) for size in FEW_SIZES if size <= among]
    for account, query, limit in asked:
        page = probe.page(account, [*query, ("limit", limit)])
        if len(page.rows) != limit:
            yield Violation(f"with limit={limit} there are {len(page.rows)} rows of {account}, which holds more", page.exchange)


def _pages(probe: HederaProbe) -> list[tuple[str, HederaPage]]:
    """Return the pages that were read, and ascending ones of the account with the most rows and of that with the most tokens on a page."""
    varied = max(probe.holdings, key=lambda each: len({row.token for row in each.rows[:LARGEST_PAGE]}))
    accounts = dict.fromkeys([probe.largest(2).account, varied.account])
    ascending = [("asc", probe.page(account, [("limit", LARGEST_PAGE), ("order", "asc")])) for account in accounts]
    return [*(("desc", page) for holding in probe.holdings for page in holding.pages), *ascending]


def _order(parts: int, probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for a page whose rows are in another order by the first parts of their pairs."""
    for order, page in probe.once(_pages):
        for one, other in pairwise(page.rows):
            before, after = one.pair[:parts], other.pair[:parts]
            if before != after and (before < after) == (order == "desc"):
                yield Violation(f"with order={order}, {other} comes after {one}", page.exchange, order, page.places([one, other]))


RULES.rule(
    "token-order", "Rows go by token number, as `order` says.", ["page#ordering/pair", "page#query/order"], ["limit", "serial-range"]
)(partial(_order, 1))
RULES.rule("serial-order", "Within a token, rows go by serial number.", ["page#ordering/pair"], ["token-order"])(partial(_order, 2))


@RULES.rule("once", "No NFT is listed twice on a page.", ["page#purpose"], ["serial-order"])
def _once(probe: HederaProbe) -> Iterator[Violation]:
    account = probe.largest(2).account
    filtered = (("filtered", probe.page(account, [*query, ("limit", LARGEST_PAGE)])) for query in FILTERS_OF_ALL)
    for about, page in chain(probe.once(_pages), filtered):
        if len(set(page.pairs)) < len(page.rows):
            row = next(row for place, row in enumerate(page.rows) if row.pair in page.pairs[:place])
            at = page.places(each for each in page.rows if each.pair == row.pair)
            yield Violation(f"{row} is there twice", page.exchange, about, at)


@RULES.rule("orders-agree", "Both orders list the same NFTs.", ["page#ordering/example/1", "page#ordering/example/2"], ["once"])
def _orders_agree(probe: HederaProbe) -> Iterator[Violation]:
    whole = sorted((each for each in probe.holdings if each.is_whole), key=lambda each: len(each.rows))
    few = [each for each in whole if len(each.rows) > 1][:MOST_ACCOUNTS]
    if not few:
        raise NotChecked(f"needs an account with 2 to {LARGEST_PAGE * MOST_PAGES} NFTs: name one with --account")
    for holding in few:
        page = probe.page(holding.account, [("limit", LARGEST_PAGE), ("order", "asc")])
        lists = {row.pair: row for row in page.rows}, {row.pair: row for row in holding.rows[-LARGEST_PAGE:]}
        for one, other, order in (*lists, "ascending"), (*lists[::-1], "descending"):
            if alone := [row for pair, row in one.items() if pair not in other]:
                found = f"{alone[0]} of {holding.account} is listed in {order} order alone"
                yield Violation(found, page.exchange, at=page.places(alone))


@RULES.rule("order-default", "Without `order`, rows come in descending order.", ["page#query/order/default"], ["orders-agree"])
def _order_default(probe: HederaProbe) -> Iterator[Violation]:
    for query in WITH_AND_WITHOUT_FILTERS:
        page = probe.page(probe.largest(2).account, [*query, ("limit", LARGEST_PAGE)])
        if not page.is_in_order("desc"):
            yield Violation("without `order`, the rows are not in descending order", page.exchange)


@RULES.rule("limit-default", "Without `limit`, a page has 25 rows.", ["page#query/limit/default"], ["limit"])
def _limit_default(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(26)
    token = max(holding.tokens, key=lambda token: len(holding.tokens[token]))
    # The number of rows with a spender is unknown.
    queries = [(query, 0 if "spender.id" in dict(query) else 25) for query in (*WITH_AND_WITHOUT_FILTERS, [("order", "asc")])]
    for query, least in (*queries, ([("token.id", token)], min(25, len(holding.tokens[token])))):
        page = probe.page(holding.account, query)
        if not least <= len(page.rows) <= 25:
            yield Violation(f"without `limit` there are {len(page.rows)} rows", page.exchange)


@RULES.rule(
    "limit-maximum", "More than 100 rows are never on a page; a larger `limit` is taken for 100.",
    ["page#query/limit/maximum", "observed#limit/capped"], ["limit"],
)  # fmt: skip
def _limit_maximum(probe: HederaProbe) -> Iterator[Violation]:
    account = probe.largest(101).account
    queries: list[Query] = [[("limit", limit)] for limit in (101, 1000, 2**31)]
    queries += [[("limit", 1000), *more] for more in ([("order", "asc")], *FILTERS_OF_ALL)]
    for query in queries:
        page = probe.page(account, query)
        if len(page.rows) > LARGEST_PAGE or (len(page.rows) < LARGEST_PAGE and "spender.id" not in dict(query)):
            yield Violation(f"with limit={query[0][1]} there are {len(page.rows)} rows", page.exchange)


@RULES.rule("order-case", "`order` may be written in capitals; of several the last one counts.", ["observed#order/case"], ["orders-agree"])
def _order_case(probe: HederaProbe) -> Iterator[Violation]:
    account, few = probe.largest().account, ("limit", SMALL_PAGE)
    for order, form, other in (("asc", "ASC", "desc"), ("desc", "Desc", "asc")):
        plain, written, last = (
            probe.page(account, [few, *(("order", each) for each in orders)]) for orders in ([order], [form], [other, order])
        )
        if written.pairs != plain.pairs:
            yield Violation(f"order={form} lists other rows than order={order}", written.exchange)
        if last.pairs != plain.pairs:
            yield Violation(f"of two orders, {order} is the last and does not count", last.exchange)


def _forms(named_by: str, forms: Callable[[HederaHolding], list[str]], probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation for other forms of an account's name that have other rows."""
    holding = next((each for each in probe.holdings if forms(each)), None)
    if holding is None:
        raise NotChecked(f"needs an account that is named by its {named_by}: name one with --account")
    for form in forms(holding):
        page = probe.page(form, [("limit", LARGEST_PAGE), ("order", "desc")])
        if page.pairs != holding.first.pairs:
            yield Violation(f"{form} has other rows than {holding.account}", page.exchange)
    number = holding.rows[0].raw["account_id"] if holding.rows else holding.account
    if number != holding.account:
        for query in (("order", "asc"), ("token.id", "lt:0.0.2")):
            by_number, page = (probe.page(account, [("limit", LARGEST_PAGE), query]) for account in (number, holding.account))
            if by_number.pairs != page.pairs:
                yield Violation(f"with {query[0]}={query[1]}, {holding.account} has other rows than {number}", page.exchange)


def _number_forms(holding: HederaHolding) -> list[str]:
    shard_realm, _, number = holding.account.rpartition(".")
    return [number, f"0.{number}", f"0x{int(number):040x}"] if shard_realm == "0.0" and number.isdecimal() and holding.rows else []


def _alias_forms(holding: HederaHolding) -> list[str]:
    name = holding.account
    return [f"0.{name}", f"0.0.{name}"] if ALIAS.fullmatch(name) and not ADDRESS.fullmatch(name) else []


def _address_forms(holding: HederaHolding) -> list[str]:
    found = ADDRESS.fullmatch(holding.account)
    if not found or found["digits"].startswith("0" * 24):  # a number, and no address of its own
        return []
    digits = found["digits"]
    return [digits, f"0x{digits.lower()}", f"0x{digits.upper()}", f"0.0.{digits}"]


RULES.rule(
    "account-forms", "shard.realm.number, realm.number, number and the long-zero address are the same account.",
    ["observed#path/number"], ["once"],
)(partial(_forms, "number, 0.0.N, and holds NFTs", _number_forms))  # fmt: skip
RULES.rule("alias-forms", "An alias is the same account behind `0.` and `0.0.`.", ["observed#path/alias"], ["owner"])(
    partial(_forms, "alias", _alias_forms)
)
RULES.rule(
    "evm-address-forms", "An EVM address is the same account with `0x` and without, in capitals, and behind `0.0.`.",
    ["observed#path/evm"], ["owner"],
)(partial(_forms, "EVM address, 0x…", _address_forms))  # fmt: skip
