"""SwapChat's contract, and its part in generated requests: wallets that exist."""

from collections.abc import Mapping
from typing import Any

from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.known_ids import KnownIds, chosen
from nft_holdings.contract._rules.paging.probe import NumberedProbe

from .listing import RULES

USER = "a user;"


def sandbox_accounts(names: Mapping[str, str]) -> Mapping[str, str]:
    """Join the user and each wallet that a sandbox lists."""
    user = next(name for about, name in names.items() if about.startswith(USER))
    return {about: f"{user}/{name}" for about, name in names.items() if name.startswith("0x")}


def known_ids(probe: NumberedProbe) -> KnownIds:
    """Return the wallets."""
    return KnownIds(accounts=tuple(probe.accounts), values={})


def fill(ids: KnownIds, case: Any) -> None:
    """Put a wallet and its user into a generated request."""
    if isinstance(case.body, dict) and "wallet_address" in case.body:
        user, _, wallet = chosen(ids.accounts, case.body["wallet_address"]).rpartition("/")
        case.body["wallet_address"] = wallet
        case.path_parameters["user_id"] = user


CONTRACT = Contract(
    api="swapchat",
    rules=tuple(RULES),
    probe=NumberedProbe.of,
    known_ids=known_ids,
    fill=fill,
    sandbox_accounts=sandbox_accounts,
    envelope="data",
)
