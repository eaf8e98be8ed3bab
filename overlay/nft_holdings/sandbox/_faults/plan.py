"""The plan of faults: its rules, the reader for its file, and the requests that get a fault."""

from collections.abc import Callable, Collection, Mapping
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from attrs import field, frozen

from nft_holdings.sandbox._document import LoadError, Value, read_json

from .kinds import KINDS

LARGEST = 2**63 - 1


@frozen(kw_only=True)
class FaultRule:
    """A fault and the requests that get it. Exactly one of the last three is set.

    Attributes:
        kind: The fault's kind.
        parameters: The parameters that the file sets.
        api: The API whose requests count; None for all.
        probability: The fault's probability for each request.
        count: The number of requests with the fault, from the first on.
        at: The places of the requests with the fault, from 1 on.
    """

    kind: str
    parameters: Mapping[str, Any] = field(factory=dict)
    api: str | None = None
    probability: float | None = None
    count: int | None = None
    at: frozenset[int] = frozenset()

    def fires(self, place: int, draw: float) -> bool:
        """Return True for a request that gets the fault, by its place and a draw from 0 to 1."""
        if self.probability is not None:
            return draw < self.probability
        return place <= self.count if self.count is not None else place in self.at


@frozen
class FaultPlan:
    """The content of a file of faults: the random seed, and the rules in their order."""

    seed: int = 0
    rules: tuple[FaultRule, ...] = ()


class Schedule:
    """The rules of a plan, with the number of requests that each has seen."""

    def __init__(self, plan: FaultPlan) -> None:
        self._turns = [(rule, count(1), Random(f"{plan.seed}/{index}")) for index, rule in enumerate(plan.rules)]

    def next(self, api: str) -> tuple[FaultRule, Random] | None:
        """Return the rule whose fault the next request of an API gets, with a source of randomness for the fault's choices; or None.

        Each rule of the API counts the request and draws once, whatever the others do. The draw is also what the choices of rows
        and fields start from: so neither what replies hold nor how requests overlap affects later ones.
        """
        drawn = [(rule, next(places), random.random()) for rule, places, random in self._turns if rule.api in (None, api)]
        return next(((rule, Random(draw)) for rule, place, draw in drawn if rule.fires(place, draw)), None)


def _places(value: Value) -> frozenset[int]:
    places = frozenset(item.integer(1, LARGEST) for item in value.items())
    if not places:
        raise value.refused("an array with at least one place")
    return places


SELECTORS: Mapping[str, Callable[[Value], Any]] = {
    "probability": lambda value: value.number(0, 1, above=True),
    "count": lambda value: value.integer(1, LARGEST),
    "at": _places,
}


def read_plan(source: Path | Mapping[str, object], apis: Collection[str]) -> FaultPlan:
    """Return the rules that a file holds, or a mapping of the same content.

    Raises:
        LoadError: The file cannot be read, is not JSON, or holds a rule that cannot be kept.
    """
    document = read_json(source, "faults", "an object with the rules under faults")
    fields = Value("the faults", document).fields({"faults"}, {"seed": 0})
    seed = Value("seed", fields["seed"].value).integer(-LARGEST, LARGEST)
    return FaultPlan(seed, tuple(_rule(value, apis) for value in Value("faults", fields["faults"].value).items()))


def _rule(value: Value, apis: Collection[str]) -> FaultRule:
    if not isinstance(value.value, Mapping):
        raise value.refused("an object")
    given = value.value.keys()
    if "fault" not in given:
        raise LoadError(f"{value.place}: fault is missing")
    kind = Value(f"{value.place}.fault", value.value["fault"]).choice(KINDS)
    readers = KINDS[kind].parameters
    fields = value.fields({"fault"}, dict.fromkeys(["api", *SELECTORS, *readers]))
    selectors = [name for name in SELECTORS if name in given]
    if len(selectors) != 1:
        raise LoadError(f"{value.place}: expected exactly one of {', '.join(SELECTORS)}, got {' and '.join(selectors) or 'none'}")
    selector = {name: SELECTORS[name](fields[name]) for name in selectors}
    parameters = {name: read(fields[name]) for name, read in readers.items() if name in given}
    if "wait_as" in parameters and "wait" not in parameters:
        raise LoadError(f"{value.place}: wait_as needs wait beside it")
    return FaultRule(kind=kind, parameters=parameters, api=fields["api"].choice(apis) if "api" in given else None, **selector)
