"""The command for the holders of tokens."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import evolve

from nft_holdings._apis import Api, ListingInfo
from nft_holdings._apis.hedera.entity_id import account_path, may_be_same, needs_lookup, written_id
from nft_holdings._apis.hedera.tokens.arguments import token_path
from nft_holdings._apis.hedera.tokens.times import nanoseconds
from nft_holdings._errors import InvalidArgument
from nft_holdings.cli._accounts import lines_in, read_text
from nft_holdings.cli._columns import RowFields
from nft_holdings.cli._endings import in_own_words
from nft_holdings.cli._exit_codes import ExitCode
from nft_holdings.cli._help import choice, number, option
from nft_holdings.cli._listing_command import FOR_MANY, client_of, common_of, printer, shared_parameters
from nft_holdings.cli._parameters import FILTERS, ROWS

from ._holders import Holders, HoldersQuestion

TOKENS = "Tokens"
COUNTS = ("wallet", "token", "owned", "timestamp")
SERIALS = ("owner", "serial", "token", "spender")
SINCE = ("since", "exact")
TYPES = {"owned": "integer", "serial": "integer", "exact": "boolean"}
PRESENT_ONLY = ("serials", "since", "held_before")
"""The options that read NFTs, which servers list as they are now."""


def command(api: Api, info: ListingInfo) -> Callable[..., int]:
    """Return a function that typer makes a command of."""
    shared = [each for each in shared_parameters(api, ",".join(COUNTS[:2])) if each.name not in (*FOR_MANY, "names")]
    parameters = [*inspect.signature(_options).parameters.values(), *shared]
    options = {each.name: f"--{each.name.replace('_', '-')}" for each in parameters}
    words = partial(in_own_words, api=api, options={**options, "token": "TOKEN", "at_least": "--min"}, advice={})

    def run(**given: Any) -> int:
        common = common_of(given)
        try:
            return _list(api, common, **given)
        except InvalidArgument as error:
            raise words(error) from None

    run.__doc__ = "List the accounts that hold a token or several, how many each holds, or which NFTs."
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return run


def _options(
    *,
    tokens: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TOKEN...", help="The tokens; without one, those of --all-of and --any-of.", show_default=False, rich_help_panel=TOKENS
        ),
    ] = None,
    all_of: Annotated[list[str] | None, option(TOKENS, "Only accounts that hold all of these.", metavar="TOKEN,...")] = None,
    any_of: Annotated[list[str] | None, option(TOKENS, "Only accounts that hold one of these.", metavar="TOKEN,...")] = None,
    none_of: Annotated[list[str] | None, option(TOKENS, "Only accounts that hold none of these.", metavar="TOKEN,...")] = None,
    min: Annotated[
        int | None, option(FILTERS, "Only accounts that hold at least N of a token.", "--min", metavar="N", parser=number(least=1))
    ] = None,
    held_before: Annotated[str | None, option(FILTERS, "Only NFTs that came to their holder before.", metavar="TIME")] = None,
    exclude: Annotated[Path | None, option(FILTERS, "Leave out the accounts in a file, one a line.", metavar="FILE")] = None,
    exclude_treasury: Annotated[bool, option(FILTERS, "Leave out the tokens' treasuries.", "--exclude-treasury")] = False,
    as_of: Annotated[str | None, option(FILTERS, "As of a time: the newest snapshot of balances before it.", metavar="TIME")] = None,
    serials: Annotated[bool, option(ROWS, "Print a row for each NFT, with its serial number.", "--serials")] = False,
    since: Annotated[bool, option(ROWS, "Print since when each NFT has been held; with --serials.", "--since")] = False,
    order: Annotated[
        str | None, option(ROWS, "The order by account or serial number.", metavar="asc|desc", default="desc", **choice(("asc", "desc")))
    ] = None,
    page_size: Annotated[int | None, option(ROWS, "The rows to request for a page.", metavar="N", parser=number())] = None,
    cursor: Annotated[str | None, option(ROWS, "Go on after the page that has this cursor.", "--cursor", metavar="CURSOR")] = None,
) -> None:
    """Hold the options of the command."""


def _list(api: Api, common: Any, **given: Any) -> int:
    """Print the holders.

    Raises:
        InvalidArgument: An option is refused. Nothing is sent.
        NotFound: A token, or an account to leave out, does not exist.
    """
    named = {name: _tokens(given[name] or (), name) for name in ("tokens", "all_of", "any_of", "none_of")}
    tokens = named["tokens"] or tuple(dict.fromkeys((*named["all_of"], *named["any_of"])))
    if not tokens:
        raise InvalidArgument("no token is named: give TOKEN, --all-of or --any-of", argument="tokens")
    for one, other in combinations(tokens, 2):
        if may_be_same(one, other):
            raise InvalidArgument(f"{one} and {other} may be one token: write both with shard and realm", argument="tokens")
    if given["as_of"] is not None and (refused := [name for name in PRESENT_ONLY if given[name]]):
        raise InvalidArgument(
            f"--as-of does not go with --{refused[0].replace('_', '-')}: servers list NFTs as they are now", argument="as_of"
        )
    if given["since"] and not given["serials"]:
        raise InvalidArgument("--since goes with --serials", argument="since")
    excluded = _accounts(given["exclude"]) if given["exclude"] else []
    question = HoldersQuestion(
        tokens=tokens,
        all_of=named["all_of"],
        any_of=named["any_of"],
        none_of=named["none_of"],
        at_least=given["min"] or 1,
        serials=given["serials"],
        since=given["since"],
        held_before=_time(given, "held_before"),
        as_of=_time(given, "as_of"),
        exclude_treasury=given["exclude_treasury"],
        paging={name: given[name] for name in ("order", "page_size") if given[name] is not None},
        cursor=given["cursor"],
    )
    if given["cursor"] is not None and not question.is_streamed:
        raise InvalidArgument("--cursor goes on with one TOKEN whose rows come page by page: leave it out", argument="cursor")
    fields = _fields(question)
    common.columns = common.columns or fields.names
    printed = printer(common, fields)
    with client_of(api, common) as client:
        holders = Holders(client, evolve(question, excluded=_ids(client, excluded)))
        printed(holders)
    return ExitCode.OK if holders.is_complete else ExitCode.INCOMPLETE


def _time(given: Mapping[str, Any], name: str) -> int | None:
    return None if given[name] is None else nanoseconds(given[name], name)


def _tokens(given: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the tokens that an option names, each once."""
    words = [word.strip() for text in given for word in text.split(",")]
    if "" in words:
        raise InvalidArgument(f"--{name.replace('_', '-')} has an empty value", argument=name)
    return tuple(dict.fromkeys(token_path(word) for word in words))


def _accounts(file: Path) -> list[str]:
    """Return the accounts in a file.

    Raises:
        InvalidArgument: A line is none.
    """
    name, text = read_text(str(file), "--exclude")
    found = []
    for line, _, word in lines_in(text):
        try:
            found.append(account_path(word))
        except InvalidArgument as error:
            raise InvalidArgument(f"line {line} of {name}: {error}", argument="exclude") from None
    return found


def _ids(client: Any, accounts: Sequence[str]) -> frozenset[str]:
    """Return the ids of accounts; an alias or an EVM address is looked up.

    Raises:
        NotFound: There is no such account, so that who was to be left out might be listed.
    """
    return frozenset(client.account(each).account if needs_lookup(each) else str(written_id(each)) for each in accounts)


def _fields(question: HoldersQuestion) -> RowFields:
    names = COUNTS if not question.serials else (*SERIALS, *SINCE) if question.since else SERIALS
    return RowFields(names=names, headings={name: name for name in names}, timestamps={"timestamp": 0, "since": 0}, types=TYPES)
