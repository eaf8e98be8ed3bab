"""Rows as the servers write them, byte by byte: made up from nothing but their keys."""

import json
from base64 import b64encode
from functools import cache
from typing import Any

from . import data_sets

PLACE = b64encode(b"ipfs://bafkreifd7tcjjuwxxf4qkaibkj62pj4mhfuud7plrdmcstkh2ql5pz6h4e")
HEDERA_ROW = (
    b'{"account_id":"0.0.%d","created_timestamp":"%d.%09d","delegating_spender":null,"deleted":false,'
    b'"metadata":"' + PLACE + b'%08x%08x",'
    b'"modified_timestamp":"%d.%09d","serial_number":%d,"spender":%b,"token_id":"0.0.%d"}'
)
THINGS = ("Paper Boat", "Quiet Lighthouse", "Clay Whistle", "Café of the Night Train")
PICTURES = "https://images.example"


def hedera_row(account: int, key: data_sets.Key) -> bytes:
    """An NFT, in some 330 bytes. One in eight has a spender."""
    token, serial = key
    mixed = (token * 0x9E3779B1 + serial * 0x85EBCA77) & 0xFFFFFFFF
    spender = b'"0.0.%d"' % (mixed % 900 + 100) if mixed & 7 == 0 else b"null"
    minted = 1_600_000_000 + mixed % 100_000_000
    # Hexadecimal digits are as good as any in base64.
    return HEDERA_ROW % (account, minted, mixed % 10**9, mixed, serial, minted + serial, mixed // 5, serial, spender, token)


def hedera_rows(account: int) -> list[bytes]:
    """All that an account holds, in ascending order."""
    return [hedera_row(account, key) for key in data_sets.hedera_keys(account)]


def _hexadecimal(number: int, digits: int) -> str:
    return f"0x{pow(number + 2, 5, 2**255 - 19) * 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251 % 16**digits:0{digits}x}"


def _as_json(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False).encode()


def _balance(slot: int) -> dict[str, Any]:
    several = slot % 2 == 0
    return {
        "accountId": data_sets.LOOPRING_ACCOUNT,
        "tokenId": slot,
        "nftData": _hexadecimal(slot, 64),
        "tokenAddress": _hexadecimal(slot // 60, 40),
        "nftId": _hexadecimal(slot + 10**6, 64),
        "nftType": "ERC1155" if several else "ERC721",
        "total": str(slot % 90 + 1 if several else 1),
        "locked": "0",
        "pending": {"withdraw": "0", "deposit": "0"},
        "deploymentStatus": ("DEPLOYED", "NOT_DEPLOYED")[slot % 3 == 0],
        "isCounterFactualNFT": slot % 5 != 0,
    }


def _collection(number: int) -> dict[str, Any]:
    pictures = {name: f"ipfs://example-{number}/{name}" for name in ("avatar", "banner", "tileUri", "thumbnail")}
    return {
        "id": number,
        "owner": _hexadecimal(data_sets.LOOPRING_ACCOUNT, 40),
        "name": f"{THINGS[number % len(THINGS)]}s, series {number}",
        "contractAddress": _hexadecimal(number, 40),
        "collectionAddress": _hexadecimal(number, 40),
        "baseUri": "",
        "nftFactory": _hexadecimal(number + 10**6, 40),
        "description": "Made by hand.",
        **pictures,
        "cached": {name: f"{PICTURES}/{number}-{name}" for name in pictures},
        "deployStatus": "DEPLOYED",
        "nftType": "ERC1155",
        "times": {"createdAt": 1_669_188_281_228 + number, "updatedAt": 1_679_188_281_228 + number},
        "extra": {
            "properties": {
                "isLegacy": False, "isPublic": True, "isCounterFactualNFT": True,
                "isMintable": True, "isEditable": True, "isDeletable": False,
            },
            "mintChannel": "UNKNOWN_CHANNEL",
        },
    }  # fmt: skip


def _metadata(row: dict[str, Any]) -> dict[str, Any]:
    slot = row["tokenId"]
    attributes = [{"trait_type": "Color", "value": "ochre"}, {"trait_type": "Folds", "value": slot % 20}]
    return {
        "uri": f"ipfs://example-{slot}",
        "base": {
            "name": f"{THINGS[slot % len(THINGS)]} {slot}", "decimals": -1, "description": "Folded by hand.",
            "image": f"ipfs://example-{slot}/picture.png", "properties": "", "localization": "",
            "createdAt": 1_684_097_159_571 + slot, "updatedAt": 1_684_097_159_571 + slot,
        },
        "imageSize": {size: f"{PICTURES}/{slot}-{size}" for size in ("240-240", "332-332", "original")},
        "extra": {
            "imageData": "", "externalUrl": "", "attributes": json.dumps(attributes), "backgroundColor": "",
            "animationUrl": "", "youtubeUrl": "", "minter": "",
        },
        "status": 1,
        "nftType": 1,
        "network": 0,
        "tokenAddress": row["tokenAddress"],
        "nftId": f"0x{int(row['nftId'], 16)}",
    }  # fmt: skip


@cache
def loopring_rows(*, metadata: bool) -> list[bytes]:
    """The account's balances: with the keys of the documented sample, or with every key that was ever seen."""
    rows = [_balance(slot) for slot in data_sets.loopring_slots()]
    if metadata:
        rows = [
            {
                "id": 2_000_000 + row["tokenId"], **row, "metadata": _metadata(row), "minter": _hexadecimal(row["tokenId"], 40),
                "royaltyPercentage": 5, "preference": {"favourite": False, "hide": False},
                "collectionInfo": _collection(row["tokenId"] // 60), "updatedAt": 1_684_097_159_571, "balanceUpdatedAt": 1_684_097_159_571,
            }
            for row in rows
        ]  # fmt: skip
    return [_as_json(row) for row in rows]


@cache
def collection_rows() -> list[bytes]:
    """The account's collections, each with how many kinds of NFT are held of it."""
    return [_as_json({"collection": _collection(number), "count": number % 60 + 1}) for number in data_sets.collection_ids()]


def _asset(token_id: str) -> dict[str, Any]:
    number = int(token_id)
    thing = THINGS[number // 100 % len(THINGS)]
    slug = thing.lower().replace(" ", "-")
    nft = {
        "blockchain": "ETH", "collection_name": f"{thing}s", "collection_slug": slug, "collection_opensea_slug": slug.replace("-", ""),
        "contract_address": _hexadecimal(number // 100, 40), "token_id": token_id, "name": f"{thing} #{number}",
        "description": None if number % 3 == 0 else "Folded by hand, from the paper that was at hand.",
        "image": f"{PICTURES}/{slug}/{number}.png", "animation_url": None, "owner_addresses": [data_sets.SWAPCHAT_WALLET],
        "traits": [
            {"type": kind, "value": f"{value} {number % 7}", **({} if number % 2 else {"percentage": (number % 97 + 1) / 128})}
            for kind, value in (("Clothes", "Service"), ("Eyes", "Wide Eyed"), ("Fur", "Black"))
        ],
        "rarity": {"score": 34.72 + number, "rank": number, "total": 10_000},
    }  # fmt: skip
    return {"nft": nft, "quantity": 1}


@cache
def swapchat_rows() -> list[bytes]:
    """The wallet's NFTs, with every key that the documentation shows."""
    return [_as_json(_asset(token_id)) for token_id in data_sets.swapchat_token_ids()]
