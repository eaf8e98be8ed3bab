"""SwapChat: one wallet, listed page by page."""

import json
from functools import cache
from typing import Any

from benchmark.benchmarked_api import BenchmarkedApi, Page, PageFigure, Reply
from benchmark.data_sets import LISTED
from benchmark.expected_rows import field_of
from benchmark.rows import PICTURES, THINGS, as_json, hexadecimal

USER, WALLET = "0000000000000000000000a1", "0x00000000000000000000000000000000000A1002"
PAGE_SIZE = 50


def token_ids() -> list[str]:
    """Return the token ids of the wallet's NFTs, in the order of the listing."""
    return [str(number) for number in range(1, LISTED + 1)]


def _asset(token_id: str) -> dict[str, Any]:
    number = int(token_id)
    thing = THINGS[number // 100 % len(THINGS)]
    slug = thing.lower().replace(" ", "-")
    nft = {
        "blockchain": "ETH", "collection_name": f"{thing}s", "collection_slug": slug, "collection_opensea_slug": slug.replace("-", ""),
        "contract_address": hexadecimal(number // 100, 40), "token_id": token_id, "name": f"{thing} #{number}",
        "description": None if number % 3 == 0 else "Folded by hand, from the paper that was at hand.",
        "image": f"{PICTURES}/{slug}/{number}.png", "animation_url": None, "owner_addresses": [WALLET],
        "traits": [
            {"type": kind, "value": f"{value} {number % 7}", **({} if number % 2 else {"percentage": (number % 97 + 1) / 128})}
            for kind, value in (("Clothes", "Service"), ("Eyes", "Wide Eyed"), ("Fur", "Black"))
        ],
        "rarity": {"score": 34.72 + number, "rank": number, "total": 10_000},
    }  # fmt: skip
    return {"nft": nft, "quantity": 1}


@cache
def rows() -> list[bytes]:
    """Return the wallet's NFTs, with every key that the documentation shows."""
    return [as_json(_asset(token_id)) for token_id in token_ids()]


def reply(method: str, path: str, _: str, body: bytes, *, defect: bool = False) -> Reply | None:
    """Return the reply to a request; None if it is not one of this API."""
    if method != "POST" or not path.startswith("/users/") or not path.endswith("/nfts"):
        return None
    asked = json.loads(body)
    page, size = int(str(asked["page"])), min(int(str(asked["size"])), PAGE_SIZE)
    held = rows() if asked["wallet_address"] == WALLET else []
    written = b",".join(held[(page - 1) * size : page * size])
    return Reply(b'{"code":0,"msg":"ok","data":{"total":%d,"assets":[%b]}}' % (len(held), written), "swapchat")


def key(row: Any) -> str:
    """Return the token id of a row."""
    return str(field_of(field_of(row, "nft"), "token_id"))


def _page(fetch: Any) -> Page:
    asked = json.dumps({"wallet_address": WALLET, "page": 1, "size": PAGE_SIZE}).encode()
    content = fetch("POST", f"/users/{USER}/nfts", asked)
    return Page("swapchat", "NftListEnvelope", content, ("data", "assets"), key, token_ids()[:PAGE_SIZE])


BENCHMARKED_API = BenchmarkedApi(reply=reply, render=rows, pages={"swapchat": PageFigure("SwapChat, 50 rows", 0.8, _page)})
