"""What schemathesis cannot know: rules between parameters, and ids that exist.

A case that a rule between parameters forbids is not valid data, though each of its parameters is. The client's own rules decide, so
that a rule which is missing there shows here as valid data that the server refuses.
"""

import re
from itertools import chain
from typing import Any
from zlib import crc32

from nft_holdings._apis.hedera.entity_id import account_path
from nft_holdings._apis.hedera.filters.columns import Column, Filter, serial_number, spender_id, token_id
from nft_holdings._apis.hedera.filters.rules import MAXIMUM_SPENDERS, checked
from nft_holdings._errors import FilterError
from nft_holdings.contract._rules.hedera.aliases import without_padding_bits

from .known_ids import Pool

COLUMNS: dict[str, Column[Any]] = {"token.id": token_id, "serialnumber": serial_number, "spender.id": spender_id}
COMPARISON = re.compile(r"((?:[a-z]+:)?)(.*)", re.DOTALL)
BOUND = re.compile(r"[gl]te?:")
NUMBER = re.compile(r"[0-9.]+")
ENCODED = re.compile(r"(?:[a-z]+:)?[0-9]{13,}")
"""Digits alone that are more than the largest number has: once read as encoded ids, which no server takes."""


def hooks_for(api: str, pool: Pool, schema: Any) -> None:
    """Register with a schema of schemathesis what it cannot know of an API."""
    fill = {"hedera": _hedera, "loopring": _loopring, "swapchat": _swapchat}[api]

    def map_case(context: Any, case: Any) -> Any:
        """Put ids that exist into what is meant to be accepted; and an account into the rest, so that nothing else is wrong with it."""
        if _is_positive(case):
            fill(pool, case)
        elif api == "loopring":
            _loopring_account(pool, case)
        return case

    def filter_case(context: Any, case: Any) -> bool:
        """Leave out what is meant to be accepted and breaks a rule between parameters."""
        return api != "hedera" or not _is_positive(case) or _is_allowed(case)

    def before_add_examples(context: Any, examples: list[Any]) -> None:
        """Treat the spec's examples alike, which schemathesis takes past the other hooks: their accounts are not on every server."""
        examples[:] = [map_case(context, case) for case in examples if filter_case(context, case)]

    for hook in (map_case, filter_case, before_add_examples):
        schema.hooks.hook(hook)


def _is_positive(case: Any) -> bool:
    return case.meta is None or bool(case.meta.generation.mode.is_positive)


def _chosen(values: tuple[str, ...], by: object) -> str:
    """A value that depends on nothing but what was made up, so that the same seed gives the same requests."""
    return values[crc32(repr(by).encode()) % len(values)]


def _hedera(pool: Pool, case: Any) -> None:
    account = str(case.path_parameters["idOrAliasOrEvmAddress"])
    if NUMBER.fullmatch(account) and pool.accounts:
        account = _chosen(pool.accounts, account)
    case.path_parameters["idOrAliasOrEvmAddress"] = without_padding_bits(account)
    for name, values in pool.values.items():
        given = (case.query or {}).get(name)
        if isinstance(given, list) and values:
            case.query[name] = [_with_id(text, values) for text in given]


def _with_id(text: str, values: tuple[str, ...]) -> str:
    found = COMPARISON.fullmatch(text)
    return text if found is None else f"{found[1]}{_chosen(values, found[2])}"


def _loopring(pool: Pool, case: Any) -> None:
    query = case.query or {}
    numbers = tuple(account for account in pool.accounts if not account.startswith("0x"))
    addresses = tuple(account for account in pool.accounts if account.startswith("0x"))
    by_address = "address" in query and "accountId" not in query and addresses
    named = {"address": query.pop("address", None), "accountId": query.pop("accountId", None)}
    if by_address:
        query["address"] = _chosen(addresses, named)
    else:
        query["accountId"] = int(_chosen(numbers, named)) if numbers else 0
    for name, values in pool.values.items():
        if name in query and values:
            query[name] = _values(query[name], values)
    case.query = query


def _loopring_account(pool: Pool, case: Any) -> None:
    numbers = tuple(account for account in pool.accounts if account.isdecimal())
    if isinstance(case.query, dict) and str(case.query.get("accountId")).isdecimal() and numbers:
        case.query["accountId"] = int(numbers[0])


def _values(given: Any, values: tuple[str, ...]) -> Any:
    if not isinstance(given, list):
        return _chosen(values, given)
    chosen = list(dict.fromkeys(_chosen(values, each) for each in given))
    return [int(each) if isinstance(given[0], int) else each for each in chosen]


def _swapchat(pool: Pool, case: Any) -> None:
    if isinstance(case.body, dict) and "wallet_address" in case.body:
        user, _, wallet = _chosen(pool.accounts, case.body["wallet_address"]).rpartition("/")
        case.body["wallet_address"] = wallet
        case.path_parameters["user_id"] = user


def _is_allowed(case: Any) -> bool:
    texts = {name: _listed((case.query or {}).get(name)) for name in COLUMNS}
    try:
        account_path(case.path_parameters["idOrAliasOrEvmAddress"])
        conditions = {name: [each for text in texts[name] for each in column.parse(text).conditions] for name, column in COLUMNS.items()}
        checked(Filter(tuple(chain.from_iterable(conditions.values()))))
    except FilterError:
        return False
    if any(ENCODED.fullmatch(text) for text in (*texts["token.id"], *texts["spender.id"])):
        return False
    # A Filter leaves out what comes twice, in whichever form, and a server counts it.
    spenders = [text for text in texts["spender.id"] if not BOUND.match(text)]
    once = [*conditions["token.id"], *conditions["serialnumber"], *(each for each in conditions["spender.id"] if each.operator != "eq")]
    return len(set(once)) == len(once) and len(spenders) <= MAXIMUM_SPENDERS


def _listed(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [str(value)]
