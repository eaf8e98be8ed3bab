"""Loopring's part in generated requests: ids that exist."""

from typing import Any

from nft_holdings.contract._rules.known_ids import KnownIds, chosen, first
from nft_holdings.contract._rules.paging.probe import NumberedProbe

from .balances import HELD
from .lists import LISTS


def known_ids(probe: NumberedProbe) -> KnownIds:
    """Return the ids that accounts hold."""
    rows = [row for account in probe.accounts for row in probe.holding(HELD, account).rows]
    values = {each.parameter: first(str(row[each.field]) for row in rows if each.value(row)) for each in LISTS.values()}
    return KnownIds(accounts=tuple(probe.accounts), values={**values, "tokenAddress": values["tokenAddrs"]})


def fill(ids: KnownIds, case: Any) -> None:
    """Put known ids into a generated request."""
    query = case.query or {}
    numbers = tuple(account for account in ids.accounts if not account.startswith("0x"))
    addresses = tuple(account for account in ids.accounts if account.startswith("0x"))
    by_address = "address" in query and "accountId" not in query and addresses
    named = {"address": query.pop("address", None), "accountId": query.pop("accountId", None)}
    if by_address:
        query["address"] = chosen(addresses, named)
    else:
        query["accountId"] = int(chosen(numbers, named)) if numbers else 0
    for name, values in ids.values.items():
        if name in query and values:
            query[name] = _values(query[name], values)
    case.query = query


def fill_invalid(ids: KnownIds, case: Any) -> None:
    """Put a known account into a generated request, if it names an account by its number."""
    numbers = tuple(account for account in ids.accounts if account.isdecimal())
    if isinstance(case.query, dict) and str(case.query.get("accountId")).isdecimal() and numbers:
        case.query["accountId"] = int(numbers[0])


def _values(given: Any, values: tuple[str, ...]) -> Any:
    if not isinstance(given, list):
        return chosen(values, given)
    found = list(dict.fromkeys(chosen(values, each) for each in given))
    return [int(each) if isinstance(given[0], int) else each for each in found]
