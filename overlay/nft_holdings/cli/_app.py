"""The command line as a whole: its commands, and what becomes of errors."""

import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated, Any

import typer

from .._apis import APIS
from .._errors import IncompleteListing, NftHoldingsError
from ._exit_codes import ExitCode, exit_code_of
from ._listing_command import Interrupted, listing_command
from ._output import OutputClosed
from ._safe_text import for_terminal
from ._sandbox_command import sandbox_command

app = typer.Typer(
    name="nft-holdings",
    help="Which NFTs does this account hold? On Hedera, Loopring and SwapChat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for api in APIS:
    group = typer.Typer(no_args_is_help=True, help=f"What an account holds on {api.client.__name__}.", rich_markup_mode=None)
    for name, command in api.commands.items():
        group.command(name)(listing_command(api, command))
    app.add_typer(group, name=api.name)
app.command("sandbox")(sandbox_command)


@app.command("demo")
def demo_command() -> None:
    """List holdings of all three APIs out of a sandbox: a filter, a listing of many pages, an error."""
    from ._demo import demo

    demo()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(version("nft-holdings"))
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    pass


def run(arguments: Sequence[str]) -> int:
    """Run a command line; errors become one line on standard error and an exit code, never a traceback."""
    try:
        result: Any = app(args=list(arguments), prog_name="nft-holdings", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else ExitCode.OK
    except NftHoldingsError as error:
        _tell(str(error), error.cursor if isinstance(error, IncompleteListing) else None)
        return exit_code_of(error)
    except Interrupted as stopped:
        _tell("interrupted", stopped.cursor)
        return ExitCode.INTERRUPTED
    except (OutputClosed, BrokenPipeError):
        # What is left in the buffer has nowhere to go; without this the interpreter complains at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.OUTPUT_CLOSED
    except (KeyboardInterrupt, typer.Abort):
        _tell("interrupted")
        return ExitCode.INTERRUPTED
    except (OSError, ImportError, ValueError) as error:
        _tell(str(error))
        return ExitCode.USAGE
    except Exception as error:
        told: Any = getattr(error, "format_message", None)
        if told is None:
            raise
        if type(error).__name__ == "NoArgsIsHelpError":
            print(told(), file=sys.stderr)
        else:
            _tell(told())
        return ExitCode.USAGE


def _tell(message: str, cursor: str | None = None) -> None:
    print(f"nft-holdings: {for_terminal(message)}", file=sys.stderr)
    if cursor:
        print(f"nft-holdings: go on with --cursor {cursor}", file=sys.stderr)
