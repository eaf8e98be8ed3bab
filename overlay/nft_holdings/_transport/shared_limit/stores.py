"""pyrate-limiter's stores that processes share, each as a queue in which requests reserve the moment when they leave.

A moment is reserved by putting it into the bucket, though it is still to come. Processes leave in the order in which they
reserved, so that none waits much longer than another, and nobody has to try again and again.
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

PATIENCE = 10.0
"""Seconds that one answer of a store may take."""
PARTS = 10
"""So many parts a window has: each of them takes its share of the requests, and no more."""

KEPT = 10
"""After so many windows without a request Redis forgets a bucket."""


class _Locked(Exception):
    """Somebody else holds a lock that the bucket does not wait for, such as PostgreSQL's own cleaning of a table."""


class Store(ABC):
    """A bucket that processes share.

    Args:
        place: Where it is.
        name: Its name there.
        requests: The most requests in a window.
        milliseconds: The length of a window.
    """

    bucket: Any

    def __init__(self, place: str, name: str, requests: int, milliseconds: int) -> None:
        self.rates = [Rate(requests, milliseconds)]
        if requests > 1 and milliseconds >= PARTS:
            self.rates.insert(0, Rate(-(-requests // PARTS), milliseconds // PARTS))
        self._requests = requests
        self._window = milliseconds
        self._cleared = 0

    @abstractmethod
    def now(self) -> int:
        """Return the store's time in milliseconds, which all processes share."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[object]:
        """Keep other processes out, where the store can."""

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @staticmethod
    @abstractmethod
    def failures() -> tuple[type[Exception], ...]:
        """Return what the driver raises."""

    @staticmethod
    @abstractmethod
    def is_temporary(error: Exception) -> bool:
        """Return True if the same may work later."""

    def reserve(self) -> float:
        """Reserve a moment for a request.

        Returns:
            The seconds until then.
        """
        end = time.monotonic() + PATIENCE
        while True:
            with suppress(_Locked), self.alone():
                return self._reserve()
            if time.monotonic() > end:
                raise TimeoutError("somebody else keeps its table locked")
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
        """Take out of the bucket what no longer counts."""
        self.bucket.leak(now)

    def _after_the_others(self, now: int) -> int:
        """Return the end of the queue: as long as anybody waits, requests leave at even distances."""
        last = self.bucket.peek(0)
        if last is None or last.timestamp <= now:
            return now
        if last.timestamp - now > self._window * (2 + self.bucket.count() / self._requests):
            # No queue is so long: the clock was set back. All that is in the bucket may just have left.
            self.bucket.flush()
            return now + self._window
        return int(last.timestamp) + self._window // self._requests

    def _put(self, moment: int) -> int | None:
        """Put a moment into the bucket; if it has no room then, return the next one to try."""
        item = RateItem(uuid4().hex, moment)
        decision = self.bucket.put_decision(item)
        if decision.allowed:
            return self._overtaken_by(item)
        if decision.retry_after_ms is None:
            raise _Locked
        return moment + max(1, int(decision.retry_after_ms))

    def _overtaken_by(self, item: Any) -> int | None:
        """Return a later moment in the bucket that was overlooked, and take the item out again."""
        return None


class FileStore(Store):
    """A SQLite file, for the processes of one machine. SQLite's lock of the file keeps the others out."""

    def __init__(self, place: str, name: str, requests: int, milliseconds: int) -> None:
        from pyrate_limiter.buckets.sqlite_bucket import Queries, SQLiteBucket

        super().__init__(place, name, requests, milliseconds)
        self._connection = sqlite3.connect(place, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
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
    """SQLite's lock of its file, in place of a lock in another file; nested, as the bucket takes it again."""

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

    def __init__(self, place: str, name: str, requests: int, milliseconds: int) -> None:
        import redis
        from pyrate_limiter.buckets.redis_bucket import RedisBucket
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        super().__init__(place, name, requests, milliseconds)
        self._name = name
        self._redis = redis.Redis.from_url(place, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0))
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
        # The bucket's script counts what is before a moment only. If another process was quicker with a later one, that one
        # was not counted here.
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
    """A table of a PostgreSQL database. An advisory lock, for which processes queue, keeps the others out."""

    def __init__(self, place: str, name: str, requests: int, milliseconds: int) -> None:
        import psycopg
        from pyrate_limiter import PostgresBucket

        super().__init__(place, name, requests, milliseconds)
        self._lock = zlib.crc32(name.encode())
        # Statements are not prepared, so that the connection may go through a pool in between, such as PgBouncer.
        self._connection = psycopg.connect(place, autocommit=True, connect_timeout=int(PATIENCE), prepare_threshold=None)
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
            # The bucket keeps moments without a time zone. A crash of the server may lose a second of them.
            self._connection.execute(
                "SELECT set_config('TimeZone', 'UTC', true), set_config('synchronous_commit', 'off', true), "
                "set_config('statement_timeout', %s, true)",
                (str(int(PATIENCE * 1000)),),
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

        refused = "authentication" in str(error)  # the driver gives no code for what a server says before it is connected
        return isinstance(error, psycopg.OperationalError | OSError) and not refused


class _OneConnection:
    """A connection for what asks for a pool of them. Each use is within a transaction already."""

    closed = False

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    @contextmanager
    def connection(self) -> Iterator[Any]:
        yield self._connection


STORES: dict[str | None, type[Store]] = {None: FileStore, "redis": RedisStore, "postgres": PostgresStore}


def store_of(place: str) -> type[Store]:
    """Return the kind of store that is at a place."""
    scheme = scheme_of(place)
    return STORES[None if scheme is None else EXTRAS[scheme]]
