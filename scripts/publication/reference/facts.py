"""Facts of a value in words: type, default, bounds and examples, each with the statement that it comes from."""

import json
import re
from collections.abc import Iterator

from attrs import frozen

from publication.links import Links, code
from publication.spec import Place

BOUNDS = {
    "default": "Default",
    "minimum": "At least",
    "maximum": "At most",
    "minLength": "Shortest length",
    "maxLength": "Longest length",
    "minItems": "Fewest values",
    "maxItems": "Most values",
    "pattern": "Pattern",
    "x-documented-minimum": "Documented minimum",
    "x-documented-maximum": "Documented maximum",
    "x-documented-pattern": "Documented pattern",
    "x-documented-format": "Documented format",
}
MOST_OF_AN_EXAMPLE = 40
OBVIOUS = ("`true`", "`false`")
_SOURCES = re.compile(r" *<small>.*?</small>")
NOT_ENFORCED = ", not enforced"
VALUES = ("enum", "x-extensible-enum")


@frozen
class Fact:
    """One line of what is known of an element.

    Attributes:
        term: Its subject.
        says: The fact, in Markdown.
    """

    term: str
    says: str


def type_of(links: Links, place: Place) -> str:
    """Return the type of a schema in words, with links to the schemas that it is made of."""
    node = place.node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        resolved = links.spec.resolved(place)
        target = f"[{name}]({links.reference(links.element(resolved.pointer))})"
        return target if resolved.node.get("type") == "object" else f"{type_of(links, resolved)}, {target}"
    for joined in ("anyOf", "oneOf"):
        if joined in node:
            return " or ".join(type_of(links, place.child(joined, index)) for index in range(len(node[joined])))
    kinds = node.get("type", "any value")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_kind(links, place, kind) for kind in kinds)


def _kind(links: Links, place: Place, kind: str) -> str:
    if kind == "array":
        if place.node.get("maxItems") == 0:
            return "empty list"
        return f"list of {type_of(links, place.child('items'))}" if place.node.get("items") else "list"
    bits = {"int32": " (32 bits)", "int64": " (64 bits)"}.get(str(place.node.get("format")), "")
    encoded = " in base64" if place.node.get("contentEncoding") == "base64" and kind == "string" else ""
    return f"{kind}{bits}{encoded}"


def facts_of(links: Links, place: Place) -> list[Fact]:
    """Return defaults, bounds, values and examples of a schema or parameter, through references and lists."""
    return list(_facts_of(links, place))


def in_short(facts: list[Fact]) -> Iterator[str]:
    """Yield what facts say of defaults, bounds and values in a few words, without sources."""
    said = {fact.term: _SOURCES.sub("", fact.says) for fact in reversed(facts)}
    if "Default" in said:
        yield f"default {said['Default']}"
    if "At least" in said and "At most" in said:
        yield f"{said['At least']} to {said['At most']}"
    else:
        yield from (f"{term.lower()} {said[term]}" for term in ("At least", "At most") if term in said)
    if "Values" in said:
        yield said["Values"].removesuffix("<br>Others may come.").replace("<br>", ", ")
    if "Example" in said and len(said["Example"]) < MOST_OF_AN_EXAMPLE and said["Example"] not in OBVIOUS:
        yield f"such as {said['Example']}"


def _facts_of(links: Links, place: Place) -> Iterator[Fact]:
    node = place.node
    if "$ref" in node:
        target = links.spec.resolved(place)
        if target.node.get("type") != "object":
            yield from facts_of(links, target)
    for keyword, term in BOUNDS.items():
        if keyword in node:
            rest = NOT_ENFORCED if keyword.startswith("x-") else ""
            yield Fact(term, _with_sources(links, place, keyword, code(_json(node[keyword])) + rest))
    for keyword in VALUES:
        if isinstance(node.get(keyword), list):
            yield Fact("Values", _values(links, place, keyword))
    if "schema" in node:
        yield from facts_of(links, place.child("schema"))
    if isinstance(node.get("items"), dict):
        yield from facts_of(links, place.child("items"))
    for keyword in ("example", "x-example"):
        if keyword in node:
            yield Fact("Example", _with_sources(links, place, keyword, code(_json(node[keyword]))))
    yield from _examples(links, place)


def _examples(links: Links, place: Place) -> Iterator[Fact]:
    examples = place.node.get("examples", {})
    for key in examples if isinstance(examples, dict) else range(len(examples)):
        example = examples[key]
        value = example["value"] if isinstance(examples, dict) else example
        suffix = [key, "value"] if isinstance(examples, dict) else [key]
        pointer = place.child("examples", *suffix).pointer
        yield Fact("Example", code(_json(value)) + _sources_at(links, pointer))


def _values(links: Links, place: Place, keyword: str) -> str:
    said = []
    for value in place.node[keyword]:
        sources = place.node.get("x-enum-source", {}).get(str(value), [])
        cited = ", ".join(links.cited(links.spec.statements[source]) for source in sources if source in links.spec.statements)
        said.append(f"{code(_json(value))} <small>{cited}</small>")
    return "<br>".join(said) + ("<br>Others may come." if keyword.startswith("x-") else "")


def _with_sources(links: Links, place: Place, keyword: str, says: str) -> str:
    return says + _sources_at(links, f"{place.pointer}/{keyword}")


def _sources_at(links: Links, pointer: str) -> str:
    cited = ", ".join(links.cited(statement) for statement in links.spec.stated_at.get(pointer, ()))
    return f" <small>{cited}</small>" if cited else ""


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
