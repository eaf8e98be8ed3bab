"""A verdict as text, as JSON, and as a section of a changelog."""

from itertools import groupby
from typing import Any

from .published import HEADING
from .rating import Kind, Rating
from .verdict import Verdict


def as_text(verdict: Verdict) -> str:
    """Return the verdict for people."""
    if verdict.published is None:
        return f"{verdict.api} {verdict.version}: nothing has been published yet"
    if not verdict.changes:
        return f"{verdict.api} {verdict.version}: no change since {verdict.published}"
    lines = [f"{verdict.api} {verdict.version}, since {verdict.published}:"]
    return "\n".join([*lines, *(f"  {change.rating.name.lower()}: {change}" for change in verdict.changes)])


def as_json(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict for programs."""
    return {
        "published": str(verdict.published) if verdict.published else None,
        "version": str(verdict.version),
        "rating": verdict.changes[0].rating.name.lower() if verdict.changes else None,
        "changes": [
            {
                "rating": change.rating.name.lower(),
                "kind": change.kind.name.lower(),
                "where": change.where,
                "what": change.what,
                "because": verdict.reasons.get(str(change)) if change.rating is Rating.MAJOR else None,
            }
            for change in verdict.changes
        ],
        "problems": verdict.problems,
    }


def as_section(verdict: Verdict, date: str) -> str:
    """Return the section of the spec's changelog."""
    lines = [HEADING.format(version=verdict.version, date=date)]
    if verdict.published is None:
        lines += ["", "### Added", "", "- The first published version."]
    elif not verdict.changes:
        lines += ["", "### Changed", "", "- Nothing but the version."]
    for kind, changes in groupby(
        sorted(verdict.changes, key=lambda change: (change.kind, -change.rating, change.where)), lambda change: change.kind
    ):
        lines += ["", f"### {Kind(kind).name.capitalize()}", ""]
        for change in changes:
            reason = f" {verdict.reasons.get(str(change), '')}".rstrip() if change.rating is Rating.MAJOR else ""
            lines.append(f"- {'**Breaking.** ' if change.rating is Rating.MAJOR else ''}{change}.{reason}")
    return "\n".join(lines) + "\n"
