"""The differences of two snapshots between which things moved at random: they equal those of the truth."""

import random
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.data.test_diff import (
    HOLDERS,
    HUGE,
    QUANTITIES,
    asset,
    changes,
    nft,
    of_swapchat,
    of_token,
)
from tests.support.snapshots import Row, Units


@pytest.mark.parametrize("seed", range(5))
def test_random_transfers_of_tokens(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    tokens, accounts = ["0.0.700", "0.0.701", "0.0.70"], [f"0.0.{900 + number}" for number in range(8)]
    ledger: dict[tuple[str, int], Row] = {}
    time = 0

    def event() -> None:
        nonlocal time
        time += chosen.randrange(1, 1000)
        held = [row for row in ledger.values() if row["account_id"]]
        match chosen.choice(["mint", "move", "move", "burn", "metadata"]):
            case "mint":
                token = chosen.choice(tokens)
                serial = 1 + sum(key[0] == token for key in ledger)
                ledger[token, serial] = nft(serial, chosen.choice(accounts), time, token_id=token)
            case "move" if held:
                chosen.choice(held).update(account_id=chosen.choice(accounts), modified_timestamp=time)
            case "burn" if held and chosen.random() < 0.3:
                chosen.choice(held).update(account_id=None, deleted=True, modified_timestamp=time)
            case "metadata" if held:
                chosen.choice(held).update(metadata=chosen.randbytes(2), modified_timestamp=time)

    def taken() -> tuple[Units, dict[tuple[str, int], Row]]:
        rows = {key: dict(row) for key, row in ledger.items()}
        units: dict[Any, Any] = {}
        for token in tokens:
            units |= of_token(*(row for row in rows.values() if row["token_id"] == token), token=token)
        return units, rows

    for _ in range(200):
        event()
    units, old = taken()
    for _ in range(chosen.randrange(300)):
        event()
    later_units, new = taken()
    expected = set()
    for key, row in new.items():
        first, last = old[key]["account_id"] if key in old else None, row["account_id"]
        if first != last:
            kind = "minted" if first is None else "burned" if last is None else "moved"
            expected.add((kind, *key, first, last, None, None, row["modified_timestamp"]))
        if key in old and old[key]["metadata"] != row["metadata"]:
            texts = [b64encode(each["metadata"]).decode() for each in (old[key], row)]
            expected.add(("metadata", *key, first, last, *texts, row["modified_timestamp"]))
    columns = ("change", "token_id", "serial_number", "from_account", "to_account", "before", "after", "epoch_ns(time)")
    found = changes(tmp_path, units, later_units, *columns)
    assert set(found) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("seed", range(5))
def test_random_transfers_between_accounts_that_are_read_one_after_the_other(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)
    accounts = [f"0.0.{900 + number}" for number in range(8)]
    listed = accounts[:6]
    holders = {serial: (chosen.choice(accounts), 0) for serial in range(40)}
    time = 0

    def taken(moves: int) -> tuple[Units, dict[int, str]]:
        """Read the accounts in a random order, with moves between them."""
        nonlocal time
        units, seen = {}, dict[int, tuple[int, str]]()
        for account in chosen.sample(listed, len(listed)):
            for _ in range(moves):
                time += 1
                holders[chosen.randrange(40)] = (chosen.choice(accounts), time)
            held = {serial: when for serial, (holder, when) in holders.items() if holder == account}
            units["hedera", "nfts", account] = [nft(serial, account, when) for serial, when in held.items()]
            seen |= {serial: max(seen.get(serial, (-1, "")), (when, account)) for serial, when in held.items()}
        return units, {serial: account for serial, (_, account) in seen.items()}

    units, old = taken(chosen.randrange(4))
    later_units, new = taken(chosen.randrange(4))
    expected = [
        ("acquired" if serial not in old else "released" if serial not in new else "moved", serial, old.get(serial), new.get(serial))
        for serial in sorted(old.keys() | new.keys())
        if old.get(serial) != new.get(serial)
    ]
    assert changes(tmp_path, units, later_units, *HOLDERS) == expected


@pytest.mark.parametrize("seed", range(4))
def test_random_quantities(tmp_path: Path, seed: int) -> None:
    chosen = random.Random(seed)

    def taken() -> dict[tuple[str, str], str]:
        amounts = ("1", "2", HUGE, str(2**256 - 2))
        return {(f"w{chosen.randrange(4)}", str(chosen.randrange(12))): chosen.choice(amounts) for _ in range(20)}

    def units(held: dict[tuple[str, str], str]) -> Units:
        return of_swapchat(**{f"w{n}": [asset(nft, quantity) for (w, nft), quantity in held.items() if w == f"w{n}"] for n in range(4)})

    old, new = taken(), taken()
    expected = set[tuple[Any, ...]]()
    for number in map(str, range(12)):
        lost = [(wallet, quantity) for (wallet, nft), quantity in old.items() if nft == number and (wallet, nft) not in new]
        gained = [(wallet, quantity) for (wallet, nft), quantity in new.items() if nft == number and (wallet, nft) not in old]
        if len(lost) == len(gained) == 1 and lost[0][1] == gained[0][1]:
            expected.add((number, "moved", f"me/{lost[0][0]}", f"me/{gained[0][0]}", lost[0][1], lost[0][1]))
        else:
            expected |= {(number, "released", f"me/{wallet}", None, quantity, None) for wallet, quantity in lost}
            expected |= {(number, "acquired", None, f"me/{wallet}", None, quantity) for wallet, quantity in gained}
        for (wallet, held), quantity in old.items():
            if held == number and new.get((wallet, held), quantity) != quantity:
                expected.add((number, "quantity", f"me/{wallet}", f"me/{wallet}", quantity, new[wallet, held]))
    found = changes(tmp_path, units(old), units(new), "token_id", *QUANTITIES)
    assert set(found) == expected
    assert len(found) == len(expected)
