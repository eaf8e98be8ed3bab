"""Loopring."""

from collections.abc import Mapping
from random import Random
from typing import Any

from chaos_testing.chaos_api import Call, ChaosApi, ChaosListing, Holdings, Row

FIRST_ACCOUNT, FIRST_SLOT, FIRST_COLLECTION = 20001, 32768, 500


def _account(number: int) -> str:
    return str(FIRST_ACCOUNT + number)


def _call(_: Random, account: str, size: int | None) -> Call:
    return Call((int(account),), {"page_size": size})


def _balances(random: Random, number: int, size: int) -> list[Row]:
    return [
        {
            "accountId": FIRST_ACCOUNT + number,
            "tokenId": slot,
            "nftData": f"0x{random.getrandbits(256):064x}",
            "tokenAddress": f"0x{slot % 3:040x}",
            "nftType": random.choice(["ERC1155", "ERC721"]),
            "total": str(10 ** random.randrange(0, 78)),
            "locked": "0",
            "pending": {"withdraw": "0", "deposit": "0"},
            "deploymentStatus": "DEPLOYED",
        }
        for slot in range(FIRST_SLOT, FIRST_SLOT + size)
    ]


def _collections(random: Random, _: int, size: int) -> list[Row]:
    return [
        {
            "collection": {"id": number, "name": f"Collection {number}", "deployStatus": random.choice(["DEPLOYED", "NOT_DEPLOYED"])},
            "count": random.randrange(1, 9),
        }
        for number in range(FIRST_COLLECTION, FIRST_COLLECTION + size)
    ]


def _document(holdings: Mapping[str, Holdings]) -> Mapping[str, Any]:
    return {
        "accounts": [
            {
                "account_id": int(account),
                "balances": rows,
                "collections": [{**row["collection"], "count": row["count"]} for row in holdings["collections"][account]],
            }
            for account, rows in holdings["nft_balances"].items()
        ]
    }


CHAOS_API = ChaosApi(
    listings=(
        ChaosListing(
            method="nft_balances",
            key=lambda row: (row["tokenId"],),
            account=_account,
            rows=_balances,
            call=_call,
            has=lambda row: "collection" not in row,
        ),
        ChaosListing(
            method="collections",
            key=lambda row: (row["collection"]["id"],),
            account=_account,
            rows=_collections,
            call=_call,
            has=lambda row: "collection" in row,
        ),
    ),
    document=_document,
    faults=(
        {"fault": "empty_page"},
        *({"fault": "null_field", "field": field} for field in ("pending", "total", "nftData", "nftType", "collection")),
        *({"fault": "missing_field", "field": field} for field in ("tokenId", "locked", "count")),
        {"fault": "unknown_value", "field": "nftType"},
    ),
)
