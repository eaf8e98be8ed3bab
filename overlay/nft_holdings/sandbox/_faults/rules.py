"""A reader for files of faults, whose errors name the place."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from nft_holdings.sandbox._document import LoadError, Value, read_json

from .kinds import KINDS
from .schedule import FaultPlan, FaultRule

LARGEST = 2**63 - 1


def _probability(value: Value) -> float:
    return value.number(0, 1, above=True)


def _count(value: Value) -> int:
    return value.integer(1, LARGEST)


def _places(value: Value) -> frozenset[int]:
    places = frozenset(item.integer(1, LARGEST) for item in value.items())
    if not places:
        raise value.refused("an array with at least one place")
    return places


SELECTORS: Mapping[str, Callable[[Value], Any]] = {"probability": _probability, "count": _count, "at": _places}


def read_plan(source: Path | Mapping[str, object], apis: Collection[str]) -> FaultPlan:
    """Return the rules that a file holds, or a mapping of the same content.

    Raises:
        LoadError: The file cannot be read, is not JSON, or holds a rule that cannot be kept.
    """
    document = read_json(source, "faults", "an object with the rules under faults")
    fields = Value("the faults", document).fields(frozenset({"faults"}), {"seed": 0})
    seed = Value("seed", fields["seed"].value).integer(-LARGEST, LARGEST)
    return FaultPlan(seed, tuple(_rule(value, apis) for value in Value("faults", fields["faults"].value).items()))


def _rule(value: Value, apis: Collection[str]) -> FaultRule:
    if not isinstance(value.value, Mapping):
        raise value.refused("an object")
    given = value.value.keys()
    if "fault" not in given:
        raise LoadError(f"{value.place}: fault is missing")
    kind = KINDS[Value(f"{value.place}.fault", value.value["fault"]).choice(KINDS)]
    fields = value.fields(frozenset({"fault"}), dict.fromkeys(["api", *SELECTORS, *kind.parameters]))
    selectors = [name for name in SELECTORS if name in given]
    if len(selectors) != 1:
        raise LoadError(f"{value.place}: expected exactly one of {', '.join(SELECTORS)}, got {' and '.join(selectors) or 'none'}")
    selector = {name: SELECTORS[name](fields[name]) for name in selectors}
    parameters = {name: read(fields[name]) for name, read in kind.parameters.items() if name in given}
    api = fields["api"].choice(apis) if "api" in given else None
    try:
        return FaultRule(fault=kind.make(**parameters), api=api, **selector)
    except LoadError as error:
        raise LoadError(f"{value.place}: {error}") from None
