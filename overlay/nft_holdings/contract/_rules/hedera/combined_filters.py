"""Hedera's rules on combinations of filters."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import count, product
from typing import Any

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER, entity_id
from nft_holdings._apis.hedera.sort_key import first_key
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .filters import OPERATORS, SERIAL, SOURCES, SPENDER, TOKEN, FilterParameter, lost, middle_serial, some_spender, spenders_of
from .listing import is_empty_page
from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaProbe, HederaRow, Query, page_of

RULES = Rules(OPERATION)


@RULES.rule(
    "filter-forms", "A value alone is compared with eq, and an id may be a number, `shard.realm.number` or a long-zero address.",
    ["observed#filters/token.id/forms", "observed#filters/token.id/evm", "page#filtering/token.id/eq"], ["token-complete", "serial-complete"],
)  # fmt: skip
def _filter_forms(probe: HederaProbe) -> Iterator[Violation]:
    holding, text, _ = middle_serial(probe)
    token, _, serial = text.partition("/")
    number = token.removeprefix("0.0.")
    forms = [number, f"eq:{number}", f"0.{number}", _long_zero(number)] if number.isdecimal() else []
    queries = [[("token.id", form), ("serialnumber", f"eq:{serial}")] for form in (token, f"eq:{token}", *forms)]
    queries += [
        [("token.id", token), ("serialnumber", serial)],
        [("token.id", f"gte:{token}"), ("token.id", f"lte:{token}"), ("serialnumber", serial)],
    ]
    for query in queries:
        page = probe.page(holding.account, query)
        if [row.serial for row in page.rows] != [int(serial)]:
            asked = "&".join(f"{name}={value}" for name, value in query)
            yield Violation(f"{asked} does not list {text} alone", page.exchange)
    if not number.isdecimal():
        return
    elsewhere = probe.refusal(holding.account, [("token.id", f"7.7.{number}")])  # no document says if a server refuses this
    if elsewhere.status == 200 and not is_empty_page(elsewhere) and any(row.token == token for row in page_of(elsewhere).rows):
        yield Violation(f"token.id=7.7.{number} lists rows of {token}", elsewhere)
    same = [(holding.account, ("token.id", f"gte:{token}"), ("token.id", f"gte:{_long_zero(number)}"))]
    with suppress(NotChecked):
        of_spender, spender, _ = some_spender(probe)
        number = spender.removeprefix("0.0.")
        forms = [number, _long_zero(number)] if number.isdecimal() else []
        same += [(of_spender.account, ("spender.id", spender), ("spender.id", form)) for form in forms]
    for account, *pair in same:
        pages = [probe.page(account, [query, ("order", "desc"), ("limit", LARGEST_PAGE)]) for query in pair]
        if pages[0].pairs != pages[1].pairs:
            (name, value), (_, other) = pair
            yield Violation(f"{name}={other} lists other rows than {name}={value}", pages[1].exchange)


def _long_zero(number: str) -> str:
    return f"0x{int(number):040x}"


FAR = (
    (TOKEN, "gte", "0.0.9"), (TOKEN, "lte", "0.0.99999999999"), (SPENDER, "gt", "0.0.99"), (SPENDER, "lt", "0.0.10000"),
)  # fmt: skip
"""Bounds with fewer or more digits than most ids have."""


@RULES.rule(
    "compared-as-numbers", "Ids are compared as numbers, not as text.", ["page#ordering/pair", "observed#filters/pair"],
    ["token-complete", "spender-complete"],
)  # fmt: skip
def _compared_as_numbers(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    for column, operator, text in FAR:
        bound = first_key(text) if column is TOKEN else entity_id(text, "spender_id")
        yield from compared(probe, holding, [(column.name, f"{operator}:{text}")], partial(satisfies, column, operator, bound))


def compared(probe: HederaProbe, holding: HederaHolding, query: Query, is_wanted: Callable[[HederaRow], bool]) -> Iterator[Violation]:
    """Yield a violation if a request does not list the wanted rows, or lists others."""
    page = probe.page(holding.account, [*query, ("order", "desc"), ("limit", LARGEST_PAGE)])
    wanted = [row.pair for row in holding.rows if is_wanted(row) and row.pair > holding.lowest]
    if lost(wanted, page, is_descending=True) or not all(map(is_wanted, page.rows)):
        asked = " with ".join(f"{name}={value}" for name, value in query)
        yield Violation(f"{asked} lists other rows than a comparison of numbers would", page.exchange, about=query[0][0])


def satisfies(column: FilterParameter, operator: str, bound: Any, row: HederaRow) -> bool:
    """Return True if a row satisfies a comparison."""
    value = column.value_of(row)
    return value is not None and OPERATORS[operator](value, bound)


@RULES.rule(
    "filter-before-limit",
    "Filters are applied before `limit` is.",
    ["page#query/limit", "page#query/token.id"],
    ["token-complete"],
)
def _filter_before_limit(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(2)
    first = {row.token for row in holding.rows[:LARGEST_PAGE]}
    token = next((token for token in holding.tokens if token not in first), list(holding.tokens)[-1])
    page = probe.page(holding.account, [("token.id", token), ("order", "desc"), ("limit", 1)])
    if page.pairs != [holding.tokens[token][0].pair]:
        yield Violation(f"token.id={token} with limit=1 does not list the first of its rows", page.exchange)


def _between(column: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    holding, text, bound = column.bound(probe)
    rest = text.rpartition("/")[0]
    among = [row for row in holding.rows if (not rest or row.token == rest) and column.value_of(row) is not None]
    written = {column.value_of(row): _written(column, row) for row in among}
    held = {row.pair for row in holding.rows}
    for bounds in _ranges(column, sorted(written), bound):
        asked = [(column.name, f"{operator}:{written[end]}") for operator, end in bounds]
        page = probe.page(holding.account, [*column.rest(rest), *asked, ("order", "desc"), ("limit", LARGEST_PAGE)])
        wanted = [row.pair for row in among if all(OPERATORS[operator](column.value_of(row), end) for operator, end in bounds)]
        others = held.intersection(page.pairs).difference(wanted)
        if others or lost([pair for pair in wanted if pair > holding.lowest], page, is_descending=True):
            found = f"{' with '.join(f'{name}={value}' for name, value in asked)} lists other rows than those between"
            yield Violation(found, page.exchange)


def _ranges(column: FilterParameter, known: list[Any], bound: Any) -> list[tuple[tuple[str, Any], tuple[str, Any]]]:
    """Return ranges of known values around one of them, each as two bounds.

    Raises:
        NotChecked: Fewer than three values are known.
    """
    if len(known) < 3:
        raise NotChecked(f"needs an account with three values of {column.name}: name one with --account")
    place = min(max(known.index(bound), 1), len(known) - 2)
    below, middle, above = known[place - 1 : place + 2]
    return [
        (("gte", below), ("lte", middle)),
        (("gte", middle), ("lte", above)),
        (("gt", below), ("lt", above)),
        (("lte", middle), ("gte", below)),
    ]


def _written(column: FilterParameter, row: HederaRow) -> str:
    return str(row.serial) if column is SERIAL else str(row.spender) if column is SPENDER else row.token


for _column, _id in ((TOKEN, "token"), (SERIAL, "serial"), (SPENDER, "spender")):
    RULES.rule(
        f"{_id}-between", f"A lower and an upper bound of `{_column.name}` must both hold.",
        [*SOURCES[_column], "page#filtering/note"], [f"{_id}-complete"],
    )(partial(_between, _column))  # fmt: skip


@RULES.rule(
    "spender-both", "Equal values and a range of `spender.id` must both hold.",
    ["observed#filters/spender.id/both"], ["spender-complete"],
)  # fmt: skip
def _spender_both(probe: HederaProbe) -> Iterator[Violation]:
    holding, _, _ = some_spender(probe)
    spenders = spenders_of(holding.rows)
    if len(spenders) < 2:
        raise NotChecked("needs an account whose NFTs have two spenders: name one with --account")
    for equal, bound in (
        ([spenders[0]], f"gt:{spenders[0]}"),
        ([spenders[-1]], f"lt:{spenders[-1]}"),
        (spenders[:2], f"gt:{spenders[-1]}"),
    ):
        page = probe.page(holding.account, [*(("spender.id", each) for each in (*equal, bound)), ("limit", LARGEST_PAGE)])
        if page.rows:
            yield Violation(f"spender.id={' and '.join(equal)} together with spender.id={bound} lists {len(page.rows)} rows", page.exchange)


@RULES.rule(
    "filters-together", "`token.id` and `spender.id` must both hold.",
    ["page#query/token.id", "page#query/spender.id"], ["token-complete", "spender-complete"],
)  # fmt: skip
def _filters_together(probe: HederaProbe) -> Iterator[Violation]:
    holding, token, spender = _token_and_spender(probe)
    rows = [row for row in holding.tokens[token] if row.spender == spender]
    alone: dict[str, list[Query]] = {
        name: [[(name, value)], [(name, f"gte:{value}"), (name, f"lte:{value}")]]
        for name, value in (("token.id", token), ("spender.id", spender))
    }
    queries = [[*one, *other] for one, other in product(*alone.values())]
    nobody = _no_spender(holding.tokens[token])
    queries.append([("token.id", token), ("spender.id", spender), ("spender.id", nobody)])
    queries += [[("token.id", token), ("serialnumber", f"gte:{rows[-1].serial}"), *each] for each in alone["spender.id"]]
    asked = [(query, [row.pair for row in rows]) for query in queries]
    other = next(row for row in holding.tokens[token] if row.spender != spender)
    asked.append(([("token.id", token), ("serialnumber", other.serial), ("spender.id", spender)], []))
    for query, wanted in asked:
        page = probe.page(holding.account, [*query, ("order", "desc"), ("limit", LARGEST_PAGE)])
        if not set(page.pairs).issubset(wanted) or lost(wanted, page, is_descending=True):
            text = " with ".join(f"{name}={value}" for name, value in query)
            yield Violation(f"{text} lists other rows than those that satisfy all", page.exchange)


def _no_spender(rows: Sequence[HederaRow]) -> str:
    """Return the highest id that is the spender of none of the rows."""
    taken = set(spenders_of(rows))
    return next(each for number in count(MAXIMUM_NUMBER, -1) if (each := f"0.0.{number}") not in taken)


def _token_and_spender(probe: HederaProbe) -> tuple[HederaHolding, str, str]:
    """Return a holding, and a token and a spender that each have rows in it without the other."""
    for holding in map(probe.holding, probe.accounts):
        for token, rows in holding.tokens.items():
            outside = spenders_of(row for row in holding.rows if row.token != token)
            both = [each for each in spenders_of(rows) if each in outside]
            if both and any(row.spender != both[0] for row in rows):
                return holding, token, both[0]
    raise NotChecked("needs an account with NFTs of two tokens, some of them with the same spender: name one with --account")


@RULES.rule(
    "spender-union",
    "Several equal values of `spender.id` are a union.",
    ["observed#filters/spender.id/union"],
    ["spender-complete"],
)
def _spender_union(probe: HederaProbe) -> Iterator[Violation]:
    holding, _, _ = some_spender(probe)
    spenders = spenders_of(holding.rows)[:3]
    if len(spenders) < 2:
        raise NotChecked("needs an account whose NFTs have two spenders: name one with --account")
    expected = [row.pair for row in holding.rows if row.spender in spenders and row.pair > holding.lowest]
    numbers = [each.removeprefix("0.0.") for each in spenders]  # those of another realm have no shorter form
    for forms in (spenders, [f"eq:{each}" for each in spenders], numbers):
        page = probe.page(holding.account, [*(("spender.id", each) for each in forms), ("order", "desc"), ("limit", LARGEST_PAGE)])
        if lost(expected, page, is_descending=True) or any(row.spender not in spenders for row in page.rows):
            yield Violation(f"the rows for {' and '.join(forms)} together are not those for each of them", page.exchange)
    for asked, most in ((spenders, 1), (spenders[:1] * 2, LARGEST_PAGE)):
        page = probe.page(holding.account, [*(("spender.id", each) for each in asked), ("limit", most)])
        if len(page.rows) > most:
            yield Violation(f"several spenders with limit={most} list {len(page.rows)} rows", page.exchange)
        if len(set(page.pairs)) < len(page.rows):
            yield Violation("several spenders list a row twice", page.exchange)


@RULES.rule(
    "serial-anywhere", "An equal `serialnumber` goes with any comparison of `token.id`.",
    ["observed#filters/serialnumber/any-token-operator", "page#filtering/serialnumber/eq"], ["filter-forms"],
)  # fmt: skip
def _serial_anywhere(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    token = list(holding.tokens)[len(holding.tokens) // 2]
    bound, serial = holding.tokens[token][0].pair
    for operator in ("gt", "lt", "gte", "lte"):
        query: Query = [("token.id", f"{operator}:{token}"), ("serialnumber", serial), ("order", "desc"), ("limit", LARGEST_PAGE)]
        page = probe.page(holding.account, query)

        def is_wanted(row: HederaRow, operator: str = operator) -> bool:
            return row.serial == serial and OPERATORS[operator](row.pair[0], bound)

        known = [row.pair for row in holding.rows if is_wanted(row) and row.pair > holding.lowest]
        if lost(known, page, is_descending=True) or not all(map(is_wanted, page.rows)):
            found = f"token.id={operator}:{token} with serialnumber={serial} lists other rows than those"
            yield Violation(found, page.exchange, about=operator)
