"""Replies with 5xx to questions that are right."""

from collections.abc import Callable, Iterator
from typing import Any

from attrs import define, field

from ._exchange import Exchange
from ._rule import RuleTable, Unreadable, Violation

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

    def answer(self, ask: Callable[[], Exchange]) -> Exchange:
        """The reply to a question that is right.

        Args:
            ask: Asks it.

        Raises:
            Unreadable: The server fails twice in a row.
        """
        self.asked += 1
        exchange = ask()
        if exchange.status < 500:
            return exchange
        again = ask()
        if again.status >= 500:
            raise Unreadable(again, f"status {again.status}, and once more when asked again", rule=ID)
        self.passing.append(exchange)
        return again


def enter_server_errors_rule(table: RuleTable[Any], operation: str, source: list[str]) -> None:
    """Enter the rule on them, which is the last of a table as every other one asks questions."""
    table.rule(ID, operation, "No question that is right is answered with a 5xx, but now and then.", source)(_server_errors)


def _server_errors(probe: Any) -> Iterator[Violation]:
    errors: ServerErrors = probe.errors
    if len(errors.passing) > max(1.0, errors.asked * TOLERATED):
        statuses = " and ".join(sorted({str(each.status) for each in errors.passing}))
        found = f"{len(errors.passing)} of {errors.asked} questions were answered with {statuses}, and well when asked again"
        yield Violation(found=found, exchange=errors.passing[0])
