"""Closing, and every way of stopping half-way: nothing stays open. The fixture `nothing_left_behind` looks after each test."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from nft_holdings import AsyncHedera, ConnectionFailed, Hedera, RateLimit, Retry

from tests.support.account_results import pairs
from tests.support.loopback_reads import CERTIFICATES
from tests.support.mocked_clients import BODIES, FLAVOURS, LIBRARIES, Flavour
from tests.support.servers.raw_server import BODY, Peer, RawServer, Script, always, head, silent, well, whole

pytestmark = pytest.mark.usefixtures("engine")

SYNC = pytest.mark.parametrize("library", [None, "httpx2", "httpx"])
RETRY = Retry(attempts=5, wait_initial=30, wait_max=30, timeout=120)


class Interrupt(BaseException):
    """As KeyboardInterrupt, which pytest would take for its own."""


def three_pages(peer: Peer) -> None:
    number = 0
    while peer.request():
        peer.send(whole(BODIES[number % 3]))
        number += 1


def stops_in_the_body(peer: Peer) -> None:
    peer.request()
    peer.send(head(f"Content-Length: {len(BODY)}") + BODY[:9])
    peer.wait_for_close()


def keeps_sending(peer: Peer) -> None:
    peer.request()
    peer.send(head(f"Content-Length: {10**9}"))
    while True:
        peer.send(b" ")
        time.sleep(0.001)


@pytest.fixture(params=[None, "httpx2", "httpx"])
def library(request: pytest.FixtureRequest) -> Any:
    return None if request.param is None else LIBRARIES[request.param]


def own_or(library: Any, kind: str) -> dict[str, Any]:
    return {} if library is None else {"http_client": getattr(library, kind)(verify=CERTIFICATES)}


def test_a_with_block_closes_its_connections() -> None:
    with RawServer(well) as server:
        with Hedera(server.url) as client:
            client.nfts(1).all()
            assert not server.wait_until_closed(1, 0.05)
        assert server.wait_until_closed(1)
        client.close()  # twice does no harm
        for closed in (client, client.with_options(timeout=3)):
            with pytest.raises(RuntimeError, match="closed"):
                closed.nfts(1).all()
        assert server.connections == 1


def test_an_async_with_block_closes_its_connections() -> None:
    async def run(server: RawServer) -> None:
        async with AsyncHedera(server.url) as client:
            await client.nfts(1).all()
        assert await asyncio.to_thread(server.wait_until_closed, 1)
        await client.aclose()
        for closed in (client, client.with_options(timeout=3)):
            with pytest.raises(RuntimeError, match="closed"):
                await closed.nfts(1).all()

    with RawServer(well) as server:
        asyncio.run(run(server))
        assert server.connections == 1


def test_closing_a_copy_leaves_the_client_open() -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            async with client.with_options(timeout=5) as copy:
                await copy.nfts(1).all()
            await client.nfts(1).all()

    with RawServer(well) as server:
        with Hedera(server.url) as client:
            with client.with_options(timeout=5) as copy:
                copy.nfts(1).all()
            client.nfts(1).all()
        asyncio.run(run(server.url))
        assert server.connections == 2


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_client_that_was_handed_in_stays_open(flavour: Flavour) -> None:
    library, blocking = LIBRARIES[flavour[0]], flavour[1]

    async def run(url: str) -> None:
        async with library.AsyncClient(verify=CERTIFICATES) as http_client:
            async with AsyncHedera(url, http_client=http_client) as client:
                await client.nfts(1).all()
            assert not http_client.is_closed
            assert (await http_client.get(url)).status_code == 200

    with RawServer(well) as server:
        if blocking:
            with library.Client(verify=CERTIFICATES) as http_client:
                with Hedera(server.url, http_client=http_client) as client:
                    client.nfts(1).all()
                assert not http_client.is_closed
                assert http_client.get(server.url).status_code == 200
        else:
            asyncio.run(run(server.url))
        assert server.connections == 1


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, Interrupt, GeneratorExit])
def test_an_error_inside_of_a_loop(error: type[BaseException]) -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            async for _ in client.nfts("0.0.1"):
                raise error

    with RawServer(three_pages) as server:
        with pytest.raises(error), Hedera(server.url) as client:
            for _ in client.nfts("0.0.1"):
                raise error
        with pytest.raises(error):
            asyncio.run(run(server.url))
        assert server.wait_until_closed(2)
        assert len(server.arrivals) == 2


def test_breaking_out_of_a_loop() -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            async for _ in client.nfts("0.0.1"):
                break
            assert asyncio.all_tasks() == {asyncio.current_task()}
            async for _ in client.nfts("0.0.1").pages():
                break
            assert asyncio.all_tasks() == {asyncio.current_task()}
            assert await client.nfts("0.0.1").first() is not None
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(three_pages) as server:
        with Hedera(server.url) as client:
            for _ in client.nfts("0.0.1"):
                break
            assert next(client.nfts("0.0.1").pages()).items
        asyncio.run(run(server.url))
        assert server.wait_until_closed(2)


INTERRUPTED: dict[str, tuple[Script, Sequence[str]]] = {
    "in the body": (keeps_sending, ["body.Body.add"]),
    "while it waits for another attempt": (always(whole(status="503 Busy")), ["place.OnLoop.sleep", "place.CallingThread.sleep"]),
}


@pytest.mark.parametrize("where", INTERRUPTED)
def test_an_interrupt(where: str, library: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    script, places = INTERRUPTED[where]

    def interrupted(*_: object) -> None:
        raise Interrupt

    options = own_or(library, "Client")
    with RawServer(script, well) as server:
        with Hedera(server.url, retry=RETRY, **options) as client:
            with monkeypatch.context() as patch:
                for place in places:
                    patch.setattr(f"nft_holdings._transport.{place}", interrupted)
                with pytest.raises(Interrupt):
                    client.nfts(1).all()
            if where == "in the body":
                assert server.wait_until_closed(1), "the connection with half a reply in it is of no use"
                assert len(client.nfts(1).all()) == 2
        if options:
            options["http_client"].close()
        assert server.wait_until_closed(server.connections)


CANCELLED: dict[str, tuple[Script, dict[str, Any]]] = {
    "before the reply": (silent, {}),
    "in the body": (stops_in_the_body, {}),
    "in a body that goes on": (keeps_sending, {}),
    "while it waits for another attempt": (always(whole(status="503 Busy")), {"retry": RETRY}),
    "while it waits for what the server asks": (always(whole(b"", "Retry-After: 50", status="429 Slow")), {}),
    "while it waits for the rate limiter": (well, {"rate_limit": RateLimit(1, 60)}),
}


async def by_cancel(work: Any) -> None:
    task = asyncio.create_task(work)
    await asyncio.sleep(0.15)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def by_timeout(work: Any) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.15):
            await work


@pytest.mark.parametrize("ends", [by_cancel, by_timeout])
@pytest.mark.parametrize("where", CANCELLED)
def test_cancelling(where: str, ends: Callable[[Any], Any], library: Any) -> None:
    script, options = CANCELLED[where]

    async def run(server: RawServer) -> None:
        given = own_or(library, "AsyncClient")
        async with AsyncHedera(server.url, **options, **given) as client:
            if where == "while it waits for the rate limiter":
                await client.nfts(1).all()
            began = time.monotonic()
            await ends(client.nfts(1).all())
            assert time.monotonic() - began < 1
            assert asyncio.all_tasks() == {asyncio.current_task()}
            if "body" in where or "reply" in where:
                assert await asyncio.to_thread(server.wait_until_closed, 1), "half a reply is of no use"
                assert len(await client.nfts(1).all()) == 2  # and the pool has not lost a place
        if given:
            await given["http_client"].aclose()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(script, well) as server:
        asyncio.run(run(server))
        assert server.wait_until_closed(server.connections)


def test_many_that_are_cancelled_use_up_no_connections() -> None:
    # The pool of the HTTP library has room for 100: each one that were lost would be missed here.
    async def run(url: str) -> None:
        async with AsyncHedera(url, timeout=2, retry=None) as client:
            for _ in range(3):
                tasks = [asyncio.create_task(client.nfts(1).all()) for _ in range(60)]
                await asyncio.sleep(0.1)
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            slow = client.with_options(timeout=0.2)
            with pytest.raises(ConnectionFailed, match=r"Timeout|not complete"):
                await slow.nfts(1).all()
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(silent) as server:
        asyncio.run(run(server.url))
        assert server.wait_until_closed(server.connections)


@pytest.mark.parametrize("script", [silent, keeps_sending])
def test_an_error_in_a_task_group_ends_the_requests_beside_it(script: Script) -> None:
    async def fails() -> None:
        await asyncio.sleep(0.15)
        raise Interrupt

    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(client.nfts(1).all())
                    group.create_task(fails())
            finally:
                assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(script) as server:
        with pytest.raises(BaseExceptionGroup) as raised:
            asyncio.run(run(server.url))
        assert [type(each) for each in raised.value.exceptions] == [Interrupt]
        assert server.wait_until_closed(server.connections)


def test_attempts_that_fail_leave_no_connections() -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url, timeout=0.1, retry=Retry(attempts=4, wait_initial=0, wait_jitter=0)) as client:
            with pytest.raises(ConnectionFailed):
                await client.nfts(1).all()
            assert asyncio.all_tasks() == {asyncio.current_task()}

    with RawServer(keeps_sending) as server:
        asyncio.run(run(server.url))
        with (
            Hedera(server.url, timeout=0.1, retry=Retry(attempts=4, wait_initial=0, wait_jitter=0)) as client,
            pytest.raises(ConnectionFailed),
        ):
            client.nfts(1).all()
        assert server.connections == 8
        assert server.wait_until_closed(8)


def test_clients_that_were_never_closed_end_without_a_traceback() -> None:
    program = """
