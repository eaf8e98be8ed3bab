"""Ratings of changes of operations: parameters, bodies, replies, security."""

from collections.abc import Iterator
from typing import Any

from .extensions import extension
from .rating import Change, Kind, Rating, come_and_gone, same, shown
from .refs import Side
from .schemas import Schemas, Way

PATCH, MINOR, MAJOR = Rating
WORDS = {"summary", "description", "example", "examples", "externalDocs"}
DEFAULT_STYLES = {"query": "form", "cookie": "form", "path": "simple", "header": "simple"}


def plain(old: dict[str, Any], new: dict[str, Any], where: str, handled: set[str], harmless: set[str] = WORDS) -> Iterator[Change]:
    """Yield the changes of keys that are not handled elsewhere: words, extensions, and keys without a rating."""
    for key in {**old, **new}:
        before, after = old.get(key), new.get(key)
        if key in handled or same(before, after):
            continue
        if key in harmless:
            yield Change(PATCH, Kind.CHANGED, where, key)
        elif key == "deprecated":
            yield (
                Change(MINOR, Kind.DEPRECATED, where, "is deprecated")
                if after
                else Change(PATCH, Kind.CHANGED, where, "is not deprecated any more")
            )
        elif key.startswith("x-"):
            yield from extension(key, before, after, where)
        else:
            kind = Kind.ADDED if before is None else Kind.REMOVED if after is None else Kind.CHANGED
            yield Change(MAJOR, kind, where, f"{key} is {shown(after)} instead of {shown(before)}")


