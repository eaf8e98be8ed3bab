"""Made-up rows: the accounts that every seed has, and random ones."""

import base64
from collections.abc import Iterator
from random import Random
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox._settings import Settings

from . import _accounts as known
from ._ids import read_alias
from ._ids import read_number as _id
from ._stories.histories import insert_histories
from ._stories.tokens import insert_tokens
from ._tables import insert, insert_following

EARLIEST, LATEST = 1_640_000_000 * 10**9, 1_760_000_000 * 10**9
ORDERING_PAIRS = ((2, 2), (2, 4), (1, 5), (1, 1), (1, 3), (3, 3), (3, 4))
MIXED_TOKENS, MIXED_SERIALS, MIXED_SPENDERS = (98, 99, 101, 1001, 10002), (7, 9, 10, 11, 99, 100), ("0.0.99", "0.0.500", "0.0.1000")
"""Numbers whose order is another one as text."""
DELETED_AT = 1_772_000_000 * 10**9
ACCOUNTS_CREATED = """
UPDATE hedera_account SET balance = coalesce(balance, id % 1000 * 100000000),
    created_timestamp = coalesce(created_timestamp, 1568000000000000000 + abs(id) % 10000000 * 1000000000)
"""
FIRST_VARYING_TOKEN = 2000
"""Tokens from here on depend on the settings."""
WAITING = """
INSERT INTO hedera_association (account_id, token_id, created_timestamp) SELECT ?, id, created_timestamp FROM hedera_token WHERE id < ?
"""
FIRST_FURTHER_ACCOUNT, FIRST_FURTHER_TOKEN = 1100, 5000
FURTHER_ROWS = 60
TOKEN_SIZE = 120
DOCUMENTED_NFT: Row = {
    "account_id": _id(known.DOCUMENTED), "token_id": _id("0.0.222"), "serial_number": 124, "deleted": False,
    "created_timestamp": 1234567890_000000001, "modified_timestamp": 1610682445_003266001,
    "spender": _id(known.SPENDER), "delegating_spender": _id(known.DELEGATING_SPENDER), "metadata": b"This is a test NFT",
}  # fmt: skip


def seed(connection: Connection, settings: Settings, random: Random) -> None:
    """Write the accounts that every seed has, and as many more as the settings say."""
    rows = [DOCUMENTED_NFT, *_known(random, settings.nfts), *_further(random, settings.accounts)]
    insert(connection, "hedera_nft", rows)
    insert(connection, "hedera_account", _accounts())
    deleted = {"id": _id(known.DELETED_TOKEN), "deleted": True, "treasury": _id(known.TREASURY), "modified_timestamp": DELETED_AT}
    insert(connection, "hedera_token", [deleted])
    insert_histories(connection)
    insert_tokens(connection, settings.hedera_token_nfts)
    insert_following(connection, _id(known.TREASURY))
    connection.execute(WAITING, (_id(known.WAITING), FIRST_VARYING_TOKEN))
    connection.execute(ACCOUNTS_CREATED)
    connection.execute("DELETE FROM hedera_token WHERE id = ?", (_id(known.UNKNOWN_TOKEN),))
    _mislead(connection, settings)


def _mislead(connection: Connection, settings: Settings) -> None:
    """Make counters wrong, and let tokens be unknown, as the settings say."""
    random = Random(f"{settings.seed}/mislead")
    held = connection.execute(
        "SELECT account_id, token_id, count(*) FROM hedera_nft WHERE account_id IS NOT NULL GROUP BY account_id, token_id"
    ).fetchall()
    wrong = [
        (random.choice((0, count - 1, count + 1, 2 * count + 3)), account, token)
        for account, token, count in held
        if random.randrange(100) < settings.hedera_wrong_counts
    ]
    connection.executemany("UPDATE hedera_association SET balance = ? WHERE account_id = ? AND token_id = ?", wrong)
    tokens = connection.execute("SELECT id FROM hedera_token").fetchall()
    unknown = [token for token in tokens if random.randrange(100) < settings.hedera_unknown_tokens]
    connection.executemany("DELETE FROM hedera_token WHERE id = ?", unknown)


