"""Hedera's rules on filters: a filter must let the right rows through, and no others."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any

from attrs import field, frozen

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER, entity_id
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaPage, HederaProbe, HederaRow, Pair, Query

RULES = Rules(OPERATION)
OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda value, bound: bool(value == bound),
    "gte": lambda value, bound: bool(value >= bound),
    "gt": lambda value, bound: bool(value > bound),
    "lte": lambda value, bound: bool(value <= bound),
    "lt": lambda value, bound: bool(value < bound),
}


@frozen(eq=False)
class FilteredPage:
    """The page for one comparison, and what the account holds."""

    holding: HederaHolding
    operator: str
    is_descending: bool
    bound: Any
    text: str
    page: HederaPage
    value_of: Callable[[HederaRow], Any]
    among: Callable[[HederaRow], bool] = field(default=lambda _: True)

    def lets_through(self, row: HederaRow, *, with_bound: bool) -> bool:
        """Return True if a row satisfies the comparison or, with `with_bound`, has the compared value."""
        value = self.value_of(row)
        if value is None or not self.among(row):
            return False
        return OPERATORS[self.operator](value, self.bound) or (with_bound and value == self.bound)

    @property
    def missing(self) -> list[HederaRow]:
        """Return the rows that the page lacks, of those that the account is known to hold."""
        known = {row.pair: row for row in self.holding.rows if row.pair > self.holding.lowest and self.lets_through(row, with_bound=False)}
        return [known[pair] for pair in lost(known, self.page, is_descending=self.is_descending)]


@frozen(eq=False)
class FilterParameter:
    """A filter, and the values of rows that it compares."""

    name: str
    bound: Callable[[HederaProbe], tuple[HederaHolding, str, Any]]
    value_of: Callable[[HederaRow], Any]
    rest: Callable[[str], Query] = lambda _: []

    def filtered_pages(self, probe: HederaProbe) -> list[FilteredPage]:
        """Return a page for each operator in each order."""
        return [self._filtered_page(probe, operator, order) for operator, order in product(OPERATORS, ("desc", "asc"))]

    def _filtered_page(self, probe: HederaProbe, operator: str, order: str) -> FilteredPage:
        holding, text, bound = self.bound(probe)
        rest, _, value = text.rpartition("/")
        query = [*self.rest(rest), (self.name, f"{operator}:{value}"), ("order", order), ("limit", LARGEST_PAGE)]
        page = probe.page(holding.account, query)
        among = (lambda row: row.token == rest) if rest else (lambda _: True)
        asked = f"{self.name}={operator}:{value} with order={order}"
        return FilteredPage(holding, operator, order == "desc", bound, asked, page, self.value_of, among)


def _middle_token(probe: HederaProbe) -> tuple[HederaHolding, str, Any]:
    """Return the token with the fewest rows between others, so that those are on the page too; preferably one that text sorts elsewhere."""
    found = [
        (not _differs_as_text(_number(token), map(_number, holding.tokens)), len(holding.tokens[token]), place, token)
        for place, holding in enumerate(map(probe.holding, probe.accounts))
        for token in list(holding.tokens)[1:-1]
    ]
    if not found:
        raise NotChecked("needs an account that holds three tokens or more: name one with --account")
    *_, place, token = min(found)
    holding = probe.holding(probe.accounts[place])
    return holding, token, holding.tokens[token][0].pair[0]


def middle_serial(probe: HederaProbe) -> tuple[HederaHolding, str, Any]:
    """Return a serial number between others of its token, as `token/serial`."""
    found = [
        (not _differs_as_text(rows[1].serial, [row.serial for row in rows]), place, token)
        for place, holding in enumerate(map(probe.holding, probe.accounts))
        for token, rows in holding.tokens.items()
        if 3 <= len(rows) <= LARGEST_PAGE
    ]
    if not found:
        raise NotChecked("needs an account that holds 3 to 100 serial numbers of a token: name one with --account")
    _, place, token = min(found)
    holding = probe.holding(probe.accounts[place])
    serial = holding.tokens[token][1].serial
    return holding, f"{token}/{serial}", serial


def _differs_as_text(bound: int, values: Iterable[int]) -> bool:
    """Return True if a comparison of text would give another result than one of numbers for some of the values."""
    return any((value > bound) != (str(value) > str(bound)) for value in values)


def _number(entity: str) -> int:
    return int(entity.rpartition(".")[2])


def some_spender(probe: HederaProbe) -> tuple[HederaHolding, str, Any]:
    """Return a spender of the account with the most spenders."""
    found = [
        (
            not _differs_as_text(_number(spender), map(_number, spenders_of(holding.rows))),
            -len(spenders_of(holding.rows)),
            place,
            number,
            spender,
        )
        for place, holding in enumerate(map(probe.holding, probe.accounts))
        for number, spender in enumerate(spenders_of(holding.rows))
    ]
    if not found:
        raise NotChecked("needs an account with NFTs that a spender was named for: name one with --account")
    _, _, place, _, spender = min(found)
    return probe.holding(probe.accounts[place]), spender, entity_id(spender, "spender_id")


def spenders_of(rows: Iterable[HederaRow]) -> list[str]:
    """Return the spenders of rows, in the order of their numbers."""
    return sorted({row.spender for row in rows if row.spender}, key=lambda each: entity_id(each, "spender_id"))


TOKEN = FilterParameter("token.id", _middle_token, lambda row: row.pair[0])
SERIAL = FilterParameter("serialnumber", middle_serial, lambda row: row.serial, lambda token: [("token.id", token)])
SPENDER = FilterParameter("spender.id", some_spender, lambda row: entity_id(row.spender, "spender_id") if row.spender else None)
SOURCES = {
    TOKEN: ["page#query/token.id", *(f"page#filtering/token.id/{operator}" for operator in ("eq", "gt", "lt"))],
    SERIAL: ["page#query/serialnumber", *(f"page#filtering/serialnumber/{operator}" for operator in ("eq", "gt", "lt"))],
    SPENDER: [
        "page#query/spender.id",
        "observed#filters/spender.id/null",
        *(f"page#filtering/spender.id/{operator}" for operator in ("eq", "gt", "lt")),
    ],
}


def _filtered(column: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for filtered in probe.once(column.filtered_pages):
        wrong = next((row for row in filtered.page.rows if not filtered.lets_through(row, with_bound=filtered.operator != "eq")), None)
        if wrong is not None:
            yield Violation(f"{filtered.text} lets {_shown(column, wrong)} through", filtered.page.exchange, about=filtered.operator)
    if column is SPENDER:
        yield from _without_spender(probe)


def _without_spender(probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation if a comparison lets a row without a spender through."""
    holding = max(map(probe.holding, probe.accounts), key=lambda each: sum(row.spender is None for row in each.rows))
    for comparison in ("gte:0.0.1", f"lt:0.0.{MAXIMUM_NUMBER}"):
        page = probe.page(holding.account, [(SPENDER.name, comparison), ("limit", LARGEST_PAGE)])
        if any(row.spender is None for row in page.rows):
            yield Violation(f"{SPENDER.name}={comparison} lets a row without a spender through", page.exchange, about="none")
            return


