"""Made-up rows: the accounts that every seed has, with the example rows of the documents' pages, and random ones."""

from random import Random
from sqlite3 import Connection

from nft_holdings.sandbox._api import Row
from nft_holdings.sandbox._settings import Settings

from . import _accounts as known
from ._made_up import FIRST_SLOT, made_up_balance, made_up_collection, made_up_metadata
from ._oddities import collectors_rows, odd_balances, odd_collections
from ._rows import write_account

FIRST_FURTHER_ACCOUNT = 21000
FURTHER_ROWS = 60
COLLECTION_SIZE = 60
ZEROES = 30
PICTURE = "ipfs://QmZop7r8RQkB3L9BNfkKsZfY82kTVoPQyaSiZsTeKgTDij"
CACHED = "https://d12jj0pnkw1mbj.cloudfront.net/088010b1d3ab60069e87a7055554f012eb82d55b4dc88ea7a9a197d89964bc46-original"

DOCUMENTED_BALANCE: Row = {
    "accountId": known.DOCUMENTED,
    "tokenId": 32768,
    "nftData": "0xf7c932351186c3a9053f313eefa16209c018f7f1dba8aa8ca7100400f7c31085",
    "tokenAddress": known.ADDRESSES[known.DOCUMENTED],
    "nftType": "ERC1155",
    "nftId": "100",
    "total": "1000",
    "locked": "2",
    "pending": {"withdraw": "10000000000000", "deposit": "10000000000000"},
    "isCounterFactualNFT": True,
    "deploymentStatus": "NOT_DEPLOYED",
}

DOCUMENTED_COLLECTION: Row = {
    "id": 256,
    "owner": "0x3be20a5500a331ef148f1aca64e326cd0b605a4b",
    "name": "test1127",
    "contractAddress": "0x4a71d8b79ab6d9ae89e6709a54e53db9c9e27e49",
    "collectionAddress": "0x9717fa2a7d827b3db111be23938c95d14b875863",
    "baseUri": "ipfs://0x26ae6d3096348959d033b32ef635b58c0b50d5cb2165debafbb7e6eef783fd9e",
    "nftFactory": "0xfDDA90dbCc99B3a91e3fB1292991Ba1076d9E281",
    "description": "",
    "avatar": PICTURE,
    "banner": PICTURE,
    "thumbnail": PICTURE,
    "tileUri": PICTURE,
    "cached": {"avatar": CACHED, "banner": CACHED, "tileUri": CACHED, "thumbnail": CACHED},
    "deployStatus": "NOT_DEPLOYED",
    "nftType": "ERC1155",
    "isPublic": False,
    "times": {"createdAt": 1669188281228, "updatedAt": 1669188281228},
    "extra": {
        "properties": {
            "isLegacy": False,
            "isPublic": False,
            "isCounterFactualNFT": True,
            "isMintable": True,
            "isEditable": True,
            "isDeletable": True,
        },
        "mintChannel": "UNKNOWN_CHANNEL",
    },
    "count": 10,
}


def seed(connection: Connection, settings: Settings, random: Random) -> None:
    """Write the accounts that every seed has, and as many more as the settings say."""
    for account in (known.DOCUMENTED, *known.EXAMPLES):
        _write(connection, account, [{**DOCUMENTED_BALANCE, "accountId": account}], [DOCUMENTED_COLLECTION])
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
    write_account(connection, account, known.ADDRESSES.get(account, f"0x{account:040x}"), balances, collections)


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