import asyncio, sys
from nft_holdings import AsyncHedera, Hedera

async def read():
    global kept
    kept = AsyncHedera(sys.argv[1])
    await kept.nfts("0.0.1").all()

asyncio.run(read())
also_kept = Hedera(sys.argv[1])
list(also_kept.nfts_of(["0.0.1"] * 3))
"""
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


def test_closing_while_another_thread_waits_for_many_accounts_ends_its_waiting() -> None:
    with RawServer(silent) as server:
        client = Hedera(server.url)
        closing = threading.Timer(0.3, client.close)
        closing.start()
        began = time.monotonic()
        answers = dict(pairs(client.nfts_of(["0.0.1", "0.0.2", "0.0.3"])))
        assert time.monotonic() - began < 6
        assert sorted(answers) == ["0.0.1", "0.0.2", "0.0.3"]
        assert all(isinstance(each, ConnectionFailed) and "closed" in str(each) for each in answers.values())
        closing.join()
        assert server.wait_until_closed(server.connections)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_process_that_was_forked_off_sends_on_connections_of_its_own() -> None:
    program = """
import os, sys, warnings
from nft_holdings import Hedera

# Python 3.12 and later warn of a fork beside threads, which is what is tried here.
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)

def accounts_of(client):
    return sorted(result.account for result in client.nfts_of(["0.0.1", "0.0.1"]) for _ in result.items)

client = Hedera(sys.argv[1], retry=None)
found = accounts_of(client)
assert found, "nothing"
child = os.fork()
if child == 0:
    same = accounts_of(client) == found
    client.close()
    os._exit(0 if same else 3)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
assert accounts_of(client) == found
client.close()
"""
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
