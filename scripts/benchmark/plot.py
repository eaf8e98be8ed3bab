"""A picture of the ratios: bars on a logarithmic axis that begin at the reference's 1, with the target across them."""

import math
from collections.abc import Iterable
from html import escape

from .figures import Outcome
from .report import written

WIDTH, LABELS, RIGHT, MARGIN = 860, 190, 80, 16
ROW, HEADING, GAP, TOP = 18, 22, 12, 72
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
PANELS = (
    ("cost", "What it costs, as a multiple of the other side", "Shorter is better."),
    ("gain", "How many times faster than the other side", "Longer is better."),
)
LEGEND = "Orange is the target; a thin line reaches from the lowest round to the highest."
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1f2328; paint-order: stroke; stroke: #ffffff; stroke-width: 3px }
  .title { font-size: 15px; font-weight: 600 }
  .figure { font-weight: 600 }
  .quiet { fill: #59636e }
  .paper { fill: #ffffff }
  .package { fill: #0b7285 }
  .other { fill: #b1b8c0 }
  .tick { stroke: #e4e7eb }
  .one { stroke: #59636e }
  .target { stroke: #d9480f; stroke-width: 2 }
  .bound { fill: #d9480f }
  .spread { stroke: #1f2328; stroke-opacity: .6 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; stroke: #0d1117 }
    .quiet { fill: #9198a1 }
    .paper { fill: #0d1117 }
    .package { fill: #3bc9db }
    .other { fill: #565f69 }
    .tick { stroke: #262c34 }
    .one { stroke: #9198a1 }
    .target { stroke: #ff922b }
    .bound { fill: #ff922b }
    .spread { stroke: #e6edf3 }
  }
"""


class Axis:
    """A logarithmic axis that has room for some values."""

    def __init__(self, values: Iterable[float]) -> None:
        values = [*values, 1.0]
        self.low = max((tick for tick in TICKS if tick <= min(values) and tick < 1), default=TICKS[0])
        self.high = min((tick for tick in TICKS if tick >= max(values) and tick > 1), default=TICKS[-1])

    def place(self, value: float) -> float:
        """Return the distance of a value from the left."""
        within = min(max(value, self.low), self.high)
        share = math.log(within / self.low) / math.log(self.high / self.low)
        return LABELS + share * (WIDTH - LABELS - RIGHT)

    def ticks(self) -> list[float]:
        """Return the values that have a line."""
        return [tick for tick in TICKS if self.low <= tick <= self.high]


def _group(outcome: Outcome, axis: Axis, top: float) -> tuple[list[str], float]:
    """Return a figure: its name, and a bar for each candidate with a value."""
    figure = outcome.figure
    right = f'x="{WIDTH - MARGIN}" text-anchor="end"'
    drawn = [
        f'<text x="{MARGIN}" y="{top + 14}"><tspan class="figure">{escape(figure.what)}</tspan>'
        f'<tspan class="quiet" dx="6">beside {escape(figure.against)}</tspan></text>',
        f'<text class="bound" {right} y="{top + 14}">{figure.target.removesuffix(" ×")}</text>',
    ]
    began = top = top + HEADING
    for name in outcome.samples:
        spread = outcome.spread(name)
        if spread is None or name == outcome.reference:
            continue
        start, end = sorted((axis.place(1), axis.place(spread.middle)))
        middle = top + ROW / 2
        drawn += [
            f'<text x="{LABELS - 10}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>',
            f'<rect class="{"package" if name in outcome.package else "other"}" x="{start:.1f}" y="{top + 3}" '
            f'width="{max(end - start, 1):.1f}" height="{ROW - 6}" rx="1.5"/>',
            f'<line class="spread" x1="{axis.place(spread.low):.1f}" x2="{axis.place(spread.high):.1f}" y1="{middle}" y2="{middle}"/>',
            f'<text {right} y="{middle + 4}">{written(figure, spread.middle)}</text>',
        ]
        top += ROW
    bound = f"{axis.place(figure.bound):.1f}"
    drawn.append(f'<line class="target" x1="{bound}" x2="{bound}" y1="{began - 1}" y2="{top + 1}"/>')
    return drawn, top + GAP


def _panel(title: str, remark: str, outcomes: list[Outcome], top: float) -> tuple[list[str], float]:
    spreads = [outcome.spread(name) for outcome in outcomes for name in outcome.samples]
    axis = Axis([value for each in spreads if each for value in (each.low, each.high)] + [each.figure.bound for each in outcomes])
    drawn = [
        f'<text class="title" x="{MARGIN}" y="{top + 24}">{title}</text>',
        f'<text class="quiet" x="{MARGIN}" y="{top + 42}">{remark} {LEGEND}</text>',
    ]
    bars: list[str] = []
    end = top + TOP
    for outcome in outcomes:
        group, end = _group(outcome, axis, end)
        bars += group
    for tick in axis.ticks():
        place = f"{axis.place(tick):.1f}"
        drawn += [
            f'<line class="{"one" if tick == 1 else "tick"}" x1="{place}" x2="{place}" y1="{top + TOP - 6}" y2="{end - GAP + 4}"/>',
            f'<text class="quiet" x="{place}" y="{top + TOP - 11}" text-anchor="middle">{tick:g}</text>',
        ]
    return drawn + bars, end + 8


def plot(outcomes: list[Outcome]) -> str:
    """Return an SVG document of all outcomes that are ratios."""
    drawn: list[str] = []
    top = 0.0
    for kind, title, remark in PANELS:
        shown = [outcome for outcome in outcomes if outcome.figure.kind == kind and any(map(outcome.spread, outcome.package))]
        if shown:
            panel, top = _panel(title, remark, shown, top)
            drawn += panel
    size = f'width="{WIDTH}" height="{top:.0f}" viewBox="0 0 {WIDTH} {top:.0f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="How nft-holdings compares">'
    return "\n".join([head, f"<style>{STYLE}</style>", f'<rect class="paper" width="{WIDTH}" height="{top:.0f}"/>', *drawn, "</svg>", ""])
