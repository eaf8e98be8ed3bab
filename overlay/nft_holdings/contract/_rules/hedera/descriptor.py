"""Hedera's contract, and its accounts to check with: holders of the newest NFTs."""

import re
from collections.abc import Iterator

from nft_holdings._apis.hedera.entity_id import account_path
from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.server_errors import server_errors_rule
from nft_holdings.contract._server.client import Server
from nft_holdings.contract._server.exchange import Exchange

from . import combined_filters, filters, generated, histories, links, listing, refusals, token_counts, token_nfts, token_refusals
from .probe import DOTTED, OPERATION, HederaProbe, rows_in

ALIAS_PATH = re.compile(r"/accounts/(?![0-9.]+/)[^/]+/nfts$")
TOKENS = 10


def is_owed(exchange: Exchange) -> bool:
    """Return True for the 404 of an alias that nobody has. An account number that nobody has is no reason for one."""
    return exchange.status == 404 and ALIAS_PATH.search(exchange.path) is not None


def discover(server: Server) -> Iterator[str]:
    """Yield holders of the newest NFTs. Both operations of the mirror node are missing from the spec, and serve this alone."""
    tokens = server.ask("/api/v1/tokens", [("type", "NON_FUNGIBLE_UNIQUE"), ("order", "desc"), ("limit", 25)])
    for token in _ids(tokens, "tokens", "token_id")[:TOKENS]:
        yield from _ids(server.ask(f"/api/v1/tokens/{token}/nfts", [("limit", 25)]), "nfts", "account_id")


def _ids(exchange: Exchange, name: str, field: str) -> list[str]:
    """Return the ids in a field of the rows."""
    values = [each.get(field) for each in rows_in(exchange, name) or () if isinstance(each, dict)]
    return [each for each in values if isinstance(each, str) and DOTTED.fullmatch(each)]


CONTRACT = Contract(
    api="hedera",
    rules=(
        *listing.RULES,
        *filters.RULES,
        *combined_filters.RULES,
        *links.RULES,
        *refusals.RULES,
        *token_nfts.RULES,
        *token_nfts.NFT_RULES,
        *histories.RULES,
        *token_counts.ACCOUNT_RULES,
        *token_counts.BALANCE_RULES,
        *(rule for rules in token_refusals.RULES for rule in rules),
        server_errors_rule(OPERATION, ["page#responses/200", "observed#errors/500"]),
    ),
    probe=lambda server, found: HederaProbe(server, found.names),
    known_ids=generated.known_ids,
    fill=generated.fill,
    fill_invalid=generated.fill_invalid,
    is_allowed=generated.is_allowed,
    check_account=account_path,
    discover=discover,
    is_owed=is_owed,
)
