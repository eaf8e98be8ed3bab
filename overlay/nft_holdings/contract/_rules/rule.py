"""Rules: conditions that a schema cannot express, each with the rows of the inventory that state it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import frozen

from nft_holdings.contract._server.exchange import Exchange, Place
from nft_holdings.contract._server.reasons import Reason


@frozen
class Violation:
    """A request that shows that a rule does not hold.

    Attributes:
        found: What the server did, in a sentence.
        exchange: The request and its reply.
        about: What distinguishes this violation from others of the rule, such as a parameter. A rule ends with a violation without it.
        at: The places in the reply that show it, each a row or a member of one.
    """

    found: str
    exchange: Exchange
    about: str = ""
    at: Sequence[Place] = ()


class NotChecked(Reason):
    """A rule could not be checked. The text says why, and what to do."""


SCHEMA = "reply-schema"
"""The rule of every API that replies fit their schema. A reply that does not fit is a finding of this rule, whichever rule asked for it."""


class UnreadableReply(Reason):
    """A reply that is no page.

    Attributes:
        exchange: Request and reply.
        found: What came instead.
        rule: The rule that the reply breaks; None for the rule that asked for it.
        at: As in Violation.
    """

    def __init__(self, exchange: Exchange, found: str, *, rule: str | None = SCHEMA, at: Sequence[Place] = ()) -> None:
        super().__init__(f"{exchange.url} gives {found}")
        self.exchange, self.found, self.rule, self.at = exchange, found, rule, at


Check = Callable[[Any], Iterable[Violation]]


@frozen(kw_only=True)
class Rule:
    """A condition that a schema cannot express.

    Attributes:
        id: Its name, unique within the API.
        operation: The operation's id in the spec.
        says: The condition, in a sentence.
        source: The rows of the inventory that state it, each `document#place`.
        requires: Rules that must hold first: if one of them fails, this one is not checked.
        check: Finds violations.
    """

    id: str
    operation: str
    says: str
    source: tuple[str, ...]
    requires: tuple[str, ...] = ()
    check: Check


class Rules(list[Rule]):
    """The rules of a module, in the order in which they are checked. The descriptor of the API lists the modules.

    Args:
        operation: The operation that they are about.
    """

    def __init__(self, operation: str) -> None:
        super().__init__()
        self._operation = operation

    def rule(self, id: str, says: str, source: Iterable[str], requires: Iterable[str] = ()) -> Callable[[Check], Check]:
        """Append a rule that the decorated function checks."""

        def append(check: Check) -> Check:
            self.append(Rule(id=id, operation=self._operation, says=says, source=tuple(source), requires=tuple(requires), check=check))
            return check

        return append
