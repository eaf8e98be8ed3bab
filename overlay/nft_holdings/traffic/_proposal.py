"""What the spec would have to say, as a patch of its JSON (RFC 6902)."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from nft_holdings._errors import cut
from nft_holdings._reading.json_values import json_path
from nft_holdings._redaction import HIDDEN, hidden

from ._archive import Reply
from ._operation import at, escaped
from ._shape import Shape
from ._sighting import Kind, Sighting

MOST_EXAMPLES = 3
WITHOUT_SCHEMA = (Kind.STATUS, Kind.CONTENT, Kind.PARAMETER)
OF_USER = re.compile(r"(:(?:\\*/){2})[^/?#\s\"'\\]*@")


@frozen(kw_only=True)
class Proposal:
    """Something that the spec does not say, and a patch that would make it say so.

    Attributes:
        api: The API.
        operations: The operations in whose replies it was seen.
        kind: What is other than the spec says.
        pointer: Where in the spec it belongs.
        name: The field, the parameter, the keyword, the status or the content type.
        times: How often it was seen.
        examples: Values that came, as JSON, each cut off where it is long.
        path: Where in a reply it was seen first.
        patch: Operations of JSON Patch on the API's openapi.json.
    """

    api: str
    operations: tuple[str, ...]
    kind: Kind
    pointer: str
    name: str
    times: int
    examples: tuple[str, ...]
    path: str
    patch: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        seen = f"{self.times} times" if self.times > 1 else "once"
        such = f", such as {' and '.join(self.examples)}" if self.examples else ""
        what = "" if self.kind == Kind.TYPE else f" {self.name}"
        return f"{self.api}: {self.kind}:{what} at {self.path}, {seen}{such} (spec: {self.pointer})"


def without_keys(text: str) -> str:
    """Return a text without keys, and without user names and passwords in URLs."""
    return hidden(OF_USER.sub(lambda found: f"{found[1]}{HIDDEN}@", text))


class Finding:
    """All sightings of one thing, of which no more is kept than its proposal needs."""

    def __init__(self, first: Sighting) -> None:
        self._first = first
        self._times = 0
        self._operations: dict[str, None] = {}
        self._examples: dict[str, None] = {}
        self._values: dict[str, None] = {}
        self._shape = Shape()
        self._kind_of_body = ""

    def add(self, sighting: Sighting) -> None:
        """Take a sighting into account."""
        value = sighting.value
        self._times += 1
        self._operations[sighting.operation] = None
        if isinstance(value, Reply):
            if value.content_type and value.unread is None:
                self._kind_of_body = self._kind_of_body or value.content_type
                self._shape.add(value.body)
            return
        self._shape.add(value)
        if sighting.kind == Kind.VALUE:
            self._values[json.dumps(value)] = None
        if sighting.kind != Kind.MISSING and len(self._examples) < MOST_EXAMPLES:
            self._examples[json.dumps(value, ensure_ascii=False)] = None

    def proposal(self) -> Proposal:
        """Return the proposal."""
        first = self._first
        return Proposal(
            api=first.api,
            operations=tuple(self._operations),
            kind=first.kind,
            pointer=first.pointer,
            name=first.name,
            times=self._times,
            examples=tuple(dict.fromkeys(cut(without_keys(text)) for text in self._examples)),
            path=json_path(first.steps),
            patch=tuple(self._patch()),
        )

    def _patch(self) -> list[dict[str, Any]]:
        first = self._first
        schema = at(first.api, first.pointer) if first.kind not in WITHOUT_SCHEMA else {}
        match first.kind:
            case Kind.FIELD:
                return [_op("add", f"{first.pointer}/properties/{escaped(first.name)}", self._shape.schema())]
            case Kind.MISSING:
                rest = [name for name in schema["required"] if name != first.name]
                return [_op("replace", f"{first.pointer}/required", rest)]
            case Kind.TYPE:
                stated = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
                others = [each for each in self._shape.types if each not in stated]
                return [_op("replace", f"{first.pointer}/type", [*stated, *others])]
            case Kind.VALUE:
                return [_op("add", f"{first.pointer}/{first.name}/-", json.loads(value)) for value in self._values]
            case Kind.BOUND:
                return [{"op": "remove", "path": f"{first.pointer}/{first.name}"}]
            case Kind.PARAMETER:
                return [_op("add", f"{first.pointer}/-", {"name": first.name, "in": "query", "schema": {"type": "string"}})]
        content = {self._kind_of_body: {"schema": self._shape.schema()}} if self._kind_of_body else {}
        if first.kind == Kind.CONTENT:
            return [_op("add", f"{first.pointer}/{escaped(first.name)}", content.get(first.name, {}))]
        described = {"description": "Seen in traffic.", **({"content": content} if content else {})}
        return [_op("add", f"{first.pointer}/{first.name}", described)]


def proposals_of(findings: Mapping[Any, Finding]) -> list[Proposal]:
    """Return the proposals for what was found, sorted by the places in the specs."""
    return [each.proposal() for _, each in sorted(findings.items(), key=lambda found: found[0])]


def as_patch(proposals: Iterable[Proposal]) -> dict[str, list[Mapping[str, Any]]]:
    """The patches of all proposals, for each API one, with no place in it twice."""
    found: dict[str, dict[tuple[str, str, str], Mapping[str, Any]]] = {}
    for each in proposals:
        operations = found.setdefault(each.api, {})
        for operation in each.patch:
            # Values are added at the end of a list, one by one.
            key = operation["op"], operation["path"], json.dumps(operation["value"]) if operation["path"].endswith("/-") else ""
            if key in operations and key[0] == "replace":
                operation = {**operation, "value": [name for name in operations[key]["value"] if name in operation["value"]]}
            operations[key] = operation
    return {api: list(operations.values()) for api, operations in found.items()}


def _op(name: str, path: str, value: Any) -> dict[str, Any]:
    return {"op": name, "path": path, "value": value}
