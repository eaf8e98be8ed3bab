"""NFTs to which everything happens that the mirror node tells of."""

from collections.abc import Iterator, Mapping
from functools import cache
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox.hedera import _accounts as known
from nft_holdings.sandbox.hedera._tables import insert

from .event import (
    AIRDROP,
    APPROVE,
    BURN,
    CLAIM,
    DISAPPROVE,
    HALF_A_DAY,
    LOST,
    REJECT,
    REWRITE,
    TRANSFER,
    UPDATE,
    WIPE,
    Event,
    rows_of_story,
)  # fmt: skip

MINTED, NEW_TREASURY_SINCE, LAST_DAY = 1_758_300_000, 1_759_000_000, 1_759_100_000
FIRST_MOVE = MINTED + HALF_A_DAY
ANN, BEN, CLEO = known.HOLDERS[:3]
MOVED = Event(kind=TRANSFER, to=ANN)
NEW_TREASURY = Event(kind=UPDATE, to=known.NEW_TREASURY, moment=NEW_TREASURY_SINCE)
"""All NFTs of the old treasury move in one transaction, which their histories show without accounts (`observed#getNftTransactions/treasury`)."""
TO_AND_FRO = (Event(kind=TRANSFER, to=BEN, is_approval=True), MOVED)
STORIES: Mapping[str, tuple[Event, ...]] = {
    "never moved, so the new treasury has it": (NEW_TREASURY,),
    "given on twice": (MOVED, Event(kind=TRANSFER, to=BEN)),
    "given on twice in one transaction": (MOVED, Event(kind=TRANSFER, to=BEN, then=CLEO)),
    "moved by a spender": (MOVED, Event(kind=APPROVE, spender=known.SPENDER), Event(kind=TRANSFER, to=BEN, is_approval=True)),
    "its allowance stands": (MOVED, Event(kind=APPROVE, spender=known.SPENDER)),
    "its allowance was taken back": (MOVED, Event(kind=APPROVE, spender=known.SPENDER), Event(kind=DISAPPROVE)),
    "its metadata changed": (MOVED, Event(kind=REWRITE)),
    "airdropped": (Event(kind=AIRDROP, to=BEN),),
    "airdropped and claimed": (Event(kind=CLAIM, to=CLEO),),
    "rejected, so the treasury has it": (
        Event(kind=AIRDROP, to=ANN),
        Event(kind=REJECT, to=known.OLD_TREASURY),
        NEW_TREASURY,
    ),
    "wiped": (MOVED, Event(kind=WIPE)),
    "burned": (MOVED, Event(kind=TRANSFER, to=known.OLD_TREASURY), Event(kind=BURN)),
    "given to oneself": (MOVED, Event(kind=TRANSFER, to=ANN)),
    "moved by a transaction of unknown type": (MOVED, Event(kind="UNKNOWN", to=BEN, is_approval=None)),
    "moved by a contract": (MOVED, Event(kind="CONTRACTCALL", to=CLEO, nonce=1)),
    "sold by the new treasury": (NEW_TREASURY, Event(kind=TRANSFER, to=BEN, moment=LAST_DAY)),
    "a long history": (
        MOVED,
        *(Event(kind=TRANSFER, to=to, moment=FIRST_MOVE + 60 * place) for place, to in enumerate((BEN, ANN) * 65, 1)),
    ),
    "a history that ends early, as a transaction is missing": (
        MOVED,
        *TO_AND_FRO * 3,
        Event(kind=LOST, to=CLEO, moment=NEW_TREASURY_SINCE),
        *(Event(kind=TRANSFER, to=to, moment=NEW_TREASURY_SINCE + 60 * place) for place, to in enumerate((BEN, ANN) * 4, 1)),
    ),
    "its mint is unknown, so its history is partial": (MOVED, *TO_AND_FRO),
    "it has no row, so its history is partial": (MOVED, Event(kind=WIPE)),
}
"""The histories of the NFTs of `HISTORIES`, by what they show. Their serial numbers count from 1."""
WITHOUT_MINT, WITHOUT_ROW = len(STORIES) - 1, len(STORIES)


def _stories() -> Iterator[tuple[Row, list[Row]]]:
    for serial, events in enumerate(STORIES.values(), 1):
        yield rows_of_story(known.HISTORIES, serial, known.OLD_TREASURY, MINTED, events)
    for serial in range(1, 6):
        yield rows_of_story(known.ENDED, serial, known.TREASURY, MINTED, (MOVED,) if serial > 1 else ())
    for serial in range(1, 4):
        yield rows_of_story(known.UNKNOWN_TOKEN, serial, known.TREASURY, MINTED, (MOVED, Event(kind=TRANSFER, to=CLEO)))


@cache
def _rows() -> tuple[list[Row], list[Row]]:
    """Return the NFTs, and their changes."""
    stories = [*_stories()]
    stories[WITHOUT_MINT - 1][0]["created_timestamp"] = None
    del stories[WITHOUT_MINT - 1][1][0]
    changes = [change for _, changes in stories for change in changes]
    del stories[WITHOUT_ROW - 1]
    return [{**nft, "traced": True} for nft, _ in stories], changes


def insert_histories(connection: Connection) -> None:
    """Write NFTs of three tokens, with their changes."""
    nfts, changes = _rows()
    insert(connection, "hedera_nft", nfts)
    insert(connection, "hedera_nft_change", changes)
