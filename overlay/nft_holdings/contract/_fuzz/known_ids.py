"""Ids that exist on a server, for requests that are made up: with others a server would have nothing to list."""

import re
from collections.abc import Iterable

from attrs import frozen

from nft_holdings.contract._rules.hedera.probe import HederaProbe
from nft_holdings.contract._rules.loopring.balances import HELD
from nft_holdings.contract._rules.paging.probe import NumberedProbe

MOST = 20
FORMS = {
    "tokenId": re.compile(r"[0-9]{1,10}"),
    "nftData": re.compile(r"0x[0-9a-fA-F]{64}"),
    "tokenAddress": re.compile(r"0x[0-9a-fA-F]{40}"),
}
"""Ids of Loopring's: rows may have other texts in their place."""


@frozen(kw_only=True)
class Pool:
    """Ids that exist.

    Attributes:
        accounts: Accounts, as the path or the query names them.
        values: Values of parameters, by the parameters' names.
    """

    accounts: tuple[str, ...]
    values: dict[str, tuple[str, ...]]


def hedera_pool(probe: HederaProbe) -> Pool:
    """The ids that accounts of a mirror node hold."""
    holdings = [probe.holding(account) for account in probe.accounts]
    rows = [row for holding in holdings for row in holding.rows]
    held = tuple(holding.account for holding in holdings if holding.rows) or tuple(probe.accounts)
    # Where no NFT has a spender, accounts are as good: ids that nobody gave away may be written so that a server refuses them.
    spenders = _first(row.spender for row in rows if row.spender) or _first(str(row.raw["account_id"]) for row in rows)
    return Pool(accounts=held, values={"token.id": _first(row.token for row in rows), "spender.id": spenders})


def loopring_pool(probe: NumberedProbe) -> Pool:
    """The ids that accounts of Loopring's hold."""
    rows = [row for account in probe.accounts for row in probe.holding(HELD, account).rows]
    fields = {"tokenIds": "tokenId", "nftDatas": "nftData", "tokenAddrs": "tokenAddress", "tokenAddress": "tokenAddress"}
    values = {
        parameter: _first(text for row in rows if FORMS[name].fullmatch(text := str(row.get(name)))) for parameter, name in fields.items()
    }
    return Pool(accounts=tuple(probe.accounts), values=values)


def swapchat_pool(probe: NumberedProbe) -> Pool:
    """The wallets of SwapChat's."""
    return Pool(accounts=tuple(probe.accounts), values={})


def _first(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:MOST]
