"""The client's own limit, as a server sees it: when requests really arrive."""

import asyncio
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import pytest
from nft_holdings import AsyncHedera, Hedera, Loopring, RateLimit, Retry, ServerError
from nft_holdings._option_values import documented_rate_limit
from nft_holdings._specs.access import spec_of
from nft_holdings._transport.rate_limit import Permit, RateLimiter
from nft_holdings._transport.sender import Sender

from tests.support.fake_clock import Clock
from tests.support.limiters import acquire, limiter_of
from tests.support.loopback_reads import read, serials
from tests.support.mocked_clients import own
from tests.support.servers.raw_server import RawServer, always, once, well, whole

LIMIT = RateLimit(5, 0.5)
JITTER = 0.02
"""How much later than others of its window a thread may go on, as they take turns."""
ROUNDING = 0.002
"""The seconds by which a timer may be early."""
REQUESTS = 23


def most_in_a_window(moments: list[float], limit: RateLimit) -> int:
    return max(sum(1 for each in moments if start <= each < start + limit.seconds - JITTER) for start in moments)


def holds(server: RawServer, began: float, requests: int = REQUESTS) -> None:
    """No request arrives before its turn, and all take not much longer than they must.

    On a busy machine threads and sockets may stop for a while, and requests arrive late and together; but none is early.
    """
    arrivals = sorted(each.at - began for each in server.arrivals)
    assert len(arrivals) == requests
    turns = [number // LIMIT.requests * LIMIT.seconds for number in range(requests)]
    assert [at for at, turn in zip(arrivals, turns, strict=True) if at < turn - ROUNDING] == []
    assert time.monotonic() - began < turns[-1] * 3 + 1, "a request without a reply counts for a window and a half"


def from_threads(copies: list[Any]) -> None:
    with ThreadPoolExecutor(6) as pool:
        for number, rows in enumerate(pool.map(lambda number: copies[number % len(copies)].nfts(1).all(), range(REQUESTS))):
            assert len(rows) == 2, number


@pytest.mark.parametrize("copies", [0, 4])
def test_threads_and_copies_share_one_rate_limiter(copies: int) -> None:
    with RawServer(well) as server, Hedera(server.url, rate_limit=LIMIT) as client:
        clients = [client, *(client.with_options(timeout=20 + number) for number in range(copies))]
        began = time.monotonic()
        from_threads(clients)
        holds(server, began)


@pytest.mark.parametrize("copies", [0, 4])
def test_tasks_and_copies_share_one_rate_limiter(copies: int) -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url, rate_limit=LIMIT) as client:
            clients = [client, *(client.with_options(timeout=20 + number) for number in range(copies))]
            turns = asyncio.Semaphore(6)

            async def ask(number: int) -> None:
                async with turns:
                    assert len(await clients[number % len(clients)].nfts(1).all()) == 2

            await asyncio.gather(*(ask(number) for number in range(REQUESTS)))

    with RawServer(well) as server:
        began = time.monotonic()
        asyncio.run(run(server.url))
        holds(server, began)


@own
@pytest.mark.usefixtures("engine")
def test_each_attempt_counts(blocking: bool) -> None:
    with RawServer(*[once(b"")] * 11, well) as server:
        began = time.monotonic()
        retry = Retry(attempts=12, wait_initial=0, wait_jitter=0)
        assert serials(read(blocking, server.url, rate_limit=LIMIT, retry=retry)) == [2, 1]
        holds(server, began, 12)


@pytest.mark.parametrize("limit", [None, RateLimit(1000, 0.001)])
def test_without_a_limit_nothing_waits(limit: RateLimit | None) -> None:
    with RawServer(well) as server, Hedera(server.url, rate_limit=limit) as client:
        began = time.monotonic()
        for _ in range(30):
            client.nfts(1).all()
        assert time.monotonic() - began < 1


