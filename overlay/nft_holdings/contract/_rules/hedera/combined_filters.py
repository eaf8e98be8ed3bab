"""Hedera's rules on combinations of filters: ranges, unions, and pairs of token and serial number."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count, islice, pairwise, product
from typing import Any

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER, EntityId
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL
from nft_holdings._apis.hedera.filters.rules import MAXIMUM_SPENDERS
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .filters import ASCENDING, DESCENDING, PARAMETERS, SERIAL, SPENDER, FilterParameter, filtered_page, matcher
from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaProbe, HederaRow, Query, page_of, rows_in, spenders_of

RULES = Rules(OPERATION)
TWO_SPENDERS = "needs an account whose NFTs have two spenders: name one with --account"


def _unlike(probe: HederaProbe, holding: HederaHolding, *queries: Query, about: str = "", rest: Query = DESCENDING) -> Iterator[Violation]:
    """Yield a violation for each page that lacks rows that match its filters, or has others.

    Args:
        probe: Sends the requests.
        holding: The account, and what it holds.
        *queries: The filters of each request.
        about: What distinguishes the violations from others of the rule.
        rest: The other parameters of each request.
    """
    for query in queries:
        filtered = filtered_page(probe, holding, [*query, *rest])
        if filtered.missing:
            yield Violation(f"{filtered.text} leaves out {filtered.missing[0]}", filtered.page.exchange, about=about)
        elif filtered.extra:
            at = filtered.page.places(filtered.extra)
            yield Violation(f"{filtered.text} lists {filtered.extra[0]}", filtered.page.exchange, about, at)


@RULES.rule(
    "filter-forms", "A value alone is compared with eq, and an id may be a number, `shard.realm.number` or a long-zero address.",
    ["observed#filters/token.id/forms", "observed#filters/token.id/evm", "page#filtering/token.id/eq"], ["token-complete", "serial-complete"],
)  # fmt: skip
def _filter_forms(probe: HederaProbe) -> Iterator[Violation]:
    holding, row = SERIAL.chosen(probe)
    token, serial = row.token, ("serialnumber", row.serial)
    forms = _other_forms(token)
    short = [f"eq:{forms[0]}", f"0.{forms[0]}"] if forms else []
    queries: list[Query] = [[("token.id", form), ("serialnumber", f"eq:{row.serial}")] for form in (token, f"eq:{token}", *forms, *short)]
    queries += [[("token.id", token), serial], [("token.id", f"gte:{token}"), ("token.id", f"lte:{token}"), serial]]
    yield from _unlike(probe, holding, *queries, rest=[])
    if not forms:
        return
    elsewhere = probe.refusal(holding.account, [("token.id", f"7.7.{token.number}")])  # no document says if a server refuses this
    if rows_in(elsewhere) and any(each.token == token for each in page_of(elsewhere).rows):
        yield Violation(f"token.id=7.7.{token.number} lists rows of {token}", elsewhere)
    yield from _unlike(probe, holding, [("token.id", f"gte:{forms[-1]}")])
    with suppress(NotChecked):
        holding, row = SPENDER.chosen(probe)
        yield from _unlike(probe, holding, *([("spender.id", form)] for form in _other_forms(row.spender)))


def _other_forms(entity: EntityId | None) -> list[str]:
    """Return an id as a number, and as a long-zero address; nothing for an id of another realm, which has no such forms."""
    return [str(entity.number), f"0x{entity.number:040x}"] if entity and not entity.shard and not entity.realm else []


FAR = (("token.id", "gte:0.0.9"), ("token.id", "lte:0.0.99999999999"), ("spender.id", "gt:0.0.99"), ("spender.id", "lt:0.0.10000"))
"""Bounds with fewer or more digits than most ids have."""


@RULES.rule(
    "compared-as-numbers", "Ids are compared as numbers, not as text.", ["page#ordering/pair", "observed#filters/pair"],
    ["token-complete", "spender-complete"],
)  # fmt: skip
def _compared_as_numbers(probe: HederaProbe) -> Iterator[Violation]:
    for name, bound in FAR:
        yield from _unlike(probe, probe.largest(), [(name, bound)], about=name)


@RULES.rule(
    "filter-before-limit", "Filters are applied before `limit` is.", ["page#query/limit", "page#query/token.id"], ["token-complete"]
)
def _filter_before_limit(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(2)
    first = {row.token for row in holding.rows[:LARGEST_PAGE]}
    token = next((token for token in holding.tokens if token not in first), list(holding.tokens)[-1])
    page = probe.page(holding.account, [("token.id", token), ("order", "desc"), ("limit", 1)])
    if page.pairs != [holding.tokens[token][0].pair]:
        yield Violation(f"token.id={token} with limit=1 does not list the first of its rows", page.exchange)


def _between(parameter: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    holding, row = parameter.chosen(probe)
    beside = parameter.beside(row)
    values = {parameter.value_of(each) for each in filter(matcher(beside), holding.rows)}
    known = sorted(value for value in values if value is not None)
    if len(known) < 3:
        raise NotChecked(f"needs an account with three values of {parameter.name}: name one with --account")
    place = min(max(known.index(parameter.value_of(row)), 1), len(known) - 2)
    below, middle, above = known[place - 1 : place + 2]
    low, high = (f"gte:{below}", f"lte:{middle}"), (f"gte:{middle}", f"lte:{above}")
    for bounds in (low, high, (f"gt:{below}", f"lt:{above}"), low[::-1]):
        yield from _unlike(probe, holding, [*beside, *((parameter.name, bound) for bound in bounds)])


for _each in PARAMETERS:
    RULES.rule(
        f"{_each.id}-between", f"A lower and an upper bound of `{_each.name}` must both hold.",
        [*_each.sources, "page#filtering/note"], [f"{_each.id}-complete"],
    )(partial(_between, _each))  # fmt: skip


@RULES.rule(
    "spender-both", "Equal values and a range of `spender.id` must both hold.", ["observed#filters/spender.id/both"], ["spender-complete"]
)
def _spender_both(probe: HederaProbe) -> Iterator[Violation]:
    holding, _ = SPENDER.chosen(probe)
    spenders = spenders_of(holding.rows)
    if len(spenders) < 2:
        raise NotChecked(TWO_SPENDERS)
    first, last = spenders[0], spenders[-1]
    asked = ((first, f"gt:{first}"), (last, f"lt:{last}"), (*spenders[:2], f"gt:{last}"))
    yield from _unlike(probe, holding, *map(_of_spenders, asked))


def _of_spenders(values: Iterable[object]) -> Query:
    return [("spender.id", each) for each in values]


@RULES.rule(
    "filters-together", "`token.id` and `spender.id` must both hold.",
    ["page#query/token.id", "page#query/spender.id"], ["token-complete", "spender-complete"],
)  # fmt: skip
def _filters_together(probe: HederaProbe) -> Iterator[Violation]:
    holding, token, spender = _token_and_spender(probe)
    rows = holding.tokens[token]
    lowest = [row for row in rows if row.spender == spender][-1]
    other = next(row for row in rows if row.spender != spender)
    nobody = next(each for number in count(MAXIMUM_NUMBER, -1) if (each := EntityId(0, 0, number)) not in spenders_of(rows))
    of_spender = _equal_to("spender.id", spender)
    queries = [[*one, *another] for one, another in product(_equal_to("token.id", token), of_spender)]
    queries.append([("token.id", token), ("spender.id", spender), ("spender.id", nobody)])
    queries += [[("token.id", token), ("serialnumber", f"gte:{lowest.serial}"), *each] for each in of_spender]
    queries.append([("token.id", token), ("serialnumber", other.serial), ("spender.id", spender)])
    yield from _unlike(probe, holding, *queries)


def _equal_to(name: str, value: EntityId) -> list[Query]:
    """Return both queries for one value: alone, and as a range."""
    return [[(name, value)], [(name, f"gte:{value}"), (name, f"lte:{value}")]]


def _token_and_spender(probe: HederaProbe) -> tuple[HederaHolding, EntityId, EntityId]:
    """Return a holding, and a token and a spender that each have rows in it without the other."""
    for holding in probe.holdings:
        for token, rows in holding.tokens.items():
            outside = spenders_of(row for row in holding.rows if row.token != token)
            both = [each for each in spenders_of(rows) if each in outside]
            if both and any(row.spender != both[0] for row in rows):
                return holding, token, both[0]
    raise NotChecked("needs an account with NFTs of two tokens, some of them with the same spender: name one with --account")


@RULES.rule(
    "spender-union", "Several equal values of `spender.id` are a union.", ["observed#filters/spender.id/union"], ["spender-complete"]
)
def _spender_union(probe: HederaProbe) -> Iterator[Violation]:
    holding, _ = SPENDER.chosen(probe)
    spenders = spenders_of(holding.rows)[:3]
    if len(spenders) < 2:
        raise NotChecked(TWO_SPENDERS)
    forms: tuple[list[Any], ...] = (spenders, [f"eq:{each}" for each in spenders], [str(each).removeprefix("0.0.") for each in spenders])
    yield from _unlike(probe, holding, *map(_of_spenders, forms))
    for asked, most in ((spenders, 1), (spenders[:1] * 2, LARGEST_PAGE)):
        page = probe.page(holding.account, [*_of_spenders(asked), ("limit", most)])
        if len(page.rows) > most:
            yield Violation(f"several spenders with limit={most} list {len(page.rows)} rows", page.exchange)
        if len(set(page.pairs)) < len(page.rows):
            yield Violation("several spenders list a row twice", page.exchange)


@RULES.rule(
    "spender-most", f"`spender.id` may be equal to {MAXIMUM_SPENDERS} values.", ["observed#filters/spender.id/union"], ["spender-union"]
)
def _spender_most(probe: HederaProbe) -> Iterator[Violation]:
    holding = max(probe.holdings, key=lambda each: len(spenders_of(each.rows)))
    known = spenders_of(holding.rows)
    held = known[:1]
    numbers = (EntityId(0, 0, number) for number in count(1))
    others = list(islice((each for each in numbers if each not in known), MAXIMUM_SPENDERS - len(held)))
    for place, spenders in (("first", [*held, *others]), ("last", [*others, *held])):
        page = probe.page(holding.account, [*_of_spenders(spenders), ("limit", 1)])
        if held and not page.rows:
            yield Violation(f"the {place} of {MAXIMUM_SPENDERS} values of spender.id is not looked for", page.exchange)


@RULES.rule(
    "serial-anywhere", "An equal `serialnumber` goes with any comparison of `token.id`.",
    ["observed#filters/serialnumber/any-token-operator", "page#filtering/serialnumber/eq"], ["filter-forms"],
)  # fmt: skip
def _serial_anywhere(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    row = list(holding.tokens.values())[len(holding.tokens) // 2][0]
    for operator in ("gt", "lt", "gte", "lte"):
        yield from _unlike(probe, holding, [("token.id", f"{operator}:{row.token}"), ("serialnumber", row.serial)], about=operator)


@RULES.rule(
    "pair-bounds", "`token.id` and `serialnumber` bounds bound the pair, the token first.",
    ["observed#filters/pair", "page#filtering/note"], ["token-complete", "serial-complete"],
)  # fmt: skip
def _pair_bounds(probe: HederaProbe) -> Iterator[Violation]:
    holding, row = _pair(probe)
    for operator in ("gt", "gte", "lt", "lte"):
        around, order = ("gte", ASCENDING) if operator.startswith("g") else ("lte", DESCENDING)
        query = [("token.id", f"{around}:{row.token}"), ("serialnumber", f"{operator}:{row.serial}")]
        yield from _unlike(probe, holding, query, about=operator, rest=order)
    # A range of pairs of different tokens: its serial numbers do not bound those of the tokens between them.
    later = [after for before, after in pairwise(holding.rows) if before.token == after.token > row.token]
    if later:
        upper = min(later, key=lambda each: each.serial)
        lower = [("token.id", f"gte:{row.token}"), ("token.id", f"lte:{upper.token}"), ("serialnumber", f"gte:{row.serial}")]
        yield from _unlike(probe, holding, [*lower, ("serialnumber", f"lte:{upper.serial}")], lower, about="between")


def _pair(probe: HederaProbe) -> tuple[HederaHolding, HederaRow]:
    """Return a row for which a comparison of pairs gives other rows than comparisons column by column."""
    for holding in probe.holdings:
        for row in holding.rows[1:-1]:
            above = any(each.token > row.token and each.serial <= row.serial for each in holding.rows)
            below = any(each.token < row.token and each.serial >= row.serial for each in holding.rows)
            if above and below and 0 < len(holding.tokens.get(row.token, [])) < LARGEST_PAGE:
                return holding, row
    raise NotChecked("needs an account that holds three tokens with serial numbers that overlap: name one with --account")


@RULES.rule(
    "pair-range", "Bounds on both sides of one token leave its serial numbers between them.",
    ["page#filtering/note", "observed#filters/pair"], ["pair-bounds"],
)  # fmt: skip
def _pair_range(probe: HederaProbe) -> Iterator[Violation]:
    holding, row = SERIAL.chosen(probe)
    rows = holding.tokens[row.token]
    serials = [("serialnumber", f"gt:{rows[-1].serial}"), ("serialnumber", f"lt:{rows[0].serial}")]
    yield from _unlike(probe, holding, [("token.id", f"gte:{row.token}"), ("token.id", f"lte:{row.token}"), *serials])


@RULES.rule(
    "largest-numbers", "Ids are compared up to 2^38-1, and serial numbers up to 2^63-1.",
    ["observed#filters/id-range", "observed#filters/serialnumber/range"], ["pair-bounds", "compared-as-numbers"],
)  # fmt: skip
def _largest_numbers(probe: HederaProbe) -> Iterator[Violation]:
    highest, half = f"lte:0.0.{MAXIMUM_NUMBER}", f"gt:0.0.{2**37}"  # as a number of 32 bits, half is 0
    for name in ("token.id", "spender.id"):
        yield from _unlike(probe, probe.largest(), [(name, highest)], [(name, half)], about=name)
    both = [("token.id", highest), ("serialnumber", f"lte:{MAXIMUM_SERIAL}")]
    yield from _unlike(probe, probe.largest(), both, about="token.id")


@RULES.rule(
    "range-empty", "Bounds that nothing can be between are answered with 200 and no rows.",
    ["observed#filters/range", "page#filtering/spender.id/gt"], ["token-between", "serial-between", "spender-between"],
)  # fmt: skip
def _range_empty(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    for name in ("token.id", "spender.id"):
        yield from _unlike(probe, holding, [(name, "gte:0.0.9999"), (name, "lte:0.0.9998")], about=name)
    token, rows = max(holding.tokens.items(), key=lambda each: len(each[1]))
    if len(rows) > 1:
        bounds = [("serialnumber", f"gte:{rows[0].serial}"), ("serialnumber", f"lte:{rows[-1].serial}")]
        yield from _unlike(probe, holding, [("token.id", token), *bounds], about="serialnumber")


@RULES.rule(
    "pair-contradiction", "Token bounds that nothing can be between list nothing, whatever bounds serial numbers have.",
    ["observed#filters/range", "observed#filters/pair", "observed#next/defect/contradiction"], ["pair-bounds", "range-empty"],
)  # fmt: skip
def _pair_contradiction(probe: HederaProbe) -> Iterator[Violation]:
    holding, row = SERIAL.chosen(probe)
    token = row.token
    lower, upper = ("serialnumber", f"gte:{row.serial}"), ("serialnumber", f"lte:{row.serial}")
    yield from _unlike(probe, holding, [("token.id", f"gte:{token}"), ("token.id", f"lt:{token}"), lower], about="lower")
    yield from _unlike(probe, holding, [("token.id", f"gt:{token}"), ("token.id", f"lte:{token}"), upper], about="upper")
    above = next((other for other in reversed(holding.tokens) if other > token), None)
    if above is not None:
        yield from _unlike(probe, holding, [("token.id", f"gte:{above}"), ("token.id", f"lte:{token}"), lower, upper], about="both")
