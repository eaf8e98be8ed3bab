"""The command for a listing."""

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence, Sized
from contextlib import contextmanager, nullcontext
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, TextIO

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._errors import InvalidArgument, NftHoldingsError

from ._accounts import ManyAccounts, OneAccount, OnePage, Rows, account_names, grouped, of_client, read_accounts
from ._columns import RowFields
from ._connect import BaseUrl, RateOption, Sandboxed, StoreOption, Timeout, connected
from ._endings import in_own_words
from ._exit_codes import CannotShow, ExitCode, Interrupted, OutputClosed, OutputFailed
from ._help import choice, number, one_of, option
from ._output import BINARY, Layout, Output, Times, output_for
from ._output_options import RowFile, RowFormat, chosen_format, file_of
from ._parameters import (
    ACCOUNTS,
    OUTPUT,
    ROWS,
    SERVER,
    arguments_for,
    described,
    integer,
    is_required,
    joined_metavar,
    parameters_of,
    takes_number,
)
from ._progress import logged, progress
from ._signals import Stopping
from ._streams import whole_file

FOR_MANY = ("accounts_from", "accounts_column", "errors_to")
"""The options of listings that take many accounts."""
FOR_ROWS = ("limit",)
FOR_OUTPUT = ("format", "columns", "output", "times", "no_header")
"""The options of listings, and of what prints rows."""
FOR_SERVER = ("sandbox", "network", "base_url", "timeout", "rate_limit", "shared_limit")
"""The options that choose the client."""
NOT_NARROWING = ("order", "page_size", "first_page", "cursor")
"""The options that leave out no rows."""


def listing_command(api: Api, command: ListingInfo) -> Callable[..., int]:
    """Return a function that typer makes a command of."""
    summary, _ = described(getattr(api.client, command.method))
    fitting = shared_parameters(api, ",".join(list(command.columns.values())[:2]))
    fitting = [each for each in fitting if command.many_method or each.name not in FOR_MANY]
    fitting = [each for each in fitting if command.names or each.name != "names"]
    fitting = [each for each in fitting if command.rows_at or each.name not in (FOR_ROWS if command.row else (*FOR_ROWS, *FOR_OUTPUT))]
    parameters = [*parameters_of(api, command), *fitting]
    options = {
        each.name: each.name.upper() if each.name in command.positional else f"--{each.name.replace('_', '-')}" for each in parameters
    }
    advice = api.filters(command).ADVICE if command.filters else {}
    words = partial(in_own_words, api=api, options=options, advice=advice)

    def run(**given: Any) -> int:
        common = common_of(given)
        try:
            return _list(api, command, common, given, words)
        except InvalidArgument as error:
            raise words(error) from None

    run.__doc__ = summary
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def common_of(given: dict[str, Any]) -> Any:
    """Take the options that every listing has out of those that were given."""
    return SimpleNamespace(**{name: given.pop(name, None) for name in inspect.signature(_shared).parameters})


def _list(api: Api, command: ListingInfo, common: Any, given: dict[str, Any], words: Callable[[InvalidArgument], InvalidArgument]) -> int:
    """List what the accounts hold.

    Args:
        api: The API.
        command: The listing.
        common: The options that every listing has.
        given: The other options.
        words: A function that puts an error in the words of the command line.

    Returns:
        The exit code.
    """
    names = account_names(api, command)
    words_given = given.pop(names[0]) or []
    accounts = _accounts(api, command, common, [words_given] if isinstance(words_given, str) else words_given, names)
    arguments = arguments_for(api, command, given)
    many = _are_many(command, common, accounts)
    fields = RowFields.of(api, command) if command.row else RowFields(names=(), headings={})
    fields = fields.after("account") if many else fields
    looked_up = import_module(f"nft_holdings.cli.{command.names}") if common.names else None
    printed = printer(common, looked_up.with_names(fields) if looked_up else fields)
    with client_of(api, common) as client:
        if not many:
            defaults = inspect.signature(getattr(client, command.method)).parameters
            narrowed = any(value not in (None, defaults[name].default) for name, value in arguments.items() if name not in NOT_NARROWING)
            found = getattr(client, command.method)(**arguments, **_named(api, command, accounts))
            if isinstance(found, bool):
                print("yes" if found else "no")
                return ExitCode.OK if found else ExitCode.NO
            listing = found if command.rows_at else OnePage(found)
            name = "/".join(next(iter(accounts), ("the account",)))
            rows = OneAccount(listing, arguments.get("cursor"), name, command.nothing, narrowed=narrowed)
            printed(looked_up.Named(rows, client) if looked_up else rows)
            return ExitCode.OK
        of_command = of_client(accounts, as_numbers=takes_number(api, command, names[0]))
        listings = ManyAccounts(client, command, of_command, arguments, words)
        with whole_file(common.errors_to, even_if_failed=True) if common.errors_to else nullcontext() as errors_file:
            ended = False
            try:
                printed(looked_up.Named(listings, client) if looked_up else listings)
                ended = True
            finally:
                has_errors = listings.report(errors_file, common.errors_to, ended=ended, kept=ended or file_of(common.output) is None)
        return ExitCode.INCOMPLETE if has_errors else ExitCode.OK


