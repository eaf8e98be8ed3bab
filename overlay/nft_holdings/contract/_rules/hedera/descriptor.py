"""Hedera's contract."""

from nft_holdings._apis.hedera.entity_id import account_path
from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.server_errors import server_errors_rule

from . import accounts, combined_filters, filters, generated, links, listing, refusals
from .probe import OPERATION, HederaProbe

CONTRACT = Contract(
    api="hedera",
    rules=(
        *listing.RULES,
        *filters.RULES,
        *combined_filters.RULES,
        *links.RULES,
        *refusals.RULES,
        server_errors_rule(OPERATION, ["page#responses/200", "observed#errors/500"]),
    ),
    probe=lambda server, found: HederaProbe(server, found.names),
    known_ids=generated.known_ids,
    fill=generated.fill,
    is_allowed=generated.is_allowed,
    check_account=account_path,
    discover=accounts.discover,
    is_owed=accounts.is_owed,
)
