"""The example rows of the documents' pages, put together from the cells of their tables."""

from typing import Any

from ._accounts import DOCUMENTED, DOCUMENTED_ADDRESS
from ._rows import HeldCollection

PICTURE = "ipfs://QmZop7r8RQkB3L9BNfkKsZfY82kTVoPQyaSiZsTeKgTDij"
CACHED = "https://d12jj0pnkw1mbj.cloudfront.net/088010b1d3ab60069e87a7055554f012eb82d55b4dc88ea7a9a197d89964bc46-original"

DOCUMENTED_BALANCE: dict[str, Any] = {
    "accountId": DOCUMENTED,
    "tokenId": 32768,
    "nftData": "0xf7c932351186c3a9053f313eefa16209c018f7f1dba8aa8ca7100400f7c31085",
    "tokenAddress": DOCUMENTED_ADDRESS,
    "nftType": "ERC1155",
    "nftId": "100",
    "total": "1000",
    "locked": "2",
    "pending": {"withdraw": "10000000000000", "deposit": "10000000000000"},
    "isCounterFactualNFT": True,
    "deploymentStatus": "NOT_DEPLOYED",
}

DOCUMENTED_COLLECTION = HeldCollection(
    {
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
    },
    count=10,
)
