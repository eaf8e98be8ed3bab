"""Ratings of changes of schemas, which depend on the direction.

A request that allows less breaks who sends; a reply that may be more breaks who reads.
"""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

from .extensions import extension
from .nulls import TYPES, allows_null, with_null, with_single_choice, without_null
from .rating import Change, Kind, Rating, same, shown
from .refs import Side

PATCH, MINOR, MAJOR = Rating
WORDS = {"description", "examples", "example", "$comment", "externalDocs"}
UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"}
LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"}
PARTS = {"additionalProperties", "unevaluatedProperties", "items", "contains", "propertyNames"}
ALTERNATIVES = {"anyOf", "oneOf"}
OWN = {"$ref", "type", "enum", "x-extensible-enum", "const", "required", "properties", "allOf"}


class Way(Enum):
    """The direction of a schema: requests or replies."""

    REQUEST = "in requests"
    REPLY = "in replies"

    @property
    def narrower(self) -> Rating:
        """The rating of allowing less."""
        return MAJOR if self is Way.REQUEST else MINOR

    @property
    def wider(self) -> Rating:
        """The rating of allowing more."""
        return MINOR if self is Way.REQUEST else MAJOR


class Schemas:
    """Comparison of schemas of two versions of a spec.

    Args:
        old: The earlier version.
        new: The later one.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._old = old
        self._new = new
        self._compared: set[tuple[str, str, Way]] = set()

    def compare(self, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
        """Yield the changes between two schemas, and in all that they refer to."""
        old, new = _as_mapping(old), _as_mapping(new)
        (old, old_null), (new, new_null) = without_null(old, self._old), without_null(new, self._new)
        old, new = with_single_choice(old, new), with_single_choice(new, old)
        names = _name(old), _name(new)
        if names[0] and names[0] == names[1]:
            # What stands beside a reference belongs to the place; what is referred to is compared once, wherever it is used.
            component_null = allows_null({"$ref": old["$ref"]}, self._old), allows_null({"$ref": new["$ref"]}, self._new)
            before, after = (with_null(_beside(schema), allowed) for schema, allowed in ((old, old_null), (new, new_null)))
            if (old_null, new_null) == component_null:
                before, after = _beside(old), _beside(new)
            yield from self._keywords(before, after, where, way)
            old, new, where = {"$ref": old["$ref"]}, {"$ref": new["$ref"]}, names[0]
            old_null, new_null = component_null
        if all(names):
            if (*names, way) in self._compared:
                return
            self._compared.add((*names, way))
        was = without_null({**self._old.resolve(old), **_beside(old)}, self._old)[0]
        now = without_null({**self._new.resolve(new), **_beside(new)}, self._new)[0]
        was, now = with_null(with_single_choice(was, now), old_null), with_null(with_single_choice(now, was), new_null)
        if names[0] != names[1] and (_has_name_in_clients(was) or _has_name_in_clients(now)):
            text = f"is {names[1] or 'no component'} instead of {names[0] or 'none'}, which clients name types after"
            yield Change(MAJOR, Kind.CHANGED, where, text)
        yield from self._keywords(was, now, where, way)

    def _keywords(self, old: dict[str, Any], new: dict[str, Any], where: str, way: Way) -> Iterator[Change]:
        yield from _types(old, new, where, way)
        yield from _values(old, new, where, way)
        yield from self._fields(old, new, where, way)
        yield from self._all_of(old.get("allOf", []), new.get("allOf", []), where, way)
        for keyword in {**old, **new}:
            before, after = _stated(old, keyword), _stated(new, keyword)
            if keyword in OWN:
                continue
            if keyword in PARTS:
                yield from self._part(keyword, old.get(keyword, True), new.get(keyword, True), where, way)
            elif keyword in ALTERNATIVES:
                yield from self._alternatives(keyword, before, after, where, way)
            elif not same(before, after):
                yield from _keyword(keyword, before, after, where, way)

    def _fields(self, old: dict[str, Any], new: dict[str, Any], where: str, way: Way) -> Iterator[Change]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", [])), set(new.get("required", []))
        for name in {**before, **after}:
            here = f"{where}.{name}"
            if name not in after:
                yield Change(MAJOR, Kind.REMOVED, here, f"is no longer there, {way.value}")
            elif name not in before:
                needed = name in needed_after and way is Way.REQUEST
                yield Change(MAJOR if needed else MINOR, Kind.ADDED, here, f"is new{' and required' if needed else ''}, {way.value}")
            else:
                yield from self.compare(before[name], after[name], here, way)
        gone = before.keys() - after.keys()
        fresh = after.keys() - before.keys()
        for name in sorted(needed_after - needed_before - fresh):
            yield Change(way.narrower, Kind.CHANGED, f"{where}.{name}", f"is required, {way.value}")
        for name in sorted(needed_before - needed_after - gone):
            yield Change(way.wider, Kind.CHANGED, f"{where}.{name}", f"may be missing, {way.value}")

    def _part(self, keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
        """Yield the changes of a keyword whose value is a schema, and whose absence allows everything."""
        here = f"{where}[]" if keyword == "items" else f"{where}, {keyword}"
        breadth_before, breadth_after = (2 if each is True or each == {} else 0 if each is False else 1 for each in (old, new))
        if breadth_before == breadth_after == 1:
            yield from self.compare(old, new, here, way)
        elif breadth_before != breadth_after:
            rating = way.wider if breadth_after > breadth_before else way.narrower
            yield Change(rating, Kind.CHANGED, where, f"{keyword} is {shown(new)} instead of {shown(old)}, {way.value}")

    def _alternatives(self, keyword: str, old: list[Any] | None, new: list[Any] | None, where: str, way: Way) -> Iterator[Change]:
        if old is None or new is None:
            yield Change(
                way.narrower if old is None else way.wider,
                Kind.CHANGED,
                where,
                f"{keyword} {'is new' if old is None else 'is gone'}, {way.value}",
            )
            return
        pairs, gone, fresh = _paired(old, new)
        for before, after in pairs:
            yield from self.compare(before, after, where, way)
        for each in gone:
            yield Change(way.narrower, Kind.REMOVED, where, f"is no longer {shown(each)}, {way.value}")
        for each in fresh:
            yield Change(way.wider, Kind.ADDED, where, f"may be {shown(each)}, {way.value}")

    def _all_of(self, old: list[Any], new: list[Any], where: str, way: Way) -> Iterator[Change]:
        pairs, gone, fresh = _paired(old, new)
        for before, after in pairs:
            yield from self.compare(before, after, where, way)
        for each in gone:
            yield Change(way.wider, Kind.REMOVED, where, f"need not be {shown(each)} any more, {way.value}")
        for each in fresh:
            yield Change(way.narrower, Kind.ADDED, where, f"must be {shown(each)} too, {way.value}")


def _as_mapping(schema: Any) -> dict[str, Any]:
    """Return a schema as a mapping; `true` allows everything, and `false` nothing."""
    if isinstance(schema, dict):
        return schema
    return {} if schema is not False else {"not": {}}


def _name(schema: Any) -> str:
    """Return the name of the component that a schema refers to; empty, if it is none."""
    return str(schema["$ref"]).rsplit("/", 1)[-1] if isinstance(schema, dict) and "$ref" in schema else ""


def _stated(schema: dict[str, Any], keyword: str) -> Any:
    """Return the value of a keyword; None if it is absent, and [None] for a null."""
    return [None] if keyword in schema and schema[keyword] is None else schema.get(keyword)


def _beside(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != "$ref"}


def _has_name_in_clients(schema: dict[str, Any]) -> bool:
    return any(keyword in schema for keyword in ("properties", "enum", "x-extensible-enum"))


def _paired(old: list[Any], new: list[Any]) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Return pairs of parts: equal ones, and the others in their order if both sides have as many; then those without a partner."""
    gone, fresh = list(old), list(new)
    pairs = []
    for each in old:
        match = next((other for other in fresh if same(each, other)), None)
        if match is not None:
            pairs.append((each, match))
            gone.remove(each)
            fresh.remove(match)
    if len(gone) == len(fresh):
        return pairs + list(zip(gone, fresh, strict=True)), [], []
    return pairs, gone, fresh


