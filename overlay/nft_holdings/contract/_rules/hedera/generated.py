"""Hedera's part in generated requests: ids that exist, and rules between parameters."""

import re
from typing import Any

from nft_holdings._apis.hedera.entity_id import ALIAS, EVM, account_path
from nft_holdings._apis.hedera.filters.columns import Filter
from nft_holdings._apis.hedera.filters.rules import MAXIMUM_SPENDERS, checked
from nft_holdings._errors import InvalidArgument
from nft_holdings.contract._rules.known_ids import KnownIds, chosen, first

from .filters import COLUMNS
from .probe import HederaProbe

ACCOUNT = "idOrAliasOrEvmAddress"
LETTERS, BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5
COMPARISON = re.compile(r"((?:[a-z]+:)?)(.*)", re.DOTALL)
NUMBER = re.compile(r"[0-9.]+")
ENCODED = re.compile(r"(?:[a-z]+:)?[0-9]{13,}")
"""Digits alone that are more than the largest number has: once read as encoded ids, which no server takes."""


def known_ids(probe: HederaProbe) -> KnownIds:
    """Return the ids that accounts hold."""
    rows = [row for holding in probe.holdings for row in holding.rows]
    held = tuple(holding.account for holding in probe.holdings if holding.rows) or tuple(probe.accounts)
    # If no NFT has a spender, accounts are as good: servers may refuse some forms of ids that nobody has.
    spenders = first(str(row.spender) for row in rows if row.spender) or first(str(row.raw["account_id"]) for row in rows)
    return KnownIds(accounts=held, values={"token.id": first(str(row.token) for row in rows), "spender.id": spenders})


def fill(ids: KnownIds, case: Any) -> None:
    """Put known ids into a generated request."""
    account = str(case.path_parameters[ACCOUNT])
    if NUMBER.fullmatch(account) and ids.accounts:
        account = chosen(ids.accounts, account)
    case.path_parameters[ACCOUNT] = without_padding_bits(account)
    for name, values in ids.values.items():
        given = (case.query or {}).get(name)
        if isinstance(given, list) and values:
            case.query[name] = [_with_id(text, values) for text in given]


def fill_invalid(ids: KnownIds, case: Any) -> None:
    """Take the brackets out of the names of a generated request's parameters: the mirror node answers those with 500."""
    if isinstance(case.query, dict):
        case.query = {name.replace("[", "("): value for name, value in case.query.items()}


def without_padding_bits(account: str) -> str:
    """Return an alias with 0 in the bits of its last letter that belong to no byte; a mirror node refuses other aliases.

    Args:
        account: An account, in whichever form; what is no alias is returned as it is.
    """
    if EVM.fullmatch(account) or not ALIAS.fullmatch(account):
        return account
    padding = len(account.rpartition(".")[2]) * BITS % 8
    return account[:-1] + LETTERS[LETTERS.index(account[-1]) >> padding << padding]


def _with_id(text: str, values: tuple[str, ...]) -> str:
    return COMPARISON.sub(lambda found: f"{found[1]}{chosen(values, found[2])}", text, count=1)


def is_allowed(case: Any) -> bool:
    """Return True if a generated request breaks no rule between parameters.

    The client's own rules decide, so that a rule that the client lacks shows as valid data that the server refuses.
    """
    texts = {name: _listed((case.query or {}).get(name)) for name in COLUMNS}
    try:
        account_path(case.path_parameters[ACCOUNT])
        conditions = [each for name, column in COLUMNS.items() for text in texts[name] for each in column.parse(text).conditions]
        checked(Filter(tuple(conditions)))
    except InvalidArgument:
        return False
    if any(ENCODED.fullmatch(text) for text in (*texts["token.id"], *texts["spender.id"])):
        return False
    # A Filter leaves out what comes twice, in whichever form, and a server counts it.
    spenders = [each for each in conditions if (each.parameter, each.operator) == ("spender.id", "eq")]
    once = [each for each in conditions if each not in spenders]
    return len(set(once)) == len(once) and len(spenders) <= MAXIMUM_SPENDERS


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [str(value)]
