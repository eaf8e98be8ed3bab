"""Faults: what a sandbox does wrong on purpose, and when. docs/sandbox.md tells the format of the file."""

from ._connection import KnownConnection
from ._injection import FaultInjection
from ._record import Change, FaultRecord
from ._rules import read_plan
from ._schedule import Plan

__all__ = ["Change", "FaultInjection", "FaultRecord", "KnownConnection", "Plan", "read_plan"]
