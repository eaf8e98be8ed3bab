"""An async client belongs to one event loop, and says so."""

import asyncio
import threading
from typing import Any

import pytest
from nft_holdings import AsyncHedera

from tests.support.servers.raw_server import RawServer, well

pytestmark = pytest.mark.usefixtures("engine")


@pytest.mark.parametrize("copied", [False, True])
def test_a_second_event_loop_gets_an_error_that_helps(copied: bool) -> None:
    async def use(client: Any) -> list[Any]:
        return list(await client.nfts(1).all())

    with RawServer(well) as server:
        with asyncio.Runner() as first:
            client = AsyncHedera(server.url)
            assert len(first.run(use(client))) == 2
            again = client.with_options(timeout=9) if copied else client
            with pytest.raises(RuntimeError, match=r"another event loop.*make the client inside of the coroutine"):
                asyncio.run(use(again))
            # The first one can still be used, and closed.
            assert len(first.run(use(client))) == 2
            first.run(client.aclose())
        assert len(server.arrivals) == 2


def test_a_copy_binds_the_client_that_it_is_of() -> None:
    async def use(client: Any) -> None:
        async with client:
            await client.nfts(1).all()

    with RawServer(well) as server, asyncio.Runner() as first:
        client = AsyncHedera(server.url)
        copy = client.with_options(timeout=9)
        first.run(use(copy))
        with pytest.raises(RuntimeError, match="event loop"):
            asyncio.run(copy.nfts(1).all())
        with pytest.raises(RuntimeError, match="event loop"):
            asyncio.run(client.nfts(1).all())
        first.run(client.aclose())


def test_a_loop_in_another_thread_is_another_loop() -> None:
    errors: list[BaseException] = []

    async def use(client: AsyncHedera) -> None:
        try:
            await client.nfts(1).all()
        except RuntimeError as error:
            errors.append(error)

    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            await client.nfts(1).all()
            thread = threading.Thread(target=lambda: asyncio.run(use(client)))
            thread.start()
            await asyncio.to_thread(thread.join)

    with RawServer(well) as server:
        asyncio.run(run(server.url))
    assert [type(each) for each in errors] == [RuntimeError]


def test_a_client_for_each_loop_is_well() -> None:
    async def run(url: str) -> int:
        async with AsyncHedera(url) as client:
            return len(await client.nfts(1).all())

    with RawServer(well) as server:
        assert [asyncio.run(run(server.url)) for _ in range(3)] == [2, 2, 2]


def test_a_client_that_is_made_outside_of_a_loop_is_well() -> None:
    async def use(client: AsyncHedera) -> int:
        async with client:
            return len(await client.nfts(1).all())

    with RawServer(well) as server:
        assert asyncio.run(use(AsyncHedera(server.url))) == 2
