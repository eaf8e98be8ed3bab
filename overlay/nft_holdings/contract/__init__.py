"""Contract checks: holding a server against the spec of its API, and against the rules that a schema cannot say.

It takes the extra `contract`: `pip install "nft-holdings[contract]"`.
"""

from importlib.util import find_spec

if find_spec("schemathesis") is None:
    raise ImportError('contract checks need schemathesis: pip install "nft-holdings[contract]"', name="schemathesis")

from ._accounts import NoAccounts
from ._baseline import BadBaseline, Known, read_baseline, write_baseline
from ._check import OWN, POLITE, check, rules_of
from ._exchange import Exchange
from ._findings import Finding, Outcome, Status
from ._reasons import CannotCheck, reason_of
from ._report import Report
from ._report_files import FORMS, write_reports
from ._rule import Rule
from ._server import Bounds
from ._sources import cited

__all__ = [
    "FORMS",
    "OWN",
    "POLITE",
    "BadBaseline",
    "Bounds",
    "CannotCheck",
    "Exchange",
    "Finding",
    "Known",
    "NoAccounts",
    "Outcome",
    "Report",
    "Rule",
    "Status",
    "check",
    "cited",
    "read_baseline",
    "reason_of",
    "rules_of",
    "write_baseline",
    "write_reports",
]
