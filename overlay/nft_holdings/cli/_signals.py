"""Ctrl-C and SIGTERM, which wait until the current page is printed."""

import signal
import threading
import time
from types import FrameType
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAME = 0.5
"""Seconds in which a second signal is the first one again: wrappers such as `uv run` pass on a Ctrl-C that the terminal has sent, too."""


class StopSignal(KeyboardInterrupt):
    """A signal asked the process to end."""


def ignore_signals() -> None:
    """Ignore further signals, as the command is ending: wrappers such as `uv run` pass on a Ctrl-C that the terminal has sent, too."""
    if threading.current_thread() is threading.main_thread():
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)


class Stopping:
    """Signal handlers that raise StopSignal: at once, or after the current page unless a second signal comes.

    So the cursor in the message fits the printed rows. Once StopSignal has left the block, signals are ignored, and `run` restores the
    handlers.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._printing = False
        self._asked: int | None = None
        self._asked_at = 0.0

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {each: signal.signal(each, self._take) for each in SIGNALS}
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None and issubclass(kind, StopSignal):
            ignore_signals()
            return
        for number, before in self._before.items():
            signal.signal(number, before)

    def _take(self, number: int, _: FrameType | None) -> None:
        now = time.monotonic()
        is_first = self._asked is None or now - self._asked_at < SAME
        if self._asked is None:
            self._asked_at = now
        self._asked = number
        if not (self._printing and is_first):
            raise StopSignal

    @property
    def terminated(self) -> bool:
        """Return True if SIGTERM has come."""
        return self._asked == signal.SIGTERM

    def begin_page(self) -> None:
        """Begin to print a page."""
        self._printing = True

    def end_page(self) -> None:
        """End the page, whose cursor is noted.

        Raises:
            StopSignal: A signal asked for it in the meantime.
        """
        self._printing = False
        self.check()

    def check(self) -> None:
        """Check that no signal has come. Python loses an exception that a handler raises in the middle of some callbacks.

        Raises:
            StopSignal: One has come.
        """
        if self._asked is not None:
            raise StopSignal
