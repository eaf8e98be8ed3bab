"""The rows of a token's listing as they were at the time of its snapshot.

Source: `GET /api/v1/tokens/{tokenId}/nfts` and `…/{serialNumber}/transactions` in the spec, with the documents that they cite.
"""

from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import Any, Literal

from attrs import frozen
from nft_holdings_api.hedera.models import TokenNft

from nft_holdings import DecodeError, Hedera, IncompleteListing, NftHoldingsError, NotFound
from nft_holdings._apis.hedera.tokens.at_time import nft_at
from nft_holdings._apis.hedera.tokens.times import time_in, written
from nft_holdings._paging.lookup import Lookup

from ._as_of import AsOf

MOST_READS = 10
"""How often an NFT and its history are read until they agree, as they come from copies of the server that lag differently."""


class Verdict(Enum):
    """The verdict on a row that cannot be kept as it is."""

    DROPPED = "dropped"
    """The NFT was minted after the snapshot's time."""
    NEEDS_HISTORY = "needs history"
    """The NFT has changed since the snapshot's time."""


@frozen(kw_only=True)
class SnapshotRow:
    """An NFT as it was at the snapshot's time.

    Attributes:
        nft: The row. Its account_id, deleted and modified_timestamp are those of that time; modified_timestamp is None if the history does
            not tell it.
        rolled_back: True if the row comes from the NFT's history. Its spender, delegating_spender and metadata are None then, and unknown.
    """

    nft: TokenNft
    rolled_back: bool = False


@frozen(kw_only=True)
class Unresolved:
    """An NFT that existed at the snapshot's time, or may have, and whose row of that time is not certain. It is not in the snapshot.

    Attributes:
        serial_number: The serial number.
        reason: The reason, in words.
    """

    serial_number: int
    reason: str


def settled(row: TokenNft, as_of: AsOf) -> SnapshotRow | Verdict:
    """Return a listed row as it was at the snapshot's time, as far as it tells by itself. Nothing is sent.

    Args:
        row: A row of the unfiltered listing of the token, with burned NFTs.
        as_of: The snapshot's time.
    """
    created, modified = time_in(row.created_timestamp), time_in(row.modified_timestamp)
    if created is not None and created > as_of.time:
        return Verdict.DROPPED
    if modified is not None and modified <= as_of.time:
        return _kept(row, as_of)
    return Verdict.NEEDS_HISTORY


def rolled_back(hedera: Hedera[Any], rows: Sequence[TokenNft], as_of: AsOf) -> list[SnapshotRow | Literal[Verdict.DROPPED] | Unresolved]:
    """Return the rows of NFTs that have changed since, as they were at the snapshot's time, by their histories.

    A row takes two or three requests. The client's `concurrency` says how many are sent at once.

    Args:
        hedera: The client.
        rows: The rows for which `settled` needs the history, such as those of one page.
        as_of: The snapshot's time.

    Returns:
        A result for each row, in order. A partial or broken history gives Unresolved. Asked again later, a server that was behind may
        have the rest.

    Raises:
        NftHoldingsError: A history could not be asked for, so that nothing is known about it. Call again with the same rows.
    """

    async def all_at_once(lookup: Lookup) -> list[SnapshotRow | Literal[Verdict.DROPPED] | Unresolved | NftHoldingsError]:
        return await lookup.each(rows, partial(_rolled_back, lookup, as_of))

    results: list[SnapshotRow | Literal[Verdict.DROPPED] | Unresolved] = []
    for row, found in zip(rows, hedera._answer(all_at_once), strict=True):
        if not isinstance(found, NftHoldingsError):
            results.append(found)
        elif _is_about_history(found):
            results.append(Unresolved(serial_number=row.serial_number, reason=str(found)))
        else:
            raise found
    return results


async def _rolled_back(lookup: Lookup, as_of: AsOf, row: TokenNft) -> SnapshotRow | Literal[Verdict.DROPPED] | Unresolved:
    found = await nft_at(lookup, as_of.token, row.serial_number, as_of.time, row=row, most_reads=MOST_READS)
    if found.doubt is not None:
        return Unresolved(serial_number=row.serial_number, reason=found.doubt)
    if found.answer.status == "not minted":
        return Verdict.DROPPED
    if found.unchanged is not None:
        return _kept(found.unchanged, as_of)
    nft = TokenNft(
        account_id=found.answer.holder,
        created_timestamp=row.created_timestamp,
        delegating_spender=None,
        deleted=as_of.deleted,
        metadata=None,
        modified_timestamp=None if found.modified is None else written(found.modified),
        serial_number=row.serial_number,
        spender=None,
        token_id=row.token_id,
    )
    return SnapshotRow(nft=nft, rolled_back=True)


def _kept(row: TokenNft, as_of: AsOf) -> SnapshotRow:
    """Return a row that has not changed since. A later deletion of the token shows in it, though it is no change of the row."""
    deleted = row.account_id is None or as_of.deleted
    return SnapshotRow(nft=row if row.deleted == deleted else TokenNft.from_dict({**row.to_dict(), "deleted": deleted}))


def _is_about_history(error: NftHoldingsError) -> bool:
    """Return True if the server answered, but what it has of an NFT cannot be read, or contradicts itself."""
    if isinstance(error, IncompleteListing):
        return error.cause is None or isinstance(error.cause, DecodeError)
    return isinstance(error, DecodeError | NotFound)
