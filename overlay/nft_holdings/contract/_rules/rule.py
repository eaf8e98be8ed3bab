"""Rules: what a schema cannot say of an API, each with the rows of the inventory that it rests on."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

from attrs import define, frozen

from nft_holdings.contract._server.exchange import Exchange

Probe = TypeVar("Probe")


@frozen(kw_only=True)
class Violation:
    """Where a rule does not hold.

    Attributes:
        found: What the server did, in a sentence.
        exchange: The request that shows it.
        about: What tells this from other violations of the rule, such as a parameter; empty where there is but one.
    """

    found: str
    exchange: Exchange
    about: str = ""


class NotChecked(Exception):
    """A rule could not be held against the server. The text says why, and what to do."""


SCHEMA = "reply-schema"
"""The rule of every API that replies are what their schema says; where one is not, whatever rule asked for it tells nothing."""


class Unreadable(Exception):
    """A reply that is not what was asked for. `found` says what it is.

    Attributes:
        exchange: Request and reply.
        found: What came.
        rule: The rule that does not allow it; None for the one that asked for the reply.
    """

    def __init__(self, exchange: Exchange, found: str, *, rule: str | None = SCHEMA) -> None:
        super().__init__(found)
        self.exchange, self.found, self.rule = exchange, found, rule


Check = Callable[[Any], Iterable[Violation]]


@frozen(kw_only=True)
class Rule:
    """What a schema cannot say.

    Attributes:
        id: Its name, unique within the API.
        operation: The operation's id in the spec.
        says: What holds, in a sentence.
        source: The rows of the inventory that say so, each `document#place`.
        requires: Rules that must hold for this one to tell anything: where one of them fails, this one is not looked at.
        check: Finds where it does not hold.
    """

    id: str
    operation: str
    says: str
    source: tuple[str, ...]
    requires: tuple[str, ...] = ()
    check: Check


@define
class RuleTable(Generic[Probe]):
    """The rules of an API, in the order in which they are checked.

    Attributes:
        api: The API.
        rules: The rules, by their ids.
    """

    api: str
    rules: dict[str, Rule]

    def rule(self, id: str, operation: str, says: str, source: Iterable[str], requires: Iterable[str] = ()) -> Callable[[Check], Check]:
        """Enter a rule that a function checks."""

        def enter(check: Check) -> Check:
            self.enter(Rule(id=id, operation=operation, says=says, source=tuple(source), requires=tuple(requires), check=check))
            return check

        return enter

    def enter(self, rule: Rule) -> None:
        """Enter a rule.

        Raises:
            ValueError: There is one of this name already, or one that it requires is not there yet.
        """
        if rule.id in self.rules or any(each not in self.rules for each in rule.requires):
            raise ValueError(f"{rule.id} is there already, or requires a rule that is not there yet")
        self.rules[rule.id] = rule

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())
