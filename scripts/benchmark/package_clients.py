"""This package's clients, as a user makes them, with default options."""

from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import nft_holdings

from .comparison import Run

PACKAGE, PACKAGE_ASYNC = "nft-holdings", "nft-holdings, async"
OPTIONS: dict[str, Any] = {"rate_limit": None}
"""The servers' own limits are not what is measured; all else is as it comes."""

LOOPRING = {"api_key": "the-benchmark-has-none"}


def client(api: str, url: str, **options: Any) -> Any:
    """Return a client of an API: Hedera, AsyncHedera, Loopring and so on."""
    keys = LOOPRING if api.endswith("Loopring") else {}
    return getattr(nft_holdings, api)(url, **keys, **{**OPTIONS, **options})


@contextmanager
def asking(api: str, url: str, ask: Callable[[Any], Any], **options: Any) -> Iterator[Run]:
    """Give turns of one listing of a blocking client."""
    with client(api, url, **options) as ready:
        yield lambda: ask(ready)


@asynccontextmanager
async def ready(api: str, url: str, **options: Any) -> Any:
    """Return an async client, made where an event loop runs."""
    async with client(api, url, **options) as made:
        yield made


def missing_option(name: str) -> str | None:
    """Return a message if an option is missing."""
    return None if name in nft_holdings.ClientOptions.__annotations__ else f"not there yet: the option {name}"
