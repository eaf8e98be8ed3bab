"""Figures and their outcomes. The figures themselves are in `targets`."""

from statistics import median
from typing import Literal

from attrs import define, field, frozen

from .service import Counts

Kind = Literal["cost", "gain", "more", "plain", "share"]


@frozen
class Figure:
    """One line of the table.

    Attributes:
        name: Its name for `--only`.
        what: The measured quantity.
        against: The reference.
        kind: The way from measurement to figure: its "cost" as a multiple of the reference's, its "gain" as how many times faster
            than the other side it is, how much "more" than the other side it takes, "plain" as it is, or the "share" of something that
            it uses.
        bound: The most that the figure may be; of a gain and a share, the least.
        unit: The unit.
    """

    name: str
    what: str
    against: str
    kind: Kind
    bound: float
    unit: str = "×"

    def value(self, sample: float, reference: float) -> float:
        """Return the figure that a measurement gives, beside that of the other side."""
        match self.kind:
            case "cost":
                return sample / reference
            case "gain":
                return reference / sample
            case "more":
                return sample - reference
            case "plain" | "share":
                return sample

    @property
    def has_reference(self) -> bool:
        """True if it is compared with another side."""
        return self.kind not in ("plain", "share")

    @property
    def is_least(self) -> bool:
        """True if the bar is the least that it may be, False if it is the most."""
        return self.kind in ("gain", "share")

    def is_met(self, value: float) -> bool:
        """Return True if a value reaches the bar."""
        return value >= self.bound if self.is_least else value <= self.bound

    @property
    def target(self) -> str:
        """The bar, to read."""
        return f"{'≥' if self.is_least else '≤'} {self.bound:g} {self.unit}"


@frozen
class Spread:
    """The median, the lowest and the highest round."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, values: list[float]) -> "Spread":
        """Return the spread of some values."""
        return cls(median(values), min(values), max(values))


@define
class Outcome:
    """The outcome of a figure.

    Attributes:
        figure: The figure.
        reference: The candidate that the others are compared with; None where a figure stands for itself.
        package: The candidates of this package, which must reach the bar.
        samples: The measurements of each candidate, round by round, in seconds or in the figure's unit.
        counts: The requests that the server saw of each candidate, round by round, where they were counted.
        problems: Why a candidate gave no figure, or a wrong answer.
        notes: Remarks.
    """

    figure: Figure
    reference: str | None = None
    package: tuple[str, ...] = ()
    samples: dict[str, list[float]] = field(factory=dict)
    counts: dict[str, list[Counts]] = field(factory=dict)
    problems: dict[str, str] = field(factory=dict)
    notes: list[str] = field(factory=list)

    def spread(self, candidate: str) -> Spread | None:
        """Return the figure of a candidate; none if it has a problem."""
        samples = self.samples.get(candidate)
        if not samples or candidate in self.problems:
            return None
        beside = samples if self.reference is None else self.samples[self.reference]
        return Spread.of([self.figure.value(*pair) for pair in zip(samples, beside, strict=True)])

    def checked(self, candidate: str) -> float | None:
        """Return the value that is compared with the bar: the median, or the worst if the figure has no reference."""
        spread = self.spread(candidate)
        if spread is None:
            return None
        if self.figure.has_reference:
            return spread.middle
        return spread.low if self.figure.is_least else spread.high

    def is_met(self, candidate: str) -> bool:
        """Return True if a candidate reaches the bar with right answers in every round."""
        value = self.checked(candidate)
        return value is not None and self.figure.is_met(value)

    @property
    def is_missed(self) -> bool:
        """True if a candidate of this package misses it."""
        return not all(map(self.is_met, self.package))
