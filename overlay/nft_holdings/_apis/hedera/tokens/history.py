"""Reading an NFT's history: which entry gave it to its holder, and since when the holder has it.

Source: `GET /api/v1/tokens/{tokenId}/nfts/{serialNumber}/transactions` in the spec, with the documents that it cites.
"""

from collections.abc import Callable, Sequence
from typing import cast

from attrs import frozen
from nft_holdings_api.hedera.models import NftTransaction, TokenNft

from nft_holdings._errors import NftHoldingsError, NotFound
from nft_holdings._paging.lookup import Lookup

from .objects import GetNft, GetToken
from .operations import MINT, NftTransactions
from .times import time_in

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


def gives_to(holder: str | None) -> Callable[[NftTransaction], bool]:
    """Return a function that is True for the newest entry that made an account the holder, or burned the NFT if there is none.

    The server shows neither side of a new treasury (TOKENUPDATE) and of some mints. Of several transfers in one transaction it shows the
    first: one from the account that has the NFT afterwards gave it back.
    """
    if holder is None:
        return lambda entry: entry.sender_account_id is not None and entry.receiver_account_id is None
    return lambda entry: (
        entry.type in (TREASURY_CHANGE, MINT) or (entry.receiver_account_id is not None and entry.sender_account_id != holder)
    )


@frozen
class Sought:
    """An entry that was sought in a history, and what the history shows besides.

    Attributes:
        entry: The first entry that was sought; None if there is none.
        newest: The time in nanoseconds of the newest entry that changed the NFT itself; None without entries.
        receivers: The accounts that the entries up to that one name as receivers, and None for a burn; but for the NFT's last change, which
            no move follows.
        partial: True if the server does not have the whole history.
    """

    entry: NftTransaction | None = None
    newest: int | None = None
    receivers: frozenset[str | None] = frozenset()
    partial: bool = False


async def first_entry(
    lookup: Lookup, history: NftTransactions, wanted: Callable[[NftTransaction], bool], changed: int | None = None
) -> Sought:
    """Return the first entry of a history that is wanted; `changed` is the time of the NFT's last change."""
    newest, partial = None, False
    receivers: set[str | None] = set()
    async for found in lookup.slices(history):
        partial = partial or found.page.partial
        for entry in cast("Sequence[NftTransaction]", found.page.rows):  # one that cannot be read is raised
            time = time_in(entry.consensus_timestamp)
            if entry.type != DELETION and (newest is None or (time or 0) > newest):
                newest = time
            if (entry.receiver_account_id or entry.sender_account_id) is not None and time != changed:
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
        found = await first_entry(lookup, NftTransactions(token, serial), gives_to(nft.account_id), changed)
        # The NFT may change between the two requests, or a copy of the server lag behind another one.
        agrees = changed is not None and found.newest == changed
        attempts -= 1
        if agrees or not attempts:
            break
    since = nft.modified_timestamp if nft.account_id is None else nft.created_timestamp
    if found.entry is not None:
        since = found.entry.consensus_timestamp
    # After the last change no move can be missing.
    exact = agrees and not found.partial and (time_in(since) == changed or await gave(lookup, token, found, nft.account_id))
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


async def gave(lookup: Lookup, token: str, found: Sought, holder: str | None) -> bool:
    """Return True if an entry, and those after it, name no other receiver than the holder.

    An entry that names another one had several transfers, or a move after it is missing: nothing tells which.
    """
    entry = found.entry
    if entry is None or holder is None or not found.receivers <= {holder}:
        return False
    moment = time_in(entry.consensus_timestamp)
    if entry.receiver_account_id is None and moment is not None:  # it went to the treasury
        return await treasury_at(lookup, token, moment) == holder
    return True


async def treasury_at(lookup: Lookup, token: str, time: int) -> str | None:
    """Return the treasury of a token at a time; None if the server does not know the token."""
    try:
        return (await lookup.once(GetToken(token, time))).treasury_account_id
    except NotFound:
        return None
