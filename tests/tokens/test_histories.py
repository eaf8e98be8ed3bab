"""Held since, holder at a time, and the history itself, against a ledger that knows the truth."""

import random
from datetime import UTC, datetime
from operator import methodcaller
from typing import Any

import pytest
from nft_holdings import ApiError, InvalidArgument, NotFound

from tests.support.token_clients import asked, both
from tests.support.token_ledger import CHANGES, MOVES, SECOND, START, Ledger, nanoseconds, text

ACCOUNTS = ["0.0.901", "0.0.902", "0.0.903"]
TOKEN = "0.0.2000"
THROUGH = "0.0.999"
SEEDS = range(60)


def made_up(seed: int, steps: int = 40) -> Ledger:
    chance = random.Random(seed)
    ledger = Ledger()
    for _ in range(steps):
        held = [nft.serial for nft in ledger.nfts.values() if nft.holder is not None]
        match chance.choice(["mint", "move", "move", "move", "change", "end", "treasury", "self", "twice"]):
            case "mint":
                ledger.mint()
            case "move" if held:
                ledger.move(chance.choice(held), chance.choice(ACCOUNTS), chance.choice(MOVES))
            case "change" if held:
                ledger.change(chance.choice(held), chance.choice(CHANGES))
            case "end" if held and chance.random() < 0.5:
                ledger.end(chance.choice(held), chance.choice(["TOKENBURN", "TOKENWIPE"]))
            case "treasury":
                ledger.change_treasury(chance.choice(["0.0.900", *ACCOUNTS]))
            case "self" if held:
                serial = chance.choice(held)
                ledger.move(serial, str(ledger.nfts[serial].holder))
            case "twice" if held:
                ledger.move(chance.choice(held), chance.choice(ACCOUNTS), through=THROUGH)
    ledger.mint()
    if chance.random() < 0.2:
        ledger.delete()
    return ledger


