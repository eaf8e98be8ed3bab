"""Loopring's rules."""

from collections.abc import Hashable, Iterator
from functools import partial
from typing import Any

from .._spec import parameter_schema
from ._exchange import Exchange
from ._numbered_probe import Filters, Numbered, NumberedProbe
from ._numbered_rules import Sources, enter_paging_rules
from ._rule import NotChecked, RuleTable, Violation
from ._server import Server

LOOPRING: RuleTable[NumberedProbe] = RuleTable("loopring", {})
BALANCES_PATH, COLLECTIONS_PATH = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"
BALANCES, COLLECTIONS = "getUserNftBalances", "getUserCollectionDetails"
NOBODY = 2**31 - 1
LIMIT = parameter_schema("loopring", "BalancesLimit")


def _named(account: str) -> tuple[str, str]:
    return ("address" if account.startswith("0x") else "accountId"), account


def _asked(path: str, server: Server, account: str, skip: int | None, size: int | None, filters: Filters) -> Exchange:
    given = {"offset": skip, "limit": size, **filters}
    query = [_named(account), *((name, value) for name, value in given.items() if value is not None)]
    return server.ask(path, query)


def _collection_id(row: dict[str, Any]) -> Hashable:
    found: Hashable = row["collection"]["id"]
    return found


HELD = Numbered(
    api="loopring",
    operation=BALANCES,
    schema=lambda _: "NftBalances",
    send=partial(_asked, BALANCES_PATH),
    listed=lambda body: (body["data"], body["totalNum"]),
    key=lambda row: int(row["tokenId"]),
    largest=LIMIT["x-documented-maximum"],
    owner=("balances/owner", lambda row: int(row["accountId"])),
)
GROUPED = Numbered(
    api="loopring",
    operation=COLLECTIONS,
    schema=lambda _: "CollectionDetails",
    send=partial(_asked, COLLECTIONS_PATH),
    listed=lambda body: (body["collections"], body["totalNum"]),
    key=_collection_id,
    takes=str.isdecimal,
    largest=12,  # as the published sample and the web app have it: no document states a maximum
)

enter_paging_rules(
    LOOPRING, HELD, "balances/", "limit",
    Sources(
        page=["balances#response"], size=["balances#request/limit"], skip=["balances#request/offset"],
        total=["balances#response/totalNum"], end=["clients#past-the-end"], once=["balances#CombinedBalance/tokenId"],
    ), may_be_zero=False,
)  # fmt: skip
enter_paging_rules(
    LOOPRING, GROUPED, "collections/", "limit",
    Sources(
        page=["collections#response"], size=["collections#request/limit"], skip=["collections#request/offset"],
        total=["samples#collections/totalNum"], end=["clients#past-the-end"], once=["collections#Collection/id"],
    ), may_be_zero=False,
)  # fmt: skip


@LOOPRING.rule(
    "balances/owner",
    BALANCES,
    "Every row is of the account that was asked for.",
    ["balances#CombinedBalance/accountId"],
    ["balances/once"],
)
def _owner(probe: NumberedProbe) -> Iterator[Violation]:
    # Rows of another account than a number names are found by whatever rule reads them.
    for holding in probe.holdings(HELD):
        owners = {str(row["accountId"]) for row in holding.rows}
        if len(owners) > 1:
            yield Violation(found=f"the rows are of accounts {', '.join(sorted(owners)[:3])}", exchange=holding.pages[0].exchange)
            return


@LOOPRING.rule(
    "balances/limit-default", BALANCES, "Without `limit`, a page has 20 rows.", ["balances#request/limit/default"], ["balances/limit"]
)
def _limit_default(probe: NumberedProbe) -> Iterator[Violation]:
    page = probe.page(HELD, probe.largest(HELD, LIMIT["default"] + 1).account)
    if len(page.rows) != LIMIT["default"]:
        yield Violation(found=f"without `limit` there are {len(page.rows)} rows", exchange=page.exchange)


@LOOPRING.rule(
    "balances/limit-maximum", BALANCES, "More than 50 rows are never on a page; a larger `limit` is taken for 50.",
    ["balances#request/limit/maximum", "clients#limit/capped"], ["balances/limit"],
)  # fmt: skip
def _limit_maximum(probe: NumberedProbe) -> Iterator[Violation]:
    most = LIMIT["x-documented-maximum"]
    page = probe.page(HELD, probe.largest(HELD, most + 1).account, 0, most + 1)
    if len(page.rows) != most:
        yield Violation(found=f"with limit={most + 1} there are {len(page.rows)} rows", exchange=page.exchange)


def _offset_default(listing: Numbered, probe: NumberedProbe) -> Iterator[Violation]:
    holding = probe.largest(listing, 2)
    page = probe.page(listing, holding.account, None, listing.largest)
    if set(page.keys) != set(holding.pages[0].keys):
        yield Violation(found="without `offset`, the page begins elsewhere than with offset=0", exchange=page.exchange)


