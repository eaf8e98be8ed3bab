"""Listings that are given up half-way: no row is lost to a cursor, nothing hangs, and nothing is closed that is not ours."""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any
from weakref import WeakSet

import pytest
from nft_holdings import AsyncHedera, ConnectionFailed, DecodeError, Drift, Hedera, IncompleteListing
from nft_holdings._transport.tasks import LoopTasks

from tests.support.account_results import pairs
from tests.support.servers.raw_server import Peer, RawServer, always, silent, whole

pytestmark = pytest.mark.usefixtures("engine")
LAST = 10
ROW = {
    "created_timestamp": "1.0",
    "delegating_spender": None,
    "deleted": False,
    "metadata": "",
    "modified_timestamp": "1.0",
    "spender": None,
}


def pages_of_two(peer: Peer) -> None:
    """Answer with serial numbers from 1 to LAST, in pages of two."""
    while peer.request():
        target = peer.asked.split()[1].decode()
        account = target.split("/")[4]
        first = 1 + max(map(int, re.findall(r"serialnumber=gt:(\d+)", target)), default=0)
        rows = [
            {**ROW, "account_id": account, "token_id": "0.0.9", "serial_number": number} for number in (first, first + 1) if number <= LAST
        ]
        more = f"{target.partition('?')[0]}?order=asc&limit=2&token.id=gte:0.0.9&serialnumber=gt:{first + 1}"
        page = {"nfts": rows, "links": {"next": more if first + 1 < LAST else None}}
        peer.send(whole(json.dumps(page).encode()))


def numbers(rows: list[Any]) -> list[int]:
    return [row.serial_number for row in rows if not isinstance(row, Exception)]


def test_many_accounts_lose_no_row_if_the_client_is_closed_meanwhile() -> None:
    with RawServer(pages_of_two) as server:
        client = Hedera(server.url, concurrency=4)
        results = client.nfts_of(["0.0.5", "0.0.6"], order="asc", page_size=2)
        got = pairs([next(results)])
        time.sleep(0.3)  # later pages come meanwhile
        client.close()
        got += pairs(results)
        with Hedera(server.url) as other:
            for account in ("0.0.5", "0.0.6"):
                *rows, error = [item for each, item in got if each == account]
                if rows:
                    assert isinstance(error, IncompleteListing)
                    rows += other.nfts(account, order="asc", page_size=2, cursor=error.cursor)
                    assert numbers(rows) == [*range(1, LAST + 1)]
                else:
                    assert type(error) is ConnectionFailed


def test_async_many_accounts_have_a_cursor_if_the_client_is_closed_meanwhile() -> None:
    async def run(url: str) -> None:
        client = AsyncHedera(url, concurrency=4)
        answers = client.nfts_of(["0.0.5"], order="asc", page_size=2)
        rows: list[Any] = [*(await anext(answers)).items]
        await client.aclose()
        rest = [item for _, item in pairs([result async for result in answers])]
        rows += rest[:-1]
        assert isinstance(rest[-1], IncompleteListing)
        async with AsyncHedera(url) as other:
            rows += await other.nfts("0.0.5", order="asc", page_size=2, cursor=rest[-1].cursor).all()
        assert numbers(rows) == [*range(1, LAST + 1)]

    with RawServer(pages_of_two) as server:
        asyncio.run(run(server.url))


async def accounts_that_fail(error: Exception) -> AsyncIterator[str]:
    yield "0.0.5"
    raise error


@pytest.mark.parametrize("concurrency", [1, 4])
def test_many_accounts_end_when_they_are_closed_or_have_failed(concurrency: int) -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url, concurrency=concurrency) as client:
            answers = client.nfts_of(["0.0.5", "0.0.6"], order="asc", page_size=2)
            await anext(answers)
            await answers.aclose()
            assert [each async for each in answers] == []
            for error in (ValueError("of the caller"), ConnectionFailed("of another listing", sent=False)):
                answers = client.nfts_of(accounts_that_fail(error), order="asc", page_size=2)
                with pytest.raises(type(error), match=r"^of "):
                    [each async for each in answers]
                assert [each async for each in answers] == []

    with RawServer(pages_of_two) as server:
        asyncio.run(asyncio.wait_for(run(server.url), 5))


