"""Rows that are hard to read."""

from typing import Any

LARGEST_TOKEN_ID = str(2**256 - 1)
LARGEST_QUANTITY = 10**77
# The first bytes of an MP4 file.
BARE_BASE64_VIDEO = "AAAAIGZ0eXBpc29tAAACAGlzb21pc28yYXZjMW1wNDE="

OPTIONAL = (
    "collection_name", "collection_slug", "collection_opensea_slug", "name", "description", "image", "animation_url", "owner_addresses",
    "traits", "rarity", "contract_type", "suspicious", "collection_logo",
)  # fmt: skip
CONTRACT = "0x00000000000000000000000000000000000000bE"

NOTHING: dict[str, Any] = dict.fromkeys(OPTIONAL)


def _asset(token_id: str | None, quantity: int = 1, **nft: Any) -> dict[str, object]:
    return {"nft": {"blockchain": "ETH", "contract_address": CONTRACT, "token_id": token_id, **nft}, "quantity": quantity}


ODD_ASSETS: tuple[dict[str, object], ...] = (
    _asset("1"),
    _asset("2", **NOTHING),
    _asset("3", traits=[], owner_addresses=[], rarity={}, name="", description="", image=""),
    _asset(
        "4",
        traits=[{}, {"type": None, "value": None, "percentage": None}, {"type": "Sail", "value": "Red", "percentage": 0.125}],
        rarity={"score": None, "rank": None, "total": None},
    ),
    _asset(LARGEST_TOKEN_ID, name="The last number"),
    _asset("1" + "0" * 77, LARGEST_QUANTITY, name="Dust", contract_type="ERC1155"),
    _asset("7", 2**64 + 1, contract_type="ERC1155", owner_addresses=[f"0x{number:040x}" for number in range(300)]),
    _asset("8", 0, name="None left"),
    _asset(None, blockchain="SOL", contract_address="So1NoSuchMint1111111111111111111111111111111", name="A token of another chain"),
    _asset(None, blockchain="BTC", contract_address="a" * 64 + "i0", contract_type=None),
    _asset("0x1f", blockchain="zk chain/новая", contract_type="ERC404", name="Of a chain that nobody knows"),
    _asset("12", image=BARE_BASE64_VIDEO, animation_url=f"data:video/mp4;base64,{BARE_BASE64_VIDEO}"),
    _asset("13", image="ipfs://bafyexample/13 %2F?#.png", animation_url="not a url", collection_logo="ar://example"),
    _asset("14", name="\u001b[31mred\u001b[0m\u0007\u0000", description="line\r\nline\u2028line\tend"),
    _asset("15", name="=1+1", description='=HYPERLINK("https://example.invalid","click")', collection_name="@SUM(1+1)"),
    _asset("16", name="<script>alert(1)</script> &amp; [link](https://example.invalid)", description="; DROP TABLE swapchat_asset"),
    _asset("17", name="\u202egnp.exe", description="e\u0301 \U0001f9d1\u200d\U0001f680 \u4e2d\u6587 \u05e2\u05d1\u05e8\u05d9\u05ea"),
    _asset(
        "18",
        last_sale={"price_token": 1.5, "token_symbol": "ETH", "price": {"value": "1500000000000000000"}, "time": 1660000000},
        owners=[{"address": CONTRACT, "quantity": 2**70}], best_listing=None, has_rarity=True,
    ),
    _asset("19", suspicious=True, collection_name="Paper Boats", contract_address=CONTRACT.lower()),
    _asset("20", description="long " * 4000),
)  # fmt: skip