for _listing, _prefix in ((HELD, "balances"), (GROUPED, "collections")):
    LOOPRING.rule(
        f"{_prefix}/offset-default", _listing.operation, "Without `offset`, no row is skipped.",
        [f"{_prefix}#request/offset"], [f"{_prefix}/pages-joined"],
    )(partial(_offset_default, _listing))  # fmt: skip


def _is_zero(row: dict[str, Any]) -> bool:
    amount = str(row["total"])
    return amount.isdecimal() and int(amount) == 0  # amounts that are none were seen


@LOOPRING.rule(
    "balances/non-zero", BALANCES, "With nonZero=true no row has an amount of 0.", ["balances#request/nonZero"], ["balances/once"]
)
def _non_zero(probe: NumberedProbe) -> Iterator[Violation]:
    for account in _with_zeroes(probe):
        page = probe.holding(HELD, account, nonZero="true").pages[0]
        if any(map(_is_zero, page.rows)):
            yield Violation(found="rows with an amount of 0 are there", exchange=page.exchange)
            return


@LOOPRING.rule(
    "balances/non-zero-default", BALANCES, "Without `nonZero`, rows with an amount of 0 are hidden.",
    ["balances#request/nonZero/default"], ["balances/non-zero"],
)  # fmt: skip
def _non_zero_default(probe: NumberedProbe) -> Iterator[Violation]:
    for account in _with_zeroes(probe):
        page = probe.holding(HELD, account).pages[0]
        if set(page.keys) != set(probe.holding(HELD, account, nonZero="true").pages[0].keys):
            yield Violation(found="the rows are others than with nonZero=true", exchange=page.exchange)
            return


@LOOPRING.rule(
    "balances/non-zero-false", BALANCES, "With nonZero=false rows with an amount of 0 are there too.",
    ["balances#request/nonZero"], ["balances/non-zero-default"],
)  # fmt: skip
def _non_zero_false(probe: NumberedProbe) -> Iterator[Violation]:
    seen = False
    for account in _with_zeroes(probe):
        holding, usual = probe.holding(HELD, account, nonZero="false"), probe.holding(HELD, account)
        seen = seen or any(map(_is_zero, holding.rows))
        if not holding.is_whole or not usual.is_whole:
            continue
        others = {HELD.key(row) for row in holding.rows if not _is_zero(row)} ^ {HELD.key(row) for row in usual.rows}
        if others:
            found = f"tokenId {others.pop()}, whose amount is not 0, is listed either with nonZero=false or without"
            yield Violation(found=found, exchange=holding.pages[0].exchange)
            return
    if not seen:
        if "amounts of 0" not in probe.known:
            raise NotChecked("needs an account with an NFT whose amount is 0: name one with --account")
        page = probe.holding(HELD, probe.known["amounts of 0"], nonZero="false").pages[0]
        yield Violation(found="rows with an amount of 0 are left out", exchange=page.exchange)


def _with_zeroes(probe: NumberedProbe) -> list[str]:
    return list(dict.fromkeys([*probe.accounts, *(probe.known[name] for name in ("amounts of 0",) if name in probe.known)]))


@LOOPRING.rule(
    "balances/metadata", BALANCES, "Rows have `metadata` if it is asked for, and only then.",
    ["balances#request/metadata", "guide#collection-nfts/metadata"], ["balances/once"],
)  # fmt: skip
def _metadata(probe: NumberedProbe) -> Iterator[Violation]:
    account = probe.largest(HELD).account
    without = probe.page(HELD, account, 0, HELD.largest, metadata="false")
    found = probe.page(HELD, account, 0, HELD.largest, metadata="true")
    lacking = [row for row in found.rows if "metadata" not in row]
    if any("metadata" in row for row in without.rows):
        yield Violation(found="rows have metadata with metadata=false", exchange=without.exchange, about="false")
    elif set(without.keys) != set(found.keys):
        yield Violation(found="there are other rows with metadata=true than with metadata=false", exchange=found.exchange, about="rows")
    elif len(lacking) == len(found.rows) and not probe.known:  # it may not have been read yet, as the spec says
        raise NotChecked("needs an account whose NFTs have metadata: name one with --account")
    elif len(lacking) > len(found.rows) / 2:
        yield Violation(
            found=f"{len(lacking)} of {len(found.rows)} rows have no metadata with metadata=true", exchange=found.exchange, about="true"
        )


@LOOPRING.rule(
    "balances/metadata-default",
    BALANCES,
    "Without `metadata`, rows have none.",
    ["samples#balances", "clients#metadata/default"],
    ["balances/metadata"],
)
def _metadata_default(probe: NumberedProbe) -> Iterator[Violation]:
    page = probe.largest(HELD).pages[0]
    if any("metadata" in row for row in page.rows):
        yield Violation(found="rows have metadata that was not asked for", exchange=page.exchange)


