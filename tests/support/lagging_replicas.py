"""A ledger that changes between requests, and a mirror node whose replicas are behind it by different times."""

import copy
import random
import re
from bisect import bisect_right
from collections.abc import Sequence
from email.utils import formatdate
from threading import Lock

import httpx2

from tests.support.token_ledger import CHANGES, MOVES, SECOND, START, Ledger, Nft, nanoseconds

HOLDERS = [f"0.0.{number}" for number in range(1000, 1012)]
TREASURIES = ["0.0.900", "0.0.901", "0.0.902"]
MOST_NFTS = 160
KINDS = {"mint": 8, "move": 60, "return": 8, "change": 12, "self": 3, "wipe": 2, "burn": 4, "treasury": 1}
"""The kinds of changes, and how often each comes."""


class MovingLedger(Ledger):
    """A ledger whose time goes on, and that changes at random moments.

    Args:
        seed: The seed of its changes.
        rate: The changes a second.
        deletion: The time in nanoseconds at which the token is deleted; None for never.
    """

    def __init__(self, seed: int, rate: float, deletion: int | None = None) -> None:
        super().__init__(treasury=TREASURIES[0])
        self._chance, self._rate, self._deletion = random.Random(seed), rate, deletion
        for _ in range(MOST_NFTS // 2):
            self.mint()
        for serial in range(1, MOST_NFTS // 3):
            self.move(serial, self._chance.choice(HOLDERS))
        self._next = self._following()

    def _following(self) -> int:
        return self.now + int(self._chance.expovariate(self._rate) * SECOND)

    def tick(self) -> int:
        self.now += 1
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time go on, with the changes that come meanwhile."""
        end = self.now + int(seconds * SECOND)
        while self._next < end and self.deleted_at is None:
            self.now = max(self.now, self._next)
            if self._deletion is not None and self.now >= self._deletion:
                self.delete()
            else:
                self._change_once()
            self._next = self._following()
        self.now = max(self.now, end)

    def _change_once(self) -> None:
        chance = self._chance
        kind = chance.choices([*KINDS], [*KINDS.values()])[0]
        nft = self.nfts[chance.randint(1, len(self.nfts))]
        match kind:
            case "mint" if len(self.nfts) < MOST_NFTS:
                self.mint()
            case "treasury":
                self.change_treasury(chance.choice(TREASURIES))
            case _ if nft.holder is None:
                pass
            case "move":
                self.move(nft.serial, chance.choice(HOLDERS), chance.choice(MOVES))
            case "return":
                self.move(nft.serial, self.treasury, "TOKENREJECT")
            case "change":
                self.change(nft.serial, chance.choice(CHANGES))
            case "self":
                self.move(nft.serial, nft.holder)
            case "wipe" if nft.holder != self.treasury:
                self.end(nft.serial, "TOKENWIPE")
            case "burn" if nft.holder == self.treasury:
                self.end(nft.serial, "TOKENBURN")

    def seen_at(self, time: int, serials: Sequence[int]) -> Ledger:
        """Return the ledger as it was at a time, with some of its NFTs."""
        seen = copy.copy(self)
        seen.now = time
        seen.nfts = {serial: nft_at(self.nfts[serial], time) for serial in serials if self.nfts[serial].minted <= time}
        seen.treasuries = [each for each in self.treasuries if each[0] <= time]
        seen.deleted_at = self.deleted_at if self.deleted_at is not None and self.deleted_at <= time else None
        return seen


def nft_at(nft: Nft, time: int) -> Nft:
    """Return an NFT as it was at a time."""
    entries = nft.entries[: bisect_right(nft.entries, time, key=lambda entry: nanoseconds(entry["consensus_timestamp"]))]
    holders = nft.holders[: bisect_right(nft.holders, time, key=lambda each: each[0])]
    return Nft(nft.serial, nft.minted, holders, nanoseconds(entries[-1]["consensus_timestamp"]), entries)


class Replicas:
    """A mirror node of several replicas: each request goes to one of them by chance. The ledger goes on between requests.

    Args:
        ledger: The ledger.
        seed: The seed of its chances.
        behind: How far each replica is behind, in seconds.
    """

    def __init__(self, ledger: MovingLedger, seed: int, behind: Sequence[float] = (0, 2, 20)) -> None:
        self.ledger, self._chance, self._behind, self._lock = ledger, random.Random(seed), behind, Lock()

    def respond(self, request: httpx2.Request) -> httpx2.Response:
        target = request.url.raw_path.decode()
        only = re.search(r"/nfts/(\d+)", target)
        with self._lock:
            self.ledger.advance(self._chance.uniform(0.02, 0.4))
            time = self.ledger.now - int(self._chance.choice(self._behind) * SECOND)
            seen = self.ledger.seen_at(time, [int(only[1])] if only else [*self.ledger.nfts])
            status, body = seen.answer(target)
        return httpx2.Response(status, json=body, headers={"date": formatdate(self.ledger.now // SECOND, usegmt=True)})


def made_up(seed: int) -> Replicas:
    """Return a mirror node of a token that has been changing for 20 minutes, with snapshots of balances every 15 minutes."""
    chance = random.Random(seed)
    rate = 0.2 * 100 ** chance.random()
    deletion = chance.choice([None, None, START + int(chance.uniform(1100, 1300) * SECOND)])
    ledger = MovingLedger(seed, rate, deletion)
    first = START + int(chance.uniform(0, 300) * SECOND)
    ledger.snapshots = [first, first + 900 * SECOND]
    ledger.advance(1200)
    return Replicas(ledger, seed)
