"""Requests under way at once for a client that blocks, on an event loop in another thread."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Event
from typing import Any

from nft_holdings._errors import ConnectionFailed
from nft_holdings._paging.parallel import Job

from .loop_thread import Background, Behind
from .sender import AsyncDriver, Driver
from .tasks import Flights, is_needed


class BackgroundFlights(Flights):
    """Requests that are under way on a loop in another thread. What they bring is taken by one thread.

    Args:
        driver: What sends a request by itself, in the same thread.
        behind: Where the loop is.
    """

    def __init__(self, driver: Driver, behind: Behind) -> None:
        super().__init__(driver)
        self._behind = behind
        self._background: Background | None = None

    def launch(self, jobs: Iterable[Job], read: Callable[[Any], Any], *, safe: bool) -> None:
        """Send requests, which may be sent again if that is safe."""
        listed = [*jobs]
        self._under_way.update((job, Event()) for job in listed)
        try:
            if self._background is None:
                self._background = self._behind.background()
                connection = self._driver.connection.sending_with(self._background)
                self._sender = AsyncDriver(self._driver.options, connection=connection)
            self._background.launch([(job, partial(self._sender.fetch, job.request, read, safe=safe)) for job in listed], self._landed)
        except ConnectionFailed as closed:
            for job in listed:
                self._landed.put((job, closed))

    def wait(self) -> tuple[Job, Any]:
        """Wait for what the next request brings."""
        while True:
            job, outcome = self._next()
            if is_needed(self._under_way, job, outcome):
                return job, outcome

    def _next(self) -> tuple[Job, Any]:
        if self._background is None:
            return self._landed.get()
        try:
            return self._background.wait(self._landed)
        except ConnectionFailed as gone:
            return next(iter(self._under_way)), gone

    def abandon(self, jobs: Iterable[Job] | None = None) -> None:
        """Do without what some requests bring, or all of them. They are cancelled."""
        gone = [job for job in ([*self._under_way] if jobs is None else jobs) if self._under_way.pop(job, None)]
        if gone and self._background is not None:
            self._background.cancel(gone)


def flights_of(driver: Driver) -> Flights:
    """What sends many requests of a driver at once."""
    connection = driver.connection
    return BackgroundFlights(driver, connection.behind) if connection.behind and connection.engine.is_ours else Flights(driver)