class Operations:
    """Comparison of operations of two versions of a spec.

    Args:
        old: The earlier version.
        new: The later one.
    """

    def __init__(self, old: Side, new: Side) -> None:
        self._old = old
        self._new = new
        self._schemas = Schemas(old, new)

    def compare(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        """Yield the changes between two operations, whose `parameters` have those of their paths among them."""
        yield from self._parameters(old, new, where)
        yield from self._request_body(old.get("requestBody"), new.get("requestBody"), where)
        yield from self._replies(old.get("responses", {}), new.get("responses", {}), where)
        yield from self._security(old, new, where)
        yield from _tags(old.get("tags", []), new.get("tags", []), where)
        yield from plain(old, new, where, {"parameters", "requestBody", "responses", "security", "tags"})

    def _parameters(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        def named(operation: dict[str, Any], side: Side) -> dict[tuple[str, str], dict[str, Any]]:
            resolved = [side.resolve(each) for each in operation.get("parameters", [])]
            return {(each["name"], each["in"]): each for each in resolved}

        before, after = named(old, self._old), named(new, self._new)
        for key in {**before, **after}:
            here = f"{where}, {key[1]} parameter {key[0]}"
            if key not in after:
                yield Change(MAJOR, Kind.REMOVED, here, "is no longer there")
            elif key not in before:
                needed = after[key].get("required")
                yield Change(MAJOR if needed else MINOR, Kind.ADDED, here, f"is new{' and required' if needed else ''}")
            else:
                yield from self._parameter(before[key], after[key], here)
        if before.keys() == after.keys() and list(before) != list(after):
            yield Change(PATCH, Kind.CHANGED, where, "order of parameters")

    def _parameter(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        def styled(parameter: dict[str, Any]) -> dict[str, Any]:
            style = parameter.get("style", DEFAULT_STYLES[parameter["in"]])
            return {"required": False, "explode": style == "form", "style": style, **parameter}

        before, after = styled(old), styled(new)
        if before["required"] != after["required"]:
            yield Change(
                MAJOR if after["required"] else MINOR, Kind.CHANGED, where, f"is {'' if after['required'] else 'no longer '}required"
            )
        yield from self._content(before, after, where, Way.REQUEST)
        yield from plain(before, after, where, {"required", "schema", "content"})

    def _content(self, old: dict[str, Any], new: dict[str, Any], where: str, way: Way) -> Iterator[Change]:
        """Yield the changes of a node with a schema, or with a schema for each media type."""
        if "schema" in old or "schema" in new:
            yield from self._schemas.compare(old.get("schema", True), new.get("schema", True), where, way)
        before, after = old.get("content", {}), new.get("content", {})
        for media in {**before, **after}:
            if media not in after:
                yield Change(MAJOR, Kind.REMOVED, where, f"is no longer {media}, {way.value}")
            elif media not in before:
                yield Change(MINOR, Kind.ADDED, where, f"may be {media}, {way.value}")
            else:
                yield from self._content(before[media], after[media], where, way)
                yield from plain(before[media], after[media], where, {"schema"})

    def _request_body(self, old: dict[str, Any] | None, new: dict[str, Any] | None, where: str) -> Iterator[Change]:
        here = f"{where}, body"
        if old is None or new is None:
            if old is not None:
                yield Change(MAJOR, Kind.REMOVED, here, "is no longer there")
            if new is not None:
                needed = self._new.resolve(new).get("required")
                yield Change(MAJOR if needed else MINOR, Kind.ADDED, here, f"is new{' and required' if needed else ''}")
            return
        before, after = self._old.resolve(old), self._new.resolve(new)
        if bool(before.get("required")) != bool(after.get("required")):
            needed = after.get("required")
            yield Change(MAJOR if needed else MINOR, Kind.CHANGED, here, f"is {'' if needed else 'no longer '}required")
        yield from self._content(before, after, here, Way.REQUEST)
        yield from plain(before, after, here, {"required", "content"})

    def _replies(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        for status in {**old, **new}:
            here = f"{where}, reply {status}"
            if status not in new:
                yield Change(MAJOR, Kind.REMOVED, here, "is no longer described")
            elif status not in old:
                # Who waits for 200 does not know what to do with another success; a refusal is a refusal.
                yield Change(MAJOR if str(status).startswith("2") else MINOR, Kind.ADDED, here, "is new")
            else:
                before, after = self._old.resolve(old[status]), self._new.resolve(new[status])
                yield from self._headers(before.get("headers", {}), after.get("headers", {}), here)
                yield from self._content({"content": before.get("content", {})}, {"content": after.get("content", {})}, here, Way.REPLY)
                yield from _links(before.get("links", {}), after.get("links", {}), here)
                yield from plain(before, after, here, {"headers", "content", "links"})

    def _headers(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        yield from come_and_gone(old, new, f"{where}, header")
        for name in old.keys() & new.keys():
            here = f"{where}, header {name}"
            before, after = self._old.resolve(old[name]), self._new.resolve(new[name])
            if bool(before.get("required")) != bool(after.get("required")):
                yield Change(
                    MINOR if after.get("required") else MAJOR,
                    Kind.CHANGED,
                    here,
                    "is always there" if after.get("required") else "may be missing",
                )
            yield from self._content(before, after, here, Way.REPLY)
            yield from plain(before, after, here, {"required", "schema", "content"})

    def _security(self, old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
        """Yield the changes of security. Each entry is one way to authenticate; no entry means the same as an empty one."""
        before = old.get("security", self._old.data.get("security")) or [{}]
        after = new.get("security", self._new.data.get("security")) or [{}]
        for way in [each for each in before if each not in after]:
            # Who comes with a key is let in without one too.
            yield Change(MINOR if {} in after else MAJOR, Kind.REMOVED, where, f"is no longer open {_with(way)}")
        for way in [each for each in after if each not in before]:
            yield Change(MINOR, Kind.ADDED, where, f"is open {_with(way)}")


def _with(way: dict[str, Any]) -> str:
    return f"with {' and '.join(way)}" if way else "without a key"


def _tags(old: list[str], new: list[str], where: str) -> Iterator[Change]:
    """Yield the changes of tags. Generated clients name the module of an operation after the first one."""
    if old[:1] != new[:1] or set(old) - set(new):
        yield Change(MAJOR, Kind.CHANGED, where, f"tags are {shown(new)} instead of {shown(old)}")
    elif old != new:
        yield Change(MINOR, Kind.CHANGED, where, f"tags are {shown(new)} instead of {shown(old)}")


def _links(old: dict[str, Any], new: dict[str, Any], where: str) -> Iterator[Change]:
    yield from come_and_gone(old, new, f"{where}, link")
    for name in old.keys() & new.keys():
        yield from plain(old[name], new[name], f"{where}, link {name}", set())
