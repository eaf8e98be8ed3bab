"""Hedera's part in generated requests: ids that exist, and rules between parameters."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from nft_holdings._apis.hedera.entity_id import ALIAS, EVM, account_path, entity_id
from nft_holdings._apis.hedera.filters.columns import MAXIMUM_SERIAL, Filter
from nft_holdings._apis.hedera.filters.rules import MAXIMUM_SPENDERS, checked
from nft_holdings._apis.hedera.tokens.arguments import MOST, serial_of, token_path
from nft_holdings._apis.hedera.tokens.times import LATEST, nanoseconds
from nft_holdings._errors import InvalidArgument
from nft_holdings._validation import whole_number
from nft_holdings.contract._rules.known_ids import KnownIds, chosen, first

from .filters import COLUMNS
from .probe import HederaProbe

ACCOUNT, TOKEN, SERIAL, NFT = "idOrAliasOrEvmAddress", "tokenId", "serialNumber", "nft"
ACCOUNT_PATH = f"/api/v1/accounts/{{{ACCOUNT}}}"
TIMES = ("created_timestamp", "modified_timestamp")
TYPES = ("CRYPTOTRANSFER", "TOKENMINT", "TOKENASSOCIATE", "CRYPTOCREATEACCOUNT")
"""Types of transactions. The schema has any text, as protocols get new ones, and servers refuse what is none."""
LETTERS, BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5
COMPARISON = re.compile(r"((?:[a-z]+:)?)(.*)", re.DOTALL)
NUMBER = re.compile(r"[0-9.]+")
ENCODED = re.compile(r"(?:[a-z]+:)?[0-9]{13,}")
"""Digits alone that are more than the largest number has: once read as encoded ids, which no server takes."""


def known_ids(probe: HederaProbe) -> KnownIds:
    """Return the ids that accounts hold."""
    rows = [row for holding in probe.holdings for row in holding.rows]
    held = tuple(holding.account for holding in probe.holdings if holding.rows) or tuple(probe.accounts)
    owners = first(str(row.raw["account_id"]) for row in rows)
    # If no NFT has a spender, accounts are as good: servers may refuse some forms of ids that nobody has.
    spenders = first(str(row.spender) for row in rows if row.spender) or owners
    # The newest of each token, as a story of one NFT is as good as that of another.
    newest = {row.token: row for holding in probe.holdings for row in reversed(holding.rows)}
    times = (row.raw[name] for row in newest.values() for name in TIMES)
    return KnownIds(
        accounts=held,
        values={
            "token.id": first(str(token) for token in newest),
            "spender.id": spenders,
            "account.id": owners,
            "timestamp": first(time for time in times if time),
            NFT: first(map(str, newest.values())),
        },
    )


def fill(ids: KnownIds, case: Any) -> None:
    """Put known ids into a generated request. A time with decimals stays as it is, so that not all are those of rows."""
    _fill_path(ids, case.path_parameters)
    for name, given in (case.query or {}).items():
        values = ids.values.get(name)
        if name == "transactiontype" and isinstance(given, list):
            case.query[name] = [chosen(TYPES, text) for text in given]
        elif values and isinstance(given, list):
            case.query[name] = [text if name == "timestamp" and "." in text else _with_id(text, values) for text in given]


def _fill_path(ids: KnownIds, path: dict[str, Any]) -> None:
    if ACCOUNT in path:
        account = str(path[ACCOUNT])
        if NUMBER.fullmatch(account) and ids.accounts:
            account = chosen(ids.accounts, account)
        path[ACCOUNT] = without_padding_bits(account)
    elif NUMBER.fullmatch(token := str(path.get(TOKEN, ""))):
        if SERIAL in path and (nfts := ids.values.get(NFT)):
            path[TOKEN], _, serial = chosen(nfts, (token, path[SERIAL])).partition("/")
            path[SERIAL] = int(serial)
        elif tokens := ids.values.get("token.id"):
            path[TOKEN] = chosen(tokens, token)


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
    """Return True if a generated request breaks no rule between parameters, and none on the range of a value.

    The client's own rules decide, so that a rule that the client lacks shows as valid data that the server refuses.
    """
    texts = {name: _listed(value) for name, value in (case.query or {}).items()}
    try:
        _check_path(case.path_parameters)
        if case.path == f"{ACCOUNT_PATH}/nfts":
            return _is_filter(texts)
        for name, values in texts.items():
            for text in values:
                _check(name, text)
    except InvalidArgument:
        return False
    # An account is looked for in the nanosecond behind a time too.
    return case.path != ACCOUNT_PATH or all(nanoseconds(_value(text), "timestamp") < LATEST for text in texts.get("timestamp", ()))


def _check_path(path: Mapping[str, Any]) -> None:
    if ACCOUNT in path:
        account_path(path[ACCOUNT])
    else:
        token_path(path[TOKEN])
        serial_of(path.get(SERIAL, 1))


def _check(name: str, text: str) -> None:
    """Raise InvalidArgument for a value that the server refuses, or that makes it fail."""
    value = _value(text)
    if name == "timestamp":
        nanoseconds(value, name)
    elif name in ("account.balance", "serialnumber"):
        whole_number(int(value), name, minimum=name == "serialnumber", maximum=MOST if name == "account.balance" else MAXIMUM_SERIAL)
    elif name in ("account.id", "token.id") and NUMBER.fullmatch(value):
        entity_id(value, name)


def _value(text: str) -> str:
    return text.rpartition(":")[2]


def _is_filter(texts: Mapping[str, Sequence[str]]) -> bool:
    """Return True if what is asked of an account's NFTs breaks none of the rules between its filters."""
    conditions = [each for name, column in COLUMNS.items() for text in texts.get(name, ()) for each in column.parse(text).conditions]
    checked(Filter(tuple(conditions)))
    if any(ENCODED.fullmatch(text) for name in ("token.id", "spender.id") for text in texts.get(name, ())):
        return False
    # A Filter leaves out what comes twice, in whichever form, and a server counts it.
    spenders = [each for each in conditions if (each.parameter, each.operator) == ("spender.id", "eq")]
    once = [each for each in conditions if each not in spenders]
    return len(set(once)) == len(once) and len(spenders) <= MAXIMUM_SPENDERS


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [str(value)]
