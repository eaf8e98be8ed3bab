"""Hedera's rules on filters: a filter must let the right rows through, and no others."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from itertools import product
from typing import Any

from attrs import frozen

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER
from nft_holdings._apis.hedera.filters.columns import OPERATORS, Column, Filter, serial_number, spender_id, token_id
from nft_holdings._apis.hedera.filters.matching import matches
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaPage, HederaProbe, HederaRow, Query, spenders_of

RULES = Rules(OPERATION)
Candidates = Iterator[tuple[HederaRow, list[HederaRow], int]]
COLUMNS: dict[str, Column[Any]] = {each.parameter: each for each in (token_id, serial_number, spender_id)}
DESCENDING: Query = (("order", "desc"), ("limit", LARGEST_PAGE))
ASCENDING: Query = (("order", "asc"), ("limit", LARGEST_PAGE))


def matcher(query: Query) -> Callable[[HederaRow], bool]:
    """Return a function that is True for rows that match the filters of a query, as the client matches them."""
    parsed = [COLUMNS[name].parse(str(value)) for name, value in query if name in COLUMNS]
    wanted = Filter(tuple(condition for each in parsed for condition in each.conditions))
    return lambda row: matches(wanted, row.token, row.serial, row.spender)


@frozen(eq=False)
class FilteredPage:
    """The page for a query with filters, compared with what the account holds.

    Attributes:
        text: The query, for people.
        page: The page.
        missing: The rows that the page lacks.
        extra: The rows of the page that do not match.
    """

    text: str
    page: HederaPage
    missing: list[HederaRow]
    extra: list[HederaRow]


def filtered_page(probe: HederaProbe, holding: HederaHolding, query: Query) -> FilteredPage:
    """Return the page for a query with filters. Rows behind the end of a full page belong on the next, and are not missing."""
    page, is_wanted = probe.page(holding.account, query), matcher(query)
    there = set(page.pairs)
    missing = [row for row in holding.rows if is_wanted(row) and row.pair not in there]
    if len(page.rows) >= LARGEST_PAGE:
        is_descending = ("order", "asc") not in query
        missing = [row for row in missing if (row.pair > page.rows[-1].pair) == is_descending]
    text = " with ".join(f"{name}={value}" for name, value in query if name != "limit")
    return FilteredPage(text, page, missing, [row for row in page.rows if not is_wanted(row)])


@frozen(eq=False)
class FilterParameter:
    """A parameter that filters.

    Attributes:
        id: The beginning of its rules' names.
        name: Its name.
        member: The member of a row that it compares.
        value_of: Returns the value of a row that it compares.
        candidates: Yields rows with a value to compare with, each with the rows that it is among, and a number: the lower the better.
        needs: An account that has such rows, in words.
        before: The rule that must hold before those of this parameter.
    """

    id: str
    name: str
    member: str
    value_of: Callable[[HederaRow], Any]
    candidates: Callable[[HederaHolding], Candidates]
    needs: str
    before: str

    @property
    def sources(self) -> list[str]:
        """Return the rows of the inventory that describe it."""
        more = ["observed#filters/spender.id/null"] if self is SPENDER else []
        return [f"page#query/{self.name}", *more, *(f"page#filtering/{self.name}/{operator}" for operator in ("eq", "gt", "lt"))]

    def beside(self, row: HederaRow) -> Query:
        """Return the filter that it needs beside it: for a serial number the token."""
        return [("token.id", row.token)] if self is SERIAL else []

    def shown(self, row: HederaRow) -> str:
        """Return a row for people."""
        return f"{row}, spender {row.spender}" if self is SPENDER else str(row)

    def chosen(self, probe: HederaProbe) -> tuple[HederaHolding, HederaRow]:
        """Return a row whose value requests compare with, preferably one that text would sort elsewhere.

        Raises:
            NotChecked: No account has such a row.
        """
        found = [
            (not self._differs_as_text(row, among), number, holding, row)
            for holding in probe.holdings
            for row, among, number in self.candidates(holding)
        ]
        if not found:
            raise NotChecked(f"needs an account {self.needs}: name one with --account")
        *_, holding, row = min(found, key=lambda each: each[:2])
        return holding, row

    def _differs_as_text(self, row: HederaRow, among: Iterable[HederaRow]) -> bool:
        """Return True if a comparison of text would give another result than one of numbers for some of the rows."""
        bound = self.value_of(row)
        return any((value > bound) != (str(value) > str(bound)) for value in map(self.value_of, among))

    def filtered_pages(self, probe: HederaProbe) -> list[tuple[str, Callable[[HederaRow], bool], FilteredPage]]:
        """Return a page for each operator in each order, with the operator and a matcher of rows with the compared value."""
        holding, row = self.chosen(probe)
        beside, value = self.beside(row), self.value_of(row)
        is_equal = matcher([*beside, (self.name, value)])
        return [
            (operator, is_equal, filtered_page(probe, holding, [*beside, (self.name, f"{operator}:{value}"), *order]))
            for operator, order in product(OPERATORS, (DESCENDING, ASCENDING))
        ]


def _tokens(holding: HederaHolding) -> Candidates:
    """Yield rows of tokens between others, best of one with few rows, so that those of the others are on the page too."""
    for rows in list(holding.tokens.values())[1:-1]:
        yield rows[0], holding.rows, len(rows)


def _serials(holding: HederaHolding) -> Candidates:
    """Yield rows with a serial number between others of its token."""
    for rows in holding.tokens.values():
        if 3 <= len(rows) <= LARGEST_PAGE:
            yield rows[1], rows, 0


def _spenders(holding: HederaHolding) -> Candidates:
    """Yield a row of each spender, best of an account with many."""
    rows = {row.spender: row for row in holding.rows if row.spender}
    for spender in spenders_of(holding.rows):
        yield rows[spender], list(rows.values()), -len(rows)


TOKEN = FilterParameter(
    "token", "token.id", "token_id", lambda row: row.token, _tokens, "that holds three tokens or more", "order-filtered"
)
SERIAL = FilterParameter(
    "serial",
    "serialnumber",
    "serial_number",
    lambda row: row.serial,
    _serials,
    "that holds 3 to 100 serial numbers of a token",
    "token-filter",
)
SPENDER = FilterParameter(
    "spender", "spender.id", "spender", lambda row: row.spender, _spenders, "with NFTs that a spender was named for", "order-filtered"
)
PARAMETERS = (TOKEN, SERIAL, SPENDER)


def _filtered(parameter: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for operator, is_equal, filtered in probe.once(parameter.filtered_pages):
        if wrong := [row for row in filtered.extra if not is_equal(row)]:
            at = filtered.page.places(wrong, parameter.member)
            yield Violation(f"{filtered.text} lets {parameter.shown(wrong[0])} through", filtered.page.exchange, operator, at)
    if parameter is SPENDER:
        yield from _without_spender(probe)


def _without_spender(probe: HederaProbe) -> Iterator[Violation]:
    """Yield a violation if a comparison lets a row without a spender through."""
    holding = max(probe.holdings, key=lambda each: sum(row.spender is None for row in each.rows))
    for comparison in ("gte:0.0.1", f"lt:0.0.{MAXIMUM_NUMBER}"):
        page = probe.page(holding.account, [(SPENDER.name, comparison), ("limit", LARGEST_PAGE)])
        if at := page.places((row for row in page.rows if row.spender is None), SPENDER.member):
            yield Violation(f"{SPENDER.name}={comparison} lets a row without a spender through", page.exchange, "none", at)


def _bounded(parameter: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for operator, is_equal, filtered in probe.once(parameter.filtered_pages):
        if at := filtered.page.places(filter(is_equal, filtered.extra), parameter.member):
            yield Violation(f"{filtered.text} lets through what is equal", filtered.page.exchange, operator, at)
        elif any(map(is_equal, filtered.missing)) and not any(map(is_equal, filtered.page.rows)):
            yield Violation(f"{filtered.text} leaves out what is equal", filtered.page.exchange, about=operator)


def _complete(parameter: FilterParameter, probe: HederaProbe) -> Iterator[Violation]:
    for operator, _, filtered in probe.once(parameter.filtered_pages):
        if filtered.missing:
            yield Violation(f"{filtered.text} leaves out {parameter.shown(filtered.missing[0])}", filtered.page.exchange, about=operator)


@RULES.rule(
    "order-filtered", "Rows are in the order that was asked for with filters too.",
    ["page#ordering/pair", "page#query/order"], ["orders-agree"],
)  # fmt: skip
def _order_filtered(probe: HederaProbe) -> Iterator[Violation]:
    for account, beside, name, value in _to_order(probe):
        for operator, order in product(("", "eq:", "gte:"), ("asc", "desc")):
            page = probe.page(account, [*beside, (name, f"{operator}{value}"), ("order", order), ("limit", LARGEST_PAGE)])
            if not page.is_in_order(order):
                yield Violation(f"{name}={operator}{value} with order={order} is in another order", page.exchange, about=name)


def _to_order(probe: HederaProbe) -> Iterator[tuple[str, Query, str, object]]:
    """Yield an account and a comparison with many rows, for each filter."""
    largest = probe.largest()
    yield largest.account, [], TOKEN.name, max(largest.tokens, key=lambda token: len(largest.tokens[token]))
    for parameter in (SERIAL, SPENDER):
        with suppress(NotChecked):
            holding, row = parameter.chosen(probe)
            yield holding.account, parameter.beside(row), parameter.name, parameter.value_of(row)
            if parameter is SPENDER:
                for other in spenders_of(holding.rows)[:2]:
                    yield holding.account, [(parameter.name, other)], parameter.name, row.spender


for _each in PARAMETERS:
    RULES.rule(f"{_each.id}-filter", f"Every row satisfies a comparison of `{_each.name}`.", _each.sources, [_each.before])(
        partial(_filtered, _each)
    )
    RULES.rule(
        f"{_each.id}-bounds", f"`eq`, `gte` and `lte` of `{_each.name}` let the value itself through, `gt` and `lt` do not.",
        _each.sources, [f"{_each.id}-filter"],
    )(partial(_bounded, _each))  # fmt: skip
    RULES.rule(
        f"{_each.id}-complete", f"A comparison of `{_each.name}` leaves out no row that satisfies it.",
        _each.sources, [f"{_each.id}-bounds"],
    )(partial(_complete, _each))  # fmt: skip