def may_lack_a_move(ledger: Ledger, serial: int) -> bool:
    """Return True if an entry of several transfers stands before others: a move between them might be missing."""
    return any(entry["receiver_account_id"] == THROUGH for entry in ledger.nfts[serial].entries[:-1])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_holder_and_since_when(seed: int) -> None:
    ledger = made_up(seed)
    serials = list(ledger.nfts)
    found = asked(ledger, lambda client: client.held_since_many(TOKEN, serials), blocking=seed % 2 == 0).result
    truth = {nft.serial: nft.holders[-1] for nft in ledger.nfts.values()}
    assert [(each.serial_number, nanoseconds(each.since), each.holder) for each in found] == [
        (serial, since, holder) for serial, (since, holder) in truth.items()
    ]
    assert all(each.exact or may_lack_a_move(ledger, each.serial_number) for each in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_holder_at_any_time(seed: int) -> None:
    ledger = made_up(seed)
    chance = random.Random(seed)
    for nft in ledger.nfts.values():
        for since, _ in [(nft.minted, None), *chance.sample(nft.holders, min(2, len(nft.holders)))]:
            for time in (since - 1, since, since + 1, chance.randrange(START, ledger.now)):
                found = asked(ledger, methodcaller("holder_at", TOKEN, nft.serial, time)).result
                if time < nft.minted:
                    assert (found.status, found.holder) == ("not minted", None)
                else:
                    holder = nft.holder_at(time)
                    assert (found.status, found.holder) == ("held" if holder else "burned", holder)
                assert found.exact or may_lack_a_move(ledger, nft.serial)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_answer_is_exact_that_a_missing_move_makes_wrong(seed: int) -> None:
    ledger = made_up(seed)
    chance = random.Random(seed)
    for nft in ledger.nfts.values():
        ledger.lost.clear()
        ledger.lose(nft.serial, chance.randrange(len(nft.entries)))
        found = asked(ledger, methodcaller("held_since", TOKEN, nft.serial)).result
        assert not found.exact or (nanoseconds(found.since), found.holder) == nft.holders[-1]
        for since, _ in chance.sample(nft.holders, min(2, len(nft.holders))):
            for time in (since, since + 1):
                answer = asked(ledger, methodcaller("holder_at", TOKEN, nft.serial, time)).result
                assert not answer.exact or answer.holder == nft.holder_at(time)
                assert answer.status in ("held", "unknown") or nft.holder_at(time) is None


@both
def test_an_nft_that_has_not_changed_needs_no_history(blocking: bool) -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.move(1, "0.0.901")
    later = ledger.now + 1
    found = asked(ledger, lambda client: client.held_since(TOKEN, 1, held_before=later), blocking=blocking)
    assert (found.result.holder, found.result.exact, found.targets) == ("0.0.901", False, ["/tokens/0.0.2000/nfts/1"])
    found = asked(ledger, lambda client: client.holder_at(TOKEN, 1, ledger.now), blocking=blocking)
    assert (found.result.holder, found.result.exact, found.targets) == ("0.0.901", True, ["/tokens/0.0.2000/nfts/1"])


@both
def test_a_history_that_ends_early_is_read_on(blocking: bool) -> None:
    ledger = Ledger()
    ledger.mint()
    for index in range(230):
        ledger.move(1, ACCOUNTS[index % 3])
    for index in (3, 120, 180):
        ledger.lose(1, index)
    found = asked(ledger, lambda client: client.nft_history(TOKEN, 1), blocking=blocking)
    known = [each for index, each in enumerate(ledger.nfts[1].entries) if index not in (3, 120, 180)]
    assert [each.consensus_timestamp for each in found.result] == [each["consensus_timestamp"] for each in reversed(known)]


def test_a_history_that_is_partial_says_so() -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.move(1, "0.0.901")
    ledger.partial = True

    def read(client: Any) -> Any:
        listing = client.nft_history(TOKEN, 1)
        assert listing.partial is None
        assert len(listing.all()) == 2
        return listing.partial

    assert asked(ledger, read).result is True
    assert not asked(ledger, lambda client: client.held_since(TOKEN, 1)).result.exact
    assert not asked(ledger, lambda client: client.holder_at(TOKEN, 1, ledger.now - 1)).result.exact


@both
def test_an_entry_that_is_missing_is_never_exact(blocking: bool) -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.move(1, "0.0.901")
    ledger.move(1, "0.0.902")
    ledger.lose(1, 2)
    found = asked(ledger, lambda client: client.held_since(TOKEN, 1), blocking=blocking).result
    assert (found.holder, found.exact) == ("0.0.902", False)


def test_an_nft_that_moves_while_it_is_read_is_read_again() -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.move(1, "0.0.901")
    moved: list[bool] = []

    def answer(target: str) -> tuple[int, Any]:
        reply = ledger.answer(target)
        if not moved and "transactions" not in target:
            ledger.move(1, "0.0.902")
            moved.append(True)
        return reply

    found = asked(answer, lambda client: client.held_since(TOKEN, 1)).result
    assert (found.holder, nanoseconds(found.since), found.exact) == ("0.0.902", ledger.now, True)


def test_a_mint_whose_receiver_is_not_shown_gave_to_the_treasury() -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.nfts[1].entries[0]["receiver_account_id"] = None
    time = ledger.now
    ledger.change(1, "TOKENUPDATENFTS")
    for call in (methodcaller("held_since", TOKEN, 1), methodcaller("holder_at", TOKEN, 1, time)):
        found = asked(ledger, call).result
        assert (found.holder, found.exact) == ("0.0.900", True)


def test_a_move_after_a_burn_is_never_exact() -> None:
    ledger = Ledger()
    ledger.mint()
    ledger.end(1, "TOKENBURN")
    time = ledger.now
    ledger.move(1, "0.0.901")
    ledger.nfts[1].entries[-1]["sender_account_id"] = "0.0.900"
    assert not asked(ledger, methodcaller("holder_at", TOKEN, 1, time)).result.exact


@both
def test_errors_of_single_nfts_stand_in_their_place(blocking: bool) -> None:
    ledger = Ledger()
    ledger.mint()
    found = asked(ledger, lambda client: client.held_since_many(TOKEN, [9, 1]), blocking=blocking).result
    assert isinstance(found[0].error, NotFound)
    assert (found[0].serial_number, found[0].holder, found[1].holder, found[1].error) == (9, None, "0.0.900", None)
    with pytest.raises(NotFound, match=r"NFT 0\.0\.2000/9"):
        asked(ledger, lambda client: client.held_since(TOKEN, 9), blocking=blocking)
    with pytest.raises(NotFound, match=r"NFT 0\.0\.2000/9"):
        asked(ledger, lambda client: client.holder_at(TOKEN, 9, START), blocking=blocking)


def test_an_nft_without_a_row_whose_history_is_there_is_unknown() -> None:
    ledger = Ledger()
    ledger.mint()

    def answer(target: str) -> tuple[int, Any]:
        return (404, {"_status": {"messages": [{"message": "Not found"}]}}) if target.endswith("nfts/1") else ledger.answer(target)

    assert asked(answer, lambda client: client.holder_at(TOKEN, 1, START)).result.status == "unknown"


@both
def test_a_later_time_than_the_servers_is_refused(blocking: bool) -> None:
    ledger = Ledger()
    ledger.mint()
    headers = {"date": "Tue, 14 Nov 2023 22:13:20 GMT"}  # START
    with pytest.raises(InvalidArgument, match="server's clock"):
        asked(ledger, lambda client: client.holder_at(TOKEN, 1, START + SECOND), blocking=blocking, headers=headers)


TIMES: dict[Any, int] = {
    text(START): START,
    "1700000000": START,
    START: START,
    "2023-11-14T22:13:20Z": START,
    "2023-11-14T23:13:20.000000001+01:00": START + 1,
    datetime(2023, 11, 14, 22, 13, 20, 5, tzinfo=UTC): START + 5000,
    "2023-11-14": START - (22 * 3600 + 13 * 60 + 20) * SECOND,
}


@pytest.mark.parametrize("time", TIMES, ids=str)
def test_times_in_every_form(time: Any) -> None:
    ledger = Ledger()
    found = asked(ledger, lambda client: client.token(TOKEN, timestamp=time) if TIMES[time] >= START else None)
    assert found.targets == ([f"/tokens/{TOKEN}?timestamp={text(TIMES[time])}"] if TIMES[time] >= START else [])


@pytest.mark.parametrize(
    "time",
    [-1, 2**63, "9223372036.854775808", "yesterday", "", True, 1.5, datetime(2023, 1, 1), "2023-13-01", "17000000000", "1.", None, [1]],
    ids=repr,
)
def test_times_that_are_refused(time: Any) -> None:
    with pytest.raises(InvalidArgument, match="time") as refused:
        asked(Ledger(), lambda client: client.holder_at(TOKEN, 1, time))
    assert refused.value.argument == "time"


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_what_the_server_refuses_is_an_error(status: int) -> None:
    for call in (
        lambda client: client.nft(TOKEN, 1),
        lambda client: client.held_since(TOKEN, 1),
        lambda client: client.nft_history(TOKEN, 1),
        lambda client: client.token_nfts(TOKEN),
        lambda client: client.holders(TOKEN),
        lambda client: client.owns("0.0.901", TOKEN),
    ):
        with pytest.raises(ApiError) as error:
            asked(lambda _: (status, {"_status": {"messages": [{"message": "no"}]}}), call)
        assert error.value.status == status
