"""Ctrl-C and the request to end, which wait until the page is printed that is being printed."""

import signal
import threading
from types import FrameType
from typing import Any, Self

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(KeyboardInterrupt):
    """The process was asked to end. `signal` is which signal asked."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.signal = number


class Stopping:
    """Raises Stopped where a signal asks to end; while `page` runs, once it is over, or at the second signal.

    So the cursor that is told belongs to what was printed.
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
            raise Stopped(number)

    def begin_page(self) -> None:
        """A page is being printed from now on."""
        self._printing = True

    def end_page(self) -> None:
        """The page is printed, and its cursor noted.

        Raises:
            Stopped: A signal asked for it in the meantime.
        """
        self._printing = False
        if self._asked is not None:
            raise Stopped(self._asked)
