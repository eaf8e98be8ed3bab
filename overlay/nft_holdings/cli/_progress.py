"""Standard error while a long listing goes to a file or to another program: a count of the rows so far, or each request."""

import logging
import math
import os
import stat
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, TextIO

from rich.console import Console

from ._accounts import Rows
from ._endings import print_message

LOG = logging.getLogger("nft_holdings")
FIRST_AFTER = 1.0
"""Seconds before anything is drawn."""
QUIET = 0.15
"""Seconds after rows for the program that reads them, as it may print them on the same terminal."""
EVERY = 0.05
ERASE = "\r\x1b[K"


@contextmanager
def progress(accounts: Rows, output: TextIO) -> Iterator[Iterator[Any]]:
    """Count the rows while their pages pass to an output, if standard error is a terminal that shows nothing else."""
    if not has_room(output):
        yield accounts.pages()
        return
    with Count(sys.stderr, output) as count:

        def counted() -> Iterator[Any]:
            for page in accounts.pages():
                count.erase(page)
                yield page
                count.go_on()

        yield counted()


class Count:
    """One line of a terminal, which a thread draws again and again. The cursor stays at its beginning, so that other text covers it."""

    def __init__(self, stream: TextIO, output: TextIO) -> None:
        self._stream = stream
        self._console = Console(file=stream)
        self._began = time.monotonic()
        self._due = self._began + FIRST_AFTER
        self._quiet = QUIET if _is_read_by_a_program(output) else 0.0
        self._rows = 0
        self._total: int | None = None
        self._drawn = ""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="nft-holdings progress", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        try:
            self._thread.join()
        finally:  # a second signal may come meanwhile
            with self._lock:
                self._due = math.inf
                self._erase()

    def erase(self, page: Any) -> None:
        """Draw nothing from now on, as a page is printed."""
        with self._lock:
            self._due = math.inf
            self._erase()
            self._rows += len(page.items)
            self._total = getattr(page, "total", None)  # none of many accounts

    def go_on(self) -> None:
        """Draw again, as the page has been printed."""
        with self._lock:
            self._due = max(self._began + FIRST_AFTER, time.monotonic() + self._quiet)

    def _run(self) -> None:
        while not self._over.wait(EVERY):
            with self._lock:
                if time.monotonic() >= self._due:
                    self._draw()

    def _draw(self) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._began), 60)
        of_all = "" if self._total is None else f" of {self._total:,}"
        text = f"{self._rows:,}{of_all} rows listed, {minutes}:{seconds:02d}"[: self._console.width - 1]
        if text != self._drawn:
            self._stream.write(f"{ERASE}{text}\r")
            self._stream.flush()
            self._drawn = text

    def _erase(self) -> None:
        if self._drawn:
            self._stream.write(ERASE)
            self._stream.flush()
            self._drawn = ""


def has_room(output: TextIO | None) -> bool:
    """Return True if standard error is a terminal that can erase a line and shows no log, and the output goes to none."""
    if not sys.stderr.isatty() or (output is not None and output.isatty()) or LOG.isEnabledFor(logging.DEBUG):
        return False
    console = Console(file=sys.stderr)
    return not console.is_dumb_terminal and not console.legacy_windows


def _is_read_by_a_program(output: TextIO) -> bool:
    try:
        mode = os.fstat(output.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


class StandardErrorLog(logging.Handler):
    """A handler that prints each record as one line, as errors are printed: no key, no control characters."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record."""
        print_message(record.getMessage())


@contextmanager
def logged(verbose: bool) -> Iterator[None]:
    """Print each request and each wait on standard error if that is wanted."""
    if not verbose:
        yield
        return
    handler, level = StandardErrorLog(), LOG.level
    LOG.addHandler(handler)
    LOG.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        LOG.setLevel(level)
        LOG.removeHandler(handler)
