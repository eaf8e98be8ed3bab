"""Loopring's rules on parameters that take values joined by commas, and on pages of filtered rows."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, combinations
from typing import Any

from attrs import frozen

from nft_holdings._errors import cut
from nft_holdings.contract._rules.paging.pages import first_twice
from nft_holdings.contract._rules.paging.probe import NumberedProbe
from nft_holdings.contract._rules.rule import NotChecked, Rules, Violation
from nft_holdings.contract._rules.server_errors import server_errors_rule

from .balances import ADDRESS, BALANCES, HELD, is_zero, with_zeroes

RULES = Rules(BALANCES)
MANY = 20
"""Values of a list, at once."""


@frozen
class ListParameter:
    """A parameter that takes values joined by commas, and the field that it filters."""

    parameter: str
    field: str
    form: re.Pattern[str]
    nobodys: str

    def value(self, row: dict[str, Any]) -> str | None:
        """Return a row's value, as it is compared; None if the row has no such value. Servers have sent other strings."""
        found = str(row.get(self.field))
        return found.lower() if self.form.fullmatch(found) else None


LISTS = {
    "token-ids": ListParameter("tokenIds", "tokenId", re.compile("[0-9]{1,10}"), str(2**31 - 1)),
    "nft-datas": ListParameter("nftDatas", "nftData", re.compile("0x[0-9a-fA-F]{64}"), f"0x{1:064x}"),
    "token-addrs": ListParameter("tokenAddrs", "tokenAddress", ADDRESS, f"0x{1:040x}"),
}


def _values(probe: NumberedProbe, of: ListParameter, count: int) -> tuple[str, list[str], list[dict[str, Any]]]:
    """Return an account, the values that the fewest of its rows have, and its rows."""
    found = []
    for holding in probe.holdings(HELD):
        rows = holding.pages[0].rows
        written = {value: str(row.get(of.field)) for row in rows if (value := of.value(row))}
        times = Counter(map(of.value, rows))
        rarest = sorted(written, key=lambda value: times[value])[:count]
        if len(written) > count:
            found.append((sum(times[value] for value in rarest), holding.account, [written[value] for value in rarest], rows))
    if not found:
        raise NotChecked(f"needs an account whose NFTs have {count + 1} different {of.field}: name one with --account")
    return min(found, key=lambda each: each[0])[1:]


def _most(probe: NumberedProbe, of: ListParameter) -> int:
    """Return how many values a request may have so that other rows are left; at least two."""
    return max(2, max(len({of.value(row) for row in holding.pages[0].rows}) for holding in probe.holdings(HELD)) - 1)


def _union(of: ListParameter, probe: NumberedProbe) -> Iterator[Violation]:
    for count in sorted({min(most, _most(probe, of)) for most in (3, MANY)}):
        yield from _compared(of, probe, count=count)
    yield from _compared(of, probe, count=1, times=2)


def _compared(of: ListParameter, probe: NumberedProbe, *, count: int, times: int = 1) -> Iterator[Violation]:
    """Yield a violation if a number of values, each some times in the list, do not list the rows with these values."""
    account, values, rows = _values(probe, of, count)
    sent = ",".join(values * times)
    page = probe.page(HELD, account, 0, HELD.largest, **{of.parameter: sent})
    asked = f"{of.parameter}={cut(sent)}"
    wanted = {value.lower() for value in values}
    # A row may lack the field.
    if wrong := [row for row in page.rows if of.value(row) not in (*wanted, None)]:
        at = page.exchange.places(wrong, of.field)
        yield Violation(f"{asked} lets {of.field} {wrong[0].get(of.field)} through", page.exchange, at=at)
    elif len(set(page.keys)) < len(page.rows):
        yield Violation(f"{asked} lists a row twice", page.exchange, at=page.places(first_twice(page.keys)))
    elif missing := [row for row in rows if of.value(row) in wanted and HELD.key(row) not in page.keys and len(page.rows) < HELD.largest]:
        yield Violation(f"{asked} leaves out tokenId {missing[0]['tokenId']}", page.exchange)


