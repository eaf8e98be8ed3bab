"""One line on a terminal that tells how far a snapshot is."""

import sys
import time
from typing import TYPE_CHECKING, Self

from rich.console import Console

from nft_holdings.cli._progress import ERASE, has_room

if TYPE_CHECKING:
    from nft_holdings.data import Progress

EVERY = 0.5
"""Seconds between two drawings."""


class SnapshotProgress:
    """The line: listings, rows, rate, time left and errors. Nothing is drawn where standard error is no terminal."""

    def __init__(self) -> None:
        self._shown = has_room(None)
        self._width = Console(file=sys.stderr).width
        self._began = self._drawn_at = time.monotonic()
        self._first: int | None = None
        self._drawn = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._drawn:
            sys.stderr.write(ERASE)
            sys.stderr.flush()

    def show(self, progress: "Progress") -> None:
        """Draw how far it is, if some time has passed."""
        now = time.monotonic()
        if self._first is None:
            self._first = progress.done
        if not self._shown or now - self._drawn_at < EVERY:
            return
        self._drawn_at = now
        text = line_of(progress, progress.done - self._first, now - self._began)[: self._width - 1]
        sys.stderr.write(f"{ERASE}{text}\r")
        sys.stderr.flush()
        self._drawn = True


def line_of(progress: "Progress", new: int, seconds: float) -> str:
    """Return the line.

    Args:
        progress: How far it is.
        new: The number of listings that have been read in this run.
        seconds: The seconds that this took.
    """
    rate = new / seconds if seconds else 0.0
    words = [f"{progress.done:,} of {progress.units:,} listings", f"{progress.rows:,} rows"]
    if rate:
        minutes, left = divmod(int((progress.units - progress.done) / rate), 60)
        words += [f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute", f"{minutes}:{left:02d} left"]
    elif seconds and progress.rows:
        words.append(f"{progress.rows / seconds:,.0f} rows a second")
    if progress.failed:
        words.append(f"{progress.failed:,} failed")
    return ", ".join(words)
