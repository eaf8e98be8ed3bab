"""The baseline: known failures do not count, and the report lists those that no longer fail.

A baseline is a JSON document: `{"format": 1, "known": [{"check": …, "operation": …, "about": …, "why": …}]}`. `why` is for readers.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import msgspec
from attrs import asdict, evolve, frozen

from nft_holdings._redaction import hidden
from nft_holdings._safe_text import in_json
from nft_holdings.contract._rules.findings import Outcome, Status
from nft_holdings.contract._server.reasons import Reason


class BadBaseline(Reason, ValueError):
    """A file that is no baseline."""


@frozen
class Known:
    """A known failure."""

    check: str
    operation: str
    about: str
    why: str = ""

    @property
    def identity(self) -> tuple[str, str, str]:
        """Return what identifies it."""
        return self.check, self.operation, self.about

    def __str__(self) -> str:
        return f"{self.check} of {self.operation}{f', {self.about}' if self.about else ''}"


@frozen
class _Document:
    format: Literal[1]
    known: list[Known]


def read_baseline(path: Path) -> list[Known]:
    """Return the failures in a baseline.

    Raises:
        BadBaseline: The file does not exist, or is no baseline. The text says what to do.
    """
    try:
        return msgspec.convert(json.loads(path.read_text(encoding="utf-8")), _Document).known
    except FileNotFoundError:
        raise BadBaseline(f"there is no {path}: --update-baseline writes one of what fails now") from None
    except (OSError, ValueError) as error:
        raise BadBaseline(f"{path} is no baseline of the format that --update-baseline writes: {error}") from None


def write_baseline(path: Path, outcomes: Iterable[Outcome], before: Iterable[Known]) -> int:
    """Write the failures of a check, and keep reasons of before and failures that could not be checked now.

    Returns:
        The number of failures.
    """
    outcomes, before = list(outcomes), list(before)
    reasons = {each.identity: each.why for each in before}
    known = {each.identity: each for each in before if not _was_checked(each, outcomes)}
    for finding in (finding for outcome in outcomes for finding in outcome.findings):
        known[finding.identity] = Known(*finding.identity, reasons.get(finding.identity) or finding.found)
    path.parent.mkdir(parents=True, exist_ok=True)
    document = _Document(1, [known[identity] for identity in sorted(known)])
    path.write_text(in_json(hidden(json.dumps(asdict(document), indent=2, ensure_ascii=False))) + "\n", encoding="utf-8")
    return len(known)


def with_known(outcomes: Iterable[Outcome], known: Sequence[Known]) -> tuple[list[Outcome], list[Known]]:
    """Mark known findings.

    Returns:
        The outcomes, and the entries of the baseline that did not fail though they were checked.
    """
    identities = {each.identity for each in known}
    marked = [
        evolve(outcome, findings=[evolve(each, is_known=each.identity in identities) for each in outcome.findings]) for outcome in outcomes
    ]
    failed = {finding.identity for outcome in marked for finding in outcome.findings}
    return marked, [each for each in known if each.identity not in failed and _was_checked(each, marked)]


def _was_checked(known: Known, outcomes: Iterable[Outcome]) -> bool:
    found = [each for each in outcomes if (each.check, each.operation) == (known.check, known.operation)]
    # The entry of a rule that was removed is stale.
    return all(each.status != Status.NOT_CHECKED for each in found)
