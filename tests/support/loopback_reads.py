"""Listings from a server on this machine, with any kind of client."""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from typing import Any

from tests.support.mocked_clients import CALLS, CLIENTS, LIBRARIES, Flavour

CERTIFICATES = ssl.create_default_context()  # loaded once, as it takes longer than a test


def read(
    flavour: Flavour | bool, url: str, *, api: str = "hedera", times: int = 1, between: Callable[[], None] | None = None, **options: Any
) -> list[Any]:
    """Read a listing some times over with one client; what comes back is the last one.

    A flavour that is a bool stands for the package's own HTTP client, blocking or not.
    """
    blocking = flavour if isinstance(flavour, bool) else flavour[1]
    library = None if isinstance(flavour, bool) else LIBRARIES[flavour[0]]
    if api == "loopring":
        options.setdefault("api_key", "k")
    if not blocking:
        return asyncio.run(_read_async(library, url, api, times, between, options))
    rows: list[Any] = []
    with ExitStack() as stack:
        if library is not None:
            options["http_client"] = stack.enter_context(library.Client(verify=CERTIFICATES))
        client = stack.enter_context(CLIENTS[api][0](url, **options))
        for number in range(times):
            if number and between is not None:
                between()
            rows = CALLS[api](client).all()
    return rows


async def _read_async(
    library: Any, url: str, api: str, times: int, between: Callable[[], None] | None, options: dict[str, Any]
) -> list[Any]:
    rows: list[Any] = []
    async with AsyncExitStack() as stack:
        if library is not None:
            options["http_client"] = await stack.enter_async_context(library.AsyncClient(verify=CERTIFICATES))
        client = await stack.enter_async_context(CLIENTS[api][1](url, **options))
        for number in range(times):
            if number and between is not None:
                between()
            rows = await CALLS[api](client).all()
    assert asyncio.all_tasks() == {asyncio.current_task()}
    return rows


def serials(rows: list[Any]) -> list[int]:
    return [int(row.serial_number) for row in rows]
