"""Results of many accounts, taken apart."""

from collections.abc import Iterable
from typing import Any

from nft_holdings import AccountResult


def pairs(results: Iterable[AccountResult[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return each row and each error with its account, as they came."""
    return [pair for result in results for pair in pairs_in(result)]


def pairs_in(result: AccountResult[Any, Any]) -> list[tuple[Any, Any]]:
    """Return the rows of a result, or its error, each with the account."""
    return [(result.account, each) for each in ([*result.items] if result.error is None else [result.error])]
