"""Traps of running the core's coroutines on a loop thread or on the calling thread."""

import _thread
import contextlib
import gc
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import httpx2
import pytest
from nft_holdings import ConnectionFailed, Drift, Hedera, IncompleteListing

from tests.requests.test_broken_connections import drips_its_head
from tests.support.account_results import pairs
from tests.support.loopback_reads import serials
from tests.support.servers.raw_server import BODY, RawServer, always, silent, well, whole


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("used_before", [True, False])
def test_a_client_can_be_used_when_python_shuts_down(used_before: bool, request: pytest.FixtureRequest) -> None:
    without = "without" in request.node.name
    program = f"""
import atexit, sys
{"import nft_holdings._transport.choice as choice; choice.find_spec = lambda _: None" if without else ""}
from nft_holdings import Hedera

client = Hedera(sys.argv[1])
atexit.register(lambda: print(len(client.nfts(1).all()), sum(len(each.items) for each in client.nfts_of([1, 1]))))
{"client.nfts(1).all()" if used_before else ""}
"""
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("2 4\n", "")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    "used", ["print(len(client.nfts(1).all()))", "os.results = client.nfts_of([1, 1]); print(len(next(os.results).items))"]
)
def test_a_client_that_outlives_its_modules_ends_in_silence(used: str, request: pytest.FixtureRequest) -> None:
    program = f"""
import atexit, os, sys
{"import nft_holdings._transport.choice as choice; choice.find_spec = lambda _: None" if "without" in request.node.name else ""}
from nft_holdings import Hedera

os.client = client = Hedera(sys.argv[1])
atexit.register(lambda: exec({used!r}))
"""
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("2\n", "")


@pytest.mark.usefixtures("engine")
def test_where_no_thread_can_start_a_client_sends_on_the_calling_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    with RawServer(well) as server, Hedera(server.url) as client:
        with monkeypatch.context() as patch:

            def refuse(_: threading.Thread) -> None:
                raise RuntimeError("can't start new thread")

            for module in ("loop_thread", "httpx_transport"):
                patch.setattr(f"nft_holdings._transport.{module}.Thread", type("Refused", (threading.Thread,), {"start": refuse}))
            assert len(client.nfts(1).all()) == 2
        assert len(client.nfts(1).all()) == 2


@contextlib.contextmanager
def interrupted_after(seconds: float) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        with pytest.raises(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGALRM, before)


NEEDS_TIMER = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs signal.setitimer")


@NEEDS_TIMER
def test_an_interrupt_before_a_request_begins_leaves_nothing_behind(recwarn: pytest.WarningsRecorder) -> None:
    with RawServer(well) as server, Hedera(server.url) as client:
        client.nfts(1).all()
        place = client._connection.get().place
        began, goes_on = threading.Event(), threading.Event()
        place.post(began.set)
        place.post(goes_on.wait, 10)  # so that no task can begin
        assert began.wait(10)
        with interrupted_after(0.2):
            client.nfts(1).all()
        goes_on.set()
        assert len(client.nfts(1).all()) == 2
    gc.collect()
    assert [str(warning.message) for warning in recwarn] == []


def test_an_interrupt_at_the_first_step_on_the_calling_thread_leaves_nothing_behind(recwarn: pytest.WarningsRecorder) -> None:
    def interrupt_in(name: str) -> Callable[..., Any]:
        def trace(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and frame.f_code.co_name == name:
                sys.settrace(None)
                raise KeyboardInterrupt

        return trace

    http_client = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, content=BODY)))
    before = sys.gettrace()
    with http_client, Hedera("https://a.example", http_client=http_client) as client:
        for name in ("all", "_all", "pages", "run", "stepped", "next_slice", "first", "_first"):
            try:
                sys.settrace(interrupt_in(name))
                with pytest.raises(KeyboardInterrupt):
                    client.nfts("0.0.1").first() if "first" in name else client.nfts("0.0.1").all()
            finally:
                sys.settrace(before)
    gc.collect()
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("concurrency", [1, 8])
@NEEDS_TIMER
def test_ctrl_c_ends_the_waiting_for_a_loop_thread(concurrency: int) -> None:
    with RawServer(silent) as server, Hedera(server.url, concurrency=concurrency) as client:
        with interrupted_after(0.3):
            client.nfts(1).all()
        with interrupted_after(0.3):
            list(client.nfts_of([1, 2, 3]))
        assert server.wait_until_closed(server.connections), "a request without a waiting caller is cancelled"


