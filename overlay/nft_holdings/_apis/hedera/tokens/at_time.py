"""An NFT at a time in the past: who held it, and since when it was as it was then.

Source: `GET /api/v1/tokens/{tokenId}/nfts/{serialNumber}/transactions` in the spec, with the documents that it cites.
"""

from typing import Literal

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import NftTransaction, TokenNft

from nft_holdings._errors import InvalidArgument, NotFound
from nft_holdings._paging.lookup import Lookup

from .history import DELETION, MOST_READS, TREASURY_CHANGE, first_entry, gave, gives_to, treasury_at
from .objects import GetNft
from .operations import MINT, NftTransactions
from .times import SECOND, time_in, written

PARTIAL = "the server says that it does not have the whole history"
LAST_CHANGE_MISSING = "the history lacks the NFT's last change"
MOVE_MISSING = "a move may be missing in the history: it does not show how {holder} got the NFT"
HOLDER_MISSING = "the history does not show who held the NFT"


@frozen(kw_only=True)
class HolderAt:
    """The holder of an NFT at a time.

    Attributes:
        status: "held"; "not minted", if it was minted later; "burned", if it was burned before; "unknown", if the server cannot tell.
        holder: The account that held it; None with another status than "held".
        exact: False if a move may be missing in the server's history, so that another account may have held it.
    """

    __module__ = "nft_holdings"

    status: Literal["held", "not minted", "burned", "unknown"]
    holder: str | None = None
    exact: bool = True


NOT_MINTED = HolderAt(status="not minted")
UNKNOWN = HolderAt(status="unknown", exact=False)


@frozen(kw_only=True)
class NftAt:
    """An NFT at a time.

    Attributes:
        answer: The holder at the time.
        unchanged: The NFT's row, if it has not changed since the time; None if the answer comes from the history.
        modified: The time in nanoseconds of the last change at or before the time; None if the server does not tell.
        doubt: The reason why the answer may be wrong; None if it is exact.
    """

    answer: HolderAt
    unchanged: TokenNft | None = None
    modified: int | None = None
    doubt: str | None = None


def tells_holder(entry: NftTransaction) -> bool:
    """Return True if an entry tells who held the NFT before it."""
    return entry.sender_account_id is not None or entry.type in (TREASURY_CHANGE, MINT)


async def holder_at(lookup: Lookup, token: str, serial: int, time: int) -> HolderAt:
    """Return the holder of an NFT at a time.

    Args:
        lookup: The requests of the call.
        token: The token.
        serial: The serial number.
        time: The time in nanoseconds.

    Raises:
        InvalidArgument: The time is later than the server's data.
        NftHoldingsError: The NFT is not known, or cannot be had.
    """
    try:
        found = await nft_at(lookup, token, serial, time)
    except NotFound as unknown:
        return await _without_nft(lookup, NftTransactions(token, serial), unknown)
    if time > lookup.server_time * SECOND:
        raise InvalidArgument(f"time is {written(time)}, later than the server's clock, {lookup.server_time:.0f}", argument="time")
    return found.answer


async def nft_at(lookup: Lookup, token: str, serial: int, time: int, *, row: TokenNft | None = None, most_reads: int = MOST_READS) -> NftAt:
    """Return an NFT at a time. Its holder is whoever gives it away in the first move after the time, or has it now if there is none.

    Args:
        lookup: The requests of the call.
        token: The token.
        serial: The serial number.
        time: The time in nanoseconds.
        row: The NFT's row, if it has been read already.
        most_reads: How often the NFT and its history are read until they agree.

    Raises:
        NftHoldingsError: The NFT is not known, or cannot be had.
    """
    while True:
        nft = await lookup.one(GetNft(token, serial)) if row is None else row
        row = None
        minted, changed = time_in(nft.created_timestamp), time_in(nft.modified_timestamp)
        if minted is not None and time < minted:
            return NftAt(answer=NOT_MINTED)
        if changed is not None and changed <= time:
            status: Literal["burned", "held"] = "burned" if nft.account_id is None else "held"
            return NftAt(answer=HolderAt(status=status, holder=nft.account_id), unchanged=nft, modified=changed)
        # A copy of the server that is behind shows the beginning of this range, whose first move is the same.
        after = await first_entry(lookup, NftTransactions(token, serial, after=time, until=changed, newest_first=False), tells_holder)
        agrees = changed is not None and after.newest == changed
        most_reads -= 1
        if after.entry is not None or agrees or not most_reads:
            break
    if after.entry is not None:
        answer, doubt = await _before(lookup, token, after.entry), None
    else:
        # A burn is the last change, so it came after the time, and its entry is missing.
        answer = UNKNOWN if nft.account_id is None else HolderAt(status="held", holder=nft.account_id)
        doubt = None if agrees else LAST_CHANGE_MISSING
    modified = None
    if answer.status == "held":
        before = await first_entry(lookup, NftTransactions(token, serial, until=time), gives_to(answer.holder))
        modified = before.newest
        if before.partial:
            doubt = PARTIAL
        elif doubt is None and not await gave(lookup, token, before, answer.holder):
            doubt = MOVE_MISSING.format(holder=answer.holder)
    elif answer.status == "unknown":
        doubt = HOLDER_MISSING
    doubt = PARTIAL if after.partial else doubt
    return NftAt(answer=evolve(answer, exact=doubt is None), modified=modified, doubt=doubt)


async def _before(lookup: Lookup, token: str, move: NftTransaction) -> HolderAt:
    """Return the holder before a move."""
    if move.type == MINT:
        return NOT_MINTED
    holder, moment = move.sender_account_id, time_in(move.consensus_timestamp)
    if holder is None and move.type == TREASURY_CHANGE and moment is not None:
        holder = await treasury_at(lookup, token, moment - 1)
    return HolderAt(status="held", holder=holder) if holder else UNKNOWN


async def _without_nft(lookup: Lookup, history: NftTransactions, unknown: NotFound) -> HolderAt:
    """Return "unknown" for an NFT that the server does not have, though it has its history.

    Raises:
        NotFound: It has none either.
    """
    found = await first_entry(lookup, history, lambda entry: entry.type != DELETION)
    if found.entry is None:
        raise unknown
    return UNKNOWN
