"""Hedera's accounts to check with: their aliases, and holders of the newest NFTs."""

import re
from collections.abc import Iterator
from typing import Any

from nft_holdings._apis.hedera.entity_id import ALIAS, EVM
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange

from .probe import DOTTED

LETTERS, BITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 5
ALIAS_PATH = re.compile(r"/accounts/(?![0-9.]+/)[^/]+/nfts$")
TOKENS = 10


def without_padding_bits(account: str) -> str:
    """Return an alias with 0 in the bits of its last letter that belong to no byte; a mirror node refuses other aliases.

    Args:
        account: An account, in whichever form; what is no alias is returned as it is.
    """
    if EVM.fullmatch(account) or not ALIAS.fullmatch(account):
        return account
    padding = len(account.rpartition(".")[2]) * BITS % 8
    return account[:-1] + LETTERS[LETTERS.index(account[-1]) >> padding << padding]


def is_owed(exchange: Exchange) -> bool:
    """Return True for the 404 of an alias that nobody has. An account number that nobody has is no reason for one."""
    return exchange.status == 404 and ALIAS_PATH.search(exchange.path) is not None


def discover(server: Server) -> Iterator[str]:
    """Yield holders of the newest NFTs. Both operations of the mirror node are missing from the spec, and serve this alone."""
    tokens: Any = server.ask("/api/v1/tokens", [("type", "NON_FUNGIBLE_UNIQUE"), ("order", "desc"), ("limit", 25)]).json
    for token in _ids(tokens, "tokens", "token_id")[:TOKENS]:
        yield from _ids(server.ask(f"/api/v1/tokens/{token}/nfts", [("limit", 25)]).json, "nfts", "account_id")


def _ids(body: Any, name: str, field: str) -> list[str]:
    """Return the ids in a field of the rows."""
    found = body.get(name) if isinstance(body, dict) else None
    values = [each.get(field) for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [each for each in values if isinstance(each, str) and DOTTED.fullmatch(each)]