@LOOPRING.rule(
    "balances/address",
    BALANCES,
    "An account is the same by its address as by its number.",
    ["balances#request/address"],
    ["balances/owner"],
)
def _address(probe: NumberedProbe) -> Iterator[Violation]:
    for account in probe.accounts:
        rows = probe.holding(HELD, account).pages[0].rows
        if not account.startswith("0x") or not rows:
            continue
        number = str(rows[0]["accountId"])
        for skip, filters in ((0, {}), (1, {}), (0, {"tokenIds": str(rows[0]["tokenId"])})):
            page = probe.page(HELD, number, skip, HELD.largest, **filters)
            for form in (account, account.lower()):
                other = probe.page(HELD, form, skip, HELD.largest, **filters)
                if set(page.keys) != set(other.keys):
                    yield Violation(found=f"{form} has other rows than account {number}", exchange=other.exchange)
                    return
        return
    raise NotChecked("needs an account that is named by its address, 0x…, and holds NFTs")


def _unknown(path: str, rows: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.server.ask(path, [("accountId", NOBODY)])
    is_empty = exchange.status == 200 and isinstance(exchange.json, dict) and not exchange.json.get(rows)
    if exchange.status != 400 and not is_empty:
        yield Violation(found=f"account {NOBODY} is answered with {exchange.status}", exchange=exchange)


def _nobody(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.server.ask(path, [("limit", 10)])
    if exchange.status != 400:
        yield Violation(found=f"a question without an account is answered with {exchange.status}", exchange=exchange)


def _wrong_key(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.server.ask(path, [_named(probe.accounts[0])], X_API_KEY="not-a-key")
    if exchange.status not in (400, 401, 403):
        yield Violation(found=f"a question with a wrong key is answered with {exchange.status}", exchange=exchange)


def _keyless(path: str, probe: NumberedProbe) -> Iterator[Violation]:
    exchange = probe.server.ask(path, [_named(probe.accounts[0])], X_API_KEY="")
    if exchange.status not in (400, 401, 403):
        yield Violation(found=f"a question without a key is answered with {exchange.status}", exchange=exchange)


for _path, _prefix, _operation, _rows, _sources in (
    (BALANCES_PATH, "balances", BALANCES, "data", ["balances#request/accountId", "balances#request/address"]),
    (COLLECTIONS_PATH, "collections", COLLECTIONS, "collections", ["collections#request/accountId"]),
):
    _unknown_account = ["clients#errors/104007"] if _prefix == "balances" else ["collections#request/unknown", "clients#errors/104007"]
    LOOPRING.rule(
        f"{_prefix}/account-unknown", _operation, "An account that nobody has is refused with 400, or has no rows.", _unknown_account
    )(partial(_unknown, _path, _rows))
    LOOPRING.rule(
        f"{_prefix}/account-required", _operation, "A question that names no account is refused with 400.", _sources
    )(partial(_nobody, _path))  # fmt: skip
    LOOPRING.rule(
        f"{_prefix}/key-required", _operation, "A question without a key is refused.", ["older#key", f"{_prefix}#header/X-API-KEY"]
    )(partial(_keyless, _path))  # fmt: skip
    LOOPRING.rule(
        f"{_prefix}/key-refused", _operation, "A question with a wrong key is refused.", ["older#balances/codes", f"{_prefix}#header/X-API-KEY"]
    )(partial(_wrong_key, _path))  # fmt: skip


@LOOPRING.rule(
    "collections/non-zero",
    COLLECTIONS,
    "With nonZero=true no collection has a count of 0.",
    ["collections#request/nonZero"],
    ["collections/once"],
)
def _collections_non_zero(probe: NumberedProbe) -> Iterator[Violation]:
    for account in filter(GROUPED.takes, _with_zeroes(probe)):
        page = probe.holding(GROUPED, account, nonZero="true").pages[0]
        if any(row["count"] == 0 for row in page.rows):
            yield Violation(found="collections with a count of 0 are there", exchange=page.exchange)
            return


@LOOPRING.rule(
    "collections/token-address", COLLECTIONS, "`tokenAddress` lists the collections of that contract, and no others.",
    ["collections#request/tokenAddress", "samples#collections/contract"], ["collections/once"],
)  # fmt: skip
def _token_address(probe: NumberedProbe) -> Iterator[Violation]:
    for holding in sorted(probe.holdings(GROUPED), key=lambda each: -len(each.rows)):
        account, rows = holding.account, holding.pages[0].rows
        contracts = list(dict.fromkeys(row["collection"]["contractAddress"] for row in rows))
        if len(contracts) < 2:
            continue
        wanted = contracts[1]
        page = probe.page(GROUPED, account, 0, GROUPED.largest, tokenAddress=wanted)
        others = [row for row in page.rows if row["collection"]["contractAddress"].lower() != wanted.lower()]
        missing = [row for row in rows if row["collection"]["contractAddress"] == wanted and _collection_id(row) not in page.keys]
        if others:
            found = f"tokenAddress={wanted} lets {others[0]['collection']['contractAddress']} through"
            yield Violation(found=found, exchange=page.exchange)
        elif missing and len(page.rows) < GROUPED.largest:
            yield Violation(found=f"tokenAddress={wanted} leaves out collection {_collection_id(missing[0])}", exchange=page.exchange)
        return
    raise NotChecked("needs an account with collections of two contracts: name one with --account")
