"""One blocking client, shared by threads."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from nft_holdings import Hedera, Retry
from nft_holdings.sandbox import Sandbox, Settings

from tests.support.servers.raw_server import RawServer, always, once, well, whole

pytestmark = pytest.mark.usefixtures("engine")

THREADS = 8


def rows_of(client: Any, account: str) -> list[tuple[str, int]]:
    return [(row.token_id, row.serial_number) for row in client.nfts(account, page_size=25).all()]


def test_threads_get_the_answers_to_their_own_questions() -> None:
    with Sandbox(Settings(nfts=60)) as sandbox:
        accounts = sorted(each for each in set(sandbox.accounts("hedera").values()) if each.startswith("0.0."))
        with Hedera(sandbox.url) as alone:
            right = {account: rows_of(alone, account) for account in accounts}
        assert len({str(rows) for rows in right.values()}) >= 3
        together = threading.Barrier(THREADS)

        def work(number: int) -> None:
            together.wait()
            for turn in range(len(accounts)):
                account = accounts[(number + turn) % len(accounts)]
                assert rows_of(client, account) == right[account]

        with Hedera(sandbox.url) as client, ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(work, range(THREADS)))


def test_threads_that_try_again_do_not_disturb_each_other() -> None:
    busy, scripts = always(whole(status="503 Busy")), [once(b""), once(whole()[:-5]), well]
    with (
        RawServer(*scripts * 12, well) as server,
        RawServer(busy) as failing,
        Hedera(server.url, retry=Retry(attempts=9, wait_initial=0, wait_jitter=0.01)) as client,
        Hedera(failing.url, retry=Retry(attempts=3, wait_initial=0, wait_jitter=0.01)) as unlucky,
        ThreadPoolExecutor(THREADS) as pool,
    ):
        lucky = [pool.submit(client.nfts(1).all) for _ in range(24)]
        others = [pool.submit(unlucky.nfts(1).all) for _ in range(12)]
        assert [len(each.result()) for each in lucky] == [2] * 24
        assert [type(each.exception()).__name__ for each in others] == ["ServerError"] * 12
        assert len(failing.arrivals) == 36
