"""The consensus time of a token's snapshot.

Source: `GET /api/v1/tokens/{tokenId}/balances` and `GET /api/v1/tokens/{tokenId}` in the spec, with the documents that they cite.
"""

from functools import partial
from typing import Any, Literal

from attrs import frozen

from nft_holdings import Hedera, InvalidArgument
from nft_holdings._apis.hedera.tokens.arguments import token_path
from nft_holdings._apis.hedera.tokens.client import Id
from nft_holdings._apis.hedera.tokens.objects import GetToken
from nft_holdings._apis.hedera.tokens.operations import TokenHolders
from nft_holdings._apis.hedera.tokens.times import SECOND, time_in
from nft_holdings._paging.lookup import Lookup

FUNGIBLE = "FUNGIBLE_COMMON"
LONGEST_LAG = 60 * SECOND
"""How far a copy of the server may be behind: a snapshot's time is at least so long ago, so that such a copy has taken it in."""


@frozen(kw_only=True)
class AsOf:
    """The consensus time of a token's snapshot, and the token at that time.

    All fields are JSON types: `attrs.asdict(as_of)` stores it, and `AsOf(**document)` restores it.

    Attributes:
        token: The token, as `shard.realm.number`.
        time: The time in nanoseconds since 1970.
        source: "balances", if the server has a snapshot of the token's balances of that time; "date", if it comes from the server's clock.
        treasury: The treasury of the token at that time, as `shard.realm.number`; None if the server does not tell.
        deleted: True if the token was deleted at that time.
    """

    token: str
    time: int
    source: Literal["balances", "date"]
    treasury: str | None
    deleted: bool

    @property
    def has_sums(self) -> bool:
        """Return True if the server has balances of that time, with which the holders can be compared."""
        return self.source == "balances"


def time_of(hedera: Hedera[Any], token: Id) -> AsOf:
    """Choose the time of a token's snapshot. Do it before the NFTs are listed. It takes three requests.

    It is the time of the newest snapshot of the token's balances that is at least a minute old. If the server has none, it is a minute
    before the server's header `Date`.

    Args:
        hedera: The client.
        token: The token's id.

    Raises:
        InvalidArgument: The token's id is refused, the token is fungible, or it was created less than a minute ago.
        NotFound: There is no such token.
        NftHoldingsError: The server does not answer.
    """
    return hedera._answer(partial(_chosen, token=token_path(token)))


async def _chosen(lookup: Lookup, token: str) -> AsOf:
    now = await lookup.one(GetToken(token))
    if now.type == FUNGIBLE:
        raise InvalidArgument(f"the token {token} is fungible and has no NFTs", argument="token", hint="give a token of NFTs")
    latest = int(lookup.server_time) * SECOND - LONGEST_LAG
    if (time_in(now.created_timestamp) or 0) > latest:
        raise InvalidArgument(f"the token {token} was created at {now.created_timestamp}", argument="token", hint="come back in a minute")
    # A page without rows has no time. Accounts that hold nothing, such as a treasury that gave all away, are rows here.
    balances = await lookup.page(TokenHolders(token, at_least=0, time=latest, page_size=1))
    taken = time_in(balances.as_of)
    time = latest if taken is None else taken
    then = await lookup.one(GetToken(token, time))
    return AsOf(
        token=str(then.token_id),
        time=time,
        source="date" if taken is None else "balances",
        treasury=then.treasury_account_id,
        deleted=bool(then.deleted),
    )
