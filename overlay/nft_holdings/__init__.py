"""Which NFTs does this account hold? Complete, typed answers for Hedera, Loopring and SwapChat."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nft_holdings_api.unset import UNSET

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

_HOMES = {
    "ApiError": "._errors",
    "AsyncHedera": "._hedera",
    "AsyncListing": "._listing",
    "AsyncLoopring": "._loopring",
    "AsyncSwapChat": "._swapchat",
    "BadRequest": "._errors",
    "ClientOptions": "._options",
    "ConnectionFailed": "._errors",
    "DecodeError": "._errors",
    "Drift": "._drift",
    "EntityId": "._entity_id",
    "Filter": "._filters",
    "FilterError": "._errors",
    "Hedera": "._hedera",
    "IncompleteListing": "._errors",
    "Listing": "._listing",
    "Loopring": "._loopring",
    "NftHoldingsError": "._errors",
    "NotFound": "._errors",
    "Page": "._walk",
    "RateLimit": "._rate_limit",
    "RateLimited": "._errors",
    "Retry": "._retry",
    "ServerError": "._errors",
    "SwapChat": "._swapchat",
    "UNSET": "nft_holdings_api.unset",
    "Unauthorized": "._errors",
    "nft_id": "._filters",
    "serial_number": "._filters",
    "spender_id": "._filters",
    "token_id": "._filters",
}
"""Where the names are. They are imported when they are first used, as each API is of use to some only."""


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("nft-holdings")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)
    return found


def __dir__() -> list[str]:
    return [*globals(), *_HOMES, "__version__"]
