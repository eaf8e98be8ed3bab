"""SwapChat's contract."""

from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.paging.probe import NumberedProbe

from . import generated, listing

CONTRACT = Contract(
    api="swapchat",
    rules=tuple(listing.RULES),
    probe=NumberedProbe.of,
    known_ids=generated.known_ids,
    fill=generated.fill,
    sandbox_accounts=generated.sandbox_accounts,
    envelope="data",
)
