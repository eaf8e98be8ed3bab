"""The figures as a table to read, and as JSON."""

import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from .figures import Figure, Outcome, Spread

PACKAGES = (
    "nft-holdings", "attrs", "msgspec", "orjson", "pydantic", "httpx2", "httpx", "aiohttp", "pyreqwest", "openapi-python-client",
    "standards-sdk-py", "hedera-mirror-sdk",
)  # fmt: skip
DIGITS = {"×": 2, "MB": 1}


def versions() -> dict[str, str]:
    """Return the versions of interpreter, system and packages, and the number of processors."""
    found = {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
    }
    found["processors"] = str(os.cpu_count())
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue  # where its figure would be, the report gives the reason
    return found


def written(figure: Figure, value: float) -> str:
    """Return a value with its significant digits."""
    digits = 1 if figure.unit == "×" and value >= 10 else DIGITS.get(figure.unit, 0)
    return f"{value:,.{digits}f}"


def spread_of(figure: Figure, spread: Spread) -> str:
    """Return the lowest and the highest round."""
    return f"{written(figure, spread.low)}–{written(figure, spread.high)}"


def _row(outcome: Outcome, candidate: str) -> tuple[str, ...]:
    figure, spread, value = outcome.figure, outcome.spread(candidate), outcome.checked(candidate)
    what = figure.what + (", async" if candidate.endswith("async") else "")
    verdict = "met" if outcome.is_met(candidate) else "MISSED"
    if spread is None or value is None:
        return (
            figure.name,
            what,
            figure.against,
            "-",
            "",
            figure.target,
            f"{verdict}: {outcome.problems.get(candidate, 'nothing was measured')}",
        )
    return figure.name, what, figure.against, written(figure, value), spread_of(figure, spread), figure.target, verdict


def _aligned(rows: list[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell.rjust(width) if place in (3, 4) else cell.ljust(width) for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _peers(outcome: Outcome) -> Iterable[str]:
    others = [name for name in {**outcome.samples, **outcome.problems} if name not in (outcome.reference, *outcome.package)]
    for name in others:
        spread = outcome.spread(name)
        result = (
            outcome.problems.get(name, "")
            if spread is None
            else f"{written(outcome.figure, spread.middle)} ({spread_of(outcome.figure, spread)})"
        )
        yield f"  {outcome.figure.name:26} {name:24} {result}"


def table(outcomes: list[Outcome]) -> str:
    """Return all that was measured, as text."""
    heading = ("figure", "what", "against", "measured", "spread", "target", "")
    lines = list(_aligned([heading, *(_row(outcome, candidate) for outcome in outcomes for candidate in outcome.package)]))
    if peers := [line for outcome in outcomes for line in _peers(outcome)]:
        lines += ["", "others, beside the same", *peers]
    if notes := [f"  {outcome.figure.name}: {note}" for outcome in outcomes for note in outcome.notes]:
        lines += ["", "notes", *notes]
    lines += ["", ", ".join(f"{name} {each}" for name, each in versions().items())]
    return "\n".join(lines)


def as_json(outcomes: list[Outcome], *, rounds: int, quick: bool) -> dict[str, Any]:
    """Return all that was measured, with every round."""
    return {"rounds": rounds, "quick": quick, "versions": versions(), "figures": [_as_json(outcome) for outcome in outcomes]}


def _as_json(outcome: Outcome) -> dict[str, Any]:
    figure = outcome.figure
    candidates = {}
    for name in {**outcome.samples, **outcome.problems}:
        spread = outcome.spread(name)
        candidates[name] = {
            "package": name in outcome.package,
            "figure": spread and {"middle": spread.middle, "low": spread.low, "high": spread.high},
            "met": outcome.is_met(name) if name in outcome.package else None,
            "samples": outcome.samples.get(name, []),
            "requests": [each.requests for each in outcome.counts.get(name, [])],
            "most_in_flight": [each.most_in_flight for each in outcome.counts.get(name, [])],
            "problem": outcome.problems.get(name),
        }
    return {
        "name": figure.name,
        "what": figure.what,
        "against": figure.against,
        "kind": figure.kind,
        "unit": figure.unit,
        "bound": figure.bound,
        "reference": outcome.reference,
        "missed": outcome.is_missed,
        "notes": outcome.notes,
        "candidates": candidates,
    }
