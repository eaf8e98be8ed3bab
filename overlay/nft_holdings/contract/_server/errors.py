"""Replies with 5xx, or none, to questions that are right."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import requests
from attrs import define, field

from nft_holdings._errors import cut
from nft_holdings._redaction import hidden
from nft_holdings.contract._rules.rule import RuleTable, Unreadable, Violation

from .client import Stopped
from .exchange import Exchange

ID = "server-errors"
TOLERATED = 0.01
"""Of all questions; gateways fail now and then."""


@define
class ServerErrors:
    """Asks again where a server fails, and keeps count.

    Attributes:
        asked: How many questions there were.
        passing: The failures that were gone when the same was asked again.
    """

    asked: int = 0
    passing: list[Exchange] = field(factory=list)
    _has_answered: bool = False

    def answer(self, ask: Callable[[], Exchange]) -> Exchange:
        """The reply to a question that is right.

        Args:
            ask: Asks it.

        Raises:
            Unreadable: The server fails twice in a row.
        """
        self.asked += 1
        exchange = self._reply(ask)
        if _is_right(exchange):
            return exchange
        again = self._reply(ask)
        if not _is_right(again):
            raise Unreadable(again, f"{_told(again)}, and once more when asked again", rule=ID)
        self.passing.append(exchange)
        return again

    def _reply(self, ask: Callable[[], Exchange]) -> Exchange:
        try:
            exchange = ask()
        except Stopped:
            raise
        except requests.RequestException as error:
            if not self._has_answered and isinstance(error, requests.ConnectionError | requests.Timeout):
                raise  # there may be no server at all
            return _no_reply(error)
        self._has_answered = True
        return exchange


def _no_reply(error: requests.RequestException) -> Exchange:
    """A question in place of whose reply something went wrong, which stands where its body would."""
    request = error.request
    return Exchange(
        method=str(getattr(request, "method", "GET")),
        url=str(getattr(request, "url", "")),
        request_headers={name: str(value) for name, value in getattr(request, "headers", {}).items()},
        request_body=body if isinstance(body := getattr(request, "body", None), bytes) else None,
        status=0,
        headers={},
        body=f"{type(error).__name__}: {error}".encode(),
        started=time.time(),
        seconds=0.0,
    )


def _is_right(exchange: Exchange) -> bool:
    return 0 < exchange.status < 500


def _told(exchange: Exchange) -> str:
    return f"status {exchange.status}" if exchange.status else f"no reply that can be read ({hidden(cut(exchange.body.decode()))})"


def enter_server_errors_rule(table: RuleTable[Any], operation: str, source: list[str]) -> None:
    """Enter the rule on them, which is the last of a table as every other one asks questions."""
    table.rule(ID, operation, "No question that is right has a 5xx or no reply, but now and then.", source)(_server_errors)


def _server_errors(probe: Any) -> Iterator[Violation]:
    errors: ServerErrors = probe.errors
    if len(errors.passing) > max(1.0, errors.asked * TOLERATED):
        told = " and ".join(sorted({_told(each) for each in errors.passing}))
        found = f"{len(errors.passing)} of {errors.asked} questions had {told}, and a reply when asked again"
        yield Violation(found=found, exchange=errors.passing[0])
