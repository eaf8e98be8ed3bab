"""Rows that are hard to read."""

from random import Random

from nft_holdings.sandbox._api import Row

from ._accounts import ADDRESSES, COLLECTOR, ODDITIES
from ._made_up import FIRST_SLOT, STATUSES, made_up_balance, made_up_collection, made_up_metadata

SHARED_CONTRACT = "0x00000000000000000000000000000000005ba4ed"
FIRST_ODD_COLLECTION, FIRST_COLLECTORS = 700, 800
LEGACY = f"0x{'1e' * 20}-0x{'2b' * 32}"
BARE_KEYS = ("accountId", "tokenId", "total", "locked", "pending")
HOSTILE = (
    {"name": "Boat that doesn&apos;t float &lt;b&gt;", "description": "&amp;amp;", "properties": '{"size":"&quot;1&quot;"}'},
    {"name": "", "description": "<script>alert(1)</script>", "image": "javascript:alert(1)"},
    {"name": "\u001b[31mred\u001b[0m\u0000", "description": "line\r\nline\u2028line"},
    {"name": "=1+1", "description": '=HYPERLINK("https://example.invalid","click")', "image": "not a url"},
    {"name": "\u202egnp.exe \U0001f9d1\u200d\U0001f680 e\u0301", "description": "; DROP TABLE loopring_balance", "properties": "{not json"},
    {"name": "tokenId", "tokenId": 1, "accountId": 2, "total": "3"},
)


def odd_collections(random: Random) -> list[Row]:
    """Return collections with addresses of all shapes, and values that nobody knows."""
    shapes = (LEGACY, "https://api.example/collection?id=1", "ipfs://example-collection", "")
    rows = [
        made_up_collection(random, number, ADDRESSES[ODDITIES].lower(), collectionAddress=shape)
        for number, shape in enumerate(shapes, FIRST_ODD_COLLECTION)
    ]
    rows[0]["extra"]["properties"]["isLegacy"] = True
    rows[0]["extra"]["mintChannel"] = "GME"
    rows[1].update(deployStatus="DEPLOY_PAUSED", nftType="ERC404", name="<b>&lt;new&gt;</b> \u001b[1m", description="=1+1")
    rows[2].update(baseUri="", nftFactory="", description="", avatar="", banner="", cached={}, extra={"mintChannel": "MARS"}, newKey=[None])
    return [*rows, {"id": 2**53 + 1}]


def odd_balances(random: Random, collections: list[Row]) -> list[Row]:
    """Return rows without optional keys, with values that nobody knows, of every size, with content of every kind."""
    slot = iter(range(FIRST_SLOT, FIRST_SLOT + 1000))

    def odd(collection: Row | None = None, **changes: object) -> Row:
        return made_up_balance(random, ODDITIES, next(slot), collection, **changes)

    bare = {key: value for key, value in odd().items() if key in BARE_KEYS}
    rows = [bare, *(odd(collection) for collection in collections if "contractAddress" in collection)]
    rows += [odd(deploymentStatus=status) for status in (*STATUSES, "DEPLOY_PAUSED")]
    rows += [odd(nftType="ERC721", total="1"), odd(nftType="ERC1155"), odd(nftType="ERC404")]
    rows += [odd(total=str(2**64 + 1)), odd(total=str(10**77), locked=str(10**77)), odd(total="0"), odd(total="000"), odd(total="")]
    rows += [odd(nftId="0x1"), odd(nftId="100"), odd(newKey={"deep": [10**30, None]}), odd(tokenAddress="", nftData="")]
    rows += [odd(metadata={}), odd(metadata={"base": {}, "imageSize": {}}), odd(metadata={"uri": "", "imageSize": {}, "extra": {}})]
    for base in HOSTILE:
        row = odd()
        rows.append({**row, "metadata": made_up_metadata(random, row, **base)})
    rows[-1]["metadata"]["imageSize"] = {"original": "", "999-999": "data:,"}
    rows.append({**odd(), "tokenId": 2**31 - 1})
    return rows


def collectors_rows(random: Random) -> tuple[list[Row], list[Row]]:
    """Return more collections than a page has, two under one contract, one empty, one with amounts of 0 only; and their NFTs."""
    numbers = list(range(FIRST_COLLECTORS, FIRST_COLLECTORS + 75))
    random.shuffle(numbers)
    collections = [made_up_collection(random, number, ADDRESSES[COLLECTOR]) for number in numbers]
    for collection in collections[3:5]:
        collection["contractAddress"] = SHARED_CONTRACT
    slot, balances = FIRST_SLOT, []
    for place, collection in enumerate(collections[1:], 1):
        for _ in range(1 + place % 3):
            balances.append(made_up_balance(random, COLLECTOR, slot, collection, **({"total": "0"} if place % 12 == 0 else {})))
            slot += 1
    # The same kind of NFT in two slots counts once.
    balances.append({**balances[0], "id": 1, "tokenId": slot})
    return balances, collections
