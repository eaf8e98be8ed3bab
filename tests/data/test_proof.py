"""The proof of a token's snapshot: sums by holder against the balances of the same time."""

import json
from typing import Any

import attrs
import pytest
from nft_holdings import DecodeError, IncompleteListing, InvalidArgument
from nft_holdings.data.hedera._proof import Mismatch, Proof, mismatches
from nft_holdings.data.hedera._rows import Unresolved

from tests.data.test_as_of import ANN, BEN, EVE, TREASURY, as_of, minted
from tests.support.token_clients import asked
from tests.support.token_ledger import START, Ledger, text


def sums(ledger: Ledger, counts: dict[str, int]) -> list[Mismatch]:
    found: list[Mismatch] = asked(ledger, lambda client: mismatches(client, counts, as_of(ledger.snapshots[-1]))).result
    return found


def test_sums_that_differ_from_the_balances_are_mismatches() -> None:
    ledger = Ledger()
    for account in (ANN, ANN, BEN):
        ledger.move(ledger.mint(), account)
    ledger.snapshots = [ledger.now]
    ledger.move(1, EVE)
    assert sums(ledger, {ANN: 2, BEN: 1}) == []
    assert sums(ledger, {ANN: 1, EVE: 1, "0.0.7": 0}) == [
        Mismatch(account=BEN, counted=0, balance=1),
        Mismatch(account=ANN, counted=1, balance=2),
        Mismatch(account=EVE, counted=1, balance=0),
    ]


def test_more_holders_than_a_page_has_are_all_compared() -> None:
    ledger = Ledger()
    holders = [f"0.0.{number}" for number in range(1000, 1200)]
    for account in holders:
        ledger.move(ledger.mint(), account)
    ledger.change_treasury("0.0.800")
    ledger.snapshots = [ledger.now]
    counts = dict.fromkeys(holders, 1)
    assert sums(ledger, counts) == []
    del counts["0.0.1000"]
    assert sums(ledger, counts) == [Mismatch(account="0.0.1000", counted=0, balance=1)]


def test_balances_of_another_time_are_an_error() -> None:
    ledger = minted()
    ledger.snapshots = [ledger.now]
    ledger.tick()
    with pytest.raises(DecodeError, match=text(ledger.now)) as error:
        asked(ledger, lambda client: mismatches(client, {TREASURY: 1}, as_of(ledger.now)))
    assert error.value.temporary
    ledger.snapshots = []
    with pytest.raises(IncompleteListing, match="no snapshot"):
        asked(ledger, lambda client: mismatches(client, {TREASURY: 1}, as_of(ledger.now)))


def test_without_balances_there_is_nothing_to_compare() -> None:
    with pytest.raises(InvalidArgument, match="no sums"):
        asked(Ledger(), lambda client: mismatches(client, {}, as_of(START, source="date")))


@pytest.mark.parametrize(
    ("changes", "proved"),
    [
        ({}, True),
        ({"source": "date"}, False),
        ({"mismatches": None}, False),
        ({"mismatches": [Mismatch(account=ANN, counted=1, balance=2)]}, False),
        ({"unresolved": [Unresolved(serial_number=1, reason="it is partial")]}, False),
    ],
    ids=str,
)
def test_only_a_snapshot_without_a_flaw_is_proved(changes: Any, proved: bool) -> None:
    proof = attrs.evolve(Proof(time=START, source="balances", began=1, ended=2, unresolved=[], mismatches=[]), **changes)
    assert proof.proved is proved
    assert json.loads(json.dumps(attrs.asdict(proof)))["source"] == proof.source
