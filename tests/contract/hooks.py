"""What schemathesis cannot know: rules between parameters, and accounts that exist.

A case that a rule between parameters forbids is not valid data, though each of its parameters is. The client's own rules
decide, so that a rule which is missing there shows here as valid data that the server refuses.
"""

from __future__ import annotations

import os
import re
from typing import Any

import schemathesis
from nft_holdings import FilterError
from nft_holdings._entity_id import account_path
from nft_holdings._filter_rules import MAXIMUM_SPENDERS, checked
from nft_holdings._filters import Column, Filter, serial_number, spender_id, token_id

COLUMNS: dict[str, Column[Any]] = {"token.id": token_id, "serialnumber": serial_number, "spender.id": spender_id}
BOUND = re.compile(r"[gl]te?:")
NUMBER = re.compile(r"[0-9.]+")
HEDERA = os.environ.get("CONTRACT_HEDERA_ACCOUNT", "0.0.1001")
ACCOUNT = int(os.environ.get("CONTRACT_LOOPRING_ACCOUNT", "0"))
ADDRESS = os.environ.get("CONTRACT_LOOPRING_ADDRESS", "")


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """Leave out what is meant to be valid and breaks a rule between parameters."""
    if not positive(case) or not case.path.endswith("/accounts/{idOrAliasOrEvmAddress}/nfts"):
        return True
    try:
        account_path(case.path_parameters["idOrAliasOrEvmAddress"])
        conditions = [
            condition
            for name, column in COLUMNS.items()
            for text in listed((case.query or {}).get(name))
            for condition in column.parse(text).conditions
        ]
        checked(Filter(tuple(conditions)))
    except FilterError:
        return False
    # A Filter leaves out what comes twice, and a server counts it.
    spenders = [text for text in listed((case.query or {}).get("spender.id")) if not BOUND.match(text)]
    values = [listed((case.query or {}).get(name)) for name in ("token.id", "serialnumber")]
    return all(len(set(each)) == len(each) for each in values) and len(spenders) <= MAXIMUM_SPENDERS


@schemathesis.hook
def map_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """Ask for accounts that exist: where valid data needs one, and where a made-up number would list nothing."""
    if positive(case) and case.path.startswith("/api/v1/") and NUMBER.fullmatch(case.path_parameters["idOrAliasOrEvmAddress"]):
        case.path_parameters["idOrAliasOrEvmAddress"] = HEDERA
    if positive(case) and case.path.startswith("/api/v3/user/"):
        query = case.query or {}
        by_address = "address" in query and "accountId" not in query
        query.pop("address", None)
        query.update({"address": ADDRESS} if by_address else {"accountId": ACCOUNT})
        case.query = query
    return case


def positive(case: schemathesis.Case[Any]) -> bool:
    """Whether the case is meant to be accepted."""
    return case.meta is None or case.meta.generation.mode.is_positive


def listed(value: Any) -> list[str]:
    """A parameter's values, of which a list may hold several."""
    return [] if value is None else value if isinstance(value, list) else [str(value)]
