"""A token's NFTs as of a consensus time: each rule by itself, against a ledger that knows the truth."""

import json
from collections.abc import Callable
from email.utils import formatdate
from time import sleep
from typing import Any

import attrs
import pytest
from nft_holdings import InvalidArgument, NotFound, ServerError, TokenNft
from nft_holdings.data.hedera._as_of import AsOf, time_of
from nft_holdings.data.hedera._proof import mismatches
from nft_holdings.data.hedera._rows import SnapshotRow, Unresolved, Verdict, rolled_back, settled

from tests.support.token_clients import asked
from tests.support.token_ledger import NOT_FOUND, SECOND, START, Ledger, text

TOKEN, TREASURY, SECOND_TREASURY, ANN, BEN, EVE = "0.0.2000", "0.0.900", "0.0.950", "0.0.901", "0.0.902", "0.0.903"
MINUTE = 60 * SECOND


def date(time: int) -> dict[str, str]:
    return {"date": formatdate(time // SECOND, usegmt=True)}


def as_of(time: int, **changes: Any) -> AsOf:
    return attrs.evolve(AsOf(token=TOKEN, time=time, source="balances", treasury=TREASURY, deleted=False), **changes)


def listed(ledger: Ledger, serial: int, **changes: Any) -> TokenNft:
    return TokenNft.from_dict({**ledger.row(ledger.nfts[serial]), **changes})


def back(ledger: Ledger, time: int, serial: int = 1, *, answer: Callable[[str], Any] | None = None, **changes: Any) -> Any:
    """Return a listed row as it was at a time, by its history."""
    rows = [listed(ledger, serial, **changes)]
    return asked(answer or ledger, lambda client: rolled_back(client, rows, as_of(time))).result[0]


def reason(result: Any) -> str:
    assert isinstance(result, Unresolved)
    assert result.serial_number == 1
    return result.reason


def minted(*, moves: tuple[str, ...] = ()) -> Ledger:
    ledger = Ledger()
    ledger.mint()
    for account in moves:
        ledger.move(1, account)
    return ledger


# The time


def test_the_time_is_that_of_the_newest_balances_that_every_replica_has() -> None:
    ledger = minted()
    ledger.now = now = (ledger.now // SECOND + 5000) * SECOND
    ledger.snapshots = [now - 20 * MINUTE, now - MINUTE, now - MINUTE + 1]
    found = asked(ledger, lambda client: time_of(client, TOKEN), headers=date(now))
    assert found.targets == [
        f"/tokens/{TOKEN}",
        f"/tokens/{TOKEN}/balances?account.balance=gte:0&limit=1&timestamp=lte:{text(now - MINUTE)}",
        f"/tokens/{TOKEN}?timestamp={text(now - MINUTE)}",
    ]
    assert found.result == as_of(now - MINUTE)


def test_without_balances_the_time_is_a_minute_before_the_servers_clock() -> None:
    ledger = minted()
    now = (ledger.now // SECOND + 1000) * SECOND
    for snapshots in ([], [START - SECOND]):  # the latter is from before the token was created
        ledger.snapshots = snapshots
        found = asked(ledger, lambda client: time_of(client, TOKEN), headers=date(now)).result
        assert (found.time, found.source, found.has_sums) == (now - MINUTE, "date", False)


def test_treasury_and_deletion_are_those_of_the_time() -> None:
    ledger = minted()
    before = ledger.now
    ledger.change_treasury(SECOND_TREASURY)
    between = ledger.now
    ledger.delete()
    for time, treasury, deleted in ((before, TREASURY, False), (between, SECOND_TREASURY, False), (ledger.now, SECOND_TREASURY, True)):
        ledger.snapshots = [time]
        found = asked(ledger, lambda client: time_of(client, TOKEN)).result
        assert (found.time, found.treasury, found.deleted, found.has_sums) == (time, treasury, deleted, True)


def test_a_token_whose_nfts_nobody_holds_has_balances_too() -> None:
    ledger = minted()
    ledger.end(1, "TOKENBURN")
    ledger.snapshots = [ledger.now]
    assert asked(ledger, lambda client: time_of(client, TOKEN)).result == as_of(ledger.now)
    assert asked(ledger, lambda client: mismatches(client, {}, as_of(ledger.now))).result == []


def test_a_token_that_can_have_no_snapshot_is_refused() -> None:
    with pytest.raises(InvalidArgument, match="fungible"):
        asked(Ledger(kind="FUNGIBLE_COMMON"), lambda client: time_of(client, TOKEN))
    with pytest.raises(InvalidArgument, match="come back in a minute"):
        asked(Ledger(), lambda client: time_of(client, TOKEN), headers=date(START + 59 * SECOND))
    with pytest.raises(NotFound):
        asked(Ledger(), lambda client: time_of(client, "0.0.1"))


def test_the_time_can_be_stored_in_json() -> None:
    time = as_of(START + 1, deleted=True)
    assert AsOf(**json.loads(json.dumps(attrs.asdict(time)))) == time


# Rows that tell by themselves


def test_a_row_that_has_not_changed_since_is_kept() -> None:
    ledger = minted(moves=(ANN,))
    row = listed(ledger, 1, spender="0.0.5", metadata="aGk=")
    assert settled(row, as_of(ledger.now)) == SnapshotRow(nft=row)
    assert settled(row, as_of(ledger.now - 1)) is Verdict.NEEDS_HISTORY


def test_a_burned_nft_is_kept() -> None:
    ledger = minted()
    ledger.end(1, "TOKENBURN")
    kept = settled(listed(ledger, 1), as_of(ledger.now))
    assert isinstance(kept, SnapshotRow)
    assert (kept.nft.account_id, kept.nft.deleted) == (None, True)


def test_a_deletion_of_the_token_counts_from_its_time_on() -> None:
    ledger = minted()
    time = ledger.now
    ledger.delete()
    row = listed(ledger, 1)
    assert row.deleted is True
    for deleted in (True, False):
        kept = settled(row, as_of(time, deleted=deleted))
        assert isinstance(kept, SnapshotRow)
        assert kept == SnapshotRow(nft=listed(ledger, 1, deleted=deleted))


def test_an_nft_that_was_minted_later_is_dropped() -> None:
    ledger = minted()
    assert settled(listed(ledger, 1), as_of(ledger.now - 1)) is Verdict.DROPPED


@pytest.mark.parametrize("changes", [{"created_timestamp": None}, {"modified_timestamp": None}], ids=str)
def test_a_row_without_a_time_needs_its_history(changes: Any) -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now - 1
    row = listed(ledger, 1, **changes)
    assert settled(row, as_of(time)) is Verdict.NEEDS_HISTORY


# Rows that are rolled back


@pytest.mark.parametrize("kind", ["CRYPTOTRANSFER", "TOKENAIRDROP", "TOKENCLAIMAIRDROP", "CONTRACTCALL"])
def test_a_move_is_rolled_back(kind: str) -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN, kind)
    ledger.move(1, EVE, kind)
    row = back(ledger, time, metadata="aGk=", spender="0.0.5", delegating_spender="0.0.6")
    expected = listed(ledger, 1, account_id=ANN, modified_timestamp=text(time), metadata=None)
    assert row == SnapshotRow(nft=expected, rolled_back=True)
    ledger.delete()  # it shows in the listed row, and in the history
    assert back(ledger, time) == row


@pytest.mark.parametrize("kind", ["TOKENWIPE", "TOKENBURN"])
def test_a_burn_is_rolled_back(kind: str) -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.end(1, kind)
    row = back(ledger, time)
    assert (row.nft.account_id, row.nft.deleted, row.nft.modified_timestamp) == (ANN, False, text(time))


def test_other_changes_are_rolled_back() -> None:
    ledger = minted(moves=(ANN,))
    ledger.change(1, "TOKENUPDATENFTS")
    time = ledger.now
    ledger.change(1, "CRYPTOAPPROVEALLOWANCE")
    row = back(ledger, time)
    assert (row.nft.account_id, row.nft.modified_timestamp, row.rolled_back) == (ANN, text(time), True)


def test_a_new_treasury_after_the_time_is_rolled_back() -> None:
    ledger = minted()
    time = ledger.now
    ledger.change_treasury(SECOND_TREASURY)
    ledger.move(1, ANN)
    assert back(ledger, time).nft.account_id == TREASURY


def test_a_new_treasury_before_the_time_counts() -> None:
    ledger = minted()
    ledger.change_treasury(SECOND_TREASURY)
    time = ledger.now
    ledger.change_treasury(TREASURY)
    row = back(ledger, time)
    assert (row.nft.account_id, row.nft.modified_timestamp) == (SECOND_TREASURY, text(time))


def test_the_treasury_is_asked_for_once() -> None:
    ledger = Ledger()
    serials = [ledger.mint() for _ in range(5)]
    time = ledger.now
    ledger.change_treasury(SECOND_TREASURY)
    rows = [listed(ledger, serial) for serial in serials]

    def slowly(target: str) -> Any:
        sleep(0.02)  # so that all histories are read before the first treasury is known
        return ledger.answer(target)

    found = asked(slowly, lambda client: rolled_back(client, rows, as_of(time)), concurrency=5)
    assert [row.nft.account_id for row in found.result] == [TREASURY] * 5
    assert len(found.targets) == 2 * len(rows) + 1


def test_a_mint_whose_receiver_is_not_shown_gave_to_the_treasury() -> None:
    ledger = minted()
    time = ledger.now
    ledger.nfts[1].entries[0]["receiver_account_id"] = None
    ledger.move(1, ANN)
    assert back(ledger, time).nft.account_id == TREASURY


def test_an_nft_whose_history_begins_later_is_dropped() -> None:
    ledger = minted(moves=(ANN,))
    assert back(ledger, START - 1, created_timestamp=None) is Verdict.DROPPED


def test_changes_after_the_listing_are_not_asked_for() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.change(1, "CRYPTOAPPROVEALLOWANCE")
    rows = [listed(ledger, 1)]
    ledger.change(1, "CRYPTODELETEALLOWANCE")
    found = asked(ledger, lambda client: rolled_back(client, rows, as_of(time)))
    assert (found.result[0].nft.account_id, len(found.targets)) == (ANN, 2)


def test_an_nft_that_a_replica_shows_unchanged_keeps_its_row() -> None:
    ledger = minted(moves=(ANN,))
    before = {**ledger.row(ledger.nfts[1]), "spender": "0.0.5"}
    time = ledger.now
    ledger.change(1, "CRYPTODELETEALLOWANCE")

    def behind(target: str) -> tuple[int, Any]:
        return (200, {"transactions": [], "links": {"next": None}}) if "/transactions" in target else (200, before)

    assert back(ledger, time, answer=behind) == SnapshotRow(nft=TokenNft.from_dict(before))


def test_replicas_that_are_behind_are_asked_again() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.change(1, "CRYPTOAPPROVEALLOWANCE")
    stale = iter(range(5))

    def answer(target: str) -> tuple[int, Any]:
        if "order=asc" in target and next(stale, None) is not None:
            return 200, {"transactions": [], "links": {"next": None}}
        return ledger.answer(target)

    assert back(ledger, time, answer=answer).nft.account_id == ANN


# Histories that do not tell


def test_a_partial_history_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN)
    ledger.partial = True
    assert "does not have the whole history" in reason(back(ledger, time))


def test_a_history_whose_beginning_is_partial_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN)

    def answer(target: str) -> tuple[int, Any]:
        return (200 if "order=asc" in target else 206), ledger.answer(target)[1]

    assert "does not have the whole history" in reason(back(ledger, time, answer=answer))


def test_a_partial_history_of_an_nft_without_a_mint_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    ledger.partial = True
    assert "does not have the whole history" in reason(back(ledger, START - 1, created_timestamp=None))


def test_a_history_without_the_last_change_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN)
    ledger.lose(1, 2)
    assert "lacks the NFT's last change" in reason(back(ledger, time))


