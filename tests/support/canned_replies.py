"""Replies of each operation, and functions that read them through the clients."""

import json
from typing import Any

import httpx2
import pytest
from nft_holdings import Hedera, Loopring, NftHoldingsError, Page, SwapChat

NFT: dict[str, Any] = {
    "account_id": "0.0.1",
    "created_timestamp": "1700000000.000000001",
    "delegating_spender": None,
    "deleted": False,
    "metadata": "",
    "modified_timestamp": None,
    "serial_number": 7,
    "spender": None,
    "token_id": "0.0.9",
}
BALANCE: dict[str, Any] = {"accountId": 1, "tokenId": 32768, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}
ASSET: dict[str, Any] = {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": "1"}, "quantity": 1}
GOOD: dict[str, Any] = {
    "hedera.nfts": {"nfts": [NFT], "links": {"next": None}},
    "loopring.nft_balances": {"totalNum": 1, "data": [BALANCE]},
    "loopring.collections": {"totalNum": 1, "collections": [{"collection": {"id": 1}, "count": 2}]},
    "swapchat.nfts": {"code": 0, "msg": "ok", "data": {"total": 1, "assets": [ASSET]}},
}


def listing(operation: str, http_client: httpx2.Client, **options: Any) -> Any:
    api, _, method = operation.partition(".")
    client: Any
    arguments: tuple[Any, ...]
    options = {"concurrency": 1, **options, "http_client": http_client}
    if api == "hedera":
        client, arguments = Hedera("https://a.example", **options), ("0.0.1",)
    elif api == "loopring":
        client, arguments = Loopring("https://a.example", api_key="key-of-the-test", **{"rate_limit": None, **options}), (1,)
    else:
        client, arguments = SwapChat("https://a.example", **options), ("u", "w")
    return getattr(client, method)(*arguments)


def read(operation: str, *replies: Any, **options: Any) -> list[Page[Any]]:
    """The pages of a listing whose replies are JSON documents, bytes or responses."""
    left = list(replies)

    def answer(_: httpx2.Request) -> httpx2.Response:
        assert left, "more requests than replies"
        reply = left.pop(0)
        if isinstance(reply, httpx2.Response):
            return reply
        return httpx2.Response(200, content=reply if isinstance(reply, bytes) else json.dumps(reply).encode())

    try:
        with httpx2.Client(transport=httpx2.MockTransport(answer)) as http_client:
            return list(listing(operation, http_client, **options).pages())
    finally:
        assert not left, "not every reply was requested"


def rows(operation: str, *replies: Any, **options: Any) -> list[Any]:
    return [item for page in read(operation, *replies, **options) for item in page.items]


def error_of(operation: str, *replies: Any, **options: Any) -> Any:
    with pytest.raises(NftHoldingsError) as raised:
        read(operation, *replies, **options)
    return raised.value


def changed(operation: str, *steps: Any, to: Any = ...) -> Any:
    """A good reply with one value put in place of another, or left out."""
    document = json.loads(json.dumps(GOOD[operation]))
    node = document
    for step in steps[:-1]:
        node = node[step]
    if to is ...:
        del node[steps[-1]]
    else:
        node[steps[-1]] = to
    return document
