"""Replies with 5xx, or none, to right requests."""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import requests
from attrs import define, field

from nft_holdings._errors import cut
from nft_holdings._redaction import hidden
from nft_holdings.contract._server.client import RequestsStopped
from nft_holdings.contract._server.exchange import Exchange

from .rule import Rule, UnreadableReply, Violation

ID = "server-errors"
TOLERATED = 0.01
"""The share of all right requests that may fail once; gateways fail now and then."""


@define
class ServerErrors:
    """Count of requests and failures. A request that fails is sent once more.

    Attributes:
        asked: How many right requests were sent.
        passing: The failures that were gone when the request was sent again.
    """

    asked: int = 0
    passing: list[Exchange] = field(factory=list)
    _has_answered: bool = False

    def answer(self, ask: Callable[[], Exchange]) -> Exchange:
        """Return the reply to a right request.

        Args:
            ask: Sends the request.

        Raises:
            UnreadableReply: The server fails twice in a row.
        """
        self.asked += 1
        exchange = self._reply(ask)
        if _is_right(exchange):
            return exchange
        again = self._reply(ask)
        if not _is_right(again):
            raise UnreadableReply(again, f"{_shown(again)}, and once more when asked again", rule=ID)
        self.passing.append(exchange)
        return again

    def _reply(self, ask: Callable[[], Exchange]) -> Exchange:
        try:
            exchange = ask()
        except RequestsStopped:
            raise
        except requests.RequestException as error:
            if not self._has_answered and isinstance(error, requests.ConnectionError | requests.Timeout):
                raise  # it may be no server at all
            return _no_reply(error)
        self._has_answered = True
        return exchange


def _no_reply(error: requests.RequestException) -> Exchange:
    """Return an exchange whose body is the error that came instead of a reply."""
    request = error.request if isinstance(error.request, requests.PreparedRequest) else requests.PreparedRequest()
    return Exchange.of(request, 0, {}, f"{type(error).__name__}: {error}".encode(), started=time.time(), seconds=0.0)


def _is_right(exchange: Exchange) -> bool:
    return 0 < exchange.status < 500


def _shown(exchange: Exchange) -> str:
    return f"status {exchange.status}" if exchange.status else f"no reply that can be read ({hidden(cut(exchange.body.decode()))})"


def server_errors_rule(operation: str, source: Iterable[str]) -> Rule:
    """Return the rule on server errors. It is the last rule of an API, as all others send requests."""
    says = "No request that is right has a 5xx or no reply, but now and then."
    return Rule(id=ID, operation=operation, says=says, source=tuple(source), check=_server_errors)


def _server_errors(probe: Any) -> Iterator[Violation]:
    errors: ServerErrors = probe.errors
    if len(errors.passing) > max(1.0, errors.asked * TOLERATED):
        shown = " and ".join(sorted({_shown(each) for each in errors.passing}))
        yield Violation(f"{len(errors.passing)} of {errors.asked} requests had {shown}, and a reply when asked again", errors.passing[0])
