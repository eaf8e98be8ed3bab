"""The specs: the operation that a message belongs to, and its schemas, compared with values and found for a place in a value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from attrs import frozen

from nft_holdings._apis import APIS
from nft_holdings._reading.comparison import COMPARED, Difference, Steps, differences, escaped, innermost, validator_of
from nft_holdings._specs.access import spec_of

PARAMETER = re.compile(r"\\\{[^}]*\\\}")
LISTINGS = {f"{api.name}.{listing.method}": listing.operation_id for api in APIS for listing in (*api.listings, *api.objects)}
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
                return f"{self.pointer}/responses/{name}", self.stated["responses"][name]
        return None


@cache
def operations() -> Sequence[SpecOperation]:
    """Return the operations of all specs."""
    found = []
    for api in APIS:
        for path, item in spec_of(api.name)["paths"].items():
            # A gateway may have a path of its own in front.
            pattern = re.compile(f".*{PARAMETER.sub('[^/]+', re.escape(path))}")
            for method, stated in item.items():
                found.append(SpecOperation(api.name, method.upper(), f"/paths/{escaped(path)}/{method}", stated, pattern))
    return found


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


class Schema:
    """A schema.

    Attributes:
        api: The API.
        pointer: The schema's place in the spec.
        stated: The schema as the spec has it.
    """

    def __init__(self, api: str, pointer: str) -> None:
        stated = at(api, pointer)
        while "$ref" in stated:
            pointer = stated["$ref"][1:]
            stated = at(api, pointer)
        self.api = api
        self.pointer = pointer
        self.stated: Mapping[str, Any] = stated

    @cached_property
    def _validator(self) -> Any:
        return validator_of(self.stated, at(self.api, "/components/schemas"), close_all=True)

    def differences(self, value: Any) -> list[Difference]:
        """Return the differences of a value from the schema, each with its place in the spec."""
        return [] if self._validator.is_valid(value) else innermost(differences(self._validator, value))

    def place_of(self, found: Difference) -> str:
        """Return the JSON pointer of the schema that a difference is from."""
        return f"{self.pointer}{found.schema.removeprefix(f'/{COMPARED}')}" if found.schema.startswith(f"/{COMPARED}") else found.schema

    @cached_property
    def alternatives(self) -> Sequence["Schema"]:
        """The alternatives, also those of alternatives; the schema itself if it has none."""
        if "anyOf" not in self.stated:
            return (self,)
        each = (Schema(self.api, f"{self.pointer}/anyOf/{place}") for place in range(len(self.stated["anyOf"])))
        return [inner for one in each for inner in one.alternatives]

    def field(self, name: str) -> "Schema | None":
        """Return the schema of a field; None if the spec has none for it."""
        if name in self.stated.get("properties", {}):
            return Schema(self.api, f"{self.pointer}/properties/{escaped(name)}")
        is_map = isinstance(self.stated.get("additionalProperties"), dict)
        return Schema(self.api, f"{self.pointer}/additionalProperties") if is_map else None

    def at(self, steps: Steps) -> Iterator["Schema"]:
        """Yield the schemas of a place in a value: several where the way there has alternatives."""
        if not steps:
            yield self
        elif "anyOf" in self.stated:
            for each in self.alternatives:
                yield from each.at(steps)
        elif isinstance(steps[0], int):
            if "items" in self.stated:
                yield from Schema(self.api, f"{self.pointer}/items").at(steps[1:])
        elif (inner := self.field(steps[0])) is not None:
            yield from inner.at(steps[1:])


@cache
def schema_of(operation: SpecOperation, response: str, kind: str) -> Schema:
    """Return the schema for a content type, from the pointer to a description of an operation's replies."""
    return Schema(operation.api, f"{response}/content/{escaped(kind)}/schema")
