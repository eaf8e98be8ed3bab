"""Modules of a script that are about one API each: `SCRIPT.apis.NAME`, with the name of the API's descriptor."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from nft_holdings._apis import APIS


def modules_of(package: str) -> Mapping[str, ModuleType]:
    """Return the modules of a package by the names of their APIs, in the order of the descriptors.

    An API without a module is left out, so that a new one needs none before it works.
    """
    names = [api.name for api in APIS if find_spec(f"{package}.{api.name}")]
    return {name: import_module(f"{package}.{name}") for name in names}
