# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
"""Contains all the data models used in inputs/outputs"""

from ...model import finish as _finish
from .error import Error
from .error_message import ErrorMessage
from .error_status import ErrorStatus
from .links import Links
from .nft import Nft
from .nfts import Nfts
from .order import Order

__all__ = (
    "Error",
    "ErrorMessage",
    "ErrorStatus",
    "Links",
    "Nft",
    "Nfts",
    "Order",
)

_finish(globals())
