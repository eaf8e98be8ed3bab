"""The client of a command: its server and its key."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nft_holdings._apis import Api
from nft_holdings._client import Client
from nft_holdings._errors import InvalidArgument


@contextmanager
def connected(api: Api, *, sandbox: bool, network: str | None, base_url: str | None, **options: Any) -> Iterator[Client]:
    """Yield a client of the chosen server.

    Raises:
        InvalidArgument: No server was named where none is a default, or more than one was.
    """
    if [sandbox, network is not None, base_url is not None].count(True) > 1:
        raise InvalidArgument("give one of --sandbox, --network and --base-url", argument="server")
    if sandbox:
        with sandbox_client(api, **options) as client:
            yield client
        return
    with _client(api, network, base_url, **options) as client:
        yield client


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
    with Sandbox() as sandbox, make(sandbox.url, **sandbox.credentials(api.name), rate_limit=None, **options) as client:
        yield client
