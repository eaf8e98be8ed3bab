"""The common part of the commands that make snapshots, or go on with them."""

from collections.abc import Iterator, Sized
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from nft_holdings._apis import Api, api_named
from nft_holdings._errors import Forbidden, InvalidArgument, Unauthorized
from nft_holdings._option_values import RateLimit
from nft_holdings.cli._connect import connected
from nft_holdings.cli._endings import in_own_words, print_message, print_note
from nft_holdings.cli._exit_codes import Interrupted
from nft_holdings.cli._help import OPTIONS, option
from nft_holdings.cli._signals import Stopping

from ._progress import SnapshotProgress
from ._state import command_line, reported

if TYPE_CHECKING:
    from nft_holdings._client import Client
    from nft_holdings.data import Progress, SnapshotStatus
    from nft_holdings.data._snapshot.snapshot import OnProgress

SANDBOX = "sandbox"
"""The name of the server that a command starts: its address is another one each time."""
Verbose = Annotated[bool, option(OPTIONS, "Print each request and wait on standard error.", "--verbose", "-v")]


@contextmanager
def stoppable(folder: Path, line: str) -> Iterator[Stopping]:
    """Yield signal handlers. Whatever stops it, say how to go on.

    Args:
        folder: The folder of the snapshot.
        line: The command line that goes on.

    Raises:
        Interrupted: A signal stopped it.
    """
    from nft_holdings.data import Snapshot, StoreError, StoreFull

    stopping = Stopping()
    try:
        with stopping:
            yield stopping
    except (KeyboardInterrupt, Unauthorized, Forbidden, StoreFull) as error:
        with suppress(StoreError), Snapshot(folder):
            print_message(f"go on with {line}")
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(None, terminated=stopping.terminated) from None
        raise


@contextmanager
def shown(stopping: Stopping) -> "Iterator[OnProgress]":
    """Yield a function that shows how far a snapshot is, and stops it after a signal."""
    with SnapshotProgress() as progress:

        def show(now: "Progress") -> None:
            progress.show(now)
            stopping.check()

        yield show


@contextmanager
def making(folder: Path) -> "Iterator[OnProgress]":
    """Yield a function that shows how far a snapshot is, and stops it after a signal. Whatever stops it, say how to go on.

    Raises:
        Interrupted: A signal stopped it.
    """
    with stoppable(folder, command_line("resume", folder)) as stopping, shown(stopping) as show:
        yield show


@contextmanager
def client_of(api: Api, **server: Any) -> "Iterator[Client]":
    """Yield a client of the chosen server.

    Raises:
        InvalidArgument: The server, its key or its limit is refused, in the words of the command line.
    """
    try:
        opened = ExitStack()
        client = opened.enter_context(connected(api, **server))
    except InvalidArgument as error:
        raise in_own_words(error, api, {}, {}) from None
    with opened:
        yield client


def check_rate(apis: Sized, rate_limit: RateLimit | None) -> None:
    """Refuse one rate limit for several APIs.

    Raises:
        ValueError: There are several.
    """
    if len(apis) > 1 and rate_limit is not None:
        raise ValueError("--rate-limit is for one API: without it, each has the documented limit of its server")


@contextmanager
def same_servers(folder: Path, rate_limit: RateLimit | None, shared_limit: str | None) -> Iterator[dict[str, Any]]:
    """Yield the arguments with which the servers of a folder's snapshots are asked again: a sandbox is another one each time."""
    from nft_holdings.data import Snapshot

    with Snapshot(folder) as snapshot:
        servers = snapshot.servers
    check_rate(servers, rate_limit)
    with ExitStack() as opened:
        clients: dict[str, Client] = {}
        for name, url in servers.items():
            server: dict[str, Any] = {"sandbox": True} if url == SANDBOX else {"base_url": url}
            client = client_of(api_named(name), **server, rate_limit=rate_limit, shared_limit=shared_limit)
            clients[name] = opened.enter_context(client)
        yield {"clients": clients, "servers": {name: url for name, url in servers.items() if url == SANDBOX}}


def ended(folder: Path, status: "SnapshotStatus") -> int:
    """Say what is stored, or what is missing, and return the exit code."""
    if not status.units:
        print_note(f"{folder} is a shard without listings: merge it with the others")
    elif status.is_complete:
        rows = " and ".join(f"{count:,} rows of {table}" for table, count in status.rows.items())
        print_note(f'{folder} has {rows}: query them with {command_line("sql", folder)} "FROM {next(iter(status.rows))} LIMIT 10"')
    return reported(folder, status)
