"""Findings of the checks, their outcomes, and the sources of both for people to read."""

from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from typing import Any

from attrs import field, frozen

from nft_holdings._specs.access import spec_of
from nft_holdings.contract._server.exchange import Exchange, Place


class Status(StrEnum):
    """The status of a check."""

    HELD = "held"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@frozen(kw_only=True)
class Finding:
    """A way in which the server breaks its contract.

    Attributes:
        check: The rule, such as `hedera/link-advances`, or the check of schemathesis, such as `schemathesis/not_a_server_error`.
        operation: The operation's id in the spec.
        about: What distinguishes this from other findings of the check; empty if it has only one.
        says: The rule, in a sentence.
        found: What the server did.
        source: The rows of the inventory that state the rule; empty for checks of schemathesis, which rest on the spec as a whole.
        exchange: Request and reply that show it; None if it takes more than one request.
        at: The places in the reply that show it, each a row or a member of one.
        is_known: True if the baseline has it.
    """

    check: str
    operation: str
    about: str = ""
    says: str
    found: str
    source: tuple[str, ...] = ()
    exchange: Exchange | None = field(default=None, repr=False)
    at: Sequence[Place] = ()
    is_known: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """Return what identifies it from one run to the next."""
        return self.check, self.operation, self.about


INTERRUPTED = "the check was interrupted"


@frozen(kw_only=True)
class Outcome:
    """The outcome of a rule or a check for one operation.

    Attributes:
        check: As in Finding.
        operation: The operation's id in the spec.
        says: As in Finding.
        source: As in Finding.
        why: Why it was not checked, and what to do; empty if it was.
        findings: The findings.
    """

    check: str
    operation: str
    says: str
    source: tuple[str, ...] = ()
    why: str = ""
    findings: Sequence[Finding] = ()

    @property
    def status(self) -> Status:
        """Return the status."""
        return Status.FAILED if self.findings else Status.NOT_CHECKED if self.why else Status.HELD

    @property
    def new(self) -> list[Finding]:
        """Return the findings that are not known."""
        return [each for each in self.findings if not each.is_known]


class CheckInterrupted(KeyboardInterrupt):
    """Ctrl-C or a signal ended the check. `outcomes` has those of the rules or checks that were under way."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__(INTERRUPTED)
        self.outcomes = outcomes
        self.report: Any = None  # the Report, which is made of outcomes


def cited(of: Finding | Outcome) -> list[str]:
    """Return the sources of a rule: the place and the document's title, such as `page#query/limit (Get NFTs by Account)`."""
    api = of.check.partition("/")[0]
    return [f"{source} ({_titles(api)[source.partition('#')[0]]})" for source in of.source]


@cache
def _titles(api: str) -> dict[str, str]:
    return {name: document["title"] for name, document in spec_of(api)["info"]["x-documents"].items()}
