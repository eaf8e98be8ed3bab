"""Hedera's rules on links: from page to page, without gaps, circles or repetitions."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen
from requests.utils import parse_header_links

from nft_holdings.contract._rules.rule import Violation
from nft_holdings.contract._server.exchange import Exchange

from . import pairs as _hedera_pair_rules  # noqa: F401  links are made of filters
from .filters import spenders_of
from .listing import HEDERA
from .probe import LARGEST_PAGE, OPERATION, HederaProbe, Holding, Page, Query, Row

ORDERS = ("desc", "asc")
MOST_PAGES = 8
SMALL_PAGE = 3


@frozen(eq=False)
class Walk:
    """A question, and the pages that its links lead through."""

    account: str
    about: str
    query: Query
    pages: tuple[Page, ...]

    @property
    def is_descending(self) -> bool:
        return ("order", "asc") not in self.query

    @property
    def rows(self) -> list[Row]:
        return [row for page in self.pages for row in page.rows]


def _walks(probe: HederaProbe) -> list[Walk]:
    """Walks with small pages. The questions about pairs are those whose links lead in a circle on a mirror node."""
    holding = probe.largest(2)
    small = [("limit", max(1, min(SMALL_PAGE, len(holding.rows) - 1)))]
    questions: list[tuple[str, Query]] = [(order, [*small, ("order", order)]) for order in ORDERS]
    questions += _of_tokens(holding)
    questions += [(f"spender, {order}", [*small, ("order", order), ("spender.id", "gt:0.0.0")]) for order in ORDERS]
    questions.append(("without limit", [("order", "desc")]))
    times = Counter(row.serial for row in holding.rows if row.token in holding.tokens)
    serial, most = times.most_common(1)[0]
    if most > 1:
        questions += [
            (f"one serial, {order}", [("limit", 1), ("token.id", "gte:0.0.1"), ("serialnumber", serial), ("order", order)])
            for order in ORDERS
        ]
    walks = [(holding.account, about, query) for about, query in questions]
    whole = [each for each in map(probe.holding, probe.accounts) if each.is_whole and 2 < len(each.rows) < LARGEST_PAGE]
    for fewest in sorted(whole, key=lambda each: len(each.rows))[:1]:
        # To their ends.
        for about, limit in (("one row last", len(fewest.rows) - 1), ("four pages", -(-len(fewest.rows) // 4))):
            walks.append((fewest.account, about, [("limit", limit), ("order", "desc")]))
    return [Walk(account, about, query, tuple(probe.walk(account, query, MOST_PAGES))) for account, about, query in walks]


def _of_tokens(holding: Holding) -> Iterator[tuple[str, Query]]:
    """Questions about ranges of tokens and pairs, whose pages end within the token at the range's end."""
    tokens = list(holding.tokens)
    if large := next((token for token in tokens if len(holding.tokens[token]) > SMALL_PAGE), None):
        yield "one token", [("limit", SMALL_PAGE), ("order", "desc"), ("token.id", large)]
    if len(tokens) > 2:
        yield "tokens", [("limit", SMALL_PAGE), ("order", "desc"), ("token.id", f"gte:{tokens[-1]}"), ("token.id", f"lt:{tokens[0]}")]
    above, below = 0, 0
    for token in tokens:
        rows = holding.tokens[token]
        if len(rows) > 2 and above < LARGEST_PAGE:
            yield (
                "lower pair, desc",
                [("limit", above + 1), ("order", "desc"), ("token.id", f"gte:{token}"), ("serialnumber", f"gt:{rows[-1].serial}")],
            )
            break
        above += len(rows)
    for token in reversed(tokens):
        rows = holding.tokens[token]
        if len(rows) > 2 and below < LARGEST_PAGE:
            bounds: Query = [("token.id", f"lte:{token}"), ("serialnumber", f"lt:{rows[0].serial}")]
            bounds = bounds if below == 0 and holding.is_whole else [*bounds, ("token.id", f"gte:{tokens[-1]}")]
            yield "upper pair, asc", [("limit", below + 1), ("order", "asc"), *bounds]
            break
        below += len(rows)


@HEDERA.rule(
    "link-path",
    OPERATION,
    "`links.next` leads to the same account's NFTs.",
    ["observed#next/path", "upstream#links"],
    ["once"],
)
def _link_path(probe: HederaProbe) -> Iterator[Violation]:
    for holding in map(probe.holding, probe.accounts):
        if holding.broken is not None:
            yield Violation(found=str(holding.broken), exchange=holding.broken.exchange)
            return
    named = [account for account in probe.accounts if not account.startswith("0.0.") and probe.holding(account).rows]
    for account in dict.fromkeys([probe.largest(2).account, *named]):
        page = probe.page(account, [("limit", 1)])
        if page.next is not None and not urlsplit(page.next).path.endswith(page.exchange.path.rpartition("/api/")[2]):
            yield Violation(found=f"the link is {page.next}", exchange=page.exchange)
            return