def _bounded(column: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for filtered in probe.once(column.filtered_pages):
        there = any(column.value_of(row) == filtered.bound for row in filtered.page.rows)
        if there and filtered.operator in ("gt", "lt"):
            yield Violation(f"{filtered.text} lets through what is equal", filtered.page.exchange, about=filtered.operator)
        elif not there and any(column.value_of(row) == filtered.bound for row in filtered.missing):
            yield Violation(f"{filtered.text} leaves out what is equal", filtered.page.exchange, about=filtered.operator)


def _complete(column: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for filtered in probe.once(column.filtered_pages):
        if filtered.missing:
            found = f"{filtered.text} leaves out {_shown(column, filtered.missing[0])}"
            yield Violation(found, filtered.page.exchange, about=filtered.operator)


def lost(expected: Iterable[Pair], page: HederaPage, *, is_descending: bool) -> list[Pair]:
    """Return the expected pairs that a page lacks. Those behind the end of a full page belong on the next."""
    there = set(page.pairs)
    lost = [pair for pair in expected if pair not in there]
    if len(page.rows) < LARGEST_PAGE:
        return lost
    last = page.pairs[-1]
    return [pair for pair in lost if (pair > last) == is_descending]


def _shown(column: FilterParameter, row: HederaRow) -> str:
    return f"{row.token}/{row.serial}" + (f", spender {row.spender}" if column is SPENDER else "")


@RULES.rule(
    "order-filtered", "Rows are in the order that was asked for with filters too.",
    ["page#ordering/pair", "page#query/order"], ["orders-agree"],
)  # fmt: skip
def _order_filtered(probe: HederaProbe) -> Iterator[Violation]:
    for name, (account, rest, value) in _to_order(probe):
        for operator, order in product(("", "eq:", "gte:"), ("asc", "desc")):
            page = probe.page(account, [*rest, (name, f"{operator}{value}"), ("order", order), ("limit", LARGEST_PAGE)])
            if page.pairs != sorted(page.pairs, reverse=order == "desc"):
                yield Violation(f"{name}={operator}{value} with order={order} is in another order", page.exchange, about=name)
                break


def _to_order(probe: HederaProbe) -> Iterator[tuple[str, tuple[str, Query, object]]]:
    """Yield an account and a comparison with many rows, for each filter."""
    largest = probe.largest()
    yield TOKEN.name, (largest.account, [], max(largest.tokens, key=lambda token: len(largest.tokens[token])))
    for column in (SERIAL, SPENDER):
        with suppress(NotChecked):
            holding, text, _ = column.bound(probe)
            rest, _, value = text.rpartition("/")
            yield column.name, (holding.account, column.rest(rest), value)
            if column is SPENDER:
                for other in spenders_of(holding.rows)[:2]:
                    yield column.name, (holding.account, [(column.name, other)], value)


_BEFORE = {"token": ["order-filtered"], "serial": ["token-filter"], "spender": ["order-filtered"]}
for _column, _id in ((TOKEN, "token"), (SERIAL, "serial"), (SPENDER, "spender")):
    RULES.rule(f"{_id}-filter", f"Every row satisfies a comparison of `{_column.name}`.", SOURCES[_column], _BEFORE[_id])(
        partial(_filtered, _column)
    )
    RULES.rule(
        f"{_id}-bounds", f"`eq`, `gte` and `lte` of `{_column.name}` let the value itself through, `gt` and `lt` do not.",
        SOURCES[_column], [f"{_id}-filter"],
    )(partial(_bounded, _column))  # fmt: skip
    RULES.rule(
        f"{_id}-complete", f"A comparison of `{_column.name}` leaves out no row that satisfies it.",
        SOURCES[_column], [f"{_id}-bounds"],
    )(partial(_complete, _column))  # fmt: skip
