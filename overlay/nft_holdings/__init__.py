"""Which NFTs does this account hold? Complete, typed answers for Hedera, Loopring and SwapChat."""

from nft_holdings_api.hedera.types import UNSET

from ._drift import Drift
from ._entity_id import EntityId
from ._errors import (
    ApiError,
    BadRequest,
    ConnectionFailed,
    DecodeError,
    FilterError,
    IncompleteListing,
    NftHoldingsError,
    NotFound,
    RateLimited,
    ServerError,
    Unauthorized,
)
from ._filters import Filter, nft_id, serial_number, spender_id, token_id
from ._hedera import AsyncHedera, Hedera
from ._listing import AsyncListing, Listing
from ._loopring import AsyncLoopring, Loopring
from ._options import ClientOptions
from ._rate_limit import RateLimit
from ._retry import Retry
from ._swapchat import AsyncSwapChat, SwapChat
from ._walk import Page

__all__ = [
    "UNSET",
    "ApiError",
    "AsyncHedera",
    "AsyncListing",
    "AsyncLoopring",
    "AsyncSwapChat",
    "BadRequest",
    "ClientOptions",
    "ConnectionFailed",
    "DecodeError",
    "Drift",
    "EntityId",
    "Filter",
    "FilterError",
    "Hedera",
    "IncompleteListing",
    "Listing",
    "Loopring",
    "NftHoldingsError",
    "NotFound",
    "Page",
    "RateLimit",
    "RateLimited",
    "Retry",
    "ServerError",
    "SwapChat",
    "Unauthorized",
    "nft_id",
    "serial_number",
    "spender_id",
    "token_id",
]


def __getattr__(name: str) -> str:
    if name == "__version__":
        from importlib.metadata import version

        return version("nft-holdings")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
