"""Headers and timeouts of a caller, whatever sends."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import httpx
import httpx2
import pytest
from nft_holdings import AsyncHedera, Hedera, TimedOut

from tests.support.servers.raw_server import RawServer, silent, well

SENDERS: dict[str, Callable[[], Any]] = {
    "own": lambda: None,
    "httpx2": httpx2.Client,
    "httpx": httpx.Client,
    "httpx2 with a name": lambda: httpx2.Client(headers={"User-Agent": "wallet/1"}),
}


def heads(server: RawServer) -> list[str]:
    return [arrival.data.decode() for arrival in server.arrivals]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("sender", SENDERS)
def test_headers_are_sent(sender: str) -> None:
    http_client = SENDERS[sender]()
    with RawServer(well) as server, Hedera(server.url, headers={"X-Trace": "t-1"}, http_client=http_client) as client:
        client.nfts(1).all()
        client.with_options(headers={"x-trace": "t-2", "user-Agent": "bot/2"}).nfts(1).all()
        client.with_options(headers={}).nfts(1).all()
        first, second, third = heads(server)
    if http_client is not None:
        http_client.close()
    ours = r"wallet/1" if "name" in sender else r"nft-holdings/\d\S* python/3\.\d+\.\d+\S*"
    assert re.search(rf"\r\nuser-agent: {ours}\r\n", first, re.IGNORECASE)
    assert re.search(r"\r\nuser-agent: bot/2\r\n", second, re.IGNORECASE)
    assert [re.findall(r"\r\nx-trace: (\S+)\r\n", head, re.IGNORECASE) for head in (first, second, third)] == [["t-1"], ["t-2"], []]


@pytest.mark.usefixtures("engine")
def test_an_async_client_sends_headers() -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url, headers={"X-Trace": "t-1"}) as client:
            await client.nfts(1).all()

    with RawServer(well) as server:
        asyncio.run(run(server.url))
        assert "\r\nx-trace: t-1\r\n" in heads(server)[0].lower()


TIMEOUTS: list[Any] = [
    0.3,
    httpx2.Timeout(0.3),
    httpx.Timeout(9, read=0.3),
    aiohttp.ClientTimeout(total=0.3),
    aiohttp.ClientTimeout(sock_read=0.3),
]


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("timeout", TIMEOUTS, ids=repr)
@pytest.mark.parametrize("sender", ["own", "httpx2"])
def test_each_kind_of_timeout_ends_an_attempt(sender: str, timeout: Any) -> None:
    http_client = SENDERS[sender]()
    began = time.monotonic()
    with RawServer(silent) as server, Hedera(server.url, timeout=timeout, retry=None, http_client=http_client) as client:
        assert client.options["timeout"] is timeout
        with pytest.raises(TimedOut):
            client.nfts(1).all()
    assert time.monotonic() - began < 5
    if http_client is not None:
        http_client.close()


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("timeout", TIMEOUTS, ids=repr)
def test_each_kind_of_timeout_ends_an_attempt_of_an_async_client(timeout: Any) -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url, timeout=timeout, retry=None) as client:
            await client.nfts(1).all()

    with RawServer(silent) as server, pytest.raises(TimedOut):
        asyncio.run(asyncio.wait_for(run(server.url), 5))