def test_a_history_without_the_burn_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.end(1, "TOKENBURN")
    ledger.lose(1, 2)
    assert "does not show who held" in reason(back(ledger, time))


def test_a_history_that_contradicts_the_row_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.change(1, "TOKENUPDATENFTS")
    assert f"how {EVE} got the NFT" in reason(back(ledger, time, account_id=EVE))


def test_a_history_that_contradicts_itself_is_unresolved() -> None:
    ledger = minted(moves=(ANN, BEN))
    time = ledger.now
    ledger.move(1, EVE)
    ledger.lose(1, 2)
    assert f"how {BEN} got the NFT" in reason(back(ledger, time))


def test_an_nft_that_moves_after_its_burn_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    ledger.end(1, "TOKENBURN")
    time = ledger.now
    ledger.move(1, BEN)
    ledger.nfts[1].entries[-1]["sender_account_id"] = ANN
    assert f"how {ANN} got the NFT" in reason(back(ledger, time))


def test_a_treasury_that_the_server_does_not_know_is_unresolved() -> None:
    ledger = minted()
    time = ledger.now
    ledger.change_treasury(SECOND_TREASURY)

    def answer(target: str) -> Any:
        return ledger.answer(target) if "/nfts" in target else NOT_FOUND

    assert "does not show who held" in reason(back(ledger, time, answer=answer))


