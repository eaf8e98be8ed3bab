"""Clients of Hedera that ask a small ledger, blocking and async."""

import asyncio
import inspect
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import AsyncHedera, Hedera

from tests.support.token_ledger import Ledger

both = pytest.mark.parametrize("blocking", [True, False], ids=["blocking", "async"])
Answer = Callable[[str], tuple[int, Any]]


class Asked:
    """What a call gives, and the requests that it sent."""

    def __init__(self) -> None:
        self.result: Any = None
        self.targets: list[str] = []


def asked(
    answer: Ledger | Answer, call: Callable[[Any], Any], *, blocking: bool = True, headers: dict[str, str] | None = None, **options: Any
) -> Asked:
    """Call a client whose server answers from a ledger, or from a function of path and query. Listings are read to their end."""
    found = Asked()
    reply = answer.answer if isinstance(answer, Ledger) else answer

    def respond(request: httpx2.Request) -> httpx2.Response:
        target = request.url.raw_path.decode()
        found.targets.append(target.removeprefix("/api/v1"))
        assert len(found.targets) < 500, "a circle"
        status, body = reply(target)
        if isinstance(body, bytes):
            return httpx2.Response(status, content=body, headers=headers)
        return httpx2.Response(status, json=body, headers=headers)

    async def respond_async(request: httpx2.Request) -> httpx2.Response:
        return respond(request)

    options = {"retry": None, **options}
    if blocking:
        with httpx2.Client(transport=httpx2.MockTransport(respond)) as http_client:
            result = call(Hedera("https://mirror.example", http_client=http_client, **options))
            found.result = result.all() if hasattr(result, "pages") else result
        return found

    async def run() -> None:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(respond_async)) as http_client:
            result = call(AsyncHedera("https://mirror.example", http_client=http_client, **options))
            result = result.all() if hasattr(result, "pages") else result
            found.result = await result if inspect.isawaitable(result) else result

    asyncio.run(run())
    return found
