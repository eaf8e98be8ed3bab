"""Faults: mistakes that a sandbox makes on purpose, by a plan. docs/sandbox.md has the format of the plan's file.

`kinds` lists the faults of the three folders below; `rules` reads a plan, and `injection` carries it out.
May import the shared modules of the sandbox, and no API.
"""

from .connection import KnownConnection
from .injection import FaultInjection
from .record import Change, FaultRecord
from .rules import read_plan
from .schedule import FaultPlan

__all__ = ["Change", "FaultInjection", "FaultPlan", "FaultRecord", "KnownConnection", "read_plan"]
