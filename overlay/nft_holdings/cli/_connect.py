"""The client of a command: its server, its key and its rate limit."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Annotated, Any

import typer

from nft_holdings._apis import Api
from nft_holdings._client import Client
from nft_holdings._errors import InvalidArgument
from nft_holdings._option_values import RateLimit
from nft_holdings._store_address import secrets_in

from ._help import number, option
from ._parameters import SERVER

STORE_VARIABLE = "NFT_HOLDINGS_SHARED_LIMIT"
"""The environment variable that names the store of a shared limit, with a password or without."""
RATE = re.compile(r"([0-9]{1,6})(?:/([0-9]{0,4})(s|min|h))?")
SECONDS = {"s": 1, "min": 60, "h": 3600}


def rate_of(text: str) -> RateLimit | None:
    """Return a rate limit that is written as 5, 5/s, 100/min or 10/2s; None for a text that is none."""
    found = RATE.fullmatch(text.replace(" ", ""))
    try:
        return RateLimit(int(found[1]), float(int(found[2] or 1) * SECONDS[found[3] or "s"])) if found else None
    except InvalidArgument:
        return None


def _rate(text: str) -> RateLimit:
    if (limit := rate_of(text)) is None:
        raise typer.BadParameter(f"must be requests in a time, such as 20 (a second), 5/s, 100/min or 10/2s, not {text!r}")
    return limit


def _store(text: str) -> str:
    try:
        RateLimit(1, shared=text)
    except InvalidArgument as error:
        raise typer.BadParameter(str(error).removeprefix("RateLimit: shared ")) from None
    if secrets_in(text):
        raise typer.BadParameter(
            f"has a password, which others can read in the list of processes: set {STORE_VARIABLE} to this URL instead"
        )
    return text


Sandboxed = Annotated[bool, option(SERVER, "Ask a sandbox on this machine: no key, no network.", "--sandbox")]
BaseUrl = Annotated[str | None, option(SERVER, "Ask another server.", metavar="URL")]
Timeout = Annotated[
    float | None, option(SERVER, "The most seconds for one attempt.", metavar="SECONDS", default="30", parser=number(float))
]
RateOption = Annotated[
    RateLimit | None,
    option(
        SERVER,
        "The most requests in a time: 20 (a second), 100/min or 10/2s.",
        "--rate-limit",
        metavar="REQUESTS",
        default="that of the server",
        parser=_rate,
    ),
]
StoreOption = Annotated[
    str | None,
    option(SERVER, "Share the limit with the processes that name this file, or redis://… or postgresql://….",
           "--shared-limit", metavar="STORE", parser=_store),
]  # fmt: skip


@contextmanager
def connected(
    api: Api,
    *,
    sandbox: bool = False,
    network: str | None = None,
    base_url: str | None = None,
    timeout: float | None = None,
    rate_limit: RateLimit | None = None,
    shared_limit: str | None = None,
) -> Iterator[Client]:
    """Yield a client of the chosen server.

    Raises:
        InvalidArgument: No server was named where none is a default, more than one was, or there is no limit to share.
    """
    if [sandbox, network is not None, base_url is not None].count(True) > 1:
        raise InvalidArgument("give one of --sandbox, --network and --base-url", argument="server")
    given = {"timeout": timeout, "rate_limit": rate_limit}
    options = {name: value for name, value in given.items() if value is not None}
    make: Callable[..., AbstractContextManager[Client]] = (
        sandbox_client if sandbox else partial(_client, network=network, base_url=base_url)
    )
    with make(api, **options) as client:
        yield _sharing(client, shared_limit)


def _client(api: Api, network: str | None, base_url: str | None, **options: Any) -> Client:
    make: Any = api.client
    if network is None:
        return make(base_url, **options)  # type: ignore[no-any-return]  # without a base URL, that of the environment or a default
    if network.replace("-", "_") not in api.servers:
        if not api.servers:
            raise InvalidArgument(f"--network is not for {api.title}, which has no known server", argument="server")
        known = ", ".join(server.replace("_", "-") for server in api.servers)
        raise InvalidArgument(f"--network must be one of {known}, not {network!r}", argument="server")
    return getattr(make, network.replace("-", "_"))(**options)  # type: ignore[no-any-return]


@contextmanager
def sandbox_client(api: Api, **options: Any) -> Iterator[Client]:
    """Yield a client of a sandbox that runs as long as the command."""
    from nft_holdings.sandbox import Sandbox

    make: Any = api.client
    # The sandbox has no limit, and nobody is harmed by asking it as fast as it answers.
    with Sandbox() as sandbox, make(sandbox.url, **sandbox.credentials(api.name), **{"rate_limit": None, **options}) as client:
        yield client


def _sharing(client: Client, store: str | None) -> Client:
    """Return a client that shares its limit with other processes, if a store for that is named.

    Args:
        client: The client.
        store: The store that the command names; if it names none, that of the environment is used, for those clients that have a limit.

    Raises:
        InvalidArgument: There is no limit to share, or the store of the environment is refused.
    """
    limit = client.options.get("rate_limit")
    place = store or os.environ.get(STORE_VARIABLE)
    if limit is None and store is not None:
        raise InvalidArgument(
            "--shared-limit has no limit to share, as this server has no documented one: add --rate-limit", argument="server"
        )
    if limit is None or not place:
        return client
    try:
        shared = RateLimit(limit.requests, limit.seconds, shared=place)
    except InvalidArgument as error:
        raise InvalidArgument(str(error).replace("RateLimit: shared", STORE_VARIABLE), argument=error.argument) from None
    return client.with_options(rate_limit=shared)