def test_a_http_client_that_belongs_to_its_thread_is_used_there() -> None:
    database = sqlite3.connect(":memory:")  # it refuses other threads

    def answer(request: httpx2.Request) -> httpx2.Response:
        database.execute("SELECT 1")
        return httpx2.Response(200, content=BODY)

    http_client = httpx2.Client(transport=httpx2.MockTransport(answer))
    with Hedera("https://a.example", http_client=http_client) as client:
        assert serials(client.nfts("0.0.1").all()) == [2, 1]
        with client.with_options(concurrency=1) as one_by_one:
            assert len(pairs(one_by_one.nfts_of(["0.0.1"]))) == 2
    http_client.close()
    database.close()


@pytest.mark.usefixtures("engine")
def test_accounts_may_come_out_of_the_same_client() -> None:
    threads: set[threading.Thread] = set()

    def accounts() -> Iterator[str]:
        for nft in client.nfts("0.0.1"):
            threads.add(threading.current_thread())
            yield f"0.0.{nft.serial_number}"

    with RawServer(well) as server, Hedera(server.url) as client:
        answers = pairs(client.nfts_of(accounts()))
    assert sorted({account for account, _ in answers}) == ["0.0.1", "0.0.2"]
    assert threads == {threading.current_thread()}


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("many", [True, False])
def test_on_drift_may_use_the_client_on_the_callers_thread(many: bool) -> None:
    seen: list[Any] = []

    def on_drift(drift: Drift) -> None:
        if not seen:
            seen.append(threading.current_thread())
            seen.append(len(client.nfts("0.0.1").all()))

    drifting = whole(BODY.replace(b'"deleted":', b'"unheard_of": 1, "deleted":'))
    with RawServer(always(drifting)) as server, Hedera(server.url, on_drift=on_drift) as client:
        found: list[Any] = pairs(client.nfts_of(["0.0.1"])) if many else client.nfts("0.0.1").all()
    assert len(found) == 2
    assert seen == [threading.current_thread(), 2]


@pytest.mark.usefixtures("engine")
def test_an_interrupt_in_a_task_does_not_end_the_loop_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with RawServer(well) as server, Hedera(server.url) as client:
        for use in (lambda: client.nfts(1).all(), lambda: list(client.nfts_of([1, 2]))):
            with monkeypatch.context() as patch:
                patch.setattr("nft_holdings._apis.hedera.operations.HederaNfts.read", interrupted)
                with pytest.raises(KeyboardInterrupt):
                    use()
            assert len(client.nfts(1).all()) == 2


@pytest.mark.usefixtures("engine")
def test_many_threads_begin_with_one_loop_thread() -> None:
    def read() -> None:
        counts.append(len(client.nfts(1).all()))

    counts: list[int] = []
    with RawServer(well) as server, Hedera(server.url) as client:
        threads = [threading.Thread(target=read) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [thread.name for thread in threading.enumerate()].count("nft-holdings") == 1
    assert counts == [2] * 8


@pytest.mark.usefixtures("engine")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_listing_that_was_begun_before_a_fork_fails_in_the_child() -> None:
    program = """
import os, sys, warnings
from nft_holdings import Hedera, NftHoldingsError

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
client = Hedera(sys.argv[1], concurrency=1)
pages = client.nfts(1).pages()
if child := os.fork():
    os.waitpid(child, 0)
    print(len(next(pages).items), flush=True)
else:
    print(len(next(pages).items), flush=True)
    os._exit(0)
"""
    with RawServer(well) as server:
        done = subprocess.run([sys.executable, "-c", program, server.url], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("2\n2\n", "")


@pytest.mark.usefixtures("engine")
def test_closing_ends_a_listing_half_way_with_its_cursor() -> None:
    first = b'{"nfts": [], "links": {"next": "/api/v1/accounts/0.0.1/nfts?limit=2&serialnumber=lt:4"}}'
    with RawServer(always(whole(first))) as server:
        client = Hedera(server.url, concurrency=1)
        pages = client.nfts("0.0.1").pages()
        next(pages)
        client.close()
        with pytest.raises(IncompleteListing) as stopped:
            next(pages)
        assert stopped.value.cursor is not None
        with pytest.raises(RuntimeError, match="closed"):
            client.nfts("0.0.1").all()
        assert server.wait_until_closed(server.connections)


@pytest.mark.parametrize("concurrency", [1, 8])
def test_a_head_that_drips_in_is_given_up_on_the_calling_thread_too(concurrency: int, monkeypatch: pytest.MonkeyPatch) -> None:
    start = _thread.start_new_thread
    monkeypatch.setattr(_thread, "start_new_thread", lambda *args: start(*args))  # as gevent's patch looks
    began = time.monotonic()
    with RawServer(drips_its_head) as server, Hedera(server.url, timeout=0.3, retry=None, concurrency=concurrency) as client:
        with pytest.raises(ConnectionFailed):
            client.nfts(1).all()
        assert time.monotonic() - began < 1
        with pytest.raises(ConnectionFailed, match=r"0\.3 seconds"):
            raise next(result.error for result in client.nfts_of([1]) if result.error is not None)
