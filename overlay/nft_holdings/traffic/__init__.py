"""Differences between APIs and their specs, found in traffic: in archives of requests (HAR), and in logs of `on_drift`.

The comparison is that of `_reading`; here differences get their places in the specs, and become patches.
May import `nft_holdings` and everything below it, but no sandbox and no contract checks.
"""

from ._archive import Message
from ._body import Uncompared
from ._compare import TrafficComparison, drift_of
from ._files import BadTraffic, read_traffic
from ._proposal import Proposal, as_patch, without_keys

__all__ = ["BadTraffic", "Message", "Proposal", "TrafficComparison", "Uncompared", "as_patch", "drift_of", "read_traffic", "without_keys"]

for _name in __all__:
    if callable(_public := globals()[_name]):
        _public.__module__ = __name__  # so pickles and tracebacks outlive a move of the private modules
