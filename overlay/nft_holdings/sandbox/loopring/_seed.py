"""Made-up rows: the accounts that every seed has, and random ones."""

from random import Random
from sqlite3 import Connection

from nft_holdings.sandbox._settings import Settings

from . import _accounts as known
from ._documented import DOCUMENTED_BALANCE, DOCUMENTED_COLLECTION
from ._made_up import FIRST_SLOT, Row, made_up_balance, made_up_collection, made_up_metadata
from ._oddities import collectors_rows, odd_balances, odd_collections
from ._rows import HeldCollection, write_account

FIRST_FURTHER_ACCOUNT = 21000
FURTHER_ROWS = 60
COLLECTION_SIZE = 60
ZEROES = 30


def seed(connection: Connection, settings: Settings, random: Random) -> None:
    """Write the accounts that every seed has, and as many more as the settings say."""
    write_account(connection, known.DOCUMENTED, known.DOCUMENTED_ADDRESS, [DOCUMENTED_BALANCE], [DOCUMENTED_COLLECTION])
    for account in known.EXAMPLES:
        write_account(connection, account, f"0x{account:040x}", [{**DOCUMENTED_BALANCE, "accountId": account}], [DOCUMENTED_COLLECTION])
    odd = odd_collections(random)
    _write(connection, known.ODDITIES, odd_balances(random, odd), odd)
    _write(connection, known.COLLECTOR, *collectors_rows(random))
    for account, count in ((known.EMPTY, 0), (known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, settings.nfts)):
        _write(connection, account, *_collected(random, account, count))
    balances, collections = _collected(random, known.ZEROES, ZEROES)
    _write(connection, known.ZEROES, [{**row, "total": row["total"] if row["tokenId"] % 3 else "0"} for row in balances], collections)
    for account in range(FIRST_FURTHER_ACCOUNT, FIRST_FURTHER_ACCOUNT + settings.accounts):
        _write(connection, account, *_collected(random, account, random.randrange(FURTHER_ROWS)))


def _write(connection: Connection, account: int, balances: list[Row], collections: list[Row]) -> None:
    held = [HeldCollection(collection) for collection in collections]
    write_account(connection, account, known.ADDRESSES.get(account, f"0x{account:040x}"), balances, held)


def _collected(random: Random, account: int, count: int) -> tuple[list[Row], list[Row]]:
    """Return rows of several collections, in random order."""
    numbers = range(account * 1000, account * 1000 + -(-count // COLLECTION_SIZE))
    collections = [made_up_collection(random, number, f"0x{account:040x}") for number in numbers]
    balances = []
    for place in range(count):
        row = made_up_balance(random, account, FIRST_SLOT + place, collections[place // COLLECTION_SIZE])
        chance = random.random()
        if chance < 0.8:
            row["metadata"] = made_up_metadata(random, row)
        elif chance < 0.9:
            row["metadata"] = {"base": {}, "imageSize": {}}
        balances.append(row)
    random.shuffle(balances)
    random.shuffle(collections)
    return balances, collections
