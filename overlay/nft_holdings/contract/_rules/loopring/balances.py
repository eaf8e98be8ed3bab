"""Loopring's rules on balances, and on the pages of both listings."""

import re
from collections.abc import Hashable, Iterator
from functools import partial
from typing import Any

from nft_holdings._specs.access import parameter_schema
from nft_holdings.contract._rules.paging.pages import Sources, paging_rules
from nft_holdings.contract._rules.paging.probe import Filters, NumberedHolding, NumberedListing, NumberedProbe
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange

BALANCES_PATH, COLLECTIONS_PATH = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"
BALANCES, COLLECTIONS = "getUserNftBalances", "getUserCollectionDetails"
RULES = Rules(BALANCES)
ZEROES = "amounts of 0"
"""The name that a sandbox has for an account with such amounts."""
ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
HEXADECIMAL = re.compile(r"[0-9a-f]{1,64}")
LIMIT = parameter_schema("loopring", "BalancesLimit")


def named(account: str) -> tuple[str, str]:
    return ("address" if account.startswith("0x") else "accountId"), account


def _asked(path: str, server: Server, account: str, skip: int | None, size: int | None, filters: Filters) -> Exchange:
    given = {"offset": skip, "limit": size, **filters}
    query = [named(account), *((name, value) for name, value in given.items() if value is not None)]
    return server.ask(path, query)


def collection_id(row: dict[str, Any]) -> Hashable:
    found: Hashable = row["collection"]["id"]
    return found


HELD = NumberedListing(
    api="loopring",
    operation=BALANCES,
    schema=lambda _: "NftBalances",
    send=partial(_asked, BALANCES_PATH),
    listed=lambda body: (body["data"], body["totalNum"]),
    key=lambda row: int(row["tokenId"]),
    largest=LIMIT["x-documented-maximum"],
    owner=("balances/owner", "accountId"),
)
GROUPED = NumberedListing(
    api="loopring",
    operation=COLLECTIONS,
    schema=lambda _: "CollectionDetails",
    send=partial(_asked, COLLECTIONS_PATH),
    listed=lambda body: (body["collections"], body["totalNum"]),
    key=collection_id,
    takes=str.isdecimal,
    largest=12,  # as the published sample and the web app have it: no document states a maximum
)

RULES += paging_rules(
    HELD, "balances/", "limit",
    Sources(
        page=["balances#response"], size=["balances#request/limit"], skip=["balances#request/offset"],
        total=["balances#response/totalNum"], end=["clients#past-the-end"], once=["balances#CombinedBalance/tokenId"],
    ), may_be_zero=False,
)  # fmt: skip
RULES += paging_rules(
    GROUPED, "collections/", "limit",
    Sources(
        page=["collections#response"], size=["collections#request/limit"], skip=["collections#request/offset"],
        total=["samples#collections/required", "samples#collections"], end=["clients#past-the-end"], once=["collections#Collection/id"],
    ), may_be_zero=False, with_schema=False,
)  # fmt: skip


@RULES.rule("balances/owner", "Every row is of the account that was asked for.", ["balances#CombinedBalance/accountId"], ["balances/once"])
def _owner(probe: NumberedProbe) -> Iterator[Violation]:
    # For an account that is named by its number, the probe finds rows of others, whichever rule reads them.
    for holding in probe.holdings(HELD):
        owners = {str(row["accountId"]) for row in holding.rows}
        if len(owners) > 1:
            exchange = holding.pages[0].exchange
            at = exchange.places(holding.rows, "accountId")
            yield Violation(f"the rows are of accounts {', '.join(sorted(owners)[:3])}", exchange, at=at)


@RULES.rule("balances/limit-default", "Without `limit`, a page has 20 rows.", ["balances#request/limit/default"], ["balances/limit"])
def _limit_default(probe: NumberedProbe) -> Iterator[Violation]:
    page = probe.page(HELD, probe.largest(HELD, LIMIT["default"] + 1).account)
    if len(page.rows) != LIMIT["default"]:
        yield Violation(f"without `limit` there are {len(page.rows)} rows", page.exchange)


@RULES.rule(
    "balances/limit-maximum", "More than 50 rows are never on a page; a larger `limit` is taken for 50.",
    ["balances#request/limit/maximum", "clients#limit/capped"], ["balances/limit"],
)  # fmt: skip
def _limit_maximum(probe: NumberedProbe) -> Iterator[Violation]:
    most = LIMIT["x-documented-maximum"]
    for limit in (most + 1, most * 10):
        page = probe.page(HELD, probe.largest(HELD, most + 1).account, 0, limit)
        if len(page.rows) != most:
            yield Violation(f"with limit={limit} there are {len(page.rows)} rows", page.exchange)


