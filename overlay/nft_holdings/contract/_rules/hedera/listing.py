"""Hedera's rules on accounts, order, page sizes and rows."""

import base64
import re
from collections.abc import Iterator
from itertools import chain, pairwise, product

from nft_holdings.contract._rules.rule import SCHEMA, NotChecked, Rules, Violation
from nft_holdings.contract._server.exchange import Exchange

from .probe import LARGEST_PAGE, MOST_PAGES, OPERATION, HederaPage, HederaProbe, HederaRow, Query

RULES = Rules(OPERATION)
MOST_ACCOUNTS = 3
SIZES = (2, 7, 25, 30, 50, 99, 100)
FILTERS_OF_ALL: tuple[Query, ...] = ([("token.id", "gte:0.0.1")], [("spender.id", "gt:0.0.0")])
WITH_AND_WITHOUT_FILTERS: tuple[Query, ...] = ([], *FILTERS_OF_ALL)
TIMESTAMP = re.compile(r"[0-9]{9,11}\.[0-9]{9}")
"""Seconds: milliseconds have more digits."""
ID = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
NOBODY = "0.0.274877906943"
"""The highest number that an account can have; only a network that has run out of numbers has it."""
NOBODYS_ALIAS = "HIQQ" + "7" * 52
"""A public key in whose place no point of the curve is, and none of its bits are padding: nobody can have it."""
NOBODYS_ADDRESS = "0xcc122405866060fe29f82a76bfa5067e48469aab"
"""The beginning of a SHA-256: whoever sends something to an address makes it an account's, so it must not look like an example."""
NO_ACCOUNT = (
    "x",
    "-1",
    "0.0.274877906944",
    "0.0.1001abc",
    "0.0.0x" + "1b" * 20,
    NOBODYS_ALIAS.lower(),
    f"1.0.{NOBODYS_ALIAS}",
    f"1.0.{NOBODYS_ADDRESS[2:]}",
)


@RULES.rule("answers", "An account's NFTs are answered with 200 and a page.", ["page#responses/200"])
def _answers(probe: HederaProbe) -> Iterator[Violation]:
    for account in probe.accounts:
        probe.holding(account)
    yield from ()


@RULES.rule(SCHEMA, "Every page is what its schema says.", ["page#responses/200", "observed#output/keys"], ["answers"])
def _schema(probe: HederaProbe) -> Iterator[Violation]:
    yield from ()  # the probe finds violations, whichever rule reads the page


@RULES.rule("owner", "Every row is of the account that was asked for.", ["page#purpose", "observed#output/holder"], ["answers"])
def _owner(probe: HederaProbe) -> Iterator[Violation]:
    # For an account that is named by its number, the probe finds rows of others, whichever rule reads them.
    for account in probe.accounts:
        holding = probe.holding(account)
        owners = {row.raw["account_id"] for row in holding.rows}
        if len(owners) > 1:
            yield Violation(f"the rows are of {len(owners)} accounts: {', '.join(sorted(owners)[:3])}", holding.first.exchange)
        elif owners and not account.startswith("0.0."):
            other = probe.page(owners.pop(), [("limit", LARGEST_PAGE), ("order", "desc")])
            if other.pairs != holding.first.pairs:
                yield Violation(f"{account} has other rows than the account that they are of", holding.first.exchange)


@RULES.rule(
    "keys",
    "All nine keys are in every row, `spender` among them.",
    ["observed#output/keys", "observed#output/spender"],
    ["answers"],
)
def _keys(probe: HederaProbe) -> Iterator[Violation]:
    yield from ()  # the probe finds violations, whichever rule reads the page


def _values(probe: HederaProbe) -> list[tuple[HederaPage, HederaRow]]:
    return [(holding.first, row) for holding in map(probe.holding, probe.accounts) for row in holding.rows]


