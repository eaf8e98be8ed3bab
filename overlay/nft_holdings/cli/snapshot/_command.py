"""The commands that make snapshots, go on with them and read them."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nft_holdings._apis import APIS, Api, ListingInfo, api_named
from nft_holdings._errors import Forbidden, InvalidArgument, Unauthorized
from nft_holdings._reading.json_text import as_json
from nft_holdings.cli._accounts import account_names, of_client, read_accounts
from nft_holdings.cli._connect import connected, sandbox_client
from nft_holdings.cli._endings import in_own_words, print_message, print_note
from nft_holdings.cli._exit_codes import ExitCode, Interrupted
from nft_holdings.cli._help import OPTIONS, choice, number, one_of, option
from nft_holdings.cli._output import Format
from nft_holdings.cli._output_options import RowFile, RowFormat
from nft_holdings.cli._parameters import OUTPUT, SERVER, takes_number
from nft_holdings.cli._progress import logged
from nft_holdings.cli._safe_text import for_terminal, in_json
from nft_holdings.cli._signals import Stopping

from ._diff_command import DIFF_EXAMPLES, diff_command
from ._endings import ends_in_own_words
from ._progress import SnapshotProgress
from ._rows import write

if TYPE_CHECKING:
    from nft_holdings._client import Client
    from nft_holdings.data import Progress, Snapshot, SnapshotStatus
    from nft_holdings.data._snapshot.snapshot import OnProgress

CONTENT = "Content"
SANDBOX = "sandbox"
"""The name of the server that a command starts: its address is another one each time."""
MOST_SHOWN = 10
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the snapshot.", show_default=False)]
Verbose = Annotated[bool, option(OPTIONS, "Print each request and wait on standard error.", "--verbose", "-v")]


def create_command() -> Callable[..., int]:
    """Return the function that typer makes `snapshot create` of: with an option for each thing that APIs list."""

    def run(**given: Any) -> int:
        common = {name: given.pop(name) for name in inspect.signature(_server).parameters}
        return _create(given.pop("folder"), {name: value for name, value in given.items() if value}, **common)

    run.__doc__ = (
        "Make a snapshot of what accounts, wallets and tokens hold.\n\n"
        "Whatever stops it, nft-holdings snapshot resume DIR goes on with it. Docs: docs/snapshots.md."
    )
    folder = inspect.Parameter("folder", inspect.Parameter.KEYWORD_ONLY, annotation=Folder)
    parameters = [folder, *_source_parameters(), *inspect.signature(_server).parameters.values()]
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return ends_in_own_words(run)


def _source_parameters() -> Iterator[inspect.Parameter]:
    for api in APIS:
        for name, listings in api.sources.items():
            if listings[0].snapshot_reader:
                singular = _singular(listings[0])
                text = f"A {singular} of {api.title}, with all its NFTs and their holders. May be given several times."
                shown = option(CONTENT, text, _option_of(api, listings[0]), metavar=singular.upper())
                kind: Any = list[str] | None
            else:
                shown = option(CONTENT, f"A file of {listings[0].source} of {api.title}, one a line.", metavar="FILE")
                kind = str | None
            yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, shown])


def _singular(listing: ListingInfo) -> str:
    return listing.source.removesuffix("s")


def _option_of(api: Api, listing: ListingInfo) -> str:
    """Return the option that names what a listing is read of: one thing, or a file of them."""
    return f"--{api.name}-{_singular(listing) if listing.snapshot_reader else listing.source}"


def _server(
    *,
    sandbox: Annotated[bool, option(SERVER, "Ask a sandbox on this machine: no key, no network.", "--sandbox")] = False,
    network: Annotated[str | None, option(SERVER, "Ask a known server of the API.", "--network", metavar="NETWORK")] = None,
    base_url: Annotated[str | None, option(SERVER, "Ask another server.", metavar="URL")] = None,
    timeout: Annotated[
        float | None, option(SERVER, "The most seconds for one attempt.", metavar="SECONDS", default="30", parser=number(float))
    ] = None,
    verbose: Verbose = False,
) -> None:
    """Hold the options of a server."""


def _create(folder: Path, given: Mapping[str, Any], *, verbose: bool, **server: Any) -> int:
    from nft_holdings.data import Snapshot

    chosen: dict[str, list[Any]] = {}
    needed: dict[str, Api] = {}
    for api in APIS:
        for name, listings in api.sources.items():
            if name in given:
                needed[api.name] = api
                chosen[name] = given[name] if listings[0].snapshot_reader else _accounts_in(api, listings[0], given[name])
    if not chosen:
        raise ValueError(
            f"there is nothing to read: give {one_of([_option_of(api, found[0]) for api in APIS for found in api.sources.values()])}"
        )
    if len(needed) > 1 and (server["network"] or server["base_url"]):
        raise ValueError(
            "--network and --base-url are for one API: environment variables such as NFT_HOLDINGS_HEDERA_URL name several servers"
        )
    if server["timeout"] is None:
        del server["timeout"]
    with logged(verbose), ExitStack() as opened:
        clients = {name: opened.enter_context(_connected(api, **server)) for name, api in needed.items()}
        with _making(folder) as show:
            servers = dict.fromkeys(clients, SANDBOX) if server["sandbox"] else None
            status = Snapshot.create(folder, clients=clients, servers=servers, on_progress=show, **chosen)
    return _ended(folder, status)


@contextmanager
def _connected(api: Api, **server: Any) -> "Iterator[Client]":
    try:
        opened = ExitStack()
        client = opened.enter_context(connected(api, **server))
    except InvalidArgument as error:
        raise in_own_words(error, api, {}, {}) from None
    with opened:
        yield client


def _accounts_in(api: Api, listing: ListingInfo, file: str) -> list[Any]:
    names = account_names(api, listing)
    accounts = read_accounts(api, file, (), len(names), option=_option_of(api, listing))
    return list(of_client(accounts, as_numbers=takes_number(api, listing, names[0])))


@contextmanager
def _making(folder: Path) -> "Iterator[OnProgress]":
    """Yield a function that shows how far a snapshot is, and stops it after a signal. Whatever stops it, say how to go on.

    Raises:
        Interrupted: A signal stopped it.
    """
    from nft_holdings.data import Snapshot, StoreError, StoreFull

    stopping = Stopping()
    try:
        with SnapshotProgress() as progress, stopping:

            def show(now: "Progress") -> None:
                progress.show(now)
                stopping.check()

            yield show
    except (KeyboardInterrupt, Unauthorized, Forbidden, StoreFull) as error:
        with suppress(StoreError), Snapshot(folder):
            print_message(f"go on with {_command('resume', folder)}")
        if isinstance(error, KeyboardInterrupt):
            raise Interrupted(None, terminated=stopping.terminated) from None
        raise


def _command(name: str, folder: Path) -> str:
    """Return the command line of a command for a folder."""
    return f"nft-holdings snapshot {name} {quote(str(folder))}"


def _ended(folder: Path, status: "SnapshotStatus") -> int:
    """Say what is stored, or what is missing, and return the exit code."""
    if status.is_complete:
        rows = " and ".join(f"{count:,} rows of {table}" for table, count in status.rows.items())
        print_note(f'{folder} has {rows}: query them with {_command("sql", folder)} "FROM {next(iter(status.rows))} LIMIT 10"')
    return _reported(folder, status)


def _reported(folder: Path, status: "SnapshotStatus") -> int:
    """Say what is missing, and return the exit code."""
    for unit, text in [*status.errors.items()][:MOST_SHOWN]:
        print_message(f"{unit}: {text}")
    for unit, text in status.unproved.items():
        print_message(f"{unit} is not proved: {text}")
    total = sum(status.units.values())
    missing = sum(count for state, count in status.units.items() if state != "done")
    if missing:
        print_message(f"{missing} of {total} listings are missing: go on with {_command('resume', folder)}")
    return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE


@ends_in_own_words
def resume_command(folder: Folder, verbose: Verbose = False) -> int:
    """Go on with a snapshot: read what has not been read, and what could not be.

    It asks the servers that were asked before, with the keys of the environment.
    """
    from nft_holdings.data import Snapshot

    with _opened(folder) as snapshot:
        servers = {api: server for api, server in snapshot.servers.items() if server == SANDBOX}
    with logged(verbose), ExitStack() as opened:
        clients = {name: opened.enter_context(sandbox_client(api_named(name))) for name in servers}
        with _making(folder) as show:
            status = Snapshot.resume(folder, clients=clients, servers=servers, on_progress=show)
    return _ended(folder, status)


@ends_in_own_words
def status_command(
    folder: Folder,
    as_document: Annotated[bool, option(OPTIONS, "Print one JSON object.", "--json")] = False,
) -> int:
    """Say what a snapshot has, while it is being made too."""
    with _opened(folder) as snapshot:
        status = snapshot.status()
    if as_document:
        from attrs import asdict

        print(in_json(as_json({**asdict(status), "complete": status.is_complete})))
        return ExitCode.OK if status.is_complete else ExitCode.INCOMPLETE
    print(f"began {status.began}" + (f", ended {status.ended}" if status.ended else ", not ended"))
    print("listings: " + ", ".join(f"{count:,} {state}" for state, count in status.units.items()))
    print("rows: " + (", ".join(f"{count:,} in {table}" for table, count in status.rows.items()) or "none"))
    for unit, time in status.as_of.items():
        proof = (
            "proved"
            if unit in status.proved
            else "not proved"
            if unit in status.unproved
            else "not proved, as there are no balances of then"
        )
        print(for_terminal(f"{unit}: as of {time}, {proof}"))
    return _reported(folder, status)


@ends_in_own_words
def verify_command(folder: Folder) -> int:
    """Check that the files of a snapshot are as they were written, and have all its rows.

    Exit codes: 0 nothing is wrong, 6 something is.
    """
    with _opened(folder) as snapshot:
        found = list(snapshot.verify())
    for finding in found:
        print(for_terminal(finding))
    if not found:
        print_note(f"{folder}: nothing is wrong")
    return ExitCode.UNREADABLE if found else ExitCode.OK


@ends_in_own_words
def sql_command(
    folder: Folder,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A query in the SQL of DuckDB.", show_default=False)],
    form: RowFormat = None,
    output: RowFile = None,
) -> int:
    """Answer a query in SQL.

    Tables are nfts, conflicts, nft_balances, collections, assets and units, as far as the snapshot has them.
    """
    from nft_holdings.data import StoreDamaged

    with _opened(folder) as snapshot:
        from nft_holdings.data._snapshot.database import QueryError

        try:
            write(snapshot.sql(query), form, output)
        except QueryError as error:
            if found := [*snapshot.verify()]:
                raise StoreDamaged(f"{found[0]}: restore {folder} from a copy") from None
            raise ValueError(" ".join(str(error).partition("\n\n")[0].splitlines())) from None
        status = snapshot.status()
    return _reported(folder, status)


@ends_in_own_words
def export_command(
    folder: Folder,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to; it is made.", show_default=False)],
    form: Annotated[
        Format,
        option(
            OUTPUT, f"Write {one_of(list(Format)[1:])}.", "--format", "-f", metavar="FORMAT", default="parquet", **choice(list(Format)[1:])
        ),
    ] = Format.PARQUET,
) -> int:
    """Write each table of a snapshot to a file, such as OUT/nfts.parquet."""
    with _opened(folder) as snapshot:
        if target.exists() and not target.is_dir():
            raise ValueError(f"{target} is no folder: give one, or a name that is free")
        target.mkdir(parents=True, exist_ok=True)
        for (name,) in snapshot.sql("SELECT table_name FROM (SHOW TABLES) AS shown(table_name) WHERE table_name[1] != '_'").fetchall():
            write(snapshot.sql(f"FROM {name}"), form, target / f"{name}.{form}")
        status = snapshot.status()
    return _reported(folder, status)


@contextmanager
def _opened(folder: Path) -> "Iterator[Snapshot]":
    from nft_holdings.data import Snapshot

    with Snapshot(folder) as snapshot:
        yield snapshot


COMMANDS: Mapping[str, tuple[Callable[..., int], tuple[str, ...]]] = {
    "create": (
        create_command(),
        (
            "nft-holdings snapshot create boats --hedera-token 0.0.700 --sandbox",
            "nft-holdings snapshot create holdings --hedera-accounts accounts.txt --sandbox",
        ),
    ),
    "resume": (resume_command, ("nft-holdings snapshot resume boats", "nft-holdings snapshot resume holdings --verbose")),
    "status": (status_command, ("nft-holdings snapshot status boats", "nft-holdings snapshot status boats --json")),
    "verify": (verify_command, ("nft-holdings snapshot verify boats", "nft-holdings snapshot verify holdings")),
    "sql": (
        sql_command,
        (
            'nft-holdings snapshot sql boats "SELECT unit, count(*) FROM nfts GROUP BY 1"',
            'nft-holdings snapshot sql boats "FROM units" --format csv',
        ),
    ),
    "diff": (diff_command, DIFF_EXAMPLES),
    "export": (export_command, ("nft-holdings snapshot export boats tables", "nft-holdings snapshot export boats tables --format csv")),
}
"""The commands, each with its examples."""
