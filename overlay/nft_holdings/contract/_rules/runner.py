"""Holding a server against the rules of its API."""

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from nft_holdings.contract._reports.findings import Finding, Outcome, Status
from nft_holdings.contract._server.reasons import EXITS, reason_of

from .rule import SCHEMA, Rule, RuleTable, Unreadable, Violation


class Probes(Protocol):
    """What a rule asks with."""

    def forget(self) -> None:
        """Ask anew for what was remembered."""


def check_rules(table: RuleTable[Any], probe: Probes, begun: Callable[[str], None] = lambda _: None) -> list[Outcome]:
    """Hold every rule against the server.

    What fails is looked at once more with everything asked for anew, as accounts change while they are looked at: it counts if it
    fails again. A rule whose own grounds do not hold is not looked at, so that one defect has one name.

    Args:
        table: The rules.
        probe: What they ask with.
        begun: Called when the first of them was checked, with why it could not be; may raise, where there is no use in the others.
    """
    run = _Run(table.api, probe)
    for place, rule in enumerate(table):
        if rule.id != SCHEMA:
            run.check(rule)
        if not place:
            begun(run.why_not.get(rule.id, ""))
    return [run.outcome(rule) for rule in table]  # in the end, as any rule may have met with a page that is none


class _Run:
    def __init__(self, api: str, probe: Probes) -> None:
        self.api, self.probe = api, probe
        self.violations: dict[str, list[Violation]] = {SCHEMA: []}
        self.why_not: dict[str, str] = {}
        self.roots: dict[str, str] = {}

    def root_of(self, rule: str) -> str | None:
        """The rule that failed and because of which this one tells nothing; None where it did not fail, or no account was fit for it."""
        return rule if self.violations.get(rule) else self.roots.get(rule)

    def check(self, rule: Rule) -> None:
        if root := next((root for each in rule.requires if (root := self.root_of(each))), None):
            self.roots[rule.id] = root
            self.why_not[rule.id] = f"{root} does not hold"
            return
        try:
            violations = list(_seen(rule, self.probe))
            if violations:
                self.probe.forget()
                again = {each.about for each in _seen(rule, self.probe)}
                # One for each place, though it may be seen more than once.
                places: dict[str, Violation] = {}
                for each in violations:
                    places.setdefault(each.about, each)
                violations = [each for about, each in places.items() if about in again]
        except _NoPage as found:
            root = self._add_unreadable(found.unreadable)
            if root != rule.id:
                self.roots[rule.id] = root
                self.why_not[rule.id] = f"{root} does not hold"
            return
        except EXITS:
            raise
        except BaseException as error:
            self.why_not[rule.id] = reason_of(error)
            return
        self.violations.setdefault(rule.id, []).extend(violations)

    def _add_unreadable(self, unreadable: Unreadable) -> str:
        """Tell of a reply that is none under the rule that does not allow it, whose name is given back."""
        rule = unreadable.rule or SCHEMA
        told = self.violations.setdefault(rule, [])
        if all(each.found != unreadable.found for each in told):
            told.append(Violation(found=unreadable.found, exchange=unreadable.exchange, about=unreadable.exchange.path.rpartition("/")[2]))
        return rule

    def outcome(self, rule: Rule) -> Outcome:
        check = f"{self.api}/{rule.id}"
        why = self.why_not.get(rule.id, "")
        if rule.id == SCHEMA and not self.violations[SCHEMA] and "answers" in self.why_not:
            why = self.why_not["answers"]
        findings = [
            Finding(
                check=check,
                operation=rule.operation,
                about=each.about,
                says=rule.says,
                found=each.found,
                source=rule.source,
                exchange=each.exchange,
            )
            for each in self.violations.get(rule.id, ())
        ]
        status = Status.FAILED if findings else Status.NOT_CHECKED if why else Status.HELD
        return Outcome(
            check=check, operation=rule.operation, says=rule.says, source=rule.source, status=status, why=why, findings=findings
        )  # fmt: skip


class _NoPage(Exception):
    def __init__(self, unreadable: Unreadable) -> None:
        super().__init__(str(unreadable))
        self.unreadable = unreadable


def _seen(rule: Rule, probe: Probes) -> Iterator[Violation]:
    """What a rule finds. A refusal in place of a page counts as a violation of the rule that asked for the page."""
    try:
        yield from rule.check(probe)
    except Unreadable as unreadable:
        if unreadable.rule is not None:
            raise _NoPage(unreadable) from None
        yield Violation(found=unreadable.found, exchange=unreadable.exchange)
