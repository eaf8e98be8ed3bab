"""Loopring: one account with balances and collections, listed by offset."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, partial
from typing import Any

from benchmark.benchmarked_api import BenchmarkedApi, Page, PageFigure, Reply
from benchmark.data_sets import LISTED
from benchmark.expected_rows import check, field_of
from benchmark.hedera_rules import read_query
from benchmark.rows import PICTURES, THINGS, as_json, hexadecimal

ACCOUNT, COLLECTIONS = 11_329, 500
FIRST_SLOT = 32_768
PAGE_SIZE, DEFAULT_PAGE_SIZE = 50, 20
BALANCES_PATH, COLLECTIONS_PATH = "/api/v3/user/nft/balances", "/api/v3/user/collection/details"


def slots() -> range:
    """Return the slots of the account's balances, which identify its rows, in the order of the listing."""
    return range(FIRST_SLOT, FIRST_SLOT + LISTED)


def collection_ids() -> range:
    """Return the ids of the account's collections, in the order of the listing."""
    return range(1, COLLECTIONS + 1)


def _balance(slot: int) -> dict[str, Any]:
    several = slot % 2 == 0
    return {
        "accountId": ACCOUNT,
        "tokenId": slot,
        "nftData": hexadecimal(slot, 64),
        "tokenAddress": hexadecimal(slot // 60, 40),
        "nftId": hexadecimal(slot + 10**6, 64),
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
        "owner": hexadecimal(ACCOUNT, 40),
        "name": f"{THINGS[number % len(THINGS)]}s, series {number}",
        "contractAddress": hexadecimal(number, 40),
        "collectionAddress": hexadecimal(number, 40),
        "baseUri": "",
        "nftFactory": hexadecimal(number + 10**6, 40),
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
def balance_rows(*, metadata: bool) -> list[bytes]:
    """Return the account's balances: with the keys of the documented sample, or with every key that was ever seen."""
    rows = [_balance(slot) for slot in slots()]
    if metadata:
        rows = [
            {
                "id": 2_000_000 + row["tokenId"], **row, "metadata": _metadata(row), "minter": hexadecimal(row["tokenId"], 40),
                "royaltyPercentage": 5, "preference": {"favourite": False, "hide": False},
                "collectionInfo": _collection(row["tokenId"] // 60), "updatedAt": 1_684_097_159_571, "balanceUpdatedAt": 1_684_097_159_571,
            }
            for row in rows
        ]  # fmt: skip
    return [as_json(row) for row in rows]


@cache
def collection_rows() -> list[bytes]:
    """Return the account's collections, each with the number of its kinds of NFT that the account holds."""
    return [as_json({"collection": _collection(number), "count": number % 60 + 1}) for number in collection_ids()]


def reply(method: str, path: str, query: str, _: bytes, *, defect: bool = False) -> Reply | None:
    """Return the reply to a request; None if it is not one of this API."""
    if method != "GET" or path not in (BALANCES_PATH, COLLECTIONS_PATH):
        return None
    return _page_of(path, read_query(query))


def _page_of(path: str, query: Mapping[str, Sequence[str]]) -> Reply:
    offset, limit = int(query.get("offset", ["0"])[-1]), int(query.get("limit", [str(DEFAULT_PAGE_SIZE)])[-1])
    if path == COLLECTIONS_PATH:
        held, name, dataset = collection_rows(), b"collections", "loopring-collections"
    else:
        metadata = query.get("metadata", ["false"])[-1] == "true"
        held, name, dataset = balance_rows(metadata=metadata), b"data", "loopring"
    if query.get("accountid", [""])[-1] != str(ACCOUNT):
        held = []
    page = held[offset : offset + min(limit, PAGE_SIZE)]
    # Past the end, the real server forgets the total.
    total = len(held) if page else 0
    return Reply(b'{"totalNum":%d,"%b":[%b]}' % (total, name, b",".join(page)), dataset)


def render() -> None:
    """Write all rows."""
    for metadata in (False, True):
        balance_rows(metadata=metadata)
    collection_rows()


def key(row: Any) -> int:
    """Return the slot of a row."""
    return int(field_of(row, "tokenId", "token_id"))


def check_listing(rows: Any) -> None:
    """Check a whole listing of the account's balances."""
    check(rows, key, slots())


def balances_path(offset: int) -> str:
    """Return path and query of a page of balances."""
    return f"{BALANCES_PATH}?accountId={ACCOUNT}&limit={PAGE_SIZE}&offset={offset}"


def _page(fetch: Any, *, metadata: bool) -> Page:
    content = fetch("GET", f"{BALANCES_PATH}?accountId={ACCOUNT}&limit={PAGE_SIZE}&metadata={str(metadata).lower()}")
    return Page("loopring", "NftBalances", content, ("data",), key, list(slots()[:PAGE_SIZE]))


BENCHMARKED_API = BenchmarkedApi(
    reply=reply,
    render=render,
    pages={
        "loopring": PageFigure("Loopring, 50 rows", 0.85, partial(_page, metadata=False)),
        "loopring-metadata": PageFigure("Loopring, 50 rows with metadata", 0.9, partial(_page, metadata=True)),
    },
)
