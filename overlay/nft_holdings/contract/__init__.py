"""Contract checks: a server is checked against the spec of its API, and against rules that a schema cannot express.

They need the extra `contract`.
May import `nft_holdings` and everything below it, but no sandbox; inside: `_fuzz`, `_reports` → `_rules` → `_server`.
"""

from importlib.util import find_spec

from nft_holdings._installation import install_command

if find_spec("schemathesis") is None:
    raise ImportError(f"contract checks need schemathesis: {install_command('contract')}", name="schemathesis")

from nft_holdings.contract._reports.baseline import BadBaseline, Known, read_baseline, write_baseline
from nft_holdings.contract._reports.files import FORMS, write_reports
from nft_holdings.contract._reports.report import CannotCheck, Report
from nft_holdings.contract._rules.findings import Finding, Outcome, Status, cited
from nft_holdings.contract._rules.rule import Rule
from nft_holdings.contract._server.client import Bounds
from nft_holdings.contract._server.exchange import Exchange
from nft_holdings.contract._server.reasons import reason_of

from ._accounts import NoAccounts
from ._check import OWN, POLITE, check, rules_of

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

for _name in __all__:
    if callable(_public := globals()[_name]):
        _public.__module__ = __name__  # so pickles and tracebacks outlive a move of the private modules