@HEDERA.rule(
    "link-question", OPERATION, "`links.next` keeps what was asked for, but for the bounds that it moves on.",
    ["observed#limit/capped", "observed#next/cursor"], ["link-path", "spender-union", "token-between", "spender-between"],
)  # fmt: skip
def _link_question(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(2)
    for order, question in _to_keep(holding):
        page = probe.page(holding.account, [*question, ("order", order)])
        if page.next is None:
            continue
        for name, value in (*question, ("order", order)):
            moves = str(value).startswith("lt" if order == "desc" else "gt") and name == "token.id"
            if not moves and (name, str(value)) not in _kept(page):
                found = f"the link of a question with {name}={value} is {page.next}"
                yield Violation(found=found, exchange=page.exchange, about=str(name))
    for each in map(probe.holding, probe.accounts):
        for page, (name, value) in product(each.pages[1:], each.first.exchange.query):
            if page.next is not None and (name, value) not in _kept(page):
                found = f"the link of a later page of a question with {name}={value} is {page.next}"
                yield Violation(found=found, exchange=page.exchange, about=f"later, {name}")
                return


def _kept(page: Page) -> list[tuple[str, str]]:
    return [(name, value.removeprefix("eq:")) for name, value in parse_qsl(urlsplit(page.next or "").query)]


def _to_keep(holding: Holding) -> Iterator[tuple[str, Query]]:
    """Questions whose links have to have all of their parameters."""
    yield "asc", [("limit", 1)]
    yield "desc", [("limit", LARGEST_PAGE + 1)]
    yield "desc", [("limit", 1), ("spender.id", "gt:0.0.0")]
    tokens = list(holding.tokens)
    if len(holding.tokens[tokens[0]]) > 1:
        yield "desc", [("limit", 1), ("token.id", tokens[0])]
    if len(tokens) > 1:
        yield "desc", [("limit", 1), ("token.id", f"gte:{tokens[1]}")]
        yield "asc", [("limit", 1), ("token.id", f"lte:{tokens[0]}")]
        yield "desc", [("limit", 1), ("token.id", f"gte:{tokens[-1]}"), ("token.id", f"lte:{tokens[0]}")]
        yield "desc", [("limit", LARGEST_PAGE + 1), ("token.id", f"gte:{tokens[-1]}")]
    if len(spenders := spenders_of(holding.rows)) > 1:
        yield "desc", [("limit", 1), ("spender.id", f"gte:{spenders[0]}"), ("spender.id", f"lte:{spenders[-1]}")]
        yield "desc", [("limit", 1), *(("spender.id", each) for each in spenders[:2])]


@HEDERA.rule(
    "order-later", OPERATION, "Rows are in the order that was asked for on later pages too.",
    ["page#ordering/pair", "page#query/order"], ["link-question"],
)  # fmt: skip
def _order_later(probe: HederaProbe) -> Iterator[Violation]:
    for walk in probe.once(_walks):
        for page in walk.pages[1:]:
            if page.pairs != sorted(page.pairs, reverse=walk.is_descending):
                yield Violation(found=f"{walk.about}: a later page is in another order", exchange=page.exchange, about=walk.about)
                break


@HEDERA.rule(
    "link-advances", OPERATION, "`links.next` never repeats and never goes back: each page goes on where the one before it ended.",
    ["observed#next/cursor", "page#example/links/next"], ["order-later", "token-complete", "serial-complete", "filters-together", "serial-anywhere"],
)  # fmt: skip
def _link_advances(probe: HederaProbe) -> Iterator[Violation]:
    read = [Walk(each.account, each.account, [], tuple(each.pages)) for each in map(probe.holding, probe.accounts)]
    for walk in (*probe.once(_walks), *read):
        for place, (page, after) in enumerate(pairwise(walk.pages)):
            earlier = [each.next for each in walk.pages[:place]]
            if page.next in earlier:
                found = f"page {place + 1} of this question has the link of page {earlier.index(page.next) + 1}: {page.next}"
            elif page.rows and after.rows and not _goes_on(page, after, walk.is_descending):
                found = f"page {place + 2} of this question begins at {_name(after.rows[0])}, and page {place + 1} ended at {_name(page.rows[-1])}"
            else:
                continue
            yield Violation(found=f"{walk.about}: {found}", exchange=walk.pages[0].exchange, about=walk.about)
            break


def _goes_on(page: Page, after: Page, descending: bool) -> bool:
    first, last = after.rows[0].pair, page.rows[-1].pair
    return first < last if descending else first > last


def _name(row: Row) -> str:
    return f"{row.token}/{row.serial}"


@HEDERA.rule(
    "pages-joined", OPERATION, "Small pages joined are one large page.", ["observed#next/cursor", "page#query/limit"], ["link-advances"]
)
def _pages_joined(probe: HederaProbe) -> Iterator[Violation]:
    yield from _large_pages(probe)
    for walk in probe.once(_walks):
        rest = [(name, value) for name, value in walk.query if name != "limit"]
        large = probe.page(walk.account, [*rest, ("limit", LARGEST_PAGE)])
        joined = [row.pair for row in walk.rows]
        # The last page that was read may not be the last that there is.
        ended = walk.pages[-1].next is None
        expected = large.pairs if ended and len(large.rows) < LARGEST_PAGE else large.pairs[: len(joined)]
        if joined[: len(large.pairs)] != expected:
            missing = [row for row in large.rows if row.pair not in joined][:1]
            where = f"{_name(missing[0])} is missing in the small pages" if missing else "the small pages have more rows"
            yield Violation(found=f"{walk.about}: {where}", exchange=walk.pages[0].exchange, about=walk.about)


def _large_pages(probe: HederaProbe) -> Iterator[Violation]:
    """Pages of 100 rows against others, and whether the last one is the last: pages that end elsewhere, and pages cut to 100 rows."""
    holding = probe.largest(2)
    for limit in (LARGEST_PAGE - 3, LARGEST_PAGE * 10):
        pages = list(probe.walk(holding.account, [("limit", limit), ("order", "desc")], 2))
        joined = {row.pair: row for page in pages for row in page.rows}
        read = {row.pair: row for row in holding.rows if row.pair >= min(joined, default=(0, 0))}
        if missing := [row for pair, row in read.items() if pair not in joined]:
            found = f"{_name(missing[0])} is missing in pages with limit={limit}"
            yield Violation(found=found, exchange=pages[0].exchange, about="large")
        elif more := [row for pair, row in joined.items() if pair not in read and pair > holding.lowest]:
            found = f"{_name(more[0])} is missing in pages with limit={LARGEST_PAGE}"
            yield Violation(found=found, exchange=holding.first.exchange, about="large")
    last = holding.rows[-1]
    if holding.is_whole and len(holding.rows) % LARGEST_PAGE == 0:
        behind = probe.page(holding.account, [("token.id", f"lt:{last.token}"), ("limit", 1), ("order", "desc")])
        if behind.rows:
            found = f"the listing ends at {_name(last)}, and {_name(behind.rows[0])} is behind it"
            yield Violation(found=found, exchange=behind.exchange, about="end")


@HEDERA.rule(
    "link-ends",
    OPERATION,
    "On a page with fewer rows than `limit`, or of one NFT that was asked for, `links.next` is null.",
    ["observed#next/null"],
    ["once"],
)
def _link_ends(probe: HederaProbe) -> Iterator[Violation]:
    holding = next((each for each in map(probe.holding, probe.accounts) if each.is_whole and each.rows), None)
    token, serials = next(iter((holding or probe.largest(1)).tokens.items()))
    account = (holding or probe.largest(1)).account
    one: Query = [("token.id", token), ("serialnumber", serials[0].serial), ("limit", 2)]
    whole = [("limit", LARGEST_PAGE)] if holding and len(holding.rows) < LARGEST_PAGE else one
    nothing = [("token.id", "0.0.1"), ("serialnumber", "lt:1"), ("limit", 1)]
    full = [*one[:2], ("limit", 1)]
    for query in (one, whole, nothing, full):
        page = probe.page(account, query)
        if page.next is not None and (query is full or len(page.rows) < int(str(dict(query)["limit"]))):
            yield Violation(found=f"a page of {len(page.rows)} rows has the link {page.next!r}", exchange=page.exchange)
            return


@HEDERA.rule("link-header", OPERATION, "The header `Link` has the link of the body.", ["observed#output/headers/link"], ["link-path"])
def _link_header(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(2)
    more: list[Query] = [[], [("order", "asc")], [("token.id", "eq:0.0.1")], [("token.id", "gte:0.0.1")]]
    for query in ([("limit", 1), *each] for each in more):
        page = probe.page(holding.account, query)
        if (found := _header(page.exchange)) != page.next:
            yield Violation(found=f"the header has {found!r}, the body {page.next!r}", exchange=page.exchange)
            return


def _header(exchange: Exchange) -> str | None:
    links = parse_header_links(exchange.headers.get("link", ""))
    return next((link["url"] for link in links if link.get("rel") == "next"), None)
