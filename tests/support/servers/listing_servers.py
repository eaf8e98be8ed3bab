"""Servers of listings in memory, and readers of listings, for all operations."""

import asyncio
import atexit
import json
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from typing import Any

import httpx2
from attrs import field, frozen
from nft_holdings import AsyncHedera, AsyncLoopring, AsyncSwapChat, Hedera, Loopring, Page, SwapChat

PATH = "/api/v1/accounts/0.0.1/nfts"
NUMBERS = (5, 4, 3, 2, 1)
RUNNER = asyncio.Runner()
"""The event loop of all async clients here, as each of them stays on the loop of its first use."""
atexit.register(RUNNER.close)
Serve = Callable[[httpx2.Request, Sequence[int]], Any]


def nft(serial: int, **changes: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**empty, "account_id": "0.0.1", "token_id": "0.0.9", "serial_number": serial, **changes}


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def holding(number: int) -> dict[str, Any]:
    return {"collection": {"id": number}, "count": 1}


def asset(number: int, **changes: Any) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1, **changes}


def by_link(request: httpx2.Request, numbers: Sequence[int]) -> Any:
    """As a mirror node gives the serial numbers of one token, in descending order."""
    limit = int(request.url.params["limit"])
    below = request.url.params.get("serialnumber")
    left = [number for number in numbers if below is None or number < int(below.removeprefix("lt:"))]
    page = left[:limit]
    following = f"{PATH}?limit={limit}&serialnumber=lt:{page[-1]}" if len(left) > limit else None
    return {"nfts": [nft(number) for number in page], "links": {"next": following}}


def by_offset(name: str, row: Callable[[int], Any], *, total: int | None = None) -> Serve:
    """As Loopring does, whose total is 0 past the end; or with a total that it always gives."""

    def serve(request: httpx2.Request, numbers: Sequence[int]) -> Any:
        offset, limit = (int(request.url.params[each]) for each in ("offset", "limit"))
        page = numbers[offset : offset + limit]
        return {"totalNum": (len(numbers) if page else 0) if total is None else total, name: [row(number) for number in page]}

    return serve


def by_page(request: httpx2.Request, numbers: Sequence[int]) -> Any:
    """As SwapChat does, which counts its pages from 1."""
    body = json.loads(request.read())
    end = body["page"] * body["size"]
    page = numbers[end - body["size"] : end]
    return {"code": 0, "msg": "ok", "data": {"total": len(numbers), "assets": [asset(number) for number in page]}}


@frozen
class Stage:
    """An API with a listing of the rows NUMBERS, requested two at a time.

    Attributes:
        clients: The blocking client and the other one.
        listing: The listing of a client.
        serve: What the API answers, if the account holds these rows.
        key: The number of a row.
        raw: The numbers of the rows of each page, as they come.
        new: Those of them that have not come before.
        total: What each page says how many there are.
    """

    clients: tuple[Any, Any]
    listing: Callable[..., Any]
    serve: Serve = field(repr=False)
    key: Callable[[Any], int]
    raw: list[list[int]]
    new: list[list[int]]
    total: int | None


PAIRS = [[5, 4], [3, 2], [1]]
OVERLAPPING = [[5, 4], [4, 3, 2], [2, 1]]
STAGES = {
    "hedera": Stage(
        (Hedera, AsyncHedera),
        lambda client, **keywords: client.nfts("0.0.1", **{"page_size": 2, **keywords}),
        by_link,
        lambda row: int(row.serial_number),
        PAIRS,
        PAIRS,
        None,
    ),
    "loopring balances": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.nft_balances(1, **{"page_size": 2, **keywords}),
        by_offset("data", balance),
        lambda row: int(row.token_id),
        OVERLAPPING,
        PAIRS,
        5,
    ),
    "loopring collections": Stage(
        (Loopring, AsyncLoopring),
        lambda client, **keywords: client.collections(1, **{"page_size": 2, **keywords}),
        by_offset("collections", holding),
        lambda row: int(row.collection.id),
        OVERLAPPING,
        PAIRS,
        5,
    ),
    "swapchat": Stage(
        (SwapChat, AsyncSwapChat),
        lambda client, **keywords: client.nfts("u", "w", **{"page_size": 2, **keywords}),
        by_page,
        lambda row: int(row.nft.token_id),
        PAIRS,
        PAIRS,
        5,
    ),
}


def listed(raw: Any) -> list[Any]:
    """The rows in a reply."""
    found = next(raw[name] for name in ("nfts", "collections", "data") if name in raw)
    return list(found["assets"] if isinstance(found, dict) else found)


class Server:
    """Answers as a stage's API does, or with replies in turn if there are any.

    Some requests, counted from 0, may have another reply: an exception is raised, a function is asked for its response.
    """

    def __init__(self, stage: Stage, replies: Sequence[Any] = (), *, numbers: Sequence[int] = NUMBERS, instead: Mapping[int, Any]) -> None:
        self.stage, self.replies, self.numbers, self.instead = stage, replies, numbers, instead
        self.requests: list[httpx2.Request] = []

    @property
    def asked(self) -> int:
        return len(self.requests)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        number = self.asked
        self.requests.append(request)
        assert number < 50, "the listing does not end"
        if number in self.instead:
            reply = self.instead[number]
        else:
            reply = self.replies[number % len(self.replies)] if self.replies else self.stage.serve(request, self.numbers)
        if isinstance(reply, Exception):
            raise reply
        return reply() if callable(reply) else httpx2.Response(200, json=reply)

    def client(self, blocking: bool, **options: Any) -> Any:
        if self.stage.clients[0] is Loopring:
            options = {"api_key": "k", "rate_limit": None, **options}
        transport = httpx2.MockTransport(self._answer)
        http_client = httpx2.Client(transport=transport) if blocking else httpx2.AsyncClient(transport=transport)
        return self.stage.clients[not blocking]("https://a.example", http_client=http_client, **{"concurrency": 1, **options})


class Reader:
    """Does with a listing of either client what the blocking one does."""

    def __init__(
        self,
        stage: Stage,
        replies: Sequence[Any] = (),
        *,
        blocking: bool,
        numbers: Sequence[int] = NUMBERS,
        instead: Mapping[int, Any] | None = None,
        **options: Any,
    ) -> None:
        self.stage, self.blocking = stage, blocking
        self.server = Server(stage, replies, numbers=numbers, instead=instead or {})
        self.client = self.server.client(blocking, **options)

    def listing(self, **keywords: Any) -> Any:
        return self.stage.listing(self.client, **keywords)

    def all(self, listing: Any) -> list[int]:
        return self.keys(listing.all() if self.blocking else RUNNER.run(listing.all()))

    def first(self, listing: Any) -> int | None:
        row = listing.first() if self.blocking else RUNNER.run(listing.first())
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

        return list(RUNNER.run(collect()))

    def iterate(self, listing: Any, into: list[int]) -> None:
        if self.blocking:
            for row in listing:
                into.append(self.stage.key(row))
            return

        async def collect() -> None:
            async for row in listing:
                into.append(self.stage.key(row))

        RUNNER.run(collect())

    def keys(self, rows: list[Any]) -> list[int]:
        return [self.stage.key(row) for row in rows]


MakeReader = Callable[..., Reader]