def test_a_history_that_cannot_be_read_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN)
    ledger.nfts[1].entries[-1]["consensus_timestamp"] = None
    entry = ledger.nfts[1].entries[-1]
    assert "consensus_timestamp" in reason(back(ledger, time, answer=lambda _: (200, {"transactions": [entry], "links": {"next": None}})))


@pytest.mark.parametrize("flaw", ["out of order", "not JSON"])
def test_a_history_whose_pages_do_not_fit_is_unresolved(flaw: str) -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.change(1, "TOKENUPDATENFTS")
    ledger.change(1, "TOKENUPDATENFTS")
    page = ledger.answer(f"/api/v1/tokens/{TOKEN}/nfts/1/transactions?limit=1&order=asc&timestamp=gt:{text(time)}")
    pages = iter([page, page if flaw == "out of order" else (200, b"<html>")])
    assert ("goes back" if flaw == "out of order" else "JSON") in reason(back(ledger, time, answer=lambda _: next(pages)))


def test_an_nft_that_is_listed_and_then_unknown_is_unresolved() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.change(1, "TOKENUPDATENFTS")
    empty = (200, {"transactions": [], "links": {"next": None}})
    assert "Not found" in reason(back(ledger, time, answer=lambda target: empty if "/transactions" in target else NOT_FOUND))


def test_a_history_that_cannot_be_had_is_an_error() -> None:
    ledger = minted(moves=(ANN,))
    time = ledger.now
    ledger.move(1, BEN)
    with pytest.raises(ServerError):
        back(ledger, time, answer=lambda _: (503, {"_status": {"messages": [{"message": "busy"}]}}))


def test_results_come_in_the_order_of_the_rows() -> None:
    ledger = Ledger()
    serials = [ledger.mint() for _ in range(8)]
    time = ledger.now
    for serial in serials:
        ledger.move(serial, ANN)
    rows = [listed(ledger, serial) for serial in reversed(serials)]
    found = asked(ledger, lambda client: rolled_back(client, rows, as_of(time)), concurrency=4).result
    assert [row.nft.serial_number for row in found] == serials[::-1]
    assert asked(ledger, lambda client: rolled_back(client, [], as_of(time))).targets == []
