"""Hedera's rules on links, which lead from page to page without gaps, circles or repetitions."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen
from requests.utils import parse_header_links

from nft_holdings.contract._rules.rule import Rules, Violation

from .probe import LARGEST_PAGE, OPERATION, SMALL_PAGE, HederaHolding, HederaPage, HederaProbe, Query, spenders_of

RULES = Rules(OPERATION)
ORDERS = ("desc", "asc")
MOST_PAGES = 8
NEXT = "links", "next"


@frozen(eq=False)
class LinkedPages:
    """A request, and the pages that its links lead to."""

    account: str
    about: str
    query: Query
    pages: tuple[HederaPage, ...]

    @property
    def order(self) -> str:
        return "asc" if ("order", "asc") in self.query else "desc"


def _linked_pages(probe: HederaProbe) -> list[LinkedPages]:
    """Return pages that links lead to, most of them small. A mirror node's links for ranges of pairs lead in a circle."""
    holding = probe.largest(2)
    small = [("limit", max(1, min(SMALL_PAGE, len(holding.rows) - 1)))]
    queries: list[tuple[str, Query]] = [(order, [*small, ("order", order)]) for order in ORDERS]
    queries += _of_tokens(holding)
    queries += [(f"spender, {order}", [*small, ("order", order), ("spender.id", "gt:0.0.0")]) for order in ORDERS]
    queries.append(("without limit", [("order", "desc")]))
    times = Counter(row.serial for row in holding.rows if row.token in holding.tokens)
    serial, most = times.most_common(1)[0]
    if most > 1:
        one = [("limit", 1), ("token.id", "gte:0.0.1"), ("serialnumber", serial)]
        queries += [(f"one serial, {order}", [*one, ("order", order)]) for order in ORDERS]
    requests = [(holding.account, about, query) for about, query in queries]
    whole = [each for each in probe.holdings if each.is_whole and 2 < len(each.rows) < LARGEST_PAGE]
    for fewest in sorted(whole, key=lambda each: len(each.rows))[:1]:
        # These lead to the end of the listing.
        for about, limit in (("one row last", len(fewest.rows) - 1), ("four pages", -(-len(fewest.rows) // 4))):
            requests.append((fewest.account, about, [("limit", limit), ("order", "desc")]))
    return [LinkedPages(account, about, query, tuple(probe.pages(account, query, MOST_PAGES))) for account, about, query in requests]


def _of_tokens(holding: HederaHolding) -> Iterator[tuple[str, Query]]:
    """Yield requests for ranges of tokens and pairs, whose pages end within the token at the range's end."""
    tokens = list(holding.tokens)
    if large := next((token for token in tokens if len(holding.tokens[token]) > SMALL_PAGE), None):
        yield "one token", [("limit", SMALL_PAGE), ("order", "desc"), ("token.id", large)]
    if len(tokens) > 2:
        yield "tokens", [("limit", SMALL_PAGE), ("order", "desc"), ("token.id", f"gte:{tokens[-1]}"), ("token.id", f"lt:{tokens[0]}")]
    # Pages of pairs end within a token: the first one with more than two rows, from either end.
    for side, operator, order, end in (("lower", "gt", "desc", -1), ("upper", "lt", "asc", 0)):
        before = 0
        for token in tokens if order == "desc" else tokens[::-1]:
            rows = holding.tokens[token]
            if len(rows) > 2 and before < LARGEST_PAGE:
                bounds = [("token.id", f"{operator}e:{token}"), ("serialnumber", f"{operator}:{rows[end].serial}")]
                if order == "asc" and (before or not holding.is_whole):
                    bounds.append(("token.id", f"gte:{tokens[-1]}"))
                yield f"{side} pair, {order}", [("limit", before + 1), ("order", order), *bounds]
                break
            before += len(rows)


@RULES.rule("link-path", "`links.next` leads to the same account's NFTs.", ["observed#next/path", "upstream#links"], ["once"])
def _link_path(probe: HederaProbe) -> Iterator[Violation]:
    for holding in probe.holdings:
        if holding.broken is not None:
            yield Violation(holding.broken.found, holding.broken.exchange, at=holding.broken.at)
    named = [account for account in probe.accounts if not account.startswith("0.0.") and probe.holding(account).rows]
    for account in dict.fromkeys([probe.largest(2).account, *named]):
        page = probe.page(account, [("limit", 1)])
        if page.next is not None and not urlsplit(page.next).path.endswith(page.exchange.path.rpartition("/api/")[2]):
            yield Violation(f"the link is {page.next}", page.exchange, at=[NEXT])


@RULES.rule(
    "link-question", "`links.next` keeps what was asked for, but for the bounds that it moves on.",
    ["observed#limit/capped", "observed#next/cursor"], ["link-path", "spender-union", "token-between", "spender-between"],
)  # fmt: skip
def _link_question(probe: HederaProbe) -> Iterator[Violation]:
    holding = probe.largest(2)
    first = [probe.page(holding.account, [*query, ("order", order)]) for order, query in _to_keep(holding)]
    asked = [("", page, page.exchange.query) for page in first]
    asked += [("later ", page, each.first.exchange.query) for each in probe.holdings for page in each.pages[1:]]
    for when, page, query in asked:
        kept = [(name, value.removeprefix("eq:")) for name, value in parse_qsl(urlsplit(page.next or "").query)]
        moving = "lt" if ("order", "desc") in query else "gt"
        for name, value in query if page.next is not None else ():
            if (name, value) not in kept and not (name == "token.id" and value.startswith(moving)):
                found = f"the link of a {when}page of a request with {name}={value} is {page.next}"
                yield Violation(found, page.exchange, f"later, {name}" if when else name, [NEXT])


def _to_keep(holding: HederaHolding) -> Iterator[tuple[str, Query]]:
    """Yield requests whose links must keep all parameters."""
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


@RULES.rule(
    "order-later", "Rows are in the order that was asked for on later pages too.",
    ["page#ordering/pair", "page#query/order"], ["link-question"],
)  # fmt: skip
def _order_later(probe: HederaProbe) -> Iterator[Violation]:
    for linked in probe.once(_linked_pages):
        for page in linked.pages[1:]:
            if not page.is_in_order(linked.order):
                yield Violation(f"{linked.about}: a later page is in another order", page.exchange, about=linked.about)


@RULES.rule(
    "link-advances", "`links.next` never repeats and never goes back: each page goes on where the one before it ended.",
    ["observed#next/cursor", "page#example/links/next"], ["order-later", "token-complete", "serial-complete", "filters-together", "serial-anywhere"],
)  # fmt: skip
def _link_advances(probe: HederaProbe) -> Iterator[Violation]:
    read = [LinkedPages(each.account, each.account, [], tuple(each.pages)) for each in probe.holdings]
    for linked in (*probe.once(_linked_pages), *read):
        for place, (page, after) in enumerate(pairwise(linked.pages)):
            earlier = [each.next for each in linked.pages[:place]]
            if page.next in earlier:
                found = f"page {place + 1} of this listing has the link of page {earlier.index(page.next) + 1}: {page.next}"
            elif page.rows and after.rows and not _goes_on(page, after, linked.order):
                found = f"page {place + 2} of this listing begins at {after.rows[0]}, and page {place + 1} ended at {page.rows[-1]}"
            else:
                continue
            yield Violation(f"{linked.about}: {found}", linked.pages[0].exchange, about=linked.about)


def _goes_on(page: HederaPage, after: HederaPage, order: str) -> bool:
    first, last = after.pairs[0], page.pairs[-1]
    return first < last if order == "desc" else first > last


@RULES.rule("pages-joined", "Small pages joined are one large page.", ["observed#next/cursor", "page#query/limit"], ["link-advances"])
def _pages_joined(probe: HederaProbe) -> Iterator[Violation]:
    yield from _large_pages(probe)
    for linked in probe.once(_linked_pages):
        rest = [(name, value) for name, value in linked.query if name != "limit"]
        large = probe.page(linked.account, [*rest, ("limit", LARGEST_PAGE)])
        joined = [pair for page in linked.pages for pair in page.pairs]
        # Pages may follow the last one that was read.
        ended = linked.pages[-1].next is None
        expected = large.pairs if ended and len(large.rows) < LARGEST_PAGE else large.pairs[: len(joined)]
        if joined[: len(large.pairs)] != expected:
            missing = [row for row in large.rows if row.pair not in joined][:1]
            where = f"{missing[0]} is missing in the small pages" if missing else "the small pages have more rows"
            yield Violation(f"{linked.about}: {where}", linked.pages[0].exchange, about=linked.about)


def _large_pages(probe: HederaProbe) -> Iterator[Violation]:
    """Compare pages of 100 rows with pages that end elsewhere and with pages cut to 100 rows, and look behind the last one."""
    holding = probe.largest(2)
    held, last = {row.pair for row in holding.rows}, holding.rows[-1]
    for limit in (LARGEST_PAGE - 3, LARGEST_PAGE * 10):
        pages = list(probe.pages(holding.account, [("limit", limit), ("order", "desc")], 2))
        joined = {row.pair: row for page in pages for row in page.rows}
        if missing := [row for row in holding.rows if row.pair not in joined and (not joined or row.pair > min(joined))]:
            yield Violation(f"{missing[0]} is missing in pages with limit={limit}", pages[0].exchange, about="large")
        elif more := [row for pair, row in joined.items() if pair not in held and (holding.is_whole or pair > last.pair)]:
            yield Violation(f"{more[0]} is missing in pages with limit={LARGEST_PAGE}", holding.first.exchange, about="large")
    if holding.is_whole and len(holding.rows) % LARGEST_PAGE == 0:
        behind = probe.page(holding.account, [("token.id", f"lt:{last.token}"), ("limit", 1), ("order", "desc")])
        if behind.rows:
            found = f"the listing ends at {last}, and {behind.rows[0]} is behind it"
            yield Violation(found, behind.exchange, "end", behind.places(behind.rows[:1]))


@RULES.rule(
    "link-ends", "On a page with fewer rows than `limit`, or of one NFT that was asked for, `links.next` is null.",
    ["observed#next/null"], ["once"],
)  # fmt: skip
def _link_ends(probe: HederaProbe) -> Iterator[Violation]:
    holding = next((each for each in probe.holdings if each.is_whole and each.rows), None) or probe.largest()
    row = holding.rows[0]
    one: Query = [("token.id", row.token), ("serialnumber", row.serial)]
    asked: list[tuple[Query, int]] = [(one, 2), (one, 1), ([("token.id", "0.0.1"), ("serialnumber", "lt:1")], 1)]
    if holding.is_whole and len(holding.rows) < LARGEST_PAGE:
        asked.append(([], LARGEST_PAGE))
    for query, limit in asked:
        page = probe.page(holding.account, [*query, ("limit", limit)])
        if page.next is not None and (query is one or len(page.rows) < limit):
            yield Violation(f"a page of {len(page.rows)} rows has the link {page.next!r}", page.exchange, at=[NEXT])


@RULES.rule("link-header", "The header `Link` has the link of the body.", ["observed#output/headers/link"], ["link-path"])
def _link_header(probe: HederaProbe) -> Iterator[Violation]:
    few, holding = ("limit", 1), probe.largest(2)
    for query in ([few], [few, ("order", "asc")], [few, ("token.id", "eq:0.0.1")], [few, ("token.id", "gte:0.0.1")]):
        page = probe.page(holding.account, query)
        links = {link.get("rel"): link["url"] for link in parse_header_links(page.exchange.headers.get("link", ""))}
        if links.get("next") != page.next:
            yield Violation(f"the header has {links.get('next')!r}, the body {page.next!r}", page.exchange, at=[NEXT])
