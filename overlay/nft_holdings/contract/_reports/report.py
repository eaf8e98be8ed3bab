"""What became of a check, as a whole."""

from collections.abc import Sequence
from datetime import UTC, datetime

from attrs import field, frozen

from nft_holdings.contract._server.exchange import Exchange

from .baseline import Known
from .findings import Finding, Outcome, Status


@frozen(kw_only=True)
class Report:
    """What became of a check. There is no key in it.

    Attributes:
        api: The API.
        server: Where the server is.
        accounts: The accounts that it was checked with.
        began: When.
        seed: Which requests were made up.
        mine: Whether what the server ought to refuse was sent too.
        outcomes: What became of each rule, and of each check of schemathesis for each operation.
        stale: What the baseline has and did not fail.
        ended: Why requests were made up no longer, if that ended early: the budget, or the time.
        unjudged: Why the server cannot be judged by what was found; empty if it can.
        exchanges: All requests and replies.
        with_rows: How many of the replies had rows.
    """

    api: str
    server: str
    accounts: Sequence[str]
    began: datetime
    seed: int
    mine: bool
    outcomes: Sequence[Outcome]
    stale: Sequence[Known] = ()
    ended: str = ""
    unjudged: str = ""
    exchanges: Sequence[Exchange] = field(default=(), repr=False)
    with_rows: int = 0

    @property
    def findings(self) -> list[Finding]:
        """All that failed."""
        return [finding for outcome in self.outcomes for finding in outcome.findings]

    @property
    def new(self) -> list[Finding]:
        """What failed and is not known."""
        return [finding for finding in self.findings if not finding.is_known]

    @property
    def conforms(self) -> bool:
        """Return True if the server could be judged, and nothing failed but what is known."""
        return not self.new and not self.unjudged

    @property
    def verdict(self) -> str:
        """The outcome in words: conforms, does not conform, or could not be checked."""
        return "could not be checked" if self.unjudged else "conforms" if self.conforms else "does not conform"

    def count(self, status: Status) -> int:
        """How many rules and checks ended so."""
        return sum(each.status == status for each in self.outcomes)

    @property
    def seconds(self) -> float:
        """How long it took, from the first request to the last reply."""
        if not self.exchanges:
            return 0.0
        last = self.exchanges[-1]
        return last.started + last.seconds - self.exchanges[0].started

    @property
    def counts(self) -> str:
        """How many rules and checks hold, failed and were not checked, and what it took."""
        failed, known = len(self.findings), len(self.findings) - len(self.new)
        parts = [f"{self.count(Status.HELD)} hold", f"{failed} failed" + (f" ({known} known)" if known else "")]
        parts += [f"{self.count(Status.NOT_CHECKED)} not checked"] if self.count(Status.NOT_CHECKED) else []
        return f"{', '.join(parts)}; {len(self.exchanges)} requests in {self.seconds:.0f} s, {self.with_rows} replies with rows"

    @property
    def summary(self) -> str:
        """All of it in a sentence."""
        why = f" ({self.unjudged})" if self.unjudged else ""
        return f"{self.server} {self.verdict}{why}: {self.counts}"


def iso(moment: datetime) -> str:
    """A moment as reports write it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