def _unlisted(of: ListParameter, probe: NumberedProbe) -> Iterator[Violation]:
    holdings = probe.holdings(HELD)
    holding = max(holdings, key=lambda each: (each.is_whole, len(each.rows)))
    held, everywhere = ({value for each in some for row in each.rows if (value := of.value(row))} for some in ([holding], holdings))
    beginnings = {value[:-1] for value in held} if of.nobodys.isdecimal() else set()
    # An account that was not read whole may have any other value.
    others = [sorted(some - held)[:1] for some in (everywhere, beginnings)] if holding.is_whole else []
    for value in (of.nobodys, *chain.from_iterable(others)):
        page = probe.page(HELD, holding.account, 0, HELD.largest, **{of.parameter: value})
        # Rows with the value are right, though they were not read before; and a row may lack the field.
        if wrong := [row for row in page.rows if of.value(row) not in (value, None)]:
            found = f"{of.parameter}={value}, which the account has not, lists {len(page.rows)} rows"
            yield Violation(found, page.exchange, at=page.exchange.places(wrong, of.field))


for _id, _list in LISTS.items():
    RULES.rule(
        f"balances/{_id}", f"`{_list.parameter}` lists the rows with that {_list.field}, and no others.",
        [f"balances#request/{_list.parameter}"], ["balances/once"],
    )(partial(_compared, _list, count=1))  # fmt: skip
    RULES.rule(
        f"balances/{_id}-union", f"Several values in `{_list.parameter}`, joined by commas, are a union.",
        [f"balances#request/{_list.parameter}", f"balances#request/{_list.parameter}/example"
         if _list.parameter != "nftDatas" else "balances#request/nftDatas/example/1"], [f"balances/{_id}"],
    )(partial(_union, _list))  # fmt: skip
    RULES.rule(
        f"balances/{_id}-unlisted", f"A value of `{_list.parameter}` that the account has not lists nothing.",
        [f"balances#request/{_list.parameter}"], [f"balances/{_id}"],
    )(partial(_unlisted, _list))  # fmt: skip


@RULES.rule(
    "balances/token-addrs-case", "Contracts are compared without regard to the case of their digits.",
    ["balances#request/tokenAddrs", "samples#balances/addresses"], ["balances/token-addrs-union"],
)  # fmt: skip
def _case(probe: NumberedProbe) -> Iterator[Violation]:
    account, values, _ = _values(probe, LISTS["token-addrs"], 1)
    written = probe.page(HELD, account, 0, HELD.largest, tokenAddrs=values[0])
    capitals = f"0x{values[0][2:].upper()}"
    of = LISTS["token-addrs"]
    for form in (values[0].lower(), capitals, f"{of.nobodys},{capitals}"):
        page = probe.page(HELD, account, 0, HELD.largest, tokenAddrs=form)
        if of.nobodys in form and of.nobodys in map(of.value, page.rows):
            continue  # the account has it
        if set(page.keys) != set(written.keys):
            yield Violation(f"tokenAddrs={form} lists other rows than {values[0]}", page.exchange)


@RULES.rule(
    "balances/lists-together", "Where two of the lists are sent, both must hold.",
    ["balances#request/tokenIds", "balances#request/nftDatas", "balances#request/tokenAddrs"],
    ["balances/token-ids", "balances/nft-datas", "balances/token-addrs"],
)  # fmt: skip
def _together(probe: NumberedProbe) -> Iterator[Violation]:
    seen = False
    for one, other in combinations(LISTS.values(), 2):
        for holding in probe.holdings(HELD):
            rows = [row for row in holding.pages[0].rows if one.value(row) and other.value(row)]
            apart = next((row for row in rows if all(each.value(row) != each.value(rows[0]) for each in (one, other))), None)
            if apart is None:
                continue
            seen = True
            wanted = one.value(rows[0]), other.value(apart)
            query = {one.parameter: str(rows[0][one.field]), other.parameter: str(apart[other.field])}
            page = probe.page(HELD, holding.account, 0, HELD.largest, **query)
            # A row may lack the field.
            pairs = [*zip((one, other), wanted, strict=True)]
            if wrong := [row for row in page.rows if any(each.value(row) not in (value, None) for each, value in pairs)]:
                found = f"{one.parameter} of one NFT with {other.parameter} of another lists rows of one of them"
                yield Violation(found, page.exchange, f"{one.parameter}, {other.parameter}", page.exchange.places(wrong))
            break
    if not seen:
        raise NotChecked("needs an account whose NFTs have two different tokenId and nftData, or tokenAddress: name one with --account")


