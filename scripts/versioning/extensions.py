"""Ratings of changes of the specs' extensions. README.md in this folder has the table with the reasons."""

from collections.abc import Iterator
from typing import Any

from .rating import Change, Kind, Rating, same, shown

PATCH, MINOR, MAJOR = Rating
NOTES = {"x-source", "x-enum-source", "x-decision", "x-documents", "x-example", "x-closed-because", "x-secret"}
"""Sources and notes for readers and tools; no request or reply depends on them."""
PROMISES = {"x-known-codes": MINOR, "x-compute-units": MINOR, "x-name": MAJOR}
"""The rating of any change."""


def extension(name: str, old: Any, new: Any, where: str) -> Iterator[Change]:
    """Yield the changes of one extension, whose value is None where it is absent.

    `x-extensible-enum` is not among them: it is rated with `enum`, beside which it stands.
    """
    kind = Kind.ADDED if old is None else Kind.REMOVED if new is None else Kind.CHANGED
    if name in NOTES:
        yield Change(PATCH, Kind.CHANGED, where, name)
    elif name in PROMISES:
        yield Change(PROMISES[name], kind, where, _instead(name, old, new))
    elif name.startswith("x-documented-"):
        # Clients ask for pages of the documented size: another one is good for them, and none leaves them without.
        yield Change(MAJOR if new is None else MINOR, kind, where, _instead(name, old, new))
    elif name == "x-safe":
        yield Change(MINOR if new is True else MAJOR, kind, where, "may be repeated" if new is True else "may not be repeated any more")
    elif name == "x-rate-limit":
        fewer = new is not None and (old is None or new["requests"] < old["requests"] or _rate(new) < _rate(old))
        yield Change(MAJOR if fewer else MINOR, kind, where, _instead(name, old, new))
    elif name == "x-rules":
        yield from _rules(old or [], new or [], where)
    else:
        yield Change(MAJOR, kind, where, f"{name}, which has no rating: give it one in scripts/versioning/extensions.py")


def _instead(name: str, old: Any, new: Any) -> str:
    if old is None:
        return f"{name} is {shown(new)}, and was not there"
    return f"{name} was {shown(old)}, and is no longer there" if new is None else f"{name} is {shown(new)} instead of {shown(old)}"


def _rate(limit: dict[str, Any]) -> float:
    return float(limit["requests"] / limit["seconds"])


def _rules(old: list[dict[str, Any]], new: list[dict[str, Any]], where: str) -> Iterator[Change]:
    """Yield the changes of `x-rules`. A new rule refuses more, one less refuses less; programs act on status and code of a refusal."""
    before, after = ({rule["id"]: rule for rule in rules} for rules in (old, new))
    for name in before.keys() - after.keys():
        yield Change(MINOR, Kind.REMOVED, where, f"rule {name} is no longer there")
    for name in after.keys() - before.keys():
        yield Change(MAJOR, Kind.ADDED, where, f"rule {name} is new")
    for name in before.keys() & after.keys():
        was, now = before[name], after[name]
        first, second = was.get("refusal") or {}, now.get("refusal") or {}
        if any(not same(first.get(key), second.get(key)) for key in ("status", "code")):
            yield Change(MAJOR, Kind.CHANGED, where, f"refusal of rule {name} is {shown(second)} instead of {shown(first)}")
        elif not same(first, second):
            yield Change(MINOR, Kind.CHANGED, where, f"message of rule {name}")
        if not same({**was, "refusal": None}, {**now, "refusal": None}):
            yield Change(PATCH, Kind.CHANGED, where, f"words of rule {name}")
    if before.keys() == after.keys() and list(before) != list(after):
        yield Change(PATCH, Kind.CHANGED, where, "order of x-rules")
