"""Ends that an HTTP library does not speak of in its own errors, and iterations that go on after one."""

import asyncio
import ssl
from typing import Any

import httpx
import httpx2
import pytest
from nft_holdings import AsyncHedera, ConnectionFailed

from tests.support.canned_replies import NFT

PATH = "/api/v1/accounts/0.0.1/nfts"
LIBRARIES = pytest.mark.parametrize("library", [httpx2, httpx], ids=["httpx2", "httpx"])


@LIBRARIES
@pytest.mark.parametrize("error", [ssl.SSLError("damaged"), BrokenPipeError("gone")], ids=["TLS", "pipe"])
def test_errors_of_the_operating_system_are_failed_connections(library: Any, error: OSError) -> None:
    async def answer(_: Any) -> Any:
        raise error

    async def read() -> None:
        async with library.AsyncClient(transport=library.MockTransport(answer)) as http_client:
            await AsyncHedera("https://a.example", http_client=http_client).nfts("0.0.1").all()

    with pytest.raises(ConnectionFailed) as raised:
        asyncio.run(read())
    assert type(error).__name__ in str(raised.value)
    assert raised.value.temporary


@LIBRARIES
@pytest.mark.parametrize("by_pages", [True, False])
def test_an_iteration_goes_on_where_a_step_of_it_was_cancelled(library: Any, by_pages: bool) -> None:
    """It must not look as if it were over."""
    asked = 0

    async def answer(_: Any) -> Any:
        nonlocal asked
        asked += 1
        if asked == 2:
            await asyncio.sleep(60)
        row = {**NFT, "serial_number": 9 if asked == 1 else 8}
        link = f"{PATH}?limit=1&token.id=lte:0.0.9&serialnumber=lt:9" if asked == 1 else None
        return library.Response(200, json={"nfts": [row], "links": {"next": link}})

    async def read() -> list[int]:
        async with library.AsyncClient(transport=library.MockTransport(answer)) as http_client:
            listing = AsyncHedera("https://a.example", http_client=http_client, concurrency=1).nfts("0.0.1", page_size=1)
            steps: Any = listing.pages() if by_pages else aiter(listing)
            found: list[int] = []
            for _ in range(4):
                try:
                    step = await asyncio.wait_for(anext(steps), 0.3)
                except TimeoutError:
                    found.append(0)
                except StopAsyncIteration:
                    break
                else:
                    found.append(step.items[0].serial_number if by_pages else step.serial_number)
            return found

    assert asyncio.run(read()) == [9, 0, 8]
