"""Made-up rows: the wallets that every seed has, and random ones."""

import json
from collections.abc import Iterable
from random import Random
from sqlite3 import Connection

from nft_holdings._specs.access import spec_of
from nft_holdings.sandbox._settings import Settings

from . import _wallets as known
from ._oddities import ODD_ASSETS
from ._tables import INSERT_ASSET

FIRST_FURTHER_WALLET = 0xA2000
FURTHER_ROWS = 60
COLLECTIONS = ("Paper Boats", "Quiet Lighthouses", "Clay Whistles", "Night Trains")
COLORS = ("Red", "Blue", "Ochre", "Black")
COLLECTION_SIZE = 10_000


def seed(connection: Connection, settings: Settings, random: Random) -> None:
    """Write the wallets that every seed has, and as many more as the settings say."""
    _write(connection, known.DOCUMENTED, spec_of("swapchat")["components"]["examples"]["DocumentedNfts"]["value"]["assets"])
    _write(connection, known.ODDITIES, ODD_ASSETS)
    for wallet, count in ((known.SINGLE, 1), (known.HUNDRED, 100), (known.LARGEST, settings.nfts)):
        _write(connection, wallet, _collected(random, wallet, count))
    for number in range(FIRST_FURTHER_WALLET, FIRST_FURTHER_WALLET + settings.accounts):
        wallet = f"0x{number:040X}".replace("X", "x", 1)
        _write(connection, wallet, _collected(random, wallet, random.randrange(FURTHER_ROWS)))


def _write(connection: Connection, wallet: str, assets: Iterable[object]) -> None:
    connection.executemany(INSERT_ASSET, [(wallet, position, json.dumps(asset)) for position, asset in enumerate(assets)])


def _collected(random: Random, wallet: str, count: int) -> list[dict[str, object]]:
    """Return rows with different ids, in random order."""
    assets = [made_up_asset(random, wallet, number) for number in range(count)]
    random.shuffle(assets)
    return assets


def made_up_asset(random: Random, wallet: str, number: int) -> dict[str, object]:
    """Return a row with a number that no other has."""
    collection = random.choice(COLLECTIONS)
    several = random.random() < 0.2
    slug = collection.lower().replace(" ", "-")
    nft: dict[str, object] = {
        "blockchain": "ETH",
        "collection_name": collection,
        "collection_slug": slug,
        "collection_opensea_slug": random.choice((slug.replace("-", ""), None)),
        "contract_address": f"0x{COLLECTIONS.index(collection) + 0xC0FFEE:040x}",
        "token_id": str(number + random.randrange(2**200) * 2**20 if several else number),
        "name": f"{collection[:-1]} #{number}",
        "description": random.choice(("Folded by hand.", None)),
        "image": f"ipfs://example-{slug}/{number}.png",
        "owner_addresses": [wallet],
        "contract_type": "ERC1155" if several else "ERC721",
    }
    if random.random() < 0.5:
        nft["traits"] = [{"type": "Color", "value": random.choice(COLORS), "percentage": round(random.random(), 4)}]
        nft["rarity"] = {"score": round(random.uniform(1, 400), 2), "rank": random.randrange(1, COLLECTION_SIZE), "total": COLLECTION_SIZE}
    return {"nft": nft, "quantity": random.randrange(1, 50) if several else 1}
