"""The protocol of faults."""

from typing import Protocol

from .exchange import FaultyExchange


class Fault(Protocol):
    """A mistake that is made with a request."""

    @property
    def name(self) -> str:
        """The name under which the fault is counted."""
        ...

    async def answer(self, exchange: FaultyExchange) -> None:
        """Answer the request; count the fault before the answer goes out, if it makes a difference."""
        ...
