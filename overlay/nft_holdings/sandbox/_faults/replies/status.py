"""A status other than the right one, with the time that the client is to wait."""

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
        message: Its text; the status in words without one.
        wait: The seconds that the client is to wait, if the reply says so.
        wait_as: The header and its form: one of `WAYS_TO_WAIT`.
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
        refusal = WholeReply.made(self.status, exchange.listing.refusal(self.status, message), **self._wait_headers())
        exchange.count(self.name)
        await exchange.give(refusal)

    def _wait_headers(self) -> dict[str, str]:
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
