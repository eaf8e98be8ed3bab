"""Faults: what a sandbox does wrong on purpose, and when. docs/sandbox.md tells the format of the file."""

from nft_holdings.sandbox._faults.connections.connection import KnownConnection

from .injection import FaultInjection
from .record import Change, FaultRecord
from .rules import read_plan
from .schedule import FaultPlan

__all__ = ["Change", "FaultInjection", "FaultPlan", "FaultRecord", "KnownConnection", "read_plan"]
