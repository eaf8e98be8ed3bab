"""The rules of all operations whose pages have numbers or offsets."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import partial

from attrs import frozen

from nft_holdings.contract._rules.rule import SCHEMA, NotChecked, Rules, Violation

from .probe import MOST_PAGES, NumberedHolding, NumberedListing, NumberedPage, NumberedProbe

PARTS = 5
PAST = 7


@frozen(kw_only=True)
class Sources:
    """The rows of the inventory that state the rules."""

    page: Iterable[str]
    size: Iterable[str]
    skip: Iterable[str]
    total: Iterable[str]
    end: Iterable[str]
    once: Iterable[str]


def paging_rules(
    listing: NumberedListing, prefix: str, size: str, sources: Sources, *, may_be_zero: bool, with_schema: bool = True
) -> Rules:
    """Return the rules on pages.

    Args:
        listing: The operation.
        prefix: The beginning of the rules' names.
        size: The parameter for the size of a page.
        sources: The rows that state the rules.
        may_be_zero: True if a total of 0 says nothing.
        with_schema: True for the first listing of an API: the rule that replies fit their schema is one for all of them.
    """
    rules = Rules(listing.operation)

    def rule(name: str, says: str, source: Iterable[str], requires: str, check: Callable[..., Iterator[Violation]], *given: object) -> None:
        rules.rule(f"{prefix}{name}", says, source, [f"{prefix}{requires}"])(partial(check, listing, *given))

    rules.rule(f"{prefix}answers", "An account's rows are answered with 200 and a page.", sources.page)(partial(_answers, listing))
    if with_schema:
        rules.rule(SCHEMA, "Every page is what its schema says.", sources.page, [f"{prefix}answers"])(lambda _: ())
    rows = "no more rows than" if listing.may_be_short else "as many rows as"
    if_so_many = "" if listing.may_be_short else ", if there are so many"
    rule(size, f"A page has {rows} `{size}` says{if_so_many}.", sources.size, "answers", _size, size)
    rule("once", "No row is on a page twice.", sources.once, size, _once)
    rule("pages-joined", "Small pages joined are one large page.", sources.skip, "once", _pages_joined)
    nfts = ", or of NFTs" if listing.amount else ""
    rule("total", f"The total is the number of rows{nfts}, on each page.", sources.total, "pages-joined", _total, may_be_zero)
    earlier = ", or those of an earlier page" if listing.may_repeat else ""
    rule("past-the-end", f"A page past the end has no rows{earlier}.", sources.end, "pages-joined", _past_the_end)
    return rules


def _answers(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    probe.holdings(listing)
    yield from ()


def _size(listing: NumberedListing, name: str, probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(listing, 2)
    held = len(holding.rows)
    for size in sorted({1, min(held - 1, 7), min(held, listing.largest)}):
        page = probe.page(listing, holding.account, 0, size)
        if len(page.rows) > size or (len(page.rows) < size and not listing.may_be_short):
            yield Violation(f"with {name}={size} there are {len(page.rows)} rows, of at least {held} that there are", page.exchange)


def _once(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    probe.largest(listing)  # if there are no rows at all, nothing is checked
    for page in (page for holding in probe.holdings(listing) for page in holding.pages):
        keys = page.keys
        if len(set(keys)) < len(keys):
            twice = first_twice(keys)
            yield Violation(f"{twice} is there twice", page.exchange, at=page.places(twice))


def _pages_joined(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    large = probe.largest(listing, 2)
    for compare in (_on_two_pages, _small_against_large, _behind_the_first):
        yield from compare(listing, probe, large)


def _on_two_pages(listing: NumberedListing, probe: NumberedProbe, _: NumberedHolding) -> Iterator[Violation]:
    for holding in probe.holdings(listing):
        for place, page in enumerate(holding.pages):
            if again := set(page.keys) & {key for earlier in holding.pages[:place] for key in earlier.keys}:
                one = min(again, key=str)
                yield Violation(f"{one} is on two pages", page.exchange, at=page.places(one))


def _small_against_large(listing: NumberedListing, probe: NumberedProbe, large: NumberedHolding) -> Iterator[Violation]:
    keys = [key for page in large.pages for key in page.keys]
    # Small pages end elsewhere than large ones, and reach over their ends.
    size = max(1, min(listing.largest * PARTS // 8, len(keys) - 1)) if len(keys) > 1 else 1
    wanted = keys[: listing.largest * 2 + size]
    pages: list[NumberedPage] = []
    joined: list[Hashable] = []
    while len(joined) < len(wanted) and (not pages or pages[-1].rows):
        pages.append(probe.page(listing, large.account, len(pages) * size, size))
        joined += pages[-1].keys
    if len(set(joined)) < len(joined):
        twice = first_twice(joined)
        page = next(page for page in reversed(pages) if twice in page.keys)
        yield Violation(f"{twice} is on two of the small pages", page.exchange, at=page.places(twice))
    elif missing := [key for key in wanted if key not in set(joined)]:
        place = keys.index(missing[0]) // size
        yield Violation(f"{missing[0]} is missing in the small pages", pages[min(place, len(pages) - 1)].exchange)
    elif more := [key for key in joined if key not in set(keys)]:
        page = next(page for page in pages if more[0] in page.keys)
        yield Violation(f"{more[0]} is missing in the large pages", page.exchange, at=page.places(more[0]))


def _behind_the_first(listing: NumberedListing, probe: NumberedProbe, large: NumberedHolding) -> Iterator[Violation]:
    if listing.by_rows and len(large.rows) > 3:
        # The rows of a page may come in any order.
        first, behind = probe.page(listing, large.account, 0, 1), probe.page(listing, large.account, 1, 2)
        if len(behind.rows) != 2 or set(behind.keys) & set(first.keys):
            yield Violation("a page of two rows behind the first is not two other rows", behind.exchange)


def first_twice(keys: list[Hashable]) -> Hashable:
    """Return the first key that comes a second time."""
    return next(key for place, key in enumerate(keys) if key in keys[:place])


def _total(listing: NumberedListing, may_be_zero: bool, probe: NumberedProbe) -> Iterator[Violation]:
    for holding in probe.holdings(listing):
        held = len(holding.rows)
        totals = {held, *([sum(map(listing.amount, holding.rows))] if listing.amount else ())}
        for page in holding.pages:
            if not page.rows or (may_be_zero and page.total == 0):
                continue
            if page.total not in totals if holding.is_whole else page.total <= held:
                more = "" if holding.is_whole else " or more"
                yield Violation(f"the total is {page.total}, and there are {held} rows{more}", page.exchange)


def _past_the_end(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    large, size = probe.largest(listing), listing.largest
    ends = sorted((each for each in probe.holdings(listing) if each.is_whole), key=lambda each: -len(each.rows))[:1]
    # The total says where a listing ends that was not read to its end, unless pages may be short.
    if not large.is_whole and not listing.may_be_short:
        ends.append(large)
    if not ends:
        raise NotChecked(f"needs an account with {size * MOST_PAGES} rows or fewer: name one with --account")
    for holding in ends:
        past = len(holding.rows) if holding.is_whole else holding.pages[0].total
        known = {key for each in holding.pages for key in each.keys} if listing.may_repeat else set()
        for skip in (*([past] if listing.by_rows else []), (past // size + 1) * size + PAST * size):
            page = probe.page(listing, holding.account, skip, size)
            if not known.issuperset(page.keys):
                yield Violation(f"there are {len(page.rows)} rows behind the {past} that there are", page.exchange)
