"""Hedera's rules on ranges of pairs of token and serial number, and on the largest numbers of both."""

from collections.abc import Iterator
from functools import partial
from itertools import pairwise

from nft_holdings._apis.hedera.entity_id import MAXIMUM_NUMBER, entity_id
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL
from nft_holdings._apis.hedera.sort_key import first_key
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .combined_filters import compared, satisfies
from .filters import OPERATORS, SPENDER, TOKEN, lost, middle_serial
from .probe import LARGEST_PAGE, OPERATION, HederaHolding, HederaProbe, HederaRow

RULES = Rules(OPERATION)


def _pair_window(probe: HederaProbe, holding: HederaHolding, row: HederaRow) -> Iterator[Violation]:
    """Check a range between pairs of different tokens: its serial numbers do not bound those of the tokens between them."""
    place = holding.rows.index(row)
    above = [one for before, one in pairwise(holding.rows[:place]) if before.token == one.token != row.token]
    if not above:
        return
    upper = min(above, key=lambda each: each.serial)
    bounds = [("token.id", f"gte:{row.token}"), ("token.id", f"lte:{upper.token}")]
    serials = [("serialnumber", f"gte:{row.serial}"), ("serialnumber", f"lte:{upper.serial}")]
    between = [each.pair for each in holding.rows[holding.rows.index(upper) : place + 1]]
    lower_only = [each.pair for each in holding.rows[: place + 1] if each.pair[0] <= upper.pair[0]]
    for asked, wanted in (([*bounds, *serials], between), ([*bounds, *serials[:1]], lower_only)):
        page = probe.page(holding.account, [*asked, ("order", "desc"), ("limit", LARGEST_PAGE)])
        if lost(wanted, page, is_descending=True) or not set(page.pairs).issubset(wanted):
            found = f"the rows are not those from {row.token}/{row.serial} to {upper.token}/{upper.serial}"
            yield Violation(found, page.exchange, about="between")


def _pair(probe: HederaProbe) -> tuple[HederaHolding, HederaRow]:
    """Return a row for which a comparison of pairs gives other rows than comparisons column by column."""
    for holding in map(probe.holding, probe.accounts):
        for row in holding.rows[1:-1]:
            others = [each for each in holding.rows if each.token != row.token and row.token in holding.tokens]
            above = any(each.pair > row.pair and each.serial <= row.serial for each in others)
            below = any(each.pair < row.pair and each.serial >= row.serial for each in others)
            if above and below and len(holding.tokens[row.token]) < LARGEST_PAGE:
                return holding, row
    raise NotChecked("needs an account that holds three tokens with serial numbers that overlap: name one with --account")


@RULES.rule(
    "pair-bounds", "`token.id` and `serialnumber` bounds bound the pair, the token first.",
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
            yield Violation(f"the rows are not those {'after' if is_lower else 'before'} {token}/{serial}", page.exchange, about=operator)
    yield from _pair_window(probe, holding, row)


@RULES.rule(
    "pair-range", "Bounds on both sides of one token leave its serial numbers between them.",
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
        yield Violation(f"{len(page.rows)} rows in place of the {len(rows) - 2} of {token} between {lower} and {upper}", page.exchange)


@RULES.rule(
    "largest-numbers", "Ids are compared up to 2^38-1, and serial numbers up to 2^63-1.",
    ["observed#filters/id-range", "observed#filters/serialnumber/range"], ["pair-bounds", "compared-as-numbers"],
)  # fmt: skip
def _largest_numbers(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest()
    highest = f"0.0.{MAXIMUM_NUMBER}"  # ids of a later realm are above it
    token = ("token.id", f"lte:{highest}")
    tokens = partial(satisfies, TOKEN, "lte", first_key(highest))
    yield from compared(probe, holding, [token], tokens)
    yield from compared(probe, holding, [token, ("serialnumber", f"lte:{MAXIMUM_SERIAL}")], tokens)
    spenders = partial(satisfies, SPENDER, "lte", entity_id(highest, "spender_id"))
    yield from compared(probe, holding, [("spender.id", f"lte:{highest}")], spenders)
    # As a number of 32 bits, this is 0.
    half = f"0.0.{2**37}"
    yield from compared(probe, holding, [("token.id", f"gt:{half}")], partial(satisfies, TOKEN, "gt", first_key(half)))
    yield from compared(probe, holding, [("spender.id", f"gt:{half}")], partial(satisfies, SPENDER, "gt", entity_id(half, "spender_id")))
