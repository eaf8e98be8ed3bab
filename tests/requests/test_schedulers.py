"""Clients beside schedulers that are not asyncio's: gevent's, trio's, and none at all."""

import _thread
import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from typing import Any

import pytest
from nft_holdings import AsyncHedera, Hedera
from nft_holdings._transport.loop_thread import LoopThread

from tests.support.account_results import pairs
from tests.support.servers.raw_server import RawServer, well

pytestmark = pytest.mark.usefixtures("engine")


async def accounts() -> AsyncIterator[str]:
    yield "0.0.1"


USES: dict[str, Callable[[AsyncHedera], Any]] = {
    "all": lambda client: client.nfts("0.0.1").all(),
    "first": lambda client: client.nfts("0.0.1").first(),
    "an iteration": lambda client: anext(aiter(client.nfts("0.0.1"))),
    "pages": lambda client: anext(client.nfts("0.0.1").pages()),
    "many accounts": lambda client: anext(client.nfts_of(["0.0.1", "0.0.2"])),
    "accounts that are awaited": lambda client: anext(client.nfts_of(accounts())),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_an_async_client_without_asyncio_says_what_is_missing(use: Callable[[AsyncHedera], Any]) -> None:
    """As under trio, anyio's backend for it, or curio: a coroutine is driven, and no loop of asyncio is running."""

    async def run() -> None:
        with pytest.raises(RuntimeError, match=r"no event loop of asyncio .*asyncio\.run\(\).*trio") as raised:
            async with AsyncHedera("http://127.0.0.1:9") as client:
                await use(client)
        assert raised.value.__context__ is None

    running = run()
    with pytest.raises(StopIteration):
        running.send(None)


def as_greenlets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the way in which threads start, as gevent's patch does."""
    start = _thread.start_new_thread
    monkeypatch.setattr(_thread, "start_new_thread", lambda *args: start(*args))


def test_where_threads_are_no_threads_there_is_no_loop_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    as_greenlets(monkeypatch)
    monkeypatch.setattr(asyncio, "SelectorEventLoop", None)  # it would fail if it was called
    with RawServer(well) as server, Hedera(server.url) as first, Hedera(server.url) as second:
        for client in (first, second, first.with_options(timeout=9)):
            assert len(client.nfts("0.0.1").all()) == 2
            assert [account for account, _ in pairs(client.nfts_of(["0.0.1", "0.0.1"]))] == ["0.0.1"] * 4


@pytest.mark.skipif(find_spec("gevent") is None, reason="gevent is not installed")
@pytest.mark.parametrize("patched", ["first", "late"])
def test_two_clients_under_gevent(patched: str, request: pytest.FixtureRequest) -> None:
    lines = [
        "import sys",
        *(["import nft_holdings._listing"] if patched == "late" else []),
        "import warnings; warnings.simplefilter('ignore')",
        "from gevent import monkey; monkey.patch_all()",
        "import gevent, nft_holdings._transport.choice",
        *(["nft_holdings._transport.choice.find_spec = lambda _: None"] if "without" in request.node.name else []),
        "from nft_holdings import Hedera, RateLimit",
        "clients = [Hedera(sys.argv[1], rate_limit=RateLimit(2, 0.05)) for _ in range(2)]",
        "read = lambda client: len(client.nfts('0.0.1').all()) + sum(len(each.items) for each in client.nfts_of(['0.0.1', '0.0.1']))",
        "reading = [gevent.spawn(read, client) for client in clients]",
        "gevent.joinall(reading, timeout=20)",
        "print([each.value for each in reading])",
        "[client.close() for client in clients]",
    ]
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", "\n".join(lines), server.url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("[6, 6]\n", "")


def test_a_policy_of_event_loops_is_not_for_the_loop_in_a_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As trio-asyncio sets one, whose loops belong to the thread that made them."""
    monkeypatch.setattr(asyncio, "new_event_loop", None)

    async def closing() -> None:
        closed.append(True)

    closed: list[bool] = []
    place = LoopThread(closing)
    assert place.is_running
    place.close()
    assert closed == [True]
