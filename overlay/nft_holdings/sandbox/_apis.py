"""The APIs that the sandbox serves, each found by its name."""

from importlib import import_module

from nft_holdings._apis import NAMES

from ._api import SandboxApi


def sandbox_api_named(name: str) -> SandboxApi:
    """Return the sandbox's descriptor of an API.

    Raises:
        ValueError: No API has the name.
    """
    if name not in NAMES:
        raise ValueError(f"unknown API {name!r}; known APIs are {', '.join(NAMES)}")
    found: SandboxApi = import_module(f"nft_holdings.sandbox.{name}.descriptor").SANDBOX_API
    return found


SANDBOX_APIS = tuple(map(sandbox_api_named, NAMES))
