"""Complete, typed answers to: which NFTs does this account hold? For Hedera, Loopring and SwapChat."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nft_holdings_api.hedera.models import AccountInfo, Nft, NftTransaction, Token, TokenBalance, TokenNft, TokenRelationship
    from nft_holdings_api.loopring.models import Collection, CollectionHolding, CombinedBalance, NftMetadata
    from nft_holdings_api.swapchat.models import NftAsset, NftInfo
    from nft_holdings_api.unset import UNSET

    from nft_holdings._apis.hedera.client import AsyncHedera, Hedera
    from nft_holdings._apis.hedera.entity_id import EntityId
    from nft_holdings._apis.hedera.filters.columns import Filter, holder_id, nft_id, serial_number, spender_id, token_id
    from nft_holdings._apis.hedera.tokens.at_time import HolderAt
    from nft_holdings._apis.hedera.tokens.history import HeldSince
    from nft_holdings._apis.hedera.tokens.ownership import Ownership
    from nft_holdings._apis.loopring.client import AsyncLoopring, Loopring
    from nft_holdings._apis.swapchat.client import AsyncSwapChat, SwapChat
    from nft_holdings._option_values import Drift, RateLimit, Retry
    from nft_holdings._paging.many_accounts import AccountResult
    from nft_holdings._paging.page_iterator import Page

    from ._errors import (
        ApiError,
        BadRequest,
        ConnectionFailed,
        DecodeError,
        FilterError,
        Forbidden,
        IncompleteListing,
        InvalidArgument,
        NftHoldingsError,
        NotFound,
        RateLimited,
        RequestInfo,
        ServerError,
        TimedOut,
        Unauthorized,
    )
    from ._listing import AsyncListing, Listing
    from ._options import ClientOptions

__all__ = [
    "UNSET",
    "AccountInfo",
    "AccountResult",
    "ApiError",
    "AsyncHedera",
    "AsyncListing",
    "AsyncLoopring",
    "AsyncSwapChat",
    "BadRequest",
    "ClientOptions",
    "Collection",
    "CollectionHolding",
    "CombinedBalance",
    "ConnectionFailed",
    "DecodeError",
    "Drift",
    "EntityId",
    "Filter",
    "FilterError",
    "Forbidden",
    "Hedera",
    "HeldSince",
    "HolderAt",
    "IncompleteListing",
    "InvalidArgument",
    "Listing",
    "Loopring",
    "Nft",
    "NftAsset",
    "NftHoldingsError",
    "NftInfo",
    "NftMetadata",
    "NftTransaction",
    "NotFound",
    "Ownership",
    "Page",
    "RateLimit",
    "RateLimited",
    "RequestInfo",
    "Retry",
    "ServerError",
    "SwapChat",
    "TimedOut",
    "Token",
    "TokenBalance",
    "TokenNft",
    "TokenRelationship",
    "Unauthorized",
    "holder_id",
    "nft_id",
    "serial_number",
    "spender_id",
    "token_id",
]

_HOMES = {
    "AccountInfo": "nft_holdings_api.hedera.models",
    "AccountResult": "._paging.many_accounts",
    "ApiError": "._errors",
    "AsyncHedera": "._apis.hedera.client",
    "AsyncListing": "._listing",
    "AsyncLoopring": "._apis.loopring.client",
    "AsyncSwapChat": "._apis.swapchat.client",
    "BadRequest": "._errors",
    "ClientOptions": "._options",
    "Collection": "nft_holdings_api.loopring.models",
    "CollectionHolding": "nft_holdings_api.loopring.models",
    "CombinedBalance": "nft_holdings_api.loopring.models",
    "ConnectionFailed": "._errors",
    "DecodeError": "._errors",
    "Drift": "._option_values",
    "EntityId": "._apis.hedera.entity_id",
    "Filter": "._apis.hedera.filters.columns",
    "FilterError": "._errors",
    "Forbidden": "._errors",
    "Hedera": "._apis.hedera.client",
    "HeldSince": "._apis.hedera.tokens.history",
    "HolderAt": "._apis.hedera.tokens.at_time",
    "IncompleteListing": "._errors",
    "InvalidArgument": "._errors",
    "Listing": "._listing",
    "Loopring": "._apis.loopring.client",
    "Nft": "nft_holdings_api.hedera.models",
    "NftAsset": "nft_holdings_api.swapchat.models",
    "NftHoldingsError": "._errors",
    "NftInfo": "nft_holdings_api.swapchat.models",
    "NftMetadata": "nft_holdings_api.loopring.models",
    "NftTransaction": "nft_holdings_api.hedera.models",
    "NotFound": "._errors",
    "Ownership": "._apis.hedera.tokens.ownership",
    "Page": "._paging.page_iterator",
    "RateLimit": "._option_values",
    "RateLimited": "._errors",
    "RequestInfo": "._errors",
    "Retry": "._option_values",
    "ServerError": "._errors",
    "SwapChat": "._apis.swapchat.client",
    "TimedOut": "._errors",
    "Token": "nft_holdings_api.hedera.models",
    "TokenBalance": "nft_holdings_api.hedera.models",
    "TokenNft": "nft_holdings_api.hedera.models",
    "TokenRelationship": "nft_holdings_api.hedera.models",
    "UNSET": "nft_holdings_api.unset",
    "Unauthorized": "._errors",
    "holder_id": "._apis.hedera.filters.columns",
    "nft_id": "._apis.hedera.filters.columns",
    "serial_number": "._apis.hedera.filters.columns",
    "spender_id": "._apis.hedera.filters.columns",
    "token_id": "._apis.hedera.filters.columns",
}
"""The modules of the public names. Each is imported when it is first used, as most users need one API only."""


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
