"""The check of a server against rules."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

from nft_holdings.contract._server.reasons import EXITS, reason_of

from .findings import INTERRUPTED, CheckInterrupted, Finding, Outcome
from .rule import SCHEMA, Rule, UnreadableReply, Violation


class Probe(Protocol):
    """The means by which rules send requests."""

    def forget(self) -> None:
        """Forget all replies, so that rules ask again."""


def check_rules(
    api: str,
    rules: Sequence[Rule],
    probe: Probe,
    begun: Callable[[str], None] = lambda _: None,
    on_rule: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Check every rule.

    A violation counts if it shows twice: a rule with violations is checked once more, and all requests are sent again, as accounts
    change meanwhile. A rule that requires one that does not hold is not checked, so that one defect has one name.

    Args:
        api: The API's name.
        rules: The rules.
        probe: Sends their requests.
        begun: Called after the first rule, with why it could not be checked. It may raise if the others are of no use.
        on_rule: Called before each rule, with its place among the rules and its name.

    Raises:
        CheckInterrupted: The check was interrupted. Rules that were not reached are not checked.
    """
    run = _RulesRun(api, probe)
    try:
        for place, rule in enumerate(rules):
            on_rule(f"rule {place + 1} of {len(rules)}, {rule.id}")
            if rule.id != SCHEMA:
                run.check(rule)
            if not place:
                begun(run.why_not.get(rule.id, ""))
    except KeyboardInterrupt as interrupt:
        for rule in rules:
            if rule.id == SCHEMA or rule.id not in run.violations:
                run.why_not.setdefault(rule.id, INTERRUPTED)
        raise CheckInterrupted([run.outcome(rule) for rule in rules]) from interrupt
    return [run.outcome(rule) for rule in rules]  # in the end, as any rule may meet a reply that breaks another


class _RulesRun:
    def __init__(self, api: str, probe: Probe) -> None:
        self.api, self.probe = api, probe
        self.violations: dict[str, list[Violation]] = {SCHEMA: []}
        self.why_not: dict[str, str] = {}
        self.roots: dict[str, str] = {}

    def root_of(self, rule: str) -> str | None:
        """Return the failed rule because of which this one says nothing; None if none failed, or no account was fit for the rule."""
        return rule if self.violations.get(rule) else self.roots.get(rule)

    def check(self, rule: Rule) -> None:
        if root := next((root for each in rule.requires if (root := self.root_of(each))), None):
            self._rest_on(root, rule)
            return
        try:
            violations = list(_violations(rule, self.probe))
            if violations:
                self.probe.forget()
                again = {each.about for each in _violations(rule, self.probe)}
                # One for each place, though it may show more than once.
                places: dict[str, Violation] = {}
                for each in violations:
                    places.setdefault(each.about, each)
                violations = [each for about, each in places.items() if about in again]
        except UnreadableReply as unreadable:
            if (root := self._add_unreadable(unreadable)) != rule.id:
                self._rest_on(root, rule)
        except EXITS:
            raise
        except BaseException as error:
            self.why_not[rule.id] = reason_of(error)
        else:
            self.violations.setdefault(rule.id, []).extend(violations)

    def _rest_on(self, root: str, rule: Rule) -> None:
        self.roots[rule.id] = root
        self.why_not[rule.id] = f"{root} does not hold"

    def _add_unreadable(self, unreadable: UnreadableReply) -> str:
        """Record a reply that is no page as a violation, and return the name of the violated rule."""
        rule = unreadable.rule or SCHEMA
        recorded = self.violations.setdefault(rule, [])
        about = unreadable.exchange.path.rpartition("/")[2]
        if all((each.found, each.about) != (unreadable.found, about) for each in recorded):
            recorded.append(Violation(unreadable.found, unreadable.exchange, about, unreadable.at))
        return rule

    def outcome(self, rule: Rule) -> Outcome:
        why = self.why_not.get(rule.id, "")
        if rule.id == SCHEMA and not self.violations[SCHEMA] and "answers" in self.why_not:
            why = self.why_not["answers"]
        stated: Any = {"check": f"{self.api}/{rule.id}", "operation": rule.operation, "says": rule.says, "source": rule.source}
        found = self.violations.get(rule.id, ())
        findings = [Finding(**stated, about=each.about, found=each.found, exchange=each.exchange, at=each.at) for each in found]
        return Outcome(**stated, why=why, findings=findings)


def _violations(rule: Rule, probe: Probe) -> Iterator[Violation]:
    """Yield what a rule finds. A refusal in place of a page is a violation of the rule that asked for the page."""
    try:
        for violation in rule.check(probe):
            yield violation
            if not violation.about:
                return
    except UnreadableReply as unreadable:
        if unreadable.rule is not None:
            raise
        yield Violation(unreadable.found, unreadable.exchange, at=unreadable.at)
