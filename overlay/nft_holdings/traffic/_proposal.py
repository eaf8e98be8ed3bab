"""Differences between traffic and a spec, and proposals: the differences as patches of the spec's JSON (RFC 6902)."""

import json
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from attrs import define, field, frozen

from nft_holdings._errors import cut
from nft_holdings._reading.comparison import Steps, escaped
from nft_holdings._redaction import HIDDEN, hidden

from ._archive import ArchivedReply
from ._shape import Shape
from ._spec import at

MOST_EXAMPLES = 3
OF_USER = re.compile(r"(:(?:\\*/){2})[^/?#\s\"'\\]*@")


class DifferenceKind(StrEnum):
    """The kind of a difference, in words."""

    FIELD = "a field that the spec does not have"
    MISSING = "a field that is always there, by the spec, is not"
    TYPE = "a value of another type"
    VALUE = "a value that the spec does not list"
    BOUND = "a value that the spec's bounds do not allow"
    PARAMETER = "a parameter that the spec does not have is accepted"
    STATUS = "a status that the spec does not have"
    CONTENT = "a content type that the spec does not have"


@frozen
class SpecDifference:
    """A difference between a reply and its spec.

    Attributes:
        api: The API.
        kind: Its kind.
        pointer: Its place in the spec: the schema of the value, or of the object for fields.
        name: The field, the parameter, the keyword, the status or the content type.
        value: The value in the reply.
        steps: Its place in the reply.
    """

    api: str
    kind: DifferenceKind
    pointer: str
    name: str
    value: Any
    steps: Steps

    @property
    def place(self) -> tuple[str, DifferenceKind, str, str]:
        """Return what all differences of one kind at one place have in common."""
        return self.api, self.kind, self.pointer, self.name


@define(eq=False)
class Proposal:
    """Something that the spec does not say: the differences of one kind at one place, and a patch that would make the spec say so.

    No more is kept of the differences than the patch needs.

    Attributes:
        api: The API.
        kind: The kind of the differences.
        pointer: Their place in the spec.
        name: The field, the parameter, the keyword, the status or the content type.
        path: The place in a reply where the first one was.
        times: How many there were.
        examples: Values that came, as JSON, each once.
    """

    api: str
    kind: DifferenceKind
    pointer: str
    name: str
    path: str
    times: int = 0
    examples: tuple[str, ...] = ()
    _values: dict[str, Any] = field(factory=dict)
    _shape: Shape = field(factory=Shape)
    _kind_of_body: str = ""

    def add(self, difference: SpecDifference) -> None:
        """Take a difference into account."""
        value = difference.value
        self.times += 1
        if isinstance(value, ArchivedReply):
            if value.content_type and value.unread is None:
                self._kind_of_body = self._kind_of_body or value.content_type
                self._shape.add(value.body)
            return
        self._shape.add(value)
        if self.kind == DifferenceKind.VALUE:
            self._values[json.dumps(value)] = value
        if self.kind != DifferenceKind.MISSING and len(self.examples) < MOST_EXAMPLES:
            self.examples = tuple(dict.fromkeys((*self.examples, json.dumps(value, ensure_ascii=False))))

    def hide_keys(self) -> None:
        """Hide keys in the examples, and cut off long ones."""
        self.examples = tuple(dict.fromkeys(cut(without_keys(text)) for text in self.examples))

    def __str__(self) -> str:
        seen = f"{self.times} times" if self.times > 1 else "once"
        such = f", such as {' and '.join(self.examples)}" if self.examples else ""
        what = "" if self.kind == DifferenceKind.TYPE else f" {self.name}"
        return f"{self.api}: {self.kind}:{what} at {self.path}, {seen}{such} (spec: {self.pointer})"

    @property
    def patch(self) -> list[dict[str, Any]]:
        """Return operations of JSON Patch on the API's openapi.json."""
        name = escaped(self.name)
        match self.kind:
            case DifferenceKind.FIELD:
                return [_op("add", f"{self.pointer}/properties/{name}", self._shape.schema())]
            case DifferenceKind.MISSING:
                rest = [each for each in at(self.api, f"{self.pointer}/required") if each != self.name]
                return [_op("replace", f"{self.pointer}/required", rest)]
            case DifferenceKind.TYPE:
                stated = at(self.api, f"{self.pointer}/type")
                stated = stated if isinstance(stated, list) else [stated]
                others = [each for each in self._shape.types if each not in stated]
                return [_op("replace", f"{self.pointer}/type", [*stated, *others])]
            case DifferenceKind.VALUE:
                return [_op("add", f"{self.pointer}/{name}/-", value) for value in self._values.values()]
            case DifferenceKind.BOUND:
                return [{"op": "remove", "path": f"{self.pointer}/{name}"}]
            case DifferenceKind.PARAMETER:
                return [_op("add", f"{self.pointer}/-", {"name": self.name, "in": "query", "schema": {"type": "string"}})]
        content = {self._kind_of_body: {"schema": self._shape.schema()}} if self._kind_of_body else {}
        if self.kind == DifferenceKind.CONTENT:
            return [_op("add", f"{self.pointer}/{name}", content.get(self.name, {}))]
        described = {"description": "Seen in traffic.", **({"content": content} if content else {})}
        return [_op("add", f"{self.pointer}/{name}", described)]


def without_keys(text: str) -> str:
    """Return a text without keys, and without user names and passwords in URLs."""
    return hidden(OF_USER.sub(lambda found: f"{found[1]}{HIDDEN}@", text))


def as_patch(proposals: Iterable[Proposal]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the patches of all proposals, one for each API, with no place in it twice."""
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