def _accounts() -> Iterator[Row]:
    for account, alias, address, deleted in (
        (known.EMPTY, None, None, False),
        (known.ALIASED, known.ALIAS, None, False),
        (known.EVM, None, known.EVM_ADDRESS, False),
        (known.DELETED, None, known.DELETED_EVM_ADDRESS, True),
        (known.UNDETERMINED, known.UNDETERMINED_ALIAS, known.UNDETERMINED_EVM_ADDRESS, None),
        (known.DOCUMENTED, None, None, False),
        (known.WAITING, None, None, False),
        (known.HOLDERS[1], known.HOLDER_ALIAS, known.HOLDER_EVM_ADDRESS, False),
    ):
        yield {
            "id": _id(account),
            "alias": alias and read_alias(alias),
            "evm_address": address and bytes.fromhex(address.removeprefix("0x")),
            "deleted": deleted,
            "created_timestamp": 1234567880_000000000 if account == known.DOCUMENTED else None,
            "modified_timestamp": DELETED_AT if deleted else None,
            "public_key": known.PUBLIC_KEY if account == known.HOLDERS[1] else None,
        }


def _known(random: Random, nfts: int) -> Iterator[Row]:
    for token, serial in ORDERING_PAIRS:
        yield minted(random, known.ORDERING, token, serial)
    yield from _collected(random, known.SINGLE, 1700, 1)
    yield from _collected(random, known.HUNDRED, 1800, 100)
    yield from _collected(random, known.LARGEST, 2000, nfts)
    for account, token in ((known.ALIASED, 1710), (known.EVM, 1720), (known.DELETED, 1730), (known.UNDETERMINED, 1740)):
        yield from _collected(random, account, token, 3)
    for serial in range(1, 31):
        row = minted(random, known.SPENDERS, 1500 + serial % 3, serial)
        spender = (None, _id(known.SPENDER), _id(known.OTHER_SPENDER))[serial // 3 % 3]
        yield {**row, "spender": spender, "delegating_spender": _id(known.DELEGATING_SPENDER) if serial % 2 and spender else None}
    yield from _odd(random)
    yield from _mixed()


def _odd(random: Random) -> Iterator[Row]:
    row = minted(random, known.ODDITIES, 1590, 1)
    yield {**row, "created_timestamp": None, "modified_timestamp": None}
    yield {**row, "serial_number": 2, "metadata": None}
    yield {**row, "serial_number": 3, "metadata": b""}
    yield {**row, "serial_number": 4, "deleted": None}
    yield {**row, "serial_number": 5, "deleted": True}
    yield {**row, "serial_number": 6, "spender": 0, "delegating_spender": 0}
    yield {**row, "serial_number": known.LARGEST_SERIAL}
    yield {**row, "token_id": _id(known.DELETED_TOKEN)}
    yield {**row, "token_id": _id(known.LARGEST_TOKEN), "serial_number": 7}


def _mixed() -> Iterator[Row]:
    random = Random(0)  # of its own, so that the rows of other accounts are what they were
    for number, token in enumerate(MIXED_TOKENS):
        for serial in MIXED_SERIALS:
            spender = MIXED_SPENDERS[(number + serial) % len(MIXED_SPENDERS)]
            yield {**minted(random, known.MIXED, token, serial), "spender": _id(spender)}


def _further(random: Random, accounts: int) -> Iterator[Row]:
    for index in range(accounts):
        account = f"0.0.{FIRST_FURTHER_ACCOUNT + index}"
        yield from _collected(random, account, FIRST_FURTHER_TOKEN + 10 * index, random.randrange(FURTHER_ROWS))


def _collected(random: Random, account: str, first_token: int, count: int) -> list[Row]:
    """Return rows of several tokens, with gaps between the serial numbers, in random order."""
    rows = []
    for index in range(count):
        token, place = divmod(index, TOKEN_SIZE)
        rows.append(minted(random, account, first_token + token, 3 * place + random.randrange(1, 4)))
    random.shuffle(rows)
    return rows


def minted(random: Random, account: str, token: int, serial: int) -> Row:
    """Return a row of `hedera_nft`, with ids encoded, and random values in the columns that are not given."""
    created = random.randrange(EARLIEST, LATEST)
    chance = random.random()
    return {
        "account_id": _id(account), "token_id": token, "serial_number": serial, "deleted": False,
        "created_timestamp": created, "modified_timestamp": created + random.randrange(10**9, 10**16),
        "spender": _id(known.SPENDER) if chance < 0.1 else _id(known.OTHER_SPENDER) if chance < 0.15 else None,
        "delegating_spender": _id(known.DELEGATING_SPENDER) if chance < 0.05 else None,
        "metadata": b"ipfs://" + base64.b32encode(random.randbytes(20)).lower(),
    }  # fmt: skip
