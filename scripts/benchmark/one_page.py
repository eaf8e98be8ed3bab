"""One page over loopback: the cost of a client itself."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from . import data_sets, expected_rows
from .bare_http import fetching, fetching_async, needed, nfts_path, on_a_loop
from .comparison import Candidate, Comparison, Repetition, Run
from .figures import Figure, Outcome
from .package_clients import PACKAGE, asking, ready
from .service import PageServer
from .stock_clients import stock_module

ACCOUNT = data_sets.account_of("page")
IN_FLIGHT, PAGES_OF_A_TASK = 20, 5
BURSTS, SECONDS = 20, 0.01
BURSTS_IN_FLIGHT, SECONDS_IN_FLIGHT = 5, 0.02

Ask = Callable[[], Awaitable[Any]]


def _nfts(page: Any) -> Any:
    return expected_rows.field_of(page, "nfts")


@contextmanager
def _bare(library: str, url: str) -> Iterator[Run]:
    with fetching(library) as fetch:
        yield lambda: _nfts(fetch(url + nfts_path(ACCOUNT)))


@contextmanager
def _pydantic(url: str) -> Iterator[Run]:
    needed("pydantic")
    model = import_module("nft_holdings_server_models.hedera").Nfts
    with needed("httpx2").Client() as client:
        yield lambda: model.model_validate_json(client.get(url + nfts_path(ACCOUNT)).content).nfts


@contextmanager
def _stock(url: str) -> Iterator[Run]:
    operation = stock_module("hedera", "api.nfts.get_nfts_by_account_id")
    with stock_module("hedera", "client").Client(base_url=url) as client:
        yield lambda: operation.sync(ACCOUNT, client=client, limit=100).nfts


@contextmanager
def _standards(url: str) -> Iterator[Run]:
    mirror = needed("standards_sdk_py.mirror").MirrorNodeClient()
    mirror.configure_mirror_node({"customUrl": f"{url}/api/v1"})
    yield lambda: mirror.get_account_nfts(ACCOUNT)


@contextmanager
def _mirror(url: str) -> Iterator[Run]:
    client = needed("hedera_mirror_sdk.rest").Client(version="v1", env="testnet")
    client.base_url = f"{url}/api"  # it knows three servers and takes no other
    yield lambda: client.account.get(profile_id=f"{ACCOUNT}/nfts", params={"limit": 100})["json"]["nfts"]


def one_page(figure: Figure, rounds: int, server: PageServer) -> Outcome:
    """Return the figure of the blocking clients, each with its connection open."""
    server.answer()
    url = server.url

    def list_account(client: Any) -> Any:
        return client.nfts(ACCOUNT).all()

    sides: dict[str, Callable[[], AbstractContextManager[Run]]] = {
        "httpx2 + orjson": partial(_bare, "httpx2", url),
        PACKAGE: partial(asking, "Hedera", url, list_account),
        f"{PACKAGE}, retry=None": partial(asking, "Hedera", url, list_account, retry=None),
        "httpx + orjson": partial(_bare, "httpx", url),
        "httpx2 + pydantic": partial(_pydantic, url),
        "stock generated client": partial(_stock, url),
        "standards-sdk-py": partial(_standards, url),
        "hedera-mirror-sdk": partial(_mirror, url),
    }
    candidates = [Candidate(name, opened, expected_rows.hedera(ACCOUNT), is_package=name == PACKAGE) for name, opened in sides.items()]
    return Comparison(figure, candidates, Repetition(rounds, BURSTS, SECONDS)).outcome()


async def _in_flight(ask: Ask) -> Any:
    """Request pages in twenty tasks, and return the last answer of one of them."""

    async def several() -> Any:
        for _ in range(PAGES_OF_A_TASK):
            answer = await ask()
        return answer

    return (await asyncio.gather(*(several() for _ in range(IN_FLIGHT))))[-1]


def _looped(opened: Callable[[], AbstractAsyncContextManager[Any]]) -> AbstractContextManager[Run]:
    return on_a_loop(opened(), _in_flight)


@asynccontextmanager
async def _bare_async(library: str, url: str) -> Any:
    async with fetching_async(library) as fetch:

        async def ask() -> Any:
            return _nfts(await fetch(url + nfts_path(ACCOUNT)))

        yield ask


@asynccontextmanager
async def _package_async(url: str) -> Any:
    async with ready("AsyncHedera", url) as client:

        async def ask() -> Any:
            return await client.nfts(ACCOUNT).all()

        yield ask


@asynccontextmanager
async def _stock_async(url: str) -> Any:
    operation = stock_module("hedera", "api.nfts.get_nfts_by_account_id")
    async with stock_module("hedera", "client").Client(base_url=url) as client:

        async def ask() -> Any:
            return (await operation.asyncio(ACCOUNT, client=client, limit=100)).nfts

        yield ask


@asynccontextmanager
async def _standards_async(url: str) -> Any:
    mirror = needed("standards_sdk_py.mirror").AsyncMirrorNodeClient()
    mirror.configure_mirror_node({"customUrl": f"{url}/api/v1"})
    yield lambda: mirror.get_account_nfts(ACCOUNT)


def pages_in_flight(figure: Figure, rounds: int, server: PageServer) -> Outcome:
    """Return the figure of the async clients, twenty pages under way at once."""
    server.answer()
    url = server.url
    sides: dict[str, Callable[[], AbstractAsyncContextManager[Any]]] = {
        "aiohttp + orjson": partial(_bare_async, "aiohttp", url),
        PACKAGE: partial(_package_async, url),
        "httpx2 + orjson": partial(_bare_async, "httpx2", url),
        "httpx + orjson": partial(_bare_async, "httpx", url),
        "stock generated client": partial(_stock_async, url),
        "standards-sdk-py": partial(_standards_async, url),
    }
    candidates = [
        Candidate(
            name, partial(_looped, opened), expected_rows.hedera(ACCOUNT), is_package=name == PACKAGE, share=IN_FLIGHT * PAGES_OF_A_TASK
        )
        for name, opened in sides.items()
    ]
    return Comparison(figure, candidates, Repetition(rounds, BURSTS_IN_FLIGHT, SECONDS_IN_FLIGHT)).outcome()
