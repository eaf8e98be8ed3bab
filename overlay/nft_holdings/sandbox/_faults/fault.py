"""What a fault is."""

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .exchange import FaultyExchange


class Fault(Protocol):
    """Something that goes wrong with a request."""

    @property
    def name(self) -> str:
        """The name under which it is counted."""
        ...

    async def answer(self, exchange: "FaultyExchange") -> None:
        """Answer the request; count the fault before the answer goes out, if it makes a difference."""
        ...
