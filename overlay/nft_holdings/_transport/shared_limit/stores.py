"""Stores of pyrate-limiter that processes share, as queues in which requests reserve the moment when they leave.

A request reserves a moment by putting it into the bucket, though it lies in the future. Requests leave in the order of their
reservations, so that no process waits much longer than another, and none has to try again and again.
"""

import random
import sqlite3
import time
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any
from uuid import uuid4

from pyrate_limiter import Rate, RateItem

from nft_holdings._store_address import EXTRAS, scheme_of

STORE_TIMEOUT = 10.0
"""The most seconds for one reply of a store."""
PARTS = 10
"""The parts of a window. Each of them takes its share of the requests, and no more."""

KEPT = 10
"""The number of windows without a request after which Redis deletes a bucket."""


class _Locked(Exception):
    """A lock of another session that the bucket does not wait for, such as that of PostgreSQL's vacuum of the table."""


class Store(ABC):
    """A bucket that processes share.

    Args:
        address: A file's path, or a database's URL.
        name: The name of its table or key there.
        requests: The most requests in a window.
        milliseconds: The length of a window.
    """

    bucket: Any

    def __init__(self, address: str, name: str, requests: int, milliseconds: int) -> None:
        self.rates = [Rate(requests, milliseconds)]
        if requests > 1 and milliseconds >= PARTS:
            self.rates.insert(0, Rate(-(-requests // PARTS), milliseconds // PARTS))
        self._requests = requests
        self._window = milliseconds
        self._cleared = 0

    @abstractmethod
    def now(self) -> int:
        """Return the time in milliseconds by the clock of the store, which all processes share."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[object]:
        """Lock out other processes, if the store can."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @staticmethod
    @abstractmethod
    def failures() -> tuple[type[Exception], ...]:
        """Return the errors that the driver raises."""

    @staticmethod
    @abstractmethod
    def is_temporary(error: Exception) -> bool:
        """Return True if the same call may succeed later."""

    def reserve(self) -> float:
        """Reserve a moment for a request.

        Returns:
            The seconds until then.
        """
        end = time.monotonic() + STORE_TIMEOUT
        while True:
            with suppress(_Locked), self.alone():
                return self._reserve()
            if time.monotonic() > end:
                raise TimeoutError("another session keeps its table locked")
            time.sleep(random.uniform(0.001, 0.005))  # noqa: S311 - no secret

    def _reserve(self) -> float:
        now = self.now()
        asked = time.monotonic()
        moment = self._after_the_others(now)
        while (later := self._put(moment)) is not None:
            moment = later
        if now >= self._cleared + self._window:
            self._clear(now)
            self._cleared = now
        return max(0.0, (moment - now) / 1000 - (time.monotonic() - asked))

    def _clear(self, now: int) -> None:
        """Remove moments from the bucket that no longer count."""
        self.bucket.leak(now)

    def _after_the_others(self, now: int) -> int:
        """Return the end of the queue: as long as requests wait, they leave at even distances."""
        last = self.bucket.peek(0)
        if last is None or last.timestamp <= now:
            return now
        if last.timestamp - now > self._window * (2 + self.bucket.count() / self._requests):
            # No queue is so long: the clock was set back. All requests in the bucket may just have left.
            self.bucket.flush()
            return now + self._window
        return int(last.timestamp) + self._window // self._requests

    def _put(self, moment: int) -> int | None:
        """Put a moment into the bucket; if the bucket has no room then, return the next moment to try."""
        item = RateItem(uuid4().hex, moment)
        decision = self.bucket.put_decision(item)
        if decision.allowed:
            return self._overtaken_by(item)
        if decision.retry_after_ms is None:
            raise _Locked
        return moment + max(1, int(decision.retry_after_ms))

    def _overtaken_by(self, item: Any) -> int | None:
        """Remove an item again if the bucket has overlooked a later moment, and return that moment; else return None."""
        return None


class FileStore(Store):
    """A SQLite file, for the processes of one machine. SQLite's lock of the file locks the others out."""

    def __init__(self, address: str, name: str, requests: int, milliseconds: int) -> None:
        from pyrate_limiter.buckets.sqlite_bucket import Queries, SQLiteBucket

        super().__init__(address, name, requests, milliseconds)
        self._connection = sqlite3.connect(address, timeout=STORE_TIMEOUT, isolation_level=None, check_same_thread=False)
        try:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=NORMAL")
            with self.alone():
                self._connection.execute(Queries.CREATE_BUCKET_TABLE.format(table=name))
                self._connection.execute(Queries.CREATE_INDEX_ON_TIMESTAMP.format(index_name=f"{name}_by_time", table_name=name))
            self.bucket = SQLiteBucket(self.rates, self._connection, name, lock=_Transaction(self._connection))
        except BaseException:
            self._connection.close()
            raise

    def now(self) -> int:
        return time.time_ns() // 1_000_000

    def alone(self) -> AbstractContextManager[object]:
        return _Transaction(self._connection)

    def close(self) -> None:
        self._connection.close()

    @staticmethod
    def failures() -> tuple[type[Exception], ...]:
        return (sqlite3.Error,)

    @staticmethod
    def is_temporary(error: Exception) -> bool:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        return code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR)


class _Transaction:
    """A lock of the SQLite file, in place of a lock in another file. It can be nested, as the bucket acquires it again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        if not self._connection.in_transaction:
            self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._connection.in_transaction and kind is not None:
            self._connection.rollback()
        elif self._connection.in_transaction:
            self._connection.commit()


class RedisStore(Store):
    """A sorted set of a Redis server."""

    def __init__(self, address: str, name: str, requests: int, milliseconds: int) -> None:
        import redis
        from pyrate_limiter.buckets.redis_bucket import RedisBucket
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        super().__init__(address, name, requests, milliseconds)
        self._name = name
        self._redis = redis.Redis.from_url(
            address, socket_timeout=STORE_TIMEOUT, socket_connect_timeout=STORE_TIMEOUT, retry=Retry(NoBackoff(), 0)
        )
        try:
            self.bucket = RedisBucket.init(self.rates, self._redis, name)
        except BaseException:
            self._redis.close()
            raise

    def now(self) -> int:
        seconds, microseconds = self._redis.time()
        return int(seconds) * 1000 + int(microseconds) // 1000

    def alone(self) -> AbstractContextManager[object]:
        return nullcontext()

    def close(self) -> None:
        self._redis.close()

    def _overtaken_by(self, item: Any) -> int | None:
        # The bucket's script counts only moments before this one. If another process has just reserved a later moment, that one was
        # not counted.
        newest = self.bucket.peek(0)
        if newest is None or newest.timestamp <= item.timestamp:
            return None
        members: Any = self._redis.zrangebyscore(self._name, item.timestamp, item.timestamp)
        for member in members:
            if item.name in str(member):
                self._redis.zrem(self._name, member)
        return int(newest.timestamp)

    def _clear(self, now: int) -> None:
        super()._clear(now)
        self._redis.pexpire(self._name, KEPT * self._window)

    @staticmethod
    def failures() -> tuple[type[Exception], ...]:
        import redis

        return (redis.RedisError, OSError, ValueError)

    @staticmethod
    def is_temporary(error: Exception) -> bool:
        from redis.exceptions import AuthenticationError, AuthorizationError, NoPermissionError

        lasting = (AuthenticationError, AuthorizationError, NoPermissionError, ValueError)
        return not isinstance(error, lasting)


class PostgresStore(Store):
    """A table of a PostgreSQL database. An advisory lock, for which processes queue, locks the others out."""

    def __init__(self, address: str, name: str, requests: int, milliseconds: int) -> None:
        import psycopg
        from pyrate_limiter import PostgresBucket

        super().__init__(address, name, requests, milliseconds)
        self._lock = zlib.crc32(name.encode())
        # Statements are not prepared, so that the connection may go through a pooler such as PgBouncer.
        self._connection = psycopg.connect(address, autocommit=True, connect_timeout=int(STORE_TIMEOUT), prepare_threshold=None)
        try:
            with self.alone():
                self.bucket = PostgresBucket(_OneConnection(self._connection), name, self.rates)
        except BaseException:
            self._connection.close()
            raise

    def now(self) -> int:
        found = self._connection.execute("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint").fetchone()
        assert found is not None  # noqa: S101 - one row always comes
        return int(found[0])

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._connection.transaction():
            # The bucket stores timestamps without a time zone. A crash of the server may lose those of the last second.
            self._connection.execute(
                "SELECT set_config('TimeZone', 'UTC', true), set_config('synchronous_commit', 'off', true), "
                "set_config('statement_timeout', %s, true)",
                (str(int(STORE_TIMEOUT * 1000)),),
            )
            self._connection.execute("SELECT pg_advisory_xact_lock(%s)", (self._lock,))
            yield

    def close(self) -> None:
        self._connection.close()

    @staticmethod
    def failures() -> tuple[type[Exception], ...]:
        import psycopg

        return (psycopg.Error, OSError)

    @staticmethod
    def is_temporary(error: Exception) -> bool:
        import psycopg

        refused = "authentication" in str(error)  # the driver has no code for errors before it is connected
        return isinstance(error, psycopg.OperationalError | OSError) and not refused


class _OneConnection:
    """A single connection in place of a pool. Each use is within a transaction already."""

    closed = False

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @contextmanager
    def connection(self) -> Iterator[Any]:
        yield self._connection


STORES: dict[str | None, type[Store]] = {None: FileStore, "redis": RedisStore, "postgres": PostgresStore}


def store_of(address: str) -> type[Store]:
    """Return the class of the store with an address."""
    scheme = scheme_of(address)
    return STORES[None if scheme is None else EXTRAS[scheme]]
