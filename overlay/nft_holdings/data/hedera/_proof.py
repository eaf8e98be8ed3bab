"""The proof of a token's snapshot: the sums by holder, compared with the server's balances of the same time.

Source: `GET /api/v1/tokens/{tokenId}/balances` in the spec, with the documents that it cites.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal, cast

from attrs import frozen
from nft_holdings_api.hedera.models import TokenBalance

from nft_holdings import DecodeError, Hedera, InvalidArgument
from nft_holdings._apis.hedera.tokens.operations import TokenHolders
from nft_holdings._apis.hedera.tokens.times import time_in, written
from nft_holdings._paging.lookup import Lookup

from ._as_of import AsOf
from ._rows import Unresolved


@frozen(kw_only=True)
class Mismatch:
    """An account with another number of NFTs in the snapshot than in the server's balances of the same time.

    Attributes:
        account: The account, as `shard.realm.number`.
        counted: The number of its NFTs in the snapshot.
        balance: Its balance.
    """

    account: str
    counted: int
    balance: int


@frozen(kw_only=True)
class Proof:
    """The record of how a token's snapshot was taken, and what speaks against it.

    Times are nanoseconds since 1970.

    Attributes:
        time: The snapshot's time.
        source: "balances" or "date", as AsOf has it.
        began: When the first request was sent.
        ended: When the last reply had come.
        unresolved: The NFTs whose holder at that time is not certain.
        mismatches: The accounts whose sum is not their balance; None if the sums were not compared.
    """

    time: int
    source: Literal["balances", "date"]
    began: int
    ended: int
    unresolved: Sequence[Unresolved]
    mismatches: Sequence[Mismatch] | None

    @property
    def proved(self) -> bool:
        """Return True if every NFT is resolved and every sum is the account's balance. Without balances nothing is proved."""
        return self.source == "balances" and self.mismatches is not None and not self.mismatches and not self.unresolved


def mismatches(hedera: Hedera[Any], counts: Mapping[str, int], as_of: AsOf) -> list[Mismatch]:
    """Compare the number of NFTs of each holder with the server's balances at the snapshot's time.

    Args:
        hedera: The client.
        counts: The number of NFTs in the snapshot, by holder as `shard.realm.number`. Burned NFTs have no holder and do not count.
        as_of: The snapshot's time.

    Returns:
        The accounts that differ, in the order of the server's rows; then those that the server does not have.

    Raises:
        InvalidArgument: The time does not come from balances, so there is nothing to compare with.
        DecodeError: The server does not have the balances of that time: not yet, or no longer.
        NftHoldingsError: The balances cannot be had.
    """
    if not as_of.has_sums:
        raise InvalidArgument("as_of has no sums: its time comes from the server's clock", argument="as_of", hint="give the proof None")
    return hedera._answer(partial(_mismatches, counts=counts, as_of=as_of))


async def _mismatches(lookup: Lookup, counts: Mapping[str, int], as_of: AsOf) -> list[Mismatch]:
    listing = TokenHolders(as_of.token, at_least=0, time=as_of.time)
    left = dict(counts)
    found: list[Mismatch] = []
    async for each in lookup.slices(listing):
        if each.page.rows and time_in(each.page.as_of) != as_of.time:
            raise DecodeError(listing.name, "$.timestamp", written(as_of.time), str(each.page.as_of), temporary=True)
        for row in cast("Sequence[TokenBalance]", each.page.rows):  # one that cannot be read is raised
            counted = left.pop(row.account, 0)
            if counted != row.balance:
                found.append(Mismatch(account=row.account, counted=counted, balance=row.balance))
    return found + [Mismatch(account=account, counted=counted, balance=0) for account, counted in left.items() if counted]
