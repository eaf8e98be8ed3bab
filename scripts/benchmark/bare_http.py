"""References: a few lines around an HTTP library and orjson, without types, checks or retries."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from . import data_sets
from .apis import hedera, loopring
from .comparison import Run, Unavailable

Fetch = Callable[[str], Any]
"""Gets a URL, and gives its JSON."""

AsyncFetch = Callable[[str], Awaitable[Any]]

IN_FLIGHT = 20
"""The concurrency of loops by hand."""


def needed(module: str) -> Any:
    """Import a module that may not be installed.

    Raises:
        Unavailable: It is not; with the last word of the installer, where scripts/bench tried to.
    """
    try:
        return import_module(module)
    except ImportError as missing:
        refusal = Path(sys.prefix) / f"not-installed-{module.partition('.')[0].replace('_', '-')}"
        lines = refusal.read_text(encoding="utf-8").strip().splitlines() if refusal.exists() else []
        raise Unavailable(f"not installed: {lines[-1] if lines else missing}") from None


def nfts_path(id: str) -> str:
    """Return path and query of the first page of an account, or of the token."""
    kind = "tokens" if id == data_sets.account_of("token") else "accounts"
    return f"/api/v1/{kind}/{id}/nfts?limit={hedera.PAGE_SIZE}"


@contextmanager
def fetching(library: str) -> Iterator[Fetch]:
    """Open a client of httpx or httpx2, and give a function that gets a URL and parses it with orjson."""
    loads = needed("orjson").loads
    with needed(library).Client() as client:
        yield lambda url: loads(client.get(url).content)


@asynccontextmanager
async def fetching_async(library: str) -> Any:
    """Open an async client of httpx, httpx2 or aiohttp, and give a function that gets a URL and parses it with orjson."""
    loads = needed("orjson").loads
    if library == "aiohttp":
        async with needed(library).ClientSession() as session:

            async def fetch(url: str) -> Any:
                async with session.get(url) as reply:
                    return loads(await reply.read())

            yield fetch
        return
    async with needed(library).AsyncClient() as client:

        async def get(url: str) -> Any:
            return loads((await client.get(url)).content)

        yield get


@contextmanager
def on_a_loop(opened: AbstractAsyncContextManager[Any], work: Callable[[Any], Awaitable[Any]]) -> Iterator[Run]:
    """Run async work as blocking turns on one event loop; its client stays open between them."""
    with asyncio.Runner() as runner:

        async def on_loop(awaitable: Awaitable[Any]) -> Any:
            return await awaitable

        ready = runner.run(on_loop(opened.__aenter__()))
        try:
            yield lambda: runner.run(on_loop(work(ready)))
        finally:
            runner.run(on_loop(opened.__aexit__(None, None, None)))


def follow_links(fetch: Fetch, url: str, account: str) -> list[Any]:
    """Return all rows of an account, by the server's own links."""
    rows: list[Any] = []
    link: str | None = nfts_path(account)
    while link:
        page = fetch(url + link)
        rows += page["nfts"]
        link = page["links"]["next"]
    return rows


async def follow_links_async(fetch: AsyncFetch, url: str, account: str) -> list[Any]:
    """Return the same, asynchronously."""
    rows: list[Any] = []
    link: str | None = nfts_path(account)
    while link:
        page = await fetch(url + link)
        rows += page["nfts"]
        link = page["links"]["next"]
    return rows


def page_by_page(fetch: Fetch, url: str) -> list[Any]:
    """Return all of Loopring's rows, until the total of the first page is reached."""
    page = fetch(url + loopring.balances_path(0))
    rows, total = list(page["data"]), page["totalNum"]
    while len(rows) < total:
        rows += fetch(url + loopring.balances_path(len(rows)))["data"]
    return rows


async def gathered_pages(fetch: AsyncFetch, url: str) -> list[Any]:
    """Return the same, requesting all pages after the first concurrently."""
    page = await fetch(url + loopring.balances_path(0))
    offsets = range(loopring.PAGE_SIZE, page["totalNum"], loopring.PAGE_SIZE)
    pages = await gated([lambda offset=offset: fetch(url + loopring.balances_path(offset)) for offset in offsets])  # type: ignore[misc]
    return [row for each in [page, *pages] for row in each["data"]]


async def gathered_accounts(fetch: AsyncFetch, url: str, accounts: list[str]) -> dict[str, list[Any]]:
    """Return all rows of each account, several accounts at once."""
    listings = await gated([lambda account=account: follow_links_async(fetch, url, account) for account in accounts])  # type: ignore[misc]
    return dict(zip(accounts, listings, strict=True))


async def gated(work: list[Callable[[], Awaitable[Any]]]) -> list[Any]:
    """Return the results of all, with a limit on concurrency."""
    gate = asyncio.Semaphore(IN_FLIGHT)

    async def one(each: Callable[[], Awaitable[Any]]) -> Any:
        async with gate:
            return await each()

    return await asyncio.gather(*map(one, work))