@RULES.rule("repeatable", "The same request has the same rows.", ["page#purpose"], ["answers"])
def _repeatable(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    for _ in range(2):
        page = probe.page(holding.account, holding.first.exchange.query)
        if page.pairs != holding.first.pairs:
            yield Violation("the same request has other rows the second time", page.exchange)


@RULES.rule("serial-range", "A serial number is 1 to 2^63-1.", ["observed#output/serial"], ["answers"])
def _serial_range(probe: HederaProbe) -> Iterator[Violation]:
    for page, row in _values(probe):
        if not 1 <= row.serial < 2**63:
            yield Violation(f"serial_number is {row.serial}", page.exchange)


@RULES.rule("limit", "A page has as many rows as `limit` says, if there are so many.", ["page#query/limit"], ["repeatable"])
def _limit(probe: HederaProbe) -> Iterator[Violation]:
    for holding in map(probe.holding, probe.accounts):
        if len(holding.rows) > 1:
            page = probe.page(holding.account, [("limit", 1)])
            if len(page.rows) != 1:
                yield Violation(f"with limit=1 there are {len(page.rows)} rows of {holding.account}", page.exchange)
    holding = probe.largest(2)
    held, lowest = len(holding.rows), next(reversed(holding.tokens))
    among = [row for row in holding.rows if row.token in holding.tokens]
    queries: list[tuple[Query, int]] = [
        ([("order", "desc")], held),
        ([("order", "asc")], held),
        ([("token.id", f"gte:{lowest}")], len(among)),
    ]
    for query, there in queries:
        for limit in SIZES if query == [("order", "desc")] else SIZES[1:3]:
            if limit > there:
                continue
            page = probe.page(holding.account, [*query, ("limit", limit)])
            if len(page.rows) != limit:
                yield Violation(f"with limit={limit} there are {len(page.rows)} rows, of at least {there} that there are", page.exchange)


def _pages(probe: HederaProbe) -> list[tuple[str, HederaPage]]:
    """Return the pages that were read, and ascending ones of the account with the most rows and of that with the most tokens on a page."""
    varied = max(map(probe.holding, probe.accounts), key=lambda each: len({row.token for row in each.rows[:LARGEST_PAGE]}))
    accounts = dict.fromkeys([probe.largest(2).account, varied.account])
    ascending = [("asc", probe.page(account, [("limit", LARGEST_PAGE), ("order", "asc")])) for account in accounts]
    return [*(("desc", page) for holding in map(probe.holding, probe.accounts) for page in holding.pages), *ascending]


@RULES.rule(
    "token-order",
    "Rows go by token number, as `order` says.",
    ["page#ordering/pair", "page#query/order"],
    ["limit", "serial-range"],
)
def _token_order(probe: HederaProbe) -> Iterator[Violation]:
    for order, page in probe.once(_pages):
        for one, other in pairwise(page.rows):
            if one.pair[0] != other.pair[0] and (one.pair[0] < other.pair[0]) == (order == "desc"):
                yield Violation(f"with order={order}, token {other.token} comes after {one.token}", page.exchange, about=order)
                break


@RULES.rule("serial-order", "Within a token, rows go by serial number.", ["page#ordering/pair"], ["token-order"])
def _serial_order(probe: HederaProbe) -> Iterator[Violation]:
    for order, page in probe.once(_pages):
        for one, other in pairwise(page.rows):
            if one.token == other.token and one.serial != other.serial and (one.serial < other.serial) == (order == "desc"):
                found = f"with order={order}, serial number {other.serial} of {one.token} comes after {one.serial}"
                yield Violation(found, page.exchange, about=order)
                break


@RULES.rule("once", "No NFT is listed twice on a page.", ["page#purpose"], ["serial-order"])
def _once(probe: HederaProbe) -> Iterator[Violation]:
    account = probe.largest(2).account
    filtered = (("filtered", probe.page(account, [*query, ("limit", LARGEST_PAGE)])) for query in FILTERS_OF_ALL)
    for about, page in chain(probe.once(_pages), filtered):
        if len(set(page.pairs)) < len(page.rows):
            row = next(row for place, row in enumerate(page.rows) if row.pair in page.pairs[:place])
            yield Violation(f"serial number {row.serial} of {row.token} is there twice", page.exchange, about=about)


@RULES.rule("orders-agree", "Both orders list the same NFTs.", ["page#ordering/example/1", "page#ordering/example/2"], ["once"])
def _orders_agree(probe: HederaProbe) -> Iterator[Violation]:
    whole = sorted((each for each in map(probe.holding, probe.accounts) if each.is_whole), key=lambda each: len(each.rows))
    few = [each for each in whole if len(each.rows) > 1][:MOST_ACCOUNTS]
    if not few:
        raise NotChecked(f"needs an account with 2 to {LARGEST_PAGE * MOST_PAGES} NFTs: name one with --account")
    for holding in few:
        page = probe.page(holding.account, [("limit", LARGEST_PAGE), ("order", "asc")])
        lists = {row.pair: row for row in page.rows}, {row.pair: row for row in holding.rows[-LARGEST_PAGE:]}
        for one, other, order in (*lists, "ascending"), (*lists[::-1], "descending"):
            if alone := [row for pair, row in one.items() if pair not in other]:
                yield Violation(f"{alone[0].token}/{alone[0].serial} of {holding.account} is listed in {order} order alone", page.exchange)


@RULES.rule("order-default", "Without `order`, rows come in descending order.", ["page#query/order/default"], ["orders-agree"])
def _order_default(probe: HederaProbe) -> Iterator[Violation]:
    for query in WITH_AND_WITHOUT_FILTERS:
        page = probe.page(probe.largest(2).account, [*query, ("limit", LARGEST_PAGE)])
        if page.pairs != sorted(page.pairs, reverse=True):
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


@RULES.rule("refusals", "What is refused is refused with 400.", ["observed#errors/400", "upstream#responses/400"])
def _refusals(probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation if all refusals have another status. Other rules check what is refused."""
    found = [probe.refusal(probe.accounts[0], [query]) for query in (("limit", "0"), ("order", "sideways"), ("token.id", "ne:0.0.1"))]
    statuses = {each.status for each in found}
    if len(statuses) == 1 and found[0].status > 400:
        yield Violation(f"all that is refused is refused with {found[0].status}", found[0])


@RULES.rule(
    "limit-refused",
    "A `limit` that is no number from 1 to 2^63-1 is refused with 400.",
    ["observed#limit/refused", "code#limit/maximum"],
    ["refusals"],
)
def _limit_refused(probe: HederaProbe) -> Iterator[Violation]:
    # An account without NFTs is checked, too.
    for account, limit in (*product(probe.accounts[:1], ("0", "-1", "1.5", "1e1", "many", str(2**63))), (NOBODY, "0")):
        exchange = probe.refusal(account, [("limit", limit)])
        if exchange.status == 200 or (exchange.status != 400 and account != NOBODY):
            yield Violation(f"limit={limit} is answered with {exchange.status}", exchange)


@RULES.rule("order-refused", "An `order` other than asc and desc is refused with 400.", ["observed#order/case"], ["refusals"])
def _order_refused(probe: HederaProbe) -> Iterator[Violation]:
    for order in ("sideways", "up"):
        exchange = probe.refusal(probe.accounts[0], [("order", order)])
        if exchange.status != 400:
            yield Violation(f"order={order} is answered with {exchange.status}", exchange)


@RULES.rule("account-unknown", "An account number that nobody has is answered with 200 and no rows.", ["observed#path/unknown-number"])
def _account_unknown(probe: HederaProbe) -> Iterator[Violation]:
    numbers = [account[4:] for account in probe.accounts if account.startswith("0.0.") and account[4:].isdecimal()]
    elsewhere = [f"{where}.{number}" for number in numbers[:1] for where in ("1.0", "0.1")]
    seen = 0
    for account in (NOBODY, *elsewhere):
        exchange = probe.refusal(account, [])
        if rows_of(exchange, account):
            continue  # somebody has it
        seen += 1
        if exchange.status != 200 or not is_empty_page(exchange):
            yield Violation(f"{account} is answered with {described(exchange.status)}", exchange)
    if not seen:
        raise NotChecked(f"account {NOBODY}, which is taken for nobody's, is somebody's")


def is_empty_page(exchange: Exchange) -> bool:
    """Return True if a reply has an empty list of NFTs."""
    return isinstance(exchange.json, dict) and exchange.json.get("nfts") == []


def rows_of(exchange: Exchange, account: str) -> bool:
    """Return True if a reply has rows, all of which are of this account."""
    rows = exchange.json.get("nfts") if exchange.status == 200 and isinstance(exchange.json, dict) else None
    return bool(rows) and isinstance(rows, list) and all(isinstance(row, dict) and row.get("account_id") == account for row in rows)


def described(status: int) -> str:
    """Describe the status of a reply that should be a page without rows."""
    return "200 and something else than no rows" if status == 200 else str(status)


@RULES.rule("alias-unknown", "An alias that nobody has is answered with 404.", ["observed#path/unknown-alias"])
def _alias_unknown(probe: HederaProbe) -> Iterator[Violation]:
    exchange = probe.refusal(NOBODYS_ALIAS, [])
    if exchange.status != 404:
        yield Violation(f"the alias is answered with {exchange.status}", exchange)


@RULES.rule("evm-address-unknown", "An EVM address that nobody has is answered with 404.", ["observed#path/unknown-evm"])
def _evm_address_unknown(probe: HederaProbe) -> Iterator[Violation]:
    digits = NOBODYS_ADDRESS.removeprefix("0x")
    for form in (NOBODYS_ADDRESS, digits, f"0.0.{digits}"):
        exchange = probe.refusal(form, [])
        if exchange.status != 404:
            yield Violation(f"{form} is answered with {exchange.status}", exchange)


@RULES.rule("account-refused", "What is no account is refused with 400.", ["observed#path/refused"], ["refusals"])
def _account_refused(probe: HederaProbe) -> Iterator[Violation]:
    for text in NO_ACCOUNT:
        exchange = probe.refusal(text, [])
        if exchange.status != 400:
            yield Violation(f"{text!r} is answered with {exchange.status}", exchange)


@RULES.rule(
    "account-forms", "shard.realm.number, realm.number, number and the long-zero address are the same account.",
    ["observed#path/number"], ["once"],
)  # fmt: skip
def _account_forms(probe: HederaProbe) -> Iterator[Violation]:
    numbered = [
        account for account in probe.accounts if ID.fullmatch(account) and account.startswith("0.0.") and probe.holding(account).rows
    ]
    if not numbered:
        raise NotChecked("needs an account that is named by its number, 0.0.N, and holds NFTs")
    expected = probe.page(numbered[0], [("limit", 5), ("order", "desc")])
    number = numbered[0].removeprefix("0.0.")
    for form in (number, f"0.{number}", f"0x{int(number):040x}"):
        page = probe.page(form, [("limit", 5), ("order", "desc")])
        if page.pairs != expected.pairs:
            yield Violation(f"{form} has other rows than {numbered[0]}", page.exchange)


@RULES.rule(
    "timestamp-form", "Timestamps are seconds since 1970 with exactly nine decimals, as text.",
    ["observed#output/timestamps"], ["answers"],
)  # fmt: skip
def _timestamp_form(probe: HederaProbe) -> Iterator[Violation]:
    for name in ("created_timestamp", "modified_timestamp"):
        for page, row in _values(probe):
            if row.raw[name] is not None and not TIMESTAMP.fullmatch(row.raw[name]):
                yield Violation(f"{name} is {row.raw[name]!r}", page.exchange, about=name)
                break


@RULES.rule("id-form", "Ids are written shard.realm.number.", ["upstream#entity-id", "observed#output/twelve-digits"], ["answers"])
def _id_form(probe: HederaProbe) -> Iterator[Violation]:
    for name in ("account_id", "token_id", "spender", "delegating_spender"):
        for page, row in _values(probe):
            if row.raw.get(name) is not None and not ID.fullmatch(row.raw[name]):
                yield Violation(f"{name} is {row.raw[name]!r}", page.exchange, about=name)
                break


@RULES.rule("metadata-form", "`metadata` is base64.", ["observed#output/metadata", "upstream#nft"], ["answers"])
def _metadata_form(probe: HederaProbe) -> Iterator[Violation]:
    for page, row in _values(probe):
        try:
            base64.b64decode(row.raw["metadata"] or "", validate=True)
        except ValueError:
            yield Violation(f"metadata is {row.raw['metadata'][:60]!r}", page.exchange)
