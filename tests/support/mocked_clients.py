"""Clients of all kinds with mocked replies."""

import asyncio
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import httpx2
import pytest
from attrs import field, frozen
from nft_holdings import Retry
from nft_holdings._apis import APIS

from tests.support.fake_clock import Clock

CLIENTS: dict[str, tuple[Any, Any]] = {api.name: (api.client, api.async_client) for api in APIS}
CALLS: dict[str, Callable[[Any], Any]] = {
    "hedera": lambda client: client.nfts("0.0.1"),
    "loopring": lambda client: client.nft_balances(1),
    "swapchat": lambda client: client.nfts("u", "w"),
}
LIBRARIES: dict[str, Any] = {"httpx2": httpx2, "httpx": httpx}
Flavour = tuple[str, bool]
FLAVOURS: list[Flavour] = [(library, blocking) for library in LIBRARIES for blocking in (True, False)]
flavours = pytest.mark.parametrize("flavour", FLAVOURS, ids=lambda each: f"{each[0]}-{'sync' if each[1] else 'async'}")
both = pytest.mark.parametrize("flavour", FLAVOURS[:2], ids=["sync", "async"])
own = pytest.mark.parametrize("blocking", [True, False], ids=["sync", "async"])
PROMPT = Retry(attempts=5, wait_initial=0, wait_jitter=0)


@frozen
class Answer:
    """A reply to give. With `error`, the name of an error of the HTTP library, that is raised instead.

    With `slots`, it is a page of Loopring's: two of these balances, from the request's offset on.
    """

    status: int = 200
    content: bytes = b""
    headers: dict[str, str] = field(factory=dict)
    error: str = ""
    slots: Sequence[int] = ()

    def content_for(self, url: str) -> bytes:
        if not self.slots:
            return self.content
        offset = int(dict(parse_qsl(urlsplit(url).query)).get("offset", 0))
        return json.dumps({"totalNum": len(self.slots), "data": [balance(slot) for slot in self.slots[offset : offset + 2]]}).encode()


def nft(serial: int) -> dict[str, Any]:
    empty = dict.fromkeys(("created_timestamp", "delegating_spender", "deleted", "metadata", "modified_timestamp", "spender"))
    return {**empty, "account_id": "0.0.1", "token_id": "0.0.9", "serial_number": serial}


def balance(slot: int) -> dict[str, Any]:
    return {"accountId": 1, "tokenId": slot, "total": "1", "locked": "0", "pending": {"withdraw": "0", "deposit": "0"}}


def asset(number: int) -> dict[str, Any]:
    return {"nft": {"blockchain": "ETH", "contract_address": "0xb2", "token_id": str(number)}, "quantity": 1}


def in_json(document: Any, status: int = 200, **headers: str) -> Answer:
    return Answer(status, json.dumps(document).encode(), headers)


PATH = "/api/v1/accounts/0.0.1/nfts"
HEDERA = [
    {"nfts": [nft(5), nft(4)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:4"}},
    {"nfts": [nft(3), nft(2)], "links": {"next": f"{PATH}?limit=2&serialnumber=lt:2"}},
    {"nfts": [nft(1)], "links": {"next": None}},
]
BODIES = [json.dumps(page).encode() for page in HEDERA]
SWAPCHAT = [{"code": 0, "data": {"total": 5, "assets": [asset(each) for each in page]}} for page in ((5, 4), (3, 2), (1,))]
LISTINGS: dict[str, list[Answer]] = {
    "hedera": [in_json(page) for page in HEDERA],
    "loopring": [Answer(slots=(5, 4, 3, 2, 1))] * 8,
    "swapchat": [in_json(page) for page in SWAPCHAT],
}
"""Five rows, two on a page."""
KEYS: dict[str, Callable[[Any], int]] = {
    "hedera": lambda row: int(row.serial_number),
    "loopring": lambda row: int(row.token_id),
    "swapchat": lambda row: int(row.nft.token_id),
}
PAGE = {"nfts": [nft(2), nft(1)], "links": {"next": None}}


GOOD = in_json(PAGE)


@frozen
class Outcome:
    """The outcome of a listing: its rows or its error, the requests that were sent for it, and the seconds for each."""

    rows: list[Any]
    error: Any
    sent: list[tuple[str, str, bytes]]
    timeouts: list[float | None]


@cache
def pieces_for(library: Any) -> Any:
    """A body as it would come in from a socket: it is not read before the package reads it."""
    blocking: Any = library.SyncByteStream
    awaiting: Any = library.AsyncByteStream

    class Pieces(blocking, awaiting):  # type: ignore[misc]
        def __init__(self, content: bytes) -> None:
            self.content = content

        def __iter__(self) -> Any:
            yield self.content

        async def __aiter__(self) -> Any:
            yield self.content

    return Pieces


def outcome(
    flavour: Flavour,
    answers: Sequence[Answer],
    *,
    api: str = "hedera",
    call: Callable[[Any], Any] | None = None,
    clock: Clock | None = None,
    takes: float = 0.0,
    **options: Any,
) -> Outcome:
    """Read a listing to its end from a server that gives answers in turn, and its last one ever after; each takes its time."""
    library, blocking = LIBRARIES[flavour[0]], flavour[1]
    sent: list[tuple[str, str, bytes]] = []
    timeouts: list[float | None] = []
    call = CALLS[api] if call is None else call

    def answer(request: Any) -> Any:
        sent.append((request.method, request.url.raw_path.decode(), request.read()))
        timeouts.append(request.extensions["timeout"]["read"])
        assert len(sent) < 5000, "this never ends"
        if clock is not None:
            clock.now += takes
        given = answers[min(len(sent), len(answers)) - 1]
        if given.error:
            raise getattr(library, given.error)("made up")
        return library.Response(given.status, headers=given.headers, stream=pieces_for(library)(given.content_for(str(request.url))))

    async def answer_async(request: Any) -> Any:
        await request.aread()
        return answer(request)

    if api == "loopring":
        options = {"api_key": "k", "rate_limit": None, **options}

    def run() -> list[Any]:
        with library.Client(transport=library.MockTransport(answer)) as http_client:
            return list(call(CLIENTS[api][0]("https://a.example", http_client=http_client, **{"concurrency": 1, **options})).all())

    async def run_async() -> list[Any]:
        async with library.AsyncClient(transport=library.MockTransport(answer_async)) as http_client:
            return list(await call(CLIENTS[api][1]("https://a.example", http_client=http_client, **{"concurrency": 1, **options})).all())

    try:
        return Outcome(run() if blocking else asyncio.run(run_async()), None, sent, timeouts)
    except Exception as error:
        return Outcome([], error, sent, timeouts)
