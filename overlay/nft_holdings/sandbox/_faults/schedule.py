"""The schedule of a plan: the requests that get a fault."""

from random import Random

from attrs import frozen

from .fault import Fault


@frozen(kw_only=True)
class FaultRule:
    """A fault and the requests that get it. Exactly one of the last three is set.

    Attributes:
        fault: The fault.
        api: The API whose requests count; None for all.
        probability: The fault's probability for each request.
        count: The number of requests with the fault, from the first on.
        at: The places of the requests with the fault, from 1 on.
    """

    fault: Fault
    api: str | None = None
    probability: float | None = None
    count: int | None = None
    at: frozenset[int] = frozenset()


@frozen
class FaultPlan:
    """The content of a file of faults: the random seed, and the rules in their order."""

    seed: int = 0
    rules: tuple[FaultRule, ...] = ()


@frozen
class Chosen:
    """A fault for a request, with a source of randomness for its choices."""

    fault: Fault
    random: Random


class _Turn:
    def __init__(self, rule: FaultRule, random: Random) -> None:
        self.rule = rule
        self._random = random
        self._seen = 0

    def fires(self) -> tuple[bool, float]:
        self._seen += 1
        draw = self._random.random()
        if self.rule.probability is not None:
            return draw < self.rule.probability, draw
        if self.rule.count is not None:
            return self._seen <= self.rule.count, draw
        return self._seen in self.rule.at, draw


class Schedule:
    """The rules of a plan, with the number of requests that each has seen."""

    def __init__(self, plan: FaultPlan) -> None:
        self._turns = [_Turn(rule, Random(f"{plan.seed}/{index}")) for index, rule in enumerate(plan.rules)]

    def next(self, api: str) -> Chosen | None:
        """Return the fault for the next request of an API, or None.

        Each rule of the API counts the request and draws once, whatever the others do. The draw is also what the choices of rows
        and fields start from: so neither what replies hold nor how requests overlap affects later ones.
        """
        drawn = [(turn.rule, *turn.fires()) for turn in self._turns if turn.rule.api in (None, api)]
        return next((Chosen(rule.fault, Random(draw)) for rule, fires, draw in drawn if fires), None)
