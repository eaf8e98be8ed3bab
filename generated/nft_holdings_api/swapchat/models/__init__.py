# Generated from specs/swapchat.yaml: do not edit. Rebuild with scripts/generate.
"""Contains all the data models used in inputs/outputs"""

from ...model import finish as _finish
from .blockchain import Blockchain
from .contract_type import ContractType
from .error_body import ErrorBody
from .nft_asset import NftAsset
from .nft_info import NftInfo
from .nft_list import NftList
from .nft_list_envelope import NftListEnvelope
from .nft_list_request import NftListRequest
from .rarity import Rarity
from .trait import Trait

__all__ = (
    "Blockchain",
    "ContractType",
    "ErrorBody",
    "NftAsset",
    "NftInfo",
    "NftList",
    "NftListEnvelope",
    "NftListRequest",
    "Rarity",
    "Trait",
)

_finish(globals())
