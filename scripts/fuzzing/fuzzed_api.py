"""Everything that the fuzzer needs to know of one API."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import field, frozen
from nft_holdings._paging.operation import Operation
from nft_holdings.sandbox import Sandbox
from per_api import modules_of

PAGE_SIZE = 3


@frozen
class FuzzedApi:
    """An API.

    Attributes:
        operations: Makes the operations to read replies with, for the sample accounts of a sandbox.
        headers: Makes the headers that the sandbox asks for.
        settings: The sandbox's settings for its second set of replies.
        page: Returns the page inside a reply's JSON.
    """

    operations: Callable[[Sandbox], Sequence[Operation[Any]]]
    headers: Callable[[Sandbox], Mapping[str, str]] = lambda sandbox: {}
    settings: Mapping[str, Any] = field(factory=dict)
    page: Callable[[Any], Any] = lambda document: document


@cache
def fuzzed_apis() -> Mapping[str, FuzzedApi]:
    """Return the APIs by name."""
    return {name: module.FUZZED_API for name, module in modules_of(f"{__package__}.apis").items()}


def all_operations() -> Sequence[Operation[Any]]:
    """Return the operations of all APIs: for all sample accounts of the sandbox, some with filters and in another order."""
    sandbox = Sandbox()
    return [operation for api in fuzzed_apis().values() for operation in api.operations(sandbox)]
