"""Comparing traffic with the specs."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from .._drift import Drift
from .._secrets import hidden
from ._message import Message
from ._operation import LISTINGS, Operation, escaped, operation_of, operations
from ._proposal import Proposal, proposals_of
from ._sighting import Kind, Sighting
from ._walk import differences, resolved

STEP = re.compile(r"\.([^.\[]+)|\[([0-9]+)\]|\[\"((?:[^\"\\]|\\.)*)\"\]")
NO_FIELD = "no field of this name"
ONE_OF = "one of "
TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")


def drift_of(traffic: Iterable[Message | Drift], api: str | None = None) -> tuple[list[Proposal], int]:
    """What an API does that its spec does not say.

    Args:
        traffic: Requests and replies, or what `on_drift` was told.
        api: The API; found by the paths if not given.

    Returns:
        A proposal for each thing that the spec does not say, and how many of the messages belong to an operation of the specs.
    """
    sightings: list[Sighting] = []
    read = 0
    for each in traffic:
        if isinstance(each, Drift):
            read += 1
            sightings += _of_drift(each)
        elif (operation := operation_of(each.method, each.path, api)) is not None:
            read += 1
            sightings += _of_message(operation, each)
    return proposals_of(sightings), read


def _of_message(operation: Operation, message: Message) -> Iterator[Sighting]:
    def seen(kind: Kind, pointer: str, name: str, value: Any) -> Sighting:
        return Sighting(operation.api, operation.id, kind, pointer, name, value, "$")

    if message.status < 300:
        for name, value in message.query:
            if name.lower() not in operation.parameters:
                yield seen(Kind.PARAMETER, f"{operation.pointer}/parameters", name, hidden(value))
    found = operation.response(message.status)
    if found is None:
        yield seen(Kind.STATUS, f"{operation.pointer}/responses", str(message.status), message)
        return
    pointer, stated = found
    content = stated.get("content", {})
    if not message.content_type or message.status == 304:
        return
    if message.content_type not in content:
        # Failures come in any form, which the specs say in words.
        if message.status < 300:
            yield seen(Kind.CONTENT, f"{pointer}/content", message.content_type, message.body)
    elif message.is_json:
        yield from differences(operation, f"{pointer}/content/{escaped(message.content_type)}/schema", message.body)


def _of_drift(drift: Drift) -> Iterator[Sighting]:
    """What `on_drift` was told, as far as it can be placed in the spec."""
    operation = next((each for each in operations() if each.id == LISTINGS.get(drift.operation)), None)
    if operation is None:
        return
    steps = [field or text or int(place) for field, place, text in STEP.findall(drift.path.removeprefix("$"))]
    value = _value(drift.got)
    root = f"{operation.pointer}/responses/200/content/application~1json/schema"
    for start in _starts(operation, root):
        pointer = _followed(operation, start, steps[:-1] if drift.expected == NO_FIELD else steps)
        if pointer is None:
            continue
        if drift.expected == NO_FIELD:
            yield Sighting(operation.api, operation.id, Kind.FIELD, pointer, str(steps[-1]), value, drift.path)
        elif drift.expected.startswith(ONE_OF):
            name = "enum" if "enum" in resolved(operation.api, pointer)[1] else "x-extensible-enum"
            yield Sighting(operation.api, operation.id, Kind.VALUE, pointer, name, value, drift.path)
        elif all(each in TYPES for each in drift.expected.split(" or ")):
            yield Sighting(operation.api, operation.id, Kind.TYPE, pointer, "type", value, drift.path)
        return


def _starts(operation: Operation, root: str) -> list[str]:
    pointer, schema = resolved(operation.api, root)
    return [f"{pointer}/anyOf/{place}" for place in range(len(schema["anyOf"]))] if "anyOf" in schema else [pointer]


def _followed(operation: Operation, pointer: str, steps: list[str | int]) -> str | None:
    """Where the schema of a place in a reply is; None if the spec has none for it."""
    for step in [*steps, None]:
        pointer, schema = resolved(operation.api, pointer)
        while "anyOf" in schema:
            pointer, schema = resolved(operation.api, f"{pointer}/anyOf/0")
        if step is None:
            break
        if isinstance(step, int):
            pointer = f"{pointer}/items"
        elif step in schema.get("properties", {}):
            pointer = f"{pointer}/properties/{escaped(step)}"
        else:
            return None
    return pointer


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text  # cut off
