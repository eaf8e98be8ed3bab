"""Reading an NFT's history: since when its holder has it, and who held it at a time.

Source: `GET /api/v1/tokens/{tokenId}/nfts/{serialNumber}/transactions` in the spec, with the documents that it cites.
"""

from collections.abc import Callable, Sequence
from typing import Literal, cast

from attrs import evolve, frozen
from nft_holdings_api.hedera.models import NftTransaction, TokenNft

from nft_holdings._errors import InvalidArgument, NftHoldingsError, NotFound
from nft_holdings._paging.lookup import Lookup

from .objects import GetNft, GetToken
from .operations import MINT, NftTransactions
from .times import SECOND, time_in, written

TREASURY_CHANGE, DELETION = "TOKENUPDATE", "TOKENDELETION"
MOST_READS = 3
"""How often an NFT and its history are read until they agree."""


@frozen(kw_only=True)
class HeldSince:
    """The holder of an NFT, and since when.

    Attributes:
        token_id: The token, as `shard.realm.number`.
        serial_number: The serial number.
        holder: The account that holds the NFT; None if it was burned.
        since: The time since which it holds it, or at which the NFT was burned, in seconds since 1970 with nine decimals.
        exact: False if the server's history was not needed, or a move may be missing in it, so that `since` may be too late or too early.
        error: Among many NFTs, the error in place of the holder; None without one.
    """

    __module__ = "nft_holdings"

    token_id: str
    serial_number: int
    holder: str | None = None
    since: str | None = None
    exact: bool = False
    error: NftHoldingsError | None = None


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


UNKNOWN = HolderAt(status="unknown", exact=False)


def gives_to(holder: str | None) -> Callable[[NftTransaction], bool]:
    """Return a function that is True for the newest entry that made an account the holder, or burned the NFT if there is none.

    The server shows neither side of a new treasury (TOKENUPDATE), and the first alone of several transfers in one transaction: one from
    the account that has the NFT afterwards gave it back.
    """
    if holder is None:
        return lambda entry: entry.sender_account_id is not None and entry.receiver_account_id is None
    return lambda entry: entry.type == TREASURY_CHANGE or (entry.receiver_account_id is not None and entry.sender_account_id != holder)


def tells_holder(entry: NftTransaction) -> bool:
    """Return True if an entry tells who held the NFT before it."""
    return entry.sender_account_id is not None or entry.type in (TREASURY_CHANGE, MINT)


@frozen
class Sought:
    """An entry that was sought in a history, and what the history shows besides.

    Attributes:
        entry: The first entry that was sought; None if there is none.
        newest: The time in nanoseconds of the newest entry that changed the NFT itself; None without entries.
        receivers: The accounts that the entries up to that one name as receivers, but for the NFT's last change, which no move follows.
        partial: True if the server does not have the whole history.
    """

    entry: NftTransaction | None = None
    newest: int | None = None
    receivers: frozenset[str] = frozenset()
    partial: bool = False


async def _first(lookup: Lookup, history: NftTransactions, wanted: Callable[[NftTransaction], bool], changed: int | None = None) -> Sought:
    """Return the first entry of a history that is wanted; `changed` is the time of the NFT's last change."""
    newest, partial = None, False
    receivers: set[str] = set()
    async for found in lookup.slices(history):
        partial = partial or found.page.partial
        for entry in cast("Sequence[NftTransaction]", found.page.rows):  # one that cannot be read is raised
            time = time_in(entry.consensus_timestamp)
            if entry.type != DELETION and (newest is None or (time or 0) > newest):
                newest = time
            if entry.receiver_account_id is not None and time != changed:
                receivers.add(entry.receiver_account_id)
            if wanted(entry):
                return Sought(entry, newest, frozenset(receivers), partial)
    return Sought(None, newest, frozenset(receivers), partial)


async def held_since(lookup: Lookup, token: str, serial: int, held_before: int | None = None) -> HeldSince:
    """Return the holder of an NFT, and since when.

    Args:
        lookup: The requests of the call.
        token: The token.
        serial: The serial number.
        held_before: A time in nanoseconds; if the NFT has not changed since then, its history is not asked for.

    Raises:
        NftHoldingsError: It cannot be had.
    """
    attempts = MOST_READS
    while True:
        nft = await lookup.one(GetNft(token, serial))
        changed = time_in(nft.modified_timestamp)
        if held_before is not None and nft.account_id is not None and changed is not None and changed < held_before:
            return _held(nft, nft.modified_timestamp, exact=False)
        found = await _first(lookup, NftTransactions(token, serial), gives_to(nft.account_id), changed)
        # The NFT may change between the two requests, or a copy of the server lag behind another one.
        agrees = changed is not None and found.newest == changed
        attempts -= 1
        if agrees or not attempts:
            break
    since = nft.modified_timestamp if nft.account_id is None else nft.created_timestamp
    if found.entry is not None:
        since = found.entry.consensus_timestamp
    # After the last change no move can be missing.
    exact = agrees and not found.partial and (time_in(since) == changed or await _gave(lookup, token, found, nft.account_id))
    return _held(nft, since, exact=exact)


