"""Many accounts that are read ahead: requests go on while the caller is busy, and never more at once than the client may send."""

import json
import time
from threading import Lock
from typing import Any

import httpx2
import pytest
from nft_holdings import ConnectionFailed, Hedera
from nft_holdings._paging.many_accounts import ReadAhead

from tests.support.servers.mirror_node import row_of
from tests.support.servers.raw_server import Peer, RawServer, whole

pytestmark = pytest.mark.usefixtures("engine")
ACCOUNTS = [f"0.0.{number}" for number in range(1, 61)]


class Pages:
    """A server with two pages for each account, which counts the requests that are pending at once."""

    def __init__(self) -> None:
        self.pending = self.most = 0
        self._lock = Lock()

    def answer(self, peer: Peer) -> None:
        while peer.request():
            with self._lock:
                self.pending += 1
                self.most = max(self.most, self.pending)
            time.sleep(0.005)
            target = peer.asked.split()[1].decode()
            number = 2 if "serialnumber" in target else 1
            more = f"{target.partition('?')[0]}?order=asc&limit=1&token.id=gte:0.0.9&serialnumber=gt:1" if number == 1 else None
            row = row_of(9, number, None, account=target.split("/")[4])
            with self._lock:
                self.pending -= 1
            peer.send(whole(json.dumps({"nfts": [row], "links": {"next": more}}).encode()))


def rows(results: list[Any]) -> list[tuple[Any, list[int]]]:
    """Return the serial numbers of each account, in the order in which they came."""
    found: dict[Any, list[int]] = {}
    for result in results:
        assert result.error is None
        found.setdefault(result.account, []).extend(row.serial_number for row in result.items)
    return sorted(found.items())


@pytest.mark.parametrize("concurrency", [2, 5])
def test_requests_go_on_while_the_caller_is_busy(concurrency: int) -> None:
    pages = Pages()
    with RawServer(pages.answer) as server, Hedera(server.url, concurrency=concurrency) as client:
        results = client.nfts_of(ReadAhead(ACCOUNTS, 30), order="asc", page_size=1)
        first = next(results)
        end = time.monotonic() + 5
        while len(server.arrivals) < concurrency + 30 and time.monotonic() < end:  # the caller takes nothing meanwhile
            time.sleep(0.01)
        assert len(server.arrivals) >= concurrency + 30
        found = [first, *results]
    assert rows(found) == sorted((account, [1, 2]) for account in ACCOUNTS)
    assert pages.most <= concurrency


def test_without_reading_ahead_no_more_is_sent_than_is_taken() -> None:
    with RawServer(Pages().answer) as server, Hedera(server.url, concurrency=2) as client:
        results = client.nfts_of(ACCOUNTS, order="asc", page_size=1)
        next(results)
        time.sleep(0.2)
        assert len(server.arrivals) <= 4
        results.close()


@pytest.mark.parametrize("concurrency", [1, 4])
def test_a_client_that_sends_on_the_callers_thread_gets_the_same(concurrency: int) -> None:
    pages = Pages()
    with RawServer(pages.answer) as server, httpx2.Client() as http_client:
        client = Hedera(server.url, http_client=http_client, concurrency=concurrency)
        found = [*client.nfts_of(ReadAhead(ACCOUNTS, 30), order="asc", page_size=1)]
    assert rows(found) == sorted((account, [1, 2]) for account in ACCOUNTS)
    assert pages.most <= concurrency


def test_no_account_is_asked_for_once_the_results_are_closed() -> None:
    with RawServer(Pages().answer) as server, Hedera(server.url, concurrency=2) as client:
        results = client.nfts_of(ReadAhead(ACCOUNTS, 50), order="asc", page_size=1)
        next(results)
        results.close()
        time.sleep(0.1)
        asked = len(server.arrivals)
        time.sleep(0.2)
        assert len(server.arrivals) == asked < 20


def test_each_account_that_was_begun_has_an_error_if_the_client_is_closed() -> None:
    with RawServer(Pages().answer) as server:
        client = Hedera(server.url, concurrency=2)
        results = client.nfts_of(ReadAhead(ACCOUNTS, 50), order="asc", page_size=1)
        begun = [next(results)]
        client.close()
        begun += results
        asked = len(server.arrivals)
        time.sleep(0.2)
        assert len(server.arrivals) == asked
    ended = [result for result in begun if result.error is not None]
    assert len({result.account for result in ended}) == len(ended) > 2
    assert all(isinstance(getattr(result.error, "cause", None) or result.error, ConnectionFailed) for result in ended)