def _offset_default(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(listing, 2)
    page = probe.page(listing, holding.account, None, listing.largest)
    if set(page.keys) != set(holding.pages[0].keys):
        yield Violation("without `offset`, the page begins elsewhere than with offset=0", page.exchange)


def is_zero(row: dict[str, Any]) -> bool:
    """Return True if the amount of a balance, or the count of a collection, is 0."""
    amount = str(row["total"] if "total" in row else row["count"])
    return amount.isdecimal() and int(amount) == 0  # servers have sent other strings


def with_zeroes(listing: NumberedListing, probe: NumberedProbe, **filters: object) -> Iterator[NumberedHolding]:
    """Return, one by one, what the accounts hold with these filters; also of an account with amounts of 0 if one is known."""
    known = [probe.known[ZEROES]] if ZEROES in probe.known else []
    accounts = filter(listing.takes, dict.fromkeys([*probe.accounts, *known]))
    return (probe.holding(listing, account, **filters) for account in accounts)


def zeroes_left_out(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    """Yield a violation if no account has amounts of 0 with nonZero=false, though one is known for them."""
    if any(is_zero(row) for holding in with_zeroes(listing, probe, nonZero="false") for row in holding.rows):
        return
    if ZEROES not in probe.known:
        raise NotChecked("needs an account with an NFT whose amount is 0: name one with --account")
    page = probe.holding(listing, probe.known[ZEROES], nonZero="false").pages[0]
    yield Violation("rows with an amount of 0 are left out", page.exchange)


def _non_zero(listing: NumberedListing, probe: NumberedProbe) -> Iterator[Violation]:
    for holding in with_zeroes(listing, probe, nonZero="true"):
        page = holding.pages[0]
        if at := page.exchange.places(filter(is_zero, page.rows)):
            yield Violation("rows with an amount of 0 are there", page.exchange, at=at)


for _listing, _name, _says in (
    (HELD, "balances", "With nonZero=true no row has an amount of 0."),
    (GROUPED, "collections", "With nonZero=true no collection has a count of 0."),
):
    _rules = Rules(_listing.operation)
    _rules.rule(f"{_name}/offset-default", "Without `offset`, no row is skipped.", [f"{_name}#request/offset"], [f"{_name}/pages-joined"])(
        partial(_offset_default, _listing)
    )
    _rules.rule(f"{_name}/non-zero", _says, [f"{_name}#request/nonZero"], [f"{_name}/once"])(partial(_non_zero, _listing))
    RULES += _rules


@RULES.rule(
    "balances/non-zero-default", "Without `nonZero`, rows with an amount of 0 are hidden.",
    ["balances#request/nonZero/default"], ["balances/non-zero"],
)  # fmt: skip
def _non_zero_default(probe: NumberedProbe) -> Iterator[Violation]:
    for usual, filtered in zip(with_zeroes(HELD, probe), with_zeroes(HELD, probe, nonZero="true"), strict=True):
        page = usual.pages[0]
        if set(page.keys) != set(filtered.pages[0].keys):
            yield Violation("the rows are others than with nonZero=true", page.exchange)


@RULES.rule(
    "balances/non-zero-false", "With nonZero=false rows with an amount of 0 are there too.",
    ["balances#request/nonZero"], ["balances/non-zero-default"],
)  # fmt: skip
def _non_zero_false(probe: NumberedProbe) -> Iterator[Violation]:
    for holding, usual in zip(with_zeroes(HELD, probe, nonZero="false"), with_zeroes(HELD, probe), strict=True):
        others = {HELD.key(row) for row in holding.rows if not is_zero(row)} ^ {HELD.key(row) for row in usual.rows}
        if holding.is_whole and usual.is_whole and others:
            found = f"tokenId {others.pop()}, whose amount is not 0, is listed either with nonZero=false or without"
            yield Violation(found, holding.pages[0].exchange)
    yield from zeroes_left_out(HELD, probe)


@RULES.rule(
    "balances/metadata", "Rows have `metadata` if it is asked for, and only then.",
    ["balances#request/metadata", "guide#collection-nfts/metadata"], ["balances/once"],
)  # fmt: skip
def _metadata(probe: NumberedProbe) -> Iterator[Violation]:
    account = probe.largest(HELD).account
    without = probe.page(HELD, account, 0, HELD.largest, metadata="false")
    found = probe.page(HELD, account, 0, HELD.largest, metadata="true")
    lacking = [row for row in found.rows if "metadata" not in row]
    having = {str(row["tokenId"]) for row in found.rows if "metadata" in row}
    filtered = probe.page(HELD, account, 0, HELD.largest, metadata="true", tokenIds=",".join(sorted(having)[:3])) if having else found
    if at := without.exchange.places((row for row in without.rows if "metadata" in row), "metadata"):
        yield Violation("rows have metadata with metadata=false", without.exchange, "false", at)
    elif set(without.keys) != set(found.keys):
        yield Violation("there are other rows with metadata=true than with metadata=false", found.exchange, about="rows")
    elif having and (at := filtered.exchange.places((row for row in filtered.rows if "metadata" not in row), "metadata")):
        yield Violation("rows have no metadata with metadata=true and tokenIds", filtered.exchange, "tokenIds", at)
    elif len(lacking) == len(found.rows) and not probe.known:  # it may not have been read yet, as the spec says
        raise NotChecked("needs an account whose NFTs have metadata: name one with --account")
    elif len(lacking) > len(found.rows) / 2 and probe.known:
        at = found.exchange.places(lacking, "metadata")
        yield Violation(f"{len(lacking)} of {len(found.rows)} rows have no metadata with metadata=true", found.exchange, "true", at)


@RULES.rule(
    "balances/metadata-own", "A row's `metadata` is of the row's NFT.",
    ["guide#collection-nfts/metadata/tokenAddress", "samples#metadata/nftId"], ["balances/metadata"],
)  # fmt: skip
def _metadata_own(probe: NumberedProbe) -> Iterator[Violation]:
    page = probe.page(HELD, probe.largest(HELD).account, 0, HELD.largest, metadata="true")
    for row in page.rows:
        metadata = row.get("metadata") or {}
        contracts = {text.lower() for each in (row, metadata) if (text := each.get("tokenAddress"))}
        numbers = _numbers(row.get("nftId")), _numbers(metadata.get("nftId"))
        if len(contracts) > 1 or (all(numbers) and numbers[0].isdisjoint(numbers[1])):
            at = page.exchange.places([row], "metadata")
            yield Violation(f"the metadata of tokenId {row['tokenId']} is of another NFT", page.exchange, at=at)


def _numbers(text: str | None) -> set[int]:
    """Return the numbers that an nftId may mean: that of metadata has decimal digits behind its 0x."""
    digits = (text or "").lower().removeprefix("0x")
    found = {int(digits, 16)} if HEXADECIMAL.fullmatch(digits) else set()
    return found | ({int(digits)} if digits.isdecimal() else set())


@RULES.rule(
    "balances/metadata-default",
    "Without `metadata`, rows have none.",
    ["samples#balances", "clients#metadata/default"],
    ["balances/metadata"],
)
def _metadata_default(probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(HELD)
    filtered = {"tokenIds": ",".join(str(row["tokenId"]) for row in holding.pages[0].rows[:3])}
    for page in (holding.pages[0], probe.page(HELD, holding.account, 0, HELD.largest, **filtered)):
        if at := page.exchange.places((row for row in page.rows if "metadata" in row), "metadata"):
            yield Violation("rows have metadata that was not asked for", page.exchange, at=at)


@RULES.rule("balances/address", "An account is the same by its address as by its number.", ["balances#request/address"], ["balances/owner"])
def _address(probe: NumberedProbe) -> Iterator[Violation]:
    for account in probe.accounts:
        rows = probe.holding(HELD, account).pages[0].rows
        if not account.startswith("0x") or not rows:
            continue
        number = str(rows[0]["accountId"])
        for skip, filters in ((0, {}), (1, {}), (0, {"tokenIds": str(2**31 - 1)})):
            page = probe.page(HELD, number, skip, HELD.largest, **filters)
            for form in (account, account.lower()):
                other = probe.page(HELD, form, skip, HELD.largest, **filters)
                if set(page.keys) != set(other.keys):
                    yield Violation(f"{form} has other rows than account {number}", other.exchange)
        return
    raise NotChecked("needs an account that is named by its address, 0x…, and holds NFTs")
