"""The traceback of an error leads to the sender, and shows nothing below it, where requests and replies are."""

import asyncio
import traceback
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from nft_holdings import AsyncHedera, Hedera, NftHoldingsError

from tests.requests.raw_server import RawServer, always, whole

BUSY = always(whole(status="503 Busy"))


def blocking(url: str) -> Any:
    with Hedera(url, retry=None) as client:
        return client.nfts(1).all()


def one_by_one(url: str) -> Any:
    with Hedera(url, retry=None, concurrency=1) as client:
        return client.nfts(1).first()


def with_the_callers_client(url: str) -> Any:
    with httpx2.Client() as http_client, Hedera(url, retry=None, http_client=http_client) as client:
        return client.nfts(1).all()


def awaited(url: str) -> Any:
    async def read() -> Any:
        async with AsyncHedera(url, retry=None) as client:
            return await client.nfts(1).all()

    return asyncio.run(read())


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("read", [blocking, one_by_one, with_the_callers_client, awaited])
def test_frames_lead_to_the_sender(read: Callable[[str], Any]) -> None:
    with RawServer(BUSY) as server, pytest.raises(NftHoldingsError) as raised:
        read(server.url)
    frames = traceback.extract_tb(raised.value.__traceback__)
    assert (frames[-1].name, frames[-1].filename.rpartition("/")[2]) == ("fetch", "sender.py")
    assert raised.value.__context__ is None
