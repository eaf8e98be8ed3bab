"""Servers of pages, and readers of listings, for all operations."""

import asyncio
from collections.abc import Callable
from itertools import islice
from typing import Any

import httpx2
from attrs import frozen
from nft_holdings import (
    AsyncHedera,
    AsyncLoopring,
    AsyncSwapChat,
    Hedera,
    Loopring,
    Page,
    SwapChat,
)

PATH = "/api/v1/accounts/0.0.1/nfts"


@frozen
class Stage:
    """An API with a listing of five rows on three pages, and how its rows are told apart."""

    clients: tuple[Any, Any]
    listing: Callable[..., Any]
    pages: list[Any]
    key: Callable[[Any], int]
    totals: list[int | None]


def nft(serial: int) -> dict[str, Any]:
    empty = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**empty, "account_id": "0.0.1", "token_id": "0.0.9", "serial_number": serial}


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def asset(number: int) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}


STAGES = {
    "hedera": Stage(
        (Hedera, AsyncHedera),
        lambda client, **keywords: client.nfts("0.0.1", **keywords),
        [
            {"nfts": [nft(5), nft(4)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:4"}},
            {"nfts": [nft(3), nft(2)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:2"}},
            {"nfts": [nft(1)], "links": {"next": None}},
        ],
        lambda row: int(row.serial_number),
        [None, None, None],
    ),
    "loopring balances": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.nft_balances(1, **keywords),
        [
            {"totalNum": 5, "data": [balance(5), balance(4)]},
            {"totalNum": 5, "data": [balance(3), balance(2)]},
            {"totalNum": 5, "data": [balance(1)]},
        ],
        lambda row: int(row.token_id),
        [5, 5, 5],
    ),
    "loopring collections": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.collections(1, **keywords),
        [
            {"totalNum": 5, "collections": [{"collection": {"id": 5}, "count": 1}, {"collection": {"id": 4}, "count": 1}]},
            {"totalNum": 5, "collections": [{"collection": {"id": 3}, "count": 1}, {"collection": {"id": 2}, "count": 1}]},
            {"totalNum": 5, "collections": [{"collection": {"id": 1}, "count": 1}]},
        ],
        lambda row: int(row.collection.id),
        [5, 5, 5],
    ),
    "swapchat": Stage(
        (SwapChat, AsyncSwapChat),
        lambda client, **keywords: client.nfts("u", "w", **keywords),
        [
            {"code": 0, "data": {"total": 5, "assets": [asset(5), asset(4)]}},
            {"code": 0, "data": {"total": 5, "assets": [asset(3), asset(2)]}},
            {"code": 0, "data": {"total": 5, "assets": [asset(1)]}},
        ],
        lambda row: int(row.nft.token_id),
        [5, 5, 5],
    ),
}


class Server:
    """Answers with pages in turn. An exception among them is raised, a function is asked for its response."""

    def __init__(self, stage: Stage, replies: list[Any]) -> None:
        self.stage = stage
        self.replies = replies
        self.asked = 0

    def _answer(self, _: httpx2.Request) -> httpx2.Response:
        reply = self.replies[self.asked % len(self.replies)]
        self.asked += 1
        assert self.asked < 50, "the listing does not end"
        if isinstance(reply, Exception):
            raise reply
        return reply() if callable(reply) else httpx2.Response(200, json=reply)

    def client(self, blocking: bool, **options: Any) -> Any:
        if self.stage.clients[0] is Loopring:
            options["api_key"] = "k"
        transport = httpx2.MockTransport(self._answer)
        http_client = httpx2.Client(transport=transport) if blocking else httpx2.AsyncClient(transport=transport)
        return self.stage.clients[not blocking]("http://a.example", http_client=http_client, **options)


class Reader:
    """Does with a listing of either client what the blocking one does."""

    def __init__(self, stage: Stage, replies: list[Any], *, blocking: bool, **options: Any) -> None:
        self.stage, self.blocking, self.options = stage, blocking, options
        self.server = Server(stage, replies)
        self._client = self.server.client(blocking, **options)

    def listing(self, **keywords: Any) -> Any:
        return self.stage.listing(self._client, **keywords)

    def _run(self, coroutine: Any) -> Any:
        with asyncio.Runner() as runner:
            return runner.run(coroutine)

    def all(self, listing: Any) -> list[int]:
        rows = listing.all() if self.blocking else self._run(listing.all())
        return [self.stage.key(row) for row in rows]

    def first(self, listing: Any) -> int | None:
        row = listing.first() if self.blocking else self._run(listing.first())
        return None if row is None else self.stage.key(row)

    def pages(self, listing: Any, most: int = 99) -> list[Page[Any]]:
        if self.blocking:
            return list(islice(listing.pages(), most))

        async def collect() -> list[Page[Any]]:
            found: list[Page[Any]] = []
            async for page in listing.pages():
                found.append(page)
                if len(found) == most:
                    break
            return found

        return list(self._run(collect()))

    def iterate(self, listing: Any, into: list[int]) -> None:
        if self.blocking:
            for row in listing:
                into.append(self.stage.key(row))
            return

        async def collect() -> None:
            async for row in listing:
                into.append(self.stage.key(row))

        self._run(collect())

    def keys(self, rows: list[Any]) -> list[int]:
        return [self.stage.key(row) for row in rows]


MakeReader = Callable[..., Reader]
