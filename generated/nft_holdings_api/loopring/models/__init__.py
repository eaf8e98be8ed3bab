# Generated from specs/loopring.yaml: do not edit. Rebuild with scripts/generate.
"""Contains all the data models used in inputs/outputs"""

from ...model import finish as _finish
from .collection import Collection
from .collection_cached import CollectionCached
from .collection_details import CollectionDetails
from .collection_extra import CollectionExtra
from .collection_holding import CollectionHolding
from .collection_properties import CollectionProperties
from .collection_times import CollectionTimes
from .combined_balance import CombinedBalance
from .deployment_status import DeploymentStatus
from .error import Error
from .image_sizes import ImageSizes
from .metadata_nft_type import MetadataNftType
from .mint_channel import MintChannel
from .nft_balances import NftBalances
from .nft_metadata import NftMetadata
from .nft_metadata_base import NftMetadataBase
from .nft_metadata_extra import NftMetadataExtra
from .nft_preference import NftPreference
from .nft_type import NftType
from .pending_balance import PendingBalance
from .result_info import ResultInfo

__all__ = (
    "Collection",
    "CollectionCached",
    "CollectionDetails",
    "CollectionExtra",
    "CollectionHolding",
    "CollectionProperties",
    "CollectionTimes",
    "CombinedBalance",
    "DeploymentStatus",
    "Error",
    "ImageSizes",
    "MetadataNftType",
    "MintChannel",
    "NftBalances",
    "NftMetadata",
    "NftMetadataBase",
    "NftMetadataExtra",
    "NftPreference",
    "NftType",
    "PendingBalance",
    "ResultInfo",
)

_finish(globals())