def _types(old: dict[str, Any], new: dict[str, Any], where: str, way: Way) -> Iterator[Change]:
    def allowed(schema: dict[str, Any]) -> set[str]:
        stated = schema.get("type", sorted(TYPES))
        types = {stated} if isinstance(stated, str) else set(stated)
        return types | {"integer"} if "number" in types else types

    before, after = allowed(old), allowed(new)
    if before - after and after - before:
        yield Change(MAJOR, Kind.CHANGED, where, f"type is {shown(new.get('type'))} instead of {shown(old.get('type'))}, {way.value}")
    elif before - after:
        yield Change(way.narrower, Kind.CHANGED, where, f"may not be {' or '.join(sorted(before - after))} any more, {way.value}")
    elif after - before:
        yield Change(way.wider, Kind.CHANGED, where, f"may be {' or '.join(sorted(after - before))}, {way.value}")


def _values(old: dict[str, Any], new: dict[str, Any], where: str, way: Way) -> Iterator[Change]:
    """Yield the changes of closed lists of values, and of open ones, whose values are names in clients."""

    def closed(schema: dict[str, Any]) -> list[Any] | None:
        values: list[Any] | None = [schema["const"]] if "const" in schema else schema.get("enum")
        return values

    def listed(schema: dict[str, Any]) -> list[Any]:
        return list(schema.get("x-extensible-enum") or closed(schema) or [])

    before, after = closed(old), closed(new)
    if before is None and after is not None:
        yield Change(way.narrower, Kind.CHANGED, where, f"is one of {shown(after)} only, {way.value}")
    elif before is not None and after is None:
        yield Change(way.wider, Kind.CHANGED, where, f"may be another value than those of {shown(before)}, {way.value}")
    is_open = "x-extensible-enum" in old or "x-extensible-enum" in new
    for value in listed(old):
        if value not in listed(new) and (is_open or after is not None):
            yield Change(
                MAJOR if is_open else way.narrower,
                Kind.REMOVED,
                where,
                f"value {shown(value)} is no longer there{'' if is_open else f', {way.value}'}",
            )
    for value in listed(new):
        if value not in listed(old) and (is_open or before is not None):
            yield Change(
                MINOR if is_open else way.wider, Kind.ADDED, where, f"value {shown(value)} is new{'' if is_open else f', {way.value}'}"
            )