def _accounts(api: Api, command: ListingInfo, common: Any, words: list[str], names: Sequence[str]) -> dict[Any, str | None]:
    """Return the accounts in the arguments and in the file, each with the cursor to go on from."""
    if not command.many_method and len(words) not in (0, 1 if command.joined else len(names)):
        raise InvalidArgument(f"give {joined_metavar(command, names)}, not {len(words)} words", argument=names[0])
    accounts: dict[Any, str | None] = dict.fromkeys(grouped(words, names, joined=command.joined))
    if common.accounts_column and common.accounts_from is None:
        raise InvalidArgument("--accounts-column goes with --accounts-from", argument="accounts_column")
    if common.accounts_from is not None:
        accounts.update(read_accounts(api, common.accounts_from, common.accounts_column or (), len(names)))
    return accounts


def _are_many(command: ListingInfo, common: Any, accounts: Sized) -> bool:
    """Return True if each row is to name its account."""
    labelled = common.accounts_from is not None or common.errors_to is not None or "account" in _columns(common)
    return bool(command.many_method) and (len(accounts) > 1 or (labelled and len(accounts) == 1))


def _columns(common: Any) -> list[str]:
    return [name.strip() for option in common.columns or () for name in option.split(",")]


def printer(common: Any, fields: RowFields) -> Callable[[Rows], None]:
    """Return a function that prints rows as the options say.

    Raises:
        ValueError: A column is unknown, one file is named for two, or the format does not go with other options.
        ImportError: The format needs a package that is missing.
    """
    columns, output = _columns(common), file_of(common.output)
    fields.check(columns)
    if output is not None and common.errors_to is not None and output.resolve() == common.errors_to.resolve():
        raise ValueError("--output and --errors-to name the same file")
    form = chosen_format(common.format, output)
    if form in BINARY and common.times:
        raise ValueError(f"--times is for text: timestamps in {form} have a type of their own")
    layout = Layout(format=form, columns=columns, times=common.times, header=not common.no_header)

    def printed(rows: Rows) -> None:
        with whole_file(output) if output else nullcontext(sys.stdout) as stream:
            show(rows, output_for(stream, fields, layout), stream, common.limit)

    return printed


@contextmanager
def client_of(api: Api, common: Any) -> Iterator[Any]:
    """Yield the client that the options name."""
    with logged(common.verbose), connected(api, **{name: getattr(common, name) for name in FOR_SERVER}) as client:
        yield client


def _shared(
    *,
    accounts_from: Annotated[
        str | None, option(ACCOUNTS, "Read accounts from a file, one a line; - is standard input.", metavar="FILE")
    ] = None,
    accounts_column: Annotated[list[str] | None, option(ACCOUNTS, "The column of accounts, if FILE is CSV.", metavar="NAME")] = None,
    errors_to: Annotated[Path | None, option(ACCOUNTS, "Write unfinished accounts, for --accounts-from.", metavar="FILE")] = None,
    limit: Annotated[int | None, option(ROWS, "Stop after N rows.", "--limit", "-n", metavar="N", parser=number(least=1))] = None,
    format: RowFormat = None,
    columns: list[str] | None = None,
    output: RowFile = None,
    times: Annotated[
        Times | None,
        option(
            OUTPUT,
            "Print timestamps as dates (iso), or as the API sends them (raw).",
            metavar="iso|raw",
            default="iso in csv, raw in JSON",
            **choice(list(Times)),
        ),
    ] = None,
    no_header: Annotated[bool, option(OUTPUT, "Leave out the column names of a table or CSV.", "--no-header")] = False,
    names: Annotated[bool, option(OUTPUT, "Look up the names and symbols of tokens.", "--names")] = False,
    verbose: Annotated[bool, option(OUTPUT, "Print each request and wait on standard error.", "--verbose", "-v")] = False,
    sandbox: Sandboxed = False,
    network: str | None = None,
    base_url: BaseUrl = None,
    timeout: Timeout = None,
    rate_limit: RateOption = None,
    shared_limit: StoreOption = None,
) -> None:
    """Hold the options that every listing has; the values of --network and --columns depend on the API."""


def shared_parameters(api: Api, example: str) -> list[inspect.Parameter]:
    """Return the options that every listing of an API has.

    Args:
        api: The API.
        example: A value of --columns.
    """
    columns = option(OUTPUT, f"Print these fields, such as {example}.", metavar="NAME,...")
    fitting: dict[str, Any] = {"columns": Annotated[list[str] | None, columns]}
    if servers := [server.replace("_", "-") for server in api.servers]:
        text = f"Ask a known server: {one_of(servers)}."
        network = option(SERVER, text, "--network", metavar="NETWORK", default=servers[0], autocompletion=lambda: servers)
        fitting["network"] = Annotated[str | None, network]
    shared = inspect.signature(_shared).parameters.values()
    return [each.replace(annotation=fitting.get(each.name, each.annotation)) for each in shared if servers or each.name != "network"]


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
    if not command.many_method:
        raise InvalidArgument(f"give {joined_metavar(command, names)}", argument=names[0])
    raise InvalidArgument(f"no account is named: give {option}, or --accounts-from FILE", argument=names[0])


def show(accounts: Rows, output: Output, stream: TextIO, limit: int | None) -> None:
    """Print rows as they come. What has come is shown even if the rest cannot be had."""
    left = limit
    begun = False
    stopping = Stopping()
    try:
        with progress(accounts, stream) as pages, stopping:
            for page in pages:
                stopping.begin_page()
                begun = True
                items = page.items if left is None else page.items[:left]
                for item in items:
                    output.add(accounts.row(page, item))
                output.flush()
                if len(items) == len(page.items):  # else --limit cut it off, and who goes on needs it whole
                    accounts.note(page)
                stopping.end_page()
                if left is not None:
                    left -= len(items)
                    if left == 0:
                        break
        output.finish()
        accounts.end()
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
