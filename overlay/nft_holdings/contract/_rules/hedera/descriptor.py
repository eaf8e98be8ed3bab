"""Hedera's contract."""

from nft_holdings.contract._rules.contract import Contract

from . import accepted, accounts, combined_filters, filters, generated, links, listing, pairs, refusals
from .probe import HederaProbe

CONTRACT = Contract(
    api="hedera",
    rules=(
        *listing.RULES,
        *filters.RULES,
        *combined_filters.RULES,
        *pairs.RULES,
        *links.RULES,
        *refusals.RULES,
        *accepted.RULES,
    ),
    probe=lambda server, found: HederaProbe(server, found.names),
    known_ids=generated.known_ids,
    fill=generated.fill,
    is_allowed=generated.is_allowed,
    check_account=accounts.check_account,
    discover=accounts.discover,
    is_owed=accounts.is_owed,
)
