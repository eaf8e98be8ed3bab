"""Loopring's rules on the filters of collections."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from nft_holdings.contract._rules.paging.probe import NumberedHolding, NumberedPage, NumberedProbe
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation

from .balances import ADDRESS, COLLECTIONS, GROUPED, collection_id, is_zero, with_zeroes, zeroes_left_out

RULES = Rules(COLLECTIONS)


def _contract(row: dict[str, Any]) -> str | None:
    """Return the contract of a row's collection as it is written; None if it has none, or an empty text."""
    found = row["collection"].get("contractAddress")
    return found if isinstance(found, str) and ADDRESS.fullmatch(found) else None


def _with_contract(probe: NumberedProbe, least: int = 1) -> tuple[NumberedHolding, str]:
    """Return the holding with the most rows of which one has a contract, and that contract."""
    for holding in sorted(probe.holdings(GROUPED), key=lambda each: -len(each.rows)):
        if len(holding.rows) >= least and (contract := next(filter(None, map(_contract, holding.rows)), None)):
            return holding, contract
    raise NotChecked("needs an account with a collection that has a contractAddress: name one with --account")


@RULES.rule(
    "collections/non-zero-false", "With nonZero=false collections with a count of 0 are there too.",
    ["collections#request/nonZero"], ["collections/non-zero"],
)  # fmt: skip
def _collections_non_zero_false(probe: NumberedProbe) -> Iterator[Violation]:
    for holding, less in zip(with_zeroes(GROUPED, probe, nonZero="false"), with_zeroes(GROUPED, probe, nonZero="true"), strict=True):
        there = set(map(collection_id, holding.rows))
        missing = [each for each in map(collection_id, less.rows) if each not in there]
        if holding.is_whole and missing:
            yield Violation(f"collection {missing[0]} is listed with nonZero=true, and not with nonZero=false", holding.pages[0].exchange)
    yield from zeroes_left_out(GROUPED, probe)


@RULES.rule(
    "collections/token-address", "`tokenAddress` lists the collections of that contract, and no others.",
    ["collections#request/tokenAddress", "samples#collections/contract"], ["collections/once"],
)  # fmt: skip
def _token_address(probe: NumberedProbe) -> Iterator[Violation]:
    held = {
        holding.account: {contract.lower(): collection_id(row) for row in holding.rows if (contract := _contract(row))}
        for holding in probe.holdings(GROUPED)
    }
    for account, contracts in sorted(held.items(), key=lambda each: -len(each[1])):
        if len(contracts) < 2:
            continue
        # An account that was not read whole may have any other value.
        is_whole = probe.holding(GROUPED, account).is_whole
        elsewhere = sorted(contract for each in held.values() for contract in each.keys() - contracts.keys()) if is_whole else []
        for wanted in (list(contracts)[1], *elsewhere[:1]):
            page = probe.page(GROUPED, account, 0, GROUPED.largest, tokenAddress=wanted)
            if found := _wrong_collections(page, wanted, contracts):
                yield Violation(f"tokenAddress={wanted}{found}", page.exchange)
        return
    raise NotChecked("needs an account with collections of two contracts: name one with --account")


def _wrong_collections(page: NumberedPage, wanted: str, contracts: Mapping[str, Hashable]) -> str | None:
    """Describe what is wrong with the collections of a contract; None if nothing is."""
    there = [contract.lower() for row in page.rows if (contract := _contract(row))]  # a row may lack it
    if others := [contract for contract in there if contract != wanted]:
        return f" lets {others[0]} through"
    if page.rows and wanted not in contracts:
        return f", which the account has not, lists {len(page.rows)} collections"
    if wanted in contracts and contracts[wanted] not in page.keys and len(page.rows) < GROUPED.largest:
        return f" leaves out collection {contracts[wanted]}"
    return None


@RULES.rule(
    "collections/total-filtered", "The total counts the collections of the contract, and those that `nonZero` lets through.",
    ["samples#collections/required", "samples#collections"], ["collections/total", "collections/token-address", "collections/non-zero-false"],
)  # fmt: skip
def _total_filtered(probe: NumberedProbe) -> Iterator[Violation]:
    holding, contract = _with_contract(probe, 2)
    page = probe.page(GROUPED, holding.account, 0, GROUPED.largest, tokenAddress=contract)
    if page.total != len(page.rows) and len(page.rows) < GROUPED.largest:
        found = f"with tokenAddress={contract} the total is {page.total}, and there are {len(page.rows)} collections"
        yield Violation(found, page.exchange)
    for text in ("true", "false"):
        for holding in with_zeroes(GROUPED, probe, nonZero=text):
            if holding.is_miscounted:
                found = f"with nonZero={text} the total is {holding.pages[0].total}, and there are {len(holding.rows)} collections"
                yield Violation(found, holding.pages[0].exchange)


@RULES.rule(
    "collections/pages-filtered", "`offset` counts the collections of the contract, and `nonZero` goes with it.",
    ["collections#request/offset", "collections#request/nonZero"],
    ["collections/pages-joined", "collections/token-address", "collections/non-zero"],
)  # fmt: skip
def _pages_filtered(probe: NumberedProbe) -> Iterator[Violation]:
    holding, contract = _with_contract(probe)
    whole = probe.page(GROUPED, holding.account, 0, GROUPED.largest, tokenAddress=contract)
    behind = probe.page(GROUPED, holding.account, len(whole.rows), GROUPED.largest, tokenAddress=contract)
    if set(behind.keys) & set(whole.keys):
        at = behind.exchange.places(row for row in behind.rows if collection_id(row) in whole.keys)
        yield Violation(f"with tokenAddress={contract}, offset does not skip collections", behind.exchange, at=at)
    for held in with_zeroes(GROUPED, probe, nonZero="false"):
        empty = next(filter(is_zero, held.rows), None)
        if empty is not None and (of_empty := _contract(empty)):
            page = probe.page(GROUPED, held.account, 0, GROUPED.largest, tokenAddress=of_empty, nonZero="true")
            if at := page.exchange.places(filter(is_zero, page.rows), "count"):
                found = f"with tokenAddress={of_empty} and nonZero=true, collections with a count of 0 are there"
                yield Violation(found, page.exchange, at=at)
            return


@RULES.rule(
    "collections/token-address-case", "Contracts are compared without regard to the case of their digits.",
    ["collections#request/tokenAddress", "samples#collections/contract"], ["collections/token-address"],
)  # fmt: skip
def _case(probe: NumberedProbe) -> Iterator[Violation]:
    holding, written = _with_contract(probe)
    whole = probe.page(GROUPED, holding.account, 0, GROUPED.largest, tokenAddress=written)
    for form in (written.lower(), f"0x{written[2:].upper()}"):
        page = probe.page(GROUPED, holding.account, 0, GROUPED.largest, tokenAddress=form)
        if set(page.keys) != set(whole.keys):
            yield Violation(f"tokenAddress={form} lists other collections than {written}", page.exchange)
