"""The commands that make a snapshot and go on with it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

from nft_holdings._apis import APIS, Api, ListingInfo
from nft_holdings.cli._accounts import account_names, of_client, read_accounts
from nft_holdings.cli._connect import BaseUrl, RateOption, Sandboxed, StoreOption, Timeout
from nft_holdings.cli._help import one_of, option
from nft_holdings.cli._parameters import SERVER, takes_number
from nft_holdings.cli._progress import logged

from ._endings import ends_in_own_words
from ._making import SANDBOX, Verbose, check_rate, client_of, ended, making, same_servers
from ._merge_command import ShardOption, shard_named
from ._state import Folder

CONTENT = "Content"


def create_command() -> Callable[..., int]:
    """Return the function that typer makes `snapshot create` of: with an option for each thing that APIs list."""

    def run(**given: Any) -> int:
        common = {name: given.pop(name) for name in inspect.signature(_server).parameters}
        folder, shard = given.pop("folder"), given.pop("shard")
        return _create(folder, {name: value for name, value in given.items() if value}, shard, **common)

    run.__doc__ = (
        "Make a snapshot of what accounts, wallets and tokens hold.\n\n"
        "Whatever stops it, nft-holdings snapshot resume DIR goes on with it. Docs: docs/snapshots.md."
    )
    folder = inspect.Parameter("folder", inspect.Parameter.KEYWORD_ONLY, annotation=Folder)
    shard = inspect.Parameter("shard", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=ShardOption)
    parameters = [folder, *_source_parameters(), shard, *inspect.signature(_server).parameters.values()]
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
    sandbox: Sandboxed = False,
    network: Annotated[str | None, option(SERVER, "Ask a known server of the API.", "--network", metavar="NETWORK")] = None,
    base_url: BaseUrl = None,
    timeout: Timeout = None,
    rate_limit: RateOption = None,
    shared_limit: StoreOption = None,
    verbose: Verbose = False,
) -> None:
    """Hold the options of a server."""


def _create(folder: Path, given: Mapping[str, Any], part: str | None, *, verbose: bool, **server: Any) -> int:
    from nft_holdings.data import Snapshot

    shard = None if part is None else shard_named(part)
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
    with logged(verbose), ExitStack() as opened:
        check_rate(needed, server["rate_limit"])
        clients = {name: opened.enter_context(client_of(api, **server)) for name, api in needed.items()}
        with making(folder) as show:
            servers = dict.fromkeys(clients, SANDBOX) if server["sandbox"] else None
            status = Snapshot.create(folder, clients=clients, servers=servers, on_progress=show, shard=shard, **chosen)
    return ended(folder, status)


def _accounts_in(api: Api, listing: ListingInfo, file: str) -> list[Any]:
    names = account_names(api, listing)
    accounts = read_accounts(api, file, (), len(names), option=_option_of(api, listing))
    return list(of_client(accounts, as_numbers=takes_number(api, listing, names[0])))


@ends_in_own_words
def resume_command(folder: Folder, rate_limit: RateOption = None, shared_limit: StoreOption = None, verbose: Verbose = False) -> int:
    """Go on with the newest snapshot: read what has not been read, and what could not be.

    It asks the servers that were asked before, with the keys of the environment.
    """
    from nft_holdings.data import Snapshot

    with logged(verbose), same_servers(folder, rate_limit, shared_limit) as servers, making(folder) as show:
        status = Snapshot.resume(folder, on_progress=show, **servers)
    return ended(folder, status)
