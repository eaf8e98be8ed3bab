"""What an API does that its spec does not say, out of traffic with it: an archive of requests (HAR), or a log of `on_drift`."""

from ._compare import drift_of
from ._message import BadTraffic, Message, read_traffic
from ._proposal import Proposal, as_patch

__all__ = ["BadTraffic", "Message", "Proposal", "as_patch", "drift_of", "read_traffic"]
