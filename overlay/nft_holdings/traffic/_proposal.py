"""What the spec would have to say, as a patch of its JSON (RFC 6902)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from .._errors import cut
from .._secrets import hidden
from ._operation import at, escaped
from ._shape import shape_of, types_of
from ._sighting import Kind, Sighting

MOST_EXAMPLES = 3


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


def proposals_of(sightings: Iterable[Sighting]) -> list[Proposal]:
    """A proposal for each thing that was seen, however often."""
    grouped: dict[tuple[str, Kind, str, str], list[Sighting]] = {}
    for each in sightings:
        grouped.setdefault((each.api, each.kind, each.pointer, each.name), []).append(each)
    return [_proposal(group) for _, group in sorted(grouped.items())]


def as_patch(proposals: Iterable[Proposal]) -> dict[str, list[Mapping[str, Any]]]:
    """The patches of all proposals, for each API one."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for each in proposals:
        found.setdefault(each.api, []).extend(each.patch)
    return found


def _proposal(seen: Sequence[Sighting]) -> Proposal:
    first = seen[0]
    shown = [] if first.kind in (Kind.STATUS, Kind.MISSING) else [each.value for each in seen]
    texts = dict.fromkeys(cut(hidden(json.dumps(value, ensure_ascii=False))) for value in shown)
    return Proposal(
        api=first.api,
        operations=tuple(dict.fromkeys(each.operation for each in seen)),
        kind=first.kind,
        pointer=first.pointer,
        name=first.name,
        times=len(seen),
        examples=tuple(texts)[:MOST_EXAMPLES],
        path=f"{first.path}.{first.name}"
        if first.kind in (Kind.FIELD, Kind.MISSING) and not first.path.endswith(f".{first.name}")
        else first.path,
        patch=tuple(_patch(first, [each.value for each in seen])),
    )


def _patch(first: Sighting, values: list[Any]) -> list[dict[str, Any]]:
    schema = at(first.api, first.pointer) if first.kind not in (Kind.STATUS, Kind.CONTENT, Kind.PARAMETER) else {}
    match first.kind:
        case Kind.FIELD:
            return [_op("add", f"{first.pointer}/properties/{escaped(first.name)}", shape_of(values))]
        case Kind.MISSING:
            rest = [name for name in schema["required"] if name != first.name]
            return [_op("replace", f"{first.pointer}/required", rest)]
        case Kind.TYPE:
            stated = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            others = [each for each in types_of(values) if each not in stated]
            return [_op("replace", f"{first.pointer}/type", [*stated, *others])]
        case Kind.VALUE:
            known = list(dict.fromkeys(json.dumps(value) for value in values))
            return [_op("add", f"{first.pointer}/{first.name}/-", json.loads(value)) for value in known]
        case Kind.BOUND:
            return [{"op": "remove", "path": f"{first.pointer}/{first.name}"}]
        case Kind.PARAMETER:
            return [_op("add", f"{first.pointer}/-", {"name": first.name, "in": "query", "schema": {"type": "string"}})]
        case Kind.STATUS:
            return [_op("add", f"{first.pointer}/{first.name}", _response(values))]
    body = [value for value in values if value is not None]
    return [_op("add", f"{first.pointer}/{escaped(first.name)}", {"schema": shape_of(body)} if body else {})]


def _response(messages: list[Any]) -> dict[str, Any]:
    described: dict[str, Any] = {"description": "Seen in traffic."}
    bodies = [message for message in messages if message.is_json and message.content_type]
    if bodies:
        described["content"] = {bodies[0].content_type: {"schema": shape_of([each.body for each in bodies])}}
    return described


def _op(name: str, path: str, value: Any) -> dict[str, Any]:
    return {"op": name, "path": path, "value": value}
