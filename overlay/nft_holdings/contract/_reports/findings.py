"""What the checks found."""

from collections.abc import Sequence
from enum import StrEnum

from attrs import field, frozen

from nft_holdings.contract._server.exchange import Exchange


class Status(StrEnum):
    """What became of a check."""

    HELD = "held"
    FAILED = "failed"
    NOT_CHECKED = "not checked"


@frozen(kw_only=True)
class Finding:
    """Something that the server does against its contract.

    Attributes:
        check: The rule, such as `hedera/link-advances`, or the check of schemathesis, such as `schemathesis/not_a_server_error`.
        operation: The operation's id in the spec.
        about: What tells this from other findings of the check; empty where there is but one.
        says: What ought to hold.
        found: What the server did.
        source: The rows of the inventory that it rests on; empty for checks of schemathesis, which rest on the spec as a whole.
        exchange: Request and reply that show it; None where it takes more than one request.
        is_known: Whether the baseline has it.
    """

    check: str
    operation: str
    about: str = ""
    says: str
    found: str
    source: tuple[str, ...] = ()
    exchange: Exchange | None = field(default=None, repr=False)
    is_known: bool = False

    @property
    def identity(self) -> tuple[str, str, str]:
        """What it is known by from one run to the next."""
        return self.check, self.operation, self.about


@frozen(kw_only=True)
class Outcome:
    """What became of a rule or a check for one operation.

    Attributes:
        check: As in Finding.
        operation: The operation's id in the spec.
        says: What ought to hold.
        source: As in Finding.
        status: Whether it held.
        why: Why it was not checked, and what to do; else empty.
        findings: What failed.
    """

    check: str
    operation: str
    says: str
    source: tuple[str, ...] = ()
    status: Status
    why: str = ""
    findings: Sequence[Finding] = ()
