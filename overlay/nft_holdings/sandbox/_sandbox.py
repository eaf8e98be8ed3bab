"""The sandbox that users start."""

import sqlite3
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Self

from nft_holdings._apis import NAMES

from ._api import SandboxApi
from ._app import make_app
from ._database import open_database
from ._faults import FaultRecord, KnownConnection, read_plan
from ._server import HOST, BackgroundServer, PromptConnection, StartError, bound_to
from ._settings import Settings

__all__ = ["Sandbox", "StartError", "serve"]

SANDBOX_APIS: tuple[SandboxApi, ...] = tuple(import_module(f"nft_holdings.sandbox.{name}.descriptor").SANDBOX_API for name in NAMES)


class Sandbox:
    """A server on this machine that answers like the real ones, for as long as the `with` block runs.

    The server runs in a thread; `async with` starts and stops it in the same way, within fractions of a second.

    Args:
        settings: The made-up rows, the sizes of pages, the place of the rows.
        port: The port on 127.0.0.1; 0 takes a free one.
        load: A JSON document of rows, or its content, that takes the place of the made-up rows of all APIs.
        faults: A JSON document of faults, or its content: the mistakes to make, and when.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        port: int = 0,
        load: Path | Mapping[str, object] | None = None,
        faults: Path | Mapping[str, object] | None = None,
    ) -> None:
        self.settings = Settings() if settings is None else settings
        self._port = port
        self._load = load
        self._faults = faults
        self._record: FaultRecord | None = None
        self._connection: sqlite3.Connection | None = None
        self._server: BackgroundServer | None = None

    def __repr__(self) -> str:
        return f"<Sandbox {self.url}>" if self._server else "<Sandbox, not running>"

    @property
    def url(self) -> str:
        """The URL that the sandbox answers at, such as `http://127.0.0.1:40123`, without a slash at the end."""
        return f"http://{HOST}:{self._running.port}"

    def credentials(self, api: str) -> dict[str, Any]:
        """Return the arguments that a client of an API needs besides the URL, such as `{"api_key": …}`."""
        return dict(_api_named(api).credentials)

    def accounts(self, api: str) -> dict[str, str]:
        """Return accounts of an API worth asking for, by what they show. They are those of made-up rows, not of loaded ones."""
        return dict(_api_named(api).accounts_to_try)

    @property
    def faults(self) -> FaultRecord | None:
        """The faults that were injected since the last start; None before it, and without faults."""
        return self._record

    @property
    def _running(self) -> BackgroundServer:
        if self._server is None:
            raise StartError("the sandbox is not running: use it in a with block")
        return self._server

    def start(self) -> Self:
        """Start serving; `with` does this.

        Raises:
            LoadError: The document of rows, or that of faults, cannot be used.
            StartError: It runs already, the port cannot be had, or the database file cannot be used.
        """
        if self._server is not None:
            raise StartError(f"the sandbox is running already, at {self.url}")
        listening = bound_to(self._port)
        try:
            plan = None if self._faults is None else read_plan(self._faults, NAMES)
            self._record = None if plan is None else FaultRecord()
            self._connection = open_database(SANDBOX_APIS, self.settings, self._load)
            app = make_app(SANDBOX_APIS, self.settings, self._connection, plan, self._record)
            self._server = BackgroundServer(app, listening, KnownConnection if plan else PromptConnection)
        except BaseException as error:
            listening.close()
            self.stop()
            if isinstance(error, sqlite3.Error):
                raise StartError(f"the database {self.settings.database} cannot be used: {error}") from error
            raise
        return self

    def stop(self) -> None:
        """Stop serving, and wait until thread, socket and database are closed; does nothing if it is not running."""
        if self._server is not None:
            self._server.stop()
            self._server = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def wait(self) -> None:
        """Wait until the server stops by itself or the wait is interrupted."""
        self._running.stopped.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.start()

    async def __aexit__(self, *_: object) -> None:
        self.stop()


def _api_named(name: str) -> SandboxApi:
    for api in SANDBOX_APIS:
        if api.name == name:
            return api
    raise ValueError(f"unknown API {name!r}; known APIs are {', '.join(NAMES)}")


def serve(
    settings: Settings | None = None,
    port: int = 0,
    load: Path | Mapping[str, object] | None = None,
    faults: Path | Mapping[str, object] | None = None,
) -> None:
    """Print the URL, then serve until Ctrl-C; in the end print how many faults of each kind there were.

    Raises:
        LoadError: The document of rows, or that of faults, cannot be used.
        StartError: The port cannot be had, or the database file cannot be used.
    """
    with Sandbox(settings, port=port, load=load, faults=faults) as sandbox:
        print(sandbox.url, flush=True)
        print(f"GET {sandbox.url}/ lists accounts and keys to try. Ctrl-C stops.", file=sys.stderr)
        try:
            sandbox.wait()
        except KeyboardInterrupt:
            if sandbox.faults is not None:
                print(_summary(sandbox.faults), file=sys.stderr)


def _summary(record: FaultRecord) -> str:
    kinds = ", ".join(f"{count} {name}" for name, count in sorted(record.injected.items())) or "none"
    return f"Faults in {record.requests} requests: {kinds}."
