"""The command for a listing."""

import inspect
import signal
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import NftHoldingsError
from nft_holdings._listing import Listing

from ._connect import connected
from ._exit_codes import CannotShow, Interrupted, OutputClosed, OutputFailed
from ._output import Format, Output, output_for
from ._parameters import arguments_for, described, parameters_of
from ._progress import progress
from ._signals import Stopping, StopSignal
from ._verbose import logged


def listing_command(api: Api, command: ListingInfo) -> Callable[..., None]:
    """Return a function that typer makes a command of."""
    summary, _ = described(getattr(api.client, command.method))

    def run(**given: Any) -> None:
        server = {name: given.pop(name) for name in ("sandbox", "network", "base_url", "timeout") if given.get(name) is not None}
        limit, wanted, header = given.pop("limit"), given.pop("format"), not given.pop("no_header")
        verbose = given.pop("verbose")
        arguments = arguments_for(api, command, given)
        output = output_for(wanted, sys.stdout, api.name, command, header=header)
        with logged(verbose), connected(api, **{"sandbox": False, "network": None, "base_url": None, **server}) as client:
            listing = getattr(client, command.method)(**arguments)
            show(listing, output, limit, arguments.get("cursor"))

    run.__doc__ = summary
    shared = inspect.signature(_shared).parameters.values()
    run.__signature__ = inspect.Signature([*parameters_of(api, command), *_fitting(api, shared)])  # type: ignore[attr-defined]
    return run


def _shared(
    *,
    limit: Annotated[int | None, typer.Option("--limit", "-n", min=1, help="Stop after this many rows.", show_default=False)] = None,
    format: Annotated[
        Format | None, typer.Option("--format", "-f", help="A table on a terminal and ndjson elsewhere if not given.", show_default=False)
    ] = None,
    no_header: Annotated[bool, typer.Option("--no-header", help="Leave out the names of the columns of a table or of csv.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Print each request and each wait on standard error.")] = False,
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Ask a sandbox that runs for as long as the command; needs no key and no network.")
    ] = False,
    network: str | None = None,
    base_url: Annotated[str | None, typer.Option(help="The server to ask, in place of a known one.", show_default=False)] = None,
    timeout: Annotated[
        float | None, typer.Option(help="Seconds for one attempt, from connecting to the last byte; 30 if not given.", show_default=False)
    ] = None,
) -> None:
    """Hold the options that every listing has; the values of --network depend on the API."""


def _fitting(api: Api, shared: Any) -> list[inspect.Parameter]:
    found = []
    for parameter in shared:
        if parameter.name == "network":
            if not api.servers:
                continue
            servers = ", ".join(server.replace("_", "-") for server in api.servers)
            option = typer.Option(help=f"Which of the known servers to ask: {servers}.", show_default=False)
            parameter = parameter.replace(annotation=Annotated[str | None, option])
        found.append(parameter)
    return found


def show(listing: Listing[Any], output: Output, limit: int | None, cursor: str | None) -> None:
    """Print a listing's rows as they come. What has come is shown even if the rest cannot be had."""
    left = limit
    begun = False
    try:
        with Stopping() as stopping, progress(listing) as pages:
            for page in pages:
                stopping.begin_page()
                begun = True
                items = page.items if left is None else page.items[:left]
                for item in items:
                    output.add(item.to_dict())
                output.flush()
                cursor = page.cursor
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
    except KeyboardInterrupt as stopped:
        output.interrupt()
        # After a second signal, a page may be printed in part: its rows come again with this cursor, so that none is lost.
        raise Interrupted(cursor, terminated=isinstance(stopped, StopSignal) and stopped.signal == signal.SIGTERM) from None
    except Exception as error:
        # Whatever it is, something was sent, and something came.
        if begun:
            output.interrupt()
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error) or type(error).__name__
        raise CannotShow(f"a row cannot be shown in this format: {reason}", cursor if begun else None) from None