async def held_since_many(lookup: Lookup, token: str, serials: Sequence[int], held_before: int | None) -> list[HeldSince]:
    """Return the holders of several NFTs, several at once; in place of one that failed its error."""
    found = await lookup.each(serials, lambda serial: held_since(lookup, token, serial, held_before))
    return [
        HeldSince(token_id=token, serial_number=serial, error=each) if isinstance(each, NftHoldingsError) else each
        for serial, each in zip(serials, found, strict=True)
    ]


def _held(nft: TokenNft, since: str | None, *, exact: bool) -> HeldSince:
    return HeldSince(token_id=nft.token_id, serial_number=nft.serial_number, holder=nft.account_id, since=since, exact=exact)


async def holder_at(lookup: Lookup, token: str, serial: int, time: int) -> HolderAt:
    """Return the holder of an NFT at a time: whoever gives it away in the first move after it, or has it now if there is none.

    Args:
        lookup: The requests of the call.
        token: The token.
        serial: The serial number.
        time: The time in nanoseconds.

    Raises:
        InvalidArgument: The time is later than the server's data.
        NftHoldingsError: The NFT is not known, or cannot be had.
    """
    attempts = MOST_READS
    while True:
        try:
            nft = await lookup.one(GetNft(token, serial))
        except NotFound as unknown:
            return await _without_nft(lookup, NftTransactions(token, serial), unknown)
        if time > lookup.server_time * SECOND:
            raise InvalidArgument(f"time is {written(time)}, later than the server's clock, {lookup.server_time:.0f}", argument="time")
        minted, changed = time_in(nft.created_timestamp), time_in(nft.modified_timestamp)
        if minted is not None and time < minted:
            return HolderAt(status="not minted")
        if changed is not None and changed <= time:
            return _now(nft, exact=True)
        found = await _first(lookup, NftTransactions(token, serial, after=time, newest_first=False), tells_holder)
        if found.entry is not None:
            answer = await _before(lookup, token, found.entry)
            break
        agrees = changed is not None and found.newest == changed
        attempts -= 1
        if agrees or not attempts:
            # A burn is the last change, so it came after the time, and its entry is missing.
            answer = _now(nft, exact=agrees) if nft.account_id is not None else UNKNOWN
            break
    if answer.status != "held":
        return answer
    before = await _first(lookup, NftTransactions(token, serial, until=time), gives_to(answer.holder))
    partial = found.partial or before.partial
    return evolve(answer, exact=answer.exact and not partial and await _gave(lookup, token, before, answer.holder))


def _now(nft: TokenNft, *, exact: bool) -> HolderAt:
    return HolderAt(status="burned" if nft.account_id is None else "held", holder=nft.account_id, exact=exact)


async def _before(lookup: Lookup, token: str, move: NftTransaction) -> HolderAt:
    """Return the holder before a move."""
    if move.type == MINT:
        return HolderAt(status="not minted")
    holder, moment = move.sender_account_id, time_in(move.consensus_timestamp)
    if holder is None and move.type == TREASURY_CHANGE and moment is not None:
        holder = await _treasury(lookup, token, moment - 1)
    return HolderAt(status="held", holder=holder) if holder else UNKNOWN


async def _gave(lookup: Lookup, token: str, found: Sought, holder: str | None) -> bool:
    """Return True if an entry, and those after it, name no other receiver than the holder.

    An entry that names another one had several transfers, or a move after it is missing: nothing tells which.
    """
    entry = found.entry
    if entry is None or holder is None or not found.receivers <= {holder}:
        return False
    moment = time_in(entry.consensus_timestamp)
    if entry.receiver_account_id is None and moment is not None:  # a new treasury
        return await _treasury(lookup, token, moment) == holder
    return True


async def _treasury(lookup: Lookup, token: str, time: int) -> str | None:
    """Return the treasury of a token at a time; None if the server does not know the token."""
    try:
        return (await lookup.one(GetToken(token, time))).treasury_account_id
    except NotFound:
        return None


async def _without_nft(lookup: Lookup, history: NftTransactions, unknown: NotFound) -> HolderAt:
    """Return "unknown" for an NFT that the server does not have, though it has its history.

    Raises:
        NotFound: It has none either.
    """
    found = await _first(lookup, history, lambda entry: entry.type != DELETION)
    if found.entry is None:
        raise unknown
    return UNKNOWN
