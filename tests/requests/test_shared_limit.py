"""A limit that several processes share, in each place where it can be."""

import asyncio
import json
import os
import pickle
import subprocess
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from nft_holdings import AsyncHedera, Hedera, RateLimit
from nft_holdings._transport.rate_limit import RateLimiter
from nft_holdings._transport.shared_limit.stores import Store, store_of
from pyrate_limiter import RateItem

from tests.support.limiters import acquire, limiter_of
from tests.support.servers.raw_server import RawServer, always, well, whole
from tests.support.servers.store_servers import StoreServer
from tests.support.shared_limit_process import WARMING_UP

DURATION = float(os.environ.get("SHARED_LIMIT_SECONDS", 4))
"""How long the processes send. With more than a few seconds, what the server saw is judged too, and not the moments only."""
LONG = 15
LIMIT = RateLimit(50, 1.0)
EMPTY = json.dumps({"nfts": [], "links": {"next": None}}).encode()
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["a file", "redis", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A place that processes can share, with nothing in it."""
    if request.param == "a file":
        yield str(tmp_path / "limits.sqlite")
        return
    server: StoreServer = request.getfixturevalue(request.param)
    yield server.url
    if request.param == "redis":
        import redis

        with redis.Redis.from_url(server.url) as client:
            client.flushall()
    else:
        import psycopg

        with psycopg.connect(server.url) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")


def opened(place: str, limit: RateLimit) -> Store:
    return store_of(place)(place, f"nft_holdings_{limit.requests}_{round(limit.seconds * 1000)}", limit.requests, limit.milliseconds)


def moments_in(place: str, limit: RateLimit) -> list[float]:
    """All moments that were reserved, in seconds."""
    with closing(opened(place, limit)) as store, store.alone():
        return sorted(store.bucket.peek(index).timestamp / 1000 for index in range(store.bucket.count()))


def most_in(moments: list[float], seconds: float) -> int:
    return max(bisect_left(moments, each + seconds) - index for index, each in enumerate(moments))


def test_four_processes_send_no_more_than_the_limit_and_each_its_share(place: str) -> None:
    """Run with SHARED_LIMIT_SECONDS=30 and `-s` to measure.

    A machine that stands still for a while delays requests, which then arrive together. So it is looked at what the processes
    reserved, and that no request arrived before its turn.
    """
    kinds = ["async", "blocking", "async", "blocking"]
    with RawServer(always(whole(EMPTY))) as server:
        rest = [server.url, place, str(LIMIT.requests), str(LIMIT.seconds)]
        command = [sys.executable, "-m", "tests.support.shared_limit_process"]
        processes = [
            subprocess.Popen(
                [*command, kind, *rest, str(1001 + number), str(DURATION)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
            )
            for number, kind in enumerate(kinds)
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in processes:
            process.communicate(timeout=DURATION + 60)
        assert [process.returncode for process in processes] == [0] * len(kinds)
        offset = time.time() - time.monotonic()
        sent = [(each.at + offset, int(each.data.split(b"/nfts")[0].rpartition(b"/")[2])) for each in server.arrivals]
    arrivals = sorted(at for at, account in sent if account != WARMING_UP)
    shares = Counter(account for _, account in sent if account != WARMING_UP)
    reserved = moments_in(place, LIMIT)
    seen, seconds = most_in(arrivals, LIMIT.seconds), arrivals[-1] - arrivals[0]
    print(
        f"\n{len(arrivals)} requests in {seconds:.1f} s, {len(reserved)} moments reserved, at most {seen} in one second, {sorted(shares.values())} of each process"
    )

    assert most_in(reserved, LIMIT.milliseconds / 1000) <= LIMIT.requests
    early = [at for at, turn in zip(arrivals, reserved, strict=False) if at < turn - 0.02]
    assert early == [], "the clocks of stores and tests are one, but for their roundings"
    assert len(arrivals) <= len(reserved)
    assert len(shares) == len(kinds)
    assert min(shares.values()) >= len(arrivals) / len(kinds) / 2
    if DURATION >= LONG:
        assert seen <= LIMIT.requests


def test_clients_of_one_process_and_their_copies_share(place: str) -> None:
    limit = RateLimit(5, 0.5, shared=place)

    async def ask(url: str) -> None:
        async with AsyncHedera(url, rate_limit=limit) as client:
            await asyncio.gather(*(client.with_options(timeout=20).nfts(1).all() for _ in range(4)))

    with RawServer(well) as server, Hedera(server.url, rate_limit=limit) as one, Hedera(server.url) as other:
        began = time.monotonic()
        copy = other.with_options(rate_limit=pickle.loads(pickle.dumps(limit)))
        with ThreadPoolExecutor(5) as pool:
            futures = [pool.submit(client.nfts(1).all) for client in (one, copy, one, copy)]
            asyncio.run(ask(server.url))
            assert [len(future.result()) for future in futures] == [2] * 4
        assert len(server.arrivals) == 8
        assert time.monotonic() - began >= 0.5
    assert most_in(moments_in(place, limit), limit.milliseconds / 1000) <= limit.requests


@pytest.mark.usefixtures("engine")
def test_many_requests_of_a_client_that_blocks_keep_to_it_too(place: str) -> None:
    limit = RateLimit(10, 0.5, shared=place)
    with RawServer(always(whole(EMPTY))) as server, Hedera(server.url, rate_limit=limit) as client:
        began = time.monotonic()
        assert [(len(result.items), result.error) for result in client.nfts_of(range(1, 21))] == [(0, None)] * 20
        assert len(server.arrivals) >= 20
        assert time.monotonic() - began >= (len(server.arrivals) - 1) // 10 * 0.5


def test_limits_with_other_numbers_are_other_limits(place: str) -> None:
    with RawServer(well) as server:
        for limit in (RateLimit(1, 60, shared=place), RateLimit(1, 61, shared=place), RateLimit(2, 60, shared=place)):
            began = int(time.time() * 1000) / 1000
            with Hedera(server.url, rate_limit=limit) as client:
                client.nfts(1).all()  # the second one would wait for a minute
            # On a machine that stands still, a moment is reserved once more.
            assert min(moments_in(place, limit)) >= began


def test_a_task_that_is_cancelled_takes_no_moment_and_none_blocks_the_loop(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = RateLimit(2, 2.0, shared=place)
    reserve = Store.reserve

    def slowly(store: Store) -> float:
        time.sleep(0.5)
        return reserve(store)

    async def give_up(limiter: RateLimiter) -> None:
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(5)]
        began = time.monotonic()
        await asyncio.sleep(0.1)
        assert time.monotonic() - began < 0.4, "the loop stood still"
        for task in waiting:
            task.cancel()
        assert all(isinstance(each, asyncio.CancelledError) for each in await asyncio.gather(*waiting, return_exceptions=True))

    async def run() -> None:
        limiter = limiter_of(limit, blocking=False)
        await limiter.acquire()
        await limiter.acquire()
        monkeypatch.setattr(Store, "reserve", slowly)
        await give_up(limiter)  # while the store replies
        monkeypatch.undo()
        await asyncio.sleep(0.6)
        for _ in range(5):
            await give_up(limiter)  # while they wait for their moment
        await limiter.acquire()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        await asyncio.to_thread(limiter.close)

    asyncio.run(run())
    assert len(moments_in(place, limit)) in (3, 4), "a machine that stands still for a moment makes the last one reserve again"


def test_what_redis_overlooks_is_put_right(redis: StoreServer, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = RateLimit(40, 7.0)
    with closing(opened(redis.url, limit)) as store, closing(opened(redis.url, limit)) as other:
        put = store.bucket.put_decision

        def overtaken(item: RateItem) -> Any:
            monkeypatch.undo()
            assert other.bucket.put(RateItem("other", item.timestamp + 5_000))
            return put(item)

        monkeypatch.setattr(store.bucket, "put_decision", overtaken)
        assert store.reserve() > 4
        assert store.bucket.count() == 2, "what it had reserved before the other one is given back"


def test_what_a_thread_that_is_interrupted_has_reserved_is_for_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupt(BaseException):
        pass

    def interrupted(_: float) -> None:
        raise Interrupt

    limit = RateLimit(1, 0.2, shared=tmp_path / "limits")
    with closing(limiter_of(limit)) as limiter:
        acquire(limiter)
        with monkeypatch.context() as patch:
            patch.setattr("nft_holdings._transport.place.time.sleep", interrupted)
            for _ in range(5):
                with pytest.raises(Interrupt):
                    acquire(limiter)
        acquire(limiter)
        assert len(moments_in(str(tmp_path / "limits"), limit)) == 2


@pytest.mark.parametrize("blocking", [True, False])
def test_a_process_that_wakes_up_late_reserves_again(blocking: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = RateLimit(2, 1.0, shared=tmp_path / "limits")
    asleep, asleep_async, late = time.sleep, asyncio.sleep, [1.5]

    def oversleep(seconds: float) -> None:
        asleep(seconds + (late.pop() if seconds > 0.2 and late else 0))

    async def oversleep_async(seconds: float) -> None:
        await asleep_async(seconds + (late.pop() if seconds > 0.2 and late else 0))

    monkeypatch.setattr("nft_holdings._transport.place.time.sleep", oversleep)
    monkeypatch.setattr("nft_holdings._transport.place.asyncio.sleep", oversleep_async)

    async def run_async(limiter: RateLimiter) -> None:
        for _ in range(3):
            await limiter.acquire()

    with closing(limiter_of(limit, blocking=blocking)) as limiter:
        if blocking:
            for _ in range(3):
                acquire(limiter)
        else:
            asyncio.run(run_async(limiter))
        assert late == []
        now = time.time()
    assert now - moments_in(str(tmp_path / "limits"), limit)[-1] < 0.2


def test_a_clock_that_was_set_back_does_not_stop_everybody(place: str) -> None:
    limit = RateLimit(5, 0.3, shared=place)
    with closing(opened(place, limit)) as store, store.alone():
        ahead = store.now() + 3_600_000
        for number in range(5):
            assert store.bucket.put(RateItem("request", ahead + 100 * number))
    with closing(limiter_of(limit)) as limiter:
        assert 0.2 < acquire(limiter) < 30, "what the place had in it may just have left"


def test_more_processes_than_the_limit_is_wide_queue_and_their_clock_is_right(tmp_path: Path) -> None:
    place, limit = str(tmp_path / "limits"), RateLimit(1, 0.1)
    with closing(opened(place, limit)) as store:
        waits = [store.reserve() for _ in range(40)]
    # On a machine that stalls, a later wait may be the shorter one; the moments stay where they were reserved.
    moments = moments_in(place, limit)
    assert waits[-1] < 4.5
    assert all(0.09 < later - earlier < 0.13 for earlier, later in pairwise(moments))
    assert len(moments) > 20


def test_a_table_that_is_being_cleaned_is_waited_for(postgres: StoreServer) -> None:
    import psycopg

    with psycopg.connect(postgres.url) as cleaning, closing(limiter_of(RateLimit(50, shared=postgres.url))) as limiter:
        acquire(limiter)
        cleaning.execute("LOCK TABLE ratelimit___nft_holdings_50_1000 IN SHARE UPDATE EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as pool:
            future = pool.submit(acquire, limiter)
            time.sleep(0.3)
            assert not future.done()
            cleaning.commit()
            assert future.result(5) > 0.2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_process_that_was_forked_off_counts_in_the_same_place(place: str) -> None:
    program = """
import os, sys
from nft_holdings import RateLimit
from nft_holdings._transport.place import CallingThread
from nft_holdings._transport.rate_limit import RateLimiter
from nft_holdings._transport.tasks import stepped

def acquire(limiter):
    return stepped(limiter.acquire)

limiter = RateLimiter(RateLimit(200, 5.0, shared=sys.argv[1]), CallingThread())
acquire(limiter)
store = limiter._shared._store
children = []
for _ in range(3):
    child = os.fork()
    if child == 0:
        for _ in range(5):
            acquire(limiter)
        limiter.close()
        sys.exit(0)
    children.append(child)
for child in children:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
acquire(limiter)
assert limiter._shared._store is store, "its connection was closed"
limiter.close()
"""
    done = subprocess.run([sys.executable, "-c", program, place], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(moments_in(place, RateLimit(200, 5.0))) == 17


def test_what_no_longer_counts_is_taken_out(place: str) -> None:
    limit = RateLimit(1000, 0.1, shared=place)
    with closing(limiter_of(limit)) as limiter:
        for _ in range(150):
            acquire(limiter)
            time.sleep(0.005)
    assert len(moments_in(place, limit)) < 100


def test_redis_deletes_an_unused_limit(redis: StoreServer) -> None:
    import redis as driver

    with closing(limiter_of(RateLimit(5, 1.0, shared=redis.url))) as limiter, driver.Redis.from_url(redis.url) as client:
        acquire(limiter)
        assert 0 < client.pttl("nft_holdings_5_1000") <= 11_000
