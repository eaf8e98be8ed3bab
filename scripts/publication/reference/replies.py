"""Replies in short: the fields of a reply with those of its rows, and an example of each schema."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import frozen

from publication.links import Links, code
from publication.spec import Place, Spec

from .elements import SENTENCE_END
from .facts import facts_of, in_short, type_of

MOST_LEVELS = 2
"""The levels of fields that a page of an operation lists: those of the reply, and those of its rows."""
COMPONENTS = "/components/schemas/"


@frozen
class ReplyField:
    """A field of a reply, in one line.

    Attributes:
        level: Its depth in the reply, from 0.
        link: Its name, with a link to its page.
        line: Its type and values.
        sentence: The first sentence of its description.
    """

    level: int
    link: str
    line: str
    sentence: str


def reply_fields(links: Links, place: Place, level: int = 0) -> Iterator[ReplyField]:
    """Yield the fields of a schema, each followed by those of what it holds."""
    for schema in _objects_in(links.spec, place):
        for name, field in schema.node.get("properties", {}).items():
            here = schema.child("properties", name)
            words = (field.get("description") or links.spec.resolved(here).node.get("description", "")).strip()
            line = " · ".join([type_of(links, here), *in_short(facts_of(links, here))])
            yield ReplyField(level, f"[{code(name)}]({links.reference(links.element(here.pointer))})", line, first_sentence(words))
            if level + 1 < MOST_LEVELS:
                yield from reply_fields(links, here, level + 1)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without its full stop."""
    return SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0].rstrip(".")


def _objects_in(spec: Spec, place: Place) -> Iterator[Place]:
    """Yield the objects that a schema describes, through references, lists and alternatives."""
    place = spec.resolved(place)
    if "properties" in place.node:
        yield place
    for index in range(len(place.node.get("anyOf", []))):
        yield from _objects_in(spec, place.child("anyOf", index))
    if isinstance(place.node.get("items"), dict):
        yield from _objects_in(spec, place.child("items"))


def example_of(spec: Spec, content: Place) -> str | None:
    """Return the first example of a reply's content, as JSON; None if it has none."""
    return next((_json(value) for value in _examples(spec, content)), None)


def schema_examples(spec: Spec) -> Mapping[str, str]:
    """Return the fullest example of each schema within the examples of replies, as JSON."""
    found: dict[str, Any] = {}
    for operation in spec.operations:
        for status, response in operation.node["responses"].items():
            if "application/json" in response.get("content", {}):
                content = operation.place.child("responses", status, "content", "application/json")
                for value in _examples(spec, content):
                    _collect(spec, content.child("schema"), value, found)
    return {name: _json(value) for name, value in found.items()}


def _examples(spec: Spec, content: Place) -> Iterator[Any]:
    for name in content.node.get("examples", {}):
        yield spec.resolved(content.child("examples", name)).node["value"]


def _collect(spec: Spec, place: Place, value: Any, found: dict[str, Any]) -> None:
    place = spec.resolved(place)
    for index in range(len(place.node.get("anyOf", []))):
        _collect(spec, place.child("anyOf", index), value, found)
    if isinstance(value, list):
        for each in value if isinstance(place.node.get("items"), dict) else ():
            _collect(spec, place.child("items"), each, found)
    if not isinstance(value, dict) or not set(place.node.get("required", [])) <= set(value):
        return
    if place.pointer.startswith(COMPONENTS) and "properties" in place.node:
        name = place.pointer.removeprefix(COMPONENTS)
        if "/" not in name and len(value) > len(found.get(name, "")):
            found[name] = value
    for name in value:
        if name in place.node.get("properties", {}):
            _collect(spec, place.child("properties", name), value[name], found)


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
