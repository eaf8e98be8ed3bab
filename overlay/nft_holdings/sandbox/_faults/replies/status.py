"""A status other than the right one, and how long the client is told to wait."""

import math
import time
from email.utils import formatdate
from http import HTTPStatus

from attrs import frozen

from nft_holdings.sandbox._faults.exchange import FaultyExchange
from nft_holdings.sandbox._faults.reply import WholeReply

WAYS_TO_WAIT = ("seconds", "fraction", "milliseconds", "date", "reset")


@frozen(kw_only=True)
class StatusFault:
    """A refusal.

    Attributes:
        status: Its status.
        message: What it says; the status in words if there is none.
        wait: How many seconds the client is told to wait, if it is told.
        wait_as: How it is told: one of `WAYS_TO_WAIT`.
    """

    status: int = 503
    message: str | None = None
    wait: float | None = None
    wait_as: str = "seconds"

    @property
    def name(self) -> str:
        """The name under which it is counted."""
        return f"status {self.status}"

    async def answer(self, exchange: FaultyExchange) -> None:
        """Refuse the request, in the way of its API."""
        message = _in_words(self.status) if self.message is None else self.message
        refusal = WholeReply.made(self.status, exchange.listing.refusal(self.status, message), **self._told_to_wait())
        exchange.count(self.name)
        await exchange.give(refusal)

    def _told_to_wait(self) -> dict[str, str]:
        if self.wait is None:
            return {}
        match self.wait_as:
            case "fraction":
                return {"retry_after": str(float(self.wait))}
            case "milliseconds":
                return {"retry_after_ms": str(round(self.wait * 1000))}
            case "date":
                # The server itself writes the Date header beside it.
                return {"retry_after": formatdate(math.ceil(time.time() + self.wait), usegmt=True)}
            case "reset":
                return {"ratelimit_reset": str(math.ceil(self.wait))}
            case _:
                return {"retry_after": str(math.ceil(self.wait))}


def _in_words(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return f"Status {status}"
