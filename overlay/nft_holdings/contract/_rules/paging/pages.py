"""The rules that all operations with numbered pages have."""

from collections.abc import Hashable, Iterable, Iterator
from functools import partial

from attrs import frozen

from nft_holdings.contract._rules.rule import SCHEMA, NotChecked, RuleTable, Violation

from .probe import MOST_PAGES, Numbered, NumberedProbe, Page

PARTS = 5
PAST = 7


@frozen(kw_only=True)
class Sources:
    """The rows of the inventory that the rules rest on."""

    page: Iterable[str]
    size: Iterable[str]
    skip: Iterable[str]
    total: Iterable[str]
    end: Iterable[str]
    once: Iterable[str]


def enter_paging_rules(
    table: RuleTable[NumberedProbe], listing: Numbered, prefix: str, size: str, sources: Sources, *, may_be_zero: bool
) -> None:
    """Enter the rules on pages.

    Args:
        table: Where they are entered.
        listing: The operation.
        prefix: What the rules' names begin with.
        size: The parameter for the size of a page.
        sources: What they rest on.
        may_be_zero: Whether a total of 0 says nothing.
    """
    operation = listing.operation
    table.rule(f"{prefix}answers", operation, "An account's rows are answered with 200 and a page.", sources.page)(
        partial(_answers, listing)
    )
    if SCHEMA not in table.rules:
        table.rule(SCHEMA, operation, "Every page is what its schema says.", sources.page, [f"{prefix}answers"])(lambda _: ())
    says = (
        f"A page has no more rows than `{size}` says." if listing.may_be_short
        else f"A page has as many rows as `{size}` says, if there are so many."
    )  # fmt: skip
    table.rule(f"{prefix}{size}", operation, says, sources.size, [f"{prefix}answers"])(partial(_size, listing, size))
    table.rule(
        f"{prefix}once", operation, "No row is on a page twice.", sources.once, [f"{prefix}{size}"]
    )(partial(_once, listing))  # fmt: skip
    table.rule(f"{prefix}pages-joined", operation, "Small pages joined are one large page.", sources.skip, [f"{prefix}once"])(
        partial(_pages_joined, listing)
    )
    says = f"The total is the number of rows{', or of NFTs' if listing.amount else ''}, on each page."
    table.rule(f"{prefix}total", operation, says, sources.total, [f"{prefix}pages-joined"])(partial(_total, listing, may_be_zero))
    says = "A page past the end has no rows" + (", or those of an earlier page." if listing.may_repeat else ".")
    table.rule(f"{prefix}past-the-end", operation, says, sources.end, [f"{prefix}pages-joined"])(partial(_past_the_end, listing))


def _answers(listing: Numbered, probe: NumberedProbe) -> Iterator[Violation]:
    probe.holdings(listing)
    yield from ()


def _size(listing: Numbered, name: str, probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(listing, 2)
    held = len(holding.rows)
    for size in sorted({1, min(held - 1, 7), min(held, listing.largest)}):
        page = probe.page(listing, holding.account, 0, size)
        if len(page.rows) > size or (len(page.rows) < size and not listing.may_be_short):
            found = f"with {name}={size} there are {len(page.rows)} rows, of at least {held} that there are"
            yield Violation(found=found, exchange=page.exchange)
            return


def _once(listing: Numbered, probe: NumberedProbe) -> Iterator[Violation]:
    probe.largest(listing)  # if there are no rows at all, nothing is checked
    for page in (page for holding in probe.holdings(listing) for page in holding.pages):
        keys = page.keys
        if len(set(keys)) < len(keys):
            twice = next(key for place, key in enumerate(keys) if key in keys[:place])
            yield Violation(found=f"{twice} is there twice", exchange=page.exchange)
            return


def _pages_joined(listing: Numbered, probe: NumberedProbe) -> Iterator[Violation]:
    large = probe.largest(listing, 2)
    for holding in probe.holdings(listing):
        for place, page in enumerate(holding.pages):
            if again := set(page.keys) & {key for earlier in holding.pages[:place] for key in earlier.keys}:
                yield Violation(found=f"{min(map(str, again))} is on two pages", exchange=page.exchange)
                return
    keys = [key for page in large.pages for key in page.keys]
    # Pages whose borders are elsewhere, over the borders of large ones.
    size = max(1, min(listing.largest * PARTS // 8, len(keys) - 1)) if len(keys) > 1 else 1
    wanted = keys[: listing.largest * 2 + size]
    pages: list[Page] = []
    joined: list[Hashable] = []
    while len(joined) < len(wanted) and (not pages or pages[-1].rows):
        pages.append(probe.page(listing, large.account, len(pages) * size, size))
        joined += pages[-1].keys
    if len(set(joined)) < len(joined):
        twice = next(key for place, key in enumerate(joined) if key in joined[:place])
        page = next(page for page in reversed(pages) if twice in page.keys)
        yield Violation(found=f"{twice} is on two of the small pages", exchange=page.exchange)
    elif missing := [key for key in wanted if key not in set(joined)]:
        place = keys.index(missing[0]) // size
        yield Violation(found=f"{missing[0]} is missing in the small pages", exchange=pages[min(place, len(pages) - 1)].exchange)
    elif more := [key for key in joined if key not in set(keys)]:
        page = next(page for page in pages if more[0] in page.keys)
        yield Violation(found=f"{more[0]} is missing in the large pages", exchange=page.exchange)
    elif listing.by_rows and len(keys) > 3:
        # The rows of a page may come in any order.
        first, behind = probe.page(listing, large.account, 0, 1), probe.page(listing, large.account, 1, 2)
        if len(behind.rows) != 2 or set(behind.keys) & set(first.keys):
            yield Violation(found="a page of two rows behind the first is not two other rows", exchange=behind.exchange)


def _total(listing: Numbered, may_be_zero: bool, probe: NumberedProbe) -> Iterator[Violation]:
    for holding in probe.holdings(listing):
        held = len(holding.rows)
        totals = {held, *([sum(map(listing.amount, holding.rows))] if listing.amount else ())}
        for page in holding.pages:
            if not page.rows or (may_be_zero and page.total == 0):
                continue
            if page.total not in totals if holding.is_whole else page.total <= held:
                more = "" if holding.is_whole else " or more"
                yield Violation(found=f"the total is {page.total}, and there are {held} rows{more}", exchange=page.exchange)
                return


def _past_the_end(listing: Numbered, probe: NumberedProbe) -> Iterator[Violation]:
    large, size = probe.largest(listing), listing.largest
    ends = sorted((each for each in probe.holdings(listing) if each.is_whole), key=lambda each: -len(each.rows))[:1]
    # Of a listing that was not read to its end the total tells where that is, unless pages may be short.
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
                yield Violation(found=f"there are {len(page.rows)} rows behind the {past} that there are", exchange=page.exchange)
                return
