"""Faults: mistakes that a sandbox makes on purpose, by a plan. docs/faults.md has the format of the plan's file.

`kinds` lists the faults of connections, replies and pages; `plan` reads a plan, and `injection` carries it out.
May import the shared modules of the sandbox, and no API.
"""

from .connection import KnownConnection
from .injection import FaultInjection
from .plan import FaultPlan, read_plan
from .record import Change, FaultRecord

__all__ = ["Change", "FaultInjection", "FaultPlan", "FaultRecord", "KnownConnection", "read_plan"]
