"""Events in the life of an NFT, and the rows that follow from them."""

from collections.abc import Iterable

from attrs import frozen

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox.hedera._ids import read_number
from nft_holdings.sandbox.hedera._timestamps import NANOSECONDS

MINT, TRANSFER, UPDATE, LOST = "TOKENMINT", "CRYPTOTRANSFER", "TOKENUPDATE", "LOST"
APPROVE, DISAPPROVE, REWRITE = "CRYPTOAPPROVEALLOWANCE", "CRYPTODELETEALLOWANCE", "TOKENUPDATENFTS"
AIRDROP, CLAIM, REJECT, WIPE, BURN = "TOKENAIRDROP", "TOKENCLAIMAIRDROP", "TOKENREJECT", "TOKENWIPE", "TOKENBURN"
ENDS = {WIPE, BURN}
HALF_A_DAY = 43_200
DELAY = 8 * NANOSECONDS
"""The time between the start of a transaction and its consensus."""


@frozen(kw_only=True)
class Event:
    """An event.

    Attributes:
        kind: The type of its transaction; `LOST` is a transfer whose transaction the node lacks.
        to: The account that the NFT goes to.
        then: The account that it goes on to in the same transaction, of which the history shows the first transfer only.
        spender: The account that may spend it from now on.
        is_approval: True if a spender moved it, None if the record does not say.
        nonce: Above 0 in a transaction that another one started.
        moment: The seconds since 1970, if it is not half a day after the event before.
    """

    kind: str
    to: str | None = None
    then: str | None = None
    spender: str | None = None
    is_approval: bool | None = False
    nonce: int = 0
    moment: int | None = None


def rows_of_story(token: str, serial: int, treasury: str, minted: int, events: Iterable[Event]) -> tuple[Row, list[Row]]:
    """Return an NFT after all that happened to it, and a row for each change, from the mint on.

    Args:
        token: The token.
        serial: The serial number.
        treasury: The account that it is minted to.
        minted: The seconds since 1970 of the mint.
        events: What happened later.
    """
    nft: Row = {
        "account_id": None, "token_id": read_number(token), "serial_number": serial, "spender": None, "delegating_spender": None,
        "created_timestamp": None, "modified_timestamp": None, "metadata": f"ipfs://boat/{serial}".encode(), "deleted": False,
    }  # fmt: skip
    changes = []
    seconds = minted - HALF_A_DAY
    for event in (Event(kind=MINT, to=treasury), *events):
        seconds = seconds + HALF_A_DAY if event.moment is None else event.moment
        # All NFTs go to a new treasury in the transaction that changes the token; other transactions are of one NFT.
        moment = seconds * NANOSECONDS + (0 if event.kind == UPDATE else 1000 * serial)
        changes.append(_happened(nft, event, moment))
    nft["created_timestamp"] = changes[0]["consensus_timestamp"]
    return nft, changes


def _happened(nft: Row, event: Event, moment: int) -> Row:
    """Change the NFT as an event does, and return the row of the change."""
    before, goes_to = nft["account_id"], event.then or event.to
    moves = goes_to is not None or event.kind in ENDS
    is_shown = moves and event.kind != UPDATE
    if moves:
        nft["account_id"] = read_number(goes_to) if goes_to else None
        nft["deleted"] = goes_to is None
    if moves or event.kind in {APPROVE, DISAPPROVE}:
        nft["spender"] = read_number(event.spender) if event.spender else None
    if event.kind == REWRITE:
        nft["metadata"] += b"/2"
    nft["modified_timestamp"] = moment
    return {
        "token_id": nft["token_id"], "serial_number": nft["serial_number"], "consensus_timestamp": moment,
        "type": None if event.kind == LOST else event.kind, "nonce": event.nonce,
        "payer": before or nft["account_id"], "valid_start": moment - DELAY, "is_approval": event.is_approval,
        "sender": before if is_shown else None, "receiver": read_number(event.to) if is_shown and event.to else None,
        "holder": nft["account_id"],
    }  # fmt: skip
