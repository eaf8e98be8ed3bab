"""A process that sends as fast as a shared limit allows. Its account's number stands in each request.

usage: python -m tests.support.shared_limit_process blocking|async URL PLACE REQUESTS SECONDS ACCOUNT DURATION
"""

import asyncio
import sys
import time

from nft_holdings import AsyncHedera, Hedera, RateLimit
from nft_holdings._transport.shared_limit.stores import Store, store_of

AT_ONCE = 8
WARMING_UP = 999
"""The account of what is sent before the processes begin."""


def send(url: str, limit: RateLimit | None, account: int, end: float) -> None:
    with Hedera(url, rate_limit=limit, concurrency=1) as client:
        while time.monotonic() < end:
            client.nfts(account).all()


async def send_async(url: str, limit: RateLimit | None, account: int, end: float) -> None:
    async def ask() -> None:
        while time.monotonic() < end:
            await client.nfts(account).all()

    async with AsyncHedera(url, rate_limit=limit) as client:
        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))


def main() -> None:
    kind, url, place, requests, seconds, account, duration = sys.argv[1:]
    Store._clear = lambda *_: None  # type: ignore[method-assign]  # the test looks at all moments
    limit = RateLimit(int(requests), float(seconds), shared=place)

    def run(limit: RateLimit | None, account: int, end: float) -> None:
        if kind == "async":
            asyncio.run(send_async(url, limit, account, end))
        else:
            send(url, limit, account, end)

    # All modules are there before anybody begins.
    store_of(place)(place, "other", 1, 1).close()
    run(None, WARMING_UP, time.monotonic() + 0.05)
    print("ready", flush=True)
    sys.stdin.readline()
    run(limit, int(account), time.monotonic() + float(duration))


if __name__ == "__main__":
    main()
