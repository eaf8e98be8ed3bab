"""Loopring's rules on parameters that take values joined by commas."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from attrs import frozen

from ._loopring_rules import BALANCES, HELD, LOOPRING
from ._numbered_probe import NumberedProbe, Page
from ._rule import NotChecked, Violation


@frozen
class List:
    """A parameter that takes values joined by commas, and the field that it is held against."""

    parameter: str
    field: str

    def value(self, row: dict[str, Any]) -> str | None:
        """A row's value, as it is compared."""
        found = row.get(self.field)
        return None if found is None else str(found).lower()


LISTS = {
    "token-ids": List("tokenIds", "tokenId"),
    "nft-datas": List("nftDatas", "nftData"),
    "token-addrs": List("tokenAddrs", "tokenAddress"),
}


def _values(probe: NumberedProbe, of: List, count: int) -> tuple[str, list[str], list[dict[str, Any]]]:
    """An account, values that the fewest of its rows have, and its rows."""
    best: tuple[int, str, list[str], list[dict[str, Any]]] | None = None
    for holding in probe.holdings(HELD):
        rows = holding.pages[0].rows
        times = Counter(value for row in rows if (value := of.value(row)))
        rarest = sorted(times, key=lambda value: times[value])[:count]
        held = sum(times[value] for value in rarest)
        if len(times) > count and (best is None or held < best[0]):
            written = {of.value(row): str(row.get(of.field)) for row in rows}
            best = held, holding.account, [written[value] for value in rarest], rows
    if best is None:
        raise NotChecked(f"needs an account whose NFTs have {count + 1} different {of.field}: name one with --account")
    return best[1:]


def _listed(of: List, probe: NumberedProbe) -> Iterator[Violation]:
    account, values, rows = _values(probe, of, 1)
    page = probe.page(HELD, account, 0, HELD.largest, **{of.parameter: values[0]})
    yield from _compared(of, page, rows, values, f"{of.parameter}={values[0]}")


def _union(of: List, probe: NumberedProbe) -> Iterator[Violation]:
    account, values, rows = _values(probe, of, 2)
    page = probe.page(HELD, account, 0, HELD.largest, **{of.parameter: ",".join(values)})
    yield from _compared(of, page, rows, values, f"{of.parameter} with two values")


def _compared(of: List, page: Page, rows: list[dict[str, Any]], values: Iterable[str], asked: str) -> Iterator[Violation]:
    wanted = {value.lower() for value in values}
    if wrong := [row for row in page.rows if of.value(row) not in wanted]:
        yield Violation(found=f"{asked} lets {of.field} {wrong[0].get(of.field)} through", exchange=page.exchange)
    elif missing := [row for row in rows if of.value(row) in wanted and HELD.key(row) not in page.keys and len(page.rows) < HELD.largest]:
        yield Violation(found=f"{asked} leaves out tokenId {missing[0]['tokenId']}", exchange=page.exchange)


for _id, _list in LISTS.items():
    LOOPRING.rule(
        f"balances/{_id}", BALANCES, f"`{_list.parameter}` lists the rows with that {_list.field}, and no others.",
        [f"balances#request/{_list.parameter}"], ["balances/once"],
    )(partial(_listed, _list))  # fmt: skip
    LOOPRING.rule(
        f"balances/{_id}-union", BALANCES, f"Several values in `{_list.parameter}`, joined by commas, are a union.",
        [f"balances#request/{_list.parameter}", f"balances#request/{_list.parameter}/example"
         if _list.parameter != "nftDatas" else "balances#request/nftDatas/example/1"], [f"balances/{_id}"],
    )(partial(_union, _list))  # fmt: skip
