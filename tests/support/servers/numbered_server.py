"""Servers of Loopring and SwapChat in memory: rows by offset or page number, over a list that may change between requests.

A row is a whole number here. A server notes which rows it held all the while, which a listing must have, and which it held at
any time, which are all that a listing may have.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx2
from attrs import frozen
from nft_holdings import AsyncLoopring, AsyncSwapChat, Loopring, SwapChat

FRESH = 1000
Change = tuple[str, int, int]
"""A change of the list: a name in CHANGES and two places, which are taken modulo its length."""


@frozen(repr=False)
class Paged:
    """A listing by offset or page number: its clients, its requests and the JSON of its replies."""

    name: str
    clients: tuple[Any, Any]
    options: Mapping[str, Any]
    listing: Callable[..., Any]
    window: Callable[[httpx2.Request], tuple[int, int]]
    row: Callable[[int], Any]
    page: Callable[[Any, list[Any]], Any]
    key: Callable[[Any], int]

    def __repr__(self) -> str:
        return self.name


def by_offset(request: httpx2.Request) -> tuple[int, int]:
    return int(request.url.params["offset"]), int(request.url.params.get("limit", "12"))


def by_number(request: httpx2.Request) -> tuple[int, int]:
    asked = json.loads(request.content)
    return (asked["page"] - 1) * asked["size"], asked["size"]


def balance(key: int) -> dict[str, Any]:
    pending = {"withdraw": "0", "deposit": "0"}
    return {"accountId": 1, "tokenId": key, "nftData": f"0x{key:064x}", "total": "1", "locked": "0", "pending": pending}


def asset(key: int, quantity: int = 1) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(key)}, "quantity": quantity}


BALANCES = Paged(
    "balances",
    (Loopring, AsyncLoopring),
    {"api_key": "k", "rate_limit": None},
    lambda client, **keywords: client.nft_balances(1, **keywords),
    by_offset,
    balance,
    lambda total, rows: {"totalNum": total, "data": rows},
    lambda row: int(row.token_id),
)
COLLECTIONS = Paged(
    "collections",
    (Loopring, AsyncLoopring),
    {"api_key": "k", "rate_limit": None},
    lambda client, **keywords: client.collections(1, **keywords),
    by_offset,
    lambda key: {"collection": {"id": key}, "count": 1},
    lambda total, rows: {"totalNum": total, "collections": rows},
    lambda row: int(row.collection.id),
)
SWAPCHAT = Paged(
    "swapchat",
    (SwapChat, AsyncSwapChat),
    {},
    lambda client, **keywords: client.nfts("u", "w", **keywords),
    by_number,
    asset,
    lambda total, rows: {"code": 0, "msg": "ok", "data": {"total": total, "assets": rows}},
    lambda row: int(row.nft.token_id),
)
BARE_SWAPCHAT = Paged(
    "bare swapchat",
    SWAPCHAT.clients,
    {},
    SWAPCHAT.listing,
    by_number,
    asset,
    lambda total, rows: {"total": total, "assets": rows},
    SWAPCHAT.key,
)

Total = Callable[["NumberedServer", bool], Any]
"""The total that the server gives, and True if the page has rows."""

TOTALS: dict[str, Total] = {
    "true": lambda server, _: len(server.held),
    "0 past the end": lambda server, has_rows: len(server.held) if has_rows else 0,
    "quoted": lambda server, has_rows: str(len(server.held)),
    "0": lambda server, _: 0,
    "null": lambda server, _: None,
    "of the first request": lambda server, _: server.first_total,
    "1 too small": lambda server, _: max(0, len(server.held) - 1),
    "1 too large": lambda server, _: len(server.held) + 1,
    "another each time": lambda server, _: len(server.held) + server.asked,
}


class NumberedServer:
    """Holds rows; before each request but the first, the changes of the pause before it happen.

    Args:
        paged: The listing.
        held: How many rows there are at first.
        cap: The most rows on a page.
        overlap: By how many rows the window of each request begins too early, in turn.
        total: What is said of the total.
        pauses: The changes of each pause between two requests.
        empty: Which requests, counted from 1, get an empty page.
        doubled: Whether each page ends with its last row twice.
        last_page_again: Whether the last page comes again past the end, in place of an empty one.
    """

    def __init__(
        self,
        paged: Paged,
        held: int,
        *,
        cap: int = 50,
        overlap: Sequence[int] = (0,),
        total: Total = TOTALS["0 past the end"],
        pauses: Sequence[Sequence[Change]] = (),
        empty: Callable[[int], bool] = lambda _: False,
        doubled: bool = False,
        last_page_again: bool = False,
    ) -> None:
        self.paged = paged
        self.held: list[int] = list(range(1, held + 1))
        self.first_total: int = held
        self.always, self.ever = set(self.held), set(self.held)
        self.asked: int = 0
        self.on_page: int = 0
        self._cap, self._overlap, self._total, self._pauses = cap, overlap, total, pauses
        self._empty, self._doubled, self._last_page_again = empty, doubled, last_page_again
        self._fresh = FRESH
        grown = sum(change[0].startswith(("insert", "replace")) for pause in pauses for change in pause)
        self.bound = most_requests(held + grown)

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if 0 < self.asked <= len(self._pauses):
            for change in self._pauses[self.asked - 1]:
                self.change(change)
        self.asked += 1
        assert self.asked <= self.bound, "the listing does not end"
        start, size = self.paged.window(request)
        size = min(size, self._cap)
        if self.paged.window is by_number:
            number = json.loads(request.content)["page"]
            last = max(1, -(-len(self.held) // size))
            start = (min(number, last) if self._last_page_again else number) * size - size
        start = max(0, start - self._overlap[self.asked % len(self._overlap)])
        rows = [] if self._empty(self.asked) else self.held[start : start + size]
        if self._doubled and rows:
            rows = [*rows, rows[-1]]
        self.on_page = len(rows)
        return httpx2.Response(200, json=self.paged.page(self._total(self, bool(rows)), [self.paged.row(key) for key in rows]))

    def change(self, change: Change) -> None:
        name, first, second = change
        CHANGES[name](self, first, second)
        self.always &= set(self.held)
        self.ever |= set(self.held)

    def fresh(self) -> int:
        self._fresh += 1
        return self._fresh

    def client(self, **options: Any) -> Any:
        http_client = httpx2.Client(transport=httpx2.MockTransport(self.answer))
        return self.paged.clients[0]("https://api.example", http_client=http_client, **self.paged.options, **{"concurrency": 1, **options})

    def async_client(self, **options: Any) -> Any:
        http_client = httpx2.AsyncClient(transport=httpx2.MockTransport(self.answer))
        return self.paged.clients[1]("https://api.example", http_client=http_client, **self.paged.options, **{"concurrency": 1, **options})

    def listing(self, *, page_size: int, cursor: str | None = None, **options: Any) -> Any:
        return self.paged.listing(self.client(**options), page_size=page_size, cursor=cursor)

    def async_listing(self, *, page_size: int, cursor: str | None = None, **options: Any) -> Any:
        return self.paged.listing(self.async_client(**options), page_size=page_size, cursor=cursor)

    def keys(self, items: Sequence[Any]) -> list[int]:
        return [self.paged.key(item) for item in items]


def most_requests(rows: int) -> int:
    """The bound on the requests of one listing: in each of four passes every request but a few goes on by a row or ends it.

    The few are the page whose only row is known, the empty page and the look after it, and the page that the next pass begins
    after.
    """
    return 4 * (rows + 4)


def _insert(server: NumberedServer, first: int, _: int) -> None:
    server.held.insert(first % (len(server.held) + 1), server.fresh())


def _remove(server: NumberedServer, first: int, _: int) -> None:
    if server.held:
        del server.held[first % len(server.held)]


def _move(server: NumberedServer, first: int, second: int) -> None:
    if server.held:
        row = server.held.pop(first % len(server.held))
        server.held.insert(second % (len(server.held) + 1), row)


def _swap(server: NumberedServer, first: int, second: int) -> None:
    if server.held:
        one, other = first % len(server.held), second % len(server.held)
        server.held[one], server.held[other] = server.held[other], server.held[one]


def _replace(server: NumberedServer, first: int, _: int) -> None:
    if server.held:
        server.held[first % len(server.held)] = server.fresh()


CHANGES: dict[str, Callable[[NumberedServer, int, int], None]] = {
    "insert": _insert,
    "insert at front": lambda server, *_: _insert(server, 0, 0),
    "insert at back": lambda server, *_: _insert(server, len(server.held), 0),
    "remove": _remove,
    "move": _move,
    "move to front": lambda server, first, _: _move(server, first, 0),
    "swap": _swap,
    "replace": _replace,
}
