"""Hedera. SQLite answers each filter independently of the clients and of the sandbox."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from random import Random
from typing import Any

from nft_holdings import holder_id, nft_id, serial_number, spender_id, token_id

from chaos_testing.chaos_api import Call, ChaosApi, ChaosListing, Holdings, Key, Row

FIRST_ACCOUNT, FIRST_TOKEN, FIRST_HOLDER = 1001, 3001, 2001
HOLDERS, TOKENS = 4, 100
LARGEST_SERIAL, LARGEST_TOKEN = 2**63 - 1, 2**38 - 1
SQL = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "eq": "="}


def _key(row: Row) -> Key:
    return _number(row["token_id"]), row["serial_number"]


def _number(entity: str | None) -> int | None:
    """Return an id as one number with the order of ids: 10 bits of shard, 16 of realm, 38 of number."""
    if entity is None:
        return None
    shard, realm, number = map(int, entity.split("."))
    return shard << 54 | realm << 38 | number


def _nfts(random: Random, number: int, size: int) -> list[Row]:
    # An NFT has one holder, so no two accounts have the same serial numbers.
    pairs: set[tuple[int, int]] = {(LARGEST_TOKEN, LARGEST_SERIAL - number)} if size > 2 else set()
    tokens = [random.randrange(1000, 1040) for _ in range(6)]
    while len(pairs) < size:
        pairs.add((random.choice(tokens), random.randrange(60 * number + 1, 60 * number + 60)))
    spenders = [None, "0.0.500", "0.0.501", "0.0.700"]
    return [
        {
            "account_id": f"0.0.{FIRST_ACCOUNT + number}",
            "token_id": f"0.0.{token}",
            "serial_number": serial,
            "spender": random.choice(spenders),
            "metadata": "aGVsbG8=",
        }
        for token, serial in sorted(pairs)
    ]


def _nfts_of_token(random: Random, number: int, size: int) -> list[Row]:
    """Make up the NFTs of a token, every ninth of them burned."""
    serials = sorted(random.sample(range(1, 2 * size + 2), size))
    return [
        {
            "account_id": None if serial % 9 == 0 else f"0.0.{FIRST_HOLDER + random.randrange(HOLDERS)}",
            "token_id": f"0.0.{FIRST_TOKEN + number}",
            "serial_number": serial,
            "metadata": "aGVsbG8=",
        }
        for serial in serials
    ]


def _token_call(random: Random, token: str, size: int | None) -> Call:
    """Make up a filter, an order and a way to write the token."""
    low, high = sorted(random.randrange(1, 400) for _ in range(2))
    holder = FIRST_HOLDER + random.randrange(HOLDERS)
    forms: list[tuple[Any, Callable[[Row], bool]]] = [
        (None, lambda row: True),
        (serial_number >= low, lambda row: row["serial_number"] >= low),
        (serial_number < high, lambda row: row["serial_number"] < high),
        ((serial_number > low) & (serial_number <= high), lambda row: low < row["serial_number"] <= high),
        (holder_id == holder, lambda row: row["account_id"] == f"0.0.{holder}"),
        ((holder_id == holder) & (serial_number >= low), lambda row: row["account_id"] == f"0.0.{holder}" and row["serial_number"] >= low),
    ]
    wanted, holds = random.choice(forms)
    order, burned = random.choice([None, "asc", "desc"]), random.random() < 0.5
    return Call(
        (random.choice([token, token.rpartition(".")[2]]), wanted),
        {"page_size": size, "order": order, "burned": burned},
        condition=f"{wanted!r}, burned={burned}",
        select=lambda rows: {key for key, row in rows.items() if holds(row) and (burned or row["account_id"] is not None)},
        is_ordered=partial(_is_ordered, descending=order != "asc"),
    )


def _is_of_token(row: Row) -> bool:
    return FIRST_TOKEN <= int(row["token_id"].rpartition(".")[2]) < FIRST_TOKEN + TOKENS


def _call(random: Random, account: str, size: int | None) -> Call:
    """Make up a filter, an order and a way to write the account."""
    wanted, where, values = _filter(random)
    order = random.choice([None, "asc", "desc"])
    number = account.rpartition(".")[2]
    written = random.choice([account, number, int(number), f"0.{number}", f"0x{int(number):040x}"])
    return Call(
        (written, wanted),
        {"page_size": size, "order": order},
        condition=f"{where} {values}",
        select=lambda rows: _selected(rows.values(), where, values),
        is_ordered=partial(_is_ordered, descending=order != "asc"),
    )


def _is_ordered(keys: Sequence[Key], *, descending: bool) -> bool:
    return list(keys) == sorted(keys, reverse=descending)


def _selected(rows: Iterable[Row], where: str, values: tuple[Any, ...]) -> set[Key]:
    """Return the keys of the rows for which plain SQL says that a condition holds."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE nft (token INTEGER, serial INTEGER, spender INTEGER)")
    connection.executemany("INSERT INTO nft VALUES (?, ?, ?)", [(*_key(row), _number(row.get("spender"))) for row in rows])
    found = set(connection.execute(f"SELECT token, serial FROM nft WHERE {where}", values))  # noqa: S608 - built above
    connection.close()
    return found


