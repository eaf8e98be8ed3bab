"""The command line: its commands, and the end of a run."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

import nft_holdings
from nft_holdings._apis import APIS, Api

from ._contract_command import contract_command
from ._drift_command import drift_command
from ._endings import print_message, report_error
from ._exit_codes import ExitCode, OutputClosed
from ._sandbox_command import sandbox_command
from ._specs_command import export_command

*FIRST, LAST = (api.title for api in APIS)
TITLES = f"{', '.join(FIRST)} and {LAST}"
SPECS_HELP = "The OpenAPI specs that this package was made from."
SHORT_HELP = {"help_option_names": ["-h", "--help"]}


def group_help(api: Api) -> str:
    """Return the help of an API's group of commands."""
    return f"What an account holds on {api.title}. Keys come from the environment: {api.key.variable}."


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line. Only APIs that the arguments name have commands, as their options take long to make."""
    app = typer.Typer(
        name="nft-holdings",
        help=f"Which NFTs does this account hold? On {TITLES}.",
        no_args_is_help=True,
        context_settings=SHORT_HELP,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    for api in APIS:
        group = typer.Typer(no_args_is_help=True, help=group_help(api), context_settings=SHORT_HELP, rich_markup_mode=None)
        if api.name in arguments:
            from ._listing_command import listing_command

            for listing in api.listings:
                group.command(listing.name)(listing_command(api, listing))
        app.add_typer(group, name=api.name)
    specs = typer.Typer(no_args_is_help=True, help=SPECS_HELP, context_settings=SHORT_HELP, rich_markup_mode=None)
    specs.callback()(_group)
    specs.command("export")(export_command)
    app.add_typer(specs, name="specs")
    app.command("contract")(contract_command)
    app.command("drift")(drift_command)
    app.command("sandbox")(sandbox_command)
    app.command("demo")(demo_command)
    return app


def demo_command() -> None:
    """List holdings of every API out of a sandbox: a filter, a listing of many pages, an error."""
    from ._demo import demo

    demo()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(nft_holdings.__version__)
        raise typer.Exit


def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def _group() -> None:
    """Do nothing: without this, a group of one command would be the command."""


def run(arguments: Sequence[str]) -> int:
    """Run a command line; errors become one line on standard error and an exit code, never a traceback."""
    try:
        result: Any = app_for(arguments)(args=list(arguments), prog_name="nft-holdings", standalone_mode=False)
        sys.stdout.flush()
    except OutputClosed:
        return ExitCode.OUTPUT_CLOSED
    except Exception as error:
        return report_error(error)
    except KeyboardInterrupt:
        result = ExitCode.INTERRUPTED
    if result == ExitCode.INTERRUPTED:
        print_message("interrupted")
    return result if isinstance(result, int) else ExitCode.OK