def _instead(keyword: str, old: Any, new: Any, way: Way) -> str:
    if old is None:
        return f"{keyword} is {shown(new)}, and was not stated, {way.value}"
    return (
        f"{keyword} is no longer {shown(old)}, {way.value}"
        if new is None
        else f"{keyword} is {shown(new)} instead of {shown(old)}, {way.value}"
    )


def _bound(keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
    tighter = new is not None and (old is None or (new < old if keyword in UPPER else new > old))
    yield Change(way.narrower if tighter else way.wider, Kind.CHANGED, where, _instead(keyword, old, new, way))


def _limited(keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
    """Yield the change of a keyword that allows less if it is stated, and may allow more or less if it changes."""
    rating = way.narrower if old is None or old is False else way.wider if new is None or new is False else MAJOR
    yield Change(rating, Kind.CHANGED, where, _instead(keyword, old, new, way))


def _format(keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
    rating = {("int32", "int64"): way.wider, ("int64", "int32"): way.narrower}.get((old, new), MAJOR)
    yield Change(rating, Kind.CHANGED, where, _instead(keyword, old, new, way))


def _default(keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
    yield Change(MINOR if old is None else MAJOR, Kind.CHANGED, where, _instead(keyword, old, new, way))


def _deprecated(_keyword: str, _old: Any, new: Any, where: str, _way: Way) -> Iterator[Change]:
    yield (
        Change(MINOR, Kind.DEPRECATED, where, "is deprecated") if new else Change(PATCH, Kind.CHANGED, where, "is not deprecated any more")
    )


RATED: dict[str, Callable[[str, Any, Any, str, Way], Iterator[Change]]] = {
    **dict.fromkeys(UPPER | LOWER, _bound),
    **dict.fromkeys(("pattern", "multipleOf", "uniqueItems", "contentEncoding", "contentMediaType"), _limited),
    "format": _format,
    "default": _default,
    "deprecated": _deprecated,
}


def _keyword(keyword: str, old: Any, new: Any, where: str, way: Way) -> Iterator[Change]:
    if keyword in WORDS:
        yield Change(PATCH, Kind.CHANGED, where, keyword)
    elif keyword.startswith("x-"):
        yield from extension(keyword, old, new, where)
    elif keyword in RATED:
        yield from RATED[keyword](keyword, old, new, where, way)
    else:
        yield Change(MAJOR, Kind.CHANGED, where, _instead(keyword, old, new, way))
