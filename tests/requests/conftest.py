"""Requests are tried again here, and whatever a test leaves behind fails it: threads, tasks and sockets."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.attempts import attempts_as_granted
from tests.support.fake_clock import Clock
from tests.support.servers.store_servers import StoreServer, postgres_server, redis_server

LONGEST_WAIT = 2.0


@pytest.fixture(autouse=True)
def single_attempts() -> Iterator[None]:
    """In place of the fixture of the same name: as many attempts as the client's options grant."""
    with attempts_as_granted():
        yield


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that nothing but waiting moves on, in place of the real one."""
    return Clock(monkeypatch)


@pytest.fixture(scope="module")
def redis() -> Iterator[StoreServer]:
    with redis_server() as server:
        yield server


@pytest.fixture(scope="module")
def postgres() -> Iterator[StoreServer]:
    with postgres_server() as server:
        yield server


def sockets() -> int:
    """How many sockets this process has open; 0 where the system does not tell."""
    found = 0
    for entry in Path("/proc/self/fd").glob("*"):
        try:
            found += str(entry.readlink()).startswith("socket:")
        except OSError:
            continue  # closed in between, as the one that lists the folder is
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Check that a test leaves nothing open. No garbage is collected before: everything must be closed, not lost."""
    threads, open_before = set(threading.enumerate()), sockets()
    yield
    end = time.monotonic() + LONGEST_WAIT
    while (set(threading.enumerate()) - threads or sockets() > open_before) and time.monotonic() < end:
        time.sleep(0.01)
    assert set(threading.enumerate()) - threads == set()
    assert sockets() <= open_before
