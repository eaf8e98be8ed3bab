"""Loopring's contract."""

from nft_holdings.contract._rules.contract import Contract
from nft_holdings.contract._rules.paging.probe import NumberedProbe

from . import balances, collections, generated, lists, refusals

CONTRACT = Contract(
    api="loopring",
    rules=(*balances.RULES, *collections.RULES, *refusals.RULES, *lists.RULES),
    probe=NumberedProbe.of,
    known_ids=generated.known_ids,
    fill=generated.fill,
    fill_invalid=generated.fill_invalid,
    is_owed=refusals.is_owed,
)
