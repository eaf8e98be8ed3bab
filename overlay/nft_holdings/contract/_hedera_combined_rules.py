"""Hedera's rules on filters that go together."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from .._entity_id import MAXIMUM_NUMBER, entity_id
from .._filters import MAXIMUM_SERIAL
from .._hedera_key import first_key
from ._hedera_filter_rules import OPERATORS, SERIAL, SOURCES, SPENDER, TOKEN, Column, lost, middle_serial, some_spender, spenders_of
from ._hedera_probe import LARGEST_PAGE, OPERATION, HederaProbe, Holding, Query, Row
from ._hedera_rules import HEDERA
from ._rule import NotChecked, Violation


@HEDERA.rule(
    "filter-forms", OPERATION, "A value alone is compared with eq, and an id may be a number, `shard.realm.number` or a long-zero address.",
    ["observed#filters/token.id/forms", "observed#filters/token.id/evm", "page#filtering/token.id/eq"], ["token-complete", "serial-complete"],
)  # fmt: skip
def _filter_forms(probe: HederaProbe) -> Iterator[Violation]:
    holding, text, _ = middle_serial(probe)
    token, _, serial = text.partition("/")
    number = token.removeprefix("0.0.")
    forms = [number, f"eq:{number}", f"0.{number}", f"0x{int(number):040x}"] if number.isdecimal() else []
    questions = [[("token.id", form), ("serialnumber", f"eq:{serial}")] for form in (token, f"eq:{token}", *forms)]
    questions += [
        [("token.id", token), ("serialnumber", serial)],
        [("token.id", f"gte:{token}"), ("token.id", f"lte:{token}"), ("serialnumber", serial)],
    ]
    for question in questions:
        page = probe.page(holding.account, question)
        if [row.serial for row in page.rows] != [int(serial)]:
            asked = "&".join(f"{name}={value}" for name, value in question)
            yield Violation(found=f"{asked} does not list {text} alone", exchange=page.exchange)
            return


FAR = (
    (TOKEN, "gte", "0.0.9"), (TOKEN, "lte", "0.0.99999999999"), (SPENDER, "gt", "0.0.99"), (SPENDER, "lt", "0.0.10000"),
)  # fmt: skip
"""Bounds with fewer or more digits than most ids have."""


@HEDERA.rule(
    "compared-as-numbers", OPERATION, "Ids are compared as numbers, not as text.", ["page#ordering/pair", "observed#filters/pair"],
    ["token-complete", "spender-complete"],
)  # fmt: skip
def _compared_as_numbers(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    for column, operator, text in FAR:
        bound = first_key(text) if column is TOKEN else entity_id(text, "spender_id")
        yield from _compared(probe, holding, [(column.name, f"{operator}:{text}")], partial(_satisfies, column, operator, bound))


def _compared(probe: HederaProbe, holding: Holding, question: Query, is_wanted: Callable[[Row], bool]) -> Iterator[Violation]:
    page = probe.page(holding.account, [*question, ("order", "desc"), ("limit", LARGEST_PAGE)])
    wanted = [row.pair for row in holding.rows if is_wanted(row) and row.pair > holding.lowest]
    if lost(wanted, page, is_descending=True) or not all(map(is_wanted, page.rows)):
        asked = " with ".join(f"{name}={value}" for name, value in question)
        found = f"{asked} lists other rows than a comparison of numbers would"
        yield Violation(found=found, exchange=page.exchange, about=question[0][0])


def _satisfies(column: Column, operator: str, bound: Any, row: Row) -> bool:
    value = column.value_of(row)
    return value is not None and OPERATORS[operator](value, bound)


@HEDERA.rule(
    "filter-before-limit",
    OPERATION,
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
        yield Violation(found=f"token.id={token} with limit=1 does not list the first of its rows", exchange=page.exchange)


def _between(column: Column, probe: HederaProbe) -> Iterator[Violation]:
    holding, text, bound = column.bound(probe)
    rest = text.rpartition("/")[0]
    among = [row for row in holding.rows if (not rest or row.token == rest) and column.value_of(row) is not None]
    written = {column.value_of(row): _written(column, row) for row in among}
    known = sorted(written)
    if len(known) < 3:
        raise NotChecked(f"needs an account with three values of {column.name}: name one with --account")
    place = min(max(known.index(bound), 1), len(known) - 2)
    for lower, upper in ((known[place - 1], known[place]), (known[place], known[place + 1])):
        bounds = [(column.name, f"gte:{written[lower]}"), (column.name, f"lte:{written[upper]}")]
        page = probe.page(holding.account, [*column.rest(rest), *bounds, ("order", "desc"), ("limit", LARGEST_PAGE)])
        wanted = [row.pair for row in among if lower <= column.value_of(row) <= upper]
        held = {row.pair for row in holding.rows}
        others = [pair for pair in page.pairs if pair in held and pair not in wanted]
        if others or lost([pair for pair in wanted if pair > holding.lowest], page, is_descending=True):
            found = f"{column.name} from {written[lower]} to {written[upper]} lists other rows than those between"
            yield Violation(found=found, exchange=page.exchange)
            return


def _written(column: Column, row: Row) -> str:
    return str(row.serial) if column is SERIAL else str(row.spender) if column is SPENDER else row.token


for _column, _id in ((TOKEN, "token"), (SERIAL, "serial"), (SPENDER, "spender")):
    HEDERA.rule(
        f"{_id}-between", OPERATION, f"A lower and an upper bound of `{_column.name}` must both hold.",
        [*SOURCES[_column], "page#filtering/note"], [f"{_id}-complete"],
    )(partial(_between, _column))  # fmt: skip


@HEDERA.rule(
    "spender-both", OPERATION, "Equal values and a range of `spender.id` must both hold.",
    ["observed#filters/spender.id/both"], ["spender-complete"],
)  # fmt: skip
def _spender_both(probe: HederaProbe) -> Iterator[Violation]:
    holding, _, _ = some_spender(probe)
    spenders = spenders_of(holding.rows)
    if len(spenders) < 2:
        raise NotChecked("needs an account whose NFTs have two spenders: name one with --account")
    for spender, bound in ((spenders[0], f"gt:{spenders[0]}"), (spenders[-1], f"lt:{spenders[-1]}")):
        page = probe.page(holding.account, [("spender.id", spender), ("spender.id", bound), ("limit", LARGEST_PAGE)])
        if page.rows:
            found = f"spender.id={spender} together with spender.id={bound} lists {len(page.rows)} rows"
            yield Violation(found=found, exchange=page.exchange)
            return


@HEDERA.rule(
    "filters-together", OPERATION, "`token.id` and `spender.id` must both hold.",
    ["page#query/token.id", "page#query/spender.id"], ["token-complete", "spender-complete"],
)  # fmt: skip
def _filters_together(probe: HederaProbe) -> Iterator[Violation]:
    holding, token, spender = _token_and_spender(probe)
    wanted = [row.pair for row in holding.tokens[token] if row.spender == spender]
    values = {"token.id": token, "spender.id": spender}
    ranges = [(name, f"{operator}:{value}") for name, value in values.items() for operator in ("gte", "lte")]
    for question in (list(values.items()), ranges):
        page = probe.page(holding.account, [*question, ("order", "desc"), ("limit", LARGEST_PAGE)])
        if any((row.token, row.spender) != (token, spender) for row in page.rows) or lost(wanted, page, is_descending=True):
            asked = " with ".join(f"{name}={value}" for name, value in question)
            yield Violation(found=f"{asked} lists other rows than those that satisfy all", exchange=page.exchange)
            return


def _token_and_spender(probe: HederaProbe) -> tuple[Holding, str, str]:
    """A holding, a token and a spender, each of which has rows there without the other."""
    for holding in map(probe.holding, probe.accounts):
        for token, rows in holding.tokens.items():
            outside = spenders_of(row for row in holding.rows if row.token != token)
            both = [each for each in spenders_of(rows) if each in outside]
            if both and any(row.spender != both[0] for row in rows):
                return holding, token, both[0]
    raise NotChecked("needs an account with NFTs of two tokens, some of them with the same spender: name one with --account")


@HEDERA.rule(
    "spender-union",
    OPERATION,
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
    numbers = [str(entity_id(each, "spender_id").number) for each in spenders]
    for forms in (spenders, [f"eq:{each}" for each in spenders], numbers):
        page = probe.page(holding.account, [*(("spender.id", each) for each in forms), ("order", "desc"), ("limit", LARGEST_PAGE)])
        if lost(expected, page, is_descending=True) or any(row.spender not in spenders for row in page.rows):
            found = f"the rows for {' and '.join(forms)} together are not those for each of them"
            yield Violation(found=found, exchange=page.exchange)
            return


def _pair(probe: HederaProbe) -> tuple[Holding, Row]:
    """A row by whose pair rows are told apart that a comparison column by column would not tell apart."""
    for holding in map(probe.holding, probe.accounts):
        for row in holding.rows[1:-1]:
            others = [each for each in holding.rows if each.token != row.token and row.token in holding.tokens]
            above = any(each.pair > row.pair and each.serial <= row.serial for each in others)
            below = any(each.pair < row.pair and each.serial >= row.serial for each in others)
            if above and below and len(holding.tokens[row.token]) < LARGEST_PAGE:
                return holding, row
    raise NotChecked("needs an account that holds three tokens with serial numbers that overlap: name one with --account")


@HEDERA.rule(
    "pair-bounds", OPERATION, "`token.id` and `serialnumber` bounds bound the pair, the token first.",
    ["observed#filters/pair", "page#filtering/note"], ["token-complete", "serial-complete"],
)  # fmt: skip
def _pair_bounds(probe: HederaProbe) -> Iterator[Violation]:
    holding, row = _pair(probe)
    token, serial, bound = row.token, row.serial, row.pair
    for operator in ("gt", "gte", "lt", "lte"):
        is_lower = operator.startswith("g")
        token_operator, order = ("gte", "asc") if is_lower else ("lte", "desc")
        query = [
            ("token.id", f"{token_operator}:{token}"),
            ("serialnumber", f"{operator}:{serial}"),
            ("order", order),
            ("limit", LARGEST_PAGE),
        ]
        page = probe.page(holding.account, query)
        known = [row.pair for row in holding.rows if row.pair > holding.lowest and OPERATORS[operator](row.pair, bound)]
        if lost(known, page, is_descending=order == "desc") or any(not OPERATORS[operator](pair, bound) for pair in page.pairs):
            found = f"the rows are not those {'after' if is_lower else 'before'} {token}/{serial}"
            yield Violation(found=found, exchange=page.exchange, about=operator)


@HEDERA.rule(
    "pair-range", OPERATION, "Bounds on both sides of one token leave its serial numbers between them.",
    ["page#filtering/note", "observed#filters/pair"], ["pair-bounds"],
)  # fmt: skip
def _pair_range(probe: HederaProbe) -> Iterator[Violation]:
    holding, text, _ = middle_serial(probe)
    token = text.partition("/")[0]
    rows = holding.tokens[token]
    upper, lower = rows[0].serial, rows[-1].serial
    bounds = [("token.id", f"gte:{token}"), ("token.id", f"lte:{token}"), ("serialnumber", f"gt:{lower}"), ("serialnumber", f"lt:{upper}")]
    page = probe.page(holding.account, [*bounds, ("order", "desc"), ("limit", LARGEST_PAGE)])
    if sorted(page.pairs, reverse=True) != [row.pair for row in rows[1:-1]]:
        found = f"{len(page.rows)} rows in place of the {len(rows) - 2} of {token} between {lower} and {upper}"
        yield Violation(found=found, exchange=page.exchange)


@HEDERA.rule(
    "largest-numbers", OPERATION, "Ids are compared up to 2^38-1, and serial numbers up to 2^63-1.",
    ["observed#filters/id-range", "observed#filters/serialnumber/range"], ["pair-bounds", "compared-as-numbers"],
)  # fmt: skip
def _largest_numbers(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    token = ("token.id", f"lte:0.0.{MAXIMUM_NUMBER}")
    yield from _compared(probe, holding, [token], lambda _: True)
    yield from _compared(probe, holding, [token, ("serialnumber", f"lte:{MAXIMUM_SERIAL}")], lambda _: True)
    yield from _compared(probe, holding, [("spender.id", f"lte:0.0.{MAXIMUM_NUMBER}")], lambda row: row.spender is not None)
    # A number of 32 bits has nothing left of this one.
    half = f"0.0.{2**37}"
    yield from _compared(probe, holding, [("token.id", f"gt:{half}")], partial(_satisfies, TOKEN, "gt", first_key(half)))
    yield from _compared(probe, holding, [("spender.id", f"gt:{half}")], partial(_satisfies, SPENDER, "gt", entity_id(half, "spender_id")))
