"""All changes between two versions of a spec."""

from collections.abc import Iterator
from typing import Any

from linting.document import walk
from linting.spec import METHODS

from .operations import Operations, plain
from .rating import Change, Kind, Rating, come_and_gone, same
from .refs import Side

PATCH, MINOR, MAJOR = Rating
INFO_WORDS = {"title", "summary", "description", "termsOfService", "contact", "license"}


def changes(old: dict[str, Any], new: dict[str, Any]) -> list[Change]:
    """Return the changes from one version of a spec to another, the gravest first. Both are valid OpenAPI 3.1."""
    first, second = Side(old), Side(new)
    found = [*_document(old, new), *_servers(old.get("servers", []), new.get("servers", [])), *_operations(first, second)]
    found += _schemes(first, second)
    found += _components(first, second)
    return sorted(dict.fromkeys(found), key=lambda change: (-change.rating, change.kind, change.where, change.what))


def _document(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Change]:
    if str(old["openapi"]).rsplit(".", 1)[0] != str(new["openapi"]).rsplit(".", 1)[0]:
        yield Change(MAJOR, Kind.CHANGED, "The document", f"is OpenAPI {new['openapi']} instead of {old['openapi']}")
    elif old["openapi"] != new["openapi"]:
        yield Change(PATCH, Kind.CHANGED, "The document", "openapi")
    yield from plain(old["info"], new["info"], "info", {"version"}, INFO_WORDS)
    # The root's security is that of the operations, where it is compared.
    handled = {"openapi", "info", "servers", "paths", "components", "security"}
    yield from plain(old, new, "The document", handled, {"tags", "externalDocs"})


def _servers(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Change]:
    before, after = ({server["url"]: server for server in servers} for servers in (old, new))
    yield from come_and_gone(before, after, "server")
    for url in before.keys() & after.keys():
        here = f"server {url}"
        yield from plain(before[url], after[url], here, {"variables"})
        was, now = before[url].get("variables", {}), after[url].get("variables", {})
        for name in {**was, **now}:
            yield from plain(was.get(name, {}), now.get(name, {}), f"{here}, variable {name}", set())
    if list(before)[:1] != list(after)[:1]:
        yield Change(MAJOR, Kind.CHANGED, "The document", "the first server, which tools go to unasked, is another one")
    elif [url for url in before if url in after] != [url for url in after if url in before]:
        yield Change(PATCH, Kind.CHANGED, "The document", "order of servers")


def _found(side: Side) -> dict[tuple[str, str], dict[str, Any]]:
    """Return every operation by path and method, with the parameters of its path."""
    found = {}
    for path, item in side.data["paths"].items():
        for method in METHODS:
            if method in item:
                own = [(each["name"], each["in"]) for each in map(side.resolve, item[method].get("parameters", []))]
                above = [each for each in map(side.resolve, item.get("parameters", [])) if (each["name"], each["in"]) not in own]
                found[path, method] = {**item[method], "parameters": [*above, *item[method].get("parameters", [])]}
    return found


def _operations(old: Side, new: Side) -> Iterator[Change]:
    before, after = _found(old), _found(new)
    compared = Operations(old, new)
    for key in {**before, **after}:
        here = str((before.get(key) or after[key]).get("operationId", f"{key[1].upper()} {key[0]}"))
        if key not in after:
            yield Change(MAJOR, Kind.REMOVED, here, f"{key[1].upper()} {key[0]} is no longer there")
            old.note_own(before[key], new)
        elif key not in before:
            yield Change(MINOR, Kind.ADDED, here, f"{key[1].upper()} {key[0]} is new")
            new.note_own(after[key], old)
        else:
            yield from compared.compare(before[key], after[key], here)
    for path in old.data["paths"].keys() & new.data["paths"].keys():
        yield from plain(old.data["paths"][path], new.data["paths"][path], path, {*METHODS, "parameters"})


def _schemes(old: Side, new: Side) -> Iterator[Change]:
    before, after = (side.data.get("components", {}).get("securitySchemes", {}) for side in (old, new))
    for name in before.keys() & after.keys():
        yield from plain(
            old.resolve(before[name]), new.resolve(after[name]), f"security scheme {name}", set(), {"description", "bearerFormat"}
        )


def _components(old: Side, new: Side) -> Iterator[Change]:
    """Yield the components that differ and were not compared: nothing refers to them, or only places that are not compared."""
    before, after = old.components(), new.components()
    referred = {
        node["$ref"] for side in (old, new) for _, node in walk(side.data) if isinstance(node, dict) and isinstance(node.get("$ref"), str)
    }
    for pointer in {**before, **after}:
        _, _, section, name = pointer.split("/")
        compared = pointer in old.used | new.used or (section == "securitySchemes" and pointer in before and pointer in after)
        if same(before.get(pointer), after.get(pointer)) or (compared and section != "examples"):
            continue
        kind = Kind.ADDED if pointer not in before else Kind.REMOVED if pointer not in after else Kind.CHANGED
        unseen = section != "examples" and f"#{pointer}" in referred
        what = name if kind is Kind.CHANGED else f"{name} is {'new' if kind is Kind.ADDED else 'no longer there'}"
        yield Change(
            MAJOR if unseen else PATCH, kind, f"components, {section}", f"{what}, for a place that is not compared" if unseen else what
        )
