"""Debian's Redis and PostgreSQL servers, on free ports of 127.0.0.1, for limits that processes share."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from attrs import define

PASSWORD = "pass-word-of-the-store"
LONGEST = 30.0
"""Seconds in which a server is there."""


def binary(name: str, folders: str, package: str) -> str:
    """The path of a server's program; without it the test is skipped, or fails in CI."""
    found = shutil.which(name) or next((str(path) for path in sorted(Path("/").glob(f"{folders}/{name}"), reverse=True)), None)
    if found is None:
        reason = f"{name} is not installed: apt-get install {package}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


@define
class StoreServer:
    """A server that can be stopped in the middle, and started again.

    Attributes:
        command: What runs it.
        ready: What succeeds as soon as it answers.
        url: The URL of its store.
    """

    command: list[str]
    ready: list[str]
    url: str
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if subprocess.run(self.ready, capture_output=True, timeout=LONGEST).returncode == 0:
                return
            time.sleep(0.05)
        pytest.fail(f"{self.command[0]} did not start")

    def stop(self) -> None:
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGINT)  # PostgreSQL ends connections then, and does not wait for them
            self._process.wait(LONGEST)
            self._process = None


@contextmanager
def redis_server() -> Iterator[StoreServer]:
    program, ask = (binary(name, "usr/bin", "redis-server") for name in ("redis-server", "redis-cli"))
    port = free_port()
    with TemporaryDirectory() as folder:
        options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, "--requirepass", PASSWORD]
        server = StoreServer([program, *options], [ask, "-p", str(port), "ping"], f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres_server() -> Iterator[StoreServer]:
    folders = "usr/lib/postgresql/*/bin"
    make, program, ask = (binary(name, folders, "postgresql") for name in ("initdb", "postgres", "pg_isready"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []  # it refuses to run as root
    port = free_port()
    with TemporaryDirectory() as folder:
        secret = Path(folder) / "password"
        secret.write_text(PASSWORD)
        if as_user:
            shutil.chown(folder, "postgres")
            shutil.chown(secret, "postgres")
        data = f"{folder}/data"
        prepare = ["-D", data, "-U", "tester", "-A", "scram-sha-256", "--pwfile", str(secret), "--no-sync"]
        subprocess.run([*as_user, make, *prepare], check=True, capture_output=True, timeout=LONGEST * 4, cwd=folder)
        settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "timezone=America/New_York"]
        options = [part for setting in settings for part in ("-c", setting)]
        url = f"postgresql://tester:{PASSWORD}@127.0.0.1:{port}/postgres"
        server = StoreServer([*as_user, program, "-D", data, "-p", str(port), *options], [ask, "-h", "127.0.0.1", "-p", str(port)], url)
        server.start()
        try:
            yield server
        finally:
            server.stop()
