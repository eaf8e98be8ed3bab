"""Builders of rows, for the tests of code that uses this package. They need no server and no extra.

Each builder takes the fields that matter to a test, by name. The other required fields have the examples of the spec; optional fields
are `UNSET`, as if the server had not sent them.
"""

from typing import Any, TypeVar

import msgspec
from nft_holdings_api.hedera.models import AccountInfo, Nft, NftTransaction, Token, TokenBalance, TokenNft, TokenRelationship
from nft_holdings_api.loopring.models import Collection, CollectionHolding, CombinedBalance, NftMetadata
from nft_holdings_api.model import Model
from nft_holdings_api.swapchat.models import NftAsset, NftInfo

from nft_holdings._errors import InvalidArgument
from nft_holdings._redaction import shown
from nft_holdings._specs.access import spec_of
from nft_holdings._specs.fields import example_of

__all__ = [
    "account_info",
    "collection",
    "collection_holding",
    "combined_balance",
    "nft",
    "nft_asset",
    "nft_info",
    "nft_metadata",
    "nft_transaction",
    "token",
    "token_balance",
    "token_nft",
    "token_relationship",
]

RowModel = TypeVar("RowModel", bound=Model)


def nft(**fields: Any) -> Nft:
    """Return a row of `Hedera.nfts`, such as `nft(token_id="0.0.5", serial_number=1)`.

    Raises:
        InvalidArgument: The row has no such field, or a value is not of the field's type.
    """
    return _built("hedera", Nft, fields)


def token_nft(**fields: Any) -> TokenNft:
    """Return a row of `Hedera.token_nfts`, such as `token_nft(serial_number=1, account_id="0.0.1001")`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", TokenNft, fields)


def nft_transaction(**fields: Any) -> NftTransaction:
    """Return an entry of `Hedera.nft_history`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", NftTransaction, fields)


def token(**fields: Any) -> Token:
    """Return a token, as `Hedera.token` does.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", Token, fields)


def token_balance(**fields: Any) -> TokenBalance:
    """Return a row of `Hedera.holders`, such as `token_balance(account="0.0.1001", balance=2)`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", TokenBalance, fields)


def token_relationship(**fields: Any) -> TokenRelationship:
    """Return a row of `Hedera.account_tokens`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", TokenRelationship, fields)


def account_info(**fields: Any) -> AccountInfo:
    """Return an account, as `Hedera.account` does.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("hedera", AccountInfo, fields)


def combined_balance(**fields: Any) -> CombinedBalance:
    """Return a row of `Loopring.nft_balances`, such as `combined_balance(token_id=32768, total="3")`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("loopring", CombinedBalance, fields)


def nft_metadata(**fields: Any) -> NftMetadata:
    """Return the metadata of a row of `Loopring.nft_balances`; no field is required.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("loopring", NftMetadata, fields)


def collection_holding(**fields: Any) -> CollectionHolding:
    """Return a row of `Loopring.collections`, such as `collection_holding(collection=collection(name="Boats"), count=2)`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("loopring", CollectionHolding, fields)


def collection(**fields: Any) -> Collection:
    """Return a collection, which rows of `Loopring.collections` have.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("loopring", Collection, fields)


def nft_asset(**fields: Any) -> NftAsset:
    """Return a row of `SwapChat.nfts`, such as `nft_asset(nft=nft_info(token_id="7"), quantity=2)`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("swapchat", NftAsset, fields)


def nft_info(**fields: Any) -> NftInfo:
    """Return the NFT of a row of `SwapChat.nfts`.

    Raises:
        InvalidArgument: As for `nft`.
    """
    return _built("swapchat", NftInfo, fields)


def _built(api: str, model: type[RowModel], fields: dict[str, Any]) -> RowModel:
    row = model.from_json(msgspec.json.encode(example_of(spec_of(api)["components"]["schemas"], model.__name__)))
    for name, value in fields.items():
        if name not in model.__struct_fields__:
            raise InvalidArgument(f"{model.__name__} has no field {name}; it has {', '.join(model.__struct_fields__)}", argument=name)
        row = _with_field(row, name, value)
    return row


def _with_field(row: RowModel, name: str, value: object) -> RowModel:
    changed = row.__replace__(**{name: value})
    try:
        read = type(row).from_json(msgspec.json.encode(changed))
    except (TypeError, msgspec.MsgspecError) as error:
        failure = InvalidArgument(f"{type(row).__name__}.{name} cannot be {shown(value)}: {error}", argument=name)
    else:
        # JSON leaves out the unknown fields of a model; what was given as text or dict becomes an enum or a model.
        return changed if isinstance(value, Model) else row.__replace__(**{name: getattr(read, name)})
    raise failure
