"""Places that processes share a limit in, and cannot use: gone, refused, full, or none at all."""

import asyncio
import logging
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from nft_holdings import AsyncHedera, ConnectionFailed, Hedera, InvalidArgument, RateLimit, Retry
from nft_holdings._transport.shared_limit.stores import FileStore

from tests.support.limiters import acquire, limiter_of
from tests.support.servers.raw_server import RawServer, well
from tests.support.servers.store_servers import PASSWORD, free_port, postgres_server, redis_server

LIMIT = RateLimit(50, 1.0)


@pytest.mark.parametrize("kind", ["redis", "postgres"])
def test_a_store_that_goes_away_lets_nothing_through_and_may_come_back(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with {"redis": redis_server, "postgres": postgres_server}[kind]() as store, RawServer(well) as server:
        limit = RateLimit(50, 1.0, shared=store.url)
        with Hedera(server.url, rate_limit=limit, retry=None) as client:
            assert len(client.nfts(1).all()) == 2
            store.stop()
            store.start()
            assert len(client.nfts(1).all()) == 2, "a store that was started again is no failure"
            store.stop()
            for _ in range(2):
                with pytest.raises(ConnectionFailed, match=r"the shared rate limit at .*127\.0\.0\.1.* cannot be used") as failed:
                    client.nfts(1).all()
                assert (failed.value.sent, failed.value.temporary) == (False, True)
            assert len(server.arrivals) == 2
            with ThreadPoolExecutor(1) as pool:
                waiting = client.with_options(retry=Retry(attempts=20, wait_initial=0.5, wait_max=0.5, timeout=60))
                future = pool.submit(waiting.nfts(1).all)
                time.sleep(0.7)
                store.start()
                assert len(future.result()) == 2
    shown = f"{failed.value} {failed.value!r} {client!r} {limit!r} {client.with_options(timeout=3)!r} {caplog.text}"
    assert PASSWORD not in shown


@pytest.mark.parametrize("kind", ["redis", "postgres"])
@pytest.mark.parametrize("blocking", [True, False])
def test_a_wrong_password_is_not_shown_and_not_tried_again(kind: str, blocking: bool, request: pytest.FixtureRequest) -> None:
    wrong = "not-the/pass:word"
    url = request.getfixturevalue(kind).url.replace(PASSWORD, quote(wrong, safe=""))
    limit = RateLimit(50, 1.0, shared=url)

    async def ask() -> None:
        async with AsyncHedera("http://127.0.0.1:9", rate_limit=limit) as client:
            await client.nfts(1).all()

    began = time.monotonic()
    with pytest.raises(ConnectionFailed) as failed:
        if blocking:
            with Hedera("http://127.0.0.1:9", rate_limit=limit) as client:
                client.nfts(1).all()
        else:
            asyncio.run(ask())
    assert time.monotonic() - began < 10
    assert (failed.value.sent, failed.value.temporary) == (False, False)
    shown = f"{failed.value} {failed.value!r} {limit!r} {limit}"
    assert wrong not in shown
    assert quote(wrong, safe="") not in shown
    assert "***" in shown


@pytest.mark.parametrize("url", ["redis://127.0.0.1:{port}", "postgresql://127.0.0.1:{port}/none"])
def test_a_store_that_is_not_there(url: str) -> None:
    limit = RateLimit(5, shared=url.format(port=free_port()))
    with RawServer(well) as server:
        with Hedera(server.url, rate_limit=limit, retry=None) as client, pytest.raises(ConnectionFailed, match="refused") as failed:
            client.nfts(1).all()
        assert (failed.value.sent, failed.value.temporary, len(server.arrivals)) == (False, True, 0)


BROKEN_FILES: dict[str, Callable[[Path], object]] = {
    "it is no database": lambda path: path.write_bytes(b"this is no database " * 500),
    "its folder has gone": lambda path: path.parent.rmdir(),
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_file_that_cannot_be_used(name: str, tmp_path: Path) -> None:
    path = tmp_path / "folder" / "limits"
    path.parent.mkdir()
    limit = RateLimit(5, shared=path)
    BROKEN_FILES[name](path)
    with RawServer(well) as server:
        with Hedera(server.url, rate_limit=limit, retry=None) as client, pytest.raises(ConnectionFailed, match="cannot be used") as failed:
            client.nfts(1).all()
        assert (failed.value.sent, failed.value.temporary, len(server.arrivals)) == (False, False, 0)


@pytest.mark.parametrize(("pragma", "says", "temporary"), [("max_page_count = 4", "full", True), ("query_only = ON", "readonly", False)])
def test_a_disk_that_takes_nothing(pragma: str, says: str, temporary: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = FileStore.__init__

    def made(store: FileStore, *arguments: Any) -> None:
        make(store, *arguments)
        store._connection.execute(f"PRAGMA {pragma}")

    monkeypatch.setattr(FileStore, "__init__", made)
    with (
        closing(limiter_of(RateLimit(10_000, 1.0, shared=tmp_path / "limits"))) as limiter,
        pytest.raises(ConnectionFailed, match=says) as failed,
    ):
        for _ in range(1000):
            acquire(limiter)
    assert (failed.value.sent, failed.value.temporary) == (False, temporary)


REFUSED: list[tuple[Any, str]] = [
    ("", "is empty"),
    ("  ", "is empty"),
    (5, "not int"),
    (b"limits", "not bytes"),
    (True, "not bool"),
    ("missing/folder/limits", "whose folder does not exist: make the folder"),
    (".", "is a folder"),
    ("mysql://server/db", "unknown scheme mysql://: give a file's path, redis://"),
    ("sqlite:///limits.db", "unknown scheme sqlite://"),
    ("redis://server:port", "has a port that is not a number"),
    ("redis://server:0", "has a port that is not a number"),
    (f"redis://user:{PASSWORD}/x@server", "write %2F"),
    (f"postgresql://user:{PASSWORD}#x@server", "write %2F"),
]


@pytest.mark.parametrize(("wrong", "says"), REFUSED, ids=[str(row[0])[:20] for row in REFUSED])
def test_a_place_that_is_none_is_refused(wrong: Any, says: str) -> None:
    with pytest.raises(InvalidArgument, match=says) as refused:
        RateLimit(5, shared=wrong)
    assert refused.value.rule == "rate_limit"
    assert PASSWORD not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "extra"), [("redis://server", "redis"), ("rediss://server", "redis"), ("postgresql://server/db", "postgres")]
)
def test_a_driver_that_is_missing_is_named_with_its_extra(url: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nft_holdings._store_address.find_spec", lambda _: None)
    with pytest.raises(InvalidArgument, match=rf"needs the extra {extra}: pip install .*\[{extra}\]"):
        RateLimit(5, shared=url)


def test_places_are_shown_without_what_is_secret() -> None:
    limit = RateLimit(5, 2.0, shared=f"rediss://user:{PASSWORD}@server:6380/2?ssl_password={PASSWORD}x")
    assert repr(limit) == "RateLimit(requests=5, seconds=2.0, shared='rediss://***@server:6380/2?***')"
    assert repr(RateLimit(5)) == "RateLimit(requests=5, seconds=1.0, shared=None)"
    assert pickle.loads(pickle.dumps(limit)) == limit
    with Hedera("http://a.example", rate_limit=limit) as client, pytest.raises(InvalidArgument) as refused:
        client.with_options(strict=PASSWORD)  # type: ignore[call-overload]  # it is wrong
    assert PASSWORD not in str(refused.value), "hidden wherever it stands as long as the client is there"


def test_a_relative_path_is_that_of_the_folder_where_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    limit = RateLimit(5, shared="limits")
    monkeypatch.chdir("/")
    assert limit.shared == str(tmp_path / "limits")
    assert limit == RateLimit(5, shared=tmp_path / "limits")