def _filter(random: Random) -> tuple[Any, str, tuple[Any, ...]]:
    low, high = sorted(random.choice([1000, 1005, 1010, 1020, 1039, LARGEST_TOKEN]) for _ in range(2))
    first, last = (random.choice([random.randrange(1, 900), LARGEST_SERIAL - 3]) for _ in range(2))
    lower, upper = random.choice(["gt", "gte"]), random.choice(["lt", "lte"])
    forms = [
        (None, "TRUE", ()),
        (token_id == _written(random, low), "token = ?", (low,)),
        (_bound(token_id, lower, _written(random, low)), f"token {SQL[lower]} ?", (low,)),
        (
            _bound(token_id, lower, _written(random, low)) & _bound(token_id, upper, _written(random, high)),
            f"token {SQL[lower]} ? AND token {SQL[upper]} ?",
            (low, high),
        ),
        ((token_id == low) & _bound(serial_number, lower, first), f"token = ? AND serial {SQL[lower]} ?", (low, first)),
        (
            (token_id >= _written(random, low)) & (token_id <= _written(random, low)) & (serial_number > first),
            "token = ? AND serial > ?",
            (low, first),
        ),
        (_bound(token_id, upper, high) & (serial_number == first), f"token {SQL[upper]} ? AND serial = ?", (high, first)),
        (_bound(nft_id, lower, (low, first)), f"(token, serial) {SQL[lower]} (?, ?)", (low, first)),
        (_bound(nft_id, upper, (high, last)), f"(token, serial) {SQL[upper]} (?, ?)", (high, last)),
        (
            _bound(nft_id, lower, (low, first)) & _bound(nft_id, upper, (high, last)),
            f"(token, serial) {SQL[lower]} (?, ?) AND (token, serial) {SQL[upper]} (?, ?)",
            (low, first, high, last),
        ),
        (spender_id == 500, "spender = ?", (500,)),
        (spender_id.is_in([500, "0.0.700"]), "spender IN (500, 700)", ()),
        ((spender_id > 500) & (token_id >= low), "spender > 500 AND token >= ?", (low,)),
    ]
    return random.choice(forms)


def _bound(column: Any, operator: str, value: Any) -> Any:
    return {"gt": column.__gt__, "gte": column.__ge__, "lt": column.__lt__, "lte": column.__le__}[operator](value)


def _written(random: Random, number: int) -> Any:
    return random.choice([number, str(number), f"0.{number}", f"0.0.{number}", f"0x{number:040x}"])


def _document(holdings: Mapping[str, Holdings]) -> Mapping[str, Any]:
    return {
        "nfts": [row for listed in holdings.values() for rows in listed.values() for row in rows],
        "tokens": [{"token_id": f"0.0.{FIRST_TOKEN + number}"} for number in range(TOKENS)],
    }


CHAOS_API = ChaosApi(
    listings=(
        ChaosListing(
            method="token_nfts",
            key=_key,
            account=lambda number: f"0.0.{FIRST_TOKEN + number}",
            rows=_nfts_of_token,
            call=_token_call,
            has=_is_of_token,
            owner=lambda row, _: row["token_id"],
        ),
        ChaosListing(method="nfts", key=_key, account=lambda number: f"0.0.{FIRST_ACCOUNT + number}", rows=_nfts, call=_call),
    ),
    document=_document,
    # No empty pages: a mirror node states no total that could contradict its end.
    faults=tuple({"fault": kind, "field": field} for kind in ("missing_field", "null_field") for field in ("serial_number", "token_id")),
    settings={"hedera_quirks": (True, False)},
)
