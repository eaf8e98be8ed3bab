"""Ctrl-C and SIGTERM, which wait until the current page is printed."""

import signal
import threading
from types import FrameType
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class StopSignal(KeyboardInterrupt):
    """A signal asked the process to end; its number is `signal`."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class Stopping:
    """Signal handlers that raise StopSignal: at once, or after the current page unless a second signal comes.

    So the cursor in the message fits the printed rows.
    """

    def __init__(self) -> None:
        self._before: dict[int, Any] = {}
        self._printing = False
        self._asked: int | None = None

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._before = {each: signal.signal(each, self._take) for each in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)

    def _take(self, number: int, _: FrameType | None) -> None:
        if self._printing and self._asked is None:
            self._asked = number
        else:
            raise StopSignal(number)

    def begin_page(self) -> None:
        """Begin to print a page."""
        self._printing = True

    def end_page(self) -> None:
        """End the page, whose cursor is noted.

        Raises:
            Stopped: A signal asked for it in the meantime.
        """
        self._printing = False
        if self._asked is not None:
            raise StopSignal(self._asked)
