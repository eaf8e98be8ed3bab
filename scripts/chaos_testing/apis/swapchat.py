"""SwapChat."""

from collections.abc import Mapping
from random import Random
from typing import Any

from chaos_testing.chaos_api import Call, ChaosApi, ChaosListing, Holdings, Row

USER = "0000000000000000000000a1"


def _assets(random: Random, _: int, size: int) -> list[Row]:
    return [{"nft": _nft(number), "quantity": random.choice([1, 1, 1, 10**30])} for number in range(size)]


def _nft(number: int) -> Row:
    return {"blockchain": "ETH", "contract_address": f"0x{'b2':>040}", "token_id": str(2**256 - 1 - number), "contract_type": "ERC721"}


def _document(holdings: Mapping[str, Holdings]) -> Mapping[str, Any]:
    return {"wallets": [{"wallet_address": account, "assets": rows} for account, rows in holdings["nfts"].items()]}


CHAOS_API = ChaosApi(
    listings=(
        ChaosListing(
            method="nfts",
            key=lambda row: (row["nft"]["token_id"],),
            account=lambda number: f"0x{number:040x}",
            rows=_assets,
            call=lambda _, account, size: Call((USER, account), {"page_size": size}),
        ),
    ),
    document=_document,
    faults=(
        {"fault": "empty_page"},
        {"fault": "repeated_page"},
        *({"fault": "null_field", "field": field} for field in ("quantity", "nft.contract_address", "nft")),
        *({"fault": "missing_field", "field": field} for field in ("quantity", "nft.blockchain")),
        {"fault": "unknown_value", "field": "nft.contract_type"},
    ),
)
