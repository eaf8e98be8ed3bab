"""Rounds in which each candidate has its turn, so that a disturbance of the machine affects all of them."""

import sys
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from typing import Any

from attrs import field, frozen

from .figures import Figure, Outcome
from .service import PageServer

Run = Callable[[], Any]
Opened = Callable[[], AbstractContextManager[Run]]


class BenchmarkBroken(Exception):
    """The reference failed, so nothing can be compared."""


class Unavailable(Exception):
    """A candidate cannot take part; the message says why."""


class WrongAnswer(Exception):
    """A candidate gave a wrong answer."""


@frozen
class Candidate:
    """Something that is measured.

    Attributes:
        name: Its name in the table.
        opened: Makes it ready, which is not timed, and gives what is: a function whose result is checked.
        check: Raises WrongAnswer if a result is not what the server holds.
        is_package: True for nft-holdings.
        share: The part of the whole work that one turn does.
    """

    name: str
    opened: Opened
    check: Callable[[Any], None]
    is_package: bool = False
    share: float = 1.0


@frozen
class Repetition:
    """The number of turns of each candidate, and their length.

    In a round, candidates take turns in several bursts, each of which repeats the work until some time has passed. The fastest one
    counts: so a moment in which the machine did something else is not taken for the work's own cost.
    """

    rounds: int
    bursts: int = 1
    seconds: float = 0.0
    anew: bool = False
    """True to open a candidate anew for each turn, without a connection."""


@frozen
class MeasuredServer:
    """The server of a comparison, with its latency, its paging defect and the data set whose requests count."""

    server: PageServer
    dataset: str
    latency: float = 0.0
    defect: bool = False


@frozen
class Comparison:
    """Candidates for one figure; the first is the reference, unless the figure needs none."""

    figure: Figure
    candidates: Sequence[Candidate]
    repetition: Repetition
    measured: MeasuredServer | None = None
    _ready: dict[str, Run] = field(init=False, factory=dict)

    def outcome(self) -> Outcome:
        """Run the rounds. A candidate that fails or answers wrongly takes no further turn."""
        reference = self.candidates[0].name if self.figure.has_reference else None
        outcome = Outcome(self.figure, reference, tuple(each.name for each in self.candidates if each.is_package))
        with ExitStack() as stack:
            for number in range(self.repetition.rounds):
                first = number % len(self.candidates)
                fastest: dict[str, float] = {}
                for _ in range(self.repetition.bursts):
                    for candidate in [*self.candidates[first:], *self.candidates[:first]]:
                        if candidate.name not in outcome.problems:
                            self._turn(candidate, outcome, stack, fastest)
                for name, took in fastest.items():
                    outcome.samples.setdefault(name, []).append(took)
        if reference in outcome.problems:
            raise BenchmarkBroken(f"{self.figure.name}: {reference}, which all is compared with: {outcome.problems[reference]}")
        return outcome

    def requests(self) -> Outcome:
        """Run the rounds, and measure requests instead of time."""
        outcome = self.outcome()
        outcome.samples = {name: [float(each.requests) for each in counts] for name, counts in outcome.counts.items()}
        return outcome

    def _turn(self, candidate: Candidate, outcome: Outcome, stack: ExitStack, fastest: dict[str, float]) -> None:
        name = candidate.name
        try:
            if self.repetition.anew:
                with candidate.opened() as run:
                    took = self._timed(run, candidate)
            else:
                if name not in self._ready:
                    self._ready[name] = stack.enter_context(candidate.opened())
                    candidate.check(self._ready[name]())
                took = self._timed(self._ready[name], candidate)
        except Unavailable as reason:
            outcome.problems[name] = str(reason)
        except WrongAnswer as wrong:
            outcome.problems[name] = f"WRONG ANSWER: {wrong}"
        except Exception as failure:  # a peer may fail in any way, and the report says so
            outcome.problems[name] = f"{type(failure).__name__}: {failure}"
        else:
            fastest[name] = min(took, fastest.get(name, took))
            if self.measured is not None:
                outcome.counts.setdefault(name, []).append(self.measured.server.counts(self.measured.dataset))
        if name in outcome.problems:
            print(f"  {name}: {outcome.problems[name]}", file=sys.stderr)

    def _timed(self, run: Run, candidate: Candidate) -> float:
        if self.measured is not None:
            self.measured.server.answer(latency=self.measured.latency, defect=self.measured.defect)
        turns, began, took = 0, time.perf_counter(), 0.0
        while not turns or took < self.repetition.seconds:
            answer = run()
            turns += 1
            took = time.perf_counter() - began
        candidate.check(answer)
        return took / turns / candidate.share