def test_the_documented_limit_is_the_default() -> None:
    stated = spec_of("loopring")["paths"]["/api/v3/user/nft/balances"]["get"]["x-rate-limit"]
    assert stated == {"requests": 5, "seconds": 1}
    assert documented_rate_limit("loopring") == RateLimit(5, 1.0)
    assert documented_rate_limit("hedera") is documented_rate_limit("swapchat") is None
    assert documented_rate_limit("loopring", "http://127.0.0.1:80") == RateLimit(5, 1.0), "of an operation, whatever the server"
    page = b'{"totalNum": 0, "data": []}'
    with RawServer(always(whole(page))) as server, Loopring(server.url, api_key="k") as client:
        began = time.monotonic()
        for _ in range(6):
            client.nft_balances(1).all()
        assert time.monotonic() - began >= 1 - ROUNDING


PUBLIC = ("mainnet", "testnet", "previewnet")


@pytest.mark.parametrize("kind", [Hedera, AsyncHedera])
@pytest.mark.parametrize("network", PUBLIC)
def test_public_mirror_nodes_have_their_documented_limit(kind: Any, network: str) -> None:
    server = next(each for each in spec_of("hedera")["servers"] if each["x-name"] == network)
    assert server["x-rate-limit"] == {"requests": 50, "seconds": 1}
    make = getattr(kind, network)
    assert limit_of(make()) == RateLimit(50, 1.0)
    assert limit_of(make(rate_limit=None)) is None
    assert limit_of(make(rate_limit=RateLimit(2))) == RateLimit(2)


def limiter_used_by(client: Any) -> RateLimiter:
    return Sender(client._options, client._connection.get())._limiter


def limit_of(client: Any) -> RateLimit | None:
    limit: RateLimit | None = client._options.rate_limit
    assert client.with_options(timeout=3)._options.rate_limit == limit
    assert (limiter_used_by(client)._window is None) == (limit is None)
    if isinstance(client, Hedera):
        client.close()
    else:
        asyncio.run(client.aclose())
    return limit


@pytest.mark.parametrize("network", PUBLIC)
@pytest.mark.parametrize(
    "url",
    [
        *("https://{}", "https://{}/", "https://{}//", "HTTPS://{}", "http://{}", "https://{}:443", "https://{}:443/", "https://{}:8443"),
        *("https://{}.", "https://{}/prefix", "https://user:password-of-the-test@{}/"),
    ],
)
@pytest.mark.parametrize("upper", [False, True])
def test_a_public_mirror_node_written_out_is_the_same_server(network: str, url: str, upper: bool) -> None:
    host = f"{network}.mirrornode.hedera.com"
    assert limit_of(Hedera(url.format(host.upper() if upper else host))) == RateLimit(50, 1.0)


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1:5551", "http://[::1]:5551", "https://mirrornode.hedera.com", "https://mainnet.mirrornode.hedera.com.example"),
        *("https://a.mainnet.mirrornode.hedera.com", "https://mirror.example/mainnet.mirrornode.hedera.com"),
        *("https://previewnet.mirrornode.hedera.com@mirror.example", "https://mainnet.hedera.validationcloud.io/v1/key-of-the-test"),
    ],
)
def test_other_servers_have_no_limit(url: str) -> None:
    assert limit_of(Hedera(url)) is None
    assert limit_of(Hedera(url, rate_limit=RateLimit(7))) == RateLimit(7)


def test_a_gateway_has_no_limit() -> None:
    assert limit_of(Hedera.validation_cloud("key-of-the-test")) is None


def test_contract_checks_of_pytest_ask_five_times_a_second_whatever_the_server_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    from nft_holdings.contract import _pytest_items

    asked: list[Any] = []
    options = {
        "api": "hedera",
        "own-server": False,
        "baseline": None,
        "url": "https://mainnet.mirrornode.hedera.com",
        "account": [],
        "seed": 0,
    }
    monkeypatch.setattr(_pytest_items, "check", lambda *_, bounds, **__: asked.append(bounds.rate))
    config = SimpleNamespace(getoption=lambda name: options[name.removeprefix("--nft-holdings-")])
    collector: Any = SimpleNamespace(config=config, session=SimpleNamespace(items=[]))
    _pytest_items.ContractCollector._check(collector)
    assert asked == [RateLimit(5)]


