# Generated from specs/hedera.yaml: do not edit. Rebuild with scripts/generate.
"""Contains all the data models used in inputs/outputs"""

from ...model import finish as _finish
from .account_balance import AccountBalance
from .account_info import AccountInfo
from .account_token_balance import AccountTokenBalance
from .account_transaction import AccountTransaction
from .custom_fees import CustomFees
from .error import Error
from .error_message import ErrorMessage
from .error_status import ErrorStatus
from .fallback_fee import FallbackFee
from .fee_fraction import FeeFraction
from .fixed_fee import FixedFee
from .fractional_fee import FractionalFee
from .freeze_status import FreezeStatus
from .key_type import KeyType
from .kyc_status import KycStatus
from .links import Links
from .nft import Nft
from .nft_transaction import NftTransaction
from .nft_transaction_history import NftTransactionHistory
from .nft_transaction_type import NftTransactionType
from .nfts import Nfts
from .order import Order
from .pause_status import PauseStatus
from .royalty_fee import RoyaltyFee
from .supply_type import SupplyType
from .token import Token
from .token_balance import TokenBalance
from .token_balances import TokenBalances
from .token_key import TokenKey
from .token_nft import TokenNft
from .token_nfts import TokenNfts
from .token_relationship import TokenRelationship
from .token_relationships import TokenRelationships
from .token_type import TokenType

__all__ = (
    "AccountBalance",
    "AccountInfo",
    "AccountTokenBalance",
    "AccountTransaction",
    "CustomFees",
    "Error",
    "ErrorMessage",
    "ErrorStatus",
    "FallbackFee",
    "FeeFraction",
    "FixedFee",
    "FractionalFee",
    "FreezeStatus",
    "KeyType",
    "KycStatus",
    "Links",
    "Nft",
    "Nfts",
    "NftTransaction",
    "NftTransactionHistory",
    "NftTransactionType",
    "Order",
    "PauseStatus",
    "RoyaltyFee",
    "SupplyType",
    "Token",
    "TokenBalance",
    "TokenBalances",
    "TokenKey",
    "TokenNft",
    "TokenNfts",
    "TokenRelationship",
    "TokenRelationships",
    "TokenType",
)

_finish(globals())
