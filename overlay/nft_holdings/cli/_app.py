"""The command line: its commands, and the end of a run."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

import nft_holdings
from nft_holdings._apis import APIS, Api

from ._contract_command import CONTRACT_EXAMPLES, contract_command
from ._drift_command import DRIFT_EXAMPLES, drift_command
from ._endings import print_message, report_error
from ._exit_codes import ExitCode, OutputClosed
from ._help import SETTINGS, Group, declared
from ._sandbox_command import DEMO_EXAMPLES, SANDBOX_EXAMPLES, demo_command, sandbox_command
from ._signals import Stopping, ignore_signals
from ._specs_command import EXPORT_EXAMPLES, export_command

NAME = "nft-holdings"
*FIRST, LAST = (api.title for api in APIS)
TITLES = f"{', '.join(FIRST)} and {LAST}"
LISTINGS, OTHERS = "Listings", "Servers and specs"
EXAMPLES = ("nft-holdings hedera nfts 0.0.1001", "nft-holdings hedera nfts 0.0.1005 --sandbox", "nft-holdings demo")
SNAPSHOT_EXAMPLES = (
    "nft-holdings snapshot create boats --hedera-token 0.0.700 --sandbox",
    'nft-holdings snapshot sql boats "SELECT unit, count(*) FROM nfts GROUP BY 1"',
)
COMPLETED = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")
"""The environment variables in which the scripts of typer pass the line that a shell completes."""
SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


def _group(name: str, text: str, examples: Sequence[str]) -> typer.Typer:
    return typer.Typer(
        name=name,
        cls=Group,
        help=text,
        epilog="\n".join(examples),
        no_args_is_help=True,
        context_settings=SETTINGS,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )


def _api_group(api: Api, arguments: Sequence[str]) -> typer.Typer:
    """Return the commands of an API; their options take long to make, and are left out if the arguments do not name it."""
    commands = (*api.listings, *api.objects, *api.questions)
    text = f"{api.about}."
    key, url = api.key.variable, f"NFT_HOLDINGS_{api.name.upper()}_URL"
    variables = f"Environment: {key} has the key, for servers that need one; {url} names another server."
    examples = [example for listing in commands for example in listing.examples]
    group = _group(api.name, f"{text}\n\n{variables}", examples)
    if api.name in arguments:
        from ._listing_command import listing_command

        for listing in commands:
            make = import_module(f"nft_holdings.cli.{listing.command}").command if listing.command else listing_command
            group.command(listing.name, **declared(listing.examples))(make(api, listing))
    return group


def _snapshot_group(arguments: Sequence[str]) -> typer.Typer:
    """Return the commands of snapshots; their options take long to make, and are left out if the arguments do not name it."""
    group = _group("snapshot", "Keep what accounts or tokens hold in a folder, and query it.", SNAPSHOT_EXAMPLES)
    if "snapshot" in arguments:
        from .snapshot._commands import COMMANDS

        for name, (command, examples) in COMMANDS.items():
            group.command(name, **declared(examples))(command)
    return group


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line. Only APIs that the arguments name have commands."""
    more = f"Run {NAME} COMMAND --help for the options of a command."
    app = _group(NAME, f"Which NFTs does this account hold? On {TITLES}.\n\n{more}", EXAMPLES)
    app.callback()(_root)
    for api in APIS:
        app.add_typer(_api_group(api, arguments), rich_help_panel=LISTINGS)
    app.add_typer(_snapshot_group(arguments), rich_help_panel=LISTINGS)
    app.command("contract", **declared(CONTRACT_EXAMPLES, rich_help_panel=OTHERS))(contract_command)
    app.command("sandbox", **declared(SANDBOX_EXAMPLES, rich_help_panel=OTHERS))(sandbox_command)
    app.command("demo", **declared(DEMO_EXAMPLES, rich_help_panel=OTHERS))(demo_command)
    app.command("drift", **declared(DRIFT_EXAMPLES, rich_help_panel=OTHERS))(drift_command)
    specs = _group("specs", "Write the OpenAPI specs that this package was made from.", EXPORT_EXAMPLES)
    specs.callback()(_no_command)
    specs.command("export", **declared(EXPORT_EXAMPLES))(export_command)
    app.add_typer(specs, rich_help_panel=OTHERS)
    return app


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


def _no_command() -> None:
    """Do nothing: without this, a group of one command would be the command."""


def _check_shell(arguments: Sequence[str]) -> None:
    """Check that the shell is one that typer completes in, if it is asked for that.

    Raises:
        ValueError: It is not.
    """
    if asked := {"--install-completion", "--show-completion"}.intersection(arguments):
        import shellingham  # type: ignore[import-untyped]  # typer needs it, and finds the shell with it

        try:
            shell, _ = shellingham.detect_shell()
        except shellingham.ShellDetectionFailure:
            shell = "no shell that is known"
        if shell not in SHELLS:
            raise ValueError(
                f"{asked.pop()} is for bash, zsh, fish and PowerShell, and this is {shell}: "
                f"_NFT_HOLDINGS_COMPLETE=source_bash {NAME} prints the script for bash"
            )


def run(arguments: Sequence[str]) -> int:
    """Run a command line; errors become one line on standard error and an exit code, never a traceback."""
    with Stopping() as stopping:
        try:
            _check_shell(arguments)
            completed = [word for name in COMPLETED for word in os.environ.get(name, "").split()]
            result: Any = app_for([*arguments, *completed])(args=list(arguments), prog_name=NAME, standalone_mode=False)
            sys.stdout.flush()
        except OutputClosed:
            return ExitCode.OUTPUT_CLOSED
        except Exception as error:
            return report_error(error)
        except KeyboardInterrupt:
            ignore_signals()
            result = ExitCode.INTERRUPTED
        if stopping.terminated:
            result = ExitCode.TERMINATED
        if result in (ExitCode.INTERRUPTED, ExitCode.TERMINATED):
            print_message("terminated" if stopping.terminated else "interrupted")
        return result if isinstance(result, int) else ExitCode.OK
