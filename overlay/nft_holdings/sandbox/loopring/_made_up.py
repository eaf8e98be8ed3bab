"""Made-up collections and NFTs."""

import json
from random import Random
from typing import Any

from nft_holdings.sandbox._api import Row

CREATED, CHANGED = 1_660_000_000_000, 1_760_000_000_000
FIRST_SLOT = 32768
THINGS = ("Paper Boat", "Quiet Lighthouse", "Clay Whistle", "Night Train")
STATUSES = ("NOT_DEPLOYED", "DEPLOY_FAILED", "DEPLOYING", "DEPLOYED")
SIZES = ("240-240", "332-332", "original")
COLORS = ("red", "blue", "ochre", "black")


def made_up_collection(random: Random, number: int, owner: str, **changes: Any) -> Row:
    """Return a collection with all its keys; `changes` replace some."""
    pictures = {name: f"https://images.example/{number}-{name.lower()}" for name in ("avatar", "banner", "tileUri", "thumbnail")}
    created = random.randrange(CREATED, CHANGED)
    return {
        "id": number,
        "owner": owner,
        "name": f"{random.choice(THINGS)}s, series {number}",
        "contractAddress": _hexadecimal(random, 40),
        "collectionAddress": _hexadecimal(random, 40),
        "baseUri": f"ipfs://{_hexadecimal(random, 64)}",
        "nftFactory": _hexadecimal(random, 40),
        "description": random.choice(("", "Made by hand.")),
        "avatar": f"ipfs://example-{number}/avatar",
        "banner": f"ipfs://example-{number}/banner",
        "thumbnail": "",
        "tileUri": f"ipfs://example-{number}/tile",
        "cached": {**pictures, "thumbnail": ""},
        "deployStatus": random.choice(STATUSES),
        "nftType": "ERC1155",
        "times": {"createdAt": created, "updatedAt": created + random.randrange(10**9)},
        "extra": {
            "properties": {
                "isLegacy": False,
                "isPublic": random.random() < 0.5,
                "isCounterFactualNFT": True,
                "isMintable": True,
                "isEditable": True,
                "isDeletable": False,
            },
            "mintChannel": "UNKNOWN_CHANNEL",
        },
        **changes,
    }


def made_up_balance(random: Random, account: int, slot: int, collection: Row | None = None, **changes: Any) -> Row:
    """Return a row with all keys but those of its metadata, and the collection's if it has one; `changes` replace some."""
    several = random.random() < 0.5
    contract = collection["contractAddress"] if collection else _hexadecimal(random, 40)
    updated = random.randrange(CREATED, CHANGED)
    row = {
        "id": account * 1_000_000 + slot,
        "accountId": account,
        "tokenId": slot,
        "nftData": _hexadecimal(random, 64),
        "tokenAddress": contract,
        "nftType": "ERC1155" if several else "ERC721",
        "nftId": _hexadecimal(random, 64),
        "total": str(random.randrange(2, 1000) if several else 1),
        "locked": "1" if random.random() < 0.1 else "0",
        "pending": {"withdraw": "0", "deposit": "2" if several else "0"},
        "isCounterFactualNFT": random.random() < 0.5,
        "deploymentStatus": random.choice(STATUSES),
        "minter": _hexadecimal(random, 40),
        "royaltyPercentage": random.randrange(11),
        "preference": {"favourite": random.random() < 0.2, "hide": random.random() < 0.1},
        "updatedAt": updated,
        "balanceUpdatedAt": updated - random.randrange(10**9),
    }
    return {**row, **({"collectionInfo": collection} if collection else {}), **changes}


def made_up_metadata(random: Random, row: Row, **base: Any) -> Row:
    """Return the metadata of a row's NFT; `base` replaces some of its base."""
    name = f"{random.choice(THINGS)} {row['tokenId']}"
    attributes = [{"trait_type": "Color", "value": random.choice(COLORS)}, {"trait_type": "Folds", "value": random.randrange(20)}]
    known = {"name": name, "decimals": -1, "description": "", "image": f"ipfs://example-{row['tokenId']}/picture.png", "properties": ""}
    created = random.randrange(CREATED, CHANGED)
    return {
        "uri": f"ipfs://example-{row['tokenId']}",
        "base": {**known, "localization": "", "createdAt": created, "updatedAt": created, **base},
        "imageSize": {size: f"https://images.example/{row['tokenId']}-{size}" for size in random.sample(SIZES, 2)},
        "extra": {
            "imageData": "", "externalUrl": "", "attributes": json.dumps(attributes), "backgroundColor": "",
            "animationUrl": "", "youtubeUrl": "", "minter": "",
        },
        "status": 1,
        "nftType": 1 if row["nftType"] == "ERC1155" else 0,
        "network": 0,
        "tokenAddress": row["tokenAddress"],
        # The service writes the decimal digits behind 0x.
        "nftId": f"0x{int(row['nftId'], 16)}",
    }  # fmt: skip


def _hexadecimal(random: Random, digits: int) -> str:
    return f"0x{random.getrandbits(4 * digits):0{digits}x}"
