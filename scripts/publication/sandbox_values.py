"""What samples and forms ask a sandbox for: the accounts, keys and rows that each sandbox has."""

from functools import cache
from typing import Any

from nft_holdings.sandbox import Sandbox

SANDBOX_URL = "http://127.0.0.1:8000"
"""Where `nft-holdings sandbox` listens unless it is told otherwise."""
SHOWN_ROWS = 5

_TRIED = {
    "idOrAliasOrEvmAddress": ("hedera", "100 NFTs"),
    "accountId": ("loopring", "more collections than a page has"),
    "user_id": ("swapchat", "a user; any other does too"),
    "wallet_address": ("swapchat", "100 NFTs"),
}
"""Which of the accounts that the sandbox offers to try stands for a parameter."""


@cache
def _sandbox() -> Sandbox:
    return Sandbox()


def credentials(api: str) -> dict[str, Any]:
    """The arguments of a client that the sandbox lets in."""
    return _sandbox().credentials(api)


def sandbox_value(parameter: str) -> str | None:
    """A value of a parameter with which a sandbox has something to show; None where any or none will do."""
    if parameter in _TRIED:
        api, shows = _TRIED[parameter]
        return _sandbox().accounts(api)[shows]
    return {"limit": str(SHOWN_ROWS), "size": str(SHOWN_ROWS), "page": "1"}.get(parameter)