@pytest.mark.parametrize("blocking", [True, False])
def test_memory_and_threads_stay_bounded(blocking: bool) -> None:
    async def run_async(limiter: RateLimiter) -> None:
        for _ in range(10_000):
            await limiter.acquire()

    before = set(threading.enumerate())
    limiter = limiter_of(RateLimit(100, 0.001), blocking=blocking)
    tracemalloc.start()
    try:
        if blocking:
            for _ in range(10_000):
                acquire(limiter)
        else:
            asyncio.run(run_async(limiter))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert set(threading.enumerate()) == before
    assert limiter._window is not None
    assert limiter._window.count <= 200
    assert held < 400_000


def test_a_process_that_was_stopped_does_not_make_up_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    # Threads that were waiting go on late. What they send is of then, and not of when they would have gone on.
    passed: list[float] = []
    limiter = limiter_of(LIMIT)

    def ask() -> None:
        acquire(limiter)
        passed.append(time.monotonic())

    sleep, began = time.sleep, time.monotonic()

    def oversleep(seconds: float) -> None:
        sleep(seconds if time.monotonic() > began + 0.4 else seconds + 0.6)

    monkeypatch.setattr("nft_holdings._transport.place.time.sleep", oversleep)
    with ThreadPoolExecutor(15) as pool:
        waiting = [pool.submit(ask) for _ in range(10)]
        while len(passed) < 6:
            sleep(0.002)
        sleep(0.05)
        waiting += [pool.submit(ask) for _ in range(5)]
    assert all(each.exception() is None for each in waiting)
    assert most_in_a_window(passed, LIMIT) == LIMIT.requests


def test_waiting_for_the_rate_limiter_is_no_part_of_the_time_for_all_attempts(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = 100.0

    async def waiting(_: RateLimiter) -> Permit:
        clock.now += waits
        return Permit(waits)

    monkeypatch.setattr(RateLimiter, "acquire", waiting)
    retry = Retry(attempts=4, timeout=10, wait_initial=1, wait_jitter=0)
    with RawServer(always(whole(status="503 Busy"))) as server, Hedera(server.url, retry=retry) as client:
        with pytest.raises(ServerError):
            client.nfts(1).all()
        assert len(server.arrivals) == 4
    assert clock.waits == [1, 2, 4]


def test_a_task_that_is_cancelled_while_it_waits_takes_no_slot() -> None:
    limit = RateLimit(2, 0.3)

    async def run(url: str) -> None:
        async with AsyncHedera(url, rate_limit=limit) as client:
            await client.nfts(1).all()
            await client.nfts(1).all()
            waiting = [asyncio.create_task(client.nfts(1).all()) for _ in range(20)]
            await asyncio.sleep(0.05)
            for task in waiting:
                task.cancel()
            assert all(isinstance(each, asyncio.CancelledError) for each in await asyncio.gather(*waiting, return_exceptions=True))
            began = time.monotonic()
            await asyncio.gather(client.nfts(1).all(), client.nfts(1).all())
            assert time.monotonic() - began < 0.5
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(well) as server:
        asyncio.run(run(server.url))
        assert len(server.arrivals) == 4


def test_a_thread_that_is_interrupted_while_it_waits_takes_no_slot(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupt(BaseException):
        pass

    def interrupted(_: float) -> None:
        raise Interrupt

    limiter = limiter_of(RateLimit(1, 0.1))
    acquire(limiter)
    with monkeypatch.context() as patch:
        patch.setattr("nft_holdings._transport.place.time.sleep", interrupted)
        for _ in range(3):
            with pytest.raises(Interrupt):
                acquire(limiter)
    assert acquire(limiter) < 0.3


def test_copies_share_the_rate_limiter_unless_the_limit_changes() -> None:
    with Hedera("http://a.example", rate_limit=LIMIT) as client:
        limiter = limiter_used_by(client)
        assert limiter_used_by(client.with_options(retry=None)) is limiter
        assert limiter_used_by(client.with_options(rate_limit=RateLimit(5, 0.5))) is limiter
        assert limiter_used_by(client.with_options(rate_limit=RateLimit(6, 0.5))) is not limiter
        assert limiter_used_by(client.with_options(rate_limit=None)) is not limiter
        copy = client.with_options(rate_limit=RateLimit(9, 1))
        assert limiter_used_by(copy.with_options(timeout=3)) is limiter_used_by(copy)
        assert limiter_used_by(client) is limiter
