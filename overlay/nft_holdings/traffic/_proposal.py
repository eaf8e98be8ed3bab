"""Proposals: the differences between traffic and a spec as patches of the spec's JSON (RFC 6902)."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from nft_holdings._errors import cut
from nft_holdings._reading.comparison import escaped
from nft_holdings._reading.json_values import json_path
from nft_holdings._redaction import HIDDEN, hidden

from ._archive import ArchivedReply
from ._difference import DifferenceKind, SpecDifference
from ._operation import at
from ._shape import Shape

MOST_EXAMPLES = 3
WITHOUT_SCHEMA = (DifferenceKind.STATUS, DifferenceKind.CONTENT, DifferenceKind.PARAMETER)
OF_USER = re.compile(r"(:(?:\\*/){2})[^/?#\s\"'\\]*@")


@frozen(kw_only=True)
class Proposal:
    """Something that the spec does not say, and a patch that would make it say so.

    Attributes:
        api: The API.
        operations: The operations whose replies had them.
        kind: The kind of the differences.
        pointer: Their place in the spec.
        name: The field, the parameter, the keyword, the status or the content type.
        times: How many there were.
        examples: Values that came, as JSON, each cut off where it is long.
        path: The place in a reply where the first one was.
        patch: Operations of JSON Patch on the API's openapi.json.
    """

    api: str
    operations: tuple[str, ...]
    kind: DifferenceKind
    pointer: str
    name: str
    times: int
    examples: tuple[str, ...]
    path: str
    patch: tuple[Mapping[str, Any], ...]

    def __str__(self) -> str:
        seen = f"{self.times} times" if self.times > 1 else "once"
        such = f", such as {' and '.join(self.examples)}" if self.examples else ""
        what = "" if self.kind == DifferenceKind.TYPE else f" {self.name}"
        return f"{self.api}: {self.kind}:{what} at {self.path}, {seen}{such} (spec: {self.pointer})"


def without_keys(text: str) -> str:
    """Return a text without keys, and without user names and passwords in URLs."""
    return hidden(OF_USER.sub(lambda found: f"{found[1]}{HIDDEN}@", text))


class ProposalDraft:
    """The differences of one kind at one place, of which no more is kept than their proposal needs."""

    def __init__(self, first: SpecDifference) -> None:
        self._first = first
        self._times = 0
        self._operations: dict[str, None] = {}
        self._examples: dict[str, None] = {}
        self._values: dict[str, None] = {}
        self._shape = Shape()
        self._kind_of_body = ""

    def add(self, difference: SpecDifference) -> None:
        """Take a difference into account."""
        value = difference.value
        self._times += 1
        self._operations[difference.operation] = None
        if isinstance(value, ArchivedReply):
            if value.content_type and value.unread is None:
                self._kind_of_body = self._kind_of_body or value.content_type
                self._shape.add(value.body)
            return
        self._shape.add(value)
        if difference.kind == DifferenceKind.VALUE:
            self._values[json.dumps(value)] = None
        if difference.kind != DifferenceKind.MISSING and len(self._examples) < MOST_EXAMPLES:
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
            case DifferenceKind.FIELD:
                return [_op("add", f"{first.pointer}/properties/{escaped(first.name)}", self._shape.schema())]
            case DifferenceKind.MISSING:
                rest = [name for name in schema["required"] if name != first.name]
                return [_op("replace", f"{first.pointer}/required", rest)]
            case DifferenceKind.TYPE:
                stated = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
                others = [each for each in self._shape.types if each not in stated]
                return [_op("replace", f"{first.pointer}/type", [*stated, *others])]
            case DifferenceKind.VALUE:
                return [_op("add", f"{first.pointer}/{first.name}/-", json.loads(value)) for value in self._values]
            case DifferenceKind.BOUND:
                return [{"op": "remove", "path": f"{first.pointer}/{first.name}"}]
            case DifferenceKind.PARAMETER:
                return [_op("add", f"{first.pointer}/-", {"name": first.name, "in": "query", "schema": {"type": "string"}})]
        content = {self._kind_of_body: {"schema": self._shape.schema()}} if self._kind_of_body else {}
        if first.kind == DifferenceKind.CONTENT:
            return [_op("add", f"{first.pointer}/{escaped(first.name)}", content.get(first.name, {}))]
        described = {"description": "Seen in traffic.", **({"content": content} if content else {})}
        return [_op("add", f"{first.pointer}/{first.name}", described)]


def proposals_of(drafts: Mapping[Any, ProposalDraft]) -> list[Proposal]:
    """Return the proposals for what was found, sorted by the places in the specs."""
    return [each.proposal() for _, each in sorted(drafts.items(), key=lambda found: found[0])]


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
