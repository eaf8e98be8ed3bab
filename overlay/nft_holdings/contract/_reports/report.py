"""The report of a check."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property

from attrs import field, frozen

from nft_holdings.contract._rules.contract import contract_named
from nft_holdings.contract._rules.findings import Finding, Outcome, Status
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.reasons import Reason

from .baseline import Known


@frozen(kw_only=True)
class Report:
    """The report of a check. It has no key in it.

    Attributes:
        api: The API.
        server: The server's base URL.
        accounts: The accounts that it was checked with.
        began: The time of the start.
        seed: The seed of the generated requests.
        own_server: True if requests that the server should refuse were sent too.
        outcomes: The outcomes of each rule, and of each check of schemathesis for each operation.
        stale: Known failures that no longer fail.
        ended: Why the generated requests ended early: the limit of requests, or the time; empty if they did not.
        unjudged: Why the server cannot be judged by what was found; empty if it can.
        exchanges: All requests and replies.
    """

    api: str
    server: str
    accounts: Sequence[str] = ()
    began: datetime
    seed: int
    own_server: bool
    outcomes: Sequence[Outcome] = ()
    stale: Sequence[Known] = ()
    ended: str = ""
    unjudged: str = ""
    exchanges: Sequence[Exchange] = field(default=(), repr=False)

    @cached_property
    def _rows(self) -> list[int]:
        return [*map(contract_named(self.api).rows_in, self.exchanges)]

    @property
    def with_rows(self) -> int:
        """Return the number of replies with rows."""
        return sum(map(bool, self._rows))

    @property
    def rows(self) -> int:
        """Return the number of rows in all replies."""
        return sum(self._rows)

    @property
    def findings(self) -> list[Finding]:
        """Return all findings."""
        return [finding for outcome in self.outcomes for finding in outcome.findings]

    @property
    def new(self) -> list[Finding]:
        """Return the findings that are not known."""
        return [finding for outcome in self.outcomes for finding in outcome.new]

    @property
    def conforms(self) -> bool:
        """Return True if the server could be judged, and nothing failed but known failures."""
        return not self.new and not self.unjudged

    @property
    def verdict(self) -> str:
        """Return the outcome in words: conforms, does not conform, or could not be checked."""
        return "could not be checked" if self.unjudged else "conforms" if self.conforms else "does not conform"

    def ending(self, status: Status) -> list[Outcome]:
        """Return the outcomes of the rules and checks that ended so."""
        return [each for each in self.outcomes if each.status == status]

    @property
    def ended_early(self) -> str:
        """Return why the check ended early, unless the verdict has the same reason."""
        return self.ended if self.ended != self.unjudged else ""

    @property
    def unchecked(self) -> dict[str, list[str]]:
        """Return the names of the rules and checks that were not checked, by the cause."""
        causes: dict[str, list[str]] = {}
        for each in self.ending(Status.NOT_CHECKED):
            causes.setdefault(each.why, []).append(each.check)
        return {why: [*dict.fromkeys(names)] for why, names in causes.items()}

    @property
    def seconds(self) -> float:
        """Return the seconds from the first request to the last reply."""
        if not self.exchanges:
            return 0.0
        last = self.exchanges[-1]
        return last.started + last.seconds - self.exchanges[0].started

    @property
    def ends(self) -> str:
        """Return how many rules and checks hold, failed and were not checked."""
        failed, unchecked = self.ending(Status.FAILED), self.ending(Status.NOT_CHECKED)
        known = sum(not each.new for each in failed)
        text = f"{len(self.ending(Status.HELD))} hold, {len(failed)} failed" + (f" ({known} known)" if known else "")
        text += f" with {len(self.findings)} findings" if len(self.findings) > len(failed) else ""
        return f"{text}, {len(unchecked)} not checked" if unchecked else text

    @property
    def counts(self) -> str:
        """Return how the rules and checks ended, and what that took."""
        return f"{self.ends}; {len(self.exchanges)} requests in {self.seconds:.0f} s, {self.rows} rows in {self.with_rows} replies"

    @property
    def sentence(self) -> str:
        """Return the verdict with its reason, in a sentence."""
        if self.unjudged:
            return f"The server could not be checked: {self.unjudged.rstrip('.')}."
        held, total = len(self.ending(Status.HELD)), len(self.outcomes)
        return f"All {held} rules and checks hold." if held == total else f"Of {total} rules and checks, {self.ends}."

    @property
    def summary(self) -> str:
        """Return the report in a sentence."""
        why = f" ({self.unjudged})" if self.unjudged else ""
        return f"{self.server} {self.verdict}{why}: {self.counts}"


class CannotCheck(Reason):
    """The server could not be checked. The text says why, and what to do.

    Attributes:
        report: What was found until then; None if there is no way to send anything.
    """

    report: Report | None = None


def iso(moment: datetime) -> str:
    """Return a time as reports write it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