def test_a_listing_goes_on_after_an_error_that_is_not_the_packages_own(monkeypatch: pytest.MonkeyPatch) -> None:
    from nft_holdings import AsyncSwapChat
    from nft_holdings._apis.swapchat.operations import SwapChatNfts  # it reads pages ahead

    broken = [True]
    read = SwapChatNfts.read

    def once_broken(self: SwapChatNfts, reply: Any, **options: Any) -> Any:
        if broken and len(server.arrivals) > 1:
            broken.clear()
            raise KeyError("a bug of somebody else")
        return read(self, reply, **options)

    def numbered(peer: Peer) -> None:
        while peer.request():
            asked = json.loads(peer.asked.partition(b"\r\n\r\n")[2])
            asset = {"blockchain": "eth", "contract_address": "0x1", "token_id": str(asked["page"])}
            rows = [{"nft": {**asset, "token_id": f"{asked['page']}-{row}"}, "quantity": 1} for row in range(2)]
            peer.send(whole(json.dumps({"code": 0, "data": {"assets": rows if asked["page"] < 9 else [], "total": 16}}).encode()))

    async def run() -> None:
        async with AsyncSwapChat(server.url, concurrency=4) as client:
            pages = client.nfts("user", "wallet", page_size=2).pages()
            count, errors = 0, 0
            for _ in range(40):
                try:
                    count += len((await anext(pages)).items)
                except KeyError:
                    errors += 1
                except StopAsyncIteration:
                    break
            assert (count, errors) == (16, 1)

    monkeypatch.setattr(SwapChatNfts, "read", once_broken)
    with RawServer(numbered) as server:
        asyncio.run(asyncio.wait_for(run(), 5))


def test_waiting_ends_when_everything_was_cancelled() -> None:
    async def run() -> None:
        tasks = LoopTasks(WeakSet())
        for key in range(2):
            tasks.start(key, lambda: asyncio.sleep(5))
        waiting = asyncio.create_task(tasks.wait())
        await asyncio.sleep(0.05)
        tasks.cancel()
        with pytest.raises(ConnectionFailed, match="closed"):
            await asyncio.wait_for(waiting, 2)
        with pytest.raises(ConnectionFailed, match="closed"):
            await tasks.wait()

    asyncio.run(run())


def test_an_async_listing_that_is_closed_by_another_task_ends() -> None:
    async def run(url: str) -> None:
        async with AsyncHedera(url) as client:
            answers = client.nfts_of(["0.0.5", "0.0.6"])
            waiting = asyncio.create_task(anext(answers))
            await asyncio.sleep(0.2)
            await answers.aclose()
            with pytest.raises((ConnectionFailed, StopAsyncIteration)):
                await asyncio.wait_for(waiting, 2)

    with RawServer(silent) as server:
        asyncio.run(run(server.url))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")
def test_a_forked_process_does_not_close_the_store_of_its_parent(tmp_path: Any) -> None:
    program = """
import os, sys, warnings
import nft_holdings._transport.shared_limit.stores as stores
from nft_holdings import Hedera, RateLimit

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
parent = os.getpid()
close = stores.FileStore.close
def noted(store):
    if os.getpid() != parent and store.process == parent:
        os.write(1, b"closed in the child\\n")
    close(store)
begin = stores.FileStore.__init__
def begun(store, *arguments):
    store.process = os.getpid()
    begin(store, *arguments)
stores.FileStore.close, stores.FileStore.__init__ = noted, begun
client = Hedera(sys.argv[1], rate_limit=RateLimit(100, 1.0, shared=sys.argv[2]))
print(len(client.nfts("0.0.5", order="asc", page_size=2).all()), flush=True)
if child := os.fork():
    os.waitpid(child, 0)
    print(len(client.nfts("0.0.5", order="asc", page_size=2).all()), flush=True)
    client.close()
else:
    print(len(client.nfts("0.0.5", order="asc", page_size=2).all()), flush=True)
    os._exit(0)
"""
    with RawServer(pages_of_two) as server:
        command = [sys.executable, "-c", program, server.url, str(tmp_path / "limits")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("10\n10\n10\n", "")


def test_a_shared_limit_can_be_used_when_python_shuts_down(tmp_path: Any) -> None:
    program = """
import atexit, sys
from nft_holdings import Hedera, RateLimit

client = Hedera(sys.argv[1], rate_limit=RateLimit(100, 1.0, shared=sys.argv[2]))
atexit.register(lambda: print(len(client.nfts("0.0.5", order="asc", page_size=2).all())))
"""
    with RawServer(pages_of_two) as server:
        command = [sys.executable, "-c", program, server.url, str(tmp_path / "limits")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("10\n", "")


@pytest.mark.parametrize("options", [{"bad_rows": "raise"}, {"strict": True}])
def test_a_page_that_is_refused_leaves_no_reply_in_a_traceback(options: dict[str, Any]) -> None:
    bad = json.dumps({"nfts": [{**ROW, "account_id": 5, "token_id": None, "serial_number": "x"}], "links": {"next": None}, "more": 1})
    seen: list[Drift] = []
    with (
        RawServer(always(whole(bad.encode()))) as server,
        Hedera(server.url, on_drift=seen.append, **options) as client,
        pytest.raises(DecodeError) as raised,
    ):
        client.nfts("0.0.5").all()
    frame = raised.value.__traceback__
    while frame is not None:
        assert not {"reply", "page"} & frame.tb_frame.f_locals.keys(), frame.tb_frame.f_code.co_name
        frame = frame.tb_next
