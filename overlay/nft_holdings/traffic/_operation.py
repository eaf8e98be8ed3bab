"""Operations of the specs: the one that a message belongs to, and the descriptions of its replies."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from attrs import frozen

from nft_holdings._apis import APIS
from nft_holdings._reading.comparison import escaped
from nft_holdings._specs.access import spec_of

PARAMETER = re.compile(r"\\\{[^}]*\\\}")
LISTINGS = {f"{api.name}.{listing.method}": listing.operation_id for api in APIS for listing in api.listings}
"""The operations' ids, by the names that a Drift has."""


@frozen(eq=False)
class SpecOperation:
    """An operation of a spec.

    Attributes:
        api: The API.
        method: The HTTP method, in capitals.
        pointer: Its place in the spec.
        stated: Its object in the spec.
    """

    api: str
    method: str
    pointer: str
    stated: Mapping[str, Any]
    matches: re.Pattern[str]

    @property
    def id(self) -> str:
        """Return its id in the spec."""
        return str(self.stated["operationId"])

    @property
    def parameters(self) -> set[str]:
        """Return the names of its query's parameters, in lower case."""
        found = (at(self.api, each["$ref"][1:]) if "$ref" in each else each for each in self.stated.get("parameters", ()))
        return {each["name"].lower() for each in found if each["in"] == "query"}

    def response(self, status: int) -> tuple[str, Mapping[str, Any]] | None:
        """Return the pointer to the description of replies with a status, and the description; None if the spec has none."""
        for name in (str(status), f"{status // 100}XX", "default"):
            if name in self.stated["responses"]:
                found: Mapping[str, Any] = self.stated["responses"][name]
                return f"{self.pointer}/responses/{name}", found
        return None


@cache
def operations() -> Sequence[SpecOperation]:
    """Return the operations of all specs."""
    return tuple(_operations())


def _operations() -> Iterator[SpecOperation]:
    for api in APIS:
        for path, item in spec_of(api.name)["paths"].items():
            # A gateway may have a path of its own in front.
            pattern = re.compile(f".*{PARAMETER.sub('[^/]+', re.escape(path))}")
            for method, stated in item.items():
                yield SpecOperation(api.name, method.upper(), f"/paths/{escaped(path)}/{method}", stated, pattern)


def operation_of(method: str, path: str, api: str | None) -> SpecOperation | None:
    """Return the operation that a request is for; None if it is for none."""
    for operation in operations():
        if operation.method == method and operation.matches.fullmatch(path) and api in (None, operation.api):
            return operation
    return None


def at(api: str, pointer: str) -> Any:
    """Return the value at a JSON pointer of a spec."""
    found: Any = spec_of(api)
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        found = found[int(name)] if isinstance(found, list) else found[name]
    return found
