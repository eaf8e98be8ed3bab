"""Differences between APIs and their specs, found in traffic: in archives of requests (HAR), and in logs of `on_drift`."""

from ._archive import Message
from ._compare import Comparison, drift_of
from ._files import BadTraffic, read_traffic
from ._proposal import Proposal, as_patch, without_keys
from ._uncompared import Uncompared

__all__ = ["BadTraffic", "Comparison", "Message", "Proposal", "Uncompared", "as_patch", "drift_of", "read_traffic", "without_keys"]