@RULES.rule(
    "balances/total-filtered", "The total counts the rows that satisfy the lists, and with `nonZero` false those with an amount of 0.",
    ["balances#response/totalNum"], ["balances/total", "balances/token-ids", "balances/non-zero-false"],
)  # fmt: skip
def _total_filtered(probe: NumberedProbe) -> Iterator[Violation]:
    for each in LISTS.values():
        with suppress(NotChecked):
            account, values, _ = _values(probe, each, 2)
            page = probe.page(HELD, account, 0, HELD.largest, **{each.parameter: ",".join(values)})
            if page.total != len(page.rows) and len(page.rows) < HELD.largest:
                found = f"with two {each.parameter} the total is {page.total}, and there are {len(page.rows)} rows"
                yield Violation(found, page.exchange, about=each.parameter)
            small = probe.page(HELD, account, 0, 1, **{each.parameter: ",".join(values)})
            if small.total != page.total:
                found = f"with two {each.parameter} the total is {small.total} with limit=1, and {page.total} with limit={HELD.largest}"
                yield Violation(found, small.exchange, about=each.parameter)
    for holding in with_zeroes(HELD, probe, nonZero="false"):
        if holding.is_miscounted:
            found = f"with nonZero=false the total is {holding.pages[0].total}, and there are {len(holding.rows)} rows"
            yield Violation(found, holding.pages[0].exchange, about="nonZero")
            return


@RULES.rule(
    "balances/pages-filtered", "`offset` and `limit` count the rows that filters let through.",
    ["balances#request/offset", "balances#request/limit"], ["balances/pages-joined", "balances/token-ids-union", "balances/non-zero-false"],
)  # fmt: skip
def _pages_filtered(probe: NumberedProbe) -> Iterator[Violation]:
    account, values, _ = _values(probe, LISTS["token-ids"], 3)
    holding = probe.largest(HELD)
    contracts = Counter(filter(None, map(LISTS["token-addrs"].value, holding.pages[0].rows)))
    queries = [(account, "tokenIds", ",".join(values))]
    queries += [(holding.account, name, value) for name, value in (("nonZero", "false"), ("nonZero", "true"), ("metadata", "true"))]
    queries += [(holding.account, "tokenAddrs", contract) for contract, _ in contracts.most_common(1)]
    with suppress(NotChecked):
        account, values, _ = _values(probe, LISTS["nft-datas"], 3)
        queries.append((account, "nftDatas", ",".join(values)))
    for asked, name, value in queries:
        whole = probe.page(HELD, asked, 0, HELD.largest, **{name: value})
        if name == "tokenAddrs" and len(whole.rows) < min(contracts[value], HELD.largest):
            found = f"with {name}={value} there are {len(whole.rows)} rows, of at least {contracts[value]} that there are"
            yield Violation(found, whole.exchange, about=name)
        if len(whole.rows) < 2:
            continue
        parts = [probe.page(HELD, asked, skip, 1, **{name: value}) for skip in range(2)]
        rows = [key for part in parts for key in part.keys]
        if len(set(rows)) != 2 or len(rows) != 2 or not set(whole.keys).issuperset(rows):
            yield Violation(f"with {name}={value}, two pages of one row are not two of the rows", parts[1].exchange, about=name)


@RULES.rule(
    "balances/non-zero-filtered", "Rows with an amount of 0 are hidden with the lists too, and listed with them if `nonZero` is false.",
    ["balances#request/nonZero/default"], ["balances/non-zero-false", "balances/nft-datas"],
)  # fmt: skip
def _non_zero_filtered(probe: NumberedProbe) -> Iterator[Violation]:
    for holding in with_zeroes(HELD, probe, nonZero="false"):
        for row in filter(is_zero, holding.rows):
            for each in LISTS.values():
                if value := each.value(row):
                    page = probe.page(HELD, holding.account, 0, HELD.largest, **{each.parameter: value})
                    if at := page.exchange.places(filter(is_zero, page.rows), "total"):
                        found = f"{each.parameter}={value} lists rows with an amount of 0"
                        yield Violation(found, page.exchange, each.parameter, at)
                    page = probe.page(HELD, holding.account, 0, HELD.largest, nonZero="false", **{each.parameter: value})
                    if HELD.key(row) not in page.keys and len(page.rows) < HELD.largest:
                        found = f"{each.parameter}={value} with nonZero=false leaves out tokenId {row['tokenId']}, whose amount is 0"
                        yield Violation(found, page.exchange, about=each.parameter)
            return
    raise NotChecked("needs an account with an NFT whose amount is 0: name one with --account")


RULES.append(server_errors_rule(BALANCES, ["balances#response", "older#errors/5XX"]))
