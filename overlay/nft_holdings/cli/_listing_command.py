"""The command for a listing."""

import inspect
import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import InvalidArgument, NftHoldingsError

from ._accounts import ManyAccounts, OneAccount, account_names, grouped, of_client, read_accounts
from ._connect import connected
from ._exit_codes import CannotShow, ExitCode, Interrupted, OutputClosed, OutputFailed
from ._help import one_of
from ._output import Format, Output, output_for
from ._parameters import ACCOUNTS, ROWS, SERVER, arguments_for, described, integer, is_required, parameters_of, takes_number
from ._progress import logged, progress
from ._signals import Stopping
from ._streams import whole_file


def listing_command(api: Api, command: ListingInfo) -> Callable[..., int]:
    """Return a function that typer makes a command of."""
    summary, _ = described(getattr(api.client, command.method))
    names = account_names(api, command)
    as_numbers = takes_number(api, command, names[0])

    def run(**given: Any) -> int:
        server = {name: given.pop(name) for name in ("sandbox", "network", "base_url", "timeout") if given.get(name) is not None}
        limit, wanted, source, columns, errors_to = (given.pop(name) for name in ("limit", "format", *OF_MANY))
        header, verbose = not given.pop("no_header"), given.pop("verbose")
        accounts: dict[Any, str | None] = dict.fromkeys(grouped(given.pop(names[0]) or [], names))
        if columns and source is None:
            raise InvalidArgument("--accounts-column goes with --accounts-from", argument="accounts_column")
        if source is not None:
            accounts.update(read_accounts(api, source, columns or (), len(names)))
        arguments = arguments_for(api, command, given)
        with logged(verbose), connected(api, **{"sandbox": False, "network": None, "base_url": None, **server}) as client:
            if not accounts or (source is None and errors_to is None and len(accounts) == 1):
                arguments.update(_named(api, command, accounts))
                listing = getattr(client, command.method)(**arguments)
                show(OneAccount(listing, arguments.get("cursor")), output_for(wanted, sys.stdout, api.name, command, header=header), limit)
                return ExitCode.OK
            many = ManyAccounts(client, command, of_client(accounts, as_numbers=as_numbers), names, arguments)
            with whole_file(errors_to, even_if_failed=True) if errors_to else nullcontext() as errors_file:
                ended = False
                try:
                    show(many, output_for(wanted, sys.stdout, api.name, command, many=True, header=header), limit)
                    ended = True
                finally:
                    has_errors = many.report(errors_file, errors_to, ended=ended)
                return ExitCode.INCOMPLETE if has_errors else ExitCode.OK

    run.__doc__ = summary
    shared = inspect.signature(_shared).parameters.values()
    run.__signature__ = inspect.Signature([*parameters_of(api, command), *_fitting(api, shared)])  # type: ignore[attr-defined]
    return run


OUTPUT = "Output"
OF_MANY = ("accounts_from", "accounts_column", "errors_to")
"""The options for many accounts."""


def _shared(
    *,
    accounts_from: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Read accounts from a file, one a line; - is standard input.",
            show_default=False,
            rich_help_panel=ACCOUNTS,
        ),
    ] = None,
    accounts_column: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="The column of accounts, if FILE is CSV.", show_default=False, rich_help_panel=ACCOUNTS),
    ] = None,
    errors_to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write unfinished accounts, for --accounts-from.",
            show_default=False,
            rich_help_panel=ACCOUNTS,
        ),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", "-n", min=1, metavar="N", help="Stop after N rows.", show_default=False, rich_help_panel=ROWS),
    ] = None,
    format: Annotated[
        Format | None,
        typer.Option(
            *("--format", "-f"),
            metavar="FORMAT",
            help=f"Print {one_of(list(Format))}.",
            show_default="table on a terminal, else ndjson",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    no_header: Annotated[
        bool, typer.Option("--no-header", help="Leave out the column names of a table or CSV.", rich_help_panel=OUTPUT)
    ] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Print each request and wait on standard error.", rich_help_panel=OUTPUT)
    ] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Ask a sandbox on this machine: no key, no network.", rich_help_panel=SERVER)
    ] = False,
    network: str | None = None,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="Ask another server.", show_default=False, rich_help_panel=SERVER),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            help="The most seconds for one attempt.",
            show_default="30",
            rich_help_panel=SERVER,
        ),
    ] = None,
) -> None:
    """Hold the options that every listing has; the values of --network depend on the API."""


def _fitting(api: Api, shared: Any) -> list[inspect.Parameter]:
    servers = [server.replace("_", "-") for server in api.servers]
    if not servers:
        return [parameter for parameter in shared if parameter.name != "network"]
    option = typer.Option(
        "--network",
        metavar="NETWORK",
        help=f"Ask a known server: {one_of(servers)}.",
        show_default=servers[0],
        autocompletion=lambda: servers,
        rich_help_panel=SERVER,
    )
    annotation = Annotated[str | None, option]
    return [parameter.replace(annotation=annotation) if parameter.name == "network" else parameter for parameter in shared]


def _named(api: Api, command: ListingInfo, accounts: dict[Any, str | None]) -> dict[str, Any]:
    """Return the arguments that name the only account. Without one, another option may name it, else the client says what to give.

    Raises:
        InvalidArgument: It is not named, or not as a number where it is one.
    """
    names = account_names(api, command)
    if accounts:
        values = next(iter(accounts))
        return {
            name: integer(name, value) if takes_number(api, command, name) else value for name, value in zip(names, values, strict=True)
        }
    if not is_required(api, command, names[0]):
        return {}
    option = " ".join(map(str.upper, names)) if command.positional else f"--{names[0].replace('_', '-')}"
    raise InvalidArgument(f"no account is named: give {option}, or --accounts-from FILE", argument=names[0])


def show(accounts: OneAccount | ManyAccounts, output: Output, limit: int | None) -> None:
    """Print rows as they come. What has come is shown even if the rest cannot be had."""
    left = limit
    begun = False
    stopping = Stopping()
    try:
        with stopping, progress(accounts) as pages:
            for page in pages:
                stopping.begin_page()
                begun = True
                items = page.items if left is None else page.items[:left]
                for item in items:
                    output.add(accounts.row(page, item))
                output.flush()
                accounts.note(page)
                stopping.end_page()
                if left is not None:
                    left -= len(items)
                    if left == 0:
                        break
        output.finish()
    except (OutputClosed, OutputFailed):
        raise
    except NftHoldingsError:
        if begun:
            output.interrupt()
        raise
    except KeyboardInterrupt:
        output.interrupt()
        # After a second signal, a page may be printed in part: its rows come again with this cursor, so that none is lost.
        raise Interrupted(accounts.cursor, terminated=stopping.terminated) from None
    except Exception as error:
        # Whatever it is, something was sent, and something came.
        if begun:
            output.interrupt()
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error) or type(error).__name__
        raise CannotShow(f"a row cannot be shown in this format: {reason}", accounts.cursor if begun else None) from None
