"""A token's snapshot against the truth, on a ledger that changes between requests, with replicas that are behind."""

import random
from collections import Counter
from typing import Any

import httpx2
import pytest
from attrs import frozen
from nft_holdings import Hedera
from nft_holdings.data.hedera._as_of import AsOf, time_of
from nft_holdings.data.hedera._proof import Proof, mismatches
from nft_holdings.data.hedera._rows import SnapshotRow, Unresolved, Verdict, rolled_back, settled

from tests.support.lagging_replicas import MovingLedger, Replicas, made_up, nft_at
from tests.support.token_ledger import SECOND, text

TOKEN = "0.0.2000"
PAGE_SIZE = 25
State = dict[int, tuple[str | None, bool | None, str | None]]
"""Holder, deleted and time of the last change, by serial number."""


def client(replicas: Replicas, **options: Any) -> Hedera[Any]:
    http_client = httpx2.Client(transport=httpx2.MockTransport(replicas.respond))
    return Hedera("https://mirror.example", http_client=http_client, **{"retry": None, "concurrency": 1, **options})


@frozen
class Snapshot:
    as_of: AsOf
    rows: list[SnapshotRow]
    proof: Proof

    @property
    def state(self) -> State:
        return {row.nft.serial_number: (row.nft.account_id, row.nft.deleted, row.nft.modified_timestamp) for row in self.rows}


def snapshot(replicas: Replicas, **options: Any) -> Snapshot:
    """Take a snapshot page by page, as a writer does."""
    hedera = client(replicas, **options)
    began = replicas.ledger.now
    as_of = time_of(hedera, TOKEN)
    rows: list[SnapshotRow] = []
    unresolved: list[Unresolved] = []
    for page in hedera.token_nfts(TOKEN, burned=True, page_size=PAGE_SIZE).pages():
        found = [settled(row, as_of) for row in page.items]
        changed = [row for row, verdict in zip(page.items, found, strict=True) if verdict is Verdict.NEEDS_HISTORY]
        for each in [*found, *rolled_back(hedera, changed, as_of)]:
            if isinstance(each, SnapshotRow):
                rows.append(each)
            elif isinstance(each, Unresolved):
                unresolved.append(each)
    counts = Counter(row.nft.account_id for row in rows if row.nft.account_id is not None)
    differing = mismatches(hedera, counts, as_of)
    ended = replicas.ledger.now
    proof = Proof(time=as_of.time, source=as_of.source, began=began, ended=ended, unresolved=unresolved, mismatches=differing)
    return Snapshot(as_of, rows, proof)


def truth(ledger: MovingLedger, time: int) -> State:
    is_deleted = ledger.deleted_at is not None and ledger.deleted_at <= time
    then = [nft_at(nft, time) for nft in ledger.nfts.values() if nft.minted <= time]
    return {nft.serial: (nft.holder, nft.holder is None or is_deleted, text(nft.modified)) for nft in then}


def holders(state: State) -> dict[int, str | None]:
    return {serial: holder for serial, (holder, _, _) in state.items()}


@pytest.mark.parametrize("seed", range(40))
def test_the_rows_are_those_at_the_time(seed: int) -> None:
    replicas = made_up(seed)
    found = snapshot(replicas)
    assert found.state == truth(replicas.ledger, found.as_of.time)
    assert found.proof.proved
    assert found.as_of.treasury == [treasury for since, treasury in replicas.ledger.treasuries if since <= found.as_of.time][-1]


@pytest.mark.parametrize("seed", range(40, 44))
def test_the_rows_are_those_at_the_time_with_many_requests_at_once(seed: int) -> None:
    replicas = made_up(seed)
    found = snapshot(replicas, concurrency=8)
    assert found.state == truth(replicas.ledger, found.as_of.time)
    assert found.proof.proved


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_proved_that_missing_entries_make_wrong(seed: int) -> None:
    replicas = made_up(seed)
    ledger, chance = replicas.ledger, random.Random(seed)
    for nft in chance.sample([*ledger.nfts.values()], 10):
        ledger.lose(nft.serial, chance.randrange(len(nft.entries)))
    found = snapshot(replicas)
    assert found.proof.proved == (holders(found.state) == holders(truth(ledger, found.as_of.time)))


def test_a_plain_reading_shows_the_holders_of_no_moment() -> None:
    """Without it the tests above could not fail: the ledger would not change enough."""
    wrong = 0
    for seed in range(20):
        replicas = made_up(seed)
        ledger = replicas.ledger
        earliest = ledger.now - 20 * SECOND
        read = {row.serial_number: row.account_id for row in client(replicas).token_nfts(TOKEN, burned=True, page_size=PAGE_SIZE)}
        changes = {time for nft in ledger.nfts.values() for time, _ in nft.holders if time > earliest}
        wrong += all(holders(truth(ledger, time)) != read for time in [earliest, *changes])
    assert wrong >= 10
